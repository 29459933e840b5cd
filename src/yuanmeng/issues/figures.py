"""Figures of problems; each opens its problems. The three rates (TKT-09) stand at /issues/rates/ too.

A rate counts problems, each once: on the day its time limit ends, or on the day of the firm's last word at all.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.figures import alliance
from yuanmeng.core.period import Period
from yuanmeng.issues.models import Answer, Category, Clock, Issue
from yuanmeng.issues.models.case import KINDS, LEVELS, STATE_NAMES, TRIAGES, VIAS
from yuanmeng.issues.policy import ISSUES
from yuanmeng.ledger.datasets import Basis, Field, Options, choice, dataset, reference
from yuanmeng.ledger.days import between
from yuanmeng.ledger.figures import Breakdown, Grouping, figure, rate
from yuanmeng.register.figures import firms, industry, origin
from yuanmeng.register.models import Organisation


def _leads(_period: Period) -> Grouping:
    units = Organisation.objects.filter(pk__in=Issue.objects.filter(lead__isnull=False).values("lead")).order_by("name")
    groups = [(str(unit.pk), unit.name, Organisation.objects.filter(pk=unit.pk).values("pk")) for unit in units]
    return groups, Organisation.objects.values("pk")


BY = (Breakdown("unit", _("按主办单位"), _("还没有主办单位"), "lead", _leads),)
COMMON: dict[str, Any] = {
    "unit": _("件"), "version": 1, "policy": ISSUES, "whole": True, "firm": "firm", "by": BY,
}  # fmt: skip
CLOSED: dict[str, Any] = {**COMMON, "basis": _("办结日期")}


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
    says=_("收到的全部企业问题，按提出时间计。"),
    basis=_("提出时间"),
    **COMMON,
)
def raised(period: Period) -> QuerySet[Issue]:
    """All problems by the moment of receipt."""
    return Issue.objects.filter(between("raised_at", period.first, period.last))


START: dict[str, Any] = {**COMMON, "basis": _("受理时限到期日")}


def _start(first: dt.date, last: dt.date, ended: Q) -> QuerySet[Issue]:
    """Problems whose clock to be accepted ends in the period and fits.

    A problem has one such clock; a void one is added to it when the problem is accepted under other deadlines. Those
    from an older ledger are left out: their time began before anybody could accept them here (decision 70).
    """
    clocks = Clock.objects.filter(ended, what="start", due__range=(first, last))
    return Issue.objects.filter(pk__in=clocks.values("issue")).exclude(via="import")


@figure(
    "issues.due_to_accept",
    name=_("受理时限已到的问题"),
    says=_(
        "受理时限在期间内到期的问题，只算到今天；今天到期、还没有受理的，过了今天才计入。"
        "受理前撤回的、从台账导入的不计入。"
    ),
    **START,
)
def due_to_accept(period: Period) -> QuerySet[Issue]:
    """Those accepted by now, in time or late, and those that wait longer than they may."""
    today = timezone.localdate()
    ended = Q(state__in=("met", "late")) | Q(state="running", due__lt=today)
    return _start(period.first, min(period.last, today), ended)


@figure(
    "issues.accepted_in_time",
    name=_("按时受理的问题"),
    says=_("受理时限在期间内到期的问题中，在时限内受理的；只算到今天。从台账导入的不计入。"),
    **START,
)
def accepted_in_time(period: Period) -> QuerySet[Issue]:
    """Of those due, the ones accepted in time."""
    return _start(period.first, min(period.last, timezone.localdate()), Q(state="met"))


@figure(
    "issues.withdrawn_before",
    name=_("受理前撤回的问题"),
    says=_("受理时限在期间内到期、企业在受理前撤回的问题，单独统计；从台账导入的不计入。"),
    **START,
)
def withdrawn_before(period: Period) -> QuerySet[Issue]:
    """Withdrawn before anybody accepted them."""
    accepted = Clock.objects.filter(what="start", state__in=("met", "late")).values("issue")
    void = _start(period.first, period.last, Q(state="void"))
    return void.filter(state="withdrawn").exclude(pk__in=accepted)


SAID: dict[str, Any] = {**COMMON, "basis": _("企业最后一次答复的日期")}


def _last_word(period: Period, **word: Any) -> QuerySet[Issue]:
    """Problems whose last word of the firm, whenever they are asked for, was said in the period and fits."""
    said = Answer.objects.filter(word__in=("yes", "no"))
    later = said.filter(issue=OuterRef("issue"), pk__gt=OuterRef("pk"))
    last = said.filter(~Exists(later), between("said_at", period.first, period.last), **word)
    return Issue.objects.filter(pk__in=last.values("issue"))


@figure(
    "issues.answered",
    name=_("企业作过答复的问题"),
    says=_("企业本人作过答复的问题，每个问题按最后一次答复的日期计一次。"),
    **SAID,
)
def answered(period: Period) -> QuerySet[Issue]:
    """Problems to whose answer the firm said a word."""
    return _last_word(period)


@figure(
    "issues.agreed",
    name=_("企业认可的问题"),
    says=_("企业最后一次答复为认可的问题，按这次答复的日期计；认可的可以是已解决，也可以是说明原因或挂账。"),
    **SAID,
)
def agreed(period: Period) -> QuerySet[Issue]:
    """The firm's last word was yes."""
    return _last_word(period, word="yes")


@figure(
    "issues.satisfied",
    name=_("企业满意或基本满意的问题"),
    says=_("企业最后一次答复为满意或基本满意的问题，按这次答复的日期计。"),
    **SAID,
)
def satisfied(period: Period) -> QuerySet[Issue]:
    """The firm was content with it, or partly, when it spoke last."""
    return _last_word(period, satisfaction__in=("satisfied", "partly"))


RATES = ("issues.response", "issues.solution", "issues.satisfaction")
"""In the order of the work."""
rate(
    "issues.response",
    name=_("响应率"),
    version=1,
    says=_("在受理时限内受理的问题，占受理时限已到的问题。"),
    part="issues.accepted_in_time",
    base="issues.due_to_accept",
    without="issues.withdrawn_before",
)
rate(
    "issues.solution",
    name=_("解决率"),
    version=1,
    says=_("企业最后一次答复为认可的问题，占企业作过答复的问题；按最后一次答复的日期计。"),
    part="issues.agreed",
    base="issues.answered",
    without="issues.unconfirmed",
)
rate(
    "issues.satisfaction",
    name=_("满意率"),
    version=1,
    says=_("企业最后一次答复为满意或基本满意的问题，占企业作过答复的问题；按最后一次答复的日期计。"),
    part="issues.satisfied",
    base="issues.answered",
    without="issues.unconfirmed",
)


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
