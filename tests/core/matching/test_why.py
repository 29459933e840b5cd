"""Reasons: recounted pair by pair in plain Python, and what they promise checked by solving again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from tests.core.matching import models, plainly

from yuanmeng.core.matching.generate import Instance, generate
from yuanmeng.core.matching.plan import Plan
from yuanmeng.core.matching.schema import Lots
from yuanmeng.core.matching.verify.law import ALONE, Law
from yuanmeng.core.matching.why import NOBODY, SHORTAGE, SURPLUS, hopeless, left_over, marginal, relaxed, removed


@pytest.fixture(scope="module")
def day() -> Instance:
    return generate(250, 3)


@pytest.fixture(scope="module")
def plan(day: Instance) -> Plan:
    return models.core_plan(day)


def law_of(day: Instance) -> Law:
    return Law(day.surplus, day.shortage, day.rules, day.ties)


@pytest.mark.parametrize("side", [SURPLUS, SHORTAGE])
def test_rules_that_removed_candidates_are_counted_as_plain_reading_does(side: str) -> None:
    seen: Counter[str] = Counter()
    for seed in range(12):
        day = plainly.crooked(seed, 8, 7)
        for row in range(len(day.surplus) if side == SURPLUS else len(day.shortage)):
            other = range(len(day.shortage) if side == SURPLUS else len(day.surplus))
            plain = [plainly.verdict(day, *((row, one) if side == SURPLUS else (one, row)))[0] for one in other]
            found = removed(law_of(day), side, row)
            assert found.candidates == plain.count("")
            assert found.counts == Counter(key for key in plain if key)
            assert [len(miss.rules) for miss in found.misses] == sorted(len(miss.rules) for miss in found.misses)
            for miss in found.misses:
                assert miss.rules[0] == plain[miss.row]
                seen.update(miss.rules)
                assert all(number > 0 for number in miss.facts.values())
    assert {"distance", "dates", "LAB-05", "grade", "wage", "worth", "LAB-13"} <= set(seen)


def test_mending_the_one_broken_rule_makes_a_candidate(day: Instance) -> None:
    law, mended = law_of(day), 0
    for row in hopeless(law, SHORTAGE, models.edges(day)).tolist():
        for miss in removed(law, SHORTAGE, row).misses:
            if miss.rules == ("wage",):
                wage = day.shortage["wage"].copy()
                wage[row] += miss.facts["wage"]
                again = replace(day, shortage=day.shortage.altered(wage=wage))
                assert removed(law_of(again), SHORTAGE, row).candidates > 0
                mended += 1
    assert mended


@pytest.mark.parametrize("side", [SURPLUS, SHORTAGE])
def test_heads_left_over_had_nobody_who_would_have_been_worth_more(day: Instance, plan: Plan, side: str) -> None:
    edges = models.edges(day)
    lots = day.surplus if side == SURPLUS else day.shortage
    mine, theirs = (edges.lender, edges.borrower) if side == SURPLUS else (edges.borrower, edges.lender)
    both = (plan.loans.lender, plan.loans.borrower)
    own, taken = both if side == SURPLUS else both[::-1]
    price = plan.borrower_price if side == SURPLUS else plan.lender_price
    found = left_over(side, lots, edges, plan)
    left = {row: int(lots["heads"][row] - plan.loans.heads[own == row].sum()) for row in range(len(lots))}
    assert dict(zip(found.row.tolist(), found.left.tolist(), strict=True)) == {
        row: heads for row, heads in left.items() if heads and (mine == row).any()
    }
    for at, row in enumerate(found.row.tolist()):
        short = (price[theirs[mine == row]] - edges.worth[mine == row]).min()
        assert found.short[at] == max(0, short)
        there, rival = int(found.nearest[at]), int(found.rival[at])
        if rival == NOBODY:
            assert not (taken == there).any()
        else:
            assert plan.loans.each[(taken == there) & (own == rival)][0] == plan.loans.each[taken == there].min()
    assert (found.short > 0).any()


def test_the_worth_of_one_more_head_is_what_a_new_plan_gains(day: Instance, plan: Plan) -> None:
    """Prices bound what a head more adds; the altered day is solved again."""
    row = int(np.argmax(plan.lender_price))

    def solve(surplus: Lots, shortage: Lots) -> Plan:
        return models.core_plan(replace(day, surplus=surplus, shortage=shortage))

    more = int(day.surplus["heads"][row]) + 1
    change = relaxed((day.surplus, day.shortage), plan, solve, (SURPLUS, row), {"heads": more})
    assert 0 < change.value <= plan.lender_price[row]
    assert change.own == 1
    none = relaxed((day.surplus, day.shortage), plan, solve, (SHORTAGE, 0), {"wage": int(day.shortage["wage"][0])})
    assert (none.value, none.heads, none.begun, none.ended) == (0, 0, (), ())


def test_marginal_worth_adds_up_to_the_prices(day: Instance, plan: Plan) -> None:
    lines = marginal(day.shortage, plan.borrower_price)
    assert [line.yuan for line in lines] == sorted((line.yuan for line in lines), reverse=True)
    whole = int((day.shortage["heads"] * plan.borrower_price).sum())
    assert 0 <= whole - sum(line.yuan * line.heads for line in lines) < sum(line.heads for line in lines)
    assert all(line.month[:4] in {"2026", "2027"} and line.fen_a_day > 0 for line in lines)


def test_who_has_no_candidate_at_all_is_named_on_both_sides() -> None:
    """Recounted pair by pair; those that may not be lent to anybody are left out of the lenders."""
    few = plainly.crooked(5, 9, 8)
    law = law_of(few)
    verdicts = [[plainly.verdict(few, i, j)[0] for j in range(len(few.shortage))] for i in range(len(few.surplus))]
    good = [(i, j) for i, row in enumerate(verdicts) for j, said in enumerate(row) if not said]
    edges = models.edges(few)
    alone = np.any([law.alone[key] for key in ALONE], axis=0)
    lenders = [i for i in range(len(few.surplus)) if i not in {one for one, _j in good} and not alone[i]]
    borrowers = [j for j in range(len(few.shortage)) if j not in {other for _i, other in good}]
    assert hopeless(law, SURPLUS, edges).tolist() == lenders
    assert hopeless(law, SHORTAGE, edges).tolist() == borrowers
    assert lenders
