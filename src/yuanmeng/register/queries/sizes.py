"""The size class of firms as of a day, in SQL: the rule of `core.size_class`, from the facts that hold for that day."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet

from yuanmeng.core.size_class import COARSE, INDICATORS, RULES, TIERS, Rule
from yuanmeng.register.models import Fact, Organisation

RANKS = {"micro": 0, "unknown": 1, "small": 2, "medium": 3, "large": 4, "outside": 5}
"""The lowest of a firm's indicators says its size: one below small is micro even when another is not known."""


def of_size(size: str, day: date) -> QuerySet[Organisation]:
    """The organisations of a size, a key of RANKS, by their industry and the facts as of the day (ENT-05)."""
    return Organisation.objects.alias(rank=Rank(day)).filter(rank=RANKS[size])


class Rank(Func):
    """The rank of an organisation's size; one text, for as a tree of expressions it compiles longer than it runs."""

    def __init__(self, day: date) -> None:
        super().__init__(F("pk"), F("industry"), output_field=IntegerField())
        self.day = day

    def as_sql(self, compiler: Any, connection: Any, **_more: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The CASE with the columns of the query it stands in."""
        key, industry = (compiler.compile(each)[0] for each in self.get_source_expressions())
        text = _text("MIN" if connection.vendor == "sqlite" else "LEAST")
        return text.format(key=key, industry=industry), [self.day] * len(INDICATORS)


@cache
def _text(least: str) -> str:
    covered = " OR ".join(_covers(rule) for rule in RULES)
    coarse = ", ".join(f"'{code}'" for code in ("", *sorted(COARSE)))
    lowest = f"{least}({', '.join(_rank(kind) for kind in INDICATORS)})"
    return (
        f"CASE WHEN {covered} THEN {lowest} "
        f"WHEN {{industry}} IN ({coarse}) THEN {RANKS['unknown']} ELSE {RANKS['outside']} END"
    )


def _rank(kind: str) -> str:
    """What one indicator allows, from its newest fact; the highest where it does not count in the industry."""
    rules = [(rule, rule.bounds()[kind]) for rule in RULES if kind in rule.bounds()]
    tiers = " ".join(
        f"WHEN value >= CASE {' '.join(f'WHEN {_covers(rule)} THEN {bounds[place]}' for rule, bounds in rules)} END "
        f"THEN {RANKS[tier]}"
        for place, tier in enumerate(TIERS)
    )
    newest = (
        f"SELECT CASE {tiers} ELSE {RANKS['micro']} END FROM {Fact._meta.db_table} "  # noqa: S608 - constants of the rule
        f"WHERE organisation_id = {{key}} AND kind = '{kind}' AND as_of <= %s AND currency IN ('', 'CNY') "
        "ORDER BY as_of DESC, id DESC LIMIT 1"
    )
    counts = " OR ".join(_covers(rule) for rule, _bounds in rules)
    return f"CASE WHEN {counts} THEN COALESCE(({newest}), {RANKS['unknown']}) ELSE {RANKS['large']} END"


def _covers(rule: Rule) -> str:
    """Whether the industry code begins as the rule says."""
    found = []
    for digits in (2, 3):
        codes = ", ".join(f"'{prefix}'" for prefix in rule.prefixes if len(prefix) == digits)
        if codes:
            found.append(f"SUBSTR({{industry}}, 1, {digits}) IN ({codes})")
    return " OR ".join(found)
