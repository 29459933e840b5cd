"""Hours that workers worked, month by month, at each of the two employers (LAB-15)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.labour.hours import last_of
from yuanmeng.core.refusals import Invalid
from yuanmeng.ledger.actions import action, record
from yuanmeng.matching.models import Hours
from yuanmeng.matching.policy import WORKERS, own
from yuanmeng.matching.states import LOAN


@action("labour.record_hours")
def keep(pk: int, *, month: date, minutes: int, by: Actor, op: UUID) -> Hours:
    """登记工时 of a whole month at one's own firm; a correction is a newer record. Hours beyond the limit are kept, for
    they were worked, and shown with the clause. Raises Hidden, Denied, IllegalMove, Invalid."""
    worker = WORKERS.fetch(by, "view", pk=pk)
    loan = worker.loan
    LOAN.after(loan.state, "settle")
    first, last = month.replace(day=1), min(timezone.localdate(), worker.returned_on or date.max)
    if worker.started_on is None or not worker.started_on.replace(day=1) <= first <= last:
        raise Invalid(_("只能登记员工在借入单位期间的月份，不能晚于本月。"))
    if not 0 <= minutes <= last_of(first).day * 24 * 60:
        raise Invalid(_("工时不能多于当月的全部小时数。"))
    side = "lender" if loan.lender_id in own(by) else "borrower"
    hours = Hours(worker=worker, side=side, month=first, minutes=minutes, at=timezone.now())
    hours.save(force_insert=True)
    told = {"month": first.isoformat(), "minutes": minutes, "side": side}
    record("labour.record_hours", loan, worker, loan.lender, loan.borrower, by=by, op=op, **told)
    return hours
