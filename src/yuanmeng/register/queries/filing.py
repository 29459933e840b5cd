"""Everything about one firm, in few queries: the page of a firm is opened more often than any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.accounts.policy import ALL, NONE
from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Hidden
from yuanmeng.ledger.models import Event
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS

LABEL = Organisation._meta.label_lower


SHOWN = ("browse", "correct", "edit", "phone")
"""The verbs that the page has something for."""


def file_of(actor: Actor, pk: int) -> tuple[Organisation, dict[str, bool]]:
    """The organisation, and verb → whether the actor may use it on it, in one query. Raises Hidden."""
    rules = {verb: FIRMS.rules[verb].where(actor) for verb in SHOWN}
    asked = {f"may_{verb}": _yes(where) for verb, where in rules.items() if where not in (ALL, NONE)}
    firm = FIRMS.among(actor).filter(pk=pk).annotate(**asked).first()
    if firm is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    return firm, {verb: bool(getattr(firm, f"may_{verb}", where == ALL)) for verb, where in rules.items()}


def _yes(where: Q) -> Case:
    return Case(When(where, then=Value(1)), default=Value(0))


class Coded(NamedTuple):
    """What a code stands for; a division that has ended has its last day and the code that took its place."""

    code: str
    name: str
    until: date | None
    successor: str


def meanings(firm: Organisation, rows: list[Attached]) -> tuple[dict[str, Coded], dict[str, str]]:
    """By code: the firm's division and the one inside its credit code with the city and province around it; and the
    name of its industry in the newest edition that has it; from what `attached` brought."""
    divisions = {row.number: Coded(row.number, row.name, row.until, row.more) for row in rows if row.what == "division"}
    named = sorted((row.source, row.number, row.name) for row in rows if row.what == "industry")
    return divisions, {code: name for _edition, code, name in named}


@dataclass(frozen=True, slots=True)
class Attached:
    """Something that hangs on a firm for a period: `what` says which of the texts mean what."""

    what: str
    pk: int
    name: str
    more: str
    number: str
    since: date | None
    until: date | None
    source: str
    version: int


ATTACHED = """
SELECT 'former', id, name, '', '', NULL, CAST(until AS text), source, 0
  FROM register_formername WHERE organisation_id = %(firm)s
UNION ALL SELECT 'origin', id, kind, basis, '', CAST(since AS text), CAST(until AS text), source, 0
  FROM register_origin WHERE organisation_id = %(firm)s
UNION ALL SELECT 'title', id, kind, level, number, CAST(issued AS text), CAST(expires AS text), source, version
  FROM register_qualification WHERE organisation_id = %(firm)s
UNION ALL SELECT 'contact', id, name, role, phone, CAST(since AS text), CAST(until AS text), source, version
  FROM register_contact WHERE organisation_id = %(firm)s
UNION ALL SELECT 'unit', id, name, state, '', CAST(founded AS text), NULL, source, version
  FROM register_organisation WHERE parent_id = %(firm)s
UNION ALL SELECT 'unit', id, name, state, '', CAST(founded AS text), NULL, source, version
  FROM register_organisation WHERE id = %(parent)s OR id = %(merged_into)s
UNION ALL SELECT 'division', id, name, successor, code, NULL, CAST(until AS text), '', 0
  FROM register_division WHERE code IN (%(division)s, %(inside)s, %(city)s, %(province)s)
UNION ALL SELECT 'industry', id, name, '', code, NULL, NULL, edition, 0
  FROM register_industry WHERE code = %(industry)s
UNION ALL SELECT 'confirmed', e.id, '', '', '', CAST(e.at AS text), NULL, '', 0
  FROM ledger_about a JOIN ledger_event e ON e.id = a.event_id
  WHERE a.kind = %(label)s AND a.key = %(firm)s AND e.verb = 'firm.confirm'
"""
"""Written out, because Django takes longer to put this union together than the database to answer it."""


def attached(firm: Organisation) -> list[Attached]:
    """Former names, origins, titles, contacts, branches, the parent, what it was merged into, what its codes stand for,
    and the days on which the firm confirmed its facts; newest first, in one query."""
    inside = (firm.uscc or "")[2:8]
    asked = {"firm": firm.pk, "parent": firm.parent_id, "merged_into": firm.merged_into_id, "label": LABEL}
    asked |= {"division": firm.division, "inside": inside, "city": f"{inside[:4]}00", "province": f"{inside[:2]}0000"}
    asked |= {"industry": firm.industry}
    rows = [
        Attached(what, pk, name, more, number, _day(since), _day(until), source, version)
        for what, pk, name, more, number, since, until, source, version in _rows(ATTACHED, asked)
    ]
    return sorted(rows, key=lambda row: (row.since or date.min, row.pk), reverse=True)


def _rows(sql: str, asked: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())


def _day(text: str | None) -> date | None:
    """A date as both databases write it; a moment, kept in UTC, as the day of the zone."""
    if text is None or len(text) == 10:
        return date.fromisoformat(text) if text else None
    return timezone.localdate(datetime.fromisoformat(text).replace(tzinfo=UTC))


EVENTS = """
SELECT e.*, u.name AS actor_name
  FROM ledger_about a JOIN ledger_event e ON e.id = a.event_id LEFT JOIN accounts_user u ON u.id = e.actor_id
  WHERE a.kind = %s AND a.key = %s AND a.event_id < %s ORDER BY a.event_id DESC LIMIT %s
"""
NEWEST = 2**62


def events(firm: int, before: int = NEWEST, size: int = 30) -> list[Event]:
    """Events about the firm, newest first, older than event `before`, each with `actor_name`; one more than `size`."""
    return list(Event.objects.raw(EVENTS, [LABEL, firm, before, size + 1]))
