"""Figures of shared labour; each opens its loans or its needs."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.figures import alliance
from yuanmeng.core.labour.catalogue import jobs
from yuanmeng.core.period import Period
from yuanmeng.ledger.datasets import Basis, Field, Measure, Options, choice, dataset, reference
from yuanmeng.ledger.figures import figure, rate
from yuanmeng.matching.models import Loan, Lot
from yuanmeng.matching.models.loans import LOAN_STATES
from yuanmeng.matching.models.lots import LOT_STATES, SIDES
from yuanmeng.matching.policy import LOANS, LOTS
from yuanmeng.register.figures import firms, industry

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


def _jobs() -> Options:
    english = (get_language() or "").startswith("en")
    return [(str(code), job.english if english else job.name) for code, job in jobs().items()]


dataset(
    "matching.lot",
    name=_("用工信息"),
    policy=LOTS,
    unit=_("条"),
    firm="organisation",
    dates={"since": Basis(_("用工开始日期"), "since"), "until": Basis(_("结束日期"), "until")},
    fields=(
        choice("side", _("方向"), "side", SIDES),
        choice("state", _("状态"), "state", LOT_STATES),
        reference("job", _("工种"), "job", _jobs),
        Field("heads", _("人数"), "number", "heads"),
        Field("board", _("工作餐"), "yes", "board"),
        Field("lodging", _("住宿"), "yes", "lodging"),
        alliance("organisation"),
        industry("organisation"),
    ),
    measures={"heads": Measure(_("人数"), _("人"), F("heads"))},
    distinct={"firm": firms("organisation", _("单位"))},
)
dataset(
    "matching.loan",
    name=_("共享用工"),
    policy=LOANS,
    unit=_("笔"),
    dates={"started": Basis(_("开始上岗日期"), "started_on"), "ended": Basis(_("结束日"), "ended_on")},
    fields=(
        choice("state", _("状态"), "state", LOAN_STATES),
        reference("job", _("工种"), "job", _jobs),
        Field("heads", _("人数"), "number", "heads"),
        industry("lender", key="lender_industry", name=_("借出单位所在行业")),
        industry("borrower", key="borrower_industry", name=_("借入单位所在行业")),
        alliance("borrower", name=_("借入单位当日所在联盟")),
    ),
    measures={
        "heads": Measure(_("人数"), _("人"), F("heads")),
        "value": Measure(_("价值"), _("元"), F("value")),
        "worker_days": Measure(_("人日"), _("人日"), F("worker_days")),
    },
    distinct={
        "lender": firms("lender", _("借出单位")),
        "borrower": firms("borrower", _("借入单位")),
    },
)
