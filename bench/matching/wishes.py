"""Plans of shared labour under wishes: ours beside the same model given plainly to HiGHS, and what rounds gain.

    python bench/matching/wishes.py [--lots 1000] [--seed 1] [--limit 60] [--wishes batches,counterparties] [--rounds 1]

Each runs in a process of its own on the same invented day and reports CPU seconds. Building pairs, core plan and
model is not counted for either; HiGHS may stop at a gap of 0.01 %. `gap` is against the core's bound, `gap_fitting`
against that of the pairs whose lots are large enough for their batches; `lost` is against what HiGHS proved. Every
plan of ours is verified. `--rounds 3` measures periods instead: what lending again what loans leave adds in value.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from yuanmeng.core.matching.generate import generate
from yuanmeng.core.matching.share import share_labour
from yuanmeng.core.matching.verify import verify
from yuanmeng.core.matching.wishes import EVEN_HANDED, Wishes
from yuanmeng.core.matching.wishes.adapt import adapted, wish_costs
from yuanmeng.core.matching.wishes.board import Edges

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.core.matching import models

CHOICES: dict[str, dict[str, Any]] = {
    "batches": {"batches": True},
    "counterparties": {"counterparties": True},
    "loan_cost": {"loan_cost": 2_000},
    "fairness": {"fairness": EVEN_HANDED},
}


def ours(lots: int, seed: int, wishes: Wishes) -> dict[str, Any]:
    """Plan, verify; then each wish dropped in turn."""
    day = generate(lots, seed)
    edges, core = models.edges(day), models.core_plan(day)
    sides = (day.surplus, day.shortage)
    begun = time.process_time()
    plan = adapted(sides, edges, core, wishes)
    seconds = time.process_time() - begun
    faults = verify(day.surplus, day.shortage, day.rules, plan, ties=day.ties, wishes=wishes).faults
    return {
        "pairs": len(edges),
        "bound": core.bound,
        "worth": plan.value - wishes.loan_cost * len(plan.loans),
        "seconds": seconds,
        "fitting": fitting(day, edges, wishes),
        "loans": len(plan.loans),
        "costs": wish_costs(sides, edges, core, wishes) if lots <= 1_000 else {},
        "faults": [fault.code for fault in faults],
    }


def least_heads(day: Any, edges: Edges, wishes: Wishes) -> Any:
    """(pairs,) heads of the smallest loan, written anew for the peer."""
    own, asked = (np.minimum(lots["batch"], lots["heads"]).astype(int) for lots in (day.surplus, day.shortage))
    return np.maximum(own[edges.lender], asked[edges.borrower]) if wishes.batches else np.ones(len(edges), int)


def fitting(day: Any, edges: Edges, wishes: Wishes) -> int:
    """The core's optimum over the pairs that can be a loan at all under their batches."""
    supply, demand = day.surplus["heads"].astype(int), day.shortage["heads"].astype(int)
    fits = least_heads(day, edges, wishes) <= np.minimum(supply[edges.lender], demand[edges.borrower])
    some = edges.only(fits)
    return round(models.solved(models.transport((some.lender, some.borrower, some.worth), supply, demand))[2])


def periods(lots: int, seed: int, rounds: int) -> dict[str, Any]:
    """Yuan of each round of the core's plan, without other wishes."""
    day = generate(lots, seed)
    wishes, begun = Wishes(rounds=rounds), time.process_time()
    plan = share_labour(day.surplus, day.shortage, day.rules, ties=day.ties, gap=0.0, wishes=wishes)
    spent = time.process_time() - begun
    faults = verify(day.surplus, day.shortage, day.rules, plan, ties=day.ties, wishes=wishes).faults
    values = plan.facts["rounds"]
    told = {"lots": lots, "rounds": values, "gain": round(sum(values) / values[0] - 1, 4), "cpu": round(spent, 2)}
    return told | {"faults": [fault.code for fault in faults]}


def highs(lots: int, seed: int, wishes: Wishes, limit: float) -> dict[str, Any]:
    """One integer and one yes-or-no variable a pair."""
    import highspy

    day = generate(lots, seed)
    solver = highspy.Highs()
    solver.silent()
    for name, value in (("threads", 1), ("time_limit", limit), ("mip_rel_gap", 1e-4)):
        solver.setOptionValue(name, value)
    solver.passModel(_model(day, models.edges(day), wishes))
    begun = time.process_time()
    solver.run()
    info = solver.getInfo()
    return {
        "seconds": time.process_time() - begun,
        "worth": round(-info.objective_function_value),
        "proven": round(-info.mip_dual_bound),
    }


def _model(day: Any, edges: Edges, wishes: Wishes) -> Any:
    import highspy

    supply, demand = day.surplus["heads"].astype(int), day.shortage["heads"].astype(int)
    pairs, lots = len(edges), len(supply) + len(demand)
    most = np.minimum(supply[edges.lender], demand[edges.borrower])
    least = least_heads(day, edges, wishes)
    limit = np.where(day.shortage["lenders"] > 0, day.shortage["lenders"], highspy.kHighsInf)
    one, x, z = np.ones(pairs), np.arange(pairs), np.arange(pairs, 2 * pairs)
    tops = lots + len(demand)
    rows = [edges.lender, len(supply) + edges.borrower, tops + x, tops + x, tops + pairs + x, tops + pairs + x]
    columns, values = [x, x, x, z, x, z], [one, one, one, -most, one, -least]
    if wishes.counterparties:
        rows, columns, values = [*rows, lots + edges.borrower], [*columns, z], [*values, one]
    row, column, value = (np.concatenate(part) for part in (rows, columns, values))
    order = np.lexsort((row, column))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = 2 * pairs, tops + 2 * pairs
    lp.col_cost_ = np.concatenate([-edges.worth, np.full(pairs, wishes.loan_cost)]).astype(float)
    lp.col_lower_, lp.col_upper_ = np.zeros(2 * pairs), np.concatenate([most, one]).astype(float)
    lp.row_lower_ = np.concatenate([np.full(tops + pairs, -highspy.kHighsInf), np.zeros(pairs)])
    above = [supply, demand, limit, np.zeros(pairs), np.full(pairs, highspy.kHighsInf)]
    lp.row_upper_ = np.concatenate(above).astype(float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * (2 * pairs)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(column[order], np.arange(2 * pairs + 1))
    lp.a_matrix_.index_, lp.a_matrix_.value_ = row[order], value[order].astype(float)
    return lp


def apart(function: Any, *given: Any) -> dict[str, Any]:
    """The result of a function in a process of its own."""
    with mp.get_context("spawn").Pool(1) as pool:
        result: dict[str, Any] = pool.apply(function, given)
    return result


def main() -> None:
    """Print both results and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("lots", 1_000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds that HiGHS may take; 0: not run")
    parser.add_argument("--wishes", default="batches")
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    if asked.rounds > 1:
        print(json.dumps(apart(periods, asked.lots, asked.seed, asked.rounds)))
        return
    chosen: dict[str, Any] = {}
    for name in asked.wishes.split(","):
        chosen |= CHOICES[name]
    wishes = Wishes(**chosen)
    mine = apart(ours, asked.lots, asked.seed, wishes)
    print("ours  ", mine)
    told = {"lots": asked.lots, "seed": asked.seed, "wishes": asked.wishes, "cpu": round(mine["seconds"], 2)}
    told |= {
        name: round(1 - mine["worth"] / mine[of], 5) for name, of in (("gap", "bound"), ("gap_fitting", "fitting"))
    }
    if asked.limit and not wishes.fairness:
        theirs = apart(highs, asked.lots, asked.seed, wishes, asked.limit)
        print("HiGHS ", theirs)
        told |= {"highs_cpu": round(theirs["seconds"], 2), "highs_gap": round(1 - theirs["worth"] / mine["bound"], 5)}
        told |= {
            "lost": round(1 - mine["worth"] / theirs["proven"], 5),
            "times": round(theirs["seconds"] / mine["seconds"], 1),
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
