"""What the coordinator does: accept, refer, dispatch, rule on what was sent back, pause, link, recuse, escalate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import IllegalMove, Invalid
from yuanmeng.issues.actions import clocks
from yuanmeng.issues.actions.moving import about, moved
from yuanmeng.issues.models import Category, Clock, Issue, Link, OutsideChannel, Part, Profile, Recusal
from yuanmeng.issues.models.case import LEVELS
from yuanmeng.issues.policy import ISSUES
from yuanmeng.issues.queries.units import fit_to_receive
from yuanmeng.issues.states import PART
from yuanmeng.ledger.actions import action, record
from yuanmeng.ui.asked import reason_of

MOST_PARTS = 20


class Asked(NamedTuple):
    """A co-handling unit, what it is asked, and in how many working days."""

    organisation: int
    task: str
    days: int | None = None


@action("issue.accept")
def accept(
    pk: int, *, version: int, category: Category | None = None, profile: Profile | None = None, by: Actor, op: UUID
) -> Issue:
    """受理: whoever accepts coordinates from now on. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    issue = ISSUES.fetch(by, "coordinate", pk=pk)
    changed: dict[str, Any] = {"coordinator_id": by.user_id, "category": category or issue.category}
    if profile and profile.pk != issue.profile_id:
        changed["profile"] = profile
    was = moved(issue, "accept", version, **changed)
    clocks.stop(issue, "start", "contact")
    if "profile" in changed:
        clocks.void(issue)
        clocks.begin_all(issue)
        clocks.void(issue, "start", "contact")
    facts = {"was": was, "now": issue.state, "category": issue.category_id, "profile": issue.profile_id}
    record("issue.accept", *about(issue, category), by=by, op=op, **facts)
    return issue


@action("issue.refer")
def refer(pk: int, *, version: int, channel: OutsideChannel, by: Actor, op: UUID) -> Issue:
    """告知其他渠道: it is not the zone's to decide (TKT-11). Raises Hidden, Denied, IllegalMove, Stale."""
    issue = ISSUES.fetch(by, "coordinate", pk=pk)
    was = moved(issue, "refer", version, channel=channel, coordinator_id=by.user_id, closed_at=timezone.now(), due=None)
    clocks.stop(issue, "start", "contact")
    clocks.void(issue)
    record("issue.refer", *about(issue, channel), by=by, op=op, was=was, now=issue.state)
    return issue


@action("issue.dispatch")
def dispatch(pk: int, *, version: int, lead: int, parts: Sequence[Asked] = (), by: Actor, op: UUID) -> Issue:
    """派发 to a lead unit and any number of co-handlers. The first lead stays responsible for good (TKT-01).

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    issue = ISSUES.fetch(by, "coordinate", pk=pk)
    units = fit_to_receive(issue, [lead, *(part.organisation for part in parts)])
    first = issue.first_receiver_id or lead
    was = moved(issue, "dispatch", version, lead_id=lead, first_receiver_id=first, coordinator_id=by.user_id)
    clocks.stop(issue, "dispatch")
    if not issue.bounced:
        clocks.begin_usual(issue, "return")
    add_parts(issue, parts)
    record("issue.dispatch", *about(issue, *units), by=by, op=op, was=was, now=issue.state, lead=lead)
    return issue


def add_parts(issue: Issue, parts: Sequence[Asked]) -> None:
    """Ask co-handlers, each with its own clock. Raises Invalid."""
    if len(parts) > MOST_PARTS:
        raise Invalid(_("协办单位最多 %(most)s 个。") % {"most": MOST_PARTS})
    for asked in parts:
        if not asked.task.strip() or len(asked.task) > 300:
            raise Invalid(_("请写明每个协办单位要做什么（300 字以内）。"))
        fresh = {"task": asked.task.strip(), "due": timezone.localdate(), "state": "asked", "opinion": "", "by": None}
        part, _new = Part.objects.update_or_create(
            issue=issue, organisation_id=asked.organisation, defaults=fresh, create_defaults=fresh
        )
        clock = clocks.begin_usual(issue, "assist", part=part, days=asked.days)
        Part.objects.filter(pk=part.pk).update(due=clock.due)


def release(issue: Issue) -> None:
    """Parts still open are no longer needed."""
    Part.objects.filter(issue=issue, state="asked").update(state=PART.after("asked", "release"))
    clocks.void(issue, "assist")


@action("issue.recall")
def recall(pk: int, *, version: int, by: Actor, op: UUID) -> Issue:
    """撤回派发, as long as nobody took it on. Raises Hidden, Denied, IllegalMove, Stale."""
    issue = ISSUES.fetch(by, "coordinate", pk=pk)
    changed = {} if issue.bounced else {"first_receiver_id": None}
    was = moved(issue, "recall", version, lead_id=None, **changed)
    clocks.void(issue, "return")
    release(issue)
    record("issue.recall", *about(issue), by=by, op=op, was=was, now=issue.state)
    return issue


@action("issue.rule")
def rule(pk: int, *, version: int, verdict: str, reason: str, by: Actor, op: UUID) -> Issue:
    """裁定退回: `uphold` sends it to be dispatched again, `overrule` back to the unit; either is final (TKT-02).

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    if verdict not in {"uphold", "overrule"}:
        raise Invalid(_("请选择同意退回或维持派发。"))
    issue = ISSUES.fetch(by, "coordinate", pk=pk)
    reason_of(reason)
    changed = {"lead_id": None, "first_receiver_id": None} if verdict == "uphold" else {}
    was = moved(issue, verdict, version, **changed)
    clocks.stop(issue, "rule")
    if verdict == "uphold":
        release(issue)
    record("issue.rule", *about(issue), by=by, op=op, was=was, now=issue.state, verdict=verdict)
    return issue


@action("issue.pause")
def pause(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Issue:
    """暂停计时, with a reason: days no longer count. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    issue = ISSUES.fetch(by, "coordinate", pk=pk)
    said = reason_of(reason)
    was = moved(issue, "pause", version)
    clocks.pause(issue, said)
    record("issue.pause", *about(issue), by=by, op=op, was=was, now=issue.state)
    return issue


@action("issue.resume")
def resume(pk: int, *, version: int, by: Actor, op: UUID) -> Issue:
    """恢复计时. Raises Hidden, Denied, IllegalMove, Stale."""
    issue = ISSUES.fetch(by, "coordinate", pk=pk)
    was = moved(issue, "resume", version)
    clocks.go_on(issue)
    record("issue.resume", *about(issue), by=by, op=op, was=was, now=issue.state, due=_iso(issue))
    return issue


def _iso(issue: Issue) -> str:
    return issue.due.isoformat() if issue.due else ""


@action("issue.escalate")
def escalate(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Issue:
    """升级 one step up the ladder (TKT-08): coordinator, consultation, leading official, district.

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    issue = ISSUES.fetch(by, "escalate", pk=pk)
    reason_of(reason)
    if issue.level >= LEVELS[-1][0]:
        raise IllegalMove(_("已经升级到最高一级。"))
    moved(issue, "escalate", version, level=issue.level + 1)
    record("issue.escalate", *about(issue), by=by, op=op, level=issue.level)
    return issue


@action("issue.link")
def link(pk: int, *, number: str, kind: str, by: Actor, op: UUID) -> Link:
    """关联 with an earlier problem, by its number: linked, never merged (TKT-06). Raises Hidden, Denied, Invalid."""
    issue = ISSUES.fetch(by, "coordinate", pk=pk)
    other = ISSUES.among(by, "view").filter(number=number.strip().upper()).exclude(pk=pk).first()
    if other is None or kind not in {"repeat", "related"}:
        raise Invalid(_("没有找到编号为“%(number)s”的另一个问题。") % {"number": number[:30]})
    first, second = sorted((issue, other), key=lambda each: (each.raised_at, each.pk))
    made, fresh = Link.objects.get_or_create(
        first=first, second=second, defaults={"kind": kind, "by_id": by.user_id, "at": timezone.now()}
    )
    if not fresh:
        raise Invalid(_("这两个问题已经关联。"))
    record("issue.link", first, second, by=by, op=op, kind=kind)
    return made


@action("issue.unlink")
def unlink(pk: int, *, link: int, by: Actor, op: UUID) -> int:
    """取消关联. Raises Hidden, Denied."""
    issue = ISSUES.fetch(by, "coordinate", pk=pk)
    gone = Link.objects.filter(pk=link).filter(first=issue) | Link.objects.filter(pk=link).filter(second=issue)
    count, _kinds = gone.delete()
    record("issue.unlink", issue, by=by, op=op, link=link)
    return int(count)


@action("issue.recuse")
def recuse(pk: int, *, user: int, reason: str, by: Actor, op: UUID) -> Recusal:
    """回避: this person no longer sees the problem (TKT-10). Raises Hidden, Denied, Invalid."""
    issue = ISSUES.fetch(by, "inside" if user == by.user_id else "recuse", pk=pk)
    said = reason_of(reason)
    person = User.objects.filter(pk=user, is_active=True).first()
    if person is None:
        raise Invalid(_("请选择回避的人。"))
    made, _new = Recusal.objects.get_or_create(
        issue=issue, user=person, defaults={"reason": said, "at": timezone.now()}
    )
    Issue.objects.filter(pk=pk, handler=person).update(handler=None, version=F("version") + 1)
    Issue.objects.filter(pk=pk, coordinator=person).update(coordinator=None, version=F("version") + 1)
    record("issue.recuse", issue, person, by=by, op=op)
    return made


@action("issue.grant")
def grant(pk: int, *, version: int, clock: int, verdict: str, note: str = "", by: Actor, op: UUID) -> Issue:
    """批准延期 (`grant`) or not (`refuse`), by the leader (TKT-03). Raises Hidden, Denied, IllegalMove, Stale."""
    if verdict not in {"grant", "refuse"}:
        raise Invalid(_("请选择批准或不批准。"))
    issue = ISSUES.fetch(by, "grant", pk=pk)
    asked = Clock.objects.filter(pk=clock, issue=issue, ask="asked", state="running").first()
    if asked is None:
        raise IllegalMove(_("没有待批准的延期申请。"))
    moved(issue, f"{verdict}_extension", version)
    Clock.objects.filter(pk=clock).update(ask_answer=note.strip()[:500])
    if verdict == "grant":
        clocks.extend(asked, asked.asked)
        issue.due = asked.due
    else:
        Clock.objects.filter(pk=clock).update(ask="refused")
    record("issue.grant", *about(issue), by=by, op=op, verdict=verdict, days=asked.asked, due=asked.due.isoformat())
    return issue
