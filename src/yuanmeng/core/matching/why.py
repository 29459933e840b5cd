"""Why a lot was not lent, or a need not filled, and what would change it: codes and numbers, the words are the pages'.

`left_over`   who has heads left though there were candidates: the nearest one, and what was missing to get it
`removed`     for chosen lots: how many candidates each rule removed, and the nearest misses
`marginal`    what one more head is worth, by job, place and month
`relaxed`     what changes when one posting is altered: solved again
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching.plan import Plan
from yuanmeng.core.matching.schema import Lots
from yuanmeng.core.matching.verify.law import ALONE, KEYS, Law, Pairs
from yuanmeng.core.matching.wishes.board import Edges

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

SURPLUS, SHORTAGE = "surplus", "shortage"
MISSES = 5
"""Nearest misses told of a lot at most."""
CELL = 20_000
"""Metres of a side of the squares of `marginal`."""
NOBODY = -1


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Lots of one side that have heads left although lawful counterparts exist; parallel arrays, int64."""

    row: Whole
    left: Whole
    """Heads."""
    nearest: Whole
    """Row of the counterpart that was nearest to taking them."""
    worth: Whole
    """Yuan a head with that counterpart."""
    short: Whole
    """Yuan a head by which others were worth more there, by the prices; 0: as good as those taken."""
    rival: Whole
    """Row of the lot that the counterpart took at the least worth instead, NOBODY if it took none."""


def left_over(side: str, lots: Lots, edges: Edges, plan: Plan) -> LeftOver:
    """One pass over the pairs."""
    mine, theirs = (edges.lender, edges.borrower) if side == SURPLUS else (edges.borrower, edges.lender)
    loans = plan.loans
    own, others = (loans.lender, loans.borrower) if side == SURPLUS else (loans.borrower, loans.lender)
    left = lots["heads"].astype(np.int64)
    np.subtract.at(left, own, loans.heads)
    price = plan.borrower_price if side == SURPLUS else plan.lender_price
    waiting = np.flatnonzero(left[mine] > 0)
    net = edges.worth[waiting] - price[theirs[waiting]]
    best = np.full(len(left), np.iinfo(np.int64).min)
    np.maximum.at(best, mine[waiting], net)
    chosen = waiting[net == best[mine[waiting]]]
    row, first = np.unique(mine[chosen], return_index=True)
    at = chosen[first]
    rival = np.full(len(price), NOBODY)
    order = np.argsort(-loans.each.astype(np.int64), kind="stable")
    rival[others[order]] = own[order]
    there = theirs[at]
    return LeftOver(row, left[row], there, edges.worth[at], np.maximum(0, -best[row]), rival[there])


@dataclass(frozen=True, slots=True)
class Miss:
    """A counterpart that is no candidate, every rule that it breaks, and by how much where that is a number."""

    row: int
    rules: tuple[str, ...]
    facts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Removed:
    """Why a lot has few candidates or none."""

    row: int
    candidates: int
    counts: Mapping[str, int]
    """Rule -> counterparts that it removed first."""
    misses: tuple[Miss, ...]
    """Those that break the fewest rules, the nearest first. All break at least one."""


def removed(law: Law, side: str, row: int) -> Removed:
    """Every counterpart of one lot, judged by every rule."""
    others = np.arange(len(law.d) if side == SURPLUS else len(law.s))
    alone = np.full(len(others), row)
    pairs = law.pairs(alone, others) if side == SURPLUS else law.pairs(others, alone)
    broken: Whole = np.stack([test(pairs) for _key, test in law.tests] + [law.worth(pairs, *law.lasting(pairs)) < 1])
    any_broken: Whole = np.asarray(broken.any(axis=0))
    first = np.where(any_broken, broken.argmax(axis=0), len(KEYS))
    counts = np.bincount(first, minlength=len(KEYS) + 1).tolist()
    faults = broken[:-1].sum(axis=0) + np.where(broken[:-1].any(axis=0), 0, broken[-1])
    order = np.lexsort((pairs.metres, faults))
    order = order[any_broken[order] & (pairs.percent[order] > 0)][:MISSES]
    told = tuple(_miss(law, pairs, broken, at, int(others[at])) for at in order.tolist())
    return Removed(row, int(counts[-1]), {key: count for key, count in zip(KEYS, counts, strict=False) if count}, told)


def _miss(law: Law, pairs: Pairs, broken: Whole, at: int, row: int) -> Miss:
    """What the counterpart at this position breaks."""
    i, j = int(pairs.lender[at]), int(pairs.borrower[at])
    rules = [key for key, bad in zip(KEYS[:-1], broken[:-1, at], strict=True) if bad] or ["worth"]
    one = pairs.only(np.arange(len(pairs)) == at)
    begin, end = (int(day[0]) for day in law.lasting(one))
    numbers = {
        "distance": int(pairs.metres[at] - law.commute[i]),
        "dates": int(law.least(one)[0]) - (min(int(law.s["last"][i]), int(law.d["last"][j])) - begin + 1),
        "LAB-05": int(law.least(one)[0]) - (end - begin + 1),
        "grade": int(law.d["grade"][j]) - int(law.s["grade"][i]),
        "wage": int(law.s["floor"][i]) - int(law.d["wage"][j]),
    }
    return Miss(row, tuple(rules), {key: number for key, number in numbers.items() if key in rules})


def hopeless(law: Law, side: str, edges: Edges) -> Whole:
    """Rows without any candidate, except those that may not be lent at all."""
    size, rows = (len(law.s), edges.lender) if side == SURPLUS else (len(law.d), edges.borrower)
    none = np.bincount(rows, minlength=size) == 0
    if side == SURPLUS:
        none &= ~np.any([law.alone[key] for key in ALONE], axis=0)
    return np.flatnonzero(none)


@dataclass(frozen=True, slots=True)
class Marginal:
    """One more head of a job, in a square of CELL metres, from a month on: what it adds to the best plan."""

    job: int
    east: int
    north: int
    month: str
    """Of the first day, such as 2026-12."""
    lots: int
    heads: int
    yuan: int
    """A head, the mean over the heads."""
    fen_a_day: int


def marginal(lots: Lots, price: Whole) -> list[Marginal]:
    """From the prices of one side, the dearest first; where a head is worth nothing more, no line."""
    months = lots["first"].astype("datetime64[D]").astype("datetime64[M]")
    keys = np.stack([lots["job"], lots["x"] // CELL, lots["y"] // CELL, months.astype(np.int64)])
    kinds, kind = np.unique(keys, axis=1, return_inverse=True)
    heads = lots["heads"].astype(np.int64)
    days = heads * (lots["last"].astype(np.int64) - lots["first"] + 1)
    sums = [
        np.bincount(kind, each, kinds.shape[1]).astype(np.int64)
        for each in (np.ones(len(kind)), heads, heads * price, days)
    ]
    found = []
    for at, (count, many, worth, day_heads) in enumerate(zip(*(one.tolist() for one in sums), strict=True)):
        if worth:
            job, east, north, month = kinds[:, at].tolist()
            name = str(np.datetime64(month, "M"))
            found.append(Marginal(job, east, north, name, count, many, worth // many, 100 * worth // day_heads))
    return sorted(found, key=lambda one: (-one.yuan, one.job, one.east, one.north, one.month))


@dataclass(frozen=True, slots=True)
class Change:
    """What an altered posting changes: yuan and heads in all, heads of the lot itself, loans begun and ended."""

    value: int
    heads: int
    own: int
    begun: tuple[tuple[int, int], ...]
    ended: tuple[tuple[int, int], ...]


def relaxed(
    day: tuple[Lots, Lots],
    plan: Plan,
    solve: Callable[[Lots, Lots], Plan],
    lot: tuple[str, int],
    changes: Mapping[str, int],
) -> Change:
    """Alter columns of one posting (side, row) and solve again."""
    side, row = lot
    at = 0 if side == SURPLUS else 1
    altered = {}
    for name, value in changes.items():
        column = day[at][name].copy()
        column[row] = value
        altered[name] = column
    sides = [day[0], day[1]]
    sides[at] = day[at].altered(**altered)
    again = solve(sides[0], sides[1])
    was, now = (_lent(one) for one in (plan, again))
    own = [sum(heads for pair, heads in lent.items() if pair[at] == row) for lent in (was, now)]
    return Change(
        value=again.value - plan.value,
        heads=sum(now.values()) - sum(was.values()),
        own=own[1] - own[0],
        begun=tuple(sorted(set(now) - set(was))),
        ended=tuple(sorted(set(was) - set(now))),
    )


def _lent(plan: Plan) -> dict[tuple[int, int], int]:
    lent: dict[tuple[int, int], int] = {}
    loans = plan.loans
    for i, j, heads in zip(loans.lender.tolist(), loans.borrower.tolist(), loans.heads.tolist(), strict=True):
        lent[i, j] = lent.get((i, j), 0) + heads
    return lent
