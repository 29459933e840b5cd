"""Lays a market and a first plan on the board of the search: near-tight pairs, nodes, groups, limits, pins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching.plan import Loans, Plan
from yuanmeng.core.matching.schema import Lots
from yuanmeng.core.matching.wishes import Pin, Wishes
from yuanmeng.core.matching.wishes.moves import Board
from yuanmeng.core.refusals import Invalid

if TYPE_CHECKING:
    from yuanmeng.core.matching.pairs import Pairs

    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

NEAR = 5
"""Pairs kept for each lot on the average: those with the least slack of all."""
OWN = 4
"""Pairs kept for each lot whatever their slack: its best ones."""
ENTRIES = 1 << 13
SEED = 88_172_645_463_325_252


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


def near_tight(edges: Edges, slack: Whole, kept: Whole) -> Whole:
    """Positions of pairs to search over: the least slack of all, the best of each lot, and those of `kept`."""
    lots = len(np.unique(edges.lender)) + len(np.unique(edges.borrower))
    wanted = min(len(edges), NEAR * lots)
    near = np.zeros(len(edges), np.bool_)
    if wanted:
        near[np.argpartition(slack, wanted - 1)[:wanted]] = True
    for side in (edges.lender, edges.borrower):
        order = np.lexsort((slack, side))
        nth = np.arange(len(order)) - np.searchsorted(side[order], side[order])
        near[order[nth < OWN]] = True
    near[kept] = True
    return np.flatnonzero(near)


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


def laid(day: tuple[Lots, Lots], edges: Edges, core: Plan, wishes: Wishes, previous: Loans | None) -> Board:
    """The board with only pinned heads on it."""
    surplus, shortage = day
    slack = core.lender_price[edges.lender] + core.borrower_price[edges.borrower] - edges.worth
    pinned = pinned_heads(edges, wishes.pins, surplus, shortage)
    before = _before(edges, previous, len(shortage))
    used = edges.at(core.loans.lender, core.loans.borrower, len(shortage))
    chosen = near_tight(edges, slack, np.r_[used[used >= 0], np.flatnonzero(pinned), np.flatnonzero(before)])
    edges, slack, pinned, before = edges.only(chosen), slack[chosen], pinned[chosen], before[chosen]
    lenders, nodes = len(surplus), len(surplus) + len(shortage)
    need = edges.borrower + lenders
    start, pairs = _by_node(edges.lender, need, nodes)
    group, tier = _groups(surplus, shortage, wishes)
    steps = np.array([one.step for one in wishes.fairness], np.int64)
    heads = np.concatenate([surplus["heads"], shortage["heads"]]).astype(np.int64)
    taken = np.bincount(edges.lender, pinned, nodes) + np.bincount(need, pinned, nodes)
    loans = np.bincount(edges.lender[pinned > 0], minlength=nodes) + np.bincount(need[pinned > 0], minlength=nodes)
    limit = np.zeros(nodes, np.int64)
    if wishes.counterparties:
        limit[lenders:] = shortage["lenders"]
    return Board(
        lender=edges.lender,
        need=need,
        worth=edges.worth,
        batch=np.where(pinned > 0, pinned, _batches(surplus, shortage, edges, wishes)),
        pinned=pinned,
        before=before,
        slack=np.maximum(slack, 0),
        start=start,
        pairs=pairs,
        limit=limit,
        price=np.concatenate([core.lender_price, core.borrower_price]).astype(np.int64),
        group=group,
        tier=tier,
        step=steps,
        say=np.array([wishes.loan_cost, wishes.keep], np.int64),
        heads=pinned.copy(),
        left=heads - taken.astype(np.int64),
        loans=loans.astype(np.int64),
        filled=np.bincount(group[need], pinned, len(tier)).astype(np.int64),
        log=np.zeros((ENTRIES, 2), np.int64),
        stack=np.zeros(ENTRIES, np.int64),
        mark=np.zeros(nodes, np.int64),
        meter=np.array([0, 0, SEED, 0, 0], np.int64),
    )


def _before(edges: Edges, previous: Loans | None, wide: int) -> Whole:
    before = np.zeros(len(edges), np.int64)
    if previous is not None and len(previous):
        at = edges.at(previous.lender, previous.borrower, wide)
        np.add.at(before, at[at >= 0], previous.heads[at >= 0])
    return before


def _batches(surplus: Lots, shortage: Lots, edges: Edges, wishes: Wishes) -> Whole:
    """(edges,) least heads of a loan."""
    if not wishes.batches:
        return np.ones(len(edges), np.int64)
    asked = np.maximum(surplus["batch"][edges.lender], shortage["batch"][edges.borrower])
    there = np.minimum(surplus["heads"][edges.lender], shortage["heads"][edges.borrower])
    least: Whole = np.minimum(asked, there).astype(np.int64)
    return least


def _by_node(lender: Whole, need: Whole, nodes: int) -> tuple[Whole, Whole]:
    ends = np.concatenate([lender, need])
    order = np.argsort(ends, kind="stable")
    start = np.searchsorted(ends[order], np.arange(nodes + 1)).astype(np.int64)
    return start, order % max(1, len(lender))


def _groups(surplus: Lots, shortage: Lots, wishes: Wishes) -> tuple[Whole, Whole]:
    """(nodes,) the borrower of each need as a number; (groups, tiers) heads at which each tier of a borrower ends."""
    firms, number = np.unique(shortage["firm"], return_inverse=True)
    heads = np.bincount(number, shortage["heads"], len(firms)).astype(np.int64)
    tier = np.zeros((len(firms) + 1, len(wishes.fairness)), np.int64)
    for at, one in enumerate(wishes.fairness):
        tier[:-1, at] = -(-heads * one.share // 100)
    return np.concatenate([np.full(len(surplus), len(firms)), number]).astype(np.int64), tier
