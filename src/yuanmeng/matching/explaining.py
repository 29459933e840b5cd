"""Why: for each unmet need and each unused posting the rules that removed its partners, with nearest misses, or who
was preferred and by how much, or which wish is against it; and what one more head would be worth. From the law and the
prices, nothing guessed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from yuanmeng.core.matching.verify.law import KEYS, Law
from yuanmeng.core.matching.wishes.board import Edges, least_heads

if TYPE_CHECKING:
    from yuanmeng.core.matching.plan import Plan
    from yuanmeng.core.matching.verify.law import Pairs
    from yuanmeng.core.matching.wishes import Wishes

    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

NEAR, RIVALS = 3, 3
"""Nearest misses and preferred partners shown for each posting."""
WIDE = ("job", "LAB-01", "apart")
"""Rules that nobody could relax: a pair that fails these is no near miss."""


class Rest(NamedTuple):
    """What the plan leaves."""

    lenders: Whole
    """(lots,) heads."""
    borrowers: Whole
    """(lots,) heads."""
    batches: bool
    """Whether the plan had to hold the least heads of a loan."""


def explained(law: Law, plan: Plan, wishes: Wishes) -> dict[str, Any]:
    """Reasons for what is left over on both sides, and the worth of one more head by job."""
    rest = Rest(law.s["heads"].astype(np.int64), law.d["heads"].astype(np.int64), wishes.batches)
    np.subtract.at(rest.lenders, plan.loans.lender, plan.loans.heads)
    np.subtract.at(rest.borrowers, plan.loans.borrower, plan.loans.heads)
    return {
        "needs": [_lot(law, plan, "shortage", int(at), rest) for at in np.flatnonzero(rest.borrowers)],
        "offers": [_lot(law, plan, "surplus", int(at), rest) for at in np.flatnonzero(rest.lenders)],
        "worth": _worth(law, plan),
    }


def _lot(law: Law, plan: Plan, side: str, at: int, rest: Rest) -> dict[str, Any]:
    """One posting with heads left over"""
    own, other = (law.s, law.d) if side == "surplus" else (law.d, law.s)
    rows = np.arange(len(other))
    same = np.full(len(other), at)
    pairs = law.pairs(same, rows) if side == "surplus" else law.pairs(rows, same)
    first, worth = law.verdicts(pairs)
    removed = {KEYS[key]: int(n) for key, n in zip(*np.unique(first[first >= 0], return_counts=True), strict=True)}
    return {
        "lot": int(own["lot"][at]),
        "left": int((rest.lenders if side == "surplus" else rest.borrowers)[at]),
        "removed": removed,
        "near": [{"lot": int(other["lot"][row]), "rule": rule} for row, rule in _near(law, pairs)],
        **_partners(law, plan, pairs, rest, (np.flatnonzero(first < 0), worth, other["lot"])),
    }


def _near(law: Law, pairs: Pairs) -> list[tuple[int, str]]:
    """Partners that fail a single rule which somebody could change, in the order of the rules."""
    fails = np.array([test(pairs) for _key, test in law.tests]) if len(pairs) else np.zeros((len(law.tests), 0), bool)
    once = np.flatnonzero(fails.sum(axis=0) == 1)
    named = [(int(row), law.tests[int(np.argmax(fails[:, row]))][0]) for row in once]
    return sorted((one for one in named if one[1] not in WIDE), key=lambda one: (KEYS.index(one[1]), one[0]))[:NEAR]


def _partners(law: Law, plan: Plan, pairs: Pairs, rest: Rest, partners: tuple[Any, Any, Any]) -> dict[str, Any]:
    """Lawful partners: how many gave what they have to this posting (`full`); which have heads left as well, but too
    few for a loan (`short`, with the least heads, or 0 where another wish is against it); and which went elsewhere,
    with the yuan a head by which elsewhere is better, least first (`rivals`)."""
    lawful, worth, lots = partners
    placed = {*zip(plan.loans.lender.tolist(), plan.loans.borrower.tolist(), strict=True)}
    least = least_heads(law.s, law.d, Edges(pairs.lender, pairs.borrower, worth))
    found, short, full = [], [], 0
    for row in lawful.tolist():
        lender, borrower = int(pairs.lender[row]), int(pairs.borrower[row])
        both = min(int(rest.lenders[lender]), int(rest.borrowers[borrower]))
        if (lender, borrower) in placed:
            full += 1
        elif both:
            short.append({"lot": int(lots[row]), "least": int(least[row]) if rest.batches and both < least[row] else 0})
        else:
            yuan = int(plan.lender_price[lender]) + int(plan.borrower_price[borrower]) - int(worth[row])
            found.append({"lot": int(lots[row]), "yuan": max(0, yuan)})
    rivals = sorted(found, key=lambda one: (one["yuan"], one["lot"]))[:RIVALS]
    return {"full": full, "short": short[:RIVALS], "rivals": rivals}


def _worth(law: Law, plan: Plan) -> list[dict[str, int]]:
    """Job → the most that one more idle head of it would add, yuan."""
    best: dict[int, int] = defaultdict(int)
    for job, price in zip(law.s["job"].tolist(), plan.lender_price.tolist(), strict=True):
        best[job] = max(best[job], price)
    return [{"job": job, "yuan": yuan} for job, yuan in sorted(best.items(), key=lambda one: -one[1]) if yuan > 0]
