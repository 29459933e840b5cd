"""Parts of the firm's page as ready strings: identity, periods, people, timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yuanmeng.ledger.models import Event
from yuanmeng.register.models import Correction, Organisation
from yuanmeng.register.pages import showing
from yuanmeng.register.pages.sentences import said
from yuanmeng.register.queries.corrections import FACT, name_of
from yuanmeng.register.queries.filing import Attached, Coded, meanings
from yuanmeng.register.queries.people import masked
from yuanmeng.register.states import CORRECTION

SOON = ((30, "bad"), (90, "warn"), (180, "accent"))
"""Days to the end of a title, and the tone it is shown in (ENT-08)."""
CODE_TONES = {"valid": "good", "confirmed": "warn", "missing": "plain"}


def identity(firm: Organisation, hanging: list[Attached]) -> dict[str, Any]:
    """Who this is: the code with its meaning, kind, state, address, scope, industry."""
    divisions, names = meanings(firm, hanging)
    place = divisions.get(firm.division)
    return {
        "code": firm.uscc or "",
        "code_state": showing.label(showing.CODE_STATE, firm.uscc_state),
        "code_tone": CODE_TONES[firm.uscc_state],
        "code_division": code_division(firm, divisions),
        "kind": showing.label(showing.KIND, firm.kind),
        "state": showing.label(showing.STATE, firm.state),
        "state_tone": showing.STATE_TONES[firm.state],
        "founded": showing.day(firm.founded),
        "division": f"{place.name}（{place.code}）" if place else firm.division,
        "address": firm.address,
        "scope": firm.scope,
        "industry": showing.industry(firm.industry, names),
        "section": showing.section(firm.industry),
        "edition": firm.industry_edition,
        "source": firm.source,
        "updated": showing.moment(firm.updated_at),
    }


def code_division(firm: Organisation, divisions: dict[str, Coded]) -> str:
    """What the six digits inside the code say; a code that has ended is right all the same (ENT-10)."""
    inside = (firm.uscc or "")[2:8]
    found = next((divisions[c] for c in (inside, f"{inside[:4]}00", f"{inside[:2]}0000") if c in divisions), None)
    if found is None:
        return ""
    said = {"inside": inside, "name": found.name}
    if found.until is None:
        return _("代码中的登记机关行政区划 %(inside)s：%(name)s") % said
    said |= {"year": str(found.until.year), "now": found.successor}
    ended = _("用至%(year)s年，现为%(now)s；年份据本区登记，旧代码继续有效，不必更改") % said
    return _("代码中的登记机关行政区划 %(inside)s：%(name)s（%(ended)s）") % {**said, "ended": ended}


def former_names(rows: Iterable[Attached]) -> list[dict[str, str]]:
    """Names it had before."""
    return [
        {
            "name": row.name,
            "until": _("用至%(day)s") % {"day": showing.day(row.until)} if row.until else "",
            "source": row.source,
        }
        for row in rows
    ]


def origins(rows: Iterable[Attached]) -> list[dict[str, Any]]:
    """Where the capital comes from, with basis and period."""
    return [
        {
            "pk": row.pk,
            "kind": showing.label(showing.ORIGIN, row.name),
            "basis": row.more,
            "period": period(row),
            "source": row.source,
            "open": row.until is None,
        }
        for row in rows
    ]


def period(row: Attached) -> str:
    """`2015/1/1 – ` and the end where there is one."""
    return f"{showing.day(row.since)} – {showing.day(row.until)}".strip()


def titles(rows: Iterable[Attached], today: date) -> list[dict[str, Any]]:
    """Titles with how soon they run out."""
    found = []
    for row in rows:
        tone, left = expiry(row.until, today)
        name = " ".join(part for part in (row.name, row.more) if part)
        found.append(
            {
                "pk": row.pk, "version": row.version, "name": name, "number": row.number, "period": period(row),
                "left": left, "tone": tone, "source": row.source, "open": row.until is None or row.until > today,
            }
        )  # fmt: skip
    return found


def expiry(until: date | None, today: date) -> tuple[str, str]:
    """Tone and words for the end of a term; alerts begin 180 days before it."""
    if until is None:
        return "plain", _("长期")
    days = (until - today).days
    if days < 0:
        return "plain", _("已于%(day)s到期") % {"day": showing.day(until)}
    tone = next((tone for most, tone in SOON if days <= most), "good")
    return tone, _("还有%(days)s天到期") % {"days": days} if tone != "good" else _("有效")


def contacts(rows: Iterable[Attached], today: date) -> list[dict[str, Any]]:
    """Business contacts in force, phones masked (SEC-15)."""
    return [
        {
            "pk": row.pk,
            "version": row.version,
            "name": row.name,
            "role": row.more,
            "phone": masked(row.number),
            "since": showing.day(row.since),
            "source": row.source,
        }
        for row in rows
        if row.until is None or row.until >= today
    ]


def units(rows: Iterable[Attached], firm: Organisation) -> dict[str, Any]:
    """Parent, branches, and the organisation it was merged into."""
    related = [{"pk": row.pk, "name": row.name, "state": showing.label(showing.STATE, row.more)} for row in rows]
    return {
        "parent": next((unit for unit in related if unit["pk"] == firm.parent_id), None),
        "merged_into": next((unit for unit in related if unit["pk"] == firm.merged_into_id), None),
        "branches": [unit for unit in related if unit["pk"] not in {firm.parent_id, firm.merged_into_id}],
    }


def timeline(events: list[Event]) -> list[dict[str, Any]]:
    """Events as sentences with who and when."""
    return [
        {
            "pk": event.pk,
            "says": said(event.verb, event.facts),
            "who": getattr(event, "actor_name", None) or _("系统"),
            "at": showing.moment(event.at),
            "iso": event.at.isoformat(),
        }
        for event in events
    ]


def corrections(requests: Iterable[Correction]) -> list[dict[str, Any]]:
    """Requests of the firm."""
    return [
        {
            "pk": asked.pk,
            "field": name_of(asked.field),
            "before": value_shown(asked.field, asked.before),
            "proposed": value_shown(asked.field, asked.proposed),
            "state": CORRECTION.states[asked.state],
            "tone": {"requested": "warn", "accepted": "good"}.get(asked.state, "plain"),
            "at": showing.moment(asked.asked_at),
            "answer": asked.answer,
        }
        for asked in requests
    ]


def value_shown(field: str, text: str) -> str:
    """A fact's number with its unit; other values as they are."""
    if field.startswith(FACT) and text:
        kind = field.removeprefix(FACT)
        return showing.amount(kind, int(text), "CNY")
    return text
