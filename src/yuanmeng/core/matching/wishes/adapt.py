"""A core plan made to hold the wishes, by search near the core's prices; what the wishes cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching.plan import OPTIMAL, Loans, Plan
from yuanmeng.core.matching.schema import Lots
from yuanmeng.core.matching.wishes import Wishes
from yuanmeng.core.matching.wishes.board import SEED, Edges, laid
from yuanmeng.core.matching.wishes.moves import DICE, TRIES, Board
from yuanmeng.core.matching.wishes.search import begin, descend, shake

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

SOUGHT = "sought"
"""`status` of a plan under wishes: searched near the core's prices; its gap is proven, nothing is promised about it."""
SHAKES = 2_000
"""Rounds of breaking up loans, unless `seconds` end it: at most, and no more than one for each pair of lots."""
ROUND = 100

Day = tuple[Lots, Lots]


def adapted(
    day: Day,
    edges: Edges,
    core: Plan,
    wishes: Wishes,
    *,
    previous: Loans | None = None,
    seconds: float | None = None,
    shakes: int = SHAKES,
) -> Plan:
    """A plan that holds the wishes; bound, prices and pairs are the core's. Raises Invalid for impossible pins.

    Deterministic unless `seconds` end it early. `facts["wishes"]`: value before, what the wishes cost, loans, tries.
    """
    if not wishes.any:
        return core
    begun = time.perf_counter()
    board = laid(day, edges, core, wishes, previous)
    board.meter[DICE] = SEED + core.seed

    def late() -> bool:
        return seconds is not None and time.perf_counter() - begun > seconds

    _search(board, core.loans, (len(day[0]), shakes), late)
    loans = _loans(day, board)
    spent = time.perf_counter() - begun
    facts = {"core": core.value, "cost": core.value - loans.value, "loans": len(loans)}
    return replace(
        core,
        loans=loans,
        value=loans.value,
        status=OPTIMAL if loans.value == core.bound else SOUGHT,
        seconds={**core.seconds, "wishes": spent},
        facts={**core.facts, "wishes": {**facts, "tries": int(board.meter[TRIES])}},
    )


def _search(board: Board, core: Loans, sizes: tuple[int, int], late: Callable[[], bool]) -> None:
    lenders, shakes = sizes
    order = np.argsort(board.slack, kind="stable")
    at = Edges(board.lender, board.need, board.worth).at(core.lender, core.borrower + lenders, 1 << 31)
    best = np.argsort(-core.each.astype(np.int64) * core.heads, kind="stable")
    best = best[at[best] >= 0]
    begin(board, at[best], core.heads[best].astype(np.int64))
    dirty = np.ones(len(board.left), np.bool_)
    while len(order) and descend(board, order, dirty) > 0 and not late():
        pass
    for _turn in range(0, min(shakes, len(order)), ROUND):
        if late():
            return
        shake(board, ROUND)


def _loans(day: Day, board: Board) -> Loans:
    surplus, shortage = day
    used = np.flatnonzero(board.heads)
    i, j = board.lender[used], board.need[used] - len(surplus)
    order = np.lexsort((j, i))
    i, j, used = i[order], j[order], used[order]
    return Loans(
        lender=i,
        borrower=j,
        heads=board.heads[used].astype(np.int32),
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
