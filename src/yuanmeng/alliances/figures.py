"""Figures of memberships."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.alliances.policy import ALLIANCES, MEMBERSHIPS
from yuanmeng.alliances.queries import members_on
from yuanmeng.core.period import Period
from yuanmeng.ledger.figures import figure


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
