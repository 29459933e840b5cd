"""The one place where the room meets the engine: frozen postings in, a checked and explained plan out, as plain data.

The plan is that of `core.matching.share_labour` under the wishes chosen: without any, the optimum. The independent
check of the same package proves each plan. Its kernels are compiled once a machine, in the worker that solves the first
plan; a page that answers "what if" finds them compiled. Pinned pairs are set aside first with as many heads as fit,
judged by the same law; the rest is planned around them.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np

from yuanmeng.core.matching import schema
from yuanmeng.core.matching.plan import Plan
from yuanmeng.core.matching.rules import Rules
from yuanmeng.core.matching.verify import verify
from yuanmeng.core.matching.verify.law import KEYS, Law
from yuanmeng.core.matching.wishes import EVEN_HANDED, Wishes
from yuanmeng.core.refusals import Invalid
from yuanmeng.matching.explaining import explained

Given = dict[str, Any]
Found = dict[str, Any]
Tell = Callable[[str, float], object]


def go_on(stage: str, share: float) -> None:
    """Nobody watches."""


WISHES: dict[str, dict[str, Any]] = {
    "batches": {"batches": True},
    "few": {"loan_cost": 2_000},
    "fair": {"fairness": EVEN_HANDED},
}
"""What a plan may be asked for besides: no loan below the least heads that either side wrote; few loans; every
borrower some heads before anybody gets the last ones."""
USUAL = ("batches",)


def solved(given: Given, tell: Tell = go_on) -> Found:
    """The plan of frozen postings with its proof, what each wish takes, and reasons; `tell` hears of the progress.

    Raises Invalid: a pin that the law forbids, and which rule.
    """
    found, law, plan = _found(given, tell)
    wished = given.get("wishes", [])
    without = {wish: [one for one in wished if one != wish] for wish in wished}
    return found | {
        "costs": {wish: _planned(law, others, go_on).value - plan.value for wish, others in without.items()},
        "lender_price": dict(zip(map(str, law.s["lot"].tolist()), plan.lender_price.tolist(), strict=True)),
        "borrower_price": dict(zip(map(str, law.d["lot"].tolist()), plan.borrower_price.tolist(), strict=True)),
        "why": explained(law, plan, wishes_of(wished)),
    }


def tried(given: Given) -> Found:
    """The same without prices and reasons, which take most of the time: loans, value and heads of a what-if."""
    return _found(given, go_on)[0]


def _found(given: Given, tell: Tell) -> tuple[Found, Law, Plan]:
    given = deepcopy(given)
    pinned = _pinned(given)
    law = law_of(given)
    wished = given.get("wishes", [])
    plan = _planned(law, wished, tell)
    verdict = verify(law.s, law.d, law.rules, plan, ties=law.ties, wishes=wishes_of(wished))
    if verdict.faults:
        raise RuntimeError(f"the plan does not pass its own check: {verdict.faults[0]}")
    fixed = sum(one["each"] * one["heads"] for one in pinned)
    loans = [*pinned, *_loans(plan, (law.s["lot"].tolist(), law.d["lot"].tolist()))]
    found = {
        "loans": loans,
        "value": plan.value + fixed,
        "bound": plan.bound + fixed,
        "heads": sum(one["heads"] for one in loans),
        "status": plan.status,
        "seed": plan.seed,
        "pairs": plan.pairs,
        "removed": {key: int(count) for key, count in plan.removed.items() if count},
        "seconds": {key: round(float(value), 4) for key, value in plan.seconds.items()},
    }
    return found, law, plan


def law_of(given: Given) -> Law:
    """The postings as columns with the rules in force."""
    columns = [_columns(given, side) for side in ("surplus", "shortage")]
    apart = [tuple(pair) for pair in given["apart"]]
    ties = schema.Ties.of(lots_apart=apart)
    return Law(schema.surplus(columns[0]), schema.shortage(columns[1]), Rules(given.get("rules", {})), ties)


def _columns(given: Given, side: str) -> dict[str, Any]:
    declared = {column.name: column.kind for column in (schema.SURPLUS if side == "surplus" else schema.SHORTAGE)}
    rows = given[side]
    names = list(rows[0]) if rows else [name for name in declared if name != "least_days"]
    return {name: np.array([row[name] for row in rows], declared.get(name, "int32")) for name in names}


def wishes_of(names: list[str]) -> Wishes:
    """The engine's wishes."""
    chosen: dict[str, Any] = {}
    for name in names:
        chosen |= WISHES[name]
    return Wishes(**chosen)


def _planned(law: Law, wished: list[str], tell: Tell) -> Plan:
    """The best plan itself, with the prices that prove its bound."""
    from yuanmeng.core.matching.share import share_labour  # noqa: PLC0415 - compiled code, 1 s of every start

    def heard(stage: str, share: float) -> bool:
        tell(stage, share)
        return True

    wishes = wishes_of(wished)
    return share_labour(law.s, law.d, law.rules, ties=law.ties, gap=0.0, workers=1, progress=heard, wishes=wishes)


def _pinned(given: Given) -> list[dict[str, int]]:
    """Loans of the pinned pairs, as many heads as fit; their heads are taken off the postings."""
    if not given.get("pins"):
        return []
    law = law_of(given)
    at = [{int(lot): row for row, lot in enumerate(side["lot"])} for side in (law.s, law.d)]
    loans = []
    for offer, need in given["pins"]:
        i, j = at[0].get(offer), at[1].get(need)
        if i is None or j is None:
            continue
        loan = _one(law, i, j)
        loan["heads"] = min(given["surplus"][i]["heads"], given["shortage"][j]["heads"])
        given["surplus"][i]["heads"] -= loan["heads"]
        given["shortage"][j]["heads"] -= loan["heads"]
        loans += [loan] if loan["heads"] else []
    for side in ("surplus", "shortage"):
        given[side] = [row for row in given[side] if row["heads"] > 0]
        for row in given[side]:
            row["batch"] = min(row["batch"], row["heads"])
    return loans


def _one(law: Law, i: int, j: int) -> dict[str, int]:
    """The longest lawful loan of one pair. Raises Invalid with the rule that forbids it."""
    pair = law.pairs(np.array([i]), np.array([j]))
    rule, worth = law.verdicts(pair)
    if rule[0] >= 0:
        raise Invalid("pinned", rule=KEYS[int(rule[0])])
    first, last = law.lasting(pair)
    return {
        "surplus": int(law.s["lot"][i]), "shortage": int(law.d["lot"][j]), "first": int(first[0]), "last": int(last[0]),
        "each": int(worth[0]), "metres": int(pair.metres[0]), "pinned": 1,
    }  # fmt: skip


def _loans(plan: Plan, lots: tuple[list[int], list[int]]) -> list[dict[str, int]]:
    loans = plan.loans
    return [
        {
            "surplus": lots[0][int(loans.lender[at])], "shortage": lots[1][int(loans.borrower[at])],
            "heads": int(loans.heads[at]), "first": int(loans.first[at]), "last": int(loans.last[at]),
            "each": int(loans.each[at]), "pinned": 0,
        }
        for at in range(len(loans))
    ]  # fmt: skip


RELAXED = ("reach", "floor", "dates", "grade", "lodging")
"""What a posting asks for and may give up to see what it would bring: never a rule of the law."""


def relaxed(given: Given, lot: int, wish: str) -> Given:
    """The postings with one wish of one posting given up: 20 km, 20 yuan a day, a fortnight, a grade, lodging."""
    changed = deepcopy(given)
    for side in ("surplus", "shortage"):
        for row in changed[side]:
            if row["lot"] == lot:
                _relax(row, side, wish)
    return changed


def _relax(row: dict[str, int], side: str, wish: str) -> None:
    if wish == "reach" and side == "surplus":
        row["reach"] = min(row["reach"] + 20_000, 100_000)
    elif wish == "floor":
        name, step = ("floor", -2_000) if side == "surplus" else ("wage", 2_000)
        row[name] = max(0, row[name] + step)
    elif wish == "dates":
        row["last"] += 14
    elif wish == "grade" and side == "shortage":
        row["grade"] = 0
    elif wish == "lodging":
        row["away" if side == "surplus" else "lodging"] = 1


def tied(given: Given, pair: tuple[int, int], how: str) -> Given:
    """The postings with one pair pinned or forbidden."""
    changed = deepcopy(given)
    one = list(pair)
    for name in ("pins", "apart"):
        changed[name] = [other for other in changed[name] if other != one]
    changed["pins" if how == "pin" else "apart"].append(one)
    return changed


def difference(before: Found, after: Found) -> dict[str, Any]:
    """What changes: yuan, heads, and the pairs that lend more or fewer."""
    counts: dict[tuple[int, int], int] = {}
    for found, sign in ((before, -1), (after, 1)):
        for loan in found["loans"]:
            key = (loan["surplus"], loan["shortage"])
            counts[key] = counts.get(key, 0) + sign * loan["heads"]
    moved = [{"surplus": s, "shortage": d, "heads": n} for (s, d), n in sorted(counts.items()) if n]
    return {"value": after["value"] - before["value"], "heads": after["heads"] - before["heads"], "moved": moved}
