"""A better proof for the same plan: exact minimisation of the dual over one price after the other.

For prices p the dual is D(p) = sum supply_i * profit_i(p) + sum demand_j * p_j, and every plan is worth at most D(p).
Over one price alone D is least where as many heads as the need has are willing to pay it: at the demand_j-th highest
of worth_ij - (best that i has elsewhere). Only pairs within `window` of their lender's best can matter while no price
moves by more than half of it, and these are few (two to five a lender); whatever comes out, the bound is computed anew
from all pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from yuanmeng.core.matching.compiled import jitted, jitted_inside
from yuanmeng.core.matching.layout import LOW, TOP

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]


class Near(NamedTuple):
    """Pairs within a window of their lender's best, by lender, and the order that sorts them by need."""

    start: Whole
    """int64 (lenders + 1,)."""
    lender: Whole
    need: Whole
    worth: Whole
    """int32 yuan."""
    first: Whole
    """int64 (needs + 1,): column j is by_need[first[j]:first[j + 1]]."""
    by_need: Whole


def near(packed: Whole, start: Whole, price: Whole, window: int) -> Near:
    """The pairs with worth - price at least (lender's best or 0) - window."""
    count = np.zeros(len(start), np.int64)
    _count_near(packed, start, price, window, count)
    begin = np.cumsum(count)
    lender, need = np.empty(begin[-1], np.int32), np.empty(begin[-1], np.int32)
    worth = np.empty(begin[-1], np.int32)
    _fill_near(packed, start, price, window, begin, lender, need, worth)
    first, by_need = _by_need(need, len(price))
    return Near(begin, lender, need, worth, first, by_need)


@jitted_inside
def _least(row, price, window):  # type: ignore[no-untyped-def]
    best = 0
    for pair in row:
        worth = TOP - (pair >> 32)
        if worth <= best:
            break
        best = max(best, worth - price[pair & LOW])
    return best - window


@jitted
def _count_near(packed, start, price, window, count):  # type: ignore[no-untyped-def]
    for i in range(len(start) - 1):
        row = packed[start[i] : start[i + 1]]
        least, found = _least(row, price, window), 0
        for pair in row:
            worth = TOP - (pair >> 32)
            if worth < least:
                break
            found += worth - price[pair & LOW] >= least
        count[i + 1] = found


@jitted
def _fill_near(packed, start, price, window, begin, lender, need, worth):  # type: ignore[no-untyped-def]
    for i in range(len(start) - 1):
        row, at = packed[start[i] : start[i + 1]], begin[i]
        least = _least(row, price, window) if begin[i + 1] > at else 0
        for pair in row:
            if at == begin[i + 1]:
                break
            value, j = TOP - (pair >> 32), pair & LOW
            if value - price[j] >= least:
                lender[at], need[at], worth[at] = i, j, value
                at += 1


@jitted
def _by_need(need, needs):  # type: ignore[no-untyped-def]
    first = np.zeros(needs + 1, np.int64)
    for j in need:
        first[j + 1] += 1
    for j in range(needs):
        first[j + 1] += first[j]
    at, order = first[:-1].copy(), np.empty(len(need), np.int32)
    for k in range(len(need)):
        order[at[need[k]]] = k
        at[need[k]] += 1
    return first, order


@jitted
def sweep(graph, supply, demand, price, low, high):  # type: ignore[no-untyped-def]
    """Set every price in turn to where the dual is least, within low to high (the lowest such price)."""
    room = 0
    for j in range(len(price)):
        room = max(room, graph.first[j + 1] - graph.first[j])
    pay, heads = np.empty(room, np.int64), np.empty(room, np.int64)
    for j in range(len(price)):
        count = 0
        for at in range(graph.first[j], graph.first[j + 1]):
            pair = graph.by_need[at]
            i, elsewhere = graph.lender[pair], 0
            for other in range(graph.start[i], graph.start[i + 1]):
                if other != pair:
                    elsewhere = max(elsewhere, graph.worth[other] - price[graph.need[other]])
            if graph.worth[pair] > elsewhere:
                _insert(pay, heads, count, graph.worth[pair] - elsewhere, supply[i])
                count += 1
        total, k = 0, 0
        while k < count and total + heads[k] <= demand[j]:
            total += heads[k]
            k += 1
        price[j] = min(max(pay[k] if k < count else 0, low[j]), high[j])


@jitted_inside
def _insert(pay, heads, count, value, number):  # type: ignore[no-untyped-def]
    """Keep `pay` falling."""
    at = count
    while at > 0 and pay[at - 1] < value:
        pay[at], heads[at] = pay[at - 1], heads[at - 1]
        at -= 1
    pay[at], heads[at] = value, number
