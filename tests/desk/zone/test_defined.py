"""Figures without code over every dataset of the demo zone: number and list agree, parts make the whole."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from yuanmeng.core.period import Period, read, year
from yuanmeng.ledger import figures
from yuanmeng.ledger.datasets import Dataset, datasets
from yuanmeng.ledger.defining import Asked, known_values
from yuanmeng.ledger.defining import read as asked
from yuanmeng.ledger.figures import further

pytestmark = pytest.mark.xdist_group("demo")
WHOLE = read("2021-01-01..2026-12-31")
EACH = 6
"""So many definitions by chance for each dataset and date."""


def value(of: Asked, period: Period = WHOLE) -> int:
    return figures.totals([(of.records(period), of.measure.amount if of.measure else None)])[0]


def keys(of: Asked, period: Period = WHOLE) -> list[Any]:
    return list(of.records(period).order_by("pk").values_list("pk", flat=True))


def made(of: Dataset, basis: str, *groups: list[Any], **more: str) -> Asked:
    found = asked({"dataset": of.key, "basis": basis, "filters": list(groups)} | more)
    known_values(found)
    return found


def conditions(of: Dataset, chance: random.Random) -> Iterator[list[Any]]:
    """Conditions by chance, among all that a person could choose."""
    while True:
        field = chance.choice(of.fields)
        options = [str(key) for key, _name in field.options()] if field.options else []
        if field.kind == "choice" and options:
            some = chance.sample(options, min(len(options), chance.randint(1, 3)))
            yield [field.key, chance.choice(["is", "not"]), some]
        elif field.kind == "number":
            yield [field.key, chance.choice(["min", "max", "equal"]), [str(chance.randint(0, 3))]]
        elif field.kind == "date":
            operator = chance.choice(["from", "to", "filled", "missing"])
            yield [field.key, operator, [f"202{chance.randint(1, 6)}-0{chance.randint(1, 9)}-15"]]
        elif field.kind == "yes":
            yield [field.key, "equal", [chance.choice(["yes", "no"])]]


@pytest.mark.parametrize("key", sorted(datasets()))
def test_number_list_months_and_parts_agree_for_any_definition(key: str, loaded: int) -> None:
    """A record with several values would be counted twice by a join; a wrong end of a month would lose a day."""
    of, chance = datasets()[key], random.Random(key)
    for basis, date in of.dates.items():
        everything = value(made(of, basis))
        by_chance = conditions(of, chance)
        for _time in range(EACH):
            one, other = next(by_chance), next(by_chance)
            first, second = made(of, basis, [one]), made(of, basis, [other])
            listed = keys(first)
            assert value(first) == len(listed) == len(set(listed)) <= everything, one
            both, either = made(of, basis, [one, other]), made(of, basis, [one], [other])
            assert set(keys(both)) == set(listed) & set(keys(second)), (one, other)
            assert set(keys(either)) == set(listed) | set(keys(second)), (one, other)
            if one[1] in {"is", "not"}:
                turned = made(of, basis, [[one[0], "not" if one[1] == "is" else "is", one[2]]])
                assert set(keys(turned)) == set(keys(made(of, basis))) - set(listed), one
            if not date.on:
                assert value(first, year(2026)) == sum(value(first, read(f"2026-{m:02}")) for m in range(1, 13)), one


@pytest.mark.parametrize("key", sorted(datasets()))
def test_sums_and_what_counts_once_agree_with_the_records(key: str, loaded: int) -> None:
    of = datasets()[key]
    for basis in of.dates:
        rows = made(of, basis).records(WHOLE)
        for measure, each in of.measures.items():
            amounts = rows.annotate(amount_=each.amount).values_list("amount_", flat=True)
            assert value(made(of, basis, measure=measure)) == sum(amount or 0 for amount in amounts)
        for distinct, each in of.distinct.items():
            once = made(of, basis, distinct=distinct)
            assert keys(once) == sorted({pk for pk in rows.values_list(each.path, flat=True) if pk is not None})
            assert once.policy is each.policy


def test_a_rate_shows_both_its_figures_and_no_loop_can_be_built(loaded: int) -> None:
    known, rates = figures.declared()
    zone = [each for each in rates.values() if each.key.startswith("zone.")]
    assert len(zone) == 1
    assert {zone[0].part, zone[0].base} <= set(known)
    assert not {zone[0].part, zone[0].base} & set(rates)


def test_a_rate_is_left_out_where_one_of_its_figures_is_no_more(loaded: int) -> None:
    share = figures.Rate("gone.rate", "无", 1, "无", part="issues.raised", base="gone.base")
    before = dict(figures._SOURCES)
    further("gone", lambda: [share], lambda _key, _number: None)
    try:
        assert "gone.rate" not in figures.rates()
    finally:
        figures._SOURCES.clear()
        figures._SOURCES.update(before)
