"""Who looks after a firm, on the firm's page."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.actor import Actor
from yuanmeng.pairing.pages.showing import JOINED, rows
from yuanmeng.pairing.policy import INPUTS, PAIRINGS
from yuanmeng.register.models import Organisation
from yuanmeng.register.pages.cards import Card

MOST = 12
"""Periods shown, the newest; the rest is found by date on the room's own page."""


def pairings(actor: Actor, firm: Organisation) -> Card | None:
    """Present and earlier periods in one query; nothing on the pages of units that nobody looks after."""
    if firm.kind != "firm" or not PAIRINGS.allows(actor, "view"):
        return None
    seen = PAIRINGS.among(actor, "view").filter(firm=firm, state__in=["agreed", "proposed"]).select_related(*JOINED)
    found = list(seen[:MOST])
    today = timezone.localdate()
    over = [one for one in found if one.until and one.until < today]
    context = {
        "now": rows(actor, [one for one in found if one not in over]),
        "over": rows(actor, over),
        "inputs": firm.pk if INPUTS.allows(actor, "view") else None,
        "propose": firm.pk if firm.state == "active" and PAIRINGS.allows(actor, "propose") else None,
    }
    return Card(_("结对包联"), "pairing/card.html", context)
