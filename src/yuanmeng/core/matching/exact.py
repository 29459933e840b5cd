"""From a nearly optimal plan to an optimal one, and from an optimal plan to the next after a change: shortest paths.

Prices and profits stay feasible (profit_i + price_j >= worth_ij, both >= 0) and heads lie only where that is an
equality. What can be wrong then is a lender with idle heads though its profit is not 0, or a need with vacant heads
though its price is not 0. Each is put right by one shortest path over the slacks (Dijkstra), to where a head may idle
or a post stay vacant for nothing; prices move by what the path is short of (Ahuja, Magnanti, Orlin, Network Flows 9.7).
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from yuanmeng.core.matching.bound import Near
from yuanmeng.core.matching.compiled import jitted
from yuanmeng.core.matching.layout import LOW

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

FAR = 1 << 30


class Standing(NamedTuple):
    """A plan with its prices; lenders are nodes 0 to n - 1, needs n to n + m - 1."""

    graph: Near
    """All pairs."""
    flow: Whole
    """int32 (pairs,): heads."""
    profit: Whole
    price: Whole
    """int64 yuan a head."""
    idle: Whole
    vacant: Whole
    """int64 heads."""
    distance: Whole
    """int64 (nodes,): FAR between searches."""
    came: Whole
    """int32 (nodes,): the pair by which a search came."""


def standing(graph: Near, supply: Whole, demand: Whole, price: Whole, profit: Whole) -> Standing:
    """Nobody is placed yet; the prices are feasible."""
    nodes = len(supply) + len(demand)
    return Standing(
        graph,
        np.zeros(len(graph.need), np.int32),
        profit.astype(np.int64).copy(),
        price.astype(np.int64).copy(),
        supply.astype(np.int64).copy(),
        demand.astype(np.int64).copy(),
        np.full(nodes, FAR, np.int64),
        np.zeros(nodes, np.int32),
    )


@jitted
def place_tight(plan):  # type: ignore[no-untyped-def]
    """Place what fits without any search."""
    graph = plan.graph
    for i in range(len(plan.idle)):
        for pair in range(graph.start[i], graph.start[i + 1]):
            j = graph.need[pair]
            if plan.idle[i] == 0:
                break
            if plan.vacant[j] > 0 and plan.profit[i] + plan.price[j] == graph.worth[pair]:
                heads = min(plan.idle[i], plan.vacant[j])
                plan.flow[pair] += heads
                plan.idle[i] -= heads
                plan.vacant[j] -= heads


@jitted
def settle(plan, lenders, needs):  # type: ignore[no-untyped-def]
    """Put right the lenders and then the needs named; the plan is optimal after all have been."""
    searches = 0
    for i in lenders:
        while plan.idle[i] > 0 and plan.profit[i] > 0:
            _place(plan, i)
            searches += 1
    for j in needs:
        while plan.vacant[j] > 0 and plan.price[j] > 0:
            _fill(plan, j)
            searches += 1
    return searches


@jitted
def _reach(plan, heap, touched, node, distance, pair):  # type: ignore[no-untyped-def]
    if distance < plan.distance[node]:
        if plan.distance[node] == FAR:
            touched.append(node)
        plan.distance[node], plan.came[node] = distance, pair
        heappush(heap, distance << 32 | node)


@jitted
def _to_needs(plan, heap, touched, i, distance, best):  # type: ignore[no-untyped-def]
    """From a lender to what it could take, at the slack."""
    for pair in range(plan.graph.start[i], plan.graph.start[i + 1]):
        j = plan.graph.need[pair]
        slack = plan.profit[i] + plan.price[j] - plan.graph.worth[pair]
        if distance + slack < best:
            _reach(plan, heap, touched, len(plan.idle) + j, distance + slack, pair)


@jitted
def _to_holders(plan, heap, touched, j, distance):  # type: ignore[no-untyped-def]
    """From a need to the lenders whose heads it has."""
    for at in range(plan.graph.first[j], plan.graph.first[j + 1]):
        pair = plan.graph.by_need[at]
        if plan.flow[pair] > 0:
            _reach(plan, heap, touched, np.int64(plan.graph.lender[pair]), distance, pair)


@jitted
def _to_lenders(plan, heap, touched, j, distance, best):  # type: ignore[no-untyped-def]
    """From a need to the lenders that could fill it, at the slack."""
    for at in range(plan.graph.first[j], plan.graph.first[j + 1]):
        pair = plan.graph.by_need[at]
        i = np.int64(plan.graph.lender[pair])
        slack = plan.profit[i] + plan.price[j] - plan.graph.worth[pair]
        if distance + slack < best:
            _reach(plan, heap, touched, i, distance + slack, pair)


@jitted
def _to_held(plan, heap, touched, i, distance):  # type: ignore[no-untyped-def]
    """From a lender to the needs that have its heads."""
    for pair in range(plan.graph.start[i], plan.graph.start[i + 1]):
        if plan.flow[pair] > 0:
            _reach(plan, heap, touched, len(plan.idle) + plan.graph.need[pair], distance, pair)


@jitted
def _place(plan, source):  # type: ignore[no-untyped-def]
    """One path for idle heads of lender `source`: to a vacant post, or to a lender whose head may rather idle."""
    n, best, end = len(plan.idle), FAR, source
    heap, touched = [source], [source]
    plan.distance[source] = 0
    while heap:
        key = heappop(heap)
        distance, node = key >> 32, key & LOW
        if distance >= best:
            break
        if distance > plan.distance[node]:
            continue
        if node < n:
            if distance + plan.profit[node] < best:
                best, end = distance + plan.profit[node], node
            _to_needs(plan, heap, touched, node, distance, best)
        elif plan.vacant[node - n] > 0:
            best, end = distance, node
        else:
            _to_holders(plan, heap, touched, node - n, distance)
    _move(plan, touched, best, -1)
    heads = min(plan.idle[source], plan.vacant[end - n]) if end >= n else plan.idle[source]
    heads = _along(plan, source, end, heads, 0)
    if end != source:
        plan.idle[source] -= heads
        if end >= n:
            plan.vacant[end - n] -= heads
        else:
            plan.idle[end] += heads


@jitted
def _fill(plan, source):  # type: ignore[no-untyped-def]
    """One path for vacant posts of need `source`: from an idle head, or a need whose post may rather stay vacant."""
    n, best, end = len(plan.idle), FAR, len(plan.idle) + source
    heap, touched = [n + source], [n + source]
    plan.distance[n + source] = 0
    while heap:
        key = heappop(heap)
        distance, node = key >> 32, key & LOW
        if distance >= best:
            break
        if distance > plan.distance[node]:
            continue
        if node >= n:
            if distance + plan.price[node - n] < best:
                best, end = distance + plan.price[node - n], node
            _to_lenders(plan, heap, touched, node - n, distance, best)
        elif plan.idle[node] > 0:
            best, end = distance, node
        else:
            _to_held(plan, heap, touched, node, distance)
    _move(plan, touched, best, 1)
    heads = min(plan.vacant[source], plan.idle[end]) if end < n else plan.vacant[source]
    heads = _along(plan, n + source, end, heads, n)
    if end != n + source:
        plan.vacant[source] -= heads
        if end < n:
            plan.idle[end] -= heads
        else:
            plan.vacant[end - n] += heads


@jitted
def _move(plan, touched, best, sign):  # type: ignore[no-untyped-def]
    """Move prices by what each node is nearer than the end of the path, and forget the search."""
    n = len(plan.idle)
    for node in touched:
        step = sign * max(0, best - plan.distance[node])
        if node < n:
            plan.profit[node] += step
        else:
            plan.price[node - n] -= step
        plan.distance[node] = FAR


@jitted
def _along(plan, source, end, heads, low):  # type: ignore[no-untyped-def]
    """Shift heads along the path: every second pair gives what the one before takes. How many heads it could be.

    low 0: the search began at a lender, pairs reached from lenders gain; else it began at a need.
    """
    graph, n = plan.graph, len(plan.idle)
    for turn in range(2):
        node = end
        while node != source:
            pair = plan.came[node]
            gains = (node >= n) == (low == 0)
            if turn == 0 and not gains:
                heads = min(heads, plan.flow[pair])
            elif turn == 1:
                plan.flow[pair] += heads if gains else -heads
            node = graph.lender[pair] if node >= n else n + graph.need[pair]
    return heads


@jitted
def set_supply(plan, i, heads):  # type: ignore[no-untyped-def]
    """Lender i has `heads` in all from now on (0: withdrawn). Put right what that upsets; how many searches it took."""
    graph, placed, nobody = plan.graph, 0, np.empty(0, np.int64)
    for pair in range(graph.start[i], graph.start[i + 1]):
        placed += plan.flow[pair]
    plan.idle[i] = max(0, heads - placed)
    searches, pair = settle(plan, np.array([i]), nobody), graph.start[i]
    while placed > heads:
        gone = min(plan.flow[pair], placed - heads)
        if gone > 0:
            placed -= gone
            plan.flow[pair] -= gone
            plan.vacant[graph.need[pair]] += gone
            searches += settle(plan, nobody, np.array([np.int64(graph.need[pair])]))
        pair = pair + 1 if pair + 1 < graph.start[i + 1] else graph.start[i]
    return searches


@jitted
def set_demand(plan, j, heads):  # type: ignore[no-untyped-def]
    """Need j asks for `heads` in all from now on (0: withdrawn). Put right what that upsets; how many searches."""
    graph, placed, nobody = plan.graph, 0, np.empty(0, np.int64)
    for at in range(graph.first[j], graph.first[j + 1]):
        placed += plan.flow[graph.by_need[at]]
    plan.vacant[j] = max(0, heads - placed)
    searches, at = settle(plan, nobody, np.array([j])), graph.first[j]
    while placed > heads:
        pair = graph.by_need[at]
        gone = min(plan.flow[pair], placed - heads)
        if gone > 0:
            placed -= gone
            plan.flow[pair] -= gone
            plan.idle[graph.lender[pair]] += gone
            searches += settle(plan, np.array([np.int64(graph.lender[pair])]), nobody)
        at = at + 1 if at + 1 < graph.first[j + 1] else graph.first[j]
    return searches
