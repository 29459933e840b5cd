"""Reads of loans: what still keeps one from starting, what runs out, what was settled."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.labour.catalogue import CERTIFICATES, Job, jobs
from yuanmeng.core.labour.rules import (
    Refused,
    certificates_refused,
    contract_refused,
    hours_refused,
    person_refused,
)
from yuanmeng.matching.models import Loan, NameView, Worker

OPEN_FOR = dt.timedelta(minutes=15)
"""How long a reasoned view of names stays open."""
WARNED = (14, 7, 1)
"""Days before the end at which both firms and the coordinator are reminded (LAB-10)."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Something that must be there before the first day; `rule` is the dossier's id."""

    rule: str
    says: str


def gates(loan: Loan) -> list[Gate]:
    """Everything that is missing before a loan may start, in the order of the work."""
    workers = list(loan.workers.filter(consent="given"))
    if not workers:
        return [Gate("LAB-04", _("还没有员工本人同意"))]
    missing = []
    if len(workers) > loan.heads:
        missing.append(Gate("LAB-06", _("同意的员工多于约定人数")))
    if not loan.papers.filter(kind="cooperation", signed_on__isnull=False).exists():
        missing.append(Gate("LAB-06", _("合作协议还没有签署")))
    amended = [worker for worker in workers if worker.amended_on is None]
    if amended:
        missing.append(Gate("LAB-04", _("%(count)s 人的劳动合同还没有变更") % {"count": len(amended)}))
    trained = [worker for worker in workers if worker.trained_on is None]
    if trained:
        missing.append(Gate("LAB-12", _("%(count)s 人还没有岗前安全培训记录") % {"count": len(trained)}))
    unsuited = [worker for worker in workers if not worker.suitable]
    if unsuited:
        missing.append(Gate("LAB-14", _("%(count)s 人还没有原单位的适岗确认") % {"count": len(unsuited)}))
    return missing + _unlawful(loan, workers)


def _unlawful(loan: Loan, workers: list[Worker]) -> list[Gate]:
    """One line a rule and value, with how many workers it concerns."""
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for worker in workers:
        for refused in worker_refused(loan, worker):
            found[refused.rule, refused.clause, refused.value] += 1
    return [
        Gate(
            rule, _("%(count)s 人不符合：%(clause)s %(value)s") % {"count": n, "clause": clause, "value": _named(value)}
        )
        for (rule, clause, value), n in found.items()
    ]


def _named(value: str) -> str:
    return CERTIFICATES[value].name if value in CERTIFICATES else value


def job_of(loan: Loan) -> Job:
    """The job of a loan."""
    return jobs()[loan.job]


def worker_refused(loan: Loan, worker: Worker) -> list[Refused]:
    """Why this worker may not work in this loan: age, contract, hours of both employers, certificates."""
    job, need = job_of(loan), loan.shortage
    held = {code: dt.date.fromisoformat(day) for code, day in worker.certificates.items()}
    return [
        *person_refused("own", worker.age, hazard=job.hazard or need.exposed, weight=job.weight),
        *contract_refused(loan.until, worker.contract_until),
        *hours_refused(need.hours_day, worker.hours_kept, need.days_week),
        *certificates_refused(needed(loan), held, loan.until),
    ]


def needed(loan: Loan) -> set[str]:
    """Certificates that the job and the posting ask for."""
    return {*job_of(loan).certificates, *loan.shortage.certificates}


def contract_ends(loan: Loan) -> dt.date | None:
    """The first labour contract of a loan's workers to end; None when all are open-ended."""
    answer: dt.date | None = loan.workers.aggregate(first=Min("contract_until"))["first"]
    return answer


def opened(actor: Actor, loan: Loan) -> bool:
    """Whether this person asked for the names a moment ago."""
    since = timezone.now() - OPEN_FOR
    return NameView.objects.filter(loan=loan, user_id=actor.user_id or 0, at__gte=since).exists()


def ending(loans: QuerySet[Loan], today: dt.date, within: int) -> QuerySet[Loan]:
    """Active loans that end within so many days, or are over and still open."""
    return loans.filter(state="active", until__lte=today + dt.timedelta(days=within))


def overdue(loans: QuerySet[Loan], today: dt.date) -> QuerySet[Loan]:
    """Loans whose end is over while workers are not back."""
    return loans.filter(state="active", until__lt=today)


def totals(loan: Loan) -> dict[str, int]:
    """Sum of each account of the settlement, in fen; reversals count against what they reverse."""
    rows = loan.entries.values_list("kind").annotate(fen=Sum("fen")).order_by()
    found: dict[str, Any] = dict(rows)
    return {kind: int(fen) for kind, fen in found.items()}


def warnings(loan: Loan) -> list[str]:
    """What does not agree in the settlement (LAB-02, LAB-08): more received than due, workers paid less than received
    for wages, or less than they usually earn."""
    sums = totals(loan)
    due = sum(sums.get(kind, 0) for kind in ("wage_due", "insurance_due", "cost_due"))
    says = []
    if sums.get("received", 0) > due:
        says.append(_("已收款多于有凭据的成本：共享用工不得营利（LAB-02）。"))
    if sums.get("worker_paid", 0) < min(sums.get("wage_due", 0), sums.get("received", 0)):
        says.append(_("发给员工的少于收到的工资款：原单位不得克扣（LAB-08）。"))
    if loan.workers.filter(Q(consent="given") & Q(wage_usual_fen__gt=loan.wage_fen)).exists():
        says.append(_("有员工的平时工资高于这里的工资（LAB-08）。"))
    return says
