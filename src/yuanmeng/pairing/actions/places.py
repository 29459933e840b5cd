"""Where one organisation is and in which languages it can be spoken with: what an assignment reads (ALL-05)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.pairing.actions.conditions import REACH
from yuanmeng.pairing.models import Place, Wish
from yuanmeng.pairing.policy import INPUTS
from yuanmeng.pairing.queries.checks import require_whole
from yuanmeng.pairing.queries.inputs import parts

Point = tuple[int, int]


@action("pairing.locate")
def locate(pk: int, point: Point, source: str, *, version: int | None, by: Actor, op: UUID) -> Place:
    """登记位置: (x, y) in metres on the zone's grid, with its source; `version` None makes it.

    Raises Hidden, Denied, Invalid, Stale.
    """
    unit = INPUTS.fetch(by, "locate", pk=pk)
    if max(map(abs, point)) > REACH:
        raise Invalid(_("坐标超出范围，应以米为单位，在 ±%(reach)s 之间。") % {"reach": REACH})
    place = Place(organisation=unit, x_m=point[0], y_m=point[1], source=source.strip())
    _kept(place, version, {"x_m": place.x_m, "y_m": place.y_m, "source": place.source})
    record("pairing.place", unit, by=by, op=op, places=1)
    return Place.objects.get(organisation=unit)


@action("pairing.speak")
def speak(pk: int, languages: str, *, version: int | None, by: Actor, op: UUID) -> Wish:
    """登记语言: those in which a firm can be spoken with, as the firm says; "" for no wish. `version` None makes it.

    Raises Hidden, Denied, Invalid, Stale.
    """
    unit = INPUTS.fetch(by, "speak", pk=pk)
    wish = Wish(organisation=unit, languages="、".join(parts(languages)))
    _kept(wish, version, {"languages": wish.languages})
    record("pairing.wish", unit, by=by, op=op)
    return Wish.objects.get(organisation=unit)


def _kept(fresh: Place | Wish, version: int | None, fields: dict[str, object]) -> None:
    """Insert the first one, or update the version that was seen. Raises Invalid, Stale."""
    require_whole(fresh, exclude=["organisation"])
    known = type(fresh)._default_manager.filter(organisation=fresh.organisation_id)
    if version is None and not known.exists():
        fresh.save(force_insert=True)
    elif not known.filter(version=-1 if version is None else version).update(version=F("version") + 1, **fields):
        raise Stale(_("刚刚有人改过，请刷新后重试。"), record=fresh)
