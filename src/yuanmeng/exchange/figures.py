"""Figures of the three lists."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.period import Period
from yuanmeng.exchange.models import Task
from yuanmeng.exchange.policy import TASKS
from yuanmeng.ledger.figures import figure


@figure(
    "exchange.confirmed",
    name=_("见效的合作项目"),
    unit=_("个"),
    version=1,
    says=_("受益单位已确认效果的合作项目；未确认的、终止的不计。"),
    basis=_("确认日期"),
    policy=TASKS,
    firm="beneficiary",
)
def confirmed(period: Period) -> QuerySet[Task]:
    """Joint tasks whose effect the beneficiary confirmed in the period."""
    return Task.objects.filter(state="confirmed", ended_at__date__range=(period.first, period.last))
