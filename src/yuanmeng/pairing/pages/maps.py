"""Where the members of an alliance are, drawn from the recorded places: no tiles, nothing from another host."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Actor
from yuanmeng.pairing.models import Place
from yuanmeng.register.pages.cards import Card
from yuanmeng.register.policy import FIRMS

WIDE, HIGH, EDGE = 480, 300, 12
"""Size of the drawing and its margin, in its own units."""


def of_alliance(actor: Actor, alliance: Alliance) -> Card | None:
    """The members with a recorded place as points, in one query; the list below has all members."""
    if not FIRMS.allows(actor, "browse"):
        return None
    place = Place.objects.filter(organisation=OuterRef("organisation"))
    members = Membership.objects.filter(alliance=alliance, state="member").order_by("organisation")
    rows = members.annotate(x=Subquery(place.values("x_m")), y=Subquery(place.values("y_m")))
    found = list(rows.values_list("organisation", "organisation__name", "x", "y"))
    shown = [row for row in found if row[2] is not None]
    context = {"points": _points(shown), "missing": len(found) - len(shown), "wide": WIDE, "high": HIGH}
    return Card(_("成员分布"), "pairing/map.html", context)


def _points(shown: list[tuple[int, str, int, int]]) -> list[dict[str, Any]]:
    """Points in the drawing's units, north up, one scale for both directions."""
    left, right = min((x for *_who, x, _y in shown), default=0), max((x for *_who, x, _y in shown), default=0)
    low, top = min((y for *_who, y in shown), default=0), max((y for *_who, y in shown), default=0)
    scale = max((right - left) / (WIDE - 2 * EDGE), (top - low) / (HIGH - 2 * EDGE), 1)
    return [
        {
            "url": reverse("register:firm", args=[pk]),
            "name": name,
            "x": round(EDGE + (x - left) / scale),
            "y": round(HIGH - EDGE - (y - low) / scale),
        }
        for pk, name, x, y in shown
    ]
