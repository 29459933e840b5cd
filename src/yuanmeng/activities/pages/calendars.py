"""Activities as iCalendar (RFC 5545): one, or the reader's coming ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.activities.models import Activity
from yuanmeng.activities.policy import ACTIVITIES
from yuanmeng.ui.calendars import answer


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
    return answer("Activities", (_event(request, activity) for activity in activities), "activities.ics")


def _event(request: Asked, activity: Activity) -> dict[str, Any]:
    return {
        "uid": f"activity-{activity.pk}@yuanmeng",
        "dtstamp": timezone.now(),
        "sequence": activity.version,
        "dtstart": activity.starts,
        "dtend": activity.ends,
        "summary": activity.title,
        "location": activity.place,
        "description": activity.text,
        "status": "CANCELLED" if activity.state == "cancelled" else "CONFIRMED",
        "url": request.build_absolute_uri(reverse("activities:activity", args=[activity.pk])),
    }
