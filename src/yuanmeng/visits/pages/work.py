"""Who to contact next, what was promised, and the order of a day's round on the map."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.routing import Place, length, ordered
from yuanmeng.visits.models import Stop
from yuanmeng.visits.pages.presenting import visit_row
from yuanmeng.visits.policy import VISITS
from yuanmeng.visits.queries.burden import rhythm
from yuanmeng.visits.queries.listing import belonging
from yuanmeng.visits.queries.work import Silent, base_of, places, promises, round_of, silent

WIDE, HIGH, EDGE = 640, 400, 24
"""Size of the drawing and its margin, in its own units."""
PROMISES = 200


def _day(value: dt.date | None) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


@require_safe
def unheard(request: Asked) -> HttpResponse:
    """The reminder of one person; a firm that wants to be left alone stands apart with the reason (VIS-03)."""
    VISITS.demand(request.actor, "record")
    today, after = timezone.localdate(), rhythm().remind_after
    rows = silent(request.actor, today, after)
    owed = list(promises(request.actor)[:PROMISES])
    has = belonging(owed)
    shown = {
        "days": after,
        "due": [_silent_row(row) for row in rows if row.free == today],
        "resting": [{**_silent_row(row), "says": _resting(row)} for row in rows if row.free != today],
        "promises": [
            {**visit_row(visit, has[visit.pk]), "late": bool(visit.next_day and visit.next_day < today)}
            for visit in owed
        ],
    }
    return render(request, "visits/unheard.html", shown)


def _silent_row(row: Silent) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "firm": row.name,
        "url": reverse("register:firm", args=[row.pk]),
        "last": _day(row.last) or _("没有记录"),
        "coming": _day(row.coming[1]) if row.coming else "",
        "coming_url": reverse("visits:visit", args=[row.coming[0]]) if row.coming else "",
    }


def _resting(row: Silent) -> str:
    if row.free is None:
        return _("企业设定不再主动联系，由企业约请。")
    return _("企业设定的次数已满或为静默日，%(day)s 起可以联系。") % {"day": _day(row.free)}


@require_safe
def route(request: Asked) -> HttpResponse:
    """The firms of one day in the order of the shortest way; those without a place come last."""
    VISITS.demand(request.actor, "record")
    try:
        day = dt.date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = timezone.localdate()
    stops = round_of(request.actor, day)
    known = places(stop.organisation_id for stop in stops)
    base = base_of(request.actor)
    placed = [stop for stop in stops if stop.organisation_id in known]
    grid = [known[stop.organisation_id] for stop in placed]
    order = ordered(grid, base)
    way = [grid[at] for at in order]
    shown: dict[str, Any] = {
        "day": day,
        "stops": [_stop(placed[at]) for at in order]
        + [_stop(s, "yes") for s in stops if s.organisation_id not in known],
        "length": number_format(round(length(grid, order, base)), force_grouping=True),
        "wide": WIDE,
        "high": HIGH,
        **_drawn([placed[at] for at in order], way, base),
    }
    return render(request, "visits/route.html", shown)


def _stop(stop: Stop, unplaced: str = "") -> dict[str, Any]:
    return {
        "name": stop.organisation.name,
        "url": reverse("visits:visit", args=[stop.visit_id]),
        "at": f"{stop.visit.at:%H:%M}" if stop.visit.at else "",
        "address": stop.organisation.address,
        "unplaced": unplaced,
    }


def _drawn(stops: list[Stop], way: list[Place], base: Place | None) -> dict[str, Any]:
    """Numbered points and the way in the drawing's units, north up, one scale for both directions."""
    path = [*([base] if base else []), *way]
    if not way:
        return {"points": []}
    left, low = min(x for x, _y in path), min(y for _x, y in path)
    wide, high = max(x for x, _y in path) - left, max(y for _x, y in path) - low
    scale = max(wide / (WIDE - 2 * EDGE), high / (HIGH - 2 * EDGE), 1)
    drawn = [(round(EDGE + (x - left) / scale), round(HIGH - EDGE - (y - low) / scale)) for x, y in path]
    points = drawn[1:] if base else drawn
    return {
        "way": " ".join(f"{x},{y}" for x, y in drawn),
        "start": {"x": drawn[0][0] - 5, "y": drawn[0][1] - 5} if base else None,
        "points": [
            {"number": number, "x": x, "y": y, "name": stop.organisation.name,
             "url": reverse("visits:visit", args=[stop.visit_id])}
            for number, (stop, (x, y)) in enumerate(zip(stops, points, strict=True), 1)
        ],
    }  # fmt: skip
