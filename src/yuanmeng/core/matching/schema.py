"""The postings as columns of whole numbers: what each means, its unit, its range, and the checks on entry.

A frame is anything that answers `frame[name]` with a column and knows its names: a dict of numpy arrays, a polars
DataFrame, an Arrow table. Lots keep the order they came in; plans name lots by that row number (and by `lot`).
Days are counted from 1970-01-01, both ends inclusive. Money is fen. Places are metres on any one flat grid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching.rules import CERTIFICATES
from yuanmeng.core.refusals import Invalid

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

OPEN = 2**31 - 1
"""No end: a contract without term, a certificate that never expires."""
ABSENT = -1
"""No certificate of that kind; no alliance."""
DAY, MIDDLE, NIGHT = 1, 2, 4
"""Bits of `shifts`: a lot's are those its workers accept, a need's are those it works (all must be accepted)."""
HAZARD, HEAVY, NIGHTLY, OVERTIME = 1, 2, 4, 8
"""Bits of `demands` and `suits` (LAB-14): toxic, mines or other hazards; 4th-grade heaviness; night work; overtime."""
ALL_SUIT = HAZARD | HEAVY | NIGHTLY | OVERTIME
OWN, DISPATCHED = 0, 1
"""`employment`: the lender's own employees, or sent to the lender by an agency (LAB-03)."""
ADULTS, YOUNG, CHILDREN = 0, 1, 2
"""`ages`: all 18 or older, some of 16 or 17, some under 16 (LAB-14)."""
_LAST_DAY = 80_000
_LONGEST = 1_830


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `default` None: must be given. `low` to `high` are the values let in."""

    name: str
    kind: str
    unit: str
    low: int
    high: int
    default: int | None
    says: str


def _both() -> tuple[Column, ...]:
    return (
        Column("lot", "int64", "编号", 0, 2**62, None, "posting's key, once per side"),
        Column("firm", "int64", "编号", 0, 2**62, None, "employer (surplus) or borrower (shortage)"),
        Column("job", "int32", "代码", 0, 2**31 - 2, None, "occupation; equal codes fit, other pairs by Rules.kin"),
        Column("grade", "int8", "级", 0, 5, 0, "0 none, 1 初级工 … 5 高级技师; a need's is the least wanted"),
        Column("heads", "int32", "人", 1, 1_000_000, None, "people idle, or missing"),
        Column("first", "int32", "日", 0, _LAST_DAY, None, "first day"),
        Column("last", "int32", "日", 0, _LAST_DAY, None, "last day, at most 1,830 days after the first"),
        Column("shifts", "int8", "位", 1, 7, 1, "DAY | MIDDLE | NIGHT: accepted (surplus), worked (shortage)"),
        Column("x", "int32", "米", -5_000_000, 5_000_000, None, "place, east"),
        Column("y", "int32", "米", -5_000_000, 5_000_000, None, "place, north"),
        Column("alliance", "int32", "编号", ABSENT, 2**31 - 2, ABSENT, "the firm's main alliance"),
        Column("least_days", "int16", "天", 1, _LONGEST, 1, "shortest loan this side accepts"),
        Column("batch", "int32", "人", 1, 1_000_000, 1, "least heads per loan this side accepts (a wish of plans)"),
    )


SURPLUS: tuple[Column, ...] = (
    *_both(),
    Column("floor", "int32", "分/人日", 0, 1_000_000, 0, "least pay a day (LAB-08): present pay or minimum wage"),
    Column("reach", "int32", "米", 0, 100_000, 30_000, "farthest daily commute accepted, straight line"),
    Column("away", "int8", "是否", 0, 1, 0, "1: would live at a lodging during the loan"),
    Column("contract_end", "int32", "日", 0, OPEN, OPEN, "last day of the labour contract (LAB-05), OPEN none"),
    Column("employment", "int8", "类", 0, 1, OWN, "OWN or DISPATCHED (LAB-03)"),
    Column("consents", "int32", "人", 0, 1_000_000, None, "workers who said they may be lent (LAB-04)"),
    Column("ages", "int8", "类", 0, 2, ADULTS, "ADULTS, YOUNG, CHILDREN (LAB-14)"),
    Column("suits", "int8", "位", 0, 15, ALL_SUIT, "HAZARD | HEAVY | NIGHTLY | OVERTIME the lender certifies for all"),
    Column("day_minutes", "int16", "分钟", 0, 1_440, 0, "still worked a day for the lender meanwhile (LAB-15)"),
    Column("week_minutes", "int16", "分钟", 0, 10_080, 0, "still worked a week for the lender meanwhile (LAB-15)"),
)
"""A lot of idle staff. Besides these: `until_KEY` (int32 days) for each certificate, its last valid day (LAB-13)."""
SHORTAGE: tuple[Column, ...] = (
    *_both(),
    Column("wage", "int32", "分/人日", 0, 1_000_000, None, "pay a day"),
    Column("lodging", "int8", "是否", 0, 1, 0, "1: offers a place to live"),
    Column("certificates", "int32", "位", 0, 2 ** len(CERTIFICATES) - 1, 0, "bit k: CERTIFICATES[k] needed (LAB-13)"),
    Column("demands", "int8", "位", 0, 15, 0, "HAZARD | HEAVY | NIGHTLY | OVERTIME"),
    Column("day_minutes", "int16", "分钟", 1, 1_440, 480, "worked a day"),
    Column("week_minutes", "int16", "分钟", 1, 10_080, 2_400, "worked a week"),
    Column("lenders", "int16", "家", 0, 1_000, 0, "most lots to borrow from, 0 no limit (a wish of plans)"),
)
"""A lot of missing staff."""
NAMES = {"surplus": "富余", "shortage": "缺口"}


class Lots:
    """One side's postings, checked: `lots["heads"]` is a contiguous array of the declared dtype.

    A surplus also has `lots["until"]`, int32 (lots, len(CERTIFICATES)): last valid day, ABSENT, or OPEN.
    """

    __slots__ = ("_columns", "side")

    def __init__(self, side: str, columns: Mapping[str, Whole]) -> None:
        """For code that holds sound columns already; frames from outside go through `surplus` and `shortage`."""
        self.side = side
        self._columns = dict(columns)

    def __getitem__(self, name: str) -> Whole:
        return self._columns[name]

    def __len__(self) -> int:
        return len(self._columns["lot"])

    def take(self, rows: Whole) -> Lots:
        """The lots at these rows, in this order."""
        return Lots(self.side, {name: np.ascontiguousarray(column[rows]) for name, column in self._columns.items()})

    def altered(self, **columns: Whole) -> Lots:
        """The same lots with some columns replaced."""
        return Lots(self.side, self._columns | columns)


def surplus(frame: Any) -> Lots:
    """Check idle staff. Raises Invalid naming column, row (from 0) and value."""
    columns = _checked("surplus", frame, SURPLUS, {f"until_{one.key}" for one in CERTIFICATES})
    known = set(_names(frame))
    until = np.full((len(columns["lot"]), len(CERTIFICATES)), ABSENT, np.int32)
    for at, certificate in enumerate(CERTIFICATES):
        name = f"until_{certificate.key}"
        if name in known:
            column = Column(name, "int32", "日", ABSENT, OPEN, ABSENT, certificate.name)
            until[:, at] = _column("surplus", column, frame[name], len(until))
    return Lots("surplus", columns | {"until": until})


def shortage(frame: Any) -> Lots:
    """Check missing staff. Raises Invalid naming column, row (from 0) and value."""
    return Lots("shortage", _checked("shortage", frame, SHORTAGE, set()))


def _checked(side: str, frame: Any, declared: tuple[Column, ...], besides: set[str]) -> dict[str, Whole]:
    names = list(_names(frame))
    unknown = set(names) - {column.name for column in declared} - besides
    if unknown:
        known = "、".join([*(column.name for column in declared), *sorted(besides)])
        raise Invalid(f"{NAMES[side]}表有不认识的列“{min(unknown)}”；可用的有：{known}。")
    size = len(frame[names[0]]) if names else 0
    columns = {}
    for column in declared:
        if column.name in names:
            columns[column.name] = _column(side, column, frame[column.name], size)
        elif column.default is None:
            raise Invalid(f"{NAMES[side]}表没有“{column.name}”列（{column.says}，单位：{column.unit}）。")
        else:
            columns[column.name] = np.full(size, column.default, column.kind)
    _together(side, columns)
    return columns


def _names(frame: Any) -> Iterable[str]:
    return list(getattr(frame, "column_names", None) or getattr(frame, "columns", None) or frame)


def _column(side: str, column: Column, given: Any, size: int) -> Whole:
    values = np.asarray(given)
    if values.shape != (size,):
        raise Invalid(f"{NAMES[side]}表的“{column.name}”列有 {values.shape} 个值，应为 {size} 个。")
    if values.dtype == np.bool_:
        values = values.astype(np.int8)
    if size and values.dtype.kind not in "iu":
        bad = next((at for at, value in enumerate(values.tolist()) if type(value) is not int), 0)
        raise _wrong(side, column, bad, values[bad])
    outside: Whole = np.flatnonzero((values < column.low) | (values > column.high))
    if len(outside):
        raise _wrong(side, column, int(outside[0]), values[outside[0]])
    return np.ascontiguousarray(values, column.kind)


def _wrong(side: str, column: Column, row: int, value: object) -> Invalid:
    cell = f"{NAMES[side]}表第 {row} 行“{column.name}”列的值“{str(value)[:40]}”"
    says = f"{cell}不是 {column.low} 到 {column.high} 之间的整数"
    return Invalid(
        f"{says}（{column.says}，单位：{column.unit}）。", column=column.name, row=row, value=str(value)[:40]
    )


def _together(side: str, columns: Mapping[str, Whole]) -> None:
    """What no single column shows: keys twice, days crossed."""
    lots, first, last = columns["lot"], columns["first"], columns["last"]
    order = np.argsort(lots, kind="stable")
    twice = np.flatnonzero(lots[order][1:] == lots[order][:-1])
    if len(twice):
        row = int(order[twice[0] + 1])
        raise Invalid(
            f"{NAMES[side]}表第 {row} 行“lot”列的值“{lots[row]}”重复。", column="lot", row=row, value=str(lots[row])
        )
    crossed = np.flatnonzero((last < first) | (last - first >= _LONGEST))
    if len(crossed):
        row = int(crossed[0])
        cell = f"{NAMES[side]}表第 {row} 行“last”列的值“{last[row]}”"
        says = f"{cell}早于“first”列的“{first[row]}”，或晚了 {_LONGEST} 天以上。"
        raise Invalid(says, column="last", row=row, value=str(last[row]))


@dataclass(frozen=True, slots=True)
class Ties:
    """What is known of pairs, by keys: int64 arrays, each row one fact."""

    firms_apart: Whole
    """(k, 2) lender firm, borrower firm: never lend to each other."""
    lots_apart: Whole
    """(k, 2) surplus lot, shortage lot: not this pair (refused yesterday, forbidden by a person)."""
    experience: Whole
    """(k, 3) lender firm, borrower firm, score from -100 to 100 of earlier loans."""

    @staticmethod
    def of(firms_apart: Any = (), lots_apart: Any = (), experience: Any = ()) -> Ties:
        """From sequences of rows. Raises Invalid."""
        scores = _rows("experience", experience, 3)
        bad = np.flatnonzero(np.abs(scores[:, 2]) > 100)
        if len(bad):
            raise Invalid(f"experience 第 {bad[0]} 行的评分“{scores[bad[0], 2]}”不在 -100 到 100 之间。")
        return Ties(_rows("firms_apart", firms_apart, 2), _rows("lots_apart", lots_apart, 2), scores)


def _rows(name: str, given: Any, width: int) -> Whole:
    rows = np.asarray(given, np.int64) if len(given) else np.zeros((0, width), np.int64)
    if rows.ndim != 2 or rows.shape[1] != width:
        raise Invalid(f"{name} 每行应有 {width} 个整数。")
    return rows
