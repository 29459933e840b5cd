"""The consultation table (会商): called, positions in writing, and the decision by which the clock begins again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Denied, Invalid, Stale
from yuanmeng.issues.actions import clocks
from yuanmeng.issues.actions.moving import about, moved
from yuanmeng.issues.models import Consultation, Issue, Participant
from yuanmeng.issues.policy import ISSUES, units
from yuanmeng.issues.queries.units import fit_to_receive
from yuanmeng.issues.states import CONSULTATION, ISSUE
from yuanmeng.ledger.actions import action, record
from yuanmeng.ui.asked import reason_of

LONGEST = 60
"""Working days that a decision may give."""


@action("issue.call")
def call(
    pk: int,
    *,
    version: int,
    reason: str,
    meets: dt.datetime,
    place: str = "",
    participants: Sequence[int],
    by: Actor,
    op: UUID,
) -> Consultation:
    """召集会商: two units or more; from now on the clock stands still (TKT-08).

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    issue = ISSUES.fetch(by, "call", pk=pk)
    said = reason_of(reason)
    if len(participants) < 2:
        raise Invalid(_("会商至少要有两个单位参加。"))
    if len(place) > 100:
        raise Invalid(_("地点最多 100 字。"))
    seated = fit_to_receive(issue, participants)
    was = moved(issue, "call", version, level=max(issue.level, 2))
    table = Consultation(
        issue=issue, reason=said, meets=meets, place=place.strip(), called_by_id=by.user_id, called_at=timezone.now()
    )
    table.save(force_insert=True)
    Participant.objects.bulk_create(Participant(consultation=table, organisation=unit) for unit in seated)
    clocks.pause(issue, said)
    record("issue.call", *about(issue, table, *seated), by=by, op=op, was=was, now=issue.state)
    return table


@action("issue.state")
def state(pk: int, *, participant: int, version: int, position: str, by: Actor, op: UUID) -> Participant:
    """提交会商意见: each unit for itself, as often as needed until the decision.

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    issue = ISSUES.fetch(by, "state", pk=pk)
    ISSUE.after(issue.state, "state")
    mine = Participant.objects.filter(
        pk=participant, consultation__issue=issue, consultation__state="called", organisation__in=units(by)
    ).first()
    if mine is None:
        raise Denied(_("只有参加会商的单位可以提交本单位的意见。"))
    if not position.strip() or len(position) > 2000:
        raise Invalid(_("请写明意见（2000 字以内）。"))
    if not Participant.objects.filter(pk=participant, version=version).update(
        position=position.strip(), by_id=by.user_id, at=timezone.now(), version=F("version") + 1
    ):
        raise Stale(_("本单位刚刚已有人提交意见，请查看最新内容后重试。"), record=mine)
    mine.refresh_from_db()
    record("issue.state", *about(issue, mine), by=by, op=op, unit=mine.organisation_id)
    return mine


@action("issue.decide")
def decide(
    pk: int, *, version: int, decision: str, minutes: str, lead: int, days: int, by: Actor, op: UUID
) -> Consultation:
    """议定: what is done, who leads, in how many working days. Only this lets the clock begin again (TKT-08).

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    issue = ISSUES.fetch(by, "decide", pk=pk)
    table = Consultation.objects.filter(issue=issue, state="called").first()
    if not decision.strip() or len(decision) > 2000 or len(minutes) > 20_000 or not 1 <= days <= LONGEST:
        raise Invalid(_("请写明议定事项（2000 字以内）和新的时限（1 到 %(most)s 个工作日）。") % {"most": LONGEST})
    changed = {} if lead == issue.lead_id else {"lead_id": lead, "handler_id": None}
    if changed and not Participant.objects.filter(consultation=table, organisation=lead).exists():
        raise Invalid(_("主办单位应是参加会商的单位。"))
    was = moved(issue, "decide", version, **changed)
    now = CONSULTATION.after("called", "decide")
    Consultation.objects.filter(issue=issue, state="called").update(
        state=now, decision=decision.strip(), minutes=minutes.strip(), lead_id=lead, days=days,
        decided_by_id=by.user_id, decided_at=timezone.now(), version=F("version") + 1,
    )  # fmt: skip
    _clock_again(issue, days)
    found = Consultation.objects.filter(issue=issue, state="decided").order_by("-id")[0]
    facts = {"was": was, "now": issue.state, "lead": lead, "days": days}
    record("issue.decide", *about(issue, found), by=by, op=op, **facts)
    return found


def _clock_again(issue: Issue, days: int) -> None:
    clocks.void(issue, "finish")
    clocks.go_on(issue)
    clocks.begin(issue, "finish", days)
