"""A day's round in a sensible order: the shortest open path through all places, in metres on the zone's grid.

Exact up to EXACT places (Held and Karp 1962, O(2^n n²)); beyond, nearest neighbour improved by 2-opt until no exchange
shortens it. A service officer visits a handful of firms a day, so the exact part is the rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import hypot, inf

Place = tuple[int, int]
EXACT = 10


def length(places: Sequence[Place], order: Sequence[int], start: Place | None = None) -> float:
    """Metres of the path from `start` (or from the first place) through the places in that order."""
    path = [*([start] if start else []), *(places[index] for index in order)]
    return sum(_apart(one, two) for one, two in pairwise(path))


def ordered(places: Sequence[Place], start: Place | None = None) -> list[int]:
    """The indices of `places` in the order of the shortest path that begins at `start`, or anywhere when None."""
    if len(places) < 2:
        return list(range(len(places)))
    return _exact(places, start) if len(places) <= EXACT else _improved(places, start)


def _apart(one: Place, two: Place) -> float:
    return hypot(one[0] - two[0], one[1] - two[1])


def _exact(places: Sequence[Place], start: Place | None) -> list[int]:
    """best[visited, last] = (length of the shortest path through `visited` that ends at `last`, the place before)."""
    count = len(places)
    best = {(1 << at, at): (_apart(start, places[at]) if start else 0.0, -1) for at in range(count)}
    for size in range(2, count + 1):
        for chosen in combinations(range(count), size):
            visited = sum(1 << at for at in chosen)
            for last in chosen:
                before = visited ^ (1 << last)
                best[visited, last] = min(
                    (best[before, at][0] + _apart(places[at], places[last]), at) for at in chosen if at != last
                )
    visited = (1 << count) - 1
    last = min(range(count), key=lambda at: best[visited, at][0])
    path = []
    while last >= 0:
        path.append(last)
        visited, last = visited ^ (1 << last), best[visited, last][1]
    return path[::-1]


def _improved(places: Sequence[Place], start: Place | None) -> list[int]:
    order = _nearest(places, start)
    shorter = length(places, order, start)
    now = inf
    while shorter < now:
        now = shorter
        for one, two in combinations(range(len(order) + 1), 2):
            turned = [*order[:one], *order[one:two][::-1], *order[two:]]
            if (tried := length(places, turned, start)) < shorter - 1e-9:
                order, shorter = turned, tried
    return order


def _nearest(places: Sequence[Place], start: Place | None) -> list[int]:
    """Always on to the nearest place that is left."""
    left, order = set(range(len(places))), list[int]()
    here = start or places[0]
    while left:
        at = min(left, key=lambda each: (_apart(here, places[each]), each))
        left.remove(at)
        order.append(at)
        here = places[at]
    return order
