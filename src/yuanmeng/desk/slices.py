"""A figure broken down, by its firms or in ways of its own: each slice is a figure again, so its value is its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models.functions import Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.alliances.queries import members_on
from yuanmeng.core.actor import Actor
from yuanmeng.core.classify.industries import SECTION_OF, SECTIONS, divisions_of
from yuanmeng.core.period import Period
from yuanmeng.core.refusals import Hidden
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.figures import Breakdown, Figure, Grouping, Reading, Records, grouped, sees_all, totals
from yuanmeng.register.models import Organisation
from yuanmeng.register.models.search import SIZES
from yuanmeng.register.queries.sizes import of_size

NONE = "none"
"""The slice of the records that are in no other."""


def _industries(period: Period) -> Grouping:
    firms = Organisation.objects.annotate(of=Substr("industry", 1, 2))
    groups = [(key, name, firms.filter(of__in=divisions_of({key})).values("pk")) for key, name in SECTIONS.items()]
    return groups, firms.filter(of__in=list(SECTION_OF)).values("pk")


def _alliances(period: Period) -> Grouping:
    members = Membership.objects.filter(members_on(period.last))
    alliances = Alliance.objects.filter(pk__in=members.values("alliance"))
    groups = [(each.slug, each.shown_name, members.filter(alliance=each).values("organisation")) for each in alliances]
    return groups, members.values("organisation")


def _sizes(period: Period) -> Grouping:
    groups = [(size, str(name), of_size(size, period.last).values("pk")) for size, name in SIZES]
    return groups, Organisation.objects.values("pk")


OF_FIRMS: tuple[tuple[str, Any, Any, Callable[[Period], Grouping]], ...] = (
    ("industry", gettext_lazy("按行业"), gettext_lazy("未注明行业"), _industries),
    ("alliance", gettext_lazy("按联盟"), gettext_lazy("不在任何联盟"), _alliances),
    ("size", gettext_lazy("按规模"), gettext_lazy("未关联单位"), _sizes),
)
"""What every figure that leads to firms is broken down by: alliances and sizes are those of a period's last day."""


def ways(figure: Figure) -> dict[str, Breakdown]:
    """Kind → each way to break a figure down; none for a figure that leads nowhere."""
    of_firms = [Breakdown(*each[:3], figure.firm, each[3]) for each in OF_FIRMS] if figure.firm else []
    return {each.kind: each for each in (*of_firms, *figure.by)}


def slices(figure: Figure, kind: str, period: Period) -> list[tuple[str, Figure]]:
    """(key, figure) of each group of a kind, and of the rest; none for a kind that the figure does not have."""
    way = ways(figure).get(kind)
    return _made(figure, way, way.groups(period)) if way else []


def read_slices(figure: Figure, kind: str, period: Period, actor: Actor) -> list[tuple[str, Reading]]:
    """Each slice as the person may know it, in one pass over the records, and one over those that may be opened."""
    way = ways(figure).get(kind)
    if way is None:
        return []
    groups = way.groups(period)
    found = _made(figure, way, groups)
    if figure.measure is not None:
        readings = ledger.read([(each, period) for _key, each in found], actor)
        return [(key, reading) for (key, _each), reading in zip(found, readings, strict=True)]
    wanted = [(key, keys) for key, _name, keys in groups[0]]
    every, own = figure.records(period), ledger.opened(figure, period, actor)
    counts = mine = grouped(every, way.path, wanted)
    if not sees_all(figure.policy, actor):
        all_of_them, opened = totals([every, own])
        if opened < all_of_them:
            mine = grouped(own, way.path, wanted)
    readings = []
    for key, each in found:
        count, own_count = (numbers.get("" if key == NONE else key, 0) for numbers in (counts, mine))
        known = figure.whole or own_count == count
        readings.append(Reading(each, period, count if known else None, count, own_count))
    return [(key, reading) for (key, _each), reading in zip(found, readings, strict=True)]


def _made(figure: Figure, way: Breakdown, groups: Grouping) -> list[tuple[str, Figure]]:
    found, anywhere = groups
    made = [(key, _cut(figure, name, way.path, keys, inside=True)) for key, name, keys in found]
    return [*made, (NONE, _cut(figure, str(way.rest), way.path, anywhere, inside=False))]


def slice_of(figure: Figure, kind: str, key: str, period: Period) -> Figure:
    """One slice. Raises Hidden."""
    found = dict(slices(figure, kind, period)).get(key)
    if found is None:
        raise Hidden(_("没有这个数字，或者您无权查看。"))
    return found


def _cut(figure: Figure, name: str, path: str, keys: Records, *, inside: bool) -> Figure:
    def records(period: Period) -> Records:
        found = figure.records(period)
        there = found.model._default_manager.filter(**{f"{path}__in": keys}).values("pk")
        return found.filter(pk__in=there) if inside else found.exclude(pk__in=there)

    return replace(figure, name=name, records=records)
