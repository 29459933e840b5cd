"""What visits put on the page of a firm: the last contact, the next one, and the way to record one."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.actor import Actor
from yuanmeng.register.models import Organisation
from yuanmeng.register.pages.cards import Card
from yuanmeng.visits.policy import VISITS
from yuanmeng.visits.queries.burden import LOOKED_BACK, counting


def of_firm(actor: Actor, firm: Organisation) -> Card | None:
    """In one query: the contacts of a year and those to come."""
    if not VISITS.allows(actor, "view"):
        return None
    today = timezone.localdate()
    rows = counting().filter(organisation=firm, visit__day__gte=today - LOOKED_BACK).order_by("visit__day", "pk")
    found = list(rows.values_list("visit_id", "visit__day", "visit__state"))
    held = [(visit, day) for visit, day, state in found if state == "done"]
    coming = [(visit, day) for visit, day, state in found if state == "planned" and day >= today]
    asked = {"firm": firm.pk, "first": (today - LOOKED_BACK).isoformat()}
    may = VISITS.allows(actor, "record") and firm.state == "active"
    context = {
        "last": _shown(held[-1][1]) if held else "",
        "last_url": reverse("visits:visit", args=[held[-1][0]]) if held else "",
        "next": _shown(coming[0][1]) if coming else "",
        "next_url": reverse("visits:visit", args=[coming[0][0]]) if coming else "",
        "count": len(held),
        "list_url": f"{reverse('visits:visits')}?{urlencode(asked)}",
        "new_url": f"{reverse('visits:new')}?firm={firm.pk}" if may else "",
        "plan_url": f"{reverse('visits:plan')}?firm={firm.pk}" if may else "",
    }
    return Card(_("走访"), "visits/card.html", context)


def _shown(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
