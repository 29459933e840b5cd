"""One solver on one stored instance, in a process of its own: prints a JSON object.

    python bench/matching/solvers.py SOLVER INSTANCE.npz [GAP]

SOLVER: auction, ortools, lemon (network simplex), lemon-scaling, networkx, highs. The instance holds `packed`, `start`,
`supply`, `demand` as core/matching/pairs.py declares them. CPU seconds are of the solver's call alone; memory is the
rise of the peak from before the network is built, over the pairs.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

TOP, LOW = 1 << 30, (1 << 32) - 1
Found = dict[str, Any]


def peak() -> int:
    """Bytes, the most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Network:
    """Lenders 0..n-1, needs n..n+m-1, the sink last: idle heads go to the sink at BIG, others at BIG - worth."""

    def __init__(self, stored: Any) -> None:
        packed, start = stored["packed"], stored["start"]
        self.supply, self.demand = stored["supply"].astype(np.int64), stored["demand"].astype(np.int64)
        n, m = len(self.supply), len(self.demand)
        worth = TOP - (packed >> 32)
        self.big = int(worth.max()) if len(worth) else 1
        lender, need = np.repeat(np.arange(n), np.diff(start)), (packed & LOW).astype(np.int64)
        self.tail = np.concatenate([lender, np.arange(n), n + np.arange(m)]).astype(np.int32)
        self.head = np.concatenate([n + need, np.full(n + m, n + m)]).astype(np.int32)
        self.room = np.concatenate([np.minimum(self.supply[lender], self.demand[need]), self.supply, self.demand])
        self.cost = np.concatenate([self.big - worth, np.full(n, self.big), np.zeros(m, np.int64)])
        self.give = np.concatenate([self.supply, np.zeros(m, np.int64), [-self.supply.sum()]])

    def value(self, cost: float) -> int:
        """Worth of the plan whose network costs so much."""
        return int(self.big * int(self.supply.sum()) - round(cost))


def ortools(net: Network) -> Callable[[], int]:
    """Cost-scaling push-relabel."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(net.tail, net.head, net.room, net.cost)
    flow.set_nodes_supplies(np.arange(len(net.give), dtype=np.int32), net.give)

    def run() -> int:
        if flow.solve() != flow.OPTIMAL:
            raise RuntimeError("OR-Tools found no optimum")
        return net.value(flow.optimal_cost())

    return run


def lemon(net: Network, name: str = "lmcf") -> Callable[[], int]:
    """LEMON's network simplex, or cost scaling."""
    import pylmcf.pylmcf_cpp as cpp

    tail, head = net.tail.astype(np.int64), net.head.astype(np.int64)

    def run() -> int:
        flow = np.asarray(getattr(cpp, name)(net.give, tail, head, net.room, net.cost))
        return net.value(int((flow * net.cost).sum()))

    return run


def networkx(net: Network) -> Callable[[], int]:
    """Network simplex in Python."""
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from((node, {"demand": -give}) for node, give in enumerate(net.give.tolist()))
    arcs = zip(net.tail.tolist(), net.head.tolist(), net.room.tolist(), net.cost.tolist(), strict=True)
    graph.add_edges_from((a, b, {"capacity": room, "weight": cost}) for a, b, room, cost in arcs)
    return lambda: net.value(nx.network_simplex(graph)[0])


def highs(net: Network) -> Callable[[], int]:
    """The transportation problem as a linear program, solver's choice."""
    import highspy

    pairs, n, m = len(net.tail) - len(net.supply) - len(net.demand), len(net.supply), len(net.demand)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = pairs, n + m
    lp.col_cost_ = (net.cost[:pairs] - net.big).astype(float)
    lp.col_lower_, lp.col_upper_ = np.zeros(pairs), np.full(pairs, highspy.kHighsInf)
    lp.row_lower_ = np.full(n + m, -highspy.kHighsInf)
    lp.row_upper_ = np.concatenate([net.supply, net.demand]).astype(float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(pairs + 1, dtype=np.int32) * 2
    lp.a_matrix_.index_ = np.column_stack([net.tail[:pairs], net.head[:pairs]]).ravel().astype(np.int32)
    lp.a_matrix_.value_ = np.ones(2 * pairs)
    solver = highspy.Highs()
    solver.silent()
    solver.passModel(lp)

    def run() -> int:
        solver.run()
        return -round(solver.getInfo().objective_function_value)

    return run


PEERS = {
    "ortools": ortools,
    "lemon": lemon,
    "lemon-scaling": lambda net: lemon(net, "lmcf_cost_scaling"),
    "networkx": networkx,
    "highs": highs,
}


def changes(market: Any) -> Found:
    """Withdraw and restore 300 lots one after the other, keeping the plan optimal: milliseconds each."""
    dice, spent = np.random.default_rng(1), []
    for turn in range(300):
        side, heads = ("lender", market.supply) if turn % 2 else ("need", market.demand)
        at = int(dice.integers(len(heads)))
        for number in (0, int(heads[at])):
            begun = time.process_time()
            market.change(**{side: at}, heads=number)
            spent.append(1_000 * (time.process_time() - begun))
    market.refresh()
    return {"median_ms": float(np.median(spent)), "p99_ms": float(np.percentile(spent, 99)), "gap_after": market.gap}


def auction(stored: Any, gap: float) -> Found:
    """Ours, on the same pairs."""
    from yuanmeng.core.matching.command import warm
    from yuanmeng.core.matching.pairs import Pairs
    from yuanmeng.core.matching.share import Clock, Market

    warm([])
    before = peak()
    numbers = np.arange(len(stored["supply"]), dtype=np.int32), np.arange(len(stored["demand"]), dtype=np.int32)
    pairs = Pairs(stored["packed"], stored["start"], *numbers, {})
    begun, wall = time.process_time(), time.perf_counter()
    market = Market(pairs, stored["supply"], stored["demand"], Clock(), 0)
    market.solve(gap)
    spent, wall = time.process_time() - begun, time.perf_counter() - wall
    changed = changes(market) if gap == 0 else {}
    return changed | {
        "cpu": spent,
        "wall": wall,
        "value": market.value,
        "bound": market.bound,
        "gap": market.gap,
        "bytes": (peak() - before) / len(pairs),
        "epsilon": market.facts["epsilon"],
    }


def main() -> None:
    """Solve once."""
    solver, file = sys.argv[1], Path(sys.argv[2])
    with np.load(file) as zipped:
        stored = {name: zipped[name] for name in zipped.files}
    if solver == "auction":
        print(json.dumps(auction(stored, float(sys.argv[3]))))
        return
    before = peak()
    net = Network(stored)
    pairs = len(stored["packed"])
    stored.clear()
    run = PEERS[solver](net)
    begun, wall = time.process_time(), time.perf_counter()
    value = run()
    spent, wall = time.process_time() - begun, time.perf_counter() - wall
    print(json.dumps({"cpu": spent, "wall": wall, "value": value, "bytes": (peak() - before) / pairs}))


if __name__ == "__main__":
    main()
