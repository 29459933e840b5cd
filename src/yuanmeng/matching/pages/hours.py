"""Hours of both employers on the page of a loan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.labour.rules import HOURS
from yuanmeng.matching.actions import hours as actions
from yuanmeng.matching.forms.loans import HoursForm, valid
from yuanmeng.matching.models import Loan
from yuanmeng.matching.policy import LOANS
from yuanmeng.matching.queries.hours import Month, agreement_refused, months_over, recorded, unrecorded
from yuanmeng.ui.asked import op_of


def shown(loan: Loan, *, may: bool) -> dict[str, Any]:
    """What was recorded, what is missing, and the form for whoever may record."""
    months = recorded(loan)
    return {
        "rows": [_row(one) for one in months],
        "missing": unrecorded(loan, months),
        "says": _passed(loan, months),
        "form": HoursForm(workers=_workers(loan), initial={"month": timezone.localdate()}, auto_id="hours-%s")
        if may
        else None,
    }


def _workers(loan: Loan) -> list[tuple[int, str]]:
    found = loan.workers.filter(started_on__isnull=False).values_list("pk", flat=True)
    return [(worker, _("%(number)s 号") % {"number": worker}) for worker in found]


def _row(one: Month) -> dict[str, str]:
    sides = ((one.lender, _("缺原单位工时")), (one.borrower, _("缺借入单位工时")))
    missing = [text for minutes, text in sides if minutes is None]
    says = _("超过每月加班 36 小时") if one.passed else "；".join(missing) or _("未超过")
    return {
        "worker": _("%(number)s 号") % {"number": one.worker},
        "month": f"{one.month:%Y-%m}",
        "lender": _hours(one.lender),
        "borrower": _hours(one.borrower),
        "over": "" if missing and not one.passed else _hours(one.over),
        "says": says,
        "tone": "bad" if one.passed else "warn" if missing else "good",
        "provisional": _("当年放假通知未公布，按法定节假日暂计") if one.provisional else "",
    }


def _hours(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes / 60:.1f}".removesuffix(".0")


def _passed(loan: Loan, months: list[Month]) -> list[str]:
    """Sentences with the clause: a plan that passes the limit, months that do, and recorded months that did."""
    says = [f"{one.clause}（{one.rule}，{one.value}）" for one in agreement_refused(loan)]
    says += [
        _("%(month)s 按每周 %(days)s 天，两家合计加班 %(hours)s 小时，超过 36 小时，须少排：%(clause)s（LAB-15）。")
        % {"month": f"{month:%Y-%m}", "days": loan.shortage.days_week, "hours": hours, "clause": HOURS.clause}
        for month, hours in (months_over(loan) if not says else [])
    ]
    over = [one for one in months if one.passed]
    if over:
        says.append(
            _("已登记的工时中有 %(count)s 人月超过上限：%(clause)s（LAB-15）。")
            % {"count": len(over), "clause": HOURS.clause}
        )
    return says


@require_POST
def new(request: Asked, pk: int) -> HttpResponse:
    """Record a worker's month at one's own firm."""
    loan = LOANS.fetch(request.actor, "settle", pk=pk)
    form = valid(HoursForm(request.POST, workers=_workers(loan)))
    minutes = int(form["hours"] * 60)
    actions.keep(int(form["worker"]), month=form["month"], minutes=minutes, by=request.actor, op=op_of(request))
    messages.success(request, _("已登记工时。"))
    return redirect("matching:loan", pk)
