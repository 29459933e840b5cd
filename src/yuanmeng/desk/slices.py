"""A figure broken down by industry or alliance: each slice is a figure again, so its value is its list (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
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
from yuanmeng.ledger.figures import Figure, Reading, Records, grouped, sees_all
from yuanmeng.register.models import Organisation

Groups = tuple[list[tuple[str, str, QuerySet[Any]]], QuerySet[Any]]
"""(key, name, keys of organisations) in the order shown, and the keys of those in any group."""
NONE = "none"
"""The slice of the records that are in no other."""


def _industries(period: Period) -> Groups:
    firms = Organisation.objects.annotate(of=Substr("industry", 1, 2))
    groups = [(key, name, firms.filter(of__in=divisions_of({key})).values("pk")) for key, name in SECTIONS.items()]
    return groups, firms.filter(of__in=list(SECTION_OF)).values("pk")


def _alliances(period: Period) -> Groups:
    members = Membership.objects.filter(members_on(period.last))
    alliances = Alliance.objects.filter(pk__in=members.values("alliance"))
    groups = [(each.slug, each.shown_name, members.filter(alliance=each).values("organisation")) for each in alliances]
    return groups, members.values("organisation")


KINDS: dict[str, tuple[Any, Any, Callable[[Period], Groups]]] = {
    "industry": (gettext_lazy("按行业"), gettext_lazy("未注明行业"), _industries),
    "alliance": (gettext_lazy("按联盟"), gettext_lazy("不在任何联盟"), _alliances),
}
"""Kind → its name, the name of the slice of the rest, its groups of a period (alliances: members on its last day)."""


def slices(figure: Figure, kind: str, period: Period) -> list[tuple[str, Figure]]:
    """(key, figure) of each group of a kind, and of the rest; none for a figure that leads to no organisation."""
    if not figure.firm or kind not in KINDS:
        return []
    return _made(figure, kind, KINDS[kind][2](period))


def read_slices(figure: Figure, kind: str, period: Period, actor: Actor) -> list[tuple[str, Reading]]:
    """Each slice as the person may know it, in one pass over the records, and one over those that may be opened."""
    if not figure.firm or kind not in KINDS:
        return []
    groups = KINDS[kind][2](period)
    found = _made(figure, kind, groups)
    if figure.measure is not None:
        readings = ledger.read([(each, period) for _key, each in found], actor)
        return [(key, reading) for (key, _each), reading in zip(found, readings, strict=True)]
    wanted = [(key, firms) for key, _name, firms in groups[0]]
    counts = grouped(figure.records(period), figure.firm, wanted)
    mine = counts
    if not sees_all(figure.policy, actor):
        mine = grouped(ledger.opened(figure, period, actor), figure.firm, wanted)
    readings = []
    for key, each in found:
        count, opened = (numbers.get("" if key == NONE else key, 0) for numbers in (counts, mine))
        readings.append(Reading(each, period, count if figure.whole or opened == count else None, count, opened))
    return [(key, reading) for (key, _each), reading in zip(found, readings, strict=True)]


def _made(figure: Figure, kind: str, groups: Groups) -> list[tuple[str, Figure]]:
    (found, anywhere), rest = groups, KINDS[kind][1]
    made = [(key, _cut(figure, name, firms, inside=True)) for key, name, firms in found]
    return [*made, (NONE, _cut(figure, str(rest), anywhere, inside=False))]


def slice_of(figure: Figure, kind: str, key: str, period: Period) -> Figure:
    """One slice. Raises Hidden."""
    found = dict(slices(figure, kind, period)).get(key)
    if found is None:
        raise Hidden(_("没有这个数字，或者您无权查看。"))
    return found


def _cut(figure: Figure, name: str, firms: QuerySet[Any], *, inside: bool) -> Figure:
    def records(period: Period) -> Records:
        found = figure.records(period)
        there = found.model._default_manager.filter(**{f"{figure.firm}__in": firms}).values("pk")
        return found.filter(pk__in=there) if inside else found.exclude(pk__in=there)

    return replace(figure, name=name, records=records)
