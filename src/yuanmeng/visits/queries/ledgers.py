"""The five ledgers, the monthly table and the burden, counted from the visits themselves (VIS-04).

Nothing of it is stored. People stand in the order of their names: who visits more is no question (APP-02, APP-04).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from yuanmeng.pairing.models import Pairing
from yuanmeng.pairing.queries.periods import on
from yuanmeng.visits.models import ContactPreference, Line, Stop, Tally, Visit, Visitor
from yuanmeng.visits.queries.burden import quarter_of

Span = tuple[dt.date, dt.date]
Rows = QuerySet[Any, Any]
FEWEST = 5
"""Opinions below which nothing is shown."""


def held_stops(span: Span) -> QuerySet[Stop]:
    """The contacts of firms that took place, first and last day included."""
    return Stop.objects.filter(visit__state="done", visit__day__range=span)


def firms(span: Span) -> Rows:
    """Firm ledger: contacts by kind, and the last one; by firm."""
    by_how = {how: Count("pk", filter=Q(visit__how=how)) for how in ("door", "phone", "online")}
    rows = held_stops(span).order_by().values("organisation_id", "organisation__name")
    return rows.annotate(contacts=Count("pk"), last=Max("visit__day"), **by_how).order_by("organisation_id")


def lines_by_firm(keys: list[int], span: Span) -> dict[int, dict[str, int]]:
    """Firm → kind → number of lines."""
    rows = Line.objects.filter(organisation__in=keys, visit__state="done", visit__day__range=span)
    counted = rows.order_by().values_list("organisation_id", "kind").annotate(Count("pk"))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for firm, kind, number in counted:
        found[firm][kind] = number
    return found


def officers_of(keys: list[int], day: dt.date) -> dict[int, str]:
    """Firm → the service officer who looks after it on a day."""
    rows = on(day).filter(kind="officer_firm", firm__in=keys)
    return dict(rows.values_list("firm_id", "user__name"))


def team(span: Span) -> Rows:
    """Team ledger: who visited in which capacity, and where; by name."""
    rows = Visitor.objects.filter(visit__state="done", visit__day__range=span).order_by()
    counted = rows.values("user_id", "user__name", "capacity").annotate(
        visits=Count("visit", distinct=True),
        reached=Count("visit__stops__organisation", distinct=True),
        last=Max("visit__day"),
    )
    return counted.order_by("user__name", "user_id", "capacity")


def looked_after(day: dt.date) -> dict[int, int]:
    """Person → number of firms looked after on a day."""
    return dict(on(day).filter(firm__isnull=False).order_by().values_list("user_id").annotate(Count("firm")))


def chiefs(day: dt.date) -> Rows:
    """Chief-officer ledger: for each firm who is responsible, since when, and the last contact by that person."""
    same = Stop.objects.filter(
        organisation=OuterRef("firm"), visit__state="done", visit__visitors__user=OuterRef("user")
    )
    last = same.order_by("-visit__day").values("visit__day")[:1]
    rows: QuerySet[Pairing] = on(day).filter(kind__in=("officer_firm", "leader_firm"))
    ordered = rows.annotate(last=Subquery(last)).order_by("firm_id", "kind", "pk")
    return ordered.values("firm_id", "firm__name", "kind", "user__name", "since", "until", "last")


def heard(kinds: tuple[str, ...], span: Span) -> Rows:
    """Problem and project ledgers: the lines, the newest first."""
    rows = Line.objects.filter(kind__in=kinds, visit__state="done", visit__day__range=span).order_by("-pk")
    return rows.values(
        "visit_id", "visit__day", "organisation__name", "kind", "text", "triage", "state", "issue"
    )  # fmt: skip


def months(span: Span) -> dict[dt.date, dict[str, int]]:
    """Month → figure → number. In four queries; a joint visit of an officer and a branch counts for both of them."""
    found: dict[dt.date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    visits = Visit.objects.filter(state="done", day__range=span).annotate(month=TruncMonth("day")).order_by()
    for month, how, number in visits.values_list("month", "how").annotate(Count("pk")):
        found[month][how] = number
        found[month]["visits"] += number
    people = Visitor.objects.filter(visit__state="done", visit__day__range=span).annotate(
        month=TruncMonth("visit__day")
    )
    counted = people.order_by().values_list("month", "capacity").annotate(Count("visit", distinct=True))
    for month, capacity, number in counted:
        found[month][capacity] = number
    stops = held_stops(span).annotate(month=TruncMonth("visit__day")).order_by()
    for month, number in stops.values_list("month").annotate(Count("organisation", distinct=True)):
        found[month]["firms"] = number
    lines = Line.objects.filter(visit__state="done", visit__day__range=span).annotate(month=TruncMonth("visit__day"))
    for month, kind, number in lines.order_by().values_list("month", "kind").annotate(Count("pk")):
        found[month][kind] = number
    return {month: dict(found[month]) for month in sorted(found, reverse=True)}


def opinions(today: dt.date) -> dict[str, dict[int, int]]:
    """Quarter → opinion → number, of quarters that are over and have at least FEWEST opinions.

    A running quarter is not shown, for the difference between two looks would be one firm's opinion.
    """
    found: dict[str, dict[int, int]] = defaultdict(dict)
    rows = Tally.objects.filter(quarter__lt=quarter_of(today)).order_by("-quarter")
    for quarter, opinion, count in rows.values_list("quarter", "opinion", "count"):
        found[quarter][opinion] = count
    return {quarter: counts for quarter, counts in found.items() if sum(counts.values()) >= FEWEST}


def burden(span: Span) -> Rows:
    """How often each firm was contacted by anybody, the most burdened first, and how often it declined."""
    rows = (
        Stop.objects.filter(visit__day__range=span).exclude(visit__state__in=("cancelled", "joined", "void")).order_by()
    )
    most = ContactPreference.objects.filter(organisation=OuterRef("organisation")).values("most")[:1]
    days = ContactPreference.objects.filter(organisation=OuterRef("organisation")).values("days")[:1]
    counted = rows.values("organisation_id", "organisation__name").annotate(
        contacts=Count("pk", filter=Q(visit__state="done")),
        door=Count("pk", filter=Q(visit__state="done", visit__how="door")),
        coming=Count("pk", filter=Q(visit__state="planned", declined_on=None)),
        declined=Count("pk", filter=Q(declined_on__isnull=False)),
        most=Subquery(most),
        window=Subquery(days),
    )
    return counted.order_by("-contacts", "organisation_id")
