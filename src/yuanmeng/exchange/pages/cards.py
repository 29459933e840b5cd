"""What the three lists put on the pages of a firm and of an alliance: numbers, each of which opens its records."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.models import Alliance
from yuanmeng.core.actor import Actor
from yuanmeng.exchange import queries
from yuanmeng.exchange.policy import LISTINGS, TASKS
from yuanmeng.register.models import Organisation
from yuanmeng.register.pages.cards import Card

Numbers = list[tuple[Any, int, str]]


def of_alliance(actor: Actor, alliance: Alliance) -> Card | None:
    """Current needs and offers of its members, tasks under way, and what was achieved."""
    if not LISTINGS.allows(actor, "browse"):
        return None
    slug = alliance.slug
    seen = queries.of(LISTINGS.among(actor, "view"), slug)
    states = queries.counts(queries.tasks_of(TASKS.among(actor, "view"), slug), "state")
    numbers = _lists(seen, {"alliance": slug}, current=True)
    for state, name in (("running", _("进行中的合作项目")), ("confirmed", _("效果已确认的合作项目"))):
        url = _url("exchange:tasks", {"state": state, "alliance": slug})
        numbers.append((name, states.get(state, 0), url))
    return Card(_("三张清单"), "exchange/card.html", {"numbers": numbers})


def of_firm(actor: Actor, firm: Organisation) -> Card | None:
    """Everything the firm ever published that the reader may see."""
    if not LISTINGS.allows(actor, "browse"):
        return None
    seen = LISTINGS.among(actor, "view").filter(organisation=firm)
    return Card(_("资源与需求"), "exchange/card.html", {"numbers": _lists(seen, {"organisation": firm.pk})})


def _lists(seen: Any, asked: dict[str, Any], *, current: bool = False) -> Numbers:
    """Needs and offers in one query, each with the list that shows exactly these."""
    found = seen.filter(queries.current()) if current else seen
    counts = queries.counts(found, "direction")
    show = "current" if current else "all"
    names = (("need", _("需求")), ("offer", _("资源")))
    return [
        (name, counts.get(key, 0), _url("exchange:listings", {"direction": key, "show": show, **asked}))
        for key, name in names
    ]


def _url(page: str, asked: dict[str, Any]) -> str:
    return f"{reverse(page)}?{urlencode(asked)}"
