"""The list of problems: what a query string asks for, as one queryset."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from yuanmeng.core.actor import Actor
from yuanmeng.issues.models import Issue
from yuanmeng.issues.models.case import KINDS, STATE_NAMES, VIAS
from yuanmeng.issues.policy import ISSUES, own, units
from yuanmeng.issues.queries.searching import searched
from yuanmeng.issues.states import CLOSED, OPEN
from yuanmeng.ledger.days import midnight
from yuanmeng.register.queries.paging import Order

ORDERS = {
    "new": Order("pk", int, "down"),
    "due": Order("due", dt.date.fromisoformat, nullable="nulls"),
    "closed": Order("closed_at", dt.datetime.fromisoformat, "down", "nulls"),
}
SCOPES = ("all", "mine", "open", "closed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for; fields that make no sense are as if they were not there."""

    q: str = ""
    state: str = ""
    kind: str = ""
    via: str = ""
    scope: str = "all"
    sort: str = "new"
    unit: int = 0
    firm: int = 0
    category: int = 0
    since: dt.date | None = None
    until: dt.date | None = None
    plain: dict[str, str] = field(default_factory=dict)


def wanted(asked: Any) -> Wanted:
    """Read a query string (anything with `get`)."""
    texts: dict[str, Any] = {
        "q": asked.get("q", "").strip()[:60],
        "state": _known(asked.get("state", ""), dict(STATE_NAMES)),
        "kind": _known(asked.get("kind", ""), dict(KINDS)),
        "via": _known(asked.get("via", ""), dict(VIAS)),
        "scope": _known(asked.get("scope", ""), SCOPES) or "all",
        "sort": _known(asked.get("sort", ""), ORDERS) or "new",
    }
    keys: dict[str, Any] = {name: _key(asked.get(name, "")) for name in ("unit", "firm", "category")}
    days: dict[str, Any] = {"since": _day(asked.get("from", "")), "until": _day(asked.get("to", ""))}
    plain = {**texts, **{name: str(key) for name, key in keys.items() if key}}
    plain |= {name: day.isoformat() for name, day in (("from", days["since"]), ("to", days["until"])) if day}
    return Wanted(**texts, **keys, **days, plain={name: text for name, text in plain.items() if text})


def found(actor: Actor, asked: Wanted) -> QuerySet[Issue]:
    """The problems the actor may see that fit."""
    rows = ISSUES.among(actor, "view")
    exact = {"state": asked.state, "kind": asked.kind, "via": asked.via}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if asked.scope == "mine":
        rows = rows.filter(_mine(actor))
    elif asked.scope != "all":
        rows = rows.filter(state__in=OPEN if asked.scope == "open" else CLOSED)
    if asked.unit:
        rows = rows.filter(lead=asked.unit)
    if asked.firm:
        rows = rows.filter(firm=asked.firm)
    if asked.category:
        rows = rows.filter(category=asked.category)
    return _dated(_searched(rows, asked.q), asked)


def _mine(actor: Actor) -> Q:
    mine = Q(handler=actor.user_id) | Q(coordinator=actor.user_id) | Q(raised_by=actor.user_id)
    return mine | Q(lead__in=units(actor)) | Q(firm__in=own(actor))


def _searched(rows: QuerySet[Issue], q: str) -> QuerySet[Issue]:
    if not q:
        return rows
    if q.upper().startswith("WT") and q[2:3].isdigit():
        return rows.filter(number__startswith=q.upper())
    return rows.filter(searched(q))


def _dated(rows: QuerySet[Issue], asked: Wanted) -> QuerySet[Issue]:
    """Closed problems by the day of closing, others by the day they were raised."""
    basis = "closed_at" if asked.state in CLOSED or asked.scope == "closed" else "raised_at"
    if asked.since:
        rows = rows.filter(**{f"{basis}__gte": midnight(asked.since)})
    if asked.until:
        rows = rows.filter(**{f"{basis}__lt": midnight(asked.until + dt.timedelta(days=1))})
    return rows


def _known(value: str, among: Any) -> str:
    return value if value in among else ""


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None
