"""What came of shared labour: heads, days, value and how far needs were filled, by job, alliance or size of firm."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from yuanmeng.alliances.models import Membership
from yuanmeng.matching.models import Loan, Lot
from yuanmeng.register.models import FirmIndex

GROUPS = ("job", "alliance", "size")


def started(loans: QuerySet[Loan], first: dt.date, last: dt.date) -> QuerySet[Loan]:
    """Loans whose first day at work lies in the period."""
    return loans.filter(started_on__range=(first, last))


def posted(lots: QuerySet[Lot], first: dt.date, last: dt.date) -> QuerySet[Lot]:
    """Published needs that begin in the period."""
    return lots.filter(side="shortage", state="open", since__range=(first, last))


def grouped(records: QuerySet[Any], by: str) -> QuerySet[Any]:
    """The records with the group they count in: the job, or the size or alliance of the firm that lacks the staff."""
    firm = OuterRef(f"{'borrower' if records.model is Loan else 'organisation'}_id")
    joined = Membership.objects.filter(organisation=firm, state="member").order_by("pk")
    kinds: dict[str, Any] = {
        "job": Coalesce("job", 0),
        "size": Subquery(FirmIndex.objects.filter(organisation=firm).values("size")),
        "alliance": Subquery(joined.values("alliance__slug")[:1]),
    }
    found: QuerySet[Any] = records.annotate(group=kinds[by])
    return found


def of_group(records: QuerySet[Any], by: str, group: str) -> QuerySet[Any]:
    """The records of one group; "" are those without."""
    return grouped(records, by).filter(group=group or None)


def totals(loans: QuerySet[Loan], lots: QuerySet[Lot], by: str) -> list[dict[str, Any]]:
    """A line a group, most heads first: loans, heads, worker-days, value, heads wanted; two queries."""
    sums = {"loans": Count("pk"), "heads": Sum("heads"), "days": Sum("worker_days"), "value": Sum("value")}
    rows = {row["group"]: row for row in grouped(loans, by).values("group").annotate(**_renamed(sums)).order_by()}
    wanted = dict(grouped(lots, by).values("group").annotate(n=Sum("heads")).values_list("group", "n").order_by())
    empty = dict.fromkeys(("n_loans", "n_heads", "n_days", "n_value"), 0)
    lines = [
        {**empty, **rows.get(group, {}), "group": group, "wanted": wanted.get(group, 0)} for group in {**rows, **wanted}
    ]
    return sorted(lines, key=lambda line: (-line["n_heads"], -line["wanted"], str(line["group"])))


def _renamed(sums: dict[str, Any]) -> dict[str, Any]:
    """Names beside the columns that they sum."""
    return {f"n_{name}": total for name, total in sums.items()}
