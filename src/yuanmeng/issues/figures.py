"""Figures of problems; each opens its problems. The three rates with what they leave out stand at /issues/rates/."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.figures import alliance
from yuanmeng.core.period import Period
from yuanmeng.issues.models import Category, Issue
from yuanmeng.issues.models.case import KINDS, LEVELS, STATE_NAMES, TRIAGES, VIAS
from yuanmeng.issues.policy import ISSUES
from yuanmeng.ledger.datasets import Basis, Field, Options, choice, dataset, reference
from yuanmeng.ledger.days import between
from yuanmeng.ledger.figures import Breakdown, Grouping, figure
from yuanmeng.register.figures import firms, industry, origin
from yuanmeng.register.models import Organisation


def _leads(_period: Period) -> Grouping:
    units = Organisation.objects.filter(pk__in=Issue.objects.filter(lead__isnull=False).values("lead")).order_by("name")
    groups = [(str(unit.pk), unit.name, Organisation.objects.filter(pk=unit.pk).values("pk")) for unit in units]
    return groups, Organisation.objects.values("pk")


BY = (Breakdown("unit", _("按主办单位"), _("还没有主办单位"), "lead", _leads),)
CLOSED: dict[str, Any] = {
    "unit": _("件"), "version": 1, "basis": _("办结日期"), "policy": ISSUES, "whole": True, "firm": "firm", "by": BY,
}  # fmt: skip


def _closed(period: Period, state: str) -> QuerySet[Issue]:
    return Issue.objects.filter(between("closed_at", period.first, period.last), state=state)


@figure("issues.closed", name=_("解决企业问题"), says=_("企业确认已解决的问题，按办结日期计。"), **CLOSED)
def closed(period: Period) -> QuerySet[Issue]:
    """Problems that the firm itself called solved."""
    return _closed(period, "solved")


@figure("issues.unconfirmed", name=_("未经企业确认办结"), says=_("回访两次企业没有答复的问题，单独统计。"), **CLOSED)
def unconfirmed(period: Period) -> QuerySet[Issue]:
    """Closed after two follow-ups without the firm's word; those that a ledger brought finished are told apart."""
    return _closed(period, "unconfirmed").exclude(via="import")


@figure(
    "issues.imported",
    name=_("台账记为办结"),
    says=_("从以前的台账导入、台账记为已办结的问题；系统里没有企业本人的确认，不计入解决数。"),
    **CLOSED,
)
def imported(period: Period) -> QuerySet[Issue]:
    """Finished by an older ledger's word."""
    return _closed(period, "unconfirmed").filter(via="import")


@figure(
    "issues.raised",
    name=_("收到的企业问题"),
    unit=_("件"),
    version=1,
    says=_("收到的全部企业问题，按提出时间计。"),
    basis=_("提出时间"),
    policy=ISSUES,
    whole=True,
    firm="firm",
    by=BY,
)
def raised(period: Period) -> QuerySet[Issue]:
    """All problems by the moment of receipt."""
    return Issue.objects.filter(between("raised_at", period.first, period.last))


def _categories() -> Options:
    return [(str(each.pk), str(each)) for each in Category.objects.order_by("position", "pk")]


dataset(
    "issues.issue",
    name=_("企业问题"),
    policy=ISSUES,
    unit=_("件"),
    firm="firm",
    by=BY,
    dates={
        "raised": Basis(_("提出时间"), "raised_at", moment=True),
        "closed": Basis(_("办结日期"), "closed_at", moment=True),
    },
    fields=(
        choice("state", _("状态"), "state", STATE_NAMES),
        choice("kind", _("类型"), "kind", KINDS),
        choice("via", _("来源"), "via", VIAS),
        reference("category", _("分类"), "category", _categories),
        choice("triage", _("研判"), "triage", TRIAGES),
        choice("level", _("升级"), "level", LEVELS),
        Field("reopened", _("重新办理次数"), "number", "reopened"),
        Field("due", _("办结期限"), "date", "due"),
        alliance("firm"),
        industry("firm"),
        origin("firm"),
    ),
    distinct={"firm": firms("firm")},
)
