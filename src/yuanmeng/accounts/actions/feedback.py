"""Complaints and suggestions about the system (APP-03)."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.accounts import states
from yuanmeng.accounts.models import Feedback
from yuanmeng.accounts.policy import FEEDBACK
from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Stale
from yuanmeng.ledger.actions import action, record

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which are confused when copied by hand."""


@action("feedback.send")
def send(feedback: Feedback, *, by: Actor, op: UUID) -> Feedback:
    """提交. The number is drawn at random (60 bits): who does not have it cannot guess it."""
    drawn = "".join(secrets.choice(LETTERS) for _place in range(12))
    feedback.number = f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"
    feedback.sent_by = by.user_id
    feedback.sent_at = timezone.now()
    feedback.save(force_insert=True)
    record("feedback.send", feedback, by=by, op=op, kind=feedback.kind)
    return feedback


@action("feedback.answer")
def answer(pk: int, text: str, seen: int, *, by: Actor, op: UUID) -> Feedback:
    """答复. Raises Hidden, Denied, IllegalMove, Stale."""
    feedback = FEEDBACK.fetch(by, "answer", pk=pk)
    now = states.FEEDBACK.after(feedback.state, "answer")
    moved = Feedback.objects.filter(pk=pk, state=feedback.state, version=seen).update(
        state=now, answer=text, answered_by=by.user_id, answered_at=timezone.now(), version=F("version") + 1
    )
    if not moved:
        raise Stale(_("这条投诉与建议刚刚被别人处理，请刷新后重试。"), record=feedback)
    record("feedback.answer", feedback, by=by, op=op, was=feedback.state, now=now)
    feedback.refresh_from_db()
    return feedback
