"""Agreements filled from the record, the settlement ledger without a margin, and incidents (LAB-06 … LAB-09)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Denied, IllegalMove, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.matching.models import ENTRY_KINDS, INCIDENT_KINDS, Entry, Incident, Loan, Paper
from yuanmeng.matching.policy import INCIDENTS, LOANS, own
from yuanmeng.matching.sheets import CLAUSES, TEXT
from yuanmeng.matching.states import LOAN

MOST_FEN = 10**12
LENDERS = frozenset({"worker_paid"})
"""Entries that only the lender books; the borrower books what it owes and paid, the lender may book those too."""


@action("labour.draw_up")
def draw_up(pk: int, *, kind: str, by: Actor, op: UUID) -> Paper:
    """生成协议: a new edition, its clauses frozen as they are now. Raises Hidden, Denied, IllegalMove, Invalid."""
    loan = LOANS.fetch(by, "settle", pk=pk)
    LOAN.after(loan.state, "prepare")
    if kind not in CLAUSES:
        raise Invalid(_("没有这一种协议。"))
    clauses = CLAUSES[kind](loan)
    if kind == "cooperation" and not all(text.strip("。") for _name, text in clauses):
        raise Invalid(_("十一项条款缺一不可，请先补齐缺工信息。"))
    newest = loan.papers.filter(kind=kind).aggregate(n=Max("edition"))["n"] or 0
    paper = Paper(
        loan=loan, kind=kind, edition=newest + 1, template=TEXT, clauses=[list(one) for one in clauses],
        made_at=timezone.now(),
    )  # fmt: skip
    paper.save(force_insert=True)
    record("labour.draw_up", loan, paper, loan.lender, loan.borrower, by=by, op=op, kind=kind, edition=paper.edition)
    return paper


@action("labour.sign")
def sign(pk: int, *, paper: int, on: date, by: Actor, op: UUID) -> Paper:
    """登记签署 of the newest edition. Raises Hidden, Denied, IllegalMove, Invalid."""
    loan = LOANS.fetch(by, "answer", pk=pk)
    LOAN.after(loan.state, "prepare")
    if on > timezone.localdate():
        raise Invalid(_("日期不能晚于今天。"))
    found = loan.papers.filter(pk=paper).first()
    if found is None or loan.papers.filter(kind=found.kind, edition__gt=found.edition).exists():
        raise Invalid(_("请签署最新的一版。"))
    if not Paper.objects.filter(pk=paper, signed_on=None).update(signed_on=on):
        raise IllegalMove(_("这一版已经签署。"))
    found.refresh_from_db()
    record("labour.sign", loan, found, loan.lender, loan.borrower, by=by, op=op, kind=found.kind, edition=found.edition)
    return found


@action("labour.book")
def book(pk: int, *, kind: str, fen: int, month: date, note: str, by: Actor, op: UUID) -> Entry:
    """记一笔结算. Only wages, insurance and agreed costs have an account: there is no margin (LAB-02).

    Raises Hidden, Denied, IllegalMove, Invalid.
    """
    loan = LOANS.fetch(by, "settle", pk=pk)
    LOAN.after(loan.state, "settle")
    if kind not in dict(ENTRY_KINDS) or not 0 < fen <= MOST_FEN or not note.strip() or len(note) > 200:
        raise Invalid(_("请选择科目，填写大于零的金额和凭据。"))
    if kind in LENDERS and loan.lender_id not in own(by):
        raise Denied(_("发给员工的工资由原单位登记。"))
    entry = Entry(loan=loan, kind=kind, fen=fen, month=month.replace(day=1), note=note.strip(), at=timezone.now())
    entry.save(force_insert=True)
    record("labour.book", loan, entry, loan.lender, loan.borrower, by=by, op=op, kind=kind, fen=fen)
    return entry


@action("labour.reverse")
def reverse(pk: int, *, entry: int, note: str, by: Actor, op: UUID) -> Entry:
    """冲销一笔: a line of the opposite amount; nothing is changed. Raises Hidden, Denied, IllegalMove, Invalid."""
    loan = LOANS.fetch(by, "settle", pk=pk)
    LOAN.after(loan.state, "settle")
    wrong = loan.entries.filter(pk=entry, reverses=None).first()
    if wrong is None or not note.strip() or len(note) > 200:
        raise Invalid(_("请选择一笔结算并写明冲销原因。"))
    if wrong.kind in LENDERS and loan.lender_id not in own(by):
        raise Denied(_("发给员工的工资由原单位登记。"))
    if Entry.objects.filter(reverses=wrong).exists():
        raise IllegalMove(_("这一笔已经冲销。"))
    made = Entry(
        loan=loan, kind=wrong.kind, fen=-wrong.fen, month=wrong.month, note=note.strip(), reverses=wrong,
        at=timezone.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    record("labour.reverse", loan, made, loan.lender, loan.borrower, by=by, op=op, kind=wrong.kind, fen=made.fen)
    return made


@action("labour.report_incident")
def report(pk: int, *, kind: str, on: date, text: str, by: Actor, op: UUID) -> Incident:
    """报告情况: it goes to the lender, who bears work-injury insurance (LAB-09). Raises Hidden, Denied, IllegalMove,
    Invalid."""
    loan: Loan = LOANS.fetch(by, "settle", pk=pk)
    LOAN.after(loan.state, "report")
    if kind not in dict(INCIDENT_KINDS) or not text.strip() or len(text) > 500:
        raise Invalid(_("请选择类别并写明经过（500 字以内，不写姓名）。"))
    if loan.started_on is None or not loan.started_on <= on <= timezone.localdate():
        raise Invalid(_("发生日期应在开始上岗之后，且不晚于今天。"))
    incident = Incident(loan=loan, kind=kind, on=on, text=text.strip())
    incident.save(force_insert=True)
    record("labour.report_incident", loan, incident, loan.lender, loan.borrower, by=by, op=op, kind=kind)
    return incident


@action("labour.take_incident")
def take(pk: int, *, version: int, measures: str, by: Actor, op: UUID) -> Incident:
    """原单位接收 and says what is done. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    incident = INCIDENTS.fetch(by, "take", pk=pk)
    if incident.taken_on:
        raise IllegalMove(_("原单位已经接收。"))
    if not measures.strip() or len(measures) > 500:
        raise Invalid(_("请写明处理（500 字以内）。"))
    rows = Incident.objects.filter(pk=pk, version=version, taken_on=None)
    if not rows.update(taken_on=timezone.localdate(), measures=measures.strip(), version=F("version") + 1):
        raise Stale(_("这条情况报告刚刚被他人更新，请查看最新内容后重试。"), record=incident)
    incident.refresh_from_db()
    loan = incident.loan
    record("labour.take_incident", loan, incident, loan.lender, loan.borrower, by=by, op=op)
    return incident
