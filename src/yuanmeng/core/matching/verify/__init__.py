"""An independent check of a plan: nothing of the solver is used, only postings, rules, loans and prices.

The bound is linear duality: for any prices p >= 0 of borrowers, no plan that lends each head once is worth more than

    sum over lenders of  heads * max(0, worth - p over all lawful pairs)   +   sum over borrowers of  heads * p

so a reader needs no trust in how the plan was found, nor in its lender prices. A plan with periods may lend a head
several times, one loan after the other; where its value passes the bound, the gap is below 0 and says by how much the
plan beats every plan without periods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching.schema import Lots, Ties
from yuanmeng.core.matching.verify.join import lawful
from yuanmeng.core.matching.verify.law import KEYS, Law, Pairs
from yuanmeng.core.matching.verify.wishes import unheld

if TYPE_CHECKING:
    from yuanmeng.core.matching.plan import Loans, Plan
    from yuanmeng.core.matching.rules import Rules
    from yuanmeng.core.matching.wishes import Wishes

    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, how often, and the first place: rows, what the plan says and what is true."""

    code: str
    count: int
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found; a plan stands when `faults` is empty."""

    faults: tuple[Fault, ...]
    pairs: int
    removed: Mapping[str, int]
    """Rule key -> pairs whose first failing rule it is, counted anew."""
    value: int
    bound: int
    """What the borrower prices prove; at most the plan's own bound where that is true."""

    @property
    def gap(self) -> float:
        """(bound - value) / bound; 0 where the bound is 0."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0


def verify(
    surplus: Lots,
    shortage: Lots,
    rules: Rules,
    plan: Plan,
    *,
    ties: Ties | None = None,
    wishes: Wishes | None = None,
) -> Verdict:
    """Derive lawfulness, worth, limits and bound again. Streams: memory does not grow with the number of pairs."""
    law = Law(surplus, shortage, rules, Ties.of() if ties is None else ties)
    faults, value = _loans(law, plan.loans)
    if wishes is not None and not any(fault.code == "row" for fault in faults):
        for code, (count, at) in unheld(surplus, shortage, plan.loans, wishes).items():
            faults.append(Fault(f"wish:{code}", count, {"at": at}))
    removed: dict[str, int] = {}
    need, pairs, broken = np.zeros(len(surplus), np.int64), 0, _Broken()
    price = plan.borrower_price.astype(np.int64)
    for piece, worth in lawful(law, removed):
        pairs += len(piece)
        net = worth - price[piece.borrower]
        begins = np.flatnonzero(np.r_[True, piece.lender[1:] != piece.lender[:-1]])
        np.maximum.at(need, piece.lender[begins], np.maximum.reduceat(net, begins))
        broken.look(piece, net - plan.lender_price[piece.lender])
    bound = int((surplus["heads"] * need).sum() + (shortage["heads"] * price).sum())
    faults += broken.faults() + _totals(law, plan, (value, bound, pairs), removed)
    return Verdict(tuple(faults), pairs, removed, value, bound)


class _Broken:
    """Counts lawful pairs worth more than both prices together."""

    def __init__(self) -> None:
        self.count, self.first = 0, (0, 0, 0)

    def look(self, pairs: Pairs, over: Whole) -> None:
        bad = np.flatnonzero(over > 0)
        if len(bad) and not self.count:
            at = bad[0]
            self.first = int(pairs.lender[at]), int(pairs.borrower[at]), int(over[at])
        self.count += len(bad)

    def faults(self) -> list[Fault]:
        lender, borrower, over = self.first
        facts = {"lender": lender, "borrower": borrower, "over": over}
        return [Fault("price", self.count, facts)] if self.count else []


def _totals(law: Law, plan: Plan, true: tuple[int, int, int], removed: Mapping[str, int]) -> list[Fault]:
    """What the plan says of itself."""
    value, bound, pairs = true
    said = []
    own = int((law.s["heads"] * plan.lender_price.astype(np.int64)).sum())
    own += int((law.d["heads"] * plan.borrower_price.astype(np.int64)).sum())
    negative = int((plan.lender_price < 0).sum() + (plan.borrower_price < 0).sum())
    if negative:
        said.append(Fault("price_negative", negative))
    for code, told, really in (("value", plan.value, value), ("pairs", plan.pairs, pairs), ("bound", plan.bound, own)):
        if told != really:
            said.append(Fault(code, 1, {"plan": told, "true": really}))
    if plan.bound < bound:
        said.append(Fault("bound_unproven", 1, {"plan": plan.bound, "true": bound}))
    for key in KEYS:
        if plan.removed.get(key, 0) != removed.get(key, 0):
            facts = {"plan": plan.removed.get(key, 0), "true": removed.get(key, 0)}
            said.append(Fault(f"removed:{key}", 1, facts))
    return said


def _loans(law: Law, loans: Loans) -> tuple[list[Fault], int]:
    """Each loan by itself, then all loans of a lot together; the value counted anew."""
    rows = np.asarray(loans.lender, np.int64), np.asarray(loans.borrower, np.int64)
    sound = (rows[0] >= 0) & (rows[0] < len(law.s)) & (rows[1] >= 0) & (rows[1] < len(law.d))
    if not sound.all():
        return [Fault("row", int((~sound).sum()), {"loan": int(np.flatnonzero(~sound)[0])})], 0
    pairs = law.pairs(*rows)
    first, last = np.asarray(loans.first, np.int64), np.asarray(loans.last, np.int64)
    worth = law.worth(pairs, first, last)
    faults = _unlawful(law, pairs, last) + _misdated(law, pairs, first, last)
    wrong = {"heads": loans.heads < 1, "each": loans.each != worth, "worth": worth < 1}
    faults += [_fault(code, mask) for code, mask in wrong.items() if mask.any()]
    for code, lots, row in (("lender_heads", law.s, rows[0]), ("borrower_heads", law.d, rows[1])):
        over = _most_at_once(row, first, last, loans.heads, len(lots)) > lots["heads"]
        if over.any():
            faults.append(Fault(code, int(over.sum()), {"lot": int(np.flatnonzero(over)[0])}))
    return faults, int((worth * loans.heads).sum())


def _fault(code: str, mask: Whole) -> Fault:
    return Fault(code, int(mask.sum()), {"loan": int(np.flatnonzero(mask)[0])})


def _unlawful(law: Law, pairs: Pairs, last: Whole) -> list[Fault]:
    """Loans that a rule forbids, by rule."""
    first, _worth = law.verdicts(pairs, last)
    return [_fault(f"rule:{KEYS[at]}", first == at) for at in np.unique(first[first >= 0]).tolist()]


def _misdated(law: Law, pairs: Pairs, first: Whole, last: Whole) -> list[Fault]:
    """Loans that begin or end outside what both lots allow, or are too short."""
    begin, end = law.lasting(pairs)
    wrong = {"first": first < begin, "last": last > end, "days": last - first + 1 < law.least(pairs)}
    return [_fault(code, mask) for code, mask in wrong.items() if mask.any()]


def _most_at_once(row: Whole, first: Whole, last: Whole, heads: Whole, lots: int) -> Whole:
    """(lots,) the most heads on loan on any one day."""
    lot, day = np.concatenate([row, row]), np.concatenate([first, last + 1])
    change = np.concatenate([heads, -heads.astype(np.int64)])
    order = np.lexsort((change, day, lot))
    at_once = np.cumsum(change[order])
    most = np.zeros(lots, np.int64)
    np.maximum.at(most, lot[order], at_once)
    return most
