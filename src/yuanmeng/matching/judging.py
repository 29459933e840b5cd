"""What each row of a file of vacancies becomes: a draft, a posting held for a person, or nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from yuanmeng.core.labour.rules import daily
from yuanmeng.core.labour.vacancy import Vacancy, read
from yuanmeng.matching.models import Lot
from yuanmeng.matching.reading import Rows
from yuanmeng.register.models import FormerName, Organisation

KEPT = ("title", "company", "headcount", "wage", "deadline")
REFUSED = frozenset({"no_title", "twice"})
"""Reasons for which a row becomes no posting at all."""
LONGEST = timedelta(days=366)


@dataclass(slots=True)
class Outcome:
    """What became of the rows; `reasons` counts why rows were held or refused, `troubles` names each of them."""

    rows: int = 0
    created: int = 0
    held: int = 0
    refused: int = 0
    unchanged: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    troubles: list[tuple[int, str, list[str], dict[str, str]]] = field(default_factory=list)

    def totals(self) -> dict[str, int]:
        """The counts alone."""
        return {name: getattr(self, name) for name in ("rows", "created", "held", "refused", "unchanged")}


def judged(
    rows: Rows, source: str, as_of: date, outcome: Outcome, *, but: int | None = None
) -> Iterator[tuple[int, Lot]]:
    """Each row that may be stored with its number; what becomes of every row is told in `outcome`.

    `but` is a batch whose postings do not count as imported before.
    """
    firms = _firms()
    before = Lot.objects.filter(source=source).exclude(batch__isnull=False, batch=but)
    marks = set(before.values_list("given__mark", flat=True))
    seen: set[str] = set()
    for number, row in rows:
        outcome.rows += 1
        mark = hashlib.sha256("\n".join(row.values()).encode("utf-8", "replace")).hexdigest()[:16]
        if mark in marks:
            outcome.unchanged += 1
            continue
        lot = _lot(read(row, as_of), firms, as_of)
        why = ["no_title"] if not row["title"] else ["twice"] if mark in seen else lot.held
        seen.add(mark)
        _count(outcome, number, why, row)
        if not REFUSED & set(why):
            lot.source, lot.given = source, {name: row[name][:200] for name in KEPT if row.get(name)} | {"mark": mark}
            yield number, lot


def _count(outcome: Outcome, number: int, why: list[str], row: dict[str, str]) -> None:
    kind = "refused" if REFUSED & set(why) else "held" if why else "created"
    setattr(outcome, kind, getattr(outcome, kind) + 1)
    outcome.reasons.update(why)
    if why:
        outcome.troubles.append((number, kind, why, row))


def _firms() -> dict[str, int]:
    """Names, also former ones, of the organisations in the register."""
    former = FormerName.objects.filter(organisation__state="active").values_list("name", "organisation_id")
    return {**dict(former), **dict(Organisation.objects.filter(state="active").values_list("name", "pk"))}


def _lot(vacancy: Vacancy, firms: dict[str, int], as_of: date) -> Lot:
    held = list(vacancy.held)
    firm = firms.get(vacancy.employer)
    if vacancy.employer and firm is None:
        held.append("unknown_employer")
    until = vacancy.until
    if until and until > as_of + LONGEST:
        until = None
        held.append("junk_date")
    since = as_of if until and until >= as_of else None
    return Lot(
        side="shortage", organisation_id=firm, job=vacancy.job, heads=vacancy.heads, since=since,
        until=until if since else None, wage_fen=daily(vacancy.wage_fen_month, "month"), text=vacancy.text[:2000],
        state="held" if held else "draft", held=held,
    )  # fmt: skip
