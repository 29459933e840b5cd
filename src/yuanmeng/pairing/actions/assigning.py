"""Assignments: solved in the background, sent to both sides, solved again for what was declined (ALL-05)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from yuanmeng.core.actor import Actor
from yuanmeng.core.assigning.impossible import Impossible
from yuanmeng.core.assigning.plan import Plan, Settled
from yuanmeng.core.assigning.verify import faults
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.jobs.work import Context, enqueue
from yuanmeng.ledger.actions import action, record
from yuanmeng.pairing.models import ASSIGNED, Pairing, Proposal
from yuanmeng.pairing.policy import PROPOSALS
from yuanmeng.pairing.queries.inputs import answered, gathered, problem_of
from yuanmeng.pairing.states import PROPOSAL
from yuanmeng.register.models import Organisation

if TYPE_CHECKING:
    from yuanmeng.core.assigning.model import Problem


@action("proposal.begin")
def begin(kind: str, since: date, until: date, *, by: Actor, op: UUID) -> Proposal:
    """新的分配方案: solved in the background from the register and last year's pairings. Raises Denied, Invalid."""
    PROPOSALS.demand(by, "make")
    if kind not in ASSIGNED:
        raise Invalid(_("这一类结对不用方案分配。"))
    if until < since:
        raise Invalid(_("结束日期不能早于开始日期。"))
    return _begun(Proposal(kind=kind, since=since, until=until, given=gathered(kind, since)), by, op)


@action("proposal.again")
def again(pk: int, *, version: int, by: Actor, op: UUID) -> Proposal:
    """重新计算, after pins, exclusions or people's data changed. Raises Hidden, Denied, IllegalMove, Stale."""
    proposal = PROPOSALS.fetch(by, "make", pk=pk)
    given = answered(proposal.previous) if proposal.previous else gathered(proposal.kind, proposal.since)
    _changed(proposal, version, "again", given=given, found={}, says="")
    Pairing.objects.filter(proposal=proposal, state="draft").delete()
    record("proposal.again", proposal, by=by, op=op)
    return _queued(proposal, by)


@action("proposal.resolve")
def resolve(pk: int, *, by: Actor, op: UUID) -> Proposal:
    """为未同意的重新分配: what is agreed or still open is kept, declined pairs may not come again.

    Raises Hidden, Denied, IllegalMove, Invalid (nothing was declined).
    """
    previous = PROPOSALS.fetch(by, "make", pk=pk)
    PROPOSAL.after(previous.state, "resolve")
    if not Pairing.objects.filter(proposal=previous, state__in=["declined", "withdrawn"]).exists():
        raise Invalid(_("没有未同意的结对，不需要重新分配。"))
    if previous.following.exclude(state="dropped").exists():
        raise Invalid(_("已经有后续方案，请在后续方案中处理。"))
    after = Proposal(kind=previous.kind, since=previous.since, until=previous.until, previous=previous)
    after.given = answered(previous)
    return _begun(after, by, op)


@action("proposal.solve")
def solve(pk: int, *, by: Actor, op: UUID) -> Proposal:
    """计算方案: the job's work. Without a plan it says who stands in the way. Raises Hidden, Denied, IllegalMove."""
    proposal = PROPOSALS.fetch(by, "make", pk=pk)
    PROPOSAL.after(proposal.state, "solve")
    begun = timezone.now()
    try:
        problem = problem_of(proposal.given)
        plan = Settled(problem).plan()
    except Invalid as stuck:
        found = {"impossible": stuck.facts} if isinstance(stuck, Impossible) else {}
        _changed(proposal, proposal.version, "fail", says=stuck.says, found=found)
        record("proposal.fail", proposal, by=by, op=op)
        return proposal
    wrong = faults(problem, plan)
    if wrong:
        raise RuntimeError(f"the plan does not pass its own check: {wrong[0]}")
    seconds = (timezone.now() - begun).total_seconds()
    _changed(proposal, proposal.version, "solve", found=_found(problem, plan, seconds))
    drafts = _drafts(proposal, problem, plan)
    Pairing.objects.bulk_create(drafts, batch_size=500)
    record("proposal.solve", proposal, by=by, op=op, firms=len(plan.pairs), drafts=len(drafts), value=plan.value)
    return proposal


def _found(problem: Problem, plan: Plan, seconds: float) -> dict[str, Any]:
    """What is kept of a plan: pairs in the order of the firms, loads, spreads, and the proof."""
    return {
        "at": [pair.person for pair in plan.pairs],
        "loads": dict(plan.loads),
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "prices": list(plan.prices),
        "spread": asdict(plan.spread),
        "seconds": seconds,
    }


def _drafts(proposal: Proposal, problem: Problem, plan: Plan) -> list[Pairing]:
    """A pairing for each firm, without those that a previous proposal has agreed or open."""
    kept = set()
    if proposal.previous_id:
        live = Pairing.objects.filter(proposal=proposal.previous_id, state__in=["agreed", "proposed"])
        kept = {str(firm) for firm in live.values_list("firm_id", flat=True)}
    asked = {one.key: sorted(one.languages) for one in problem.firms}
    given = {row["key"]: {"mine": row["languages"], "base": row.get("base")} for row in proposal.given["people"]}
    return [
        Pairing(
            kind=proposal.kind, user_id=int(pair.person), firm_id=int(pair.firm), since=proposal.since,
            until=proposal.until, state="draft", proposal=proposal,
            why={"units": dict(pair.units), "points": dict(pair.points), "metres": pair.metres,
                 "given": given[pair.person] | {"theirs": asked[pair.firm]}},
        )
        for pair in plan.pairs
        if pair.firm not in kept
    ]  # fmt: skip


@action("proposal.send")
def send(pk: int, *, version: int, by: Actor, op: UUID) -> Proposal:
    """征求意见: both sides of every pair are asked. Raises Hidden, Denied, IllegalMove, Stale."""
    proposal = PROPOSALS.fetch(by, "make", pk=pk)
    _changed(proposal, version, "send")
    drafts = Pairing.objects.filter(proposal=proposal, state="draft")
    firms = list(drafts.values_list("firm_id", flat=True))
    drafts.update(state="proposed", version=F("version") + 1)
    record("proposal.send", proposal, (Organisation._meta.label_lower, firms), by=by, op=op, firms=len(firms))
    return proposal


@action("proposal.drop")
def drop(pk: int, *, version: int, by: Actor, op: UUID) -> Proposal:
    """放弃方案, before it was sent. Raises Hidden, Denied, IllegalMove, Stale."""
    proposal = PROPOSALS.fetch(by, "make", pk=pk)
    _changed(proposal, version, "drop")
    Pairing.objects.filter(proposal=proposal, state="draft").delete()
    record("proposal.drop", proposal, by=by, op=op)
    return proposal


@task(takes_context=True)  # type: ignore[arg-type]
def solve_in_background(context: Context, proposal: int) -> int:
    """The job behind a proposal."""
    return solve(proposal, by=context.job.by, op=context.job.op).pk


def _begun(proposal: Proposal, by: Actor, op: UUID) -> Proposal:
    proposal.created_by, proposal.created_at = by.user_id or 0, timezone.now()
    proposal.save(force_insert=True)
    record("proposal.begin", proposal, by=by, op=op, kind=proposal.kind, since=proposal.since.isoformat())
    return _queued(proposal, by)


def _queued(proposal: Proposal, by: Actor) -> Proposal:
    job = enqueue(solve_in_background, proposal.pk, key=f"proposal:{proposal.pk}:{proposal.version}", by=by)
    Proposal.objects.filter(pk=proposal.pk).update(job=job.pk)
    proposal.refresh_from_db()
    return proposal


def _changed(proposal: Proposal, version: int, verb: str, **fields: Any) -> None:
    """Move the version that was seen. Raises IllegalMove, Stale."""
    now = PROPOSAL.after(proposal.state, verb)
    seen = Proposal.objects.filter(pk=proposal.pk, version=version, state=proposal.state)
    if not seen.update(state=now, version=F("version") + 1, **fields):
        raise Stale(_("这个方案刚刚被更新，请查看最新状态后重试。"), record=proposal)
    proposal.refresh_from_db()
