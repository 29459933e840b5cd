"""Reads of the activities used more than once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from yuanmeng.activities.models import Activity, FollowUp, Host, Invitation, Series
from yuanmeng.register.models import Contact, Organisation


def previous(activity: Activity) -> Activity | None:
    """The meeting before this one: of the same series, else of the same kind in one of its alliances."""
    before = Activity.objects.filter(state="held", starts__lt=activity.starts).exclude(pk=activity.pk)
    if activity.series_id:
        return before.filter(series=activity.series_id).order_by("-starts").first()
    shared = Activity.alliances.through.objects.filter(
        alliance__in=activity.alliances.values("pk"), activity__kind=activity.kind
    )
    return before.filter(pk__in=shared.values("activity")).order_by("-starts").first()


def to_report(activity: Activity) -> QuerySet[FollowUp]:
    """The first item of the agenda (ALL-03): everything decided at the meeting before, and all that is still open."""
    last = previous(activity)
    if last is None:
        return FollowUp.objects.none()
    same = Q(activity__series=activity.series_id) if activity.series_id else Q(activity=last)
    found = FollowUp.objects.filter(Q(activity=last) | same & Q(state="open", activity__starts__lt=activity.starts))
    return found.select_related("owner", "activity")


def first_contacts(organisations: Iterable[int]) -> dict[int, Contact]:
    """Organisation → its newest business contact in force, in one query."""
    today = timezone.localdate()
    found = Contact.objects.filter(Q(until__isnull=True) | Q(until__gte=today), organisation__in=list(organisations))
    return {contact.organisation_id: contact for contact in found.order_by("since", "id")}


def scheduled(series: QuerySet[Series]) -> QuerySet[Series]:
    """Series with `passed` (activities not cancelled) and `last` (start of the latest), hosts loaded."""
    counted = ~Q(activities__state="cancelled")
    return series.prefetch_related("alliances", "hosts__organisation").annotate(
        passed=Count("activities", filter=counted), last=Max("activities__starts", filter=counted)
    )


def next_host(series: Any) -> Organisation | None:
    """Whose turn it is in a `scheduled` series: the hosts in order, one step an activity."""
    hosts: list[Host] = list(series.hosts.all())
    return hosts[series.passed % len(hosts)].organisation if hosts else None


def next_start(series: Any) -> dt.datetime:
    """When a `scheduled` series is due again: its months after the last one, at the same hour; else in a month."""
    if series.last is None:
        return timezone.localtime().replace(hour=14, minute=0, second=0, microsecond=0) + dt.timedelta(days=30)
    local = timezone.localtime(series.last)
    month = local.month - 1 + series.months
    return local.replace(year=local.year + month // 12, month=month % 12 + 1, day=min(local.day, 28))


def present(activity: Activity) -> int:
    """Persons who took part."""
    return int(activity.attendances.aggregate(persons=Sum("persons"))["persons"] or 0)


def coming(day: dt.date, within: int) -> QuerySet[Activity]:
    """Activities not cancelled that begin on `day` or within so many days after it."""
    first = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    found = Activity.objects.filter(state__in=("planned", "invited"), starts__gte=first)
    return found.filter(starts__lt=first + dt.timedelta(days=within + 1)).order_by("starts", "pk")


def without_reply(day: dt.date, within: int) -> QuerySet[Invitation]:
    """Invitations nobody answered, to activities that begin within so many days."""
    found = Invitation.objects.filter(reply="", activity__in=coming(day, within), activity__state="invited")
    return found.order_by("activity__starts", "pk")


def topics_closing(day: dt.date, within: int) -> QuerySet[Activity]:
    """Activities whose collection of topics ends on `day` or within so many days after it."""
    last = day + dt.timedelta(days=within)
    found = Activity.objects.filter(state__in=("planned", "invited"), topics_until__range=(day, last))
    return found.order_by("topics_until", "pk")


def follow_ups_due(day: dt.date, within: int) -> QuerySet[FollowUp]:
    """Open follow-ups that are due within so many days, or late."""
    found = FollowUp.objects.filter(state="open", due__lte=day + dt.timedelta(days=within))
    return found.order_by("due", "pk")
