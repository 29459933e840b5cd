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
TONES = {"invited": "warn", "member": "good", "declined": "plain", "left": "plain"}


def alliance_name(alliance: Alliance) -> str:
    """The name in the reader's language."""
    return alliance.shown_name


def day(value: date | None) -> str:
    """A date for people, a dash for none."""
    return date_format(value, "DATE_FORMAT") if value else "—"


def own_rows(actor: Actor, memberships: list[Membership]) -> list[dict[str, Any]]:
    """Memberships with what the firm's own administrator may do with them now."""
    mine = set(actor.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR))
    return [
        {
            "pk": one.pk,
            "version": one.version,
            "alliance": alliance_name(one.alliance),
            "slug": one.alliance.slug,
            "firm": one.organisation.name,
            "state": STATE_NAMES[one.state],
            "tone": TONES[one.state],
            "dates": _dates(one),
            "reason": one.reason,
            "verbs": MEMBERSHIP.verbs(one.state) if one.organisation_id in mine else [],
        }
        for one in memberships
    ]


def _dates(one: Membership) -> str:
    """The dates that matter in this state."""
    if one.state == "invited":
        return _("%(day)s 邀请") % {"day": day(one.invited_on)}
    if one.state == "declined":
        return _("%(day)s 邀请，企业谢绝") % {"day": day(one.invited_on)}
    if one.state == "member":
        return _("%(day)s 加入") % {"day": day(one.joined_on)}
    return _("%(joined)s 加入，%(left)s 退出") % {"joined": day(one.joined_on), "left": day(one.left_on)}
