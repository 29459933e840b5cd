"""Files with a problem."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Denied, IllegalMove, Invalid
from yuanmeng.files.storage import Kept
from yuanmeng.issues.actions.moving import about
from yuanmeng.issues.models import Attachment
from yuanmeng.issues.policy import ISSUES, own
from yuanmeng.ledger.actions import action, record

MOST = 30


@action("issue.attach")
def attach(pk: int, *, kept: Kept, inside: bool = False, by: Actor, op: UUID) -> Attachment:
    """添加附件; `inside` ones stay with those who work on it. Raises Hidden, Denied, Invalid."""
    issue = ISSUES.fetch(by, "attach", pk=pk)
    if Attachment.objects.filter(issue=issue, removed=False).count() >= MOST:
        raise Invalid(_("每个问题最多 %(most)s 个附件。") % {"most": MOST})
    made = Attachment(
        issue=issue, stored=kept.stored, name=kept.name, size=kept.size, sha256=kept.sha256,
        inside=inside and issue.firm_id not in own(by), by_id=by.user_id, at=timezone.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    record("issue.attach", *about(issue, made), by=by, op=op, size=kept.size, inside=made.inside)
    return made


@action("issue.remove_attachment")
def remove(pk: int, *, attachment: int, by: Actor, op: UUID) -> Attachment:
    """移除附件: who added it may take it away; the event stays. Raises Hidden, Denied, IllegalMove."""
    issue = ISSUES.fetch(by, "view", pk=pk)
    made = Attachment.objects.filter(pk=attachment, issue=issue).first()
    if made is None or made.by_id != by.user_id:
        raise Denied(_("只有添加附件的人可以移除它。"))
    if not Attachment.objects.filter(pk=attachment, removed=False).update(removed=True):
        raise IllegalMove(_("这个附件已经移除。"))
    made.removed = True
    record("issue.remove_attachment", *about(issue, made), by=by, op=op)
    return made
