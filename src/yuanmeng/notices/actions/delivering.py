"""Sending outbox rows: begun, sent or tried again for 72 hours, never lost; a repetition carries the same id.

The row is a technical state like a job's, kept here and in the operator's log, not in the ledger: an event for each
mail would say nothing about the zone. Giving up is an event.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from yuanmeng.core.actor import PUBLIC, Actor
from yuanmeng.core.refusals import IllegalMove
from yuanmeng.jobs.work import Context, enqueue
from yuanmeng.ledger.actions import action, record
from yuanmeng.notices.models import Message
from yuanmeng.notices.policy import MESSAGES
from yuanmeng.notices.sending import Failure, send

PATIENCE = dt.timedelta(hours=72)
WAITS = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240)]
"""Before the second attempt, the third and so on; the last one repeats."""
STUCK = dt.timedelta(hours=1)


def job_key(message: Message) -> str:
    """One job an attempt."""
    return f"message:{message.pk}:{message.attempts}"


@task(takes_context=True)  # type: ignore[arg-type]
def deliver(context: Context, pk: int) -> str:
    """Send one message unless it went out already; its state afterwards."""
    message = _begun(pk)
    if message is None:
        return "done"
    try:
        send(message)
    except Failure as failure:
        return _failed(message, str(failure), op=context.job.op)
    _sent(message)
    return "sent"


def _begun(pk: int) -> Message | None:
    """The message, closed for further notices; None when there is nothing to send."""
    now = timezone.now()
    with transaction.atomic():
        open_ones = Message.objects.filter(pk=pk, state__in=("waiting", "sending"))
        if not open_ones.update(state="sending"):
            return None
        Message.objects.filter(pk=pk, first_at__isnull=True).update(first_at=now)
    return Message.objects.get(pk=pk)


def _sent(message: Message) -> None:
    Message.objects.filter(pk=message.pk, state="sending").update(
        state="sent", sent_at=timezone.now(), attempts=F("attempts") + 1, error=""
    )


def _failed(message: Message, why: str, *, op: UUID) -> str:
    """Try again later, or give up after three days."""
    now, first = timezone.now(), message.first_at or message.due_at
    later = now + WAITS[min(message.attempts, len(WAITS) - 1)]
    tried: dict[str, Any] = {"attempts": message.attempts + 1, "error": why[:300]}
    with transaction.atomic():
        if later - first > PATIENCE:
            Message.objects.filter(pk=message.pk, state="sending").update(state="given_up", **tried)
            record("notice.give_up", message, by=PUBLIC, op=op, channel=message.channel, attempts=tried["attempts"])
            return "given_up"
        message.attempts += 1
        Message.objects.filter(pk=message.pk, state="sending").update(due_at=later, **tried)
        enqueue(deliver, message.pk, by=PUBLIC, key=job_key(message), run_after=later)
    return "waiting"


@task()
def sweep() -> int:
    """Every hour: messages whose job died with its workers get a new one; how many were overdue."""
    overdue = Message.objects.filter(state__in=("waiting", "sending"), due_at__lt=timezone.now() - STUCK)
    for message in overdue:
        enqueue(deliver, message.pk, by=PUBLIC, key=job_key(message))
    return len(overdue)


@action("notice.retry")
def retry(pk: int, *, by: Actor, op: UUID) -> Message:
    """重新发送 what was given up. Raises Hidden, Denied, IllegalMove."""
    message = MESSAGES.fetch(by, "retry", pk=pk)
    if not Message.objects.filter(pk=pk, state="given_up").update(state="waiting", first_at=None, error=""):
        raise IllegalMove(_("只有未能送达的消息可以重新发送。"))
    record("notice.retry", message, by=by, op=op, channel=message.channel)
    enqueue(deliver, pk, by=by, key=f"message:{pk}:{uuid4()}")
    message.refresh_from_db()
    return message
