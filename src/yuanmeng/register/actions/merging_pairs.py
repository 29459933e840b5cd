"""Proposing pairs that may be one organisation, and remembering which are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task

from yuanmeng.core.duplicates import likenesses
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.jobs.work import Context
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Distinct, Likeness
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.duplicates import distinct_pairs, entries

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor


@action("firm.find_duplicates")
def find(*, by: Actor, op: UUID) -> int:
    """查找重复: compare all organisations; the proposals replace the earlier ones. How many. Raises Denied."""
    FIRMS.demand(by, "merge")
    known, said = entries(), distinct_pairs()
    found = [one for one in likenesses(known) if (one.first, one.second) not in said]
    Likeness.objects.all().delete()
    Likeness.objects.bulk_create(
        [
            Likeness(
                first_id=one.first,
                second_id=one.second,
                score=one.score,
                reasons=list(one.reasons),
                codes_differ=one.codes_differ,
            )
            for one in found
        ],
        batch_size=500,
    )
    record("firm.find_duplicates", by=by, op=op, organisations=len(known), pairs=len(found))
    return len(found)


@task(takes_context=True)
def search(context: TaskContext) -> int:
    """`find` as background work: seconds for 100,000 organisations."""
    job = cast("Context", context).job
    return find(by=job.by, op=job.op)


@action("firm.mark_distinct")
def mark_distinct(first: int, second: int, *, by: Actor, op: UUID) -> Distinct:
    """标记为不是同一家: the pair is not proposed again. Marking a marked pair changes nothing.

    Raises Hidden, Denied, Invalid (one and the same organisation).
    """
    if first == second:
        raise Invalid(_("请选择两家不同的单位。"))
    pair = [FIRMS.fetch(by, "merge", pk=key) for key in sorted((first, second))]
    said, new = Distinct.objects.get_or_create(
        first=pair[0], second=pair[1], defaults={"said_by": by.user_id, "said_at": timezone.now()}
    )
    if new:
        record("firm.mark_distinct", *pair, by=by, op=op)
    return said


@action("firm.unmark_distinct")
def unmark_distinct(pk: int, *, by: Actor, op: UUID) -> None:
    """撤销“不是同一家”: the pair may be proposed again. Raises Denied, Hidden (undone already)."""
    FIRMS.demand(by, "merge")
    said = Distinct.objects.select_related("first", "second").filter(pk=pk).first()
    if said is None or not Distinct.objects.filter(pk=pk).delete()[0]:
        raise Hidden(_("这条标记已经撤销。"))
    record("firm.unmark_distinct", said.first, said.second, by=by, op=op)
