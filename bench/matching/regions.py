"""One instance planned by two Ray workers, each with the lenders of one half of the map, and by one process.

    python bench/matching/regions.py [--lots 100000] [--seed 1] [--gap 0.0006]

A need that lenders of both halves can reach lies on the border. Each worker runs the auction for its own lenders; on
border needs it sees the other's standing offers as those of a stranger, whom it may outbid. After each round the
workers tell each other their offers on the border needs that changed, and both keep the same best ones: those sent
away bid again. Prices only rise and every kept offer is within ε of its lender's best, as in one process; the same
certificate, summed over both halves, proves the union. `verify` checks the joined plan from the postings alone.

Needs Ray: `uv sync --group ray`. Prints a JSON object: seconds are wall seconds, `cpu` those of the processes at work.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from region import Found, Region

from yuanmeng.core.matching.command import warm
from yuanmeng.core.matching.generate import Instance, generate
from yuanmeng.core.matching.plan import WITHIN, Loans, Plan
from yuanmeng.core.matching.share import FINER, FIRST, share_labour
from yuanmeng.core.matching.verify import verify


class Joined:
    """The driver: tells each worker what the other did, and joins what they prove."""

    def __init__(self, workers: list[Any], day: Instance) -> None:
        self.workers, self.day = workers, day
        self.rounds = self.bytes = 0

    def each(self, verb: str, *given: tuple[Any, ...]) -> list[Any]:
        """Call both at once, each with its own arguments."""
        import ray

        given = given or ((), ())
        calls = [getattr(worker, verb).remote(*some) for worker, some in zip(self.workers, given, strict=True)]
        return list(ray.get(calls))

    def solve(self, gap: float) -> Plan:
        """Rounds of ever smaller ε, as in one process, until the gap is proven."""
        told = self.each("pairs")
        shared = told[0][0] & told[1][0]
        self.border = int(shared.sum())
        self.bytes += 2 * len(shared) // 8
        self.each("border", (shared,), (shared,))
        mean = 0.75 * sum(one[2] for one in told) / sum(one[3] for one in told)
        wanted = max(1, int(mean * 0.012 * (gap / 0.00031) ** 0.787))
        epsilon, lowered = wanted * FIRST, 0
        while True:
            self.each("open", (epsilon, lowered), (epsilon, lowered))
            self._exchange()
            plan = self._joined(self.each("prove"), told)
            if epsilon <= wanted and (plan.gap <= gap or epsilon == 1):
                return plan
            lowered, epsilon = 4 * epsilon, max(1, epsilon // (FIRST if epsilon > wanted else FINER))

    def _exchange(self) -> None:
        one, other = self.each("bid")
        while len(touched := np.union1d(one, other)):
            mine, theirs = self.each("offers", (touched,), (touched,))
            self.rounds += 1
            self.bytes += one.nbytes + other.nbytes + sum(part.nbytes for part in (*mine, *theirs))
            one, other = self.each("merge_and_bid", (touched, theirs), (touched, mine))

    def _joined(self, said: list[Found], told: list[Any]) -> Plan:
        day = self.day
        lender, borrower, heads, worth = (
            np.concatenate(parts) for parts in zip(*[one["loans"] for one in said], strict=True)
        )
        order = np.lexsort((borrower, lender))
        lender, borrower, heads, worth = lender[order], borrower[order], heads[order], worth[order]
        fresh = np.flatnonzero((np.diff(lender, prepend=-1) != 0) | (np.diff(borrower, prepend=-1) != 0))
        i, j = lender[fresh], borrower[fresh]
        last = np.minimum(np.minimum(day.surplus["last"][i], day.surplus["contract_end"][i]), day.shortage["last"][j])
        first = np.maximum(day.surplus["first"][i], day.shortage["first"][j])
        total, each = np.add.reduceat(heads, fresh).astype(np.int32), worth[fresh].astype(np.int32)
        loans = Loans(lender=i, borrower=j, heads=total, first=first, last=last, each=each)
        price = np.maximum(said[0]["prices"], said[1]["prices"])
        profit = np.zeros(len(day.surplus), np.int64)
        for one in said:
            profit[one["profit"][0]] = one["profit"][1]
        proven = int((day.surplus["heads"] * profit).sum() + (day.shortage["heads"] * price).sum())
        removed = {key: told[0][4][key] + told[1][4][key] for key in told[0][4]}
        self.seconds = [one["seconds"] for one in said]
        pairs = told[0][1] + told[1][1]
        return Plan(loans, loans.value, proven, profit, price, WITHIN, 0, pairs, removed, {})


def alone(lots: int, seed: int, gap: float) -> Found:
    """One process, one thread."""
    warm([])
    day = generate(lots, seed)
    begun = time.process_time()
    plan = share_labour(day.surplus, day.shortage, day.rules, ties=day.ties, gap=gap, workers=1)
    said = {"cpu": time.process_time() - begun, "wall": plan.seconds["total"], "gap": plan.gap, "value": plan.value}
    return said | {"pairs": plan.pairs}


def together(lots: int, seed: int, gap: float) -> Found:
    """Two workers of Ray on this machine."""
    import ray

    warm([])
    day = generate(lots, seed)
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    begun = time.perf_counter()
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    workers = [ray.remote(Region).remote(half) for half in (0, 1)]
    ray.get([worker.__ray_ready__.remote() for worker in workers])
    started = time.perf_counter() - begun
    for size in (400, lots):  # the small one has everything compiled
        joined = Joined(workers, day if size == lots else generate(size, seed))
        joined.each("load", (size, seed), (size, seed))
        if size < lots:
            joined.solve(gap)
    begun = time.perf_counter()
    plan = joined.solve(gap)
    wall = time.perf_counter() - begun
    ray.shutdown()
    verdict = verify(day.surplus, day.shortage, day.rules, plan, ties=day.ties)
    said = {"wall": wall, "started": started, "gap": plan.gap, "value": plan.value, "pairs": plan.pairs}
    said |= {"cpu": sum(sum(one.values()) for one in joined.seconds), "stages": joined.seconds}
    said |= {"border": joined.border / len(day.shortage), "rounds": joined.rounds, "bytes": joined.bytes}
    return said | {"faults": [fault.code for fault in verdict.faults]}


def main() -> None:
    """Both, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lots", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gap", type=float, default=0.0006)
    asked = parser.parse_args()
    found: dict[str, Any] = {"lots": asked.lots}
    for name, how in (("one", alone), ("two", together)):
        with mp.get_context("spawn").Pool(1) as pool:
            found[name] = pool.apply(how, (asked.lots, asked.seed, asked.gap))
    found["faster"] = round(found["one"]["wall"] / found["two"]["wall"], 2)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
