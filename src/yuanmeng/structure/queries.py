"""Reads of the structure used more than once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from yuanmeng.alliances.models import Membership
from yuanmeng.alliances.queries import members_on
from yuanmeng.register.models import Organisation
from yuanmeng.structure.models import Body, Office, OfficeKind, Rotation

SOON = dt.timedelta(days=90)
"""A term that ends within this time is shown before it hurts."""


def bodies(day: dt.date) -> QuerySet[Body]:
    """The bodies in force on a day."""
    return Body.objects.filter(in_force(day)).select_related("kind", "alliance")


def in_force(day: dt.date) -> Q:
    """In force on a day, whatever has `since` and the last day `until`."""
    return (Q(until__isnull=True) | Q(until__gte=day)) & Q(since__lte=day)


def holders(day: dt.date) -> QuerySet[Office]:
    """The offices held on a day."""
    return Office.objects.filter(in_force(day)).select_related("kind", "organisation", "user")


def member_counts(alliances: Iterable[int], day: dt.date) -> dict[int, int]:
    """Alliance → members on a day, in one query."""
    found = Membership.objects.filter(members_on(day), alliance__in=list(alliances)).values_list("alliance", flat=True)
    counts: dict[int, int] = {}
    for alliance in found:
        counts[alliance] = counts.get(alliance, 0) + 1
    return counts


def vacancies(day: dt.date) -> list[tuple[Body, OfficeKind]]:
    """Required offices of bodies in force that nobody holds on a day."""
    held = set(holders(day).values_list("body", "kind"))
    wanted = bodies(day).prefetch_related("kind__office_kinds")
    return [
        (body, kind)
        for body in wanted
        for kind in body.kind.office_kinds.all()
        if kind.required and (body.pk, kind.pk) not in held
    ]


def ending(day: dt.date) -> QuerySet[Office]:
    """Terms in force that end within SOON and that nobody follows yet."""
    found = holders(day).filter(until__lte=day + SOON, body__in=bodies(day)).select_related("body")
    followed = Office.objects.filter(since__gt=day).values_list("body", "kind")
    return found.exclude(pk__in=[o.pk for o in found if (o.body_id, o.kind_id) in set(followed)]).order_by("until")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whose turn it is, from the first to the last day."""

    organisation: Organisation
    since: dt.date
    until: dt.date


def year_ahead(rotation: Rotation, day: dt.date) -> list[Stretch]:
    """The turns from `day` on for a year, computed: the rotation's members in order, `months` each."""
    turns = list(rotation.turns.select_related("organisation"))
    if not turns:
        return []
    found, number = [], 0
    while (start := _months_after(rotation.since, number * rotation.months)) <= day + dt.timedelta(days=365):
        end = _months_after(rotation.since, (number + 1) * rotation.months) - dt.timedelta(days=1)
        if end >= day:
            found.append(Stretch(turns[number % len(turns)].organisation, start, end))
        number += 1
    return found


def _months_after(day: dt.date, months: int) -> dt.date:
    """The same day of the month that many months later, the 28th at the latest."""
    month = day.month - 1 + months
    return day.replace(year=day.year + month // 12, month=month % 12 + 1, day=min(day.day, 28))
