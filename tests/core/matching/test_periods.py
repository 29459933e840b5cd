"""Lots lent again in rounds: no day twice, more value, wishes held, and kept apart what is to stay apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.core.matching import models, plainly

from yuanmeng.core.matching.generate import Instance, generate
from yuanmeng.core.matching.plan import Plan
from yuanmeng.core.matching.schema import Lots, Ties
from yuanmeng.core.matching.verify import verify
from yuanmeng.core.matching.wishes import Wishes
from yuanmeng.core.matching.wishes.board import Edges
from yuanmeng.core.matching.wishes.periods import in_rounds


def planned(day: Instance, wishes: Wishes) -> Plan:
    def core(surplus: Lots, shortage: Lots, ties: Ties) -> tuple[Plan, Edges]:
        now = replace(day, surplus=surplus, shortage=shortage, ties=ties)
        return models.core_plan(now), models.edges(now)

    return in_rounds((day.surplus, day.shortage), day.rules, day.ties, core, wishes)


@pytest.mark.parametrize("wishes", [Wishes(rounds=3), Wishes(batches=True, counterparties=True, rounds=3)])
def test_rounds_gain_value_and_promise_no_day_twice(wishes: Wishes) -> None:
    day = generate(300, 11)
    once, more = planned(day, replace(wishes, rounds=1)), planned(day, wishes)
    assert verify(day.surplus, day.shortage, day.rules, more, ties=day.ties, wishes=wishes).faults == ()
    assert more.value > 1.02 * once.value
    assert sum(more.facts["rounds"]) == more.value
    assert more.facts["rounds"][0] == once.value


def test_rounds_end_when_nothing_is_left_to_lend() -> None:
    for seed in range(6):
        day = plainly.crooked(seed, 8, 8, start=20_000)
        plan = planned(day, Wishes(rounds=9))
        assert verify(day.surplus, day.shortage, day.rules, plan, ties=day.ties).faults == ()
        assert len(plan.facts["rounds"]) < 9


def test_lots_apart_stay_apart_in_later_rounds() -> None:
    day = generate(300, 11)
    plan = planned(day, Wishes(rounds=3))
    loans = plan.loans
    begin = np.maximum(day.surplus["first"][loans.lender], day.shortage["first"][loans.borrower])
    again = np.flatnonzero(loans.first > begin)
    i, j = plan.loans.lender[again[0]], plan.loans.borrower[again[0]]
    apart = Ties.of(day.ties.firms_apart, [(day.surplus["lot"][i], day.shortage["lot"][j])], day.ties.experience)
    kept = planned(replace(day, ties=apart), Wishes(rounds=3))
    assert not ((kept.loans.lender == i) & (kept.loans.borrower == j)).any()
