"""Reads over dated facts: the value that counted on a day, and its history."""

from __future__ import annotations

from datetime import date

from yuanmeng.register.models import Fact


def history(organisation: int) -> list[Fact]:
    """All facts of an organisation: by kind, newest date first, of one date the newest row first."""
    return list(Fact.objects.filter(organisation_id=organisation).order_by("kind", "-as_of", "-id"))


def counting(facts: list[Fact]) -> list[Fact]:
    """Of each kind and date the row recorded last, in the order of `history`."""
    kept: dict[tuple[str, date], Fact] = {}
    for fact in facts:
        kept.setdefault((fact.kind, fact.as_of), fact)
    return list(kept.values())


def as_of(facts: list[Fact], day: date) -> dict[str, Fact]:
    """Kind → the fact that counted on the day: the newest date not after it. `facts` in the order of `history`."""
    found: dict[str, Fact] = {}
    for fact in facts:
        if fact.as_of <= day:
            found.setdefault(fact.kind, fact)
    return found


def newest(organisation: int) -> list[Fact]:
    """The newest fact of each kind."""
    found: dict[str, Fact] = {}
    for fact in history(organisation):
        found.setdefault(fact.kind, fact)
    return list(found.values())
