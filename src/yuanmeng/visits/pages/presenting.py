"""Records as dicts of ready strings for templates; no queries here."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yuanmeng.accounts.models import ROLES
from yuanmeng.core.actor import Role
from yuanmeng.visits.models import KINDS, LINE_STATES, TRIAGES, Visit
from yuanmeng.visits.queries.listing import Belonging

TONES = {"planned": "accent", "done": "good", "declined": "warn", "noted": "warn", "raised": "good", "settled": "good"}


def capacity(as_: str) -> str:
    """The name of a capacity."""
    return str(ROLES[Role(as_)])


def day_of(visit: Visit) -> str:
    """The day, with the time where there is one."""
    day = date_format(visit.day, "SHORT_DATE_FORMAT")
    return f"{day} {visit.at:%H:%M}" if visit.at else day


def visit_row(visit: Visit, has: Belonging) -> dict[str, Any]:
    """One line of a list."""
    names = [name for _key, name, _gone in has.firms]
    more = _("等 %(count)d 家") % {"count": len(names)} if len(names) > 2 else ""
    return {
        "pk": visit.pk,
        "version": visit.version,
        "url": reverse("visits:visit", args=[visit.pk]),
        "day": day_of(visit),
        "firms": "、".join(names[:2]) + more,
        "visitors": "、".join(name for _key, name, _as in has.visitors),
        "capacities": "、".join(dict.fromkeys(capacity(as_) for _key, _name, as_ in has.visitors)),
        "how": visit.get_how_display(),
        "purpose": visit.get_purpose_display(),
        "lines": str(has.lines) if has.lines else "",
        "next_step": visit.next_step if not visit.next_done else "",
        "next_day": date_format(visit.next_day, "SHORT_DATE_FORMAT") if visit.next_day else "",
        "state": visit.get_state_display(),
        "tone": TONES.get(visit.state, "plain"),
    }


def line_row(line: dict[str, Any]) -> dict[str, Any]:
    """One line of a visit, from `lines_of`."""
    return {
        "pk": line["pk"],
        "version": line["version"],
        "text": line["text"],
        "firm": line["organisation__name"],
        "kind": dict(KINDS)[line["kind"]],
        "triage": dict(TRIAGES).get(line["triage"], ""),
        "state": dict(LINE_STATES)[line["state"]],
        "tone": TONES.get(line["state"], "plain"),
        "issue": line["issue"],
        "waits": line["state"] == "noted",
    }
