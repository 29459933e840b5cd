"""Where the members of an alliance are, drawn from the recorded places: no tiles, nothing from another host."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Actor
from yuanmeng.pairing.models import Place
from yuanmeng.register.models import Organisation
from yuanmeng.register.pages.cards import Card
from yuanmeng.register.policy import FIRMS

WIDE, HIGH, EDGE = 480, 300, 12
"""Size of the drawing and its margin, in its own units."""
SINGLE, CELL = 150, 24
"""Up to so many points each member is one; of more, those in one square of `CELL` units are drawn as one number."""


def of_alliance(actor: Actor, alliance: Alliance) -> Card | None:
    """The members with a recorded place as points, in one query; the list below has all members."""
    if not FIRMS.allows(actor, "browse"):
        return None
    place = Place.objects.filter(organisation=OuterRef("organisation"))
    members = Membership.objects.filter(alliance=alliance, state="member").order_by("organisation")
    rows = members.annotate(x=Subquery(place.values("x_m")), y=Subquery(place.values("y_m")))
    found = list(rows.values_list("organisation", "organisation__name", "x", "y"))
    shown = [row for row in found if row[2] is not None]
    return Card(_("成员分布"), "pairing/map.html", _drawn(_points(shown), len(found) - len(shown)))


def of_firms(actor: Actor, square: str) -> tuple[dict[str, Any], list[int], QuerySet[Organisation]]:
    """All firms that the actor may see: the drawing, those in one square of it, and those without a place."""
    firms = FIRMS.among(actor).filter(state="active", kind="firm")
    places = Place.objects.filter(organisation__in=firms).order_by("organisation")
    points = _points(list(places.values_list("organisation", "organisation__name", "x_m", "y_m")))
    outside = firms.exclude(pk__in=Place.objects.values("organisation"))
    inside = [each["pk"] for each in points if _square(each) == square]
    return _drawn(points, 0) | {"name": _("企业分布"), "open": True}, inside, outside


def _drawn(points: list[dict[str, Any]], missing: int) -> dict[str, Any]:
    return {
        "name": _("成员分布"),
        "points": [_linked(each) for each in (points if len(points) <= SINGLE else together(points))],
        "missing": missing,
        "wide": WIDE,
        "high": HIGH,
    }


def _points(shown: list[tuple[int, str, int, int]]) -> list[dict[str, Any]]:
    """Points in the drawing's units, north up, one scale for both directions."""
    left, right = min((x for *_who, x, _y in shown), default=0), max((x for *_who, x, _y in shown), default=0)
    low, top = min((y for *_who, y in shown), default=0), max((y for *_who, y in shown), default=0)
    scale = max((right - left) / (WIDE - 2 * EDGE), (top - low) / (HIGH - 2 * EDGE), 1)
    return [
        {
            "pk": pk,
            "name": name,
            "x": round(EDGE + (x - left) / scale),
            "y": round(HIGH - EDGE - (y - low) / scale),
        }
        for pk, name, x, y in shown
    ]


def _linked(point: dict[str, Any]) -> dict[str, Any]:
    """With the member's address, made only for those that are drawn."""
    return point if "count" in point else point | {"url": reverse("register:firm", args=[point["pk"]])}


def together(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One point for each square of the drawing, with how many members are in it; a single one stays itself."""
    squares: dict[str, list[dict[str, Any]]] = {}
    for point in points:
        squares.setdefault(_square(point), []).append(point)
    return [inside[0] if len(inside) == 1 else _many(inside) for inside in squares.values()]


def _square(point: dict[str, Any]) -> str:
    return f"{point['x'] // CELL}-{point['y'] // CELL}"


def _many(inside: list[dict[str, Any]]) -> dict[str, Any]:
    count = len(inside)
    return {
        "name": ngettext("%(total)s 家", "%(total)s 家", count) % {"total": count},
        "count": count,
        "square": _square(inside[0]),
        "x": sum(point["x"] for point in inside) // count,
        "y": sum(point["y"] for point in inside) // count,
        "size": min(CELL // 2, 6 + round(count**0.5)),
    }
