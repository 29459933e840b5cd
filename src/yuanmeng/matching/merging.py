"""What becomes of shared labour when two files of one firm are merged (`settings.MERGED_RELATIONS`)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.matching.models import Loan, Lot, Season
from yuanmeng.matching.pages.presenting import job_name
from yuanmeng.register.models import Organisation
from yuanmeng.register.queries.merging import Change, Relation, handed_over, moved, unless_there


def loans(relation: Relation, kept: Organisation, absorbed: Organisation) -> list[Change]:
    """All go over, except those between the two files: a firm lends nothing to itself, so they stay, pointed out."""
    note = _("这是两份档案之间的共享用工，留在被合并的档案中。")
    between = Q(lender=kept, borrower=absorbed) | Q(lender=absorbed, borrower=kept)
    rows = Loan.objects.filter(**{relation.column: absorbed.pk}).order_by("pk")
    stay = set(rows.filter(between).values_list("pk", flat=True))
    return [
        Change(relation.model, row.pk, says=relation.says(row), note=note)
        if row.pk in stay
        else handed_over(relation, row, kept)
        for row in rows
    ]


def _loan(row: Loan) -> str:
    return f"{job_name(row.job)} {row.heads} {row.since.isoformat()}"


def _lot(row: Any) -> str:
    return f"{row.get_side_display()} {job_name(row.job)} {row.heads}"


def _season(row: Season) -> str:
    return job_name(row.job)


RELATIONS = (
    Relation(Lot._meta.label, "organisation_id", moved, gettext_lazy("用工信息"), _lot),
    Relation(Season._meta.label, "organisation_id", unless_there("job"), gettext_lazy("全年负荷"), _season),
    Relation(Loan._meta.label, "lender_id", loans, gettext_lazy("共享用工"), _loan),
    Relation(Loan._meta.label, "borrower_id", loans, gettext_lazy("共享用工"), _loan),
)
