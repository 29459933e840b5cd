"""Figures of memberships."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.models import Membership
from yuanmeng.alliances.policy import MEMBERSHIPS
from yuanmeng.alliances.queries import members_on
from yuanmeng.core.period import Period
from yuanmeng.ledger.figures import figure


@figure(
    "alliances.memberships",
    name=_("联盟成员关系"),
    unit=_("个"),
    version=1,
    says=_("期末有效的成员关系；一家单位加入两个联盟计两个；受邀而未确认的不计。"),
    basis=_("期末日期"),
    policy=MEMBERSHIPS,
)
def memberships(period: Period) -> QuerySet[Membership]:
    """Memberships that the organisation confirmed and had not left on the last day of the period."""
    return Membership.objects.filter(members_on(period.last))
