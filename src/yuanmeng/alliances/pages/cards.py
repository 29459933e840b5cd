"""What the alliances put on a firm's page: its memberships with its own answer, and the way to an invitation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.pages.showing import own_rows
from yuanmeng.alliances.policy import ALLIANCES
from yuanmeng.alliances.queries import INVITABLE_KINDS, firm_memberships
from yuanmeng.core.actor import Actor
from yuanmeng.register.models import Organisation
from yuanmeng.register.pages.cards import Card


def memberships(actor: Actor, firm: Organisation) -> Card | None:
    """Memberships, newest first, in one query."""
    if not ALLIANCES.allows(actor, "view"):
        return None
    invitable = firm.state == "active" and firm.kind in INVITABLE_KINDS and ALLIANCES.allows(actor, "invite")
    context = {"own": own_rows(actor, firm_memberships(actor, firm.pk)), "invite": firm.pk if invitable else None}
    return Card(_("联盟"), "alliances/card.html", context)
