"""What the structure puts on an alliance's page: who is in office today, and the way to the rest."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.models import Alliance
from yuanmeng.core.actor import Actor
from yuanmeng.register.pages.cards import Card
from yuanmeng.structure import queries
from yuanmeng.structure.pages import office_row
from yuanmeng.structure.policy import BODIES


def offices(actor: Actor, alliance: Alliance) -> Card | None:
    """People in office of the alliance's body today; None where the alliance has no body."""
    today = timezone.localdate()
    body = BODIES.among(actor, "view").filter(queries.in_force(today), alliance=alliance).first()
    if body is None:
        return None
    held = [office_row(office) for office in queries.holders(today).filter(body=body)]
    return Card(_("任职"), "structure/card.html", {"held": held, "url": reverse("structure:body", args=[body.pk])})
