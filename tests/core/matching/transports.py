"""Transportation problems straight from a table of worths, for tests of the solver alone."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from yuanmeng.core.matching.layout import TOP
from yuanmeng.core.matching.pairs import Pairs
from yuanmeng.core.matching.share import Clock, Market


def market(worth: Any, supply: Any, demand: Any) -> Market:
    """`worth` (lenders, needs); entries below 1 are no pairs."""
    table = np.asarray(worth, np.int64)
    rows = [sorted((TOP - int(w)) << 32 | j for j, w in enumerate(row) if w >= 1) for row in table]
    start = np.cumsum([0, *map(len, rows)])
    packed = np.array([pair for row in rows for pair in row], np.int64)
    numbers = np.arange(len(supply), dtype=np.int32), np.arange(len(demand), dtype=np.int32)
    return Market(Pairs(packed, start, *numbers, {}), np.asarray(supply), np.asarray(demand), Clock(), 0)


def from_network(nodes: int, give: dict[int, int], arcs: list[tuple[int, int, int, int]]) -> tuple[Market, int]:
    """A minimum-cost flow with transshipment as a transportation problem (Wagner 1959), and the worth of a head at no
    cost.

    Each arc (tail, head, room, cost) lends as many heads as it has room: to its head at its cost, or, unused, to its
    tail at none; a node needs the room of the arcs that leave it less what it gives. Nodes count from 1.
    """
    top = 2 * nodes * max(cost for *_ends, cost in arcs)
    need = np.zeros(nodes, np.int64)
    for tail, _head, room, _cost in arcs:
        need[tail - 1] += room
    for node, heads in give.items():
        need[node - 1] -= heads
    pairs = [
        (TOP - worth) << 32 | node - 1
        for tail, head, _room, cost in arcs
        for worth, node in ((top, tail), (top - cost, head))
    ]
    numbers = np.arange(len(arcs), dtype=np.int32), np.arange(nodes, dtype=np.int32)
    start, supply = np.arange(0, 2 * len(arcs) + 1, 2), np.array([room for _t, _h, room, _c in arcs], np.int64)
    return Market(Pairs(np.array(pairs, np.int64), start, *numbers, {}), supply, need, Clock(), 0), top


def by_paths(one: Market) -> None:
    """The optimum by shortest paths alone, from no prices."""
    one._prove(np.zeros(len(one.demand), np.int64))
    one._finish()


def best(worth: Any, supply: list[int], demand: list[int]) -> int:
    """By trying everything: lender after lender, every way to give its heads."""
    if not supply:
        return 0
    most = 0
    for given in product(*(range(min(supply[0], room) + 1) for room in demand)):
        if sum(given) <= supply[0] and all(worth[0][j] >= 1 for j, heads in enumerate(given) if heads):
            rest = [room - heads for room, heads in zip(demand, given, strict=True)]
            value = sum(heads * worth[0][j] for j, heads in enumerate(given))
            most = max(most, value + best(worth[1:], supply[1:], rest))
    return most
