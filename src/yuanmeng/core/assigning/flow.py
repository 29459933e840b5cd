"""The exact solver: every firm goes to one person; first the loads are as even as can be, then the points are fewest.

Evenness is the sum of the squared loads. It is separable and convex, so together with the points the problem is a
transportation problem whose optimum is whole and is found by successive shortest paths (Ahuja, Magnanti, Orlin,
Network Flows, 9.7 and 14.5). The paths run between people only, over the cheapest firm that each could hand to each:
(people x people) tables, however many firms there are. The least sum of squares also gives the smallest possible
largest load and the largest possible smallest one (Frank and Murota, Decreasing minimization on base polyhedra, 2022).

All numbers are whole, so the prices left at the end prove the optimum exactly (`verify.bound`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from yuanmeng.core.refusals import Invalid
from yuanmeng.core.said import said as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yuanmeng.core.assigning.terms import Truth, Whole

NEVER = 1 << 60
"""A pair that may not be; the sum of two still fits 64 bits."""
NOBODY = -1


class Stuck(Exception):
    """A firm for which no chain of changes makes room: `people` are all whom it or its rivals could go to, all full."""

    def __init__(self, firm: int, people: Sequence[int]) -> None:
        super().__init__(f"firm {firm}: {len(people)} people are full")
        self.firm = firm
        self.people = people


class Flow:
    """A plan that is optimal for the firms put in so far, after every `put` and `take`."""

    def __init__(self, cost: Whole, allowed: Truth, least: Whole, most: Whole) -> None:
        """`cost` (people, firms) points >= 0; `least`, `most` (people,) caps. Nobody has a firm yet. Raises Invalid."""
        people, firms = cost.shape
        self.step = int(cost.max()) * firms + 1
        self.tier = self.step * 4 * (firms + 1)
        if self.tier * firms >= NEVER // 4:
            raise Invalid(_("权重或距离太大，合计超出 64 位整数：请减小权重，或检查坐标是否以米为单位。"))
        self.cost = np.ascontiguousarray(np.where(allowed, cost, NEVER).T)
        self.least, self.most = least, most
        self.load = np.zeros(people, np.int64)
        self.at = np.full(firms, NOBODY, np.int64)
        self.theirs: list[list[int]] = [[] for _person in range(people)]
        self.price = self.marginal(self.load)
        self.hand = np.full((people, people), NEVER, np.int64)
        self.handed = np.full((people, people), NOBODY, np.int64)

    def fill(self) -> None:
        """Assign every firm. Raises Stuck."""
        for firm in range(len(self.at)):
            self.put(firm)

    def resume(self, at: Whole) -> None:
        """Take over a whole plan that is known to be optimal: (firms,) the person of each."""
        for firm, person in enumerate(at.tolist()):
            self.theirs[person].append(firm)
        self.at[:] = at
        self.load[:] = [len(firms) for firms in self.theirs]
        for person in range(len(self.load)):
            self._renew(person)
        self.price = self._priced()

    def put(self, firm: int) -> None:
        """Assign one more firm, moving others where that is best. Raises Stuck."""
        path = self._cheapest(self.cost[firm])
        if not path:
            raise Stuck(firm, self._reached(self.cost[firm]))
        self._shift(path)
        self._add(firm, path[0])
        self._renew(path[0])

    def take(self, firm: int) -> None:
        """Take one firm out and make the rest optimal again, with one chain of changes at most."""
        giver = int(self.at[firm])
        self._drop(firm, giver)
        self._renew(giver)
        start = np.where(self.load > 0, -self.marginal(self.load - 1), NEVER)
        reach, before = self._paths(start)
        if reach[giver] + int(self.marginal(self.load)[giver]) < 0:
            self._shift(_traced(before, giver))
        self.price = self._priced()

    def forbid(self, person: int, firm: int) -> None:
        """The pair may not be from now on; the firm must not be assigned at this moment."""
        self.cost[firm, person] = NEVER

    def pin(self, person: int, firm: int) -> None:
        """The firm may go to nobody else from now on; it must not be assigned at this moment."""
        self.cost[firm, np.arange(len(self.load)) != person] = NEVER

    def marginal(self, load: Whole) -> Whole:
        """What one firm more costs a person who has `load`, apart from points; far less than nothing below `least`."""
        return self.step * (2 * load + 1) - np.where(load < self.least, self.tier, 0)

    def short(self) -> list[int]:
        """People who, whatever is changed, together get fewer firms than their caps ask for; empty when none do."""
        group = self.load < self.least
        if not group.any():
            return []
        while True:
            wider = group | (self.hand[:, group] < NEVER // 2).any(axis=1)
            if (wider == group).all():
                return np.flatnonzero(group).tolist()
            group = wider

    def _priced(self) -> Whole:
        """(people,) prices that prove the plan, made anew: the cheapest way from each to room for one more."""
        price = np.where(self.load < self.most, self.marginal(self.load), self.tier)
        while True:
            lower = np.minimum(price, (self.hand + price[None, :]).min(axis=1))
            if (lower == price).all():
                return price
            price = lower

    def _cheapest(self, start: Whole) -> list[int]:
        """The people on the cheapest way from `start` to room for one more, in order; empty when there is none.

        Dijkstra over prices, which make every handing-over cost nothing or more; they are raised to fit the new plan.
        """
        price, dist = self.price, start + self.price
        leave = np.where(self.load < self.most, self.marginal(self.load) - price, NEVER)
        before = np.full(len(start), NOBODY, np.int64)
        waiting = dist.copy()
        best, end = NEVER // 2, NOBODY
        while waiting[here := int(waiting.argmin())] < best:
            waiting[here] = 2 * NEVER
            if dist[here] + leave[here] < best:
                best, end = int(dist[here] + leave[here]), here
            ways = self.hand[here] + (price + (dist[here] - price[here]))
            better = np.flatnonzero(ways < dist)
            dist[better] = waiting[better] = ways[better]
            before[better] = here
        if end != NOBODY:
            self.price = price + np.maximum(best - dist, 0)
        return _traced(before, end) if end != NOBODY else []

    def _reached(self, start: Whole) -> list[int]:
        """Everybody who could be handed a firm that may go to `start`."""
        reach, _before = self._paths(start)
        return np.flatnonzero(reach < NEVER // 2).tolist()

    def _paths(self, start: Whole) -> tuple[Whole, Whole]:
        """Cheapest ways to each person from `start`, and the person before on the way (NOBODY at its beginning)."""
        reach, before = start, np.full(len(start), NOBODY, np.int64)
        while True:
            ways = reach[:, None] + self.hand
            best = ways.min(axis=0)
            better = np.flatnonzero(best < reach)
            if not len(better):
                return reach, before
            reach = reach.copy()
            reach[better] = best[better]
            before[better] = ways[:, better].argmin(axis=0)

    def _shift(self, path: list[int]) -> None:
        """Hand one firm from each person of the path to the next."""
        moves = [(int(self.handed[a, b]), a, b) for a, b in pairwise(path)]
        for firm, giver, taker in moves:
            self._drop(firm, giver)
            self._add(firm, taker)
        for person in path:
            self._renew(person)

    def _add(self, firm: int, person: int) -> None:
        self.theirs[person].append(firm)
        self.at[firm] = person
        self.load[person] += 1

    def _drop(self, firm: int, person: int) -> None:
        self.theirs[person].remove(firm)
        self.at[firm] = NOBODY
        self.load[person] -= 1

    def _renew(self, person: int) -> None:
        """The cheapest firm that the person could hand to each other person, and what that would cost."""
        firms = self.theirs[person]
        if not firms:
            self.hand[person], self.handed[person] = NEVER, NOBODY
            return
        costs = self.cost[firms]
        gains = costs - costs[:, person][:, None]
        pick = gains.argmin(axis=0)
        gain = gains[pick, np.arange(gains.shape[1])]
        self.hand[person] = np.where(gain < NEVER // 2, gain, NEVER)
        self.handed[person] = np.array(firms)[pick]


def _traced(before: Whole, end: int) -> list[int]:
    """The path that ends at `end`, from its beginning."""
    path = [end]
    while before[path[-1]] != NOBODY:
        path.append(int(before[path[-1]]))
    return path[::-1]
