"""Vacancies of a file as needs: sound ones become drafts, doubtful ones are held for a person, the rest are refused.

The columns of sex, age and the like are never read (LAB-16).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.labour.rules import daily
from yuanmeng.core.labour.vacancy import Vacancy, read
from yuanmeng.core.refusals import Invalid
from yuanmeng.ledger.actions import action, record
from yuanmeng.matching.models import Lot
from yuanmeng.matching.policy import LOTS
from yuanmeng.register.importing.reading import Line, Table
from yuanmeng.register.models import FormerName, Organisation

COLUMNS = {
    "title": ("title", "职位", "岗位", "工种", "招聘职位", "岗位名称", "职位名称"),
    "company": ("company", "单位", "企业", "企业名称", "单位名称", "用人单位", "公司"),
    "headcount": ("headcount", "人数", "招聘人数", "需求人数", "缺工人数"),
    "wage": ("wage", "工资", "薪资", "月薪", "待遇"),
    "deadline": ("deadline", "截止日期", "结束日期", "有效期"),
    "description": ("description", "说明", "描述", "要求", "岗位要求", "备注"),
}
"""What a file may call each column; others are not looked at."""
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


@action("labour.import")
def load(table: Table, source: str, *, as_of: date, troubles: Outcome, by: Actor, op: UUID) -> dict[str, int]:
    """导入缺工信息 of a file; a row that was imported before from this source is left alone. Raises Denied, Invalid."""
    LOTS.demand(by, "load")
    lots = list(judged(table, source, as_of, troubles))
    for lot in lots:
        lot.made_by, lot.made_at = by.user_id, timezone.now()
    made = Lot.objects.bulk_create(lots, batch_size=200)
    record("labour.import", (Lot._meta.label_lower, [lot.pk for lot in made]), by=by, op=op, **troubles.totals())
    return troubles.totals()


def judged(table: Table, source: str, as_of: date, outcome: Outcome) -> Iterator[Lot]:
    """Each row as a posting that may be stored; what becomes of every row is told in `outcome`. Raises Invalid."""
    lines = iter(table.lines())
    columns = _columns(next(lines, Line(1, [], [])))
    firms = _firms()
    marks = set(Lot.objects.filter(source=source).values_list("given__mark", flat=True))
    seen: set[str] = set()
    for line in lines:
        row = {name: line.cells[at].strip() for name, at in columns.items() if at < len(line.cells)}
        outcome.rows += 1
        mark = hashlib.sha256("\n".join(row.values()).encode()).hexdigest()[:16]
        if mark in marks:
            outcome.unchanged += 1
            continue
        lot = _lot(read(row, as_of), row, firms, as_of)
        why = ["no_title"] if not row.get("title") else ["twice"] if mark in seen else lot.held
        seen.add(mark)
        _count(outcome, line.number, why, row)
        if not REFUSED & set(why):
            lot.source, lot.given = source, {name: row[name][:200] for name in KEPT if row.get(name)} | {"mark": mark}
            yield lot


def _count(outcome: Outcome, number: int, why: list[str], row: dict[str, str]) -> None:
    kind = "refused" if REFUSED & set(why) else "held" if why else "created"
    setattr(outcome, kind, getattr(outcome, kind) + 1)
    outcome.reasons.update(why)
    if why:
        outcome.troubles.append((number, kind, why, row))


def _columns(head: Line) -> dict[str, int]:
    """Where each column stands. Raises Invalid when there is no column of jobs."""
    names = [cell.strip().lower().removeprefix("\ufeff") for cell in head.cells]
    found = {name: names.index(word) for name, words in COLUMNS.items() for word in reversed(words) if word in names}
    if "title" not in found:
        raise Invalid(_("没有找到岗位列。表头应有：%(words)s。") % {"words": "、".join(COLUMNS["title"])})
    return found


def _firms() -> dict[str, int]:
    """Names, also former ones, of the organisations in the register."""
    former = FormerName.objects.filter(organisation__state="active").values_list("name", "organisation_id")
    return {**dict(former), **dict(Organisation.objects.filter(state="active").values_list("name", "pk"))}


def _lot(vacancy: Vacancy, row: dict[str, str], firms: dict[str, int], as_of: date) -> Lot:
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
