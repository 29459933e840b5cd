"""Postings from CSV, plans and reasons as CSV (docs/matching.md). Headers are the column names of schema.

Lots and firms have any text as keys; a firm named in both files is one firm. Days are 2026-12-01. Other cells are the
whole numbers that schema declares; an empty cell is the column's default.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching import schema
from yuanmeng.core.matching.plan import Loans
from yuanmeng.core.matching.rules import CERTIFICATES
from yuanmeng.core.matching.why import MISSES, SHORTAGE, SURPLUS, left_over, removed
from yuanmeng.core.matching.wishes import Pin
from yuanmeng.core.refusals import Invalid

if TYPE_CHECKING:
    from yuanmeng.core.matching.plan import Plan
    from yuanmeng.core.matching.verify.law import Law
    from yuanmeng.core.matching.wishes.board import Edges

    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

EPOCH = date(1970, 1, 1)
DAYS = {"first", "last", "contract_end", *(f"until_{one.key}" for one in CERTIFICATES)}
LOANS = ("lender", "borrower", "heads", "first", "last", "yuan_a_head", "yuan")
REASONS = (
    *("side", "lot", "heads", "placed", "candidates", "price", "reason"),
    *("nearest", "rival", "yuan_short", "removed", "misses"),
)
PINS = ("lender", "borrower", "heads")


@dataclass(frozen=True, slots=True)
class Postings:
    """One file: the lots, and the key of each as written."""

    lots: schema.Lots
    keys: list[str]


def read(surplus: Path, shortage: Path) -> tuple[Postings, Postings]:
    """Both sides. Raises Invalid naming file, row, column and value."""
    firms: dict[str, int] = {}
    return _postings(surplus, "surplus", firms), _postings(shortage, "shortage", firms)


def _postings(path: Path, side: str, firms: dict[str, int]) -> Postings:
    columns = {column.name: column.default for column in (schema.SURPLUS if side == "surplus" else schema.SHORTAGE)}
    if side == "surplus":
        columns |= {f"until_{one.key}": schema.ABSENT for one in CERTIFICATES}
    header, rows = _table(path)
    unknown = [name for name in header if name not in columns]
    if unknown or len(set(header)) != len(header):
        wrong = unknown[0] if unknown else max(header, key=header.count)
        raise Invalid(f"{path.name} 表头的“{wrong[:40]}”不认识或重复；可用的有：{'、'.join(columns)}。")
    frame: dict[str, Any] = {}
    for at, name in enumerate(header):
        cells = [row[at].strip() for row in rows]
        if name == "firm":
            frame[name] = np.array([firms.setdefault(cell, len(firms) + 1) for cell in cells], np.int64)
        elif name != "lot":
            frame[name] = [_whole(cell, (path.name, line + 2, name), columns[name]) for line, cell in enumerate(cells)]
    if "lot" not in header:
        raise Invalid(f"{path.name} 没有“lot”列（每批人员的编号）。")
    keys = [row[header.index("lot")].strip() for row in rows]
    _once(path, keys)
    frame["lot"] = np.arange(len(keys))
    return Postings(schema.surplus(frame) if side == "surplus" else schema.shortage(frame), keys)


def _table(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as failed:
        raise Invalid(f"读不了文件“{path}”：{failed.strerror}。") from None
    except UnicodeDecodeError:
        raise Invalid(f"文件“{path.name}”不是 UTF-8 编码。") from None
    try:
        lines = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error as broken:
        raise Invalid(f"文件“{path.name}”不是 CSV：{broken}。") from None
    if not lines:
        raise Invalid(f"文件“{path.name}”是空的。")
    header = [cell.strip() for cell in lines[0]]
    for number, row in enumerate(lines[1:], 2):
        if len(row) != len(header):
            raise Invalid(f"{path.name} 第 {number} 行有 {len(row)} 栏，表头有 {len(header)} 栏。")
    return header, lines[1:]


def _whole(cell: str, place: tuple[str, int, str], default: int | None) -> int:
    """A whole number or a day; an empty cell is the default."""
    file, line, column = place
    if not cell and default is not None:
        return default
    try:
        return (date.fromisoformat(cell) - EPOCH).days if column in DAYS else int(cell)
    except ValueError:
        wanted = "日期（如 2026-12-01）" if column in DAYS else "整数"
        raise Invalid(f"{file} 第 {line} 行“{column}”列的值“{cell[:40]}”不是{wanted}。") from None


def _once(path: Path, keys: list[str]) -> None:
    seen: dict[str, int] = {}
    for line, key in enumerate(keys, 2):
        if key in seen or not key:
            raise Invalid(
                f"{path.name} 第 {line} 行“lot”列的值“{key[:40]}”是空的，或与第 {seen.get(key, line)} 行重复。"
            )
        seen[key] = line


def write_plan(path: Path, plan: Plan, surplus: Postings, shortage: Postings) -> None:
    """One row a loan."""
    loans = plan.loans
    columns = (loans.lender, loans.borrower, loans.heads, loans.first, loans.last, loans.each)
    rows = [
        [surplus.keys[i], shortage.keys[j], heads, _day(first), _day(last), each, each * heads]
        for i, j, heads, first, last, each in zip(*(column.tolist() for column in columns), strict=True)
    ]
    _write(path, [list(LOANS), *rows])


def read_pins(path: Path, surplus: Postings, shortage: Postings) -> tuple[Pin, ...]:
    """Pairs of lots and heads that must be lent at least. Raises Invalid."""
    return tuple(Pin(*row) for row in _paired(path, PINS, surplus, shortage))


def read_previous(path: Path, surplus: Postings, shortage: Postings) -> Loans:
    """An earlier plan as written; loans of lots that are posted no longer are left out. Raises Invalid."""
    rows = _paired(path, LOANS[:5], surplus, shortage, gone=True)
    lender, borrower, heads, first, last = np.array(rows, np.int64).reshape(-1, 5).T
    dates = first.astype(np.int32), last.astype(np.int32)
    return Loans(lender, borrower, heads.astype(np.int32), *dates, np.zeros(len(heads), np.int32))


def _paired(
    path: Path, names: tuple[str, ...], surplus: Postings, shortage: Postings, *, gone: bool = False
) -> list[list[int]]:
    """The named columns, lots as rows of the postings; a lot that is not there is refused, or left out where `gone`."""
    header, rows = _table(path)
    missing = [name for name in names if name not in header]
    if missing:
        raise Invalid(f"{path.name} 没有“{missing[0]}”列；需要的有：{'、'.join(names)}。")
    known = {
        name: {_quiet(key): at for at, key in enumerate(side.keys)}
        for name, side in zip(names[:2], (surplus, shortage), strict=True)
    }
    found = []
    for line, row in enumerate(rows, 2):
        cells = {name: row[header.index(name)].strip() for name in names}
        lost = [name for name in names[:2] if _quiet(cells[name]) not in known[name]]
        if lost and not gone:
            raise Invalid(f"{path.name} 第 {line} 行“{lost[0]}”列的“{cells[lost[0]][:40]}”不在这次的表里。")
        numbers = [_whole(cells[name], (path.name, line, name), None) for name in names[2:]]
        if not lost:
            found.append([*(known[name][_quiet(cells[name])] for name in names[:2]), *numbers])
    return found


def write_reasons(path: Path, plan: Plan, law: Law, edges: Edges, sides: tuple[Postings, Postings]) -> None:
    """One row a lot: heads placed, lawful partners, worth of one more head, and for heads left over the reason.

    `nearest` and `rival`: the partner nearest to taking them and whom it took instead, at `yuan_short` a head more.
    `removed` and `misses`: partners that each rule removed, and those that break the fewest rules.
    """
    rows: list[list[Any]] = [list(REASONS)]
    rows += _reasons(SURPLUS, sides, plan, law, edges)
    rows += _reasons(SHORTAGE, (sides[1], sides[0]), plan, law, edges)
    _write(path, rows)


def _reasons(side: str, sides: tuple[Postings, Postings], plan: Plan, law: Law, edges: Edges) -> list[list[Any]]:
    (mine, theirs), lending = sides, side == SURPLUS
    lots = len(mine.keys)
    placed = np.bincount(plan.loans.lender if lending else plan.loans.borrower, plan.loans.heads, lots).astype(int)
    partners = np.bincount(edges.lender if lending else edges.borrower, minlength=lots)
    price = plan.lender_price if lending else plan.borrower_price
    over = left_over(side, mine.lots, edges, plan)
    columns = (over.nearest, over.rival, over.short)
    told = dict(zip(over.row.tolist(), zip(*(one.tolist() for one in columns), strict=True), strict=True))
    rows = []
    for lot, key in enumerate(mine.keys):
        heads, put, count = int(mine.lots["heads"][lot]), int(placed[lot]), int(partners[lot])
        reason = "full" if put == heads else "others are worth more" if count else "no lawful partner"
        nearest, rival, short = told.get(lot, (-1, -1, ""))
        names = theirs.keys[nearest] if nearest >= 0 else "", mine.keys[rival] if rival >= 0 else ""
        why = ("", "") if put == heads else _rules(law, side, lot, theirs.keys)
        rows.append([side, key, heads, put, count, int(price[lot]), reason, *names, short, *why])
    return rows


def _rules(law: Law, side: str, lot: int, theirs: list[str]) -> tuple[str, str]:
    """Partners by the rule that removed them, and the nearest misses with what each lacks."""
    found = removed(law, side, lot)
    counts = "; ".join(f"{rule} {count}" for rule, count in sorted(found.counts.items(), key=lambda one: -one[1]))
    misses = [
        f"{theirs[miss.row]}: " + ", ".join(f"{rule} {miss.facts.get(rule, '')}".strip() for rule in miss.rules)
        for miss in found.misses[:MISSES]
    ]
    return counts, "; ".join(misses)


def _day(day: int) -> str:
    return (EPOCH + timedelta(days=day)).isoformat()


def _write(path: Path, rows: list[list[Any]]) -> None:
    """Whole or not at all; text that could start a formula is quoted."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_quiet(cell) for cell in row] for row in rows])
    fresh = path.with_name(path.name + ".part")
    try:
        fresh.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
        fresh.replace(path)
    except OSError as failed:
        raise Invalid(f"写不了文件“{path}”：{failed.strerror}。") from None


def _quiet(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@＝＋－＠\t" and cell else cell
