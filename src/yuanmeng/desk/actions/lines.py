"""From a line of a visit to a problem: both rooms write in one transaction."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.db import transaction

from yuanmeng.core.actor import Actor
from yuanmeng.issues.actions import raise_issue
from yuanmeng.issues.models import Issue
from yuanmeng.visits.actions.taking_up import take_up
from yuanmeng.visits.models import Line
from yuanmeng.visits.policy import LINES

TITLE = 60
TRIAGES = {"spot": "site"}
"""What the two rooms call by different names."""


@transaction.atomic
def raise_line(pk: int, *, version: int, by: Actor, op: UUID) -> Issue:
    """转为诉求: the line becomes a problem of its firm, with the triage made on the spot (VIS-05).

    Two actions with operation ids derived from `op`, so that a repeat finds both answered.
    Raises Denied, Hidden, IllegalMove, Invalid, Stale.
    """
    line = LINES.fetch(by, "take_up", pk=pk)
    first, _break, _rest = line.text.partition("\n")
    values = {
        "kind": "problem",
        "title": first[:TITLE].strip(),
        "text": line.text,
        "triage": TRIAGES.get(line.triage, line.triage),
    }
    issue = raise_issue(
        line.organisation_id,
        values=values,
        via="visit",
        source=(Line._meta.label_lower, pk),
        by=by,
        op=uuid5(op, "issue"),
    )
    take_up(pk, version=version, issue=issue.pk, by=by, op=uuid5(op, "line"))
    return issue
