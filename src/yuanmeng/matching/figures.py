"""Figures of shared labour; each opens its loans or its needs."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.period import Period
from yuanmeng.ledger.figures import figure, rate
from yuanmeng.matching.models import Loan, Lot
from yuanmeng.matching.policy import LOANS, LOTS

STARTED: dict[str, Any] = {"version": 1, "basis": _("开始上岗日期"), "policy": LOANS}


def _started(period: Period) -> QuerySet[Loan]:
    """A draft or a refused loan has no first day."""
    return Loan.objects.filter(started_on__range=(period.first, period.last))


@figure("matching.loans", name=_("共享用工次数"), unit=_("笔"), says=_("员工已经上岗的共享用工。"), **STARTED)
def loans(period: Period) -> QuerySet[Loan]:
    """Loans that started."""
    return _started(period)


@figure(
    "matching.heads",
    name=_("共享用工人数"),
    unit=_("人"),
    says=_("已经开始的共享用工约定的人数。"),
    measure=F("heads"),
    **STARTED,
)
def heads(period: Period) -> QuerySet[Loan]:
    """Heads of the loans that started."""
    return _started(period)


@figure(
    "matching.value",
    name=_("共享用工价值"),
    unit=_("元"),
    says=_("已经开始的共享用工按调配方案计算的价值，续签和方案之外的不计。"),
    measure=F("value"),
    **STARTED,
)
def value(period: Period) -> QuerySet[Loan]:
    """Yuan, as the plan counted it."""
    return _started(period)


@figure(
    "matching.worker_days",
    name=_("共享用工人日"),
    unit=_("人日"),
    version=1,
    says=_("员工全部返回的共享用工，每名员工从上岗日到返回日的天数之和。"),
    basis=_("结束日"),
    policy=LOANS,
    measure=F("worker_days"),
)
def worker_days(period: Period) -> QuerySet[Loan]:
    """Days of all workers of the loans that ended."""
    return Loan.objects.filter(ended_on__range=(period.first, period.last), state__in=("returned", "renewed"))


def _needs(period: Period) -> QuerySet[Lot]:
    return Lot.objects.filter(side="shortage", state="open", since__range=(period.first, period.last))


POSTED: dict[str, Any] = {
    "version": 1,
    "basis": _("用工开始日期"),
    "policy": LOTS,
    "unit": _("条"),
    "firm": "organisation",
}


@figure("matching.needs", name=_("缺工信息"), says=_("已发布的缺工信息。"), **POSTED)
def needs(period: Period) -> QuerySet[Lot]:
    """Published needs."""
    return _needs(period)


@figure("matching.met", name=_("得到支援的缺工信息"), says=_("至少有一次共享用工已经开始的缺工信息。"), **POSTED)
def met(period: Period) -> QuerySet[Lot]:
    """Needs for which at least one loan started."""
    started = Loan.objects.filter(started_on__isnull=False).values("shortage")
    return _needs(period).filter(pk__in=started)


rate(
    "matching.fill",
    name=_("缺工得到支援的比例"),
    version=1,
    says=_("得到支援的缺工信息占已发布缺工信息的比例。"),
    part="matching.met",
    base="matching.needs",
)
