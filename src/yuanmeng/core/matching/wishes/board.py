"""What a plan under wishes is made of: pairs near the core's prices, limits, tiers, pins, and the heads on loan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching.plan import Loans
from yuanmeng.core.matching.schema import Lots
from yuanmeng.core.matching.wishes import Pin, Wishes
from yuanmeng.core.refusals import Invalid

if TYPE_CHECKING:
    from yuanmeng.core.matching.pairs import Pairs

    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

NO_LIMIT = 1 << 30
"""Loans of a need whose counterparties nobody limits."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Lawful pairs: rows of both sides and yuan a head, int64."""

    lender: Whole
    borrower: Whole
    worth: Whole

    @classmethod
    def of(cls, pairs: Pairs) -> Edges:
        """24 bytes a pair: for a province, not for a nation."""
        return cls(*(np.asarray(part, np.int64) for part in pairs.edges()))

    def __len__(self) -> int:
        return len(self.worth)

    def only(self, keep: Whole) -> Edges:
        """Those of the mask or list."""
        return Edges(self.lender[keep], self.borrower[keep], self.worth[keep])

    def at(self, lender: Whole, borrower: Whole, wide: int) -> Whole:
        """Positions of pairs, -1 for those that are none; `wide` borrowers in all."""
        codes = self.lender * wide + self.borrower
        order = np.argsort(codes, kind="stable")
        wanted = lender.astype(np.int64) * wide + borrower
        if not len(codes):
            return np.full(len(wanted), -1)
        found = np.minimum(np.searchsorted(codes[order], wanted), len(codes) - 1)
        return np.where(codes[order][found] == wanted, order[found], -1)


@dataclass(frozen=True, slots=True)
class Board:
    """Pairs, lots, and borrowers with the heads that each may have; all int64."""

    lender: Whole
    """(pairs,) row."""
    need: Whole
    """(pairs,) row."""
    worth: Whole
    """(pairs,) yuan a head."""
    least: Whole
    """(pairs,) heads of a loan, if there is one."""
    pinned: Whole
    """(pairs,) heads that must stay."""
    before: Whole
    """(pairs,) heads in the previous plan."""
    supply: Whole
    """(lenders,) heads."""
    demand: Whole
    """(needs,) heads."""
    limit: Whole
    """(needs,) loans at most besides pinned ones, or NO_LIMIT."""
    group: Whole
    """(needs,) the borrower as a number."""
    tier: Whole
    """(borrowers, tiers) heads up to which each tier's step is earned."""
    step: Whole
    """(tiers,) yuan a head."""
    loan_cost: int
    keep: int

    def __len__(self) -> int:
        return len(self.worth)

    @property
    def most(self) -> Whole:
        """(pairs,) heads that one loan can have."""
        return np.minimum(self.supply[self.lender], self.demand[self.need])

    def only(self, keep: Whole) -> Board:
        """With these pairs alone; lots and borrowers stay."""
        pairs = ("lender", "need", "worth", "least", "pinned", "before")
        return replace(self, **{name: getattr(self, name)[keep] for name in pairs})

    def beside(self, heads: Whole, fixed: Whole) -> Board:
        """What is left to decide on the pairs that are not `fixed` (mask), whose heads are on loan for good."""
        lender, need, lent = self.lender[fixed], self.need[fixed], heads[fixed]
        taken = np.bincount(need, lent, len(self.demand)).astype(np.int64)
        loans = np.bincount(need[(lent > 0) & (self.pinned[fixed] == 0)], minlength=len(self.demand))
        filled = np.bincount(self.group, taken, len(self.tier)).astype(np.int64)
        return replace(
            self.only(~fixed),
            supply=self.supply - np.bincount(lender, lent, len(self.supply)).astype(np.int64),
            demand=self.demand - taken,
            limit=self.limit - loans,
            tier=np.maximum(self.tier - filled[:, None], 0),
        )

    def gain(self, heads: Whole) -> int:
        """Yuan of a plan with everything that wishes add and cost: what is made as large as can be."""
        filled = np.bincount(self.group[self.need], heads, len(self.tier)).astype(np.int64)
        fair = int((np.minimum(filled[:, None], self.tier) * self.step).sum())
        stays = self.keep * int(np.minimum(heads, self.before).sum())
        return int((self.worth * heads).sum()) + fair + stays - self.loan_cost * int((heads > 0).sum())


def pinned_heads(edges: Edges, pins: tuple[Pin, ...], surplus: Lots, shortage: Lots) -> Whole:
    """(edges,) heads pinned. Raises Invalid for a pair that is not lawful, and when a lot has too few heads."""
    heads = np.zeros(len(edges), np.int64)
    rows = np.array([(pin.lender, pin.borrower) for pin in pins], np.int64).reshape(-1, 2)
    for pin, at in zip(pins, edges.at(rows[:, 0], rows[:, 1], len(shortage)).tolist(), strict=True):
        if at < 0:
            says = f"指定的第 {pin.lender} 行富余与第 {pin.borrower} 行缺口不能配对（不合规则或不值得）。"
            raise Invalid(says, lender=pin.lender, borrower=pin.borrower)
        heads[at] += pin.heads
    for lots, rows_of, name in ((surplus, edges.lender, "富余"), (shortage, edges.borrower, "缺口")):
        over = np.flatnonzero(np.bincount(rows_of, heads, len(lots)) > lots["heads"])
        if len(over):
            raise Invalid(f"为第 {over[0]} 行{name}指定的人数超过它的 {lots['heads'][over[0]]} 人。", row=int(over[0]))
    return heads


def laid(day: tuple[Lots, Lots], edges: Edges, wishes: Wishes, previous: Loans | None) -> Board:
    """The pairs that may be loans under the wishes. Raises Invalid for impossible pins."""
    surplus, shortage = day
    pinned = pinned_heads(edges, wishes.pins, surplus, shortage)
    least = least_heads(surplus, shortage, edges) if wishes.batches else np.ones(len(edges), np.int64)
    group, tier = _groups(shortage, wishes)
    limit = np.full(len(shortage), NO_LIMIT, np.int64)
    if wishes.counterparties:
        asked = shortage["lenders"].astype(np.int64)
        taken = np.bincount(edges.borrower[pinned > 0], minlength=len(shortage))
        limit = np.where(asked > 0, np.maximum(asked - taken, 0), NO_LIMIT)
    board = Board(
        lender=edges.lender,
        need=edges.borrower,
        worth=edges.worth,
        least=np.where(pinned > 0, pinned, least),
        pinned=pinned,
        before=_before(edges, previous, len(shortage)),
        supply=surplus["heads"].astype(np.int64),
        demand=shortage["heads"].astype(np.int64),
        limit=limit,
        group=group,
        tier=tier,
        step=np.array([one.step for one in wishes.fairness], np.int64),
        loan_cost=wishes.loan_cost,
        keep=wishes.keep,
    )
    return board.only(board.least <= board.most)


def _before(edges: Edges, previous: Loans | None, wide: int) -> Whole:
    before = np.zeros(len(edges), np.int64)
    if previous is not None and len(previous):
        at = edges.at(previous.lender, previous.borrower, wide)
        np.add.at(before, at[at >= 0], previous.heads[at >= 0])
    return before


def least_heads(surplus: Lots, shortage: Lots, edges: Edges) -> Whole:
    """(edges,) the larger batch of both sides, where a lot's batch is at most what it has: more than the other side
    has, and there can be no loan."""
    own, asked = (np.minimum(lots["batch"], lots["heads"]).astype(np.int64) for lots in (surplus, shortage))
    return np.maximum(own[edges.lender], asked[edges.borrower])


def _groups(shortage: Lots, wishes: Wishes) -> tuple[Whole, Whole]:
    """(needs,) the borrower of each need as a number; (borrowers, tiers) heads at which each tier of it ends."""
    firms, number = np.unique(shortage["firm"], return_inverse=True)
    heads = np.bincount(number, shortage["heads"], len(firms)).astype(np.int64)
    shares = np.array([one.share for one in wishes.fairness], np.int64)
    return number.astype(np.int64), -(-heads[:, None] * shares // 100)
