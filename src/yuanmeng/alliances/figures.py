"""Figures of memberships."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.models import MEMBERSHIP_STATES, Alliance, Membership
from yuanmeng.alliances.policy import ALLIANCES, MEMBERSHIPS
from yuanmeng.alliances.queries import members_on
from yuanmeng.core.period import Period
from yuanmeng.ledger.datasets import Basis, Field, Options, choice, dataset, reference
from yuanmeng.ledger.figures import figure
from yuanmeng.register.figures import firms, industry, origin


@figure(
    "alliances.alliances",
    name=_("企业联盟"),
    unit=_("个"),
    version=1,
    says=_("期末存在的企业联盟；产业链专班等其他组织不计。"),
    basis=_("期末日期"),
    policy=ALLIANCES,
)
def alliances(period: Period) -> QuerySet[Alliance]:
    """Alliances in force on the last day of the period."""
    ending = Q(until__isnull=True) | Q(until__gte=period.last)
    return Alliance.objects.filter(ending, kind="alliance", since__lte=period.last)


@figure(
    "alliances.memberships",
    name=_("联盟成员关系"),
    unit=_("个"),
    version=1,
    says=_("期末有效的成员关系；一家单位加入两个联盟计两个；受邀而未确认的不计。"),
    basis=_("期末日期"),
    policy=MEMBERSHIPS,
    firm="organisation",
)
def memberships(period: Period) -> QuerySet[Membership]:
    """Memberships that the organisation confirmed and had not left on the last day of the period."""
    return Membership.objects.filter(members_on(period.last))


def known() -> Options:
    """The zone's alliances."""
    return [(each.slug, each.shown_name) for each in Alliance.objects.order_by("pk")]


ON_THE_DAY = _("企业当日所在联盟")


def alliance(path: str, *, many: bool = False, name: Any = ON_THE_DAY) -> Field:
    """The alliances of which the firm was a member on the day of the record."""

    def where(day: Any, slugs: Sequence[str]) -> Q:
        rows = Membership.objects.filter(members_on(day), organisation=OuterRef(path), alliance__slug__in=slugs)
        return Q(Exists(rows))

    return reference("alliance", name, path, known, many=many, where=where)


dataset(
    "alliances.membership",
    name=_("联盟成员关系"),
    policy=MEMBERSHIPS,
    unit=_("个"),
    firm="organisation",
    dates={
        "in_force": Basis(_("期末日期"), on=members_on),
        "joined": Basis(_("加入日期"), "joined_on"),
        "left": Basis(_("退出日期"), "left_on"),
    },
    fields=(
        reference("alliance", _("联盟"), "alliance__slug", known),
        choice("state", _("状态"), "state", MEMBERSHIP_STATES),
        industry("organisation"),
        origin("organisation"),
    ),
    distinct={"firm": firms("organisation", _("单位"))},
)
