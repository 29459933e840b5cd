"""A person's planned visits as a calendar feed behind a secret address (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.refusals import Hidden
from yuanmeng.ui.asked import op_of
from yuanmeng.ui.calendars import answer
from yuanmeng.visits.actions import asking
from yuanmeng.visits.models import Feed, Visit, Visitor
from yuanmeng.visits.policy import VISITS
from yuanmeng.visits.queries.listing import Belonging, belonging

SIGNER = Signer(salt="visits.feed", sep=".")
KEPT = dt.timedelta(days=31)
MOST = 500


@require_http_methods(["GET", "HEAD", "POST"])
def address(request: Asked) -> HttpResponse:
    """The address, and a new one for the asking."""
    VISITS.demand(request.actor, "plan")
    if request.method == "POST":
        asking.renew_feed(by=request.actor, op=op_of(request))
        return redirect("visits:calendar")
    found = Feed.objects.filter(user=request.actor.user_id).first()
    shown = {"address": request.build_absolute_uri(reverse("visits:feed", args=[token(found)])) if found else ""}
    return render(request, "visits/calendar.html", shown)


def token(found: Feed) -> str:
    """The secret part of the present turn's address."""
    return SIGNER.sign(f"{found.user_id}-{found.turn}")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Planned visits of the address's owner; nobody signs in, so whoever has lost the post gets nothing."""
    try:
        user, turn = (int(part) for part in SIGNER.unsign(token).split("-"))
    except BadSignature:
        raise Hidden(_("这个日历地址不完整或不存在。")) from None
    found = Feed.objects.filter(user=user, turn=turn).select_related("user").first()
    if found is None or not VISITS.allows(actor_of(found.user), "plan"):
        raise Hidden(_("这个日历地址已经失效，请在系统里生成新的地址。"))
    taking_part = Visitor.objects.filter(user=user).values("visit")
    states = ("planned", "declined", "cancelled", "joined")
    since = timezone.localdate() - KEPT
    visits = list(
        Visit.objects.filter(pk__in=taking_part, state__in=states, day__gte=since).order_by("day", "at")[:MOST]
    )
    has = belonging(visits)
    return answer("Visits", (_event(request, visit, has[visit.pk]) for visit in visits))


def _event(request: HttpRequest, visit: Visit, has: Belonging) -> dict[str, Any]:
    starts: dt.date = visit.day
    ends: dt.date = visit.day + dt.timedelta(days=1)
    if visit.at:
        at = timezone.make_aware(dt.datetime.combine(visit.day, visit.at))
        starts, ends = at, at + dt.timedelta(hours=1)
    firms = "、".join(name for _key, name, gone in has.firms if not gone)
    return {
        "uid": f"visit-{visit.pk}@yuanmeng",
        "dtstamp": visit.recorded_at,
        "sequence": visit.version,
        "dtstart": starts,
        "dtend": ends,
        "summary": f"{visit.get_how_display()} {firms}".strip(),
        "description": visit.get_purpose_display(),
        "status": "CONFIRMED" if visit.state == "planned" else "CANCELLED",
        "url": request.build_absolute_uri(reverse("visits:visit", args=[visit.pk])),
    }
