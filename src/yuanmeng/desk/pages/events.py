"""The auditor's view of every event: filters, paged by key, one event with its facts (SEC-07)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import User
from yuanmeng.core.refusals import Invalid
from yuanmeng.desk.policy import EVENTS
from yuanmeng.ledger.days import between
from yuanmeng.ledger.models import Event
from yuanmeng.register.pages.sentences import heading, said
from yuanmeng.ui.asked import whole

ROWS = 50


@require_safe
def index(request: Asked) -> HttpResponse:
    """Events, newest first, filtered by verb, person and day."""
    EVENTS.demand(request.actor, "view")
    events = _filtered(request, EVENTS.among(request.actor))
    total = events.count()
    if request.GET.get("before"):
        events = events.filter(pk__lt=whole(request.GET["before"]))
    page = list(events.order_by("-pk")[: ROWS + 1])
    shown = {
        "rows": _rows(page[:ROWS]),
        "total": total,
        "more": page[ROWS - 1].pk if len(page) > ROWS else None,
        "verbs": [(verb, heading(verb)) for verb in _verbs(request)],
    }
    return render(request, "desk/events.html", shown)


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One event: who, when, what it is about, its facts and its link in the chain."""
    event = EVENTS.fetch(request.actor, "view", pk=pk)
    shown = {
        "row": _rows([event])[0],
        "facts": json.dumps(event.facts, ensure_ascii=False, indent=1),
        "about": [f"{kind} {key}" for kind, key in event.abouts.values_list("kind", "key")[:100]],
        "op": event.op,
        "hash": event.hash,
    }
    return render(request, "desk/event.html", shown)


def _verbs(request: Asked) -> QuerySet[Event, str]:
    """Every verb that the actor's events have."""
    return EVENTS.among(request.actor).order_by("verb").values_list("verb", flat=True).distinct()


def _filtered(request: Asked, events: QuerySet[Event]) -> QuerySet[Event]:
    """The filters of the query string. Raises Invalid for a day or a number that is none."""
    asked = request.GET
    if asked.get("verb"):
        events = events.filter(verb=asked["verb"][:64])
    if asked.get("person"):
        events = events.filter(actor_id=whole(asked["person"]))
    if asked.get("day"):
        try:
            day = dt.date.fromisoformat(asked["day"])
            events = events.filter(between("at", day, day))
        except (ValueError, OverflowError):
            raise Invalid(_("“%(text)s”不是有效的日期。") % {"text": asked["day"][:20]}) from None
    return events


def _rows(events: list[Event]) -> list[dict[str, Any]]:
    """Ready strings; the names of the people in one query."""
    names = dict(User.objects.filter(pk__in={event.actor_id for event in events}).values_list("pk", "name"))
    return [
        {
            "pk": event.pk,
            "verb": event.verb,
            "says": said(event.verb, event.facts),
            "at": date_format(localtime(event.at), "DATETIME_FORMAT"),
            "who": names.get(event.actor_id or 0, _("系统") if event.post else _("公众")),
            "person": event.actor_id or "",
            "post": event.post,
        }
        for event in events
    ]
