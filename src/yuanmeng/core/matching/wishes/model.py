"""Plans under wishes as a mixed-integer program for HiGHS, and the prices of its relaxation.

A pair has heads x and, where a loan as such counts (a batch, a limit on counterparties, a cost), a yes-or-no z with
least * z <= x <= most * z. Once the z are chosen, the rest is a transportation problem with whole corners: x need not
be declared whole. In the relaxation z is x / most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from yuanmeng.core.matching.wishes.board import Board

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]
    Real = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

GAP = 0.0005
"""Where HiGHS may stop, against what it can prove for the pairs it was given."""
NODES = 200
"""Branchings after which it stops in any case: the same everywhere, as a limit of time would not be."""


class Model:
    """Columns and rows as they are added; rows are sums of columns between two limits."""

    def __init__(self) -> None:
        self.columns = self.rows = 0
        self.parts: dict[str, list[Any]] = {
            name: [] for name in ("cost", "low", "high", "whole", "at_row", "at_column", "weight", "least", "most")
        }

    def add_columns(self, worth: Any, low: Any, high: Any, *, whole: bool = False) -> Whole:
        """Variables with their worth and range; their numbers."""
        size = len(low)
        for name, part in (("cost", -np.asarray(worth, float)), ("low", low), ("high", high)):
            self.parts[name].append(np.asarray(part, float))
        self.parts["whole"].append(np.full(size, whole))
        self.columns += size
        return np.arange(self.columns - size, self.columns)

    def add_rows(self, least: Any, most: Any, *terms: tuple[Whole, Whole, Any]) -> Whole:
        """Constraints; each term says row (from 0), column and weight. Their numbers."""
        size = len(most)
        for row, column, weight in terms:
            for name, part in (("at_row", self.rows + row), ("at_column", column)):
                self.parts[name].append(part)
            self.parts["weight"].append(np.broadcast_to(np.asarray(weight, float), len(column)))
        self.parts["least"].append(np.broadcast_to(np.asarray(least, float), size))
        self.parts["most"].append(np.asarray(most, float))
        self.rows += size
        return np.arange(self.rows - size, self.rows)

    def solver(self, seconds: float | None) -> highspy.Highs:
        """HiGHS with this model, on one thread: the same answer every time unless `seconds` end it."""
        part = {name: np.concatenate(pieces) for name, pieces in self.parts.items()}
        order = np.lexsort((part["at_row"], part["at_column"]))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, self.rows
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = part["cost"], part["low"], part["high"]
        lp.row_lower_, lp.row_upper_ = part["least"], part["most"]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        starts = np.searchsorted(part["at_column"][order], np.arange(self.columns + 1))
        lp.a_matrix_.start_, lp.a_matrix_.index_ = starts.astype(np.int32), part["at_row"][order].astype(np.int32)
        lp.a_matrix_.value_ = part["weight"][order]
        kind = highspy.HighsVarType
        if part["whole"].any():
            lp.integrality_ = [kind.kInteger if whole else kind.kContinuous for whole in part["whole"].tolist()]
        highs = highspy.Highs()
        highs.silent()
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("mip_rel_gap", GAP)
        highs.setOptionValue("mip_max_nodes", NODES)
        if seconds is not None:
            highs.setOptionValue("time_limit", seconds)
        highs.passModel(lp)
        return highs


def _extras(model: Model, board: Board, x: Whole) -> Whole:
    """Columns for heads that stay and for the tiers of fairness; the rows of the tiers."""
    staying = np.flatnonzero(board.before) if board.keep else np.zeros(0, np.int64)
    stays = model.add_columns(np.full(len(staying), board.keep), np.zeros(len(staying)), board.before[staying])
    number = np.arange(len(staying))
    model.add_rows(-highspy.kHighsInf, np.zeros(len(staying)), (number, stays, 1), (number, x[staying], -1))
    groups, tiers = board.tier.shape
    worth = np.broadcast_to(board.step, (groups, tiers)).ravel()
    early = model.add_columns(worth, np.zeros(groups * tiers), board.tier.ravel())
    number = np.arange(groups * tiers)
    group = board.group[board.need]
    sums = [(group * tiers + tier, x, -1) for tier in range(tiers)]
    return model.add_rows(-highspy.kHighsInf, np.zeros(groups * tiers), (number, early, 1), *sums)


def _sides(model: Model, board: Board, x: Whole) -> tuple[Whole, Whole]:
    """Rows: no lot lends or borrows more heads than it has."""
    below = -highspy.kHighsInf
    return (
        model.add_rows(below, board.supply, (board.lender, x, 1)),
        model.add_rows(below, board.demand, (board.need, x, 1)),
    )


def slacks(board: Board, asked: Whole) -> Real:
    """(pairs,) yuan by which each pair, were it a loan of `least` heads, falls short of the relaxation's prices.

    The prices come from the pairs `asked` alone (positions). A loan that must not be missing has few of these yuan.
    """
    some, model = board.only(asked), Model()
    most = np.maximum(some.most, 1)
    x = model.add_columns(some.worth - some.loan_cost / most, np.zeros(len(some)), some.most)
    supply, demand = _sides(model, some, x)
    limit = model.add_rows(-highspy.kHighsInf, board.limit, (some.need, x, 1 / most))
    tiers = _extras(model, some, x)
    highs = model.solver(None)
    highs.run()
    price = -np.array(highs.getSolution().row_dual)
    most = np.maximum(board.most, 1)
    once = (price[limit][board.need] + board.loan_cost) / most
    fair = price[tiers].reshape(board.tier.shape).sum(axis=1)[board.group[board.need]]
    a_head = price[supply][board.lender] + price[demand][board.need] + once - fair - board.worth
    return np.asarray(a_head * board.least)


def improved(board: Board, heads: Whole, seconds: float | None) -> Whole:
    """(pairs,) heads of the best plan that HiGHS finds from this one on; the same heads if it finds none better."""
    most = board.most
    limited = np.bincount(board.need[board.pinned == 0], minlength=len(board.demand)) > board.limit
    chosen = (board.least > 1) | limited[board.need] | (board.loan_cost > 0)
    chosen &= board.pinned == 0
    at = np.flatnonzero(chosen)
    model = Model()
    x = model.add_columns(board.worth, board.pinned, most)
    z = model.add_columns(np.full(len(at), -board.loan_cost), np.zeros(len(at)), np.ones(len(at)), whole=True)
    _sides(model, board, x)
    _extras(model, board, x)
    number, below, above = np.arange(len(at)), -highspy.kHighsInf, np.full(len(at), highspy.kHighsInf)
    model.add_rows(below, np.zeros(len(at)), (number, x[at], 1), (number, z, -most[at]))
    model.add_rows(0, above, (number, x[at], 1), (number, z, -board.least[at]))
    counted = limited[board.need[at]]
    model.add_rows(below, np.where(limited, board.limit, 0), (board.need[at][counted], z[counted], 1))
    highs = model.solver(seconds)
    highs.run()
    found = highs.getInfo()
    if found.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return heads
    better = _whole(highs, model, (x, z))
    return better if board.gain(better) > board.gain(heads) else heads


def _whole(highs: highspy.Highs, model: Model, columns: tuple[Whole, Whole]) -> Whole:
    """The heads with the chosen loans fixed: a corner of the transportation problem, so whole."""
    x, z = columns
    if len(z):
        given = np.array(highs.getSolution().col_value)[z].round()
        highs.changeColsBounds(len(z), z.astype(np.int32), given, given)
        highs.changeColsIntegrality(len(z), z.astype(np.int32), np.zeros(len(z), np.uint8))
        highs.setOptionValue("time_limit", highspy.kHighsInf)
        highs.run()
    return np.array(highs.getSolution().col_value)[x].round().astype(np.int64)
