"""The joint task: planned, blocked, delivered, and its effect confirmed by the side that benefits."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.exchange.models import EFFECTS, Listing, Task
from yuanmeng.exchange.policy import TASKS
from yuanmeng.exchange.states import LISTING, TASK
from yuanmeng.ledger.actions import action, record
from yuanmeng.ui.asked import reason_of


@action("exchange.plan")
def plan(pk: int, *, version: int, due: date, blocker: str = "", by: Actor, op: UUID) -> Task:
    """更新期限和卡点: the new due date, and what blocks the task ("" for nothing). Either side.

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    task = TASKS.fetch(by, "plan", pk=pk)
    TASK.after(task.state, "plan")
    if due < timezone.localdate() and due != task.due:
        raise Invalid(_("完成期限不能早于今天。"))
    if len(blocker) > 500:
        raise Invalid(_("卡点最多 500 字。"))
    return _moved(task, "plan", {"due": due, "blocker": blocker.strip()}, version=version, by=by, op=op)


@action("exchange.deliver")
def deliver(pk: int, *, version: int, result: str, by: Actor, op: UUID) -> Task:
    """报告结果; the beneficiary is asked next. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    task = TASKS.fetch(by, "deliver", pk=pk)
    now = TASK.after(task.state, "deliver")
    if not result.strip() or len(result) > 1000:
        raise Invalid(_("请写明结果（1000 字以内）。"))
    return _moved(
        task, "deliver", {"state": now, "result": result.strip(), "blocker": ""}, version=version, by=by, op=op
    )


@action("exchange.return")
def send_back(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Task:
    """退回: the beneficiary says it is not done yet, and why. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    task = TASKS.fetch(by, "confirm", pk=pk)
    now = TASK.after(task.state, "return")
    return _moved(task, "return", {"state": now, "reason": reason_of(reason)}, version=version, by=by, op=op)


@action("exchange.confirm")
def confirm(pk: int, *, version: int, effect: str, by: Actor, op: UUID) -> Task:
    """确认效果, only by the side that benefits. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    task = TASKS.fetch(by, "confirm", pk=pk)
    now = TASK.after(task.state, "confirm")
    if effect not in dict(EFFECTS):
        raise Invalid(_("请选择效果。"))
    _list_moved(task, "finish")
    changed = {"state": now, "effect": effect, "reason": "", "ended_at": timezone.now()}
    return _moved(task, "confirm", changed, version=version, by=by, op=op)


@action("exchange.abandon")
def abandon(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Task:
    """终止合作, with a reason; the entry is open again. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    task = TASKS.fetch(by, "plan", pk=pk)
    now = TASK.after(task.state, "abandon")
    why = reason_of(reason)
    _list_moved(task, "release")
    return _moved(
        task, "abandon", {"state": now, "reason": why, "ended_at": timezone.now()}, version=version, by=by, op=op
    )


def _moved(task: Task, verb: str, changed: dict[str, Any], *, version: int, by: Actor, op: UUID) -> Task:
    if not Task.objects.filter(pk=task.pk, version=version, state=task.state).update(
        **changed, version=F("version") + 1
    ):
        raise Stale(_("这个合作项目刚刚被他人更新，请查看最新内容后重试。"), record=task)
    was = task.state
    task.refresh_from_db()
    facts = {"was": was, "now": task.state, "due": task.due.isoformat(), "blocked": bool(task.blocker)}
    record(f"exchange.{verb}", task, task.claim.listing, task.owner, task.beneficiary, by=by, op=op, **facts)
    return task


def _list_moved(task: Task, verb: str) -> None:
    listing = task.claim.listing
    now = LISTING.after(listing.state, verb)
    Listing.objects.filter(pk=listing.pk, state=listing.state).update(state=now, version=F("version") + 1)
