"""All lawful pairs of idle and missing staff with their worth, in compressed rows, and what each rule removed.

Lots are renumbered by job and place, so that whatever a row touches lies close together in memory. The lenders of one
job in one cell share the list of needs in reach; then every rule is one pass over the needs still left (`sieve`).
A row's pairs are sorted by falling worth while they are in the cache. Eight bytes a pair are kept, nothing else.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from yuanmeng.core.matching import layout, schema, sieve
from yuanmeng.core.matching.rules import HARD, LIMITS, VALUES, Rules

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

CELL = 15_000
"""Metres of a cell's side."""
MOST_ROWS = 4_096
"""Rows of cells at most; a wider country gets larger cells."""
BUFFER = 1 << 21
"""Pairs that one thread works out before they are put away."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Row i holds the lawful needs of the surplus lot `lender[i]`, best first.

    `packed[start[i]:start[i + 1]]` are int64: (TOP - worth) << 32 | need, where the need is the shortage lot
    `borrower[need]`. Sorting a row sorts by falling worth, then by need.
    """

    packed: Whole
    start: Whole
    lender: Whole
    """int32 (lenders,): row number in the surplus as given. Refused lots are at the end with empty rows."""
    borrower: Whole
    """int32 (needs,): row number in the shortage as given."""
    removed: dict[str, int]

    def __len__(self) -> int:
        return len(self.packed)

    def worth(self) -> Whole:
        """int32 yuan a head, in the order of `packed`."""
        return (layout.TOP - (self.packed >> 32)).astype(np.int32)

    def need(self) -> Whole:
        """int32 positions in `borrower`, in the order of `packed`."""
        return (self.packed & layout.LOW).astype(np.int32)

    def edges(self) -> tuple[Whole, Whole, Whole]:
        """Row numbers as given (int32) of both sides and worth (int32) of every pair: for small instances."""
        lender = np.repeat(self.lender, np.diff(self.start))
        return lender, self.borrower[self.need()], self.worth()


class Index(NamedTuple):
    """Needs by job, lodging, row of cells and column of cells."""

    first: Whole
    """int32 (groups * rows + 1,): where the needs of group g in row r begin; g = 2 * job number + lodging."""
    column: Whole
    """int32 (needs,): column of the cell, rising within a row."""
    rows: int
    side: int
    low_x: int
    low_y: int


def lawful(
    surplus: schema.Lots, shortage: schema.Lots, rules: Rules, ties: schema.Ties | None = None, *, workers: int = 2
) -> Pairs:
    """All lawful pairs. Deterministic whatever the number of `workers` (threads)."""
    return Sifter(surplus, shortage, rules, ties or schema.Ties.of()).all(workers)


class Sifter:
    """Both sides in the order of work, and the index; makes all rows, or the row of a single lot."""

    def __init__(self, surplus: schema.Lots, shortage: schema.Lots, rules: Rules, ties: schema.Ties) -> None:
        self.jobs = np.unique(np.concatenate([surplus["job"], shortage["job"]]))
        self.removed = dict.fromkeys((rule.key for rule in HARD), 0)
        self.index, self.borrower = self._index(surplus, shortage)
        usable = self._usable(surplus, rules, len(shortage))
        row, column = self._cells(surplus)
        job = np.searchsorted(self.jobs, surplus["job"])
        order = np.lexsort((surplus["lot"], column, row, job))
        keep = usable[order]
        self.idle = int(keep.sum())
        self.lender = np.concatenate([order[keep], order[~keep]]).astype(np.int32)
        chosen = self.lender[: self.idle]
        firms = np.unique(np.concatenate([surplus["firm"], shortage["firm"]]))
        own = {
            "job": job,
            "row": row,
            "column": column,
            "lot": np.arange(len(surplus)),
            "firm": _at(firms, surplus["firm"]),
        }
        self.lenders = np.empty((self.idle, len(layout.LENDER) + surplus["until"].shape[1]), np.int32)
        for at, name in enumerate(layout.LENDER):
            self.lenders[:, at] = own[name][chosen] if name in own else surplus[name][chosen]
        self.lenders[:, layout.L_UNTIL :] = surplus["until"][chosen]
        self.needs = np.empty((len(shortage), len(layout.NEED)), np.int32)
        for at, name in enumerate(layout.NEED):
            column = _at(firms, shortage["firm"]) if name == "firm" else shortage[name]
            self.needs[:, at] = column[self.borrower]
        self.kin = _kin(self.jobs, rules)
        self.terms = np.array([rules[term.key] for term in (*LIMITS, *VALUES)], np.int64)
        self.known = _known(ties, firms, surplus["lot"], shortage["lot"][self.borrower])

    def _cells(self, lots: schema.Lots) -> tuple[Whole, Whole]:
        index = self.index
        return (lots["y"].astype(np.int64) - index.low_y) // index.side, (
            lots["x"].astype(np.int64) - index.low_x
        ) // index.side

    def _index(self, surplus: schema.Lots, shortage: schema.Lots) -> tuple[Index, Whole]:
        """The index over the needs, and their order."""
        xs, ys = (np.concatenate([surplus[axis], shortage[axis]]).astype(np.int64) for axis in "xy")
        low_x, low_y = (int(axis.min()) if len(axis) else 0 for axis in (xs, ys))
        span = max(int(axis.max()) - low if len(axis) else 0 for axis, low in ((xs, low_x), (ys, low_y)))
        side = max(CELL, span // MOST_ROWS + 1)
        rows = span // side + 1
        self.index = Index(np.zeros(1, np.int32), np.zeros(0, np.int32), rows, side, low_x, low_y)
        row, column = self._cells(shortage)
        group = np.searchsorted(self.jobs, shortage["job"]) * 2 + shortage["lodging"]
        order = np.lexsort((shortage["lot"], column, row, group)).astype(np.int32)
        key = (group * rows + row)[order]
        first = np.searchsorted(key, np.arange(len(self.jobs) * 2 * rows + 1)).astype(np.int32)
        return self.index._replace(first=first, column=column[order].astype(np.int32)), order

    def _usable(self, surplus: schema.Lots, rules: Rules, needs: int) -> Whole:
        """Lots that pass the rules about a lot alone."""
        usable = np.ones(len(surplus), np.bool_)
        for key, refused in (
            ("LAB-03", surplus["employment"] == schema.DISPATCHED),
            ("LAB-04", surplus["consents"] < rules["consents"]),
            ("LAB-14-child", surplus["ages"] == schema.CHILDREN),
        ):
            self.removed[key] = int((usable & refused).sum()) * needs
            usable &= ~refused
        return usable

    def all(self, workers: int) -> Pairs:
        """Every row."""
        pieces = max(1, min(256, self.idle // 2_000))
        cuts = np.linspace(0, self.idle, pieces + 1).astype(np.int64)
        counts = np.zeros((pieces, len(HARD)), np.int64)
        length = np.zeros(len(self.lender) + 1, np.int64)

        def work(piece: int) -> list[Whole]:
            return self._piece(int(cuts[piece]), int(cuts[piece + 1]), counts[piece], length)

        if workers > 1 and pieces > 1:
            with ThreadPoolExecutor(workers) as pool:
                found = [part for parts in pool.map(work, range(pieces)) for part in parts]
        else:
            found = [part for piece in range(pieces) for part in work(piece)]
        removed = self.removed | {
            rule.key: self.removed[rule.key] + int(count) for rule, count in zip(HARD, counts.sum(0), strict=True)
        }
        return Pairs(_joined(found), np.cumsum(length), self.lender, self.borrower, removed)

    def _piece(self, low: int, high: int, counts: Whole, length: Whole) -> list[Whole]:
        """The pairs of the lenders from `low` to `high`; their numbers go into `length`, removals into `counts`."""
        parts: list[Whole] = []
        buffer = np.empty(min(BUFFER, max(1, (high - low) * len(self.borrower))), np.int64)
        while low < high:
            low, filled, wanted = sieve.sift(
                self.lenders,
                self.needs,
                self.index,
                self.kin,
                self.terms,
                self.known,
                low,
                high,
                buffer,
                length,
                counts,
            )
            parts.append(buffer[:filled].copy())
            if wanted > len(buffer):
                buffer = np.empty(wanted, np.int64)
        return parts


def _joined(found: list[Whole]) -> Whole:
    """One array of all parts, giving each part back as soon as it is copied."""
    whole = np.empty(sum(map(len, found)), np.int64)
    end = len(whole)
    while found:
        part = found.pop()
        whole[end - len(part) : end] = part
        end -= len(part)
    return whole


def _kin(jobs: Whole, rules: Rules) -> layout.KinRows:
    """Job number of the lender → numbers of the jobs its people can do, with percents; its own first."""
    rows: list[list[tuple[int, int]]] = [[(job, 100)] for job in range(len(jobs))]
    number = {int(job): at for at, job in enumerate(jobs)}
    for one in rules.kin:
        if one.lender_job in number and one.need_job in number:
            rows[number[one.lender_job]].append((number[one.need_job], one.percent))
    start = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    flat = np.array([pair for row in rows for pair in row], np.int32).reshape(-1, 2)
    return layout.KinRows(start, np.ascontiguousarray(flat[:, 0]), np.ascontiguousarray(flat[:, 1]))


def _at(keys: Whole, wanted: Whole) -> Whole:
    """Where each wanted key stands among the sorted keys, -1 where it does not."""
    if not len(keys):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)


def _row_of(lots: Whole, wanted: Whole) -> Whole:
    """Where each wanted lot stands among lots in any order, -1 where it does not."""
    order = np.argsort(lots, kind="stable")
    at = _at(lots[order], wanted)
    return np.where(at >= 0, np.append(order, -1)[at], -1)


def _known(ties: schema.Ties, firms: Whole, idle: Whole, needs: Whole) -> layout.Known:
    """Facts about pairs by the numbers of firms and rows; facts about others than those here are left out."""
    firms_apart = np.column_stack([_at(firms, ties.firms_apart[:, at]) for at in (0, 1)])
    lots_apart = np.column_stack([_row_of(idle, ties.lots_apart[:, 0]), _row_of(needs, ties.lots_apart[:, 1])])
    firm = [_at(firms, ties.experience[:, at]) for at in (0, 1)]
    experience = np.column_stack([*firm, ties.experience[:, 2]])
    return layout.Known(*(_sorted(rows[(rows[:, :2] >= 0).all(1)]) for rows in (firms_apart, lots_apart, experience)))


def _sorted(rows: Whole) -> layout.Facts:
    order = np.argsort(rows[:, 0], kind="stable")
    columns = [np.ascontiguousarray(rows[order, at].astype(np.int64)) for at in range(rows.shape[1])]
    return layout.Facts(columns[0], columns[1], columns[-1])
