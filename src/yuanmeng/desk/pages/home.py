"""Home by role: what waits, as numbers that open exactly their records."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.core.refusals import Hidden
from yuanmeng.desk.pages.heads import head
from yuanmeng.desk.presenting import day, present
from yuanmeng.desk.worklists import FIRM, WORKLISTS, Worklist, counts, worklists
from yuanmeng.register.models import Organisation
from yuanmeng.ui.asked import whole

ROWS = 50


@require_safe
def home(request: Asked) -> HttpResponse:
    """Signed out: what this is. Signed in: the person's worklists."""
    if request.actor.user_id is None:
        return render(request, "desk/public.html")
    today = timezone.localdate()
    tiles = tiles_of(request.actor, today)
    shown = {
        "waiting": [tile for tile in tiles if tile["tone"] and tile["count"]],
        "tiles": [tile for tile in tiles if not tile["tone"]],
        "quiet": any(tile["tone"] for tile in tiles),
        "firms": _own_firms(request.actor),
        "seated": bool(request.actor.seats),
        "head": head(request.actor, today) if request.actor.holds(Role.ZONE_LEADER) else [],
    }
    return render(request, "desk/home.html", shown)


@require_safe
def worklist(request: Asked, slug: str) -> HttpResponse:
    """The records behind one number, paged by key."""
    chosen = next((each for each in WORKLISTS if each.slug == slug and each.for_actor(request.actor)), None)
    if chosen is None:
        raise Hidden(_("没有这张清单，或者它不属于您的岗位。"))
    records = chosen.records(request.actor, timezone.localdate())
    total = records.count()
    page, more = _page(records, chosen, request.GET.get("after", ""))
    shown = {"list": chosen, "rows": page, "total": total, "more": more}
    return render(request, "desk/worklist.html", shown)


def tiles_of(actor: Actor, today: dt.date) -> list[dict[str, Any]]:
    """The person's worklists with their numbers."""
    numbers = counts(actor, today)
    return [
        {
            "name": each.name,
            "icon": each.icon,
            "tone": each.tone,
            "count": numbers[each.slug],
            "shown": number_format(numbers[each.slug], force_grouping=True),
            "url": reverse("desk:worklist", args=[each.slug]),
        }
        for each in worklists(actor)
    ]


def _own_firms(actor: Actor) -> list[dict[str, Any]]:
    """The firms of a firm's people, with how old their newest facts are."""
    places = actor.places(Where.ORGANISATION, *FIRM)
    if not places:
        return []
    found = Organisation.objects.filter(pk__in=places).values_list("pk", "name", "index__facts_as_of")
    return [
        {"url": reverse("register:firm", args=[pk]), "name": name, "as_of": day(as_of)} for pk, name, as_of in found
    ]


def _page(records: Any, chosen: Worklist, after: str) -> tuple[list[dict[str, str]], str]:
    """One page of rows and the cursor of the next, "" at the end. Raises Invalid for a cursor of our own not making."""
    field = chosen.sort
    if field == "-pk":
        records = records.order_by("-pk")
        records = records.filter(pk__lt=whole(after)) if after else records
    else:
        records = records.order_by(field, "pk")
        if after:
            ordinal, pk = (whole(part) for part in (after.partition("~")[::2]))
            value = dt.date.fromordinal(max(1, min(ordinal, dt.date.max.toordinal())))
            records = records.filter(Q(**{f"{field}__gt": value}) | Q(**{field: value, "pk__gt": pk}))
    wide, shown = present(records)
    found = list(wide[: ROWS + 1])
    more = ""
    if len(found) > ROWS:
        last = found[ROWS - 1]
        more = str(last.pk) if field == "-pk" else f"{getattr(last, field).toordinal()}~{last.pk}"
    return [shown(record) for record in found[:ROWS]], more
