"""The firm's facts as ready strings: a table as of a day, trends, the size class with its inputs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yuanmeng.core.size_class import VERSION, scale_threshold, size_class
from yuanmeng.register.models import Fact
from yuanmeng.register.models.facts import FACTS
from yuanmeng.register.pages import showing
from yuanmeng.register.queries.facts import as_of, counting

OLD = 400
"""Days after which a yearly figure has missed its next year."""
WIDE, HIGH = 200, 48


def facts_card(facts: list[Fact], day: date, today: date) -> dict[str, Any]:
    """Table of the values that counted on the day, the whole history, and a trend for what has two values or more."""
    counted = counting(facts)
    by_kind: dict[str, list[Fact]] = {}
    for fact in counted:
        by_kind.setdefault(fact.kind, []).append(fact)
    here = as_of(facts, day)
    return {
        "rows": [fact_row(here[kind], today) for kind in FACTS if kind in here],
        "day": day.isoformat(),
        "shown_day": showing.day(day),
        "past": day != today,
        "trends": [trend(kind, by_kind[kind]) for kind in FACTS if len(by_kind.get(kind, ())) > 1],
        "history": [fact_row(fact, today) for fact in counted],
        "any": bool(facts),
    }


def fact_row(fact: Fact, today: date) -> dict[str, str]:
    """One line of the table."""
    old = (today - fact.as_of).days > OLD
    return {
        "kind": str(FACTS[fact.kind][0]),
        "amount": showing.fact_amount(fact),
        "as_of": showing.day(fact.as_of),
        "age": showing.age(fact.as_of, today),
        "tone": "warn" if old else "plain",
        "source": fact.source,
    }


def trend(kind: str, newest_first: list[Fact]) -> dict[str, Any]:
    """Points of a line over time, left to right; the text beside it says first and last value."""
    facts = newest_first[::-1]
    days = [fact.as_of.toordinal() for fact in facts]
    highest = max(fact.value for fact in facts) or 1
    across = (days[-1] - days[0]) or 1
    points = [
        (round((at - days[0]) * WIDE / across, 1), round(HIGH - fact.value * HIGH / highest, 1))
        for at, fact in zip(days, facts, strict=True)
    ]
    first, last = facts[0], facts[-1]
    return {
        "kind": str(FACTS[kind][0]),
        "points": " ".join(f"{x},{y}" for x, y in points),
        "dots": points,
        "box": f"-4 -4 {WIDE + 8} {HIGH + 8}",
        "last": showing.fact_amount(last),
        "says": _("%(first_day)s：%(first)s，%(last_day)s：%(last)s")
        % {
            "first_day": showing.day(first.as_of),
            "first": showing.fact_amount(first),
            "last_day": showing.day(last.as_of),
            "last": showing.fact_amount(last),
        },
    }


def size_card(industry: str, facts: list[Fact], day: date) -> dict[str, Any]:
    """Size class as of the day with rule, inputs and what is missing (ENT-05), and the way to 规上 (ENT-07)."""
    usable = [fact for fact in facts if fact.currency in {"", "CNY"}]
    here = as_of(usable, day)
    verdict = size_class(industry, {kind: fact.value for kind, fact in here.items()})
    inputs = verdict.rule.bounds() if verdict.rule else {}
    return {
        "size": showing.size(verdict.size),
        "known": verdict.size not in {"unknown", "outside"},
        "why": why(verdict.size, verdict.missing),
        "rule": verdict.rule.name if verdict.rule else "",
        "version": VERSION,
        "day": showing.day(day),
        "inputs": [input_row(kind, here.get(kind), bounds) for kind, bounds in inputs.items()],
        "scale": scale(industry, here.get("revenue")),
    }


def why(size: str, missing: tuple[str, ...]) -> str:
    """The sentence beside a class that could not be computed, or that was without all inputs."""
    names = "、".join(_("行业代码") if key == "industry" else str(FACTS[key][0]) for key in missing)
    if size == "outside":
        return _("该行业不在大中小微划分范围内。")
    if size == "unknown":
        return _("无法判定：缺少%(names)s。") % {"names": names}
    return _("缺少%(names)s，但现有指标已可判定。") % {"names": names} if names else ""


def input_row(kind: str, fact: Fact | None, bounds: tuple[int, int, int]) -> dict[str, str]:
    """An indicator: its value, its date, the bounds of large, medium and small."""
    currency = "CNY" if FACTS[kind][1] == "fen" else ""
    return {
        "kind": str(FACTS[kind][0]),
        "amount": showing.fact_amount(fact) if fact else "",
        "as_of": showing.day(fact.as_of) if fact else "",
        "bounds": " / ".join(showing.amount(kind, bound, currency) for bound in bounds),
    }


def scale(industry: str, revenue: Fact | None) -> str:
    """How far the revenue is from the threshold; the zone verifies the threshold itself."""
    threshold = scale_threshold(industry)
    if threshold is None:
        return ""
    at = showing.amount("revenue", threshold, "CNY")
    if revenue is None:
        return _("规上标准：年营业收入%(at)s；缺少营业收入，无法计算差距。") % {"at": at}
    if revenue.value >= threshold:
        return _("年营业收入已达到规上标准%(at)s。") % {"at": at}
    short = showing.amount("revenue", threshold - revenue.value, "CNY")
    return _("距规上标准%(at)s还差%(short)s。") % {"at": at, "short": short}
