"""What the alliances put on a firm's page: its memberships with its own answer, and the way to an invitation.

Cards that rooms above put on an alliance's page are functions `card(actor, alliance) -> Card | None`, named in the
settings (`ALLIANCE_CARDS`); the alliances do not import them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.models import Alliance
from yuanmeng.alliances.pages.showing import own_rows
from yuanmeng.alliances.policy import ALLIANCES
from yuanmeng.alliances.queries import firm_memberships
from yuanmeng.core.actor import Actor
from yuanmeng.register.models import Organisation
from yuanmeng.register.pages.cards import Card


def memberships(actor: Actor, firm: Organisation) -> Card | None:
    """Memberships, newest first, in one query."""
    if not ALLIANCES.allows(actor, "view"):
        return None
    invitable = firm.state == "active" and ALLIANCES.allows(actor, "invite")
    context = {"own": own_rows(actor, firm_memberships(actor, firm.pk)), "invite": firm.pk if invitable else None}
    return Card(_("联盟"), "alliances/card.html", context)


Maker = Callable[[Actor, Alliance], Card | None]


@cache
def makers() -> tuple[Maker, ...]:
    """The functions named in the settings, in their order."""
    return tuple(cast("Maker", import_string(path)) for path in settings.ALLIANCE_CARDS)


def alliance_cards(actor: Actor, alliance: Alliance) -> list[Card]:
    """The cards of this alliance that the actor is shown."""
    made = (make(actor, alliance) for make in makers())
    return [card for card in made if card]
