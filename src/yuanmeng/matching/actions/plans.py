"""Labour plans: worked out in the background from frozen postings, sent to both firms, again for refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import IllegalMove, Invalid, Stale
from yuanmeng.jobs.work import Context, enqueue, progress
from yuanmeng.ledger.actions import action, record
from yuanmeng.matching.engine import USUAL, WISHES, Tell, go_on, solved
from yuanmeng.matching.models import Condition, Loan, Lot, Plan
from yuanmeng.matching.policy import PLANS
from yuanmeng.matching.queries.inputs import FAILED, date, gathered
from yuanmeng.matching.states import PLAN
from yuanmeng.register.models import Organisation
from yuanmeng.ui.asked import reason_of


@action("labour.begin_plan")
def begin(*, wishes: Iterable[str] = USUAL, day: dt.date | None = None, by: Actor, op: UUID) -> Plan:
    """提出调配方案 from the postings open today, or on a `day`, under `engine.WISHES`. Raises Denied, Invalid."""
    PLANS.demand(by, "make")
    asked = sorted(set(wishes))
    if not set(asked) <= set(WISHES):
        raise Invalid(_("没有这项要求，请重新选择。"))
    today = day or timezone.localdate()
    return _begun(Plan(day=today, given={**_something(gathered(today)), "wishes": asked}), by, op)


@action("labour.again")
def again(pk: int, *, version: int, by: Actor, op: UUID) -> Plan:
    """重新计算 from the postings, pins and exclusions of now. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    plan = PLANS.fetch(by, "make", pk=pk)
    given = _something(gathered(timezone.localdate(), plan.previous))
    _changed(plan, version, "again", given={**given, "wishes": plan.given.get("wishes", [])}, found={}, says="")
    Loan.objects.filter(plan=plan, state="draft").delete()
    record("labour.again", plan, by=by, op=op)
    return _queued(plan, by)


@action("labour.resolve")
def resolve(pk: int, *, by: Actor, op: UUID) -> Plan:
    """为未同意的重新安排: loans that are agreed or still open keep their heads, declined pairs may not come again.

    Raises Hidden, Denied, IllegalMove, Invalid.
    """
    previous = PLANS.fetch(by, "make", pk=pk)
    PLAN.after(previous.state, "resolve")
    if not previous.loans.filter(state__in=FAILED).exists():
        raise Invalid(_("没有未同意的安排，不需要重新计算。"))
    if previous.following.exclude(state="dropped").exists():
        raise IllegalMove(_("已经有后续方案，请在后续方案中处理。"))
    today = timezone.localdate()
    given = {**_something(gathered(today, previous)), "wishes": previous.given.get("wishes", [])}
    return _begun(Plan(day=today, previous=previous, given=given), by, op)


@action("labour.solve")
def solve(pk: int, *, tell: Tell = go_on, by: Actor, op: UUID) -> Plan:
    """计算方案: the job's work, checked before it is stored. Raises Hidden, Denied, IllegalMove."""
    plan = PLANS.fetch(by, "make", pk=pk)
    PLAN.after(plan.state, "solve")
    try:
        found = solved(plan.given, tell)
    except Invalid as impossible:
        says = _("有一对必须这样安排的指定不合规则（%(rule)s），请先取消。") % {
            "rule": impossible.facts.get("rule", "")
        }
        _changed(plan, plan.version, "fail", says=says)
        record("labour.fail", plan, by=by, op=op)
        return plan
    _changed(plan, plan.version, "solve", found=found)
    Loan.objects.bulk_create(_drafts(plan), batch_size=500)
    record("labour.solve", plan, by=by, op=op, loans=len(found["loans"]), heads=found["heads"], value=found["value"],
           bound=found["bound"])  # fmt: skip
    return plan


@action("labour.send")
def send(pk: int, *, version: int, by: Actor, op: UUID) -> Plan:
    """征求两家意见: both firms of every loan are asked. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    plan = PLANS.fetch(by, "make", pk=pk)
    drafts = Loan.objects.filter(plan=plan, state="draft")
    if plan.state == "ready" and not drafts.exists():
        raise Invalid(_("方案里没有可以安排的一对，不需要征求意见。"))
    _changed(plan, version, "send")
    firms = sorted({firm for pair in drafts.values_list("lender_id", "borrower_id") for firm in pair})
    drafts.update(state="asked", version=F("version") + 1)
    record("labour.send", plan, (Organisation._meta.label_lower, firms), by=by, op=op, firms=len(firms))
    return plan


@action("labour.drop")
def drop(pk: int, *, version: int, by: Actor, op: UUID) -> Plan:
    """放弃方案, before it was sent. Raises Hidden, Denied, IllegalMove, Stale."""
    plan = PLANS.fetch(by, "make", pk=pk)
    _changed(plan, version, "drop")
    Loan.objects.filter(plan=plan, state="draft").delete()
    record("labour.drop", plan, by=by, op=op)
    return plan


@action("labour.set_condition")
def set_condition(surplus: int, shortage: int, *, how: str, reason: str, by: Actor, op: UUID) -> Condition:
    """指定或回避 a pair of postings, with a reason; it replaces an earlier one. Raises Denied, Invalid."""
    PLANS.demand(by, "make")
    if how not in {"pin", "forbid"} or not _posted(surplus, "surplus") or not _posted(shortage, "shortage"):
        raise Invalid(_("请选择一条富余、一条缺工，以及指定或回避。"))
    pair = Condition.objects.filter(surplus=surplus, shortage=shortage, lifted_at=None)
    pair.update(lifted_at=timezone.now())
    made = Condition(
        surplus_id=surplus, shortage_id=shortage, how=how, reason=reason_of(reason), made_by=by.user_id,
        made_at=timezone.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    record("labour.set_condition", made, made.surplus, made.shortage, by=by, op=op, how=how)
    return made


@action("labour.lift_condition")
def lift_condition(pk: int, *, by: Actor, op: UUID) -> Condition:
    """取消指定或回避. Raises Denied, IllegalMove."""
    PLANS.demand(by, "make")
    if not Condition.objects.filter(pk=pk, lifted_at=None).update(lifted_at=timezone.now()):
        raise IllegalMove(_("这一条已经取消。"))
    made = Condition.objects.get(pk=pk)
    record("labour.lift_condition", made, made.surplus, made.shortage, by=by, op=op)
    return made


@task(takes_context=True)  # type: ignore[arg-type]
def solve_in_background(context: Context, plan: int) -> int:
    """The job behind a plan."""

    def tell(stage: str, share: float) -> None:
        progress(context.job, round(share * 100), 100)

    return solve(plan, tell=tell, by=context.job.by, op=context.job.op).pk


def _posted(pk: int, side: str) -> bool:
    return Lot.objects.filter(pk=pk, side=side).exists()


def _something(given: dict[str, Any]) -> dict[str, Any]:
    if not given["surplus"] or not given["shortage"]:
        raise Invalid(_("没有同时有效的富余和缺工信息，无法提出方案。"))
    return given


def _drafts(plan: Plan) -> list[Loan]:
    """A loan for each pair of the plan; the wage is what the need offers, never below the floor."""
    lots = Lot.objects.in_bulk([row["lot"] for side in ("surplus", "shortage") for row in plan.given[side]])
    now = timezone.now()
    return [
        Loan(
            plan=plan,
            surplus=(given := lots[one["surplus"]]), shortage=(need := lots[one["shortage"]]),
            lender_id=given.organisation_id or 0, borrower_id=need.organisation_id or 0,
            job=need.job or 0, heads=one["heads"],
            since=date(one["first"]), until=date(one["last"]), wage_fen=need.wage_fen or 0,
            value=one["each"] * one["heads"], why={"each": one["each"], "pinned": one["pinned"]}, made_at=now,
        )
        for one in plan.found["loans"]
    ]  # fmt: skip


def _begun(plan: Plan, by: Actor, op: UUID) -> Plan:
    plan.made_by, plan.made_at = by.user_id, timezone.now()
    plan.save(force_insert=True)
    lots = {side: len(plan.given[side]) for side in ("surplus", "shortage")}
    record("labour.begin_plan", plan, by=by, op=op, **lots)
    return _queued(plan, by)


def _queued(plan: Plan, by: Actor) -> Plan:
    job = enqueue(solve_in_background, plan.pk, key=f"labour:{plan.pk}:{plan.version}", by=by)
    Plan.objects.filter(pk=plan.pk).update(job=job.pk)
    plan.refresh_from_db()
    return plan


def _changed(plan: Plan, version: int, verb: str, **fields: Any) -> None:
    """Move the version that was seen. Raises IllegalMove, Stale."""
    now = PLAN.after(plan.state, verb)
    rows = Plan.objects.filter(pk=plan.pk, version=version, state=plan.state)
    if not rows.update(state=now, version=F("version") + 1, **fields):
        raise Stale(_("这个方案刚刚被更新，请查看最新状态后重试。"), record=plan)
    plan.refresh_from_db()
