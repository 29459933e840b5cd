"""Figures of meetings and activities."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuanmeng.activities.models import Activity
from yuanmeng.activities.policy import ACTIVITIES
from yuanmeng.core.period import Period
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
