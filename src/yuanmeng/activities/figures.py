"""Figures of meetings and activities."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuanmeng.activities.models import KINDS, STATES, Activity
from yuanmeng.activities.policy import ACTIVITIES
from yuanmeng.alliances.figures import known
from yuanmeng.core.period import Period
from yuanmeng.ledger.datasets import Basis, choice, dataset, reference
from yuanmeng.ledger.figures import figure


@figure(
    "activities.held",
    name=_("已举行的会议与活动"),
    unit=_("场"),
    version=1,
    says=_("已举行的联盟会议和活动；几个联盟合办的只计一次；取消的不计。"),
    basis=_("开始日期"),
    policy=ACTIVITIES,
)
def held(period: Period) -> QuerySet[Activity]:
    """Held in the period, each once."""
    return Activity.objects.filter(state="held", starts__date__range=(period.first, period.last))


dataset(
    "activities.activity",
    name=_("会议与活动"),
    policy=ACTIVITIES,
    unit=_("场"),
    dates={"starts": Basis(_("开始日期"), "starts", moment=True)},
    fields=(
        choice("kind", _("类型"), "kind", KINDS),
        choice("state", _("状态"), "state", STATES),
        reference("alliance", _("联盟"), "alliances__slug", known, many=True),
    ),
)
