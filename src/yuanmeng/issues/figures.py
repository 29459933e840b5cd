"""Figures of problems; each opens its problems. The three rates with what they leave out stand at /issues/rates/."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.period import Period
from yuanmeng.issues.models import Issue
from yuanmeng.issues.policy import ISSUES
from yuanmeng.ledger.figures import figure

CLOSED: dict[str, Any] = {
    "unit": _("件"), "version": 1, "basis": _("办结日期"), "policy": ISSUES, "whole": True, "firm": "firm",
}  # fmt: skip


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _closed(period: Period, state: str) -> QuerySet[Issue]:
    first, end = _midnight(period.first), _midnight(period.last + dt.timedelta(days=1))
    return Issue.objects.filter(state=state, closed_at__gte=first, closed_at__lt=end)


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
)
def raised(period: Period) -> QuerySet[Issue]:
    """All problems by the moment of receipt."""
    return Issue.objects.filter(
        raised_at__gte=_midnight(period.first), raised_at__lt=_midnight(period.last + dt.timedelta(days=1))
    )
