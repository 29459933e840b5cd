"""What the units do: take on, send back, bring in others, give opinions, report, ask for time, answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.accounts.queries import in_force
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.core.refusals import Denied, IllegalMove, Invalid, Stale
from yuanmeng.issues.actions import clocks
from yuanmeng.issues.actions.coordinating import Asked, add_parts, release
from yuanmeng.issues.actions.moving import about, moved
from yuanmeng.issues.models import Answer, Clock, Issue, Link, Part
from yuanmeng.issues.policy import ISSUES, units
from yuanmeng.issues.queries.counting import Counting, overdue
from yuanmeng.issues.queries.units import fit_to_receive
from yuanmeng.issues.states import ISSUE, PART
from yuanmeng.ledger.actions import action, record
from yuanmeng.ui.asked import reason_of

LATEST_REVIEW = dt.timedelta(days=366)
"""What is carried over comes back within a year (TKT-05: a definite date)."""


@action("issue.take_on")
def take_on(pk: int, *, version: int, by: Actor, op: UUID) -> Issue:
    """领办: the person of the lead unit who handles it. Raises Hidden, Denied, IllegalMove, Stale."""
    issue = ISSUES.fetch(by, "take_on", pk=pk)
    was = moved(issue, "take_on", version, handler_id=by.user_id)
    clocks.void(issue, "return")
    record("issue.take_on", *about(issue), by=by, op=op, was=was, now=issue.state, handler=by.user_id)
    return issue


@action("issue.object")
def object_to(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Issue:
    """退回不当派发, with a reason, within its window, once (TKT-02).

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    issue = ISSUES.fetch(by, "take_on", pk=pk)
    reason_of(reason)
    window = Clock.objects.filter(issue=issue, what="return", state="running").first()
    if issue.state == "dispatched" and issue.bounced:
        raise IllegalMove(_("这个问题已经退回过一次，裁定是最终的，请领办。"))
    if issue.state == "dispatched" and (window is None or overdue(window, timezone.now())):
        raise IllegalMove(_("退回的期限已过，首接单位负责办理。"))
    was = moved(issue, "object", version, bounced=True)
    clocks.stop(issue, "return")
    clocks.begin_usual(issue, "rule")
    record("issue.object", *about(issue), by=by, op=op, was=was, now=issue.state, lead=issue.lead_id)
    return issue


@action("issue.reassign")
def reassign(pk: int, *, version: int, handler: int, by: Actor, op: UUID) -> Issue:
    """改派经办人 within the lead unit. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    issue = ISSUES.fetch(by, "work", pk=pk)
    posts = in_force(timezone.localdate()).filter(
        role=Role.DEPARTMENT_HANDLER, where=Where.ORGANISATION, key=issue.lead_id, user=handler, user__is_active=True
    )
    if not posts.exists():
        raise Invalid(_("经办人应是主办单位的人员。"))
    was = moved(issue, "reassign", version, handler_id=handler)
    record("issue.reassign", *about(issue), by=by, op=op, was=was, now=issue.state, handler=handler)
    return issue


@action("issue.join")
def join(pk: int, *, version: int, parts: Sequence[Asked], by: Actor, op: UUID) -> Issue:
    """请其他单位协办, each with its own part (TKT-08). Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    issue = ISSUES.fetch(by, "work", pk=pk)
    asked = fit_to_receive(issue, [part.organisation for part in parts])
    keys = {unit.pk for unit in asked}
    if (
        not parts
        or issue.lead_id in keys
        or Part.objects.filter(issue=issue, organisation__in=keys).exclude(state="released").exists()
    ):
        raise Invalid(_("请选择还没有参加办理的单位。"))
    was = moved(issue, "join", version)
    add_parts(issue, parts)
    record("issue.join", *about(issue, *asked), by=by, op=op, was=was, now=issue.state)
    return issue


@action("issue.opine")
def opine(pk: int, *, part: int, version: int, opinion: str, by: Actor, op: UUID) -> Part:
    """提交协办意见: only the unit that was asked. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    issue = ISSUES.fetch(by, "opine", pk=pk)
    mine = Part.objects.filter(pk=part, issue=issue, organisation__in=units(by)).first()
    if mine is None:
        raise Denied(_("只有被请求协办的单位可以提交意见。"))
    if not opinion.strip() or len(opinion) > 2000:
        raise Invalid(_("请写明意见（2000 字以内）。"))
    moved_to = PART.after(mine.state, "give")
    now = timezone.now()
    ISSUE.after(issue.state, "opine")
    if not Part.objects.filter(pk=part, version=version).update(
        state=moved_to, opinion=opinion.strip(), by_id=by.user_id, at=now, version=F("version") + 1
    ):
        raise Stale(_("本单位刚刚已有人提交意见，请查看最新内容后重试。"), record=mine)
    clocks.stop(issue, "assist", part=mine)
    mine.refresh_from_db()
    record("issue.opine", *about(issue, mine), by=by, op=op, unit=mine.organisation_id)
    return mine


@action("issue.report")
def report(pk: int, *, version: int, by: Actor, op: UUID, text: str) -> Issue:
    """答复进展 to the firm: the first reply, before the matter is settled. Raises as the others."""
    issue = ISSUES.fetch(by, "work", pk=pk)
    if not text.strip() or len(text) > 1000:
        raise Invalid(_("请写明进展（1000 字以内）。"))
    was = moved(issue, "report", version, progress=text.strip(), progress_at=timezone.now())
    clocks.stop(issue, "reply")
    record("issue.report", *about(issue), by=by, op=op, was=was, now=issue.state)
    return issue


@action("issue.ask_extension")
def ask_extension(pk: int, *, version: int, days: int, reason: str, by: Actor, op: UUID) -> Issue:
    """申请延期, once, in time, within what the deadlines allow. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    issue = ISSUES.fetch(by, "work", pk=pk)
    said = reason_of(reason)
    clock = Clock.objects.filter(issue=issue, what="finish", state="running").first()
    if clock is None or clock.ask:
        raise IllegalMove(_("没有可以延长的办结期限，或者已经申请过延期。"))
    _fits(issue, clock, days)
    was = moved(issue, "ask_extension", version)
    Clock.objects.filter(pk=clock.pk).update(ask="asked", asked=days, ask_reason=said, asked_by_id=by.user_id)
    record("issue.ask_extension", *about(issue), by=by, op=op, was=was, now=issue.state, days=days)
    return issue


def _fits(issue: Issue, clock: Clock, days: int) -> None:
    most, before = clocks.limit_of(issue, "extend"), clocks.limit_of(issue, "ask_before")
    if most is None:
        raise Invalid(_("“%(name)s”的时限不能延长。") % {"name": issue.profile.name})
    if not 1 <= days <= most.amount:
        raise Invalid(_("最多可以延长 %(most)s 天，请重新填写。") % {"most": most.amount})
    last = Counting().before(clock.due, before.amount if before else 0)
    if timezone.localdate() > last:
        raise IllegalMove(_("延期应在 %(day)s 以前申请。") % {"day": last})


@action("issue.answer")
def answer(pk: int, *, version: int, values: Mapping[str, Any], by: Actor, op: UUID) -> Answer:
    """答复企业: outcome (solved, explained, carried_over with a review date) and text. The firm has the last word.

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    issue = ISSUES.fetch(by, "work", pk=pk)
    made = _answer(issue, values, by)
    was = moved(issue, "answer", version, turn=issue.turn + 1)
    made.save(force_insert=True)
    clocks.stop(issue, "reply", "finish")
    release(issue)
    facts = {"was": was, "now": issue.state, "outcome": made.outcome}
    record("issue.answer", *about(issue, made), by=by, op=op, **facts)
    return made


@action("issue.answer_at_once")
def answer_at_once(
    pk: int, *, version: int, values: Mapping[str, Any], repeats: str = "", by: Actor, op: UUID
) -> Answer:
    """当场答复 without dispatch: solved on the spot (VIS-05), or a repeat of what was lawfully settled (TKT-06).

    `repeats` is the number of the earlier problem. Whoever answers is the handler and cannot follow up.
    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    issue = ISSUES.fetch(by, "coordinate", pk=pk)
    earlier = ISSUES.among(by, "view").filter(number=repeats.strip().upper()).exclude(pk=pk).first()
    if repeats.strip() and (earlier is None or values["outcome"] != "explained"):
        raise Invalid(_("重复反映的问题，请写明原问题的编号，结果选“说明原因”。"))
    made = _answer(issue, values, by)
    was = moved(issue, "answer_at_once", version, handler_id=by.user_id, turn=issue.turn + 1)
    made.save(force_insert=True)
    clocks.stop(issue, "contact", "start", "reply", "finish")
    clocks.void(issue)
    if earlier:
        known = {"kind": "repeat", "by_id": by.user_id, "at": made.at}
        Link.objects.get_or_create(first=earlier, second=issue, defaults=known)
    facts = {"was": was, "now": issue.state, "outcome": made.outcome}
    record("issue.answer_at_once", *about(issue, made, earlier), by=by, op=op, **facts)
    return made


def _answer(issue: Issue, values: Mapping[str, Any], by: Actor) -> Answer:
    made = Answer(issue=issue, by_id=by.user_id, at=timezone.now(), **values)
    errors: dict[str, list[str]] = {}
    try:
        made.clean_fields()
    except ValidationError as wrong:
        errors.update(wrong.message_dict)
    today = timezone.localdate()
    dated = made.review_on is not None and today < made.review_on <= today + LATEST_REVIEW
    if made.outcome == "carried_over" and not dated:
        errors["review_on"] = [_("挂账要有明确的复查日期，从明天起，最迟一年以内。")]
    if errors:
        raise Invalid(_("有 %(count)d 处需要修改。") % {"count": len(errors)}, errors=errors)
    made.review_on = made.review_on if made.outcome == "carried_over" else None
    return made


@action("issue.retract")
def retract(pk: int, *, version: int, by: Actor, op: UUID) -> Issue:
    """撤回答复 before the firm spoke: the clock runs on as if it had not been given, and its link is void.

    Raises Hidden, Denied, IllegalMove, Stale.
    """
    issue = ISSUES.fetch(by, "work", pk=pk)
    was = moved(issue, "retract" if issue.lead_id else "retract_anew", version, turn=issue.turn + 1)
    Answer.objects.filter(issue=issue, word="", retracted=False).update(retracted=True)
    clocks.run_on(issue)
    record("issue.retract", *about(issue), by=by, op=op, was=was, now=issue.state)
    return issue
