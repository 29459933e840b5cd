"""Why: for each unmet need and each unused posting the rules that removed its partners, with nearest misses, or who was
preferred and by how much; and what one more head would be worth. From the law and the prices, nothing guessed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching.verify.law import KEYS, Law

if TYPE_CHECKING:
    from yuanmeng.core.matching.plan import Plan
    from yuanmeng.core.matching.verify.law import Pairs

NEAR, RIVALS = 3, 3
"""Nearest misses and preferred partners shown for each posting."""
WIDE = ("job", "LAB-01", "apart")
"""Rules that nobody could relax: a pair that fails these is no near miss."""


def explained(law: Law, plan: Plan) -> dict[str, Any]:
    """Reasons for what is left over on both sides, and the worth of one more head by job."""
    left = [side["heads"].astype(np.int64).copy() for side in (law.s, law.d)]
    np.subtract.at(left[0], plan.loans.lender, plan.loans.heads)
    np.subtract.at(left[1], plan.loans.borrower, plan.loans.heads)
    return {
        "needs": [_lot(law, plan, "shortage", int(at), int(left[1][at])) for at in np.flatnonzero(left[1])],
        "offers": [_lot(law, plan, "surplus", int(at), int(left[0][at])) for at in np.flatnonzero(left[0])],
        "worth": _worth(law, plan),
    }


def _lot(law: Law, plan: Plan, side: str, at: int, left: int) -> dict[str, Any]:
    """One posting with heads left over."""
    own, other = (law.s, law.d) if side == "surplus" else (law.d, law.s)
    rows = np.arange(len(other))
    same = np.full(len(other), at)
    pairs = law.pairs(same, rows) if side == "surplus" else law.pairs(rows, same)
    first, worth = law.verdicts(pairs)
    removed = {KEYS[key]: int(n) for key, n in zip(*np.unique(first[first >= 0], return_counts=True), strict=True)}
    return {
        "lot": int(own["lot"][at]),
        "left": left,
        "removed": removed,
        "near": [{"lot": int(other["lot"][row]), "rule": rule} for row, rule in _near(law, pairs)],
        **_partners(plan, pairs, np.flatnonzero(first < 0), worth, other["lot"]),
    }


def _near(law: Law, pairs: Pairs) -> list[tuple[int, str]]:
    """Partners that fail a single rule which somebody could change, in the order of the rules."""
    fails = np.array([test(pairs) for _key, test in law.tests]) if len(pairs) else np.zeros((len(law.tests), 0), bool)
    once = np.flatnonzero(fails.sum(axis=0) == 1)
    named = [(int(row), law.tests[int(np.argmax(fails[:, row]))][0]) for row in once]
    return sorted((one for one in named if one[1] not in WIDE), key=lambda one: (KEYS.index(one[1]), one[0]))[:NEAR]


def _partners(plan: Plan, pairs: Pairs, lawful: Any, worth: Any, lots: Any) -> dict[str, Any]:
    """Lawful partners: how many gave what they have to this posting (`full`), and which went elsewhere, with the yuan
    a head by which elsewhere is better, least first (`rivals`)."""
    placed = {*zip(plan.loans.lender.tolist(), plan.loans.borrower.tolist(), strict=True)}
    found, full = [], 0
    for row in lawful.tolist():
        lender, borrower = int(pairs.lender[row]), int(pairs.borrower[row])
        if (lender, borrower) in placed:
            full += 1
            continue
        short = int(plan.lender_price[lender]) + int(plan.borrower_price[borrower]) - int(worth[row])
        found.append({"lot": int(lots[row]), "yuan": max(0, short)})
    return {"full": full, "rivals": sorted(found, key=lambda one: (one["yuan"], one["lot"]))[:RIVALS]}


def _worth(law: Law, plan: Plan) -> list[dict[str, int]]:
    """Job → the most that one more idle head of it would add, yuan."""
    best: dict[int, int] = defaultdict(int)
    for job, price in zip(law.s["job"].tolist(), plan.lender_price.tolist(), strict=True):
        best[job] = max(best[job], price)
    return [{"job": job, "yuan": yuan} for job, yuan in sorted(best.items(), key=lambda one: -one[1]) if yuan > 0]
