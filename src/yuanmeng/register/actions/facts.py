"""Writes on dated facts and qualifications. Facts are append-only: a better value is a newer row (DESIGN §6)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Hidden, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.actions.searching import touch
from yuanmeng.register.models import Fact, Organisation, Qualification
from yuanmeng.register.models.facts import FACTS
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.checking import not_future, open_firm, require_whole
from yuanmeng.register.queries.facts import newest

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor


@action("fact.add")
def add_fact(
    pk: int, *, kind: str, as_of: date, value: int, source: str, currency: str = "", by: Actor, op: UUID
) -> Fact:
    """登记指标: persons, counts, or whole fen of `currency`, as of a day.

    Raises Hidden, Denied, IllegalMove, Invalid.
    """
    firm = open_firm(pk, by)
    if kind not in FACTS:
        raise Invalid(_("没有名为“%(names)s”的栏目。") % {"names": kind[:40]})
    unit = FACTS[kind][1]
    if bool(currency) != (unit == "fen"):
        raise Invalid(_("金额必须写明币种，人数和个数没有币种。"), errors={"currency": [_("请核对币种")]})
    if value < 0:
        raise Invalid(_("指标数值应为不小于零的整数。"), errors={"value": [_("不能小于零")]})
    not_future("as_of", as_of)
    fact = Fact(organisation=firm, kind=kind, as_of=as_of, value=value, unit=unit, currency=currency)
    fact.source, fact.recorded_by, fact.recorded_at = source.strip(), by.user_id, timezone.now()
    require_whole(fact)
    fact.save(force_insert=True)
    touch(firm)
    record("fact.add", firm, fact, by=by, op=op, kind=kind, as_of=as_of.isoformat(), value=value, currency=currency)
    return fact


@action("firm.confirm")
def confirm_facts(pk: int, *, by: Actor, op: UUID) -> Organisation:
    """确认无误: the firm itself says that the newest fact of each kind is still right.

    Raises Hidden, Denied, Invalid.
    """
    firm = FIRMS.fetch(by, "correct", pk=pk)
    facts = newest(firm.pk)
    if not facts:
        raise Invalid(_("本单位还没有登记任何指标数据，没有可确认的内容。"))
    record("firm.confirm", firm, ("register.fact", [fact.pk for fact in facts]), by=by, op=op, facts=len(facts))
    return firm


@action("qualification.add")
def add_qualification(
    pk: int,
    *,
    kind: str,
    issued: date,
    expires: date | None,
    source: str,
    level: str = "",
    number: str = "",
    by: Actor,
    op: UUID,
) -> Qualification:
    """登记资质 with its term (ENT-08). Raises Hidden, Denied, IllegalMove, Invalid."""
    firm = open_firm(pk, by)
    title = Qualification(organisation=firm, kind=kind.strip(), level=level.strip(), number=number.strip())
    title.issued, title.expires, title.source = issued, expires, source.strip()
    require_whole(title)
    title.save(force_insert=True)
    touch(firm)
    record("qualification.add", firm, title, by=by, op=op, issued=issued.isoformat(), expires=_iso(expires))
    return title


@action("qualification.end")
def end_qualification(pk: int, *, version: int, on: date, by: Actor, op: UUID) -> Qualification:
    """资质终止: withdrawn or lapsed on a day. Raises Hidden, Denied, Invalid (before it was issued), Stale."""
    title = Qualification.objects.filter(pk=pk).first()
    if title is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    firm = open_firm(title.organisation_id, by)
    if on < title.issued:
        raise Invalid(_("终止日期不能早于认定日期。"), errors={"on": [_("不能早于认定日期")]})
    was, title.expires = title.expires, on
    if not Qualification.objects.filter(pk=pk, version=version).update(expires=on, version=F("version") + 1):
        raise Stale(_("这条记录已被他人修改，请刷新页面后重试。"))
    title.version = version + 1
    touch(firm)
    record("qualification.end", firm, title, by=by, op=op, was=_iso(was), now=on.isoformat())
    return title


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
