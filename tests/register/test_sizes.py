"""The size class in SQL is that of `size_class`, as of any day (ENT-05)."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.utils import timezone

from yuanmeng.core.size_class import COARSE, INDICATORS, RULES, WAN, size_class
from yuanmeng.register.models import Fact, Organisation
from yuanmeng.register.queries.sizes import RANKS, of_size

DAYS = (dt.date(2021, 12, 31), dt.date(2023, 12, 31), dt.date(2025, 12, 31))


def _value(dice: random.Random, industry: str, kind: str) -> int:
    """Mostly at a bound of the industry, or one below it."""
    rule = size_class(industry, {}).rule
    bounds = rule.bounds().get(kind) if rule else None
    return max(0, dice.choice(bounds) - dice.randrange(2)) if bounds else dice.randrange(100_000 * WAN)


@pytest.mark.django_db
def test_sizes_in_sql_are_those_of_the_rule() -> None:
    dice, now = random.Random(5), timezone.now()
    codes = ["", "05", "66", "704", *COARSE] + [prefix for rule in RULES for prefix in rule.prefixes]
    known: dict[int, tuple[str, list[dict[str, int]]]] = {}
    for number in range(600):
        industry = dice.choice(codes) + dice.choice(("", "1"))
        firm = Organisation.objects.create(
            name=f"泉{number}有限公司", industry=industry[:4], fictional=True, created_at=now, updated_at=now
        )
        newest: dict[str, int] = {}
        known[firm.pk] = (firm.industry, [])
        for day in DAYS:
            for kind in INDICATORS:
                for currency in ("USD", "" if kind == "headcount" else "CNY"):
                    value = _value(dice, firm.industry, kind)
                    if dice.random() < 0.3 or (currency == "USD" and kind == "headcount"):
                        continue
                    unit = "person" if kind == "headcount" else "fen"
                    Fact.objects.create(
                        organisation=firm, kind=kind, as_of=day, value=value, unit=unit, currency=currency,
                        source="年报", recorded_at=now,
                    )  # fmt: skip
                    if currency != "USD":
                        newest[kind] = value
            known[firm.pk][1].append(dict(newest))
    for place, day in enumerate(DAYS):
        expected = {pk: size_class(industry, facts[place]).size for pk, (industry, facts) in known.items()}
        found = {pk: size for size in RANKS for pk in of_size(size, day).values_list("pk", flat=True)}
        assert found == expected
        assert set(expected.values()) == set(RANKS)


@pytest.mark.django_db
def test_a_corrected_fact_counts() -> None:
    """Of two rows for one day the later recorded one holds."""
    now, day = timezone.now(), DAYS[0]
    firm = Organisation.objects.create(name="泉", industry="8511", fictional=True, created_at=now, updated_at=now)
    for value in (300, 9):
        Fact.objects.create(
            organisation=firm, kind="headcount", as_of=day, value=value, unit="person", source="年报", recorded_at=now
        )
    assert list(of_size("micro", day)) == [firm]
    assert list(of_size("unknown", day - dt.timedelta(days=1))) == [firm]
