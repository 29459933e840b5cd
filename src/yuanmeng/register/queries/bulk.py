"""The difference between an edited sheet and the register, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.refusals import Invalid
from yuanmeng.core.text import plain
from yuanmeng.register.importing.reading import Line, Table, opened
from yuanmeng.register.importing.sentences import row_sentence
from yuanmeng.register.models import BulkCell, Organisation
from yuanmeng.register.queries.bulk_columns import COLUMNS, Unfit, heads, kept, level

MOST = 5000
"""Firms in one bulk edit."""
HEADS_WITHIN = 5
"""The head is looked for in so many rows."""
LONGEST = 30_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was uploaded: rows of (number, key, version, {column: text}), formulas by row, heads that were ignored."""

    columns: list[str]
    rows: list[Row]
    ignored: list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read; `formulas` are the columns whose cell holds a formula."""

    number: int
    key: str
    version: str
    cells: dict[str, str]
    formulas: frozenset[str]

    @property
    def number_of_key(self) -> int:
        """The key as a number; 0, which no file has, when it is none."""
        return int(self.key) if self.key.isascii() and self.key.isdigit() and len(self.key) < 19 else 0


@dataclass(slots=True)
class Difference:
    """The cells that differ, and how many rows were as they are in the register."""

    cells: list[BulkCell] = field(default_factory=list)
    unchanged: int = 0


def read(path: Path) -> Sheet:
    """The first sheet with the heads of a download. Raises Invalid with a sentence that says what to do."""
    with opened(path) as tables:
        for table in tables:
            found = _places(table)
            if found:
                return _sheet(table, *found)
    raise Invalid(gettext("没有找到“档案编号”和“版本”两列。请使用从本页下载的表格修改后上传。"))


def _places(table: Table) -> tuple[int, dict[str, int], list[str]] | None:
    """Row of the heads, column key → place, heads that mean nothing here; None when there are no such heads."""
    known = heads()
    for line in table.lines():
        if line.number > HEADS_WITHIN:
            return None
        names = [cell.strip() for cell in line.cells]
        places = {known[name]: place for place, name in enumerate(names) if known.get(name)}
        if {"key", "version"} <= set(places):
            return line.number, places, [name for name in names if name and name not in known]
    return None


def _sheet(table: Table, head: int, places: dict[str, int], ignored: list[str]) -> Sheet:
    rows = [_row(line, places) for line in table.lines() if line.number > head and any(c.strip() for c in line.cells)]
    if len(rows) > MOST:
        says = gettext("一次最多修改 %(most)s 家，这份表格有 %(count)s 行。请拆分后上传。")
        raise Invalid(says % {"most": MOST, "count": len(rows)})
    return Sheet([key for key in COLUMNS if key in places], rows, ignored)


def _row(line: Line, places: dict[str, int]) -> Row:
    cells = {key: line.cells[place] if place < len(line.cells) else "" for key, place in places.items()}
    formulas = frozenset(key for key, place in places.items() if place in line.formulas)
    return Row(line.number, plain(cells.pop("key")), plain(cells.pop("version")), cells, formulas)


def difference(sheet: Sheet, firms: dict[int, dict[str, Any]]) -> Difference:
    """Compare with the firms as they are now (values of `current`). Nothing is written."""
    found = Difference()
    seen: dict[int, int] = {}
    for row in sheet.rows:
        key = row.number_of_key
        firm = firms.get(key)
        reason = _unusable(row, firm, seen.get(key))
        if reason or firm is None:
            more = str(seen[key]) if reason == "twice" else ""
            cell = BulkCell(row=row.number, now=row.key[:LONGEST], state="unknown", reason=reason, more=more)
            found.cells.append(cell)
            continue
        seen[key] = row.number
        cells = list(_cells(row, firm, sheet.columns))
        found.cells += cells
        found.unchanged += not cells
    return found


def _unusable(row: Row, firm: dict[str, Any] | None, earlier: int | None) -> str:
    """Why the row as a whole cannot be used, a key of SENTENCES; empty when it can."""
    if {"key", "version"} & row.formulas:
        return "formula"
    if firm is None:
        return "no_firm"
    if earlier:
        return "twice"
    return "" if row.version.isascii() and row.version.isdigit() and len(row.version) < 10 else "version"


def _cells(row: Row, firm: dict[str, Any], columns: Iterable[str]) -> Iterator[BulkCell]:
    for column in columns:
        was = kept(firm, column)
        typed = row.cells[column]
        if column in row.formulas:
            yield _cell(row, firm, column, (was, typed[:LONGEST]), ("invalid", "formula"))
            continue
        try:
            now = COLUMNS[column].read(typed)
        except Unfit:
            yield _cell(row, firm, column, (was, typed[:LONGEST]), ("invalid", "unfit"))
            continue
        if now != level(was):
            fresh = int(row.version) == firm["version"]
            yield _cell(row, firm, column, (was, now), ("change", "") if fresh else ("stale", "stale"))


SENTENCES = {
    "no_firm": _("没有这个档案编号，或该档案已并入其他单位。这一行不处理。"),
    "twice": _("这个档案编号在第 %(more)s 行已经出现过。这一行不处理。"),
    "version": _("版本一栏被改动，无法判断表格是否过时。这一行不处理，请重新下载。"),
    "stale": _("下载之后，这份档案已被他人修改。这一格不处理：请重新下载，在新的表格上修改。"),
}


def sentence(cell: BulkCell) -> str:
    """Why a cell is not applied, in the reader's language; empty for one that is."""
    if cell.reason == "formula":
        return row_sentence("formula")
    if cell.reason == "unfit":
        return _unfit(cell)
    return str(SENTENCES[cell.reason]) % {"more": cell.more} if cell.reason else ""


def _unfit(cell: BulkCell) -> str:
    """The column says again what is wrong with the cell."""
    try:
        COLUMNS[cell.column].read(cell.now)
    except Unfit as unfit:
        return str(unfit)
    return gettext("上传时这个值还不能用（例如日期晚于当天）。请重新下载后再改。")


def _cell(row: Row, firm: dict[str, Any], column: str, change: tuple[str, str], judged: tuple[str, str]) -> BulkCell:
    (was, now), (state, reason) = change, judged
    return BulkCell(
        row=row.number,
        organisation_id=firm["pk"],
        seen=firm["version"],
        column=column,
        was=was,
        now=now,
        state=state,
        reason=reason,
    )


def current(keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The open firms with these keys: what a sheet is compared with."""
    wanted = list({key for key in keys if 0 < key < 2**63})
    rows = Organisation.objects.filter(pk__in=wanted).exclude(state="merged").order_by("pk")
    return {row["pk"]: row for row in rows.values("pk", "version", "uscc", *COLUMNS)}


def keys_in(sheet: Sheet) -> list[int]:
    """The keys that the sheet names; 0 for what is no number."""
    return [row.number_of_key for row in sheet.rows]
