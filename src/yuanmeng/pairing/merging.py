"""What becomes of pairings when two files of one firm are merged (`settings.MERGED_RELATIONS`)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.pairing.models import Pairing
from yuanmeng.pairing.queries.periods import overlapping
from yuanmeng.register.models import Organisation
from yuanmeng.register.queries.merging import Change, Relation, handed_over, moved, unless_there


def pairings(relation: Relation, kept: Organisation, absorbed: Organisation) -> list[Change]:
    """All go over, except a period in which the kept firm has somebody else of the same kind: it stays, pointed out."""
    note = _("同一时期保留的档案已有同类责任人，这一段留在被合并的档案中。")
    changes = []
    for row in Pairing.objects.filter(firm=absorbed).select_related("user").order_by("pk"):
        there = Pairing(kind=row.kind, firm=kept, since=row.since, until=row.until)
        if row.state == "agreed" and overlapping(there).exists():
            changes.append(Change(relation.model, row.pk, says=relation.says(row), note=note))
        else:
            changes.append(handed_over(relation, row, kept))
    return changes


def unless_any(relation: Relation, kept: Organisation, absorbed: Organisation) -> list[Change]:
    """The row goes over unless the kept firm has one of its own: it stays, pointed out."""
    rows = relation.found._default_manager
    note = _("保留的档案已有这一项，这一条留在被合并的档案中。")
    there = rows.filter(organisation=kept).exists()
    return [
        Change(relation.model, row.pk, says=relation.says(row), note=note)
        if there
        else handed_over(relation, row, kept)
        for row in rows.filter(organisation=absorbed)
    ]


def _said(row: Pairing) -> str:
    return f"{row.get_kind_display()} {row.user or row.branch} {row.since.isoformat()}"


RELATIONS = (
    Relation("pairing.Pairing", "firm_id", pairings, gettext_lazy("结对包联"), _said),
    Relation("pairing.Pairing", "branch_id", moved, gettext_lazy("结对包联"), _said),
    Relation("pairing.Condition", "firm_id", unless_there("user_id", "lifted"), gettext_lazy("指定与回避")),
    Relation("pairing.Profile", "base_id", moved, gettext_lazy("包联意向")),
    Relation("pairing.Place", "organisation_id", unless_any, gettext_lazy("位置")),
    Relation("pairing.Wish", "organisation_id", unless_any, gettext_lazy("语言")),
)
