"""Assigning people to firms: our exact solver beside the same model given plainly to HiGHS.

    python bench/assigning.py [--people 250] [--firms 2500] [--seed 1] [--limit 600]

Each runs in a process of its own on the same invented problem with all terms (industry, language, distance, long trips,
continuity, even loads, 2 % excluded pairs, 1 % pinned ones). HiGHS gets one continuous variable a pair, whose optimum
is whole since the model is a transportation problem, and one a further firm of a person; building it is not counted.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import random
import resource
import time
from typing import Any

import numpy as np

from yuanmeng.core.assigning.model import Firm, Person, Problem
from yuanmeng.core.assigning.plan import Settled
from yuanmeng.core.assigning.verify import faults, squares, step

CODES = ("1310", "1411", "1521", "3411", "3511", "3912", "6510", "2710", "7310", "5810", "3021", "3855")


def invented(people: int, firms: int, seed: int) -> Problem:
    """A zone of 20 by 20 km; a third of the firms had somebody last year who is still here."""
    dice = random.Random(seed)
    keys = [f"P{number}" for number in range(people)]

    def place() -> tuple[int, int]:
        return dice.randrange(20_000), dice.randrange(20_000)

    those = [
        Person(
            key,
            industries=tuple(dice.sample(CODES, 2)),
            languages=frozenset(["zh", *dice.sample(["en", "ko", "ja"], 1)]),
            place=place(),
            most=-(-firms // people) + 2,
        )
        for key in keys
    ]

    def firm(number: int) -> Firm:
        pinned = dice.choice(keys) if number % 100 == 0 else ""
        away = frozenset(dice.sample(keys, max(1, people // 50))) - {pinned}
        return Firm(
            f"F{number}",
            industry=dice.choice(CODES),
            languages=frozenset(dice.choice((["zh"], ["ko", "ja"], []))),
            place=place(),
            last=dice.choice(keys) if dice.random() < 1 / 3 else "",
            pinned=pinned,
            excluded=away,
        )

    return Problem(those, [firm(number) for number in range(firms)])


def ours(problem: Problem) -> dict[str, Any]:
    """Solve, prove, verify; then the mean of 20 what-if questions."""
    begun = time.perf_counter()
    settled = Settled(problem)
    plan = settled.plan()
    seconds = time.perf_counter() - begun
    wrong = faults(problem, plan)
    begun = time.perf_counter()
    for pair in plan.pairs[1:21]:
        settled.if_forbidden(pair.person, pair.firm)
    asked = (time.perf_counter() - begun) / 20
    total = step(problem) * plan.squares + plan.value
    loads = sorted(set(plan.loads.values()))
    return {
        "seconds": seconds,
        "total": total,
        "points": plan.value,
        "bound": plan.bound,
        "loads": loads,
        "faults": wrong,
        "what_if_ms": asked * 1000,
    }


def highs(problem: Problem, limit: float) -> dict[str, Any]:
    """The same model, plainly."""
    import highspy

    model, lp = highspy.Highs(), _model(problem)
    model.silent()
    model.setOptionValue("time_limit", limit)
    model.passModel(lp)
    begun = time.perf_counter()
    model.run()
    seconds = time.perf_counter() - begun
    status = model.modelStatusToString(model.getModelStatus())
    x = np.array(model.getSolution().col_value)[: problem.cost.size].reshape(problem.cost.shape)
    at = x.argmax(axis=0)
    whole = bool(np.abs(x - x.round()).max() < 1e-6) if status == "Optimal" else False
    points = int(problem.cost[at, np.arange(len(at))].sum())
    load = np.bincount(at, minlength=len(problem.people))
    return {
        "seconds": seconds,
        "status": status,
        "whole": whole,
        "total": step(problem) * squares(load) + points,
        "points": points,
    }


def _model(problem: Problem) -> Any:
    import highspy

    people, firms = problem.cost.shape
    steps = int(problem.most.max())
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = people * (firms + steps), firms + people
    rise = step(problem) * (2 * np.arange(steps) + 1)
    lp.col_cost_ = np.concatenate([problem.cost.ravel(), np.tile(rise, people)]).astype(float)
    lp.col_lower_ = np.zeros(lp.num_col_)
    room = np.arange(steps)[None, :] < problem.most[:, None]
    lp.col_upper_ = np.concatenate([problem.allowed.ravel(), room.ravel()]).astype(float)
    right = np.concatenate([np.ones(firms), np.zeros(people)])
    lp.row_lower_ = lp.row_upper_ = right
    pair_rows = np.stack([np.tile(np.arange(firms), people), firms + np.repeat(np.arange(people), firms)], axis=1)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.index_ = np.concatenate([pair_rows.ravel(), firms + np.repeat(np.arange(people), steps)])
    lp.a_matrix_.value_ = np.concatenate([np.ones(pair_rows.size), -np.ones(people * steps)])
    lengths = np.concatenate([np.full(people * firms, 2), np.ones(people * steps, int)])
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)])
    return lp


def apart(function: Any, *given: Any) -> dict[str, Any]:
    """The result of a function in a process of its own, with the most memory it held (MB)."""
    there, here = mp.Pipe()
    process = mp.get_context("spawn").Process(target=_run, args=(here, function, given))
    process.start()
    here.close()
    result: dict[str, Any] = there.recv()
    process.join()
    return result


def _run(pipe: Any, function: Any, given: tuple[Any, ...]) -> None:
    result = function(*given)
    pipe.send(result | {"memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024})


def main() -> None:
    """Print both results and the ratios; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("people", 250), ("firms", 2500), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--limit", type=float, default=600.0, help="seconds that HiGHS may take")
    asked = parser.parse_args()
    problem = invented(asked.people, asked.firms, asked.seed)
    mine, theirs = apart(ours, problem), apart(highs, problem, asked.limit)
    print(f"ours   {mine}\nHiGHS  {theirs}")
    print(
        json.dumps(
            {
                "people": asked.people,
                "firms": asked.firms,
                "seconds": round(mine["seconds"], 2),
                "gap": (mine["points"] - mine["bound"]) / mine["points"],
                "what_if_ms": round(mine["what_if_ms"], 1),
                "highs_seconds": round(theirs["seconds"], 2),
                "highs_status": theirs["status"],
                "time_ratio": round(mine["seconds"] / theirs["seconds"], 3),
                "total_ratio": mine["total"] / theirs["total"],
                "memory_ratio": round(mine["memory_mb"] / theirs["memory_mb"], 3),
            }
        )
    )


if __name__ == "__main__":
    main()
