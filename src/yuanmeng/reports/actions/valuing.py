"""Own values of indicators, each edition with its evidence; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.files.storage import Kept
from yuanmeng.ledger.actions import action, record, take_turn
from yuanmeng.reports.actions import signed
from yuanmeng.reports.actions.publishing import frozen, known
from yuanmeng.reports.indicators import is_leaf
from yuanmeng.reports.models import Evidence, Indicator, IndicatorSystem, IndicatorValue, OutsideFact
from yuanmeng.reports.policy import EVALUATIONS, PUBLICATIONS

FILES = 30
"""Pieces of evidence of one value."""


@action("evaluation.value")
def state(pk: int, *, edition: int, kind: str, values: Mapping[str, Any], by: Actor, op: UUID) -> IndicatorValue:
    """填指标的值: the next edition after the one that was seen (0: none yet). `values`: by kind, and `reason`.

    figure: figure, period. fact: fact. typed: text, unit, period, source. missing: missing. A figure is published
    with it; `keep` takes the evidence of the edition before along. Raises Hidden, Denied, IllegalMove, Stale, Invalid.
    """
    indicator = _indicator(pk, "state", by)
    take_turn()
    latest = indicator.values.first()
    if (latest.edition if latest else 0) != edition:
        raise Stale(_("这项指标的值刚刚被他人填写，请查看最新内容后重试。"), record=latest)
    if not is_leaf(indicator):
        raise IllegalMove(_("这一项下面还有指标，值填在最下一级。"))
    reason = str(values.get("reason") or "").strip()
    if latest and not reason:
        raise Invalid(_("已有第 %(edition)s 版，请写明更正原因。") % {"edition": latest.edition})
    said = MAKERS[kind](indicator, values, by=by, op=op)
    if latest and all(getattr(latest, name) == value for name, value in said.items()) and latest.kind == kind:
        raise Invalid(_("与第 %(edition)s 版完全相同，没有可更正的内容。") % {"edition": latest.edition})
    made = IndicatorValue.objects.create(
        indicator=indicator, edition=edition + 1, kind=kind, reason=reason if latest else "", **said, **signed(by)
    )
    if latest and values.get("keep"):
        _carried(latest, made, by)
    record(
        "evaluation.value", indicator.system, made, by=by, op=op, code=indicator.code, kind=kind, edition=edition + 1
    )
    return made


def _carried(before: IndicatorValue, made: IndicatorValue, by: Actor) -> None:
    """The same files go with the next edition too, as whoever corrected it says."""
    Evidence.objects.bulk_create(
        Evidence(value=made, stored=each.stored, name=each.name, size=each.size, sha256=each.sha256, **signed(by))
        for each in before.evidence.filter(removed=False)
    )


def _indicator(pk: int, verb: str, by: Actor) -> Indicator:
    """An indicator of a system in use. Raises Hidden, Denied, IllegalMove."""
    found = Indicator.objects.filter(pk=pk).select_related("system").first()
    if found is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    system = EVALUATIONS.fetch(by, verb, pk=found.system_id)
    _in_use(system)
    return found


def _in_use(system: IndicatorSystem) -> None:
    if system.state == "draft":
        raise IllegalMove(_("指标体系还是草稿，启用后才能填值。"))
    if system.state == "withdrawn":
        raise IllegalMove(_("这套指标体系已停用。"))


def _figure(indicator: Indicator, values: Mapping[str, Any], *, by: Actor, op: UUID) -> dict[str, Any]:
    """The figure as published now: the edition there is, or the next one."""
    PUBLICATIONS.demand(by, "publish")
    reason = _("随指标体系《%(name)s》%(code)s 填报") % {"name": indicator.system.name, "code": indicator.code}
    found, _made = frozen(known(values["figure"]), values["period"], reason=reason, by=by, op=op)
    return {
        "publication": found, "fact": None, "text": str(found.value), "unit": found.unit, "period": found.period,
        "source": "", "missing": "",
    }  # fmt: skip


def _fact(indicator: Indicator, values: Mapping[str, Any], *, by: Actor, op: UUID) -> dict[str, Any]:
    fact = OutsideFact.objects.filter(pk=values["fact"], withdrawn_at=None).first()
    if fact is None:
        raise Invalid(_("没有这条外部数据，或者它已停用。"))
    return {
        "publication": None, "fact": fact, "text": fact.value, "unit": fact.unit, "period": fact.on.isoformat(),
        "source": fact.source, "missing": "",
    }  # fmt: skip


def _typed(indicator: Indicator, values: Mapping[str, Any], *, by: Actor, op: UUID) -> dict[str, Any]:
    text, source = values["text"].strip(), values["source"].strip()
    if not text or not source:
        raise Invalid(_("手填的值必须写明数值和出处。"))
    return {
        "publication": None, "fact": None, "text": text, "unit": values["unit"], "period": str(values["period"]),
        "source": source, "missing": "",
    }  # fmt: skip


def _missing(indicator: Indicator, values: Mapping[str, Any], *, by: Actor, op: UUID) -> dict[str, Any]:
    lacking = values["missing"].strip()
    if not lacking:
        raise Invalid(_("请写明缺什么数据、由谁掌握。"))
    return {
        "publication": None, "fact": None, "text": "", "unit": "", "period": "", "source": "", "missing": lacking,
    }  # fmt: skip


MAKERS = {"figure": _figure, "fact": _fact, "typed": _typed, "missing": _missing}


@action("evaluation.attach")
def attach(pk: int, *, kept: Kept, by: Actor, op: UUID) -> Evidence:
    """添加佐证材料 to the newest value: a file that was judged and stored before.

    Raises Hidden, Denied, IllegalMove, Stale, Invalid.
    """
    value = IndicatorValue.objects.filter(pk=pk).first()
    if value is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    indicator = _indicator(value.indicator_id, "attach", by)
    take_turn()
    latest = indicator.values.first()
    if latest != value:
        raise Stale(_("这项指标的值刚刚被他人填写，请查看最新内容后重试。"), record=latest)
    if value.evidence.filter(removed=False).count() >= FILES:
        raise Invalid(_("每项指标最多 %(most)s 份佐证材料。") % {"most": FILES})
    made = Evidence.objects.create(
        value=value, stored=kept.stored, name=kept.name, size=kept.size, sha256=kept.sha256, **signed(by)
    )
    record("evaluation.attach", indicator.system, made, by=by, op=op, code=indicator.code, sha256=kept.sha256)
    return made


@action("evaluation.remove_evidence")
def remove(pk: int, *, by: Actor, op: UUID) -> Evidence:
    """移除佐证材料: who added it may take it away; the event stays. Raises Hidden, Denied, IllegalMove."""
    made = Evidence.objects.filter(pk=pk).select_related("value").first()
    if made is None:
        raise Hidden(_("没有找到这个文件。"))
    indicator = _indicator(made.value.indicator_id, "attach", by)
    if made.by_id != by.user_id:
        raise Denied(_("只有添加材料的人可以移除它。"))
    if not Evidence.objects.filter(pk=pk, removed=False).update(removed=True):
        raise IllegalMove(_("这份材料已经移除。"))
    made.refresh_from_db()
    record("evaluation.remove_evidence", indicator.system, made, by=by, op=op, code=indicator.code)
    return made


@action("evaluation.pack")
def log_pack(pk: int, *, code: str, records: int, closed: int, by: Actor, op: UUID) -> None:
    """下载佐证包: how many records left, and how many stayed closed. `code` is "" for the whole system."""
    system = EVALUATIONS.fetch(by, pk=pk)
    record("evaluation.pack", system, by=by, op=op, code=code, records=records, closed=closed)
