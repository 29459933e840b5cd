"""An indicator system from draft to use to its end, and the outside ranks and scores shown beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import IllegalMove, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.reports.actions import signed, written
from yuanmeng.reports.indicators import CODE, Row, checked, misplaced
from yuanmeng.reports.indicators_sheet import MOST
from yuanmeng.reports.models import Indicator, IndicatorSystem, OutsideFact, Standing
from yuanmeng.reports.policy import EVALUATIONS

FIELDS = ("name", "issuer", "source", "period", "weighing", "mark")


@action("evaluation.start")
def start(*, values: Mapping[str, Any], rows: Sequence[Row] = (), by: Actor, op: UUID) -> IndicatorSystem:
    """起草指标体系: `values` holds FIELDS, `rows` were judged by `checked` and `misplaced`. Raises Denied, Invalid."""
    EVALUATIONS.demand(by, "define")
    if wrong := misplaced([row["code"] for row in rows]):
        raise Invalid(wrong[0][1])
    made = IndicatorSystem.objects.create(
        **{name: values[name] for name in FIELDS}, **signed(by, "changed_by", "changed_at")
    )
    Indicator.objects.bulk_create(Indicator(system=made, **row) for row in rows)
    record("evaluation.start", made, by=by, op=op, rows=len(rows))
    return made


@action("evaluation.edit")
def edit(pk: int, *, version: int, values: Mapping[str, Any], by: Actor, op: UUID) -> IndicatorSystem:
    """修改指标体系: what stands above a draft's tree. Raises Hidden, Denied, IllegalMove, Stale."""
    found = EVALUATIONS.fetch(by, "define", pk=pk)
    _move(found, version, by, "draft", **{name: values[name] for name in FIELDS})
    record("evaluation.edit", found, by=by, op=op)
    return found


@action("evaluation.put")
def put(pk: int, *, version: int, row: Mapping[str, str], by: Actor, op: UUID) -> IndicatorSystem:
    """写入指标: a row of a draft; one of the same number is replaced.

    Raises Hidden, Denied, IllegalMove, Stale, Invalid.
    """
    found = EVALUATIONS.fetch(by, "define", pk=pk)
    values, problems = checked(row)
    if problems:
        raise Invalid(" ".join(says for _name, says in problems), errors=problems)
    _move(found, version, by, "draft")
    codes = set(found.indicators.values_list("code", flat=True)) - {values["code"]}
    if wrong := misplaced([*codes, values["code"]]):
        raise Invalid(wrong[0][1], errors=[("code", wrong[0][1])])
    if len(codes) >= MOST:
        raise Invalid(_("一套指标体系最多 %(most)s 行。") % {"most": MOST})
    Indicator.objects.update_or_create(system=found, code=values["code"], defaults=values)
    record("evaluation.put", found, by=by, op=op, code=values["code"])
    return found


@action("evaluation.drop")
def drop(pk: int, *, version: int, code: str, by: Actor, op: UUID) -> IndicatorSystem:
    """删去指标: a row of a draft with nothing below it. Raises Hidden, Denied, IllegalMove, Stale, Invalid."""
    found = EVALUATIONS.fetch(by, "define", pk=pk)
    if not CODE.fullmatch(code):
        raise Invalid(_("没有编号 %(code)s。") % {"code": code[:15]})
    _move(found, version, by, "draft")
    if found.indicators.filter(code__startswith=f"{code}.").exists():
        raise Invalid(_("编号 %(code)s 下面还有指标，请先删去下级。") % {"code": code})
    if not found.indicators.filter(code=code).delete()[0]:
        raise Invalid(_("没有编号 %(code)s。") % {"code": code[:15]})
    record("evaluation.drop", found, by=by, op=op, code=code)
    return found


@action("evaluation.use")
def use(pk: int, *, version: int, by: Actor, op: UUID) -> IndicatorSystem:
    """启用指标体系: from now on its tree stays and values can be given.

    Raises Hidden, Denied, IllegalMove, Stale, Invalid for an empty one.
    """
    found = EVALUATIONS.fetch(by, "define", pk=pk)
    _move(found, version, by, "draft", state="in_use")
    if not found.indicators.exists():
        raise Invalid(_("还没有一项指标，不能启用。"))
    record("evaluation.use", found, by=by, op=op, rows=found.indicators.count())
    return found


@action("evaluation.withdraw")
def withdraw(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> IndicatorSystem:
    """停用指标体系: no more values; everything stays readable. Raises Hidden, Denied, IllegalMove, Stale, Invalid."""
    found = EVALUATIONS.fetch(by, "withdraw", pk=pk)
    if not reason.strip():
        raise Invalid(_("请写明原因（500 字以内）。"))
    _move(found, version, by, "draft", "in_use", state="withdrawn", withdrawn_reason=reason.strip())
    record("evaluation.withdraw", found, by=by, op=op)
    return found


@action("evaluation.cite")
def cite(pk: int, *, fact: int, by: Actor, op: UUID) -> Standing:
    """列出名次或评分: an outside fact beside the system. Raises Hidden, Denied, IllegalMove, Invalid."""
    found = EVALUATIONS.fetch(by, "define", pk=pk)
    _open(found, "draft", "in_use")
    if not OutsideFact.objects.filter(pk=fact, withdrawn_at=None).exists():
        raise Invalid(_("没有这条外部数据，或者它已停用。"))
    made, fresh = Standing.objects.get_or_create(system=found, fact_id=fact)
    if not fresh:
        raise Invalid(_("这条外部数据已经列在这里。"))
    record("evaluation.cite", found, by=by, op=op, fact=fact)
    return made


@action("evaluation.uncite")
def uncite(pk: int, *, fact: int, by: Actor, op: UUID) -> IndicatorSystem:
    """不再列出: the fact itself stays. Raises Hidden, Denied, IllegalMove, Stale."""
    found = EVALUATIONS.fetch(by, "define", pk=pk)
    _open(found, "draft", "in_use")
    if not found.standings.filter(fact=fact).delete()[0]:
        raise Stale(_("这条外部数据已经不在这里。"))
    record("evaluation.uncite", found, by=by, op=op, fact=fact)
    return found


def _open(found: IndicatorSystem, *states: str) -> None:
    """Raises IllegalMove."""
    if found.state == "withdrawn":
        raise IllegalMove(_("这套指标体系已停用。"))
    if found.state not in states:
        raise IllegalMove(_("指标体系启用后不能再改。文件有变化时，请另建一套。"))


def _move(found: IndicatorSystem, version: int, by: Actor, *states: str, **values: Any) -> None:
    """Write where nobody was faster. Raises IllegalMove, Stale."""
    _open(found, *states)
    if not written(found, version, **values, **signed(by, "changed_by", "changed_at")):
        raise Stale(_("这套指标体系刚刚被他人修改，请查看最新内容后重试。"), record=found)
