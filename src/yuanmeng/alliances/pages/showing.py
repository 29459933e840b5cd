"""Ready strings that several pages show."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yuanmeng.alliances.models import MEMBERSHIP_STATES, Alliance, Membership
from yuanmeng.alliances.states import MEMBERSHIP
from yuanmeng.core.actor import Actor, Role, Where

STATE_NAMES = dict(MEMBERSHIP_STATES)
TONES = {"invited": "warn", "applied": "warn", "member": "good"}
OWN_VERBS = {"accept", "decline", "retract", "leave"}


def alliance_name(alliance: Alliance) -> str:
    """The name in the reader's language."""
    return alliance.shown_name


def day(value: date | None) -> str:
    """A date for people, a dash for none."""
    return date_format(value, "DATE_FORMAT") if value else "—"


def own_rows(actor: Actor, memberships: list[Membership]) -> list[dict[str, Any]]:
    """Memberships with what the firm's own administrator may do with them now."""
    mine = set(actor.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR))
    settled = settling(actor, {one.alliance_id for one in memberships})
    return [
        {
            "pk": one.pk,
            "version": one.version,
            "alliance": alliance_name(one.alliance),
            "slug": one.alliance.slug,
            "firm": one.organisation.name,
            "state": STATE_NAMES[one.state],
            "tone": TONES.get(one.state, "plain"),
            "dates": _dates(one),
            "reason": one.reason,
            "verbs": verbs(one.state, own=one.organisation_id in mine, settling=one.alliance_id in settled),
        }
        for one in memberships
    ]


def verbs(state: str, *, own: object, settling: object) -> list[str]:
    """What may be done with a membership now by the firm's own administrator and by who settles for the alliance."""
    return [verb for verb in MEMBERSHIP.verbs(state) if (own if verb in OWN_VERBS else settling)]


def settling(actor: Actor, alliances: set[int]) -> set[int]:
    """Those of the alliances for which the actor takes invitations back and answers applications."""
    if actor.holds(Role.SERVICE_OFFICER):
        return alliances
    return alliances & set(actor.places(Where.ALLIANCE, Role.ALLIANCE_SECRETARY))


def _dates(one: Membership) -> str:
    """The dates that matter in this state."""
    if one.state == "invited":
        return _("%(day)s 邀请") % {"day": day(one.invited_on)}
    if one.state == "declined":
        return _("%(day)s 邀请，企业谢绝") % {"day": day(one.invited_on)}
    if one.state in {"applied", "refused", "withdrawn"}:
        return _("%(day)s 邀请或申请") % {"day": day(one.invited_on)}
    if one.state == "member":
        return _("%(day)s 加入") % {"day": day(one.joined_on)}
    return _("%(joined)s 加入，%(left)s 退出") % {"joined": day(one.joined_on), "left": day(one.left_on)}
