"""A loan from the question to both firms until the last worker is back: every step a person's (LAB-05, LAB-10)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import IllegalMove, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.matching.models import RETURN_REASONS, Loan, Worker
from yuanmeng.matching.policy import LOANS, administered
from yuanmeng.matching.queries.hours import agreement_refused
from yuanmeng.matching.queries.loans import contract_ends, gates
from yuanmeng.matching.states import LOAN
from yuanmeng.ui.asked import reason_of

EARLY = frozenset(code for code, _name in RETURN_REASONS) - {"expired"}


@action("labour.say_yes")
def say_yes(pk: int, *, version: int, by: Actor, op: UUID) -> Loan:
    """同意: one firm's yes; with the second it is agreed. Unlawful hours of both employers are refused (LAB-15).

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    loan = LOANS.fetch(by, "answer", pk=pk)
    LOAN.after(loan.state, "say_yes")
    refused = agreement_refused(loan)
    if refused:
        raise Invalid("；".join(f"{one.clause}（{one.rule}，{one.value}）" for one in refused))
    side = _side(loan, by)
    if getattr(loan, f"{side}_agreed"):
        raise IllegalMove(_("本单位已经同意，等待对方答复。"))
    other = "borrower" if side == "lender" else "lender"
    fields: dict[str, Any] = {f"{side}_agreed": timezone.now()}
    if getattr(loan, f"{other}_agreed"):
        fields["state"] = LOAN.after(loan.state, "agree")
    return moved(loan, "labour.say_yes", fields, version=version, by=by, op=op, side=side)


@action("labour.refuse")
def refuse(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Loan:
    """不同意, with a reason; the heads are free again. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    loan = LOANS.fetch(by, "answer", pk=pk)
    fields = {"state": LOAN.after(loan.state, "refuse"), "reason": reason_of(reason)}
    return moved(loan, "labour.refuse", fields, version=version, by=by, op=op, side=_side(loan, by))


@action("labour.cancel")
def cancel(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Loan:
    """取消, before it started. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    loan = LOANS.fetch(by, "cancel", pk=pk)
    fields = {"state": LOAN.after(loan.state, "cancel"), "reason": reason_of(reason)}
    return moved(loan, "labour.cancel", fields, version=version, by=by, op=op)


@action("labour.start")
def start(pk: int, *, version: int, on: date, by: Actor, op: UUID) -> Loan:
    """开始上岗, by the borrower, once nothing is missing (LAB-04, LAB-12, LAB-13).

    Workers who did not consent stay at home; a loan cannot start without any. Raises Hidden, Denied, IllegalMove,
    Invalid (what is missing), Stale.
    """
    loan = LOANS.fetch(by, "borrow", pk=pk)
    now = LOAN.after(loan.state, "start")
    if not loan.since <= on <= min(loan.until, timezone.localdate()):
        raise Invalid(_("开始日期应在约定期限内，且不晚于今天。"))
    missing = gates(loan)
    if missing:
        raise IllegalMove(_("还不能开始：%(missing)s") % {"missing": "；".join(str(one.says) for one in missing)})
    previous = loan.previous if loan.previous_id else None
    moved(loan, "labour.start", {"state": now, "started_on": on}, version=version, by=by, op=op, on=on.isoformat())
    loan.workers.filter(consent="given").update(started_on=on, version=F("version") + 1)
    if previous and previous.state == "active":
        _carried_over(previous, on, by=by, op=op)
    return loan


@action("labour.send_back")
def send_back(
    pk: int, *, workers: list[int], version: int, ending: tuple[str, date], reason: str = "", by: Actor, op: UUID
) -> Loan:
    """返回原单位 of some workers or all, with a coded reason; the lender receives them (LAB-10).

    `ending` is the code and the day. With the last worker the loan is over. Raises Hidden, Denied, IllegalMove,
    Invalid, Stale.
    """
    loan = LOANS.fetch(by, "settle", pk=pk)
    LOAN.after(loan.state, "send_back")
    code, on = ending
    _ending(loan, code, on, reason)
    there = set(loan.workers.filter(started_on__isnull=False, returned_on__isnull=True).values_list("pk", flat=True))
    if not workers or set(workers) - there:
        raise Invalid(_("请选择还在借入单位的员工。"))
    fields: dict[str, Any] = {"reason": reason.strip()} if reason.strip() else {}
    fields["worker_days"] = F("worker_days") + _days(loan, on) * len(workers)
    if not there - set(workers):
        fields |= {"state": LOAN.after(loan.state, "return"), "ended_on": on}
    moved(
        loan,
        "labour.send_back",
        fields,
        version=version,
        by=by,
        op=op,
        code=code,
        on=on.isoformat(),
        heads=len(workers),
    )
    Worker.objects.filter(pk__in=workers).update(returned_on=on, return_reason=code, version=F("version") + 1)
    return loan


def _ending(loan: Loan, code: str, on: date, reason: str) -> None:
    if code not in dict(RETURN_REASONS):
        raise Invalid(_("请选择返回原因。"))
    if loan.started_on is None or not loan.started_on <= on <= timezone.localdate():
        raise Invalid(_("返回日期应在开始上岗之后，且不晚于今天。"))
    if code == "expired" and on < loan.until:
        raise Invalid(_("约定期限还没有到，请选择提前返回的原因。"))
    if code in EARLY and not reason.strip():
        raise Invalid(_("提前返回请写明情况。"))
    if len(reason) > 500:
        raise Invalid(_("请写明原因（500 字以内）。"))


@action("labour.renew")
def renew(pk: int, *, version: int, until: date, by: Actor, op: UUID) -> Loan:
    """提出续签: a loan of its own that follows, with a new yes of both firms, new consents and a new agreement.

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    loan = LOANS.fetch(by, "answer", pk=pk)
    LOAN.after(loan.state, "propose_renewal")
    if loan.following.exclude(state__in=("refused", "cancelled")).exists():
        raise IllegalMove(_("已经提出过续签。"))
    first = date.fromordinal(loan.until.toordinal() + 1)
    if not first <= until <= date.fromordinal(first.toordinal() + 364):
        raise Invalid(_("续签的结束日期应晚于原来的结束日期，最长一年。"))
    ends = contract_ends(loan)
    if ends and ends < until:
        raise Invalid(_("续签不能超过劳动合同剩余期限（最早 %(day)s 到期，LAB-05）。") % {"day": ends})
    moved(loan, "labour.renew", {}, version=version, by=by, op=op, until=until.isoformat())
    after = Loan(
        surplus=loan.surplus, shortage=loan.shortage, lender=loan.lender, borrower=loan.borrower, job=loan.job,
        heads=loan.workers.filter(started_on__isnull=False, returned_on__isnull=True).count(), since=first, until=until,
        wage_fen=loan.wage_fen, state="asked", previous=loan, made_at=timezone.now(),
    )  # fmt: skip
    setattr(after, f"{_side(loan, by)}_agreed", timezone.now())
    after.save(force_insert=True)
    record("labour.propose_renewal", after, loan, loan.lender, loan.borrower, by=by, op=op, until=until.isoformat())
    return after


def _carried_over(loan: Loan, on: date, *, by: Actor, op: UUID) -> None:
    """The loan before ends the day its renewal starts."""
    now = LOAN.after(loan.state, "renew")
    there = loan.workers.filter(started_on__isnull=False, returned_on__isnull=True)
    days = F("worker_days") + _days(loan, on) * there.count()
    rows = Loan.objects.filter(pk=loan.pk, state=loan.state)
    rows.update(state=now, ended_on=on, worker_days=days, version=F("version") + 1)
    there.update(returned_on=on)
    record("labour.carry_over", loan, loan.lender, loan.borrower, by=by, op=op, state=now)


def _days(loan: Loan, on: date) -> int:
    """Days at work of one worker who goes back on a day; both ends count."""
    return (on - loan.started_on).days + 1 if loan.started_on else 0


def _side(loan: Loan, by: Actor) -> str:
    """Which firm a signer answers for."""
    return "lender" if loan.lender_id in administered(by) else "borrower"


def moved(loan: Loan, verb: str, fields: dict[str, Any], *, version: int, by: Actor, op: UUID, **facts: Any) -> Loan:
    """Write the version that was seen, and the event. Raises Stale."""
    rows = Loan.objects.filter(pk=loan.pk, version=version, state=loan.state)
    if not rows.update(**fields, version=F("version") + 1):
        raise Stale(_("这条共享用工刚刚被他人更新，请查看最新内容后重试。"), record=loan)
    loan.refresh_from_db()
    record(verb, loan, loan.lender, loan.borrower, by=by, op=op, state=loan.state, heads_agreed=loan.heads, **facts)
    return loan
