"""All lawful pairs, found by strips and windows over sorted places instead of the solver's cells; in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching.verify.law import ALONE, Law, Pairs

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

PIECE = 1 << 17
"""Pairs whose distance is measured at once; small enough for the processor's cache."""
SLICES = 2
"""Strips a radius."""


def lawful(law: Law, removed: dict[str, int]) -> Iterator[tuple[Pairs, Whole]]:
    """Pieces of lawful pairs, those of one lender side by side, with their worth; `removed` is filled by rule."""
    lenders = _fit_to_lend(law, removed)
    asks = _asked(law, lenders)
    borrowers = len(law.d)
    fitting = _fitting(law, asks)
    removed["job"] = len(lenders) * borrowers - fitting
    near = 0
    for pairs in _within_reach(law, asks):
        near += len(pairs)
        _at, good, worth = law.sifted(pairs, removed, since="LAB-01")
        if len(good):
            yield good, worth
    removed["distance"] = fitting - near


def _fit_to_lend(law: Law, removed: dict[str, int]) -> Whole:
    """Rows of the surplus that may be lent at all."""
    left = np.ones(len(law.s), np.bool_)
    for key in ALONE:
        removed[key] = int((left & law.alone[key]).sum()) * len(law.d)
        left &= ~law.alone[key]
    return np.flatnonzero(left)


@dataclass(frozen=True, slots=True)
class _Asks:
    """One row for each job that a lender's people can do."""

    lender: Whole
    job: Whole
    percent: Whole

    def __getitem__(self, rows: Any) -> _Asks:
        return _Asks(self.lender[rows], self.job[rows], self.percent[rows])


def _asked(law: Law, lenders: Whole) -> _Asks:
    job = law.s["job"][lenders].astype(np.int64)
    parts = [_Asks(lenders, job, np.full(len(lenders), 100))]
    for (mine, needed), percent in law.fit.items():
        those = lenders[job == mine]
        parts.append(_Asks(those, np.full(len(those), needed), np.full(len(those), percent)))
    return _Asks(
        np.concatenate([part.lender for part in parts]),
        np.concatenate([part.job for part in parts]),
        np.concatenate([part.percent for part in parts]),
    )


def _fitting(law: Law, asks: _Asks) -> int:
    """How many pairs fit by job."""
    jobs, counts = np.unique(law.d["job"], return_counts=True)
    at = np.searchsorted(jobs, asks.job)
    at[at == len(jobs)] = 0
    return int(counts[at][jobs[at] == asks.job].sum()) if len(jobs) else 0


def _within_reach(law: Law, asks: _Asks) -> Iterator[Pairs]:
    """Pairs within the daily commute; then, where both accept lodging, those beyond it."""
    everybody = np.arange(len(law.d))
    yield from _Strips(law, everybody, asks, law.commute[asks.lender]).pairs(beyond=False)
    away = asks[law.s["away"][asks.lender] == 1]
    radius = np.full(len(away.lender), law.rules["lodged"])
    yield from _Strips(law, np.flatnonzero(law.d["lodging"] == 1), away, radius).pairs(beyond=True)


class _Strips:
    """Borrowers sorted by job, by strip of a fraction of the largest radius, and from west to east within it."""

    def __init__(self, law: Law, borrowers: Whole, asks: _Asks, radius: Whole) -> None:
        self.law, self.radius = law, radius.astype(np.int64)
        self.height = max(1, int(radius.max(initial=0)) // SLICES)
        self.west = min(int(law.s["x"].min(initial=0)), int(law.d["x"].min(initial=0)))
        self.south = min(int(law.s["y"].min(initial=0)), int(law.d["y"].min(initial=0)))
        self.width = max(int(law.s["x"].max(initial=0)), int(law.d["x"].max(initial=0))) - self.west + 1
        north = max(int(law.s["y"].max(initial=0)), int(law.d["y"].max(initial=0)))
        self.strips = (north - self.south) // self.height + 1
        self.jobs = np.unique(law.d["job"])
        known = np.isin(asks.job, self.jobs)
        self._sort_asks(asks[known], self.radius[known])
        self._sort_borrowers(borrowers)

    def _sort_asks(self, asks: _Asks, radius: Whole) -> None:
        x, y = self._place(self.law.s, asks.lender)
        job = np.searchsorted(self.jobs, asks.job)
        order = np.lexsort((x, y // self.height, job))
        self.asks, self.radius = asks[order], radius[order]
        self.x, self.y, self.job = x[order], y[order], job[order]

    def _sort_borrowers(self, borrowers: Whole) -> None:
        x, y = self._place(self.law.d, borrowers)
        key = self._key(np.searchsorted(self.jobs, self.law.d["job"][borrowers]), y // self.height, x)
        order = np.argsort(key, kind="stable")
        self.key, self.borrower = key[order], borrowers[order]
        self.there_x, self.there_y = x[order], y[order]

    def _place(self, lots: Any, rows: Whole) -> tuple[Whole, Whole]:
        return lots["x"][rows].astype(np.int64) - self.west, lots["y"][rows].astype(np.int64) - self.south

    def _key(self, job: Whole, strip: Whole, x: Whole) -> Whole:
        return (job * self.strips + strip) * self.width + x

    def pairs(self, *, beyond: bool) -> Iterator[Pairs]:
        """Within the radius; `beyond`: only those out of the daily commute."""
        for offset in range(-SLICES, SLICES + 1):
            low, high = self._windows(offset)
            ends = np.cumsum(high - low)
            begin = 0
            while begin < len(ends):
                before = int(ends[begin - 1]) if begin else 0
                end = max(begin + 1, int(np.searchsorted(ends, before + PIECE, "right")))
                found = self._measured(begin, low[begin:end], high[begin:end], beyond)
                if len(found):
                    yield found
                begin = end

    def _windows(self, offset: int) -> tuple[Whole, Whole]:
        """First and one past the last borrower of the strip who may be near enough, for each ask."""
        strip = self.y // self.height + offset
        south = strip * self.height
        apart = np.maximum(0, np.maximum(south - self.y, self.y - (south + self.height - 1)))
        square = self.radius * self.radius - apart * apart
        half = np.sqrt(np.maximum(square, 0)).astype(np.int64)
        row = self._key(self.job, strip, np.zeros_like(strip))
        low = np.searchsorted(self.key, row + np.maximum(self.x - half, 0), "left")
        high = np.searchsorted(self.key, row + np.minimum(self.x + half, self.width - 1), "right")
        none = (square < 0) | (strip < 0) | (strip >= self.strips)
        return low, np.where(none, low, high)

    def _measured(self, begin: int, low: Whole, high: Whole, beyond: Any) -> Pairs:
        counts = high - low
        ask = np.repeat(np.arange(begin, begin + len(low)), counts)
        there = np.arange(len(ask)) + np.repeat(low - (np.cumsum(counts) - counts), counts)
        east = self.x[ask] - self.there_x[there]
        north = self.y[ask] - self.there_y[there]
        square = east * east + north * north
        near = (self.radius[ask] + 1) ** 2 > square
        if beyond:
            near &= (self.law.commute[self.asks.lender[ask]] + 1) ** 2 <= square
        ask, there, square = ask[near], there[near], square[near]
        metres = np.sqrt(square).astype(np.int64)
        return Pairs(self.asks.lender[ask], self.borrower[there], self.asks.percent[ask], metres)
