"""A core plan made to hold the wishes: near the core's prices, piece by piece; what the wishes cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching.plan import OPTIMAL, Loans, Plan
from yuanmeng.core.matching.schema import Lots
from yuanmeng.core.matching.wishes import Wishes
from yuanmeng.core.matching.wishes.board import Board, Edges, laid
from yuanmeng.core.matching.wishes.model import improved, slacks

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]
    Real = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

SOUGHT = "sought"
"""`status` of a plan under wishes: sought near the core's prices; its gap is proven, nothing is promised about it."""
PRICED = 4.0
"""Pairs for each lot, on the average, from which the prices of the wishes are made."""
NEAR = 2.0
"""Pairs for each lot, on the average, among which a plan is sought."""
OWN = 2
"""Pairs kept for each lot whatever they cost: its cheapest ones."""
AT_ONCE = 40_000
"""Pairs that HiGHS is given at once; more are cut by place, several times."""
SHARES = (1 / 2, 1 / 3, 2 / 3)
"""Where each division cuts: so that no border is one every time."""

Day = tuple[Lots, Lots]
Left = Callable[[], float | None]


def adapted(
    day: Day,
    edges: Edges,
    core: Plan,
    wishes: Wishes,
    *,
    previous: Loans | None = None,
    seconds: float | None = None,
    at_once: int = AT_ONCE,
) -> Plan:
    """A plan that holds the wishes; bound, prices and pairs are the core's. Raises Invalid for impossible pins.

    Deterministic unless `seconds` end it early. `facts["wishes"]`: value before, what the wishes cost, loans, pairs
    that were searched.
    """
    if not wishes.any:
        return core
    begun = time.perf_counter()

    def left() -> float | None:
        return None if seconds is None else max(0.0, seconds - (time.perf_counter() - begun))

    board = laid(day, edges, wishes, previous)
    board, first = _near(board, core)
    heads = _begun(board, first)
    for region in _regions(day, board, at_once):
        if left() == 0:
            break
        heads[region] = improved(board.beside(heads, ~region), heads[region], left())
    loans = _loans(day, board, heads)
    facts = {"core": core.value, "cost": core.value - loans.value, "loans": len(loans), "searched": len(board)}
    return replace(
        core,
        loans=loans,
        value=loans.value,
        status=OPTIMAL if loans.value == core.bound else SOUGHT,
        seconds={**core.seconds, "wishes": time.perf_counter() - begun},
        facts={**core.facts, "wishes": facts},
    )


def _near(board: Board, core: Plan) -> tuple[Board, Whole]:
    """The pairs to search, and the heads that the core's plan has on them."""
    slack = core.lender_price[board.lender] + core.borrower_price[board.need] - board.worth
    lots = len(np.unique(board.lender)) + len(np.unique(board.need))
    used = Edges(board.lender, board.need, board.worth).at(core.loans.lender, core.loans.borrower, len(board.demand))
    lent, used = core.loans.heads[used >= 0], used[used >= 0]
    held = np.r_[used, np.flatnonzero(board.pinned), np.flatnonzero(board.before)]
    asked = _cheapest(board, slack * board.least, int(PRICED * lots), held)
    chosen = _cheapest(board, slacks(board, asked), int(NEAR * lots), held)
    heads = np.zeros(len(board), np.int64)
    heads[used] = lent
    return board.only(chosen), heads[chosen]


def _cheapest(board: Board, cost: Real, wanted: int, held: Whole) -> Whole:
    """Positions of the pairs of least cost of all, the OWN cheapest of each lot, and those `held`."""
    near = np.zeros(len(board), np.bool_)
    near[np.argsort(cost, kind="stable")[:wanted]] = True
    for side in (board.lender, board.need):
        order = np.lexsort((cost, side))
        nth = np.arange(len(order)) - np.searchsorted(side[order], side[order])
        near[order[nth < OWN]] = True
    near[held] = True
    return np.flatnonzero(near)


def _begun(board: Board, wanted: Whole) -> Whole:
    """Pinned heads, and as much of the wanted ones as batches and limits allow, the loans of most worth first."""
    heads = board.pinned.copy()
    supply = board.supply - np.bincount(board.lender, heads, len(board.supply)).astype(np.int64)
    demand = board.demand - np.bincount(board.need, heads, len(board.demand)).astype(np.int64)
    limit = board.limit.copy()
    order = np.argsort(-board.worth * wanted, kind="stable")
    for pair in order[wanted[order] > 0].tolist():
        i, j = board.lender[pair], board.need[pair]
        more = min(wanted[pair] - heads[pair], supply[i], demand[j])
        opens = heads[pair] == 0
        if more <= 0 or heads[pair] + more < board.least[pair] or (opens and limit[j] <= 0):
            continue
        if board.worth[pair] * more > board.loan_cost * opens:
            heads[pair] += more
            supply[i] -= more
            demand[j] -= more
            limit[j] -= opens
    return heads


def _regions(day: Day, board: Board, at_once: int) -> Iterator[Whole]:
    """Masks of pairs to plan at once: all, or the pairs within each part of several divisions."""
    if len(board) <= at_once:
        yield np.ones(len(board), np.bool_)
        return
    places = np.stack([np.concatenate([lots[name] for lots in day]) for name in "xy"])
    ends = board.lender, board.need + len(day[0])
    for share in SHARES:
        stack = [np.arange(places.shape[1])]
        while stack:
            lots = stack.pop()
            inside = np.zeros(places.shape[1], np.bool_)
            inside[lots] = True
            region = inside[ends[0]] & inside[ends[1]]
            if np.count_nonzero(region) <= at_once:
                yield region
                continue
            axis = int(np.argmax(np.ptp(places[:, lots], axis=1)))
            order = lots[np.argsort(places[axis, lots], kind="stable")]
            cut = max(1, int(len(order) * share))
            stack += [order[cut:], order[:cut]]


def _loans(day: Day, board: Board, heads: Whole) -> Loans:
    surplus, shortage = day
    used = np.flatnonzero(heads)
    i, j = board.lender[used], board.need[used]
    order = np.lexsort((j, i))
    i, j, used = i[order], j[order], used[order]
    return Loans(
        lender=i,
        borrower=j,
        heads=heads[used].astype(np.int32),
        first=np.maximum(surplus["first"][i], shortage["first"][j]),
        last=np.minimum(np.minimum(surplus["last"][i], surplus["contract_end"][i]), shortage["last"][j]),
        each=board.worth[used].astype(np.int32),
    )


def wish_costs(day: Day, edges: Edges, core: Plan, wishes: Wishes, *, previous: Loans | None = None) -> dict[str, int]:
    """For each wish in force, yuan of value that a plan without this one gains over the plan with all: re-solved."""
    whole = adapted(day, edges, core, wishes, previous=previous).value
    off: dict[str, Any] = {
        "batches": False,
        "counterparties": False,
        "loan_cost": 0,
        "fairness": (),
        "keep": 0,
        "pins": (),
    }
    costs = {}
    for name, nothing in off.items():
        if getattr(wishes, name):
            without = adapted(day, edges, core, replace(wishes, **{name: nothing}), previous=previous)
            costs[name] = without.value - whole
    return costs
