"""Plans and proofs from HiGHS, the oracle of the tests."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from yuanmeng.core.matching.generate import Instance
from yuanmeng.core.matching.plan import Loans, Plan
from yuanmeng.core.matching.verify.join import lawful
from yuanmeng.core.matching.verify.law import Law
from yuanmeng.core.matching.wishes.board import Edges


def solved(model: highspy.HighsLp) -> tuple[Any, Any, float]:
    """Column values, row prices (of a maximum), objective. The model minimises minus the worth."""
    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.passModel(model)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = highs.getSolution()
    return np.array(found.col_value), -np.array(found.row_dual), -highs.getInfo().objective_function_value


def transport(pairs: tuple[Any, Any, Any], supply: Any, demand: Any) -> highspy.HighsLp:
    """max worth of x over pairs (rows of lenders, of borrowers, worth); row sums within supply, column sums demand."""
    lender, borrower, worth = pairs
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(worth), len(supply) + len(demand)
    model.col_cost_ = -np.asarray(worth, float)
    model.col_lower_ = np.zeros(len(worth))
    model.col_upper_ = np.full(len(worth), highspy.kHighsInf)
    model.row_lower_ = np.full(model.num_row_, -highspy.kHighsInf)
    model.row_upper_ = np.concatenate([supply, demand]).astype(float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, 2 * len(worth) + 1, 2)
    model.a_matrix_.index_ = np.stack([lender, len(supply) + borrower], 1).ravel()
    model.a_matrix_.value_ = np.ones(2 * len(worth))
    return model


def edges(day: Instance) -> Edges:
    """All lawful pairs, from the verifier's join."""
    law = Law(day.surplus, day.shortage, day.rules, day.ties)
    empty = np.zeros(0, np.int64)
    pieces = [(empty, empty, empty)] + [(pairs.lender, pairs.borrower, worth) for pairs, worth in lawful(law, {})]
    return Edges(*(np.concatenate(part) for part in zip(*pieces, strict=True)))


def core_plan(day: Instance) -> Plan:
    """The optimum of the core with its prices, from the verifier's own pairs."""
    law, removed = Law(day.surplus, day.shortage, day.rules, day.ties), {}
    pieces = [(pairs.lender, pairs.borrower, worth) for pairs, worth in lawful(law, removed)]
    empty = np.zeros(0, np.int64)
    lender, borrower, worth = (
        (np.concatenate([empty, *part]) for part in zip(*pieces, strict=True)) if pieces else [empty] * 3
    )
    supply, demand = day.surplus["heads"], day.shortage["heads"]
    x, prices = np.zeros(0), np.zeros(len(supply) + len(demand))
    if len(worth):
        x, prices, _value = solved(transport((lender, borrower, worth), supply, demand))
    heads, prices = x.round().astype(np.int64), prices.round().astype(np.int64)
    used = np.flatnonzero(heads)
    used = used[np.lexsort((borrower[used], lender[used]))]
    first, last = law.lasting(law.pairs(lender[used], borrower[used]))
    loans = Loans(lender[used], borrower[used], heads[used], first, last, worth[used])
    mine, theirs = prices[: len(supply)], prices[len(supply) :]
    bound = int((supply * mine).sum() + (demand * theirs).sum())
    return Plan(loans, loans.value, bound, mine, theirs, "optimal", 0, len(worth), removed, {})
