"""The best plan of a zone's day, exactly, without anything to compile: successive best paths, a job at a time.

Heads flow from postings of idle staff to needs along lawful pairs. Each step sends heads along the path of most gain in
the residual graph (Ahuja, Magnanti, Orlin 1993, §9.7) until none gains; what is left over gains nothing. Prices are the
least solution of  v_j >= a_i + w_ij,  a_i >= v_j - w_ij on used pairs,  v_j >= 0,  a_i >= 0 where heads are left;
u_i = -a_i. They prove the optimum: sum supply u + sum demand v is what the plan is worth.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping

Pair = tuple[int, int]
NEVER = -(1 << 60)


class Market:
    """Pairs with whole worth, and heads on both sides; all pairs of one `Market` may touch each other."""

    def __init__(self, worth: Mapping[Pair, int], supply: Mapping[int, int], demand: Mapping[int, int]) -> None:
        self.worth = worth
        self.left, self.open = dict(supply), dict(demand)
        self.flow: dict[Pair, int] = {}
        self.out: dict[int, list[int]] = defaultdict(list)
        for i, j in worth:
            self.out[i].append(j)
        self.used: dict[int, set[int]] = defaultdict(set)

    def solve(self) -> None:
        """Send heads along the best path until it gains nothing."""
        while True:
            reached, came, back = self._paths()
            ends = [(gain, -j) for j, gain in reached.items() if self.open[j]]
            if not ends or max(ends)[0] <= 0:
                return
            self._send(-max(ends)[1], came, back)

    def _paths(self) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
        """Need → the most that can be gained by a head more there, the lender it comes from, and lender → the need
        that gives a head back."""
        gain = {i: 0 for i, heads in self.left.items() if heads}
        queue, reached = deque(sorted(gain)), dict[int, int]()
        came, back = dict[int, int](), dict[int, int]()
        while queue:
            i = queue.popleft()
            for j in self.out[i]:
                more = gain[i] + self.worth[i, j]
                if more <= reached.get(j, NEVER):
                    continue
                reached[j], came[j] = more, i
                for k in sorted(self.used[j] - {i}):
                    if more - self.worth[k, j] > gain.get(k, NEVER):
                        gain[k], back[k] = more - self.worth[k, j], j
                        queue.append(k)
        return reached, came, back

    def _send(self, end: int, came: dict[int, int], back: dict[int, int]) -> None:
        """As many heads as every step of the path allows."""
        path, j = [], end
        while True:
            i = came[j]
            path.append((i, j))
            if i not in back:
                break
            j = back[i]
        given = [(path[at][0], path[at + 1][1]) for at in range(len(path) - 1)]
        heads = min([self.open[end], self.left[path[-1][0]], *(self.flow[pair] for pair in given)])
        self.open[end] -= heads
        self.left[path[-1][0]] -= heads
        for pair in path:
            self.flow[pair] = self.flow.get(pair, 0) + heads
            self.used[pair[1]].add(pair[0])
        for pair in given:
            self.flow[pair] -= heads
            if not self.flow[pair]:
                del self.flow[pair]
                self.used[pair[1]].discard(pair[0])

    def prices(self) -> tuple[dict[int, int], dict[int, int]]:
        """What one more head of each posting, and at each need, would add at most."""
        a = {i: 0 if heads else NEVER for i, heads in self.left.items()}
        v = dict.fromkeys(self.open, 0)
        for i, j in self.flow:
            a[i] = max(a[i], -self.worth[i, j])
        queue = deque(sorted(a))
        while queue:
            i = queue.popleft()
            for j in self.out[i]:
                if a[i] + self.worth[i, j] <= v[j]:
                    continue
                v[j] = a[i] + self.worth[i, j]
                for k in sorted(self.used[j]):
                    if v[j] - self.worth[k, j] > a[k]:
                        a[k] = v[j] - self.worth[k, j]
                        queue.append(k)
        return {i: max(0, -value) for i, value in a.items()}, v


def markets(worth: Mapping[Pair, int], job: Mapping[int, int]) -> list[dict[Pair, int]]:
    """The pairs by the job of their need: people of one job never compete for another's."""
    found: dict[int, dict[Pair, int]] = defaultdict(dict)
    for pair, value in worth.items():
        found[job[pair[1]]][pair] = value
    return [found[key] for key in sorted(found)]
