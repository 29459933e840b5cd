"""The work of one region of `regions.py`: its lenders' auction, and what it tells and hears of needs on the border."""

from __future__ import annotations

import time
from typing import Any

import numba
import numpy as np

from yuanmeng.core.matching import auction, bound
from yuanmeng.core.matching.auction import EMPTY, FREE, _join, _write
from yuanmeng.core.matching.command import warm
from yuanmeng.core.matching.generate import generate
from yuanmeng.core.matching.layout import LOW
from yuanmeng.core.matching.pairs import lawful
from yuanmeng.core.matching.share import SWEEPS, Clock, Market

Found = dict[str, Any]
jitted = numba.njit(error_model="numpy")
Whole = Any
LENDER, HEADS, OFFER, WORTH = range(4)
"""Columns of offers on the way: int32, the lender as a row of the postings; 16 bytes an offer."""


@jitted
def marks(book, needs, stranger):  # type: ignore[no-untyped-def]
    """uint64 for each need: a digest of the offers on it that are not the stranger's."""
    found = np.zeros(len(needs), np.uint64)
    for at in range(len(needs)):
        line = book.lowest[needs[at]]
        while line != EMPTY:
            if book.who[line] != stranger:
                mixed = np.uint64(book.who[line]) * np.uint64(0x9E3779B97F4A7C15)
                mixed ^= (np.uint64(book.offer[line]) << np.uint64(20)) + np.uint64(book.heads[line])
                mixed *= np.uint64(0xBF58476D1CE4E5B9)
                found[at] += mixed ^ (mixed >> np.uint64(31))
            line = book.after[line]
    return found


@jitted
def own_offers(book, needs, stranger, rows):  # type: ignore[no-untyped-def]
    """int64 (needs + 1,) where the offers of each need begin, and int32 (offers, 4): those not the stranger's, lowest
    first; `rows` turns lenders here into rows of the postings."""
    start = np.zeros(len(needs) + 1, np.int64)
    for at in range(len(needs)):
        start[at + 1] = start[at]
        line = book.lowest[needs[at]]
        while line != EMPTY:
            start[at + 1] += book.who[line] != stranger
            line = book.after[line]
    found = np.empty((start[-1], 4), np.int32)
    count = 0
    for at in range(len(needs)):
        line = book.lowest[needs[at]]
        while line != EMPTY:
            if book.who[line] != stranger:
                found[count, 0], found[count, 1] = rows[book.who[line]], book.heads[line]
                found[count, 2], found[count, 3] = book.offer[line], book.worth[line]
                count += 1
            line = book.after[line]
    return start, found


@jitted
def room_for(book, lines):  # type: ignore[no-untyped-def]
    """Whether the book has so many free lines."""
    count, line = 0, book.state[FREE]
    while line != EMPTY and count < lines:
        count, line = count + 1, book.after[line]
    return count >= lines


@jitted
def settle(book, needs, demand, offers, here):  # type: ignore[no-untyped-def]
    """On each need keep the best of both halves' offers, which come best first; those sent away bid again here."""
    start, offered = offers
    lender_here, stranger = here
    for at in range(len(needs)):
        j = needs[at]
        line = book.lowest[j]
        while line != EMPTY:
            following = book.after[line]
            book.after[line] = book.state[FREE]
            book.state[FREE] = line
            line = following
        book.lowest[j], book.filled[j] = EMPTY, 0
        for one in range(start[at], start[at + 1]):
            row, heads, offer, worth = offered[one]
            who = lender_here[row]
            kept = min(heads, demand[j] - book.filled[j])
            if kept:
                _write(book, j, who, kept, offer, worth)
            if heads > kept and who != stranger:
                book.left[who] += heads - kept
                _join(book, who)
        if book.filled[j] == demand[j]:
            book.price[j] = max(book.price[j], book.offer[book.lowest[j]])


class Region:
    """One worker: the lenders of one half, and every need that they can reach."""

    def __init__(self, half: int) -> None:
        """0 for the west, 1 for the east."""
        warm([])
        self.half = half

    def load(self, lots: int, seed: int) -> None:
        """Make the instance, as every worker of a cluster reads the same postings."""
        self.day = generate(lots, seed)
        x = self.day.surplus["x"]
        self.rows = np.flatnonzero((x > np.median(x)) == bool(self.half))
        self.seconds: dict[str, float] = {}

    def pairs(self) -> Any:
        """All lawful pairs of the half's lenders; needs reached, as rows of the postings."""
        begun = time.process_time()
        mine = self.day.surplus.take(self.rows)
        pairs = lawful(mine, self.day.shortage, self.day.rules, self.day.ties, workers=1)
        self.market = Market(pairs, mine["heads"][pairs.lender], self.day.shortage["heads"][pairs.borrower], Clock(), 0)
        self.row_of_lender = self.rows[pairs.lender]
        self.stranger = len(self.row_of_lender)
        self.lender_here = np.full(len(self.day.surplus), self.stranger, np.int64)
        self.lender_here[self.row_of_lender] = np.arange(self.stranger)
        self.price = np.zeros(len(self.market.demand), np.int32)
        reached = np.zeros(len(self.day.shortage), np.bool_)
        reached[pairs.borrower[np.unique(pairs.packed & LOW)]] = True
        self._spent("pairs", begun)
        best = pairs.packed[pairs.start[:-1][self.market.supply > 0]]
        return reached, len(pairs), float((auction.TOP - (best >> 32)).sum()), len(best), dict(pairs.removed)

    def border(self, shared: Any) -> None:
        """Which needs the other half reaches as well."""
        place = np.zeros(len(shared), np.int64)
        place[self.market.pairs.borrower] = np.arange(len(self.market.pairs.borrower))
        self.border_rows = np.flatnonzero(shared).astype(np.int32)
        self.border_at = place[self.border_rows]

    def open(self, epsilon: int, lowered: int) -> None:
        """A new round from prices lowered."""
        pairs, supply = self.market.pairs, self.market.supply
        self.epsilon = epsilon
        self.price = np.maximum(0, self.price - lowered).astype(np.int32)
        self.start = np.append(pairs.start, pairs.start[-1])
        book = auction.opened(np.append(supply, 0), len(self.market.demand), 0)
        self.book = book._replace(price=self.price)
        self.sent = np.zeros(len(self.border_at), np.uint64)

    def bid(self) -> Whole:
        """Bid until nobody here wants more; positions of the border needs whose offers from here changed."""
        begun = time.process_time()
        while auction.bid(self.market.pairs.packed, self.start, self.market.demand, self.book, self.epsilon, 1 << 40):
            self.book = auction.longer(self.book)
        changed = np.flatnonzero(marks(self.book, self.border_at, self.stranger) != self.sent).astype(np.int32)
        self._spent("auction", begun)
        return changed

    def offers(self, touched: Whole) -> tuple[Whole, Whole]:
        """The offers from here on these border needs."""
        begun = time.process_time()
        found: tuple[Whole, Whole] = own_offers(
            self.book, self.border_at[touched], self.stranger, self.row_of_lender.astype(np.int32)
        )
        self.mine = found
        self._spent("border", begun)
        return found

    def merge_and_bid(self, touched: Whole, told: tuple[Whole, Whole]) -> Whole:
        """Keep the best of both halves' offers on these needs, as the other half does; then bid."""
        begun = time.process_time()
        at = np.arange(len(touched))
        need = np.concatenate([np.repeat(at, np.diff(start)) for start, _offers in (self.mine, told)])
        both = np.concatenate([self.mine[1], told[1]])
        order = np.lexsort((both[:, LENDER], -both[:, OFFER], need))
        start = np.searchsorted(need[order], np.arange(len(touched) + 1))
        while not room_for(self.book, len(both)):
            self.book = auction.longer(self.book)
        needs = self.border_at[touched]
        here = self.lender_here, self.stranger
        settle(self.book, needs, self.market.demand, (start, both[order]), here)
        self.sent[touched] = marks(self.book, needs, self.stranger)
        self._spent("border", begun)
        return self.bid()

    def prove(self) -> Found:
        """Value, this half's part of the bound, loans; prices of needs that only this half reaches are improved."""
        begun = time.process_time()
        market, shared = self.market, np.zeros(len(self.market.demand), np.bool_)
        shared[self.border_at] = True
        price, window = self.book.price.astype(np.int64), 4 * self.epsilon
        graph = bound.near(market.pairs.packed, market.pairs.start, price, window)
        low = np.where(shared, price, np.maximum(0, price - window // 2))
        high = np.where(shared, price, price + window // 2)
        for _sweep in range(SWEEPS):
            bound.sweep(graph, market.supply, market.demand, price, low, high)
        profit = auction.profits(market.pairs.packed, market.pairs.start, price)
        lender, need, heads, worth = auction.kept(self.book)
        own = lender != self.stranger
        rows = market.pairs.borrower[need[own]].astype(np.int64)
        said = {"loans": (self.row_of_lender[lender[own]], rows, heads[own], worth[own])}
        prices = np.zeros(len(self.day.shortage), np.int64)
        prices[market.pairs.borrower] = price
        said |= {"prices": prices, "profit": (self.row_of_lender, profit)}
        self.price = self.book.price
        self._spent("certificate", begun)
        return said | {"seconds": dict(self.seconds)}

    def _spent(self, stage: str, begun: float) -> None:
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.process_time() - begun
