"""One call from postings to a plan with its proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from yuanmeng.core.matching import auction, bound, exact, layout, schema
from yuanmeng.core.matching.pairs import Pairs, lawful
from yuanmeng.core.matching.plan import OPTIMAL, STOPPED, WITHIN, Loans, Plan
from yuanmeng.core.matching.rules import Rules
from yuanmeng.core.matching.wishes import Pin, Wishes
from yuanmeng.core.matching.wishes.board import Edges
from yuanmeng.core.matching.wishes.periods import in_rounds
from yuanmeng.core.refusals import Invalid

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

Progress = Callable[[str, float], bool]
"""Called with stage and share done now and then; answering False ends the computation early, with what is there."""
T = TypeVar("T")
STEP = 200_000
"""Turns of lenders between two looks at the clock."""
SWEEPS = 3
"""Passes over all prices for the bound; more gain next to nothing."""
COARSE = 0.002
"""The gap that rounds come to before an optimum is made of it."""
EVERYTHING = 1 << 29
"""A window that leaves out no pair."""
FIRST = 4
"""How much larger than wanted the first ε is: its prices bring the wanted one there in half the time at small gaps."""
FINER = 3
"""How much smaller the next ε is where the gap is not yet proven."""


def share_labour(
    surplus: schema.Lots,
    shortage: schema.Lots,
    rules: Rules,
    *,
    ties: schema.Ties | None = None,
    gap: float = 0.001,
    seconds: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    workers: int = 2,
    wishes: Wishes | None = None,
    pins: Iterable[Pin] = (),
    previous: Loans | None = None,
) -> Plan:
    """The best lawful plan to within `gap` (0: optimal), or what was found in `seconds`.

    `wishes` and `pins` are searched for near the core's prices; bound and gap stay those of the core, and
    `facts["wishes"]` says what they cost. `previous` holds loans in rows of these postings, for `wishes.keep`.
    Deterministic for the same arguments unless `seconds` or `progress` ends it early; then `status` is STOPPED, the
    plan still lawful and the bound still true. Raises Invalid.
    """
    if not 0 <= gap < 1:
        raise Invalid(f"gap 的值“{gap}”应在 0 到 1 之间（不含 1）。")
    clock = Clock(seconds, progress)

    def core(mine: schema.Lots, theirs: schema.Lots, known: schema.Ties | None) -> Market:
        pairs = clock.timed("pairs", lambda: lawful(mine, theirs, rules, known, workers=workers))
        market = Market(pairs, mine["heads"][pairs.lender], theirs["heads"][pairs.borrower], clock, seed)
        market.solve(gap)
        return market

    def core_with_pairs(mine: schema.Lots, theirs: schema.Lots, known: schema.Ties) -> tuple[Plan, Edges]:
        market = core(mine, theirs, known)
        return market.plan(mine, theirs), Edges.of(market.pairs)

    wished = replace(wishes or Wishes(), pins=(*(wishes.pins if wishes else ()), *pins))
    if not wished.any and wished.rounds == 1:
        return core(surplus, shortage, ties).plan(surplus, shortage)
    known = schema.Ties.of() if ties is None else ties
    return in_rounds((surplus, shortage), rules, known, core_with_pairs, wished, previous=previous, seconds=clock.left)


@dataclass(slots=True)
class Clock:
    """Seconds by stage, and whether to go on."""

    limit: float | None = None
    progress: Progress | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    begun: float = field(default_factory=time.perf_counter)
    stopped: bool = False

    def timed(self, stage: str, work: Callable[[], T]) -> T:
        """Do it, adding its seconds to the stage."""
        begun = time.perf_counter()
        done = work()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - begun
        return done

    def left(self) -> float | None:
        """Seconds until the limit, None without one."""
        return None if self.limit is None else max(0.0, self.limit - (time.perf_counter() - self.begun))

    def go_on(self, stage: str, share: float) -> bool:
        """Whether time and the caller allow more."""
        late = self.limit is not None and time.perf_counter() - self.begun > self.limit
        if late or (self.progress and not self.progress(stage, share)):
            self.stopped = True
        return not self.stopped


class Market:
    """A transportation problem in rows of pairs: offers, prices, the best plan and the best proof found so far."""

    def __init__(self, pairs: Pairs, supply: Whole, demand: Whole, clock: Clock, seed: int) -> None:
        """`supply` (lenders,) and `demand` (needs,) heads in the order of the pairs."""
        self.pairs, self.clock, self.seed = pairs, clock, seed
        self.supply = np.where(np.diff(pairs.start) > 0, supply, 0).astype(np.int64)
        self.demand = demand.astype(np.int64)
        self.value, self.bound = -1, 1 << 62
        self.kept: tuple[Whole, ...] = ()
        self.standing: exact.Standing | None = None
        self.price: Whole = np.zeros(0, np.int64)
        self.profit: Whole = np.zeros(0, np.int64)
        self.facts: dict[str, Any] = {"offers": 0, "scans": 0, "epsilon": [], "gaps": []}

    @property
    def gap(self) -> float:
        """What is proven now."""
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0

    def solve(self, gap: float) -> None:
        """A round of coarse steps, then rounds of ever smaller ε until the gap is proven; for gap 0, shortest paths
        from the prices of these rounds."""
        coarse = gap or COARSE
        wanted = self._wanted_epsilon(coarse)
        epsilon, price = wanted * FIRST, np.zeros(len(self.demand), np.int32)
        while True:
            book = self.clock.timed("auction", lambda: self._auction(price, epsilon))  # noqa: B023
            self.facts["epsilon"].append(epsilon)
            if epsilon <= wanted or self.clock.stopped:
                self._better_plan(book)
                self.clock.timed("certificate", lambda: self._certify(book.price, epsilon))  # noqa: B023
                self.facts["gaps"].append(self.gap)
                if self.gap <= coarse or epsilon == 1 or self.clock.stopped:
                    break
            price = np.asarray(np.maximum(0, book.price - 4 * epsilon), np.int32)
            epsilon = max(1, epsilon // (FIRST if epsilon > wanted else FINER))
        if gap == 0 and not self.clock.stopped:
            self.clock.timed("exact", self._finish)

    def _finish(self) -> None:
        """An optimal plan and prices that prove it."""
        graph = bound.near(self.pairs.packed, self.pairs.start, self.price, EVERYTHING)
        plan = exact.standing(graph, self.supply, self.demand, self.price, self.profit)
        exact.place_tight(plan)
        lenders, needs = np.arange(len(self.supply)), np.arange(len(self.demand))
        self.facts["paths"] = int(exact.settle(plan, lenders, needs))
        self.standing = plan
        self._take_over(plan)

    def _take_over(self, plan: exact.Standing) -> None:
        used, graph = np.flatnonzero(plan.flow), plan.graph
        worth, heads = graph.worth[used].astype(np.int64), plan.flow[used].astype(np.int64)
        self.kept = (graph.lender[used].astype(np.int64), graph.need[used].astype(np.int64), heads, worth)
        self.value = int((worth * heads).sum())
        self._prove(plan.price)

    def change(self, *, lender: int | None = None, need: int | None = None, heads: int) -> int:
        """After an exact solution: a lot has `heads` from now on (0: withdrawn); the number of paths it took.

        `lender` and `need` are positions in the pairs. `refresh` brings value, bound and loans up to date.
        """
        if self.standing is None:
            raise Invalid("先求出最优方案（gap=0），才能逐项调整。")
        if lender is not None:
            self.supply[lender] = heads
            return int(exact.set_supply(self.standing, lender, heads))
        self.demand[need] = heads
        return int(exact.set_demand(self.standing, need, heads))

    def refresh(self) -> None:
        """Value, loans and a proof from all pairs for the plan as it stands after changes."""
        if self.standing is not None:
            self.bound = 1 << 62
            self._take_over(self.standing)

    def _wanted_epsilon(self, gap: float) -> int:
        """With which the gap is mostly proven: measured, it goes as (ε / mean worth) to the power 1.27."""
        best = self.pairs.packed[self.pairs.start[:-1][self.supply > 0]]
        if not len(best):
            return 1
        mean = float((layout.TOP - (best >> 32)).mean()) * 0.75
        return max(1, int(mean * 0.012 * (gap / 0.00031) ** 0.787))

    def _auction(self, price: Whole, epsilon: int) -> auction.Book:
        book = auction.opened(self.supply, len(self.demand), self.seed)._replace(price=price)
        total = max(1, int(self.supply.sum()))
        self.clock.go_on("auction", 0.0)
        while not self.clock.stopped:
            ended = auction.bid(self.pairs.packed, self.pairs.start, self.demand, book, epsilon, STEP)
            if ended == auction.MORE_ROOM:
                book = auction.longer(book)
            elif ended == auction.DONE or not self.clock.go_on("auction", 1 - int(book.left.sum()) / total):
                break
        self.facts["offers"] += int(book.state[auction.OFFERS])
        self.facts["scans"] += int(book.state[auction.SCANS])
        return book

    def _better_plan(self, book: auction.Book) -> None:
        kept = auction.kept(book)
        value = int((kept[2] * kept[3]).sum())
        if value > self.value:
            self.value, self.kept = value, kept

    def _certify(self, price: Whole, epsilon: int) -> None:
        """Prices that prove more: sweeps over the near pairs, then the bound from all pairs."""
        self._prove(price)
        if self.clock.stopped:
            return
        window = 4 * epsilon
        graph = bound.near(self.pairs.packed, self.pairs.start, price, window)
        swept: Whole = price.copy()
        low, high = np.maximum(0, price - window // 2), price + window // 2
        for _sweep in range(SWEEPS):
            bound.sweep(graph, self.supply, self.demand, swept, low, high)
        self._prove(swept)

    def _prove(self, price: Whole) -> None:
        profit = auction.profits(self.pairs.packed, self.pairs.start, price)
        worth = int((profit * self.supply).sum() + (price * self.demand).sum())
        if worth < self.bound:
            self.bound, self.price, self.profit = worth, price.astype(np.int64), profit

    def plan(self, surplus: schema.Lots, shortage: schema.Lots) -> Plan:
        """In the row numbers of the postings as given."""
        pairs = self.pairs
        lender_price, borrower_price = np.zeros(len(surplus), np.int64), np.zeros(len(shortage), np.int64)
        lender_price[pairs.lender], borrower_price[pairs.borrower] = self.profit, self.price
        self.clock.seconds["total"] = time.perf_counter() - self.clock.begun
        status = OPTIMAL if self.value == self.bound else STOPPED if self.clock.stopped else WITHIN
        return Plan(
            loans=_loans(surplus, shortage, pairs, self.kept),
            value=self.value,
            bound=self.bound,
            lender_price=lender_price,
            borrower_price=borrower_price,
            status=status,
            seed=self.seed,
            pairs=len(pairs),
            removed=pairs.removed,
            seconds=self.clock.seconds,
            facts=self.facts,
        )


def _loans(surplus: schema.Lots, shortage: schema.Lots, pairs: Pairs, kept: tuple[Whole, ...]) -> Loans:
    lender, need, heads, worth = kept
    lender = np.asarray(pairs.lender[lender], np.int64)
    borrower: Whole = np.asarray(pairs.borrower[need], np.int64)
    order = np.lexsort((borrower, lender))
    lender, borrower, heads, worth = lender[order], borrower[order], heads[order], worth[order]
    starts = (np.diff(lender, prepend=-1) != 0) | (np.diff(borrower, prepend=-1) != 0)
    fresh = np.flatnonzero(starts)
    i, j = lender[fresh], borrower[fresh]
    return Loans(
        lender=i,
        borrower=j,
        heads=np.add.reduceat(heads, fresh).astype(np.int32) if len(lender) else heads.astype(np.int32),
        first=np.maximum(surplus["first"][i], shortage["first"][j]),
        last=np.minimum(np.minimum(surplus["last"][i], surplus["contract_end"][i]), shortage["last"][j]),
        each=worth[fresh].astype(np.int32),
    )
