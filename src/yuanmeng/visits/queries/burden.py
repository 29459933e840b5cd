"""What a firm asked for, who contacts it when, and what speaks against one contact more."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from yuanmeng.core.burden import Wishes, close_together, objections
from yuanmeng.visits.models import ContactPreference, QuietPeriod, Rhythm, Stop

AHEAD = dt.timedelta(days=30)
"""How far the planner looks (VIS-02)."""
LOOKED_BACK = dt.timedelta(days=366)


def rhythm() -> Rhythm:
    """The zone's settings, as they are before anybody changes them when nobody has."""
    return Rhythm.objects.order_by("pk").first() or Rhythm()


def wishes_of(firms: Iterable[int]) -> dict[int, Wishes]:
    """Firm → what it asked for, in two queries; firms that asked for nothing are missing."""
    keys = list(firms)
    quiet: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    periods = QuietPeriod.objects.filter(organisation__in=keys, lifted=None).order_by("since")
    for firm, since, until in periods.values_list("organisation_id", "since", "until"):
        quiet[firm].append((since, until))
    found = {firm: Wishes(quiet=tuple(periods)) for firm, periods in quiet.items()}
    for each in ContactPreference.objects.filter(organisation__in=keys):
        days = frozenset(int(digit) for digit in each.weekdays)
        found[each.organisation_id] = Wishes(
            each.most, each.days, days, tuple(quiet.get(each.organisation_id, ())), each.channel
        )
    return found


def counting() -> QuerySet[Stop]:
    """The contacts that a firm has or will have: held ones, and planned ones it did not decline."""
    held_or_planned = Stop.objects.filter(visit__state__in=("done", "planned"))
    return held_or_planned.exclude(visit__state="planned", declined_on__isnull=False)


def contacts_of(firms: Iterable[int], today: dt.date, *, but: int | None = None) -> dict[int, list[dt.date]]:
    """Firm → the days of its contacts of the last year and to come, without visit `but`. One query."""
    rows = counting().filter(organisation__in=list(firms), visit__day__gte=today - LOOKED_BACK).exclude(visit=but)
    found: dict[int, list[dt.date]] = defaultdict(list)
    for firm, day in rows.order_by("visit__day").values_list("organisation_id", "visit__day"):
        found[firm].append(day)
    return dict(found)


def against(
    firms: Iterable[int], day: dt.date, how: str, today: dt.date, *, but: int | None = None
) -> dict[int, list[str]]:
    """Firm → what speaks against a contact on the day (see core.burden); firms without objection are missing."""
    keys = list(firms)
    wishes, contacts = wishes_of(keys), contacts_of(keys, min(today, day), but=but)
    found = {firm: objections(wish, day, how, contacts.get(firm, ())) for firm, wish in wishes.items()}
    return {firm: codes for firm, codes in found.items() if codes}


def coming(today: dt.date) -> QuerySet[Stop]:
    """Everybody's planned contacts of the next 30 days, the next first."""
    planned = Stop.objects.filter(visit__state="planned", declined_on=None, visit__day__range=(today, today + AHEAD))
    return planned.order_by("visit__day", "visit__at", "pk")


def joint(stops: Iterable[Stop], near: int) -> list[tuple[Stop, Stop]]:
    """Pairs of planned contacts with one firm so close together that one visit would do. `visit` must be loaded."""
    rows = list(stops)
    by_key = {(row.organisation_id, row.visit_id): row for row in rows}
    pairs = close_together([(row.organisation_id, row.visit.day, row.visit_id) for row in rows], near)
    return [(by_key[firm, one], by_key[firm, two]) for firm, one, two in pairs]


def quarter_of(day: dt.date) -> str:
    """`2026Q4`."""
    return f"{day.year}Q{(day.month + 2) // 3}"
