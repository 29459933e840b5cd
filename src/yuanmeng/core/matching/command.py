"""`yuanmeng match labour | bench | warm`: shared labour on files, measured on an invented geography, compiled ahead."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yuanmeng.core.matching import files
from yuanmeng.core.matching.generate import generate
from yuanmeng.core.matching.pairs import lawful
from yuanmeng.core.matching.rules import read_toml, rules_of
from yuanmeng.core.matching.schema import Ties
from yuanmeng.core.matching.share import share_labour
from yuanmeng.core.matching.verify.law import Law
from yuanmeng.core.matching.wishes import wishes_of
from yuanmeng.core.matching.wishes.board import Edges
from yuanmeng.core.refusals import Invalid

if TYPE_CHECKING:
    from yuanmeng.core.matching.plan import Plan


def labour(argv: list[str]) -> int:
    """0 written, 2 the input is wrong (the sentence goes to standard error)."""
    asked = _labour_parser().parse_args(argv)
    try:
        given = read_toml(asked.rules) if asked.rules else {}
        wishes, rules = wishes_of(given.pop("wishes", {})), rules_of(given)
        surplus, shortage = files.read(asked.surplus, asked.shortage)
        plan = share_labour(
            surplus.lots,
            shortage.lots,
            rules,
            gap=asked.gap,
            seconds=asked.seconds,
            seed=asked.seed,
            wishes=wishes,
            pins=files.read_pins(asked.pins, surplus, shortage) if asked.pins else (),
            previous=files.read_previous(asked.previous, surplus, shortage) if asked.previous else None,
        )
        if asked.out:
            files.write_plan(asked.out, plan, surplus, shortage)
        if asked.why:
            law, pairs = Law(surplus.lots, shortage.lots, rules, Ties.of()), lawful(surplus.lots, shortage.lots, rules)
            files.write_reasons(asked.why, plan, law, Edges.of(pairs), (surplus, shortage))
    except Invalid as refused:
        print(refused.says, file=sys.stderr)
        return 2
    report = as_facts(plan, (len(surplus.lots), len(shortage.lots)))
    print(json.dumps(report, ensure_ascii=False) if asked.json else in_words(plan))
    return 0


def bench(argv: list[str]) -> int:
    """One run on an invented geography; prints one JSON object."""
    parser = argparse.ArgumentParser(prog="yuanmeng match bench")
    parser.add_argument("--lots", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gap", type=float, default=0.001)
    parser.add_argument("--scarce", action="store_true", help="需求稀缺、几乎全部连通的难例")
    asked = parser.parse_args(argv)
    warm([])
    one = generate(asked.lots, asked.seed, scarce=asked.scarce)
    begun = time.process_time()
    plan = share_labour(one.surplus, one.shortage, one.rules, ties=one.ties, gap=asked.gap, seed=asked.seed)
    spent = round(time.process_time() - begun, 3)
    print(json.dumps(as_facts(plan, (asked.lots, asked.lots)) | {"cpu": spent, **plan.facts}))
    return 0


def warm(argv: list[str]) -> int:
    """Compile all kernels into the cache, by solving a small instance."""
    one = generate(40, 1)
    share_labour(one.surplus, one.shortage, one.rules, ties=one.ties, gap=0.0)
    return 0


def as_facts(plan: Plan, lots: tuple[int, int]) -> dict[str, Any]:
    """The outcome for machines."""
    return {
        "lots": list(lots),
        "pairs": plan.pairs,
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "heads": int(plan.loans.heads.sum()),
        "status": plan.status,
        "removed": dict(plan.removed),
        "seconds": {stage: round(spent, 4) for stage, spent in plan.seconds.items()},
        **{key: plan.facts[key] for key in ("wishes", "rounds") if key in plan.facts},
    }


def in_words(plan: Plan) -> str:
    """The outcome for people."""
    heads = int(plan.loans.heads.sum())
    return (
        f"{len(plan.loans)} 笔借用，{heads} 人，合计 {plan.value} 元；已证明任何方案不超过 {plan.bound} 元，"
        f"差距 {plan.gap:.3%}。合法的配对 {plan.pairs} 个，用时 {plan.seconds['total']:.1f} 秒。"
    )


def _labour_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="yuanmeng match labour", description="共享用工：求最好的合法方案并证明")
    parser.add_argument("surplus", type=Path, help="富余人员 CSV")
    parser.add_argument("shortage", type=Path, help="缺口 CSV")
    parser.add_argument("--rules", type=Path, help="规则 TOML；不给则用默认值")
    parser.add_argument("--pins", type=Path, help="必须成交的配对 CSV：lender、borrower、heads")
    parser.add_argument("--previous", type=Path, help="上次的方案 CSV，配合规则文件 [wishes] 的 keep 尽量不变")
    parser.add_argument("--out", type=Path, help="方案写到这个 CSV")
    parser.add_argument("--why", type=Path, help="每批人员的理由写到这个 CSV")
    parser.add_argument("--gap", type=float, default=0.0005, help="证明到多小的差距为止，默认 0.0005")
    parser.add_argument("--seconds", type=float, help="最多算多少秒")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="在标准输出打印一个 JSON 对象")
    return parser
