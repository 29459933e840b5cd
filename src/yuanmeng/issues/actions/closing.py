"""The firm has the last word: it confirms, disagrees, reopens or withdraws. Others only ask it, and count apart."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import NAMESPACE_OID as NAMESPACE
from uuid import UUID, uuid5

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from yuanmeng.core.actor import PUBLIC, Actor
from yuanmeng.core.refusals import IllegalMove, Invalid
from yuanmeng.issues.actions import clocks
from yuanmeng.issues.actions.coordinating import release
from yuanmeng.issues.actions.moving import about, moved
from yuanmeng.issues.actions.searching import index
from yuanmeng.issues.links import answered_by
from yuanmeng.issues.models import Answer, Attempt, Consultation, Issue
from yuanmeng.issues.policy import ISSUES
from yuanmeng.jobs.work import enqueue
from yuanmeng.ledger.actions import action, record
from yuanmeng.ui.asked import reason_of

SILENT = 2
"""Follow-ups without an answer from the firm, on different days, before a problem is closed unconfirmed (TKT-07)."""
REOPENS = dt.timedelta(days=180)
"""So long after closing a firm may reopen; later it hands in a new problem."""
SATISFACTIONS = {"satisfied", "partly", "dissatisfied"}


@action("issue.confirm")
def confirm(pk: int, *, version: int, word: str, satisfaction: str, said: str = "", by: Actor, op: UUID) -> Issue:
    """企业确认 (`yes`) or not (`no`), signed in. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    issue = ISSUES.fetch(by, "firm", pk=pk)
    return _said(issue, version, _words(word, satisfaction, said) | {"said_by": "portal"}, by=by, op=op)


@action("issue.confirm_by_link")
def confirm_by_link(token: str, *, word: str, satisfaction: str, said: str = "", by: Actor, op: UUID) -> Issue:
    """企业确认 by its one-time link, without a login. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    issue, _answer = answered_by(token, by)
    return _said(issue, issue.version, _words(word, satisfaction, said) | {"said_by": "link"}, by=by, op=op)


def _words(word: str, satisfaction: str, said: str) -> dict[str, Any]:
    if word not in {"yes", "no"} or satisfaction not in SATISFACTIONS:
        raise Invalid(_("请选择是否认可，以及满意程度。"))
    if len(said) > 1000 or (word == "no" and not said.strip()):
        raise Invalid(_("不认可时请写明还有什么没有解决（1000 字以内）。"))
    return {"word": word, "satisfaction": satisfaction, "said": said.strip(), "said_at": timezone.now()}


def _said(issue: Issue, version: int, words: dict[str, Any], *, by: Actor, op: UUID) -> Issue:
    found = Answer.objects.filter(issue=issue, word="", retracted=False).order_by("-id").first()
    if found is None or issue.state != "answered":
        raise IllegalMove(_("现在没有等企业确认的答复。"))
    if words["word"] == "yes":
        carried = {"review_on": found.review_on} if found.outcome == "carried_over" else {}
        was = moved(issue, f"confirm_{found.outcome}", version, closed_at=timezone.now(), **carried)
        clocks.void(issue)
        if issue.review_on:
            _comes_back(issue, issue.review_on, by)
    else:
        was = back_to_work(issue, "dissent", version)
    Answer.objects.filter(pk=found.pk, word="").update(**words)
    facts = {key: words[key] for key in ("word", "satisfaction", "said_by")}
    record("issue.confirm", *about(issue, found), by=by, op=op, was=was, now=issue.state, **facts)
    return issue


def back_to_work(issue: Issue, verb: str, version: int) -> str:
    """Open again, with a fresh time to finish: with its unit, or to be dispatched anew. The state before."""
    changed: dict[str, Any] = {"closed_at": None, "review_on": None, "reopened": issue.reopened + 1}
    was = moved(issue, verb if issue.lead_id else f"{verb}_anew", version, **changed)
    clocks.begin_again(issue)
    return was


@action("issue.reopen")
def reopen(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Issue:
    """重新办理, asked by the firm within half a year. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    issue = ISSUES.fetch(by, "firm", pk=pk)
    said = reason_of(reason)
    if issue.closed_at and timezone.now() > issue.closed_at + REOPENS:
        raise IllegalMove(_("办结已超过 %(days)s 天，请作为新问题提出，并写明原编号。") % {"days": REOPENS.days})
    was = back_to_work(issue, "reopen", version)
    issue.text = _with_note(issue, said)
    Issue.objects.filter(pk=pk).update(text=issue.text, channel=None)
    index([issue])
    record("issue.reopen", *about(issue), by=by, op=op, was=was, now=issue.state)
    return issue


def _with_note(issue: Issue, said: str) -> str:
    """What the firm adds stands under its own words, dated."""
    note = _("%(day)s 企业补充：%(said)s") % {"day": timezone.localdate(), "said": said}
    return f"{issue.text}\n\n{note}"[-5000:].strip()


@action("issue.withdraw")
def withdraw(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Issue:
    """撤回问题, by the firm. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    issue = ISSUES.fetch(by, "firm", pk=pk)
    reason_of(reason)
    was = moved(issue, "withdraw", version, closed_at=timezone.now(), due=None)
    release(issue)
    clocks.void(issue)
    Consultation.objects.filter(issue=issue, state="called").update(state="dropped", version=F("version") + 1)
    record("issue.withdraw", *about(issue), by=by, op=op, was=was, now=issue.state)
    return issue


@action("issue.follow_up")
def follow_up(pk: int, *, version: int, result: str, note: str = "", by: Actor, op: UUID) -> Attempt:
    """回访 by somebody else than the handler (TKT-07), once a day at most.

    `unhappy` sends it back to work. Nothing said by telephone closes it: the second silent attempt does, unconfirmed.
    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    issue = ISSUES.fetch(by, "follow_up", pk=pk)
    found = Answer.objects.filter(issue=issue, word="", retracted=False).order_by("-id").first()
    if found is None or issue.state != "answered":
        raise IllegalMove(_("现在没有等企业确认的答复。"))
    if result not in {"silent", "content", "unhappy"} or len(note) > 500 or (result == "unhappy" and not note.strip()):
        raise Invalid(_("请选择回访结果；企业不满意时请写明原因（500 字以内）。"))
    today = timezone.localdate()
    if Attempt.objects.filter(answer=found, day=today).exists():
        raise IllegalMove(_("今天已经回访过，请改日再联系。"))
    made = Attempt(answer=found, result=result, note=note.strip(), by_id=by.user_id, day=today, at=timezone.now())
    made.save(force_insert=True)
    Answer.objects.filter(pk=found.pk).update(attempts=F("attempts") + 1)
    was = _followed(issue, found, result, version)
    record("issue.follow_up", *about(issue, made), by=by, op=op, was=was, now=issue.state, result=result)
    return made


def _followed(issue: Issue, found: Answer, result: str, version: int) -> str:
    if result == "unhappy":
        Answer.objects.filter(pk=found.pk).update(retracted=True)
        return back_to_work(issue, "send_back", version)
    if found.attempts + 1 < SILENT:
        return moved(issue, "follow_up", version)
    was = moved(issue, "close_unconfirmed", version, closed_at=timezone.now())
    clocks.void(issue)
    return was


@action("issue.bring_back")
def bring_back(pk: int, *, by: Actor, op: UUID) -> Issue:
    """挂账到期: on its review date a carried-over problem comes back by itself (TKT-05). Raises IllegalMove."""
    issue = Issue.objects.select_related("firm").get(pk=pk)
    if issue.review_on is None or issue.review_on > timezone.localdate():
        raise IllegalMove(_("还没有到复查日期。"))
    was = back_to_work(issue, "bring_back", issue.version)
    record("issue.bring_back", *about(issue), by=by, op=op, was=was, now=issue.state)
    return issue


def _comes_back(issue: Issue, day: dt.date, by: Actor) -> None:
    """Background work for the morning of the review date."""
    morning = timezone.make_aware(dt.datetime.combine(day, dt.time(hour=1)))
    enqueue(come_back, issue.pk, key=f"issue.bring_back:{issue.pk}:{issue.turn}", run_after=morning, by=by)


@task()
def come_back(pk: int) -> str:
    """The review date has come; a problem that was reopened or withdrawn meanwhile stays as it is."""
    issue = Issue.objects.get(pk=pk)
    if issue.state != "carried_over" or issue.review_on is None or issue.review_on > timezone.localdate():
        return issue.state
    back: Issue = bring_back(pk, by=PUBLIC, op=uuid5(NAMESPACE, f"issue.bring_back:{pk}:{issue.turn}"))
    return back.state


@action("issue.renew_link")
def renew_link(pk: int, *, version: int, by: Actor, op: UUID) -> Issue:
    """换新链接: every earlier link of this problem is void.

    Raises Hidden, Denied, IllegalMove, Stale.
    """
    issue = ISSUES.fetch(by, "follow_up", pk=pk)
    was = moved(issue, "follow_up", version, turn=issue.turn + 1)
    record("issue.renew_link", *about(issue), by=by, op=op, was=was, now=issue.state)
    return issue
