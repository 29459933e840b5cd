"""Figures of who looks after whom."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.alliances.figures import alliance
from yuanmeng.core.period import Period
from yuanmeng.ledger.datasets import Basis, Distinct, Field, choice, dataset
from yuanmeng.ledger.figures import figure
from yuanmeng.pairing.models import KINDS, STATE_NAMES, Pairing
from yuanmeng.pairing.policy import CARERS, PAIRINGS, covers
from yuanmeng.pairing.queries.periods import on
from yuanmeng.register.figures import firms, industry


@figure(
    "pairing.instructors",
    name=_("党建指导员联系企业"),
    unit=_("对"),
    version=1,
    says=_("期末有效、双方都同意的指导员与企业结对。"),
    basis=_("期末日期"),
    policy=PAIRINGS,
    firm="firm",
)
def instructors(period: Period) -> QuerySet[Pairing]:
    """Instructor to firm."""
    return on(period.last).filter(kind="instructor_firm")


@figure(
    "pairing.instructing",
    name=_("联系企业的党建指导员"),
    unit=_("人"),
    version=1,
    says=_("期末至少联系一家企业、双方都同意的指导员；一人联系几家只计一次。"),
    basis=_("期末日期"),
    policy=CARERS,
)
def instructing(period: Period) -> QuerySet[User]:
    """People who are an instructor of some firm."""
    return User.objects.filter(pk__in=instructors(period).values("user"))


@figure(
    "pairing.branches",
    name=_("支部结对联盟"),
    unit=_("对"),
    version=1,
    says=_("期末有效、双方都同意的党支部与联盟结对。"),
    basis=_("期末日期"),
    policy=PAIRINGS,
)
def branches(period: Period) -> QuerySet[Pairing]:
    """Branch to alliance."""
    return on(period.last).filter(kind="branch_alliance")


dataset(
    "pairing.pairing",
    name=_("结对"),
    policy=PAIRINGS,
    unit=_("对"),
    firm="firm",
    dates={
        "in_force": Basis(_("期末日期"), on=covers),
        "since": Basis(_("开始日期"), "since"),
        "until": Basis(_("结束日期"), "until"),
    },
    fields=(
        choice("kind", _("类别"), "kind", KINDS.items()),
        choice("state", _("状态"), "state", STATE_NAMES.items()),
        Field("until", _("结束日期"), "date", "until"),
        alliance("firm"),
        industry("firm"),
    ),
    distinct={"firm": firms("firm"), "user": Distinct(_("责任人"), "user", CARERS)},
)
