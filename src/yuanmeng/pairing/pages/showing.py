"""Ready strings that several pages show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yuanmeng.alliances.pages.showing import alliance_name
from yuanmeng.core.actor import Actor
from yuanmeng.pairing.models import KINDS, STATE_NAMES, Pairing
from yuanmeng.pairing.queries.inputs import parts
from yuanmeng.pairing.queries.periods import SOON
from yuanmeng.register.pages.showing import iso
from yuanmeng.register.policy import FIRMS

TONES = {"draft": "plain", "proposed": "warn", "agreed": "good", "declined": "bad", "withdrawn": "plain"}
JOINED = ("user", "branch", "firm", "alliance")
"""What rows read besides the pairing itself."""


def period(since: dt.date, until: dt.date | None) -> str:
    """First and last day."""
    if until is None:
        return _("%(since)s 起") % {"since": iso(since)}
    return _("%(since)s 至 %(until)s") % {"since": iso(since), "until": iso(until)}


def standing(pairing: Pairing, today: dt.date) -> tuple[str, str]:
    """Where a pairing stands, and the tone: in force, to come and over are told by its period."""
    if pairing.state != "agreed":
        return str(STATE_NAMES[pairing.state]), TONES[pairing.state]
    if pairing.since > today:
        return _("尚未开始"), "accent"
    if pairing.until is None:
        return _("负责中"), "good"
    left = (pairing.until - today).days
    if left < 0:
        return _("已结束"), "plain"
    if left > SOON:
        return _("负责中"), "good"
    return ngettext("还剩 %(days)s 天", "还剩 %(days)s 天", left) % {"days": left}, "warn"


def rows(actor: Actor, pairings: list[Pairing]) -> list[dict[str, Any]]:
    """One row a pairing; only staff may open any firm's file."""
    staff, today = FIRMS.allows(actor, "browse"), timezone.localdate()
    return [row(pairing, staff=staff or "", today=today) for pairing in pairings]


def row(pairing: Pairing, *, staff: Any, today: dt.date) -> dict[str, Any]:
    """Ready strings for one pairing; needs JOINED."""
    says, tone = standing(pairing, today)
    return {
        "pk": pairing.pk,
        "url": reverse("pairing:pairing", args=[pairing.pk]),
        "kind": str(KINDS[pairing.kind]),
        "one": one_name(pairing),
        "other": other_name(pairing),
        "firm_url": reverse("register:firm", args=[pairing.firm_id]) if pairing.firm_id and staff else "",
        "address": pairing.firm.address if pairing.firm else "",
        "period": period(pairing.since, pairing.until),
        "state": says,
        "tone": tone,
    }


def one_name(pairing: Pairing) -> str:
    """The person or the branch."""
    return str(pairing.user or pairing.branch)


def other_name(pairing: Pairing) -> str:
    """The firm or the alliance."""
    return alliance_name(pairing.alliance) if pairing.alliance else str(pairing.firm)


def kilometres(metres: int) -> str:
    """Metres as kilometres with one digit."""
    return number_format(f"{metres / 1000:.1f}", use_l10n=True)


TONGUES = {
    "zh": gettext_lazy("汉语"),
    "en": gettext_lazy("英语"),
    "ja": gettext_lazy("日语"),
    "ko": gettext_lazy("韩语"),
    "de": gettext_lazy("德语"),
    "fr": gettext_lazy("法语"),
    "ru": gettext_lazy("俄语"),
    "闽南语": gettext_lazy("闽南语"),
}


def tongues(typed: str | list[str]) -> str:
    """Languages by their names where the code is known, else as they were typed."""
    return _("、").join(
        str(TONGUES.get(one.lower(), one)) for one in (parts(typed) if isinstance(typed, str) else typed)
    )


def reasons(why: Mapping[str, Any], bases: Mapping[int, str]) -> list[dict[str, str]]:
    """Why a pair was proposed: each term with what it says and its points.

    `why["given"]`, where it was kept, holds what both sides gave: languages of both, the base of the person, whose
    name stands in `bases`.
    """
    if not why:
        return []
    units, points, given = why["units"], why["points"], why.get("given", {})
    said = {
        "industry": _industry(units["industry"]),
        "language": _language(units["language"], given),
        "distance": _distance(why["metres"], bases.get(given.get("base") or 0, "")),
        "continuity": _("去年的责任人会更换") if units["continuity"] else _("没有更换去年的责任人"),
    }
    points = dict(points, distance=points["distance"] + points["far"])
    return [{"name": str(_names()[term]), "says": said[term], "points": str(points[term])} for term in said]


def short(why: Mapping[str, Any], bases: Mapping[int, str]) -> str:
    """The reasons in one line, without what is no matter."""
    said = reasons(why, bases)
    return _("；").join(each["says"] for each in said if each["points"] != "0" or each["name"] == _("行业"))


def _names() -> dict[str, str]:
    return {"industry": _("行业"), "language": _("语言"), "distance": _("距离"), "continuity": _("延续")}


def _industry(missing: int) -> str:
    return (
        _("行业同小类，或在专长之内"), _("行业同中类"), _("行业同大类"), _("行业同门类"), _("行业不同，或没有登记"),
    )[missing]  # fmt: skip


def _language(missing: int, given: Mapping[str, Any]) -> str:
    theirs, mine = tongues(given.get("theirs", [])), tongues(given.get("mine", []))
    if not theirs:
        return _("没有共同语言") if missing else _("语言合适，或企业没有要求")
    both = {"theirs": theirs, "mine": mine or "—"}
    if missing:
        return _("没有共同语言：企业用%(theirs)s，责任人会%(mine)s") % both
    return _("语言合适：企业用%(theirs)s，责任人会%(mine)s") % both


def _distance(metres: int | None, base: str) -> str:
    if metres is None:
        return _("距离不明：没有登记位置")
    if base:
        return _("从%(base)s算起 %(km)s 公里") % {"base": base, "km": kilometres(metres)}
    return _("相距 %(km)s 公里") % {"km": kilometres(metres)}
