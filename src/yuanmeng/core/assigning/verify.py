"""An independent check of a plan: nothing of the solver is used, only the problem, the pairs and the prices.

The bound is Lagrangian duality in whole numbers: for any prices q of people, every plan costs at least
    sum over firms of  min over people (cost + q)   +   sum over people of  min over loads k (step k² - q k).
At the optimum both sides are equal, so a reader needs no trust in how the plan was found.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yuanmeng.core.assigning.model import Problem
    from yuanmeng.core.assigning.plan import Plan
    from yuanmeng.core.assigning.terms import Whole


def step(problem: Problem) -> int:
    """What a unit of the squared loads costs: more than all points together, so evenness comes first."""
    return int(problem.cost.max()) * len(problem.firms) + 1


def squares(load: Whole) -> int:
    """The sum of squared loads."""
    return sum(one * one for one in load.tolist())


def value(problem: Problem, at: Whole) -> int:
    """Points of a whole plan: (firms,) rows of people."""
    return int(problem.cost[at, np.arange(len(at))].sum())


def bound(problem: Problem, prices: Sequence[int] | Whole) -> int:
    """What every plan costs at least: step · sum of squared loads + points. True for any whole prices."""
    price = [int(one) for one in prices]
    least_over = np.where(problem.allowed, problem.cost + np.array(price)[:, None], np.iinfo(np.int64).max).min(axis=0)
    unit = step(problem)
    total: int = sum(least_over.tolist())
    for one, least, most in zip(price, problem.least.tolist(), problem.most.tolist(), strict=True):
        best = min(max(round(one / (2 * unit)), least), most)
        near = {min(max(load, least), most) for load in (best - 1, best, best + 1)}
        total += min(unit * load * load - one * load for load in near)
    return total


def faults(problem: Problem, plan: Plan) -> list[str]:
    """What is wrong with a plan, in sentences; empty when it keeps every rule and its bound is true."""
    said = _pairing_faults(problem, plan)
    if said:
        return said
    at = np.array([problem.row[pair.person] for pair in sorted(plan.pairs, key=lambda p: problem.column[p.firm])])
    load = np.bincount(at, minlength=len(problem.people))
    said += _load_faults(problem, plan, load)
    for pair in plan.pairs:
        row, column = problem.row[pair.person], problem.column[pair.firm]
        if not problem.allowed[row, column]:
            said.append(f"“{pair.firm}”与“{pair.person}”不允许配对。")
        if pair.total != problem.cost[row, column]:
            said.append(f"“{pair.firm}”的分数 {pair.total} 与各项之和 {problem.cost[row, column]} 不符。")
    if plan.value != value(problem, at):
        said.append(f"总分 {plan.value} 与逐对之和 {value(problem, at)} 不符。")
    proven = bound(problem, plan.prices) - step(problem) * squares(load)
    if plan.bound > proven:
        said.append(f"下界 {plan.bound} 没有得到证明，价格只证明了 {proven}。")
    return said


def _pairing_faults(problem: Problem, plan: Plan) -> list[str]:
    """Unknown or missing people and firms, firms with two people."""
    count = Counter(pair.firm for pair in plan.pairs)
    said = [f"企业“{key}”有 {times} 名指导员。" for key, times in count.items() if times > 1]
    said += [f"企业“{firm.key}”没有指导员。" for firm in problem.firms if firm.key not in count]
    said += [f"没有企业“{key}”。" for key in count if key not in problem.column]
    return said + [f"没有指导员“{pair.person}”。" for pair in plan.pairs if pair.person not in problem.row]


def _load_faults(problem: Problem, plan: Plan, load: Whole) -> list[str]:
    said = []
    for person, count in zip(problem.people, load.tolist(), strict=True):
        if not person.least <= count <= person.most:
            said.append(f"指导员“{person.key}”负责 {count} 家，不在 {person.least} 到 {person.most} 之间。")
        if plan.loads.get(person.key) != count:
            said.append(f"指导员“{person.key}”的家数 {plan.loads.get(person.key)} 与实际 {count} 不符。")
    return said
