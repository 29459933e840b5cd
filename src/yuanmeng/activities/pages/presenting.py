"""Records as dicts of ready strings for templates; no queries here."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from yuanmeng.activities.models import Activity, FollowUp, Invitation

TONES = {
    "planned": "plain",
    "invited": "accent",
    "held": "good",
    "cancelled": "bad",
    "yes": "good",
    "no": "plain",
    "open": "accent",
    "done": "good",
}


def when(activity: Activity) -> str:
    """`2026-11-23 14:00–16:00`, or with both days."""
    starts, ends = timezone.localtime(activity.starts), timezone.localtime(activity.ends)
    same = starts.date() == ends.date()
    return f"{starts:%Y-%m-%d %H:%M} – {ends.strftime('%H:%M' if same else '%Y-%m-%d %H:%M')}"


def activity_row(activity: Activity) -> dict[str, Any]:
    """One line of the list. `alliances` and `host` must be loaded."""
    return {
        "url": reverse("activities:activity", args=[activity.pk]),
        "title": activity.title,
        "kind": activity.get_kind_display(),
        "when": when(activity),
        "place": activity.place,
        "alliances": "、".join(alliance.shown_name for alliance in activity.alliances.all()),
        "host": activity.host.name if activity.host else "",
        "state": activity.get_state_display(),
        "tone": TONES[activity.state],
    }


def invitation_row(invitation: Invitation) -> dict[str, Any]:
    """One invited organisation and its reply. `organisation` must be loaded."""
    return {
        "pk": invitation.pk,
        "version": invitation.version,
        "organisation": invitation.organisation.name,
        "reply": invitation.get_reply_display(),
        "tone": TONES.get(invitation.reply, "warn"),
        "persons": invitation.persons or "",
        "replied": timezone.localtime(invitation.replied_at).strftime("%m-%d %H:%M") if invitation.replied_at else "",
    }


def follow_up_row(follow_up: FollowUp) -> dict[str, Any]:
    """One decision and what became of it. `owner` and `activity` must be loaded."""
    late = follow_up.state == "open" and follow_up.due < timezone.localdate()
    return {
        "pk": follow_up.pk,
        "version": follow_up.version,
        "text": follow_up.text,
        "owner": follow_up.owner.name,
        "due": str(follow_up.due),
        "late": late,
        "open": follow_up.state == "open",
        "outcome": follow_up.outcome,
        "state": follow_up.get_state_display(),
        "tone": "bad" if late else TONES.get(follow_up.state, "plain"),
        "activity": follow_up.activity.title,
        "url": reverse("activities:activity", args=[follow_up.activity_id]),
    }
