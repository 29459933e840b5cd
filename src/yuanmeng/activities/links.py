"""Links that work without a login: an invited organisation's reply, and the attendance sheet of one activity.

A link is a signed number, so it can be shown again to those who may, cannot be guessed and needs no table.
Defined for every case: expired (after the activity ended) and voided (a newer turn) are refused; used twice changes the
reply and never adds one; forwarded, it lets the other person answer for that organisation and shows nothing else.
"""

from __future__ import annotations

import datetime as dt

from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.activities.models import Activity, Invitation
from yuanmeng.core.refusals import Hidden, IllegalMove

REPLY, SHEET = Signer(salt="activities.reply", sep="."), Signer(salt="activities.sheet", sep=".")


def reply_token(invitation: Invitation) -> str:
    """The token of an invitation's present turn."""
    return REPLY.sign(f"{invitation.pk}-{invitation.turn}")


def sheet_token(activity: Activity) -> str:
    """The token printed as a QR code on the attendance sheet."""
    return SHEET.sign(str(activity.pk))


def invitation_of(token: str) -> Invitation:
    """The invitation behind a link. Raises Hidden (no such link, or a void one) or IllegalMove (too late)."""
    pk, turn = (int(part) for part in _unsigned(REPLY, token).split("-"))
    invitation = Invitation.objects.select_related("activity", "organisation").filter(pk=pk, turn=turn).first()
    if invitation is None:
        raise Hidden(_("这个链接已经失效，请向联盟秘书索取新的链接。"))
    _still_open(invitation.activity)
    return invitation


def activity_of(token: str) -> Activity:
    """The activity behind an attendance sheet, from its day until a day after it ended. Raises Hidden, IllegalMove."""
    activity = Activity.objects.filter(pk=int(_unsigned(SHEET, token))).exclude(state="cancelled").first()
    if activity is None:
        raise Hidden(_("这个链接已经失效，请向联盟秘书索取新的链接。"))
    now, day = timezone.now(), dt.timedelta(days=1)
    if not activity.starts - day <= now <= activity.ends + day:
        raise IllegalMove(_("出席登记只在活动前后一天内开放。"))
    return activity


def _unsigned(signer: Signer, token: str) -> str:
    try:
        return signer.unsign(token)
    except BadSignature:
        raise Hidden(_("这个链接不完整或不存在，请检查是否复制完整。")) from None


def _still_open(activity: Activity) -> None:
    if activity.state == "cancelled":
        raise IllegalMove(_("活动已取消，无需回复。"))
    if activity.ends < timezone.now():
        raise IllegalMove(_("活动已经结束，不能再回复。"))
