"""Figures of the three lists."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.figures import alliance
from yuanmeng.core.period import Period
from yuanmeng.exchange.models import CATEGORIES, DIRECTIONS, EFFECTS, LISTING_STATES, TASK_STATES, VISIBILITIES, Task
from yuanmeng.exchange.policy import LISTINGS, TASKS
from yuanmeng.ledger.datasets import Basis, Field, choice, dataset
from yuanmeng.ledger.figures import figure
from yuanmeng.register.figures import firms, industry


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


dataset(
    "exchange.listing",
    name=_("资源与需求"),
    policy=LISTINGS,
    unit=_("条"),
    firm="organisation",
    dates={"published": Basis(_("发布时间"), "published_at", moment=True), "since": Basis(_("开始日期"), "since")},
    fields=(
        choice("direction", _("清单"), "direction", DIRECTIONS),
        choice("category", _("类别"), "category", CATEGORIES),
        choice("state", _("状态"), "state", LISTING_STATES),
        choice("visibility", _("可见范围"), "visibility", VISIBILITIES),
        Field("until", _("结束日期"), "date", "until"),
        alliance("organisation"),
        industry("organisation"),
    ),
    distinct={"firm": firms("organisation", _("单位"))},
)
dataset(
    "exchange.task",
    name=_("合作项目"),
    policy=TASKS,
    unit=_("个"),
    firm="beneficiary",
    dates={
        "agreed": Basis(_("达成日期"), "agreed_at", moment=True),
        "ended": Basis(_("结束日期"), "ended_at", moment=True),
    },
    fields=(
        choice("state", _("状态"), "state", TASK_STATES),
        choice("effect", _("效果"), "effect", EFFECTS),
        choice("category", _("类别"), "claim__listing__category", CATEGORIES),
        Field("due", _("完成期限"), "date", "due"),
        alliance("beneficiary"),
        industry("beneficiary"),
    ),
    distinct={"firm": firms("beneficiary", _("受益单位"))},
)
