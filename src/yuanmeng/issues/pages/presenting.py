"""Records as dicts of ready strings for templates; no queries here."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.issues.models import Answer, Attachment, Clock, Issue, Part, Participant
from yuanmeng.issues.models.case import KINDS, STATE_NAMES, VIAS
from yuanmeng.issues.policy import units
from yuanmeng.issues.states import CLOSED

TONES = {
    "raised": "accent",
    "accepted": "accent",
    "dispatched": "accent",
    "objected": "warn",
    "in_hand": "accent",
    "consultation": "warn",
    "answered": "warn",
    "solved": "good",
    "explained": "good",
    "running": "accent",
    "met": "good",
    "late": "bad",
    "given": "good",
    "asked": "warn",
}
STATES, KIND, VIA = dict(STATE_NAMES), dict(KINDS), dict(VIAS)
COLUMNS = (
    "number", "title", "state", "kind", "firm__name", "lead__name", "due", "raised_at", "closed_at", "handler",
    "coordinator", "lead",
)  # fmt: skip


def moment(value: dt.datetime | None) -> str:
    """Day and time as people here write them."""
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else ""


def day(value: dt.date | dt.datetime | None) -> str:
    """The day."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return _written(value, get_language()) if value else ""


@lru_cache(maxsize=4096)
def _written(value: dt.date, _language: str | None) -> str:
    """A list names few days, many times."""
    return date_format(value, "SHORT_DATE_FORMAT")


def called(record: Any) -> str:
    """The name in the language of the page, where there is one."""
    return str(record.name_en if get_language() == "en" and record.name_en else record.name)


@cache
def _base() -> str:
    """The address that the pages of problems stand under."""
    return reverse("issues:issues")


def card(due: dt.date | None, today: dt.date, tomorrow: dt.date) -> str:
    """Yellow on the last working day before and on the last day itself, red from the first overdue day on (TKT-04)."""
    if due is None or due > tomorrow:
        return ""
    return "red" if due < today else "yellow"


def list_row(row: tuple[Any, ...], actor: Actor, today: dt.date, tomorrow: dt.date) -> dict[str, Any]:
    """One line of the list, from key, sort value and COLUMNS. Only handler and coordinator see its card."""
    pk, (number, title, state, kind, firm, lead, due, raised, closed, handler, coordinator, unit) = row[0], row[2:]
    mine = actor.user_id in {handler, coordinator} or unit in units(actor)
    running = state in {"dispatched", "objected", "in_hand", "accepted", "raised"}
    return {
        "url": f"{_base()}{pk}/",
        "number": number,
        "title": title,
        "state": STATES[state],
        "tone": TONES.get(state, "plain"),
        "kind": KIND[kind],
        "firm": firm or "",
        "lead": lead or "",
        "due": day(due) if state not in CLOSED and state != "answered" else "",
        "card": card(due, today, tomorrow) if mine and running else "",
        "raised": day(raised),
        "closed": day(closed),
    }


def facts(issue: Issue) -> dict[str, Any]:
    """The head of the case page. firm, lead, first_receiver, handler, coordinator, category, profile must be loaded."""
    return {
        "number": issue.number,
        "state": issue.get_state_display(),
        "tone": TONES.get(issue.state, "plain"),
        "kind": issue.get_kind_display(),
        "via": issue.get_via_display(),
        "triage": issue.get_triage_display() if issue.triage else "",
        "category": str(issue.category) if issue.category else "",
        "firm": issue.firm.name if issue.firm else "",
        "firm_url": reverse("register:firm", args=[issue.firm_id]) if issue.firm_id else "",
        "subject": issue.subject.name if issue.subject else "",
        "lead": issue.lead.name if issue.lead else "",
        "first": issue.first_receiver.name if issue.first_receiver else "",
        "handler": issue.handler.name if issue.handler else "",
        "coordinator": issue.coordinator.name if issue.coordinator else "",
        "profile": called(issue.profile),
        "level": issue.get_level_display() if issue.level else "",
        "raised": moment(issue.raised_at),
        "closed": moment(issue.closed_at),
        "review": day(issue.review_on),
        "progress": issue.progress,
        "progress_at": moment(issue.progress_at),
        "reopened": issue.reopened,
    }


def span(amount: int, unit: str) -> str:
    """A time limit in words; `unit` as in UNITS."""
    said = {
        "hour": ngettext("%(many)s 个工作小时", "%(many)s 个工作小时", amount),
        "workday": ngettext("%(many)s 个工作日", "%(many)s 个工作日", amount),
        "day": ngettext("%(many)s 个自然日", "%(many)s 个自然日", amount),
    }
    return said[unit] % {"many": amount}


def clock_row(clock: Clock, today: dt.date, tomorrow: dt.date, still: str = "") -> dict[str, Any]:
    """One clock. Overdue is a word beside its colour; `still` says why running clocks stand still, "" when they run."""
    running = clock.state == "running"
    shown = card(clock.due, today, tomorrow) if running and not still else ""
    return {
        "pk": clock.pk,
        "what": clock.get_what_display(),
        "unit": clock.part.organisation.name if clock.part else "",
        "limit": span(clock.amount, clock.unit),
        "extra": clock.extra,
        "due": moment(clock.due_at) if clock.due_at else day(clock.due),
        "provisional": clock.provisional,
        "state": still if running and still else clock.get_state_display(),
        "tone": "warn" if running and still else TONES.get(clock.state, "plain"),
        "card": shown,
        "ended": moment(clock.ended),
        "ask": _("申请延长 %(days)s 天：%(state)s") % {"days": clock.asked, "state": clock.get_ask_display()}
        if clock.ask
        else "",
        "ask_reason": clock.ask_reason,
        "ask_answer": clock.ask_answer,
    }


def answer_row(answer: Answer) -> dict[str, Any]:
    """One answer with the firm's word."""
    return {
        "outcome": answer.get_outcome_display(),
        "text": answer.text,
        "review": day(answer.review_on),
        "by": answer.by.name if answer.by else "",
        "at": moment(answer.at),
        "retracted": answer.retracted,
        "word": answer.get_word_display() if answer.word else "",
        "tone": {"yes": "good", "no": "bad"}.get(answer.word, "warn"),
        "satisfaction": answer.get_satisfaction_display() if answer.satisfaction else "",
        "said": answer.said,
        "said_at": moment(answer.said_at),
        "said_by": answer.get_said_by_display() if answer.said_by else "",
        "attempts": answer.attempts,
    }


def part_row(part: Part) -> dict[str, Any]:
    """One co-handler's part."""
    return {
        "unit": part.organisation.name,
        "task": part.task,
        "due": day(part.due),
        "state": part.get_state_display(),
        "tone": TONES.get(part.state, "plain"),
        "opinion": part.opinion,
        "at": moment(part.at),
    }


def tables(participants: list[Participant]) -> list[dict[str, Any]]:
    """Consultation tables with their participants, from the participants alone: each table has some."""
    found: dict[int, dict[str, Any]] = {}
    for one in participants:
        table = one.consultation
        shown = found.setdefault(
            table.pk,
            {
                "reason": table.reason,
                "meets": moment(table.meets),
                "place": table.place,
                "state": table.get_state_display(),
                "tone": "good" if table.state == "decided" else "warn",
                "minutes": table.minutes,
                "decision": table.decision,
                "lead": table.lead.name if table.lead else "",
                "days": table.days,
                "decided": moment(table.decided_at),
                "participants": [],
            },
        )
        position = {"unit": one.organisation.name, "position": one.position, "at": moment(one.at)}
        shown["participants"].append(position)
    return list(found.values())


def attachment_row(attachment: Attachment, actor: Actor) -> dict[str, Any]:
    """One file."""
    return {
        "pk": attachment.pk,
        "url": reverse("issues:attachment", args=[attachment.pk]),
        "name": attachment.name,
        "size": f"{max(1, attachment.size // 1024):,} KB",
        "inside": attachment.inside,
        "mine": attachment.by_id == actor.user_id,
    }
