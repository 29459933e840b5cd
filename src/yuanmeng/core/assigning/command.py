"""`yuanmeng assign INSTRUCTORS.csv FIRMS.csv --out PLAN.csv`: the same solver on files, without a database."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from yuanmeng.core.assigning.files import read_firms, read_people, write_plan
from yuanmeng.core.assigning.model import Problem
from yuanmeng.core.assigning.plan import solve
from yuanmeng.core.assigning.terms import TERMS
from yuanmeng.core.assigning.verify import faults
from yuanmeng.core.refusals import Invalid

if TYPE_CHECKING:
    from yuanmeng.core.assigning.plan import Plan


def main(argv: list[str]) -> int:
    """0 done, 2 the input is wrong or no plan exists (the sentence goes to standard error)."""
    asked = _parser().parse_args(argv)
    begun = time.perf_counter()
    try:
        people, firms = read_people(asked.instructors), read_firms(asked.firms)
        problem = Problem(people, firms, _weights(asked.weight))
        plan = solve(problem)
        wrong = faults(problem, plan)
        if wrong:
            raise RuntimeError(f"the plan does not pass its own check: {wrong[0]}")
        if asked.out:
            write_plan(asked.out, plan, people, firms)
    except Invalid as refused:
        print(refused.says, file=sys.stderr)
        return 2
    seconds = round(time.perf_counter() - begun, 3)
    print(as_json(plan, seconds) if asked.json else in_words(plan, seconds))
    return 0


def as_json(plan: Plan, seconds: float) -> str:
    """One object on one line."""
    return json.dumps(
        {
            "instructors": len(plan.loads),
            "firms": len(plan.pairs),
            "loads": dict(plan.loads),
            "value": plan.value,
            "bound": plan.bound,
            "gap": plan.gap,
            "squares": plan.squares,
            "spread": asdict(plan.spread),
            "seconds": seconds,
        },
        ensure_ascii=False,
    )


def in_words(plan: Plan, seconds: float) -> str:
    """The outcome as a person reads it."""
    spread = plan.spread
    return "\n".join(
        [
            f"{len(plan.loads)} 名指导员，{len(plan.pairs)} 家企业：每人 {spread.load_least} 到 {spread.load_most} 家，"
            "已无法更均匀。",
            f"总分 {plan.value}，已证明的下界 {plan.bound}，差距 {plan.gap:.2%}。",
            f"距离合计 {spread.total / 1000:.1f} 公里（不可能少于 {spread.total_bound / 1000:.1f}），"
            f"一人最多 {spread.round_most / 1000:.1f} 公里（不可能少于 {spread.round_bound / 1000:.1f}），"
            f"最远一家 {spread.trip / 1000:.1f} 公里（不可能少于 {spread.trip_bound / 1000:.1f}）。",
            f"用时 {seconds:.1f} 秒。",
        ]
    )


def _weights(typed: list[str]) -> dict[str, int]:
    """`industry=80` … as data. Raises Invalid."""
    changed = {}
    for text in typed:
        key, _equals, points = text.partition("=")
        if not (points.isascii() and points.isdigit() and len(points) < 10):
            raise Invalid(f"权重“{text[:40]}”应写成 项目=整数，例如 industry=80。")
        changed[key] = int(points)
    return changed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="yuanmeng assign",
        description="把企业分配给指导员：家数均匀，行业、语言、距离、延续最合适 / assigns firms to instructors",
    )
    parser.add_argument("instructors", type=Path, help="指导员 CSV / instructors")
    parser.add_argument("firms", type=Path, help="企业 CSV / firms")
    parser.add_argument("--out", type=Path, help="分配结果 CSV / the plan")
    parser.add_argument(
        "--json", action="store_true", help="最后一行是一个 JSON 对象 / one JSON object on the last line"
    )
    terms = "、".join(f"{term.key}（{term.name}，{term.unit} {term.points} 分）" for term in TERMS)
    parser.add_argument("--weight", action="append", default=[], metavar="TERM=POINTS", help=f"改变权重 / {terms}")
    return parser
