"""Holding an activity: attendance by firm and role, minutes, what was decided and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.activities.actions.planning import moved
from yuanmeng.activities.links import activity_of
from yuanmeng.activities.models import ATTENDING, Activity, Attendance, FollowUp
from yuanmeng.activities.policy import ACTIVITIES, FOLLOW_UPS
from yuanmeng.activities.states import ACTIVITY, FOLLOW_UP
from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import IllegalMove, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Organisation
from yuanmeng.ui.asked import said

MOST = 500


@action("activities.attend")
def attend(pk: int, *, version: int, organisation: int, role: str, persons: int, by: Actor, op: UUID) -> Activity:
    """登记出席: so many persons of an organisation in a role, 0 to take it back. No names.

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    activity = ACTIVITIES.fetch(by, "run", pk=pk)
    ACTIVITY.after(activity.state, "attend")
    firm = _attending(organisation, role, persons)
    moved(activity, version, {})
    if persons:
        Attendance.objects.update_or_create(
            activity=activity, organisation=firm, role=role, defaults={"persons": persons}
        )
    else:
        Attendance.objects.filter(activity=activity, organisation=firm, role=role).delete()
    record("activities.attend", activity, firm, by=by, op=op, role=role, persons=persons)
    return activity


@action("activities.attend_by_sheet")
def attend_by_sheet(token: str, *, organisation: int, role: str, by: Actor, op: UUID) -> Activity:
    """登记出席 by the printed sheet's link: one more person of an invited firm.

    Raises Hidden, IllegalMove, Invalid.
    """
    activity = activity_of(token)
    if not activity.invitations.filter(organisation=organisation).exists():
        raise Invalid(_("请选择受邀单位；未受邀的来宾请告诉工作人员。"))
    firm = _attending(organisation, role, 1)
    row, first = Attendance.objects.get_or_create(
        activity=activity, organisation=firm, role=role, defaults={"persons": 1}
    )
    if not first and not Attendance.objects.filter(pk=row.pk, persons__lt=MOST).update(persons=F("persons") + 1):
        raise Invalid(_("这个单位登记的人数已满，请告诉工作人员。"))
    record("activities.attend", activity, firm, by=by, op=op, role=role, persons=1, link=True)
    return activity


def _attending(organisation: int, role: str, persons: int) -> Organisation:
    firm = Organisation.objects.filter(pk=organisation, state="active").first()
    if firm is None or role not in dict(ATTENDING) or not 0 <= persons <= MOST:
        raise Invalid(_("请选择单位和身份，人数为 0 到 500。"))
    return firm


@action("activities.hold")
def hold(pk: int, *, version: int, by: Actor, op: UUID) -> Activity:
    """记为已举行, once it began. Raises Hidden, Denied, IllegalMove, Stale."""
    activity = ACTIVITIES.fetch(by, "run", pk=pk)
    now = ACTIVITY.after(activity.state, "hold")
    if activity.starts > timezone.now():
        raise IllegalMove(_("活动还没有开始。"))
    moved(activity, version, {"state": now})
    record("activities.hold", activity, *activity.alliances.all(), by=by, op=op, state=now)
    return activity


@action("activities.minute")
def minute(pk: int, *, version: int, minutes: str, by: Actor, op: UUID) -> Activity:
    """记录纪要. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    activity = ACTIVITIES.fetch(by, "run", pk=pk)
    ACTIVITY.after(activity.state, "minute")
    if not minutes.strip() or len(minutes) > 20_000:
        raise Invalid(_("请填写纪要（20000 字以内）。"))
    moved(activity, version, {"minutes": minutes.strip()})
    record("activities.minute", activity, by=by, op=op, characters=len(activity.minutes))
    return activity


@action("activities.decide")
def decide(pk: int, *, values: Mapping[str, Any], by: Actor, op: UUID) -> FollowUp:
    """记录后续事项: `values` has text, owner (an organisation), due. Raises Hidden, Denied, IllegalMove, Invalid."""
    activity = ACTIVITIES.fetch(by, "run", pk=pk)
    ACTIVITY.after(activity.state, "decide")
    if not values["text"].strip() or len(values["text"]) > 300:
        raise Invalid(_("请写明事项（300 字以内）。"))
    follow_up = FollowUp(activity=activity, text=values["text"].strip(), owner=values["owner"], due=values["due"])
    follow_up.save(force_insert=True)
    record("activities.decide", activity, follow_up, follow_up.owner, by=by, op=op, due=follow_up.due.isoformat())
    return follow_up


@action("activities.end_follow_up")
def end_follow_up(pk: int, *, version: int, verb: str, outcome: str, by: Actor, op: UUID) -> FollowUp:
    """办结 (`finish`) or 不再办理 (`drop`), with what became of it.

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    follow_up = FOLLOW_UPS.fetch(by, "end", pk=pk)
    now = FOLLOW_UP.after(follow_up.state, verb)
    outcome = said(outcome, 500, _("请写明结果（500 字以内）。"))
    changed = {"state": now, "outcome": outcome, "ended_on": timezone.localdate()}
    if not FollowUp.objects.filter(pk=pk, version=version).update(**changed, version=F("version") + 1):
        raise Stale(_("这个事项刚刚被他人更新，请查看最新内容后重试。"), record=follow_up)
    follow_up.refresh_from_db()
    record("activities.end_follow_up", follow_up.activity, follow_up, follow_up.owner, by=by, op=op, state=now)
    return follow_up
