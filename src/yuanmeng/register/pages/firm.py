"""The firm's page: everything about a firm in one place; and its whole timeline."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.models import Correction, Organisation
from yuanmeng.register.pages import firm_facts, firm_parts, showing
from yuanmeng.register.pages.cards import cards
from yuanmeng.register.policy import CORRECTIONS
from yuanmeng.register.queries.facts import history
from yuanmeng.register.queries.filing import NEWEST, Attached, attached, events, file_of
from yuanmeng.register.queries.people import WHY_SHOWN
from yuanmeng.ui.asked import whole

EVENTS = 20


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One firm, one file. `?as_of=2021-12-31` shows the facts that counted on that day."""
    firm, may = file_of(request.actor, pk)
    return render(request, "register/firm.html", context(request, firm, may))


def context(request: Asked, firm: Organisation, may: dict[str, bool]) -> dict[str, Any]:
    """What the page shows, as ready strings."""
    today = timezone.localdate()
    day = asked_day(request.GET.get("as_of", ""), today)
    facts = history(firm.pk)
    rows = attached(firm)
    hanging = by_kind(rows)
    happened = events(firm.pk, size=EVENTS)
    confirmed = hanging.get("confirmed", ())
    return {
        "firm": {"pk": firm.pk, "name": firm.name, "version": firm.version, "state": firm.state},
        "open": firm.state != "merged",
        "may": may,
        "identity": firm_parts.identity(firm, rows),
        "facts": firm_facts.facts_card(facts, day, today),
        "confirmed": showing.day(confirmed[0].since) if confirmed else "",
        "size": firm_facts.size_card(firm.industry, facts, day),
        "former_names": firm_parts.former_names(hanging.get("former", ())),
        "origins": firm_parts.origins(hanging.get("origin", ())),
        "titles": firm_parts.titles(hanging.get("title", ()), today),
        "contacts": firm_parts.contacts(hanging.get("contact", ()), today),
        "why_shown": [(key, str(text)) for key, text in WHY_SHOWN.items()],
        "units": firm_parts.units(hanging.get("unit", ()), firm),
        "corrections": corrections(request, firm),
        "timeline": firm_parts.timeline(happened[:EVENTS]),
        "more_events": len(happened) > EVENTS,
        "cards": [{"title": c.title, "template": c.template, "context": c.context} for c in cards(request.actor, firm)],
    }


def asked_day(text: str, today: date) -> date:
    """The day asked for, today for none. Raises Invalid."""
    if not text:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("“%(text)s”不是有效的日期，请写成 2021-12-31 的样式。") % {"text": text[:20]}) from None


def by_kind(rows: list[Attached]) -> dict[str, list[Attached]]:
    """What hangs on the firm, by what it is."""
    ordered = sorted(rows, key=lambda row: row.what)
    return {what: list(some) for what, some in groupby(ordered, key=lambda row: row.what)}


def corrections(request: Asked, firm: Organisation) -> list[dict[str, Any]]:
    """The firm's requests that the actor may see, the newest ten."""
    asked = CORRECTIONS.among(request.actor).filter(organisation_id=firm.pk)
    newest: list[Correction] = list(asked[:10])
    return firm_parts.corrections(newest)


@require_safe
def timeline(request: Asked, pk: int) -> HttpResponse:
    """All events about the firm, 100 a page, by key."""
    firm, _may = file_of(request.actor, pk)
    before = whole(request.GET["before"], NEWEST) if "before" in request.GET else NEWEST
    found = events(firm.pk, before, size=100)
    shown = firm_parts.timeline(found[:100])
    more = shown[-1]["pk"] if len(found) > 100 else None
    return render(request, "register/timeline.html", {"firm": firm, "timeline": shown, "more": more})
