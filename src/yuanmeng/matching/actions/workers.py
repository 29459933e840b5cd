"""The workers of a loan: entered by the lender, asked one by one, and what each said (LAB-04, LAB-12, LAB-17)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import IllegalMove, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.matching.links import worker_of
from yuanmeng.matching.models import Consent, Loan, NameView, Worker
from yuanmeng.matching.policy import LOANS, WORKERS
from yuanmeng.matching.queries.loans import worker_refused
from yuanmeng.matching.sheets import TEXT, digest
from yuanmeng.matching.states import CONSENT, LOAN
from yuanmeng.ui.asked import reason_of

MOST_HOURS = 200


@action("labour.add_worker")
def add(pk: int, *, values: Mapping[str, Any], by: Actor, op: UUID) -> Worker:
    """登记员工, by the lender, once both firms agreed. Whoever may not be lent is refused with the clause.

    Raises Hidden, Denied, IllegalMove, Invalid.
    """
    loan = LOANS.fetch(by, "lend", pk=pk)
    LOAN.after(loan.state, "prepare")
    worker = Worker(loan=loan, **values)
    try:
        worker.clean_fields()
    except ValidationError as error:
        raise Invalid(
            _("有 %(count)d 处需要修改。") % {"count": len(error.message_dict)}, errors=error.message_dict
        ) from None
    refused = worker_refused(loan, worker)
    if refused:
        raise Invalid("；".join(f"{one.clause}（{one.rule}）" for one in refused))
    worker.save(force_insert=True)
    record("labour.add_worker", loan, worker, loan.lender, by=by, op=op)
    return worker


@action("labour.remove_worker")
def remove(pk: int, *, version: int, by: Actor, op: UUID) -> int:
    """删去员工 entered by mistake, without an answer; the name goes. Raises Hidden, Denied, IllegalMove, Stale."""
    worker = WORKERS.fetch(by, "lend", pk=pk)
    LOAN.after(worker.loan.state, "prepare")
    if worker.consents.exists():
        raise IllegalMove(_("本人已经答复，记录应当保留。"))
    if not Worker.objects.filter(pk=pk, version=version).delete()[0]:
        raise _stale(worker)
    record("labour.remove_worker", worker.loan, worker.loan.lender, by=by, op=op, worker=pk)
    return pk


@action("labour.consent")
def answer(token: str, *, verb: str, by: Actor, op: UUID) -> Worker:
    """本人答复 by the worker's own link, without a login: give, refuse, withdraw.

    Consent may be withdrawn at any time before the start; afterwards a return is agreed (LAB-10). Raises Hidden,
    IllegalMove.
    """
    worker = worker_of(token)
    return _answered(worker, worker.version, verb, "link", by=by, op=op)


@action("labour.consent_on_paper")
def on_paper(pk: int, *, version: int, verb: str, by: Actor, op: UUID) -> Worker:
    """登记纸质答复 that the lender holds. Raises Hidden, Denied, IllegalMove, Stale."""
    worker = WORKERS.fetch(by, "lend", pk=pk)
    return _answered(worker, version, verb, "paper", by=by, op=op)


def _answered(worker: Worker, version: int, verb: str, channel: str, *, by: Actor, op: UUID) -> Worker:
    now = CONSENT.after(worker.consent, verb)
    LOAN.after(worker.loan.state, "prepare")
    rows = Worker.objects.filter(pk=worker.pk, version=version)
    if not rows.update(consent=now, version=F("version") + 1):
        raise _stale(worker)
    said = Consent(worker=worker, answer=now, text=TEXT, sheet=digest(worker.loan), channel=channel, at=timezone.now())
    said.save(force_insert=True)
    worker.refresh_from_db()
    record(
        "labour.consent", worker.loan, worker, worker.loan.lender, by=by, op=op, answer=now, text=TEXT, channel=channel
    )
    return worker


@action("labour.renew_link")
def renew_link(pk: int, *, by: Actor, op: UUID) -> Worker:
    """换新链接: earlier links of this worker are void. Raises Hidden, Denied."""
    worker = WORKERS.fetch(by, "lend", pk=pk)
    Worker.objects.filter(pk=pk).update(turn=F("turn") + 1, version=F("version") + 1)
    worker.refresh_from_db()
    record("labour.renew_link", worker.loan, worker, by=by, op=op, turn=worker.turn)
    return worker


@action("labour.prepare_worker")
def prepare(pk: int, *, version: int, amended_on: date | None, suitable: str, by: Actor, op: UUID) -> Worker:
    """登记劳动合同变更和适岗确认, by the lender (LAB-04, LAB-14). `suitable` is "yes" or "".

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    worker = WORKERS.fetch(by, "lend", pk=pk)
    _past(amended_on)
    fields = {"amended_on": amended_on, "suitable": suitable == "yes"}
    return _prepared(worker, "labour.prepare_worker", fields, version=version, by=by, op=op)


@action("labour.train_worker")
def train(pk: int, *, version: int, on: date, hours: int, by: Actor, op: UUID) -> Worker:
    """登记岗前安全培训, by the borrower (LAB-12). Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    worker = WORKERS.fetch(by, "borrow", pk=pk)
    _past(on)
    if worker.consent != "given":
        raise IllegalMove(_("员工本人还没有同意。"))
    if not 1 <= hours <= MOST_HOURS:
        raise Invalid(_("培训学时在 1 和 200 之间。"))
    fields = {"trained_on": on, "trained_hours": hours}
    return _prepared(worker, "labour.train_worker", fields, version=version, by=by, op=op)


def _past(day: date | None) -> None:
    if day and day > timezone.localdate():
        raise Invalid(_("日期不能晚于今天。"))


def _prepared(worker: Worker, verb: str, fields: dict[str, Any], *, version: int, by: Actor, op: UUID) -> Worker:
    LOAN.after(worker.loan.state, "prepare")
    if not Worker.objects.filter(pk=worker.pk, version=version).update(**fields, version=F("version") + 1):
        raise _stale(worker)
    worker.refresh_from_db()
    record(verb, worker.loan, worker, worker.loan.lender, worker.loan.borrower, by=by, op=op)
    return worker


def _stale(worker: Worker) -> Stale:
    return Stale(_("这名员工的记录刚刚被他人更新，请查看最新内容后重试。"), record=worker)


@action("labour.view_names")
def view_names(pk: int, *, reason: str, by: Actor, op: UUID) -> NameView:
    """查看姓名, with a reason that is kept: for a quarter of an hour the names are open (LAB-17, SEC-05).

    The borrower is shown only those who consented. Raises Hidden, Denied, Invalid.
    """
    loan: Loan = LOANS.fetch(by, "names", pk=pk)
    view = NameView(loan=loan, user_id=by.user_id or 0, reason=reason_of(reason), at=timezone.now())
    view.save(force_insert=True)
    record("labour.view_names", loan, view, loan.lender, by=by, op=op)
    return view
