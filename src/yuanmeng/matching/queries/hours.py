"""Hours of both employers together (LAB-15): what a loan plans by month, and what was recorded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from yuanmeng.core.labour.hours import MOST_MINUTES, overtime, planned
from yuanmeng.core.labour.rules import OVERTIME_MONTH, Refused, hours_refused
from yuanmeng.matching.models import Hours, Loan
from yuanmeng.workdays.queries import calendar


def agreement_refused(loan: Loan) -> list[Refused]:
    """Why both firms may not agree: hours of the need and those that the lender's posting keeps."""
    need, kept = loan.shortage, loan.surplus.hours_kept
    return hours_refused(need.hours_day, kept, need.days_week)


def months_over(loan: Loan) -> list[tuple[dt.date, int]]:
    """Months whose planned overtime passes the limit, with its hours. Days outside the loan count none: what the lender
    plans for them is not known."""
    need, kept = loan.shortage, loan.surplus.hours_kept
    found = planned(loan.since, loan.until, need.hours_day + kept, need.days_week, calendar())
    return [(month, hours) for month, hours in found.items() if hours > OVERTIME_MONTH]


@dataclass(frozen=True, slots=True)
class Month:
    """One worker's month: minutes of each side, None where not recorded, and overtime of what is recorded."""

    worker: int
    month: dt.date
    lender: int | None
    borrower: int | None
    over: int
    provisional: bool

    @property
    def passed(self) -> bool:
        """Whether the limit is passed for certain: what is missing can only add."""
        return self.over > MOST_MINUTES


def recorded(loan: Loan) -> list[Month]:
    """The months of which something was recorded, in order; the newest record of each side counts."""
    newest: dict[tuple[dt.date, int], dict[str, int]] = {}
    for one in Hours.objects.filter(worker__loan=loan).order_by("pk"):
        newest.setdefault((one.month, one.worker_id), {})[one.side] = one.minutes
    if not newest:
        return []
    known = calendar()
    return [
        Month(
            worker, month, sides.get("lender"), sides.get("borrower"), overtime(sum(sides.values()), month, known),
            month.year not in known.years,
        )
        for (month, worker), sides in sorted(newest.items())
    ]  # fmt: skip


def unrecorded(loan: Loan, months: list[Month]) -> int:
    """How many past months of workers lack the hours of a side; the present one is not over yet."""
    this, wanted = timezone.localdate().replace(day=1), 0
    whole = sum(one.lender is not None and one.borrower is not None for one in months if one.month < this)
    there: Any = loan.workers.exclude(started_on=None).values_list("started_on", "returned_on")
    for began, ended in there:
        last = ended or timezone.localdate()
        wanted += (last.year - began.year) * 12 + last.month - began.month + (last.replace(day=1) < this)
    return wanted - whole
