"""Activities as iCalendar (RFC 5545): one, or the reader's coming ones."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from yuanmeng.accounts.middleware import Asked
from yuanmeng.activities.models import Activity
from yuanmeng.activities.policy import ACTIVITIES


@require_safe
def single(request: Asked, pk: int) -> HttpResponse:
    """One activity, to keep in one's own calendar."""
    return _answer(request, [ACTIVITIES.fetch(request.actor, "view", pk=pk)])


@require_safe
def feed(request: Asked) -> HttpResponse:
    """All coming activities that the reader may see."""
    ACTIVITIES.demand(request.actor, "browse")
    coming = ACTIVITIES.among(request.actor, "view").filter(ends__gte=timezone.now()).order_by("starts")
    return _answer(request, coming[:500])


def _answer(request: Asked, activities: Iterable[Activity]) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", "-//Yuanmeng//Activities//ZH")
    calendar.add("version", "2.0")
    for activity in activities:
        calendar.add_component(_event(request, activity))
    return HttpResponse(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="activities.ics"'},
    )


def _event(request: Asked, activity: Activity) -> Event:
    event = Event()
    event.add("uid", f"activity-{activity.pk}@yuanmeng")
    event.add("dtstamp", timezone.now())
    event.add("sequence", activity.version)
    event.add("dtstart", activity.starts)
    event.add("dtend", activity.ends)
    event.add("summary", activity.title)
    event.add("location", activity.place)
    event.add("description", activity.text)
    event.add("status", "CANCELLED" if activity.state == "cancelled" else "CONFIRMED")
    event.add("url", request.build_absolute_uri(reverse("activities:activity", args=[activity.pk])))
    return event
