"""The list of visits: what a filter leaves, page by page; what belongs to the visits of one page, in three queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from yuanmeng.core.actor import Actor
from yuanmeng.register.queries.people import person_id
from yuanmeng.visits.models import Line, Stop, Visit, Visitor
from yuanmeng.visits.policy import VISITS
from yuanmeng.visits.queries.finding import named

SIZE = 50
COUNTED = 10_000
"""The total is counted so far; more is said as “more than”."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list was asked for; "" and None for anything."""

    actor: Actor
    state: str = "done"
    how: str = ""
    purpose: str = ""
    capacity: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    mine: str = ""
    firm: int | None = None
    q: str = ""


def chosen(asked: Asked) -> QuerySet[Visit]:
    """The visits, without an order."""
    visits = VISITS.among(asked.actor, "view")
    plain: dict[str, Any] = {"state": asked.state, "how": asked.how, "purpose": asked.purpose}
    plain |= {"day__gte": asked.first, "day__lte": asked.last}
    visits = visits.filter(**{name: value for name, value in plain.items() if value})
    if asked.firm:
        visits = visits.filter(pk__in=Stop.objects.filter(organisation=asked.firm).values("visit"))
    if asked.q:
        visits = visits.filter(pk__in=Stop.objects.filter(organisation__in=named(asked.q)).values("visit"))
    if asked.capacity or asked.mine:
        visitors = Visitor.objects.filter(capacity=asked.capacity) if asked.capacity else Visitor.objects.all()
        visitors = visitors.filter(user=person_id(asked.actor)) if asked.mine else visitors
        visits = visits.filter(pk__in=visitors.values("visit"))
    return visits


def page(visits: QuerySet[Visit], after: tuple[dt.date, int] | None) -> tuple[list[Visit], Visit | None]:
    """One page, the newest first, and the last row when more follow."""
    if after:
        day, pk = after
        visits = visits.filter(Q(day__lt=day) | Q(day=day, pk__lt=pk), day__lte=day)
    rows = list(visits.order_by("-day", "-pk")[: SIZE + 1])
    return rows[:SIZE], rows[SIZE - 1] if len(rows) > SIZE else None


def total(visits: QuerySet[Visit]) -> int:
    """How many, COUNTED + 1 for more than COUNTED."""
    return visits.order_by()[: COUNTED + 1].count()


@dataclass(slots=True)
class Belonging:
    """Firms, visitors and lines of one visit."""

    firms: list[tuple[int, str, bool]] = field(default_factory=list)
    visitors: list[tuple[int, str, str]] = field(default_factory=list)
    lines: int = 0


def belonging(visits: list[Visit], count_lines: str = "yes") -> dict[int, Belonging]:
    """Visit → firms (key, name, declined), visitors (key, name, capacity), number of lines."""
    keys = [visit.pk for visit in visits]
    found: dict[int, Belonging] = defaultdict(Belonging)
    stops = Stop.objects.filter(visit__in=keys).order_by("pk")
    for visit, firm, name, gone in stops.values_list("visit", "organisation", "organisation__name", "declined_on"):
        found[visit].firms.append((firm, name, gone is not None))
    visitors = Visitor.objects.filter(visit__in=keys).order_by("pk")
    for visit, user, name, as_ in visitors.values_list("visit", "user", "user__name", "capacity"):
        found[visit].visitors.append((user, name, as_))
    lines = Line.objects.filter(visit__in=keys if count_lines else []).order_by()
    for visit in lines.values_list("visit", flat=True):
        found[visit].lines += 1
    return found


def lines_of(visit: Visit) -> list[dict[str, Any]]:
    """The lines of a visit as records, with their firms."""
    columns = ("pk", "kind", "triage", "text", "state", "issue", "version", "organisation__name")
    rows = Line.objects.filter(visit=visit).order_by("pk").values_list(*columns)
    return [dict(zip(columns, row, strict=True)) for row in rows]
