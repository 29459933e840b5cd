"""Inviting organisations and their replies, signed in or by one link."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.activities.actions.planning import moved
from yuanmeng.activities.links import invitation_of
from yuanmeng.activities.models import Activity, Invitation
from yuanmeng.activities.policy import ACTIVITIES, INVITATIONS
from yuanmeng.activities.queries import first_contacts
from yuanmeng.activities.states import ACTIVITY
from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import IllegalMove, Invalid
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Organisation

MOST = 500
"""Persons of one organisation, and organisations in one operation."""


@action("activities.invite")
def invite(pk: int, *, version: int, organisations: Iterable[int], by: Actor, op: UUID) -> Activity:
    """邀请单位; those invited already stay as they are. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    activity = ACTIVITIES.fetch(by, "run", pk=pk)
    now = ACTIVITY.after(activity.state, "invite")
    wanted = set(organisations)
    known = set(Organisation.objects.filter(pk__in=wanted, state="active").values_list("pk", flat=True))
    if not wanted or len(wanted) > MOST or wanted != known:
        raise Invalid(_("请选择 1 到 500 个在册单位。"))
    moved(activity, version, {"state": now})
    there = set(Invitation.objects.filter(activity=activity).values_list("organisation", flat=True))
    fresh = sorted(wanted - there)
    contacts = first_contacts(fresh)
    Invitation.objects.bulk_create(
        Invitation(activity=activity, organisation_id=firm, contact=contacts.get(firm)) for firm in fresh
    )
    record("activities.invite", activity, ("register.organisation", fresh), by=by, op=op, invited=len(fresh))
    return activity


@action("activities.reply")
def reply(pk: int, *, version: int, answer: str, persons: int, by: Actor, op: UUID) -> Invitation:
    """回复邀请, signed in. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    invitation = INVITATIONS.fetch(by, "reply", pk=pk)
    if invitation.version != version:
        raise IllegalMove(_("本单位刚刚已有人回复，请查看最新的回复。"))
    return _replied(invitation, answer, persons, by=by, op=op)


@action("activities.reply_by_link")
def reply_by_link(token: str, *, answer: str, persons: int, by: Actor, op: UUID) -> Invitation:
    """回复邀请 by the organisation's link, without a login; a second reply changes the first.

    Raises Hidden, IllegalMove, Invalid.
    """
    return _replied(invitation_of(token), answer, persons, by=by, op=op)


def _replied(invitation: Invitation, answer: str, persons: int, *, by: Actor, op: UUID) -> Invitation:
    activity = invitation.activity
    if activity.state not in {"planned", "invited"} or activity.ends < timezone.now():
        raise IllegalMove(_("活动已经结束或取消，不能再回复。"))
    if answer not in {"yes", "no"} or not 0 <= persons <= MOST or (answer == "yes") != (persons > 0):
        raise Invalid(_("参加请填写人数（1 到 500），不参加则不用填写。"))
    Invitation.objects.filter(pk=invitation.pk).update(
        reply=answer, persons=persons, replied_at=timezone.now(), version=F("version") + 1
    )
    invitation.refresh_from_db()
    parties = (activity, invitation, invitation.organisation)
    record("activities.reply", *parties, by=by, op=op, answer=answer, persons=persons, link=by.user_id is None)
    return invitation


@action("activities.renew_link")
def renew_link(pk: int, *, by: Actor, op: UUID) -> Invitation:
    """换新链接: every earlier link of this invitation is void. Raises Hidden, Denied."""
    invitation = INVITATIONS.fetch(by, "view", pk=pk)
    ACTIVITIES.fetch(by, "run", pk=invitation.activity_id)
    Invitation.objects.filter(pk=pk).update(turn=F("turn") + 1, version=F("version") + 1)
    invitation.refresh_from_db()
    record("activities.renew_link", invitation.activity, invitation, by=by, op=op, turn=invitation.turn)
    return invitation
