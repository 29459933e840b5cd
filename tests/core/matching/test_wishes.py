"""Plans under wishes: against HiGHS on small instances, held as the verifier reads them, and priced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import highspy
import numpy as np
import pytest
from tests.core.matching import models, plainly

from yuanmeng.core.matching.generate import Instance, generate
from yuanmeng.core.matching.plan import Plan
from yuanmeng.core.matching.share import share_labour
from yuanmeng.core.matching.verify import verify
from yuanmeng.core.matching.wishes import EVEN_HANDED, Pin, Tier, Wishes
from yuanmeng.core.matching.wishes.adapt import adapted, wish_costs
from yuanmeng.core.matching.wishes.board import Edges
from yuanmeng.core.refusals import Invalid

WISHED = {
    "batches": Wishes(batches=True),
    "counterparties": Wishes(counterparties=True),
    "few loans": Wishes(loan_cost=3_000),
    "fairness": Wishes(fairness=EVEN_HANDED),
    "stability": Wishes(keep=900),
    "all": Wishes(batches=True, counterparties=True, loan_cost=1_000, fairness=(Tier(30, 2_000),), keep=500),
}


def edges_of(day: Instance) -> Edges:
    worth, _removed = plainly.table(day)
    lender, borrower = np.nonzero(worth)
    return Edges(lender.astype(np.int64), borrower.astype(np.int64), worth[lender, borrower])


def lent(plan: Plan) -> dict[tuple[int, int], int]:
    """Heads by pair of rows."""
    loans = plan.loans
    pairs = zip(loans.lender.tolist(), loans.borrower.tolist(), strict=True)
    return dict(zip(pairs, loans.heads.tolist(), strict=True))


def objective(day: Instance, plan: Plan, wishes: Wishes, previous: Plan) -> int:
    """Value with everything that wishes add and cost, counted plainly."""
    loans, kept = plan.loans, lent(previous)
    total = loans.value - wishes.loan_cost * len(loans)
    total += wishes.keep * sum(min(heads, kept.get(pair, 0)) for pair, heads in lent(plan).items())
    firm, heads = day.shortage["firm"], day.shortage["heads"]
    for one in np.unique(firm):
        got = int(loans.heads[firm[loans.borrower] == one].sum())
        asked = int(heads[firm == one].sum())
        total += sum(tier.step * min(got, -(-asked * tier.share // 100)) for tier in wishes.fairness)
    return total


def best(day: Instance, edges: Edges, wishes: Wishes, previous: Plan) -> float:
    """The optimum of the same wishes as a mixed-integer model of HiGHS, written from their words."""
    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    rows: dict[tuple[str, int], list[Any]] = {}
    kept = lent(previous)
    goal, got = [], {}
    for i, j, worth in zip(edges.lender.tolist(), edges.borrower.tolist(), edges.worth.tolist(), strict=True):
        most = int(min(day.surplus["heads"][i], day.shortage["heads"][j]))
        own, asked = (
            min(int(lots["batch"][row]), int(lots["heads"][row])) for lots, row in ((day.surplus, i), (day.shortage, j))
        )
        least = max(own, asked) if wishes.batches else 1
        heads, open_ = highs.addIntegral(0, most), highs.addBinary()
        highs.addConstr(heads <= most * open_)
        highs.addConstr(heads >= least * open_)
        goal += [worth * heads, -wishes.loan_cost * open_]
        if wishes.keep and kept.get((i, j)):
            stays = highs.addIntegral(0, kept[i, j])
            highs.addConstr(stays <= heads)
            goal.append(wishes.keep * stays)
        rows.setdefault(("s", i), []).append(heads)
        rows.setdefault(("d", j), []).append(heads)
        rows.setdefault(("n", j), []).append(open_)
        got.setdefault(int(day.shortage["firm"][j]), []).append(heads)
    for (kind, row), terms in rows.items():
        limit = day.surplus["heads"][row] if kind == "s" else day.shortage["heads" if kind == "d" else "lenders"][row]
        if kind != "n" or (wishes.counterparties and limit):
            highs.addConstr(sum(terms) <= int(limit))
    for firm, terms in got.items():
        asked = int(day.shortage["heads"][day.shortage["firm"] == firm].sum())
        for tier in wishes.fairness:
            early = highs.addIntegral(0, -(-asked * tier.share // 100))
            highs.addConstr(early <= sum(terms))
            goal.append(tier.step * early)
    if not goal:
        return 0.0
    highs.maximize(sum(goal))
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getObjectiveValue())


@pytest.mark.parametrize("name", WISHED)
def test_small_plans_are_as_good_as_the_optimum(name: str) -> None:
    """Most plans are optimal and all together lose less than two in a thousand."""
    wishes, found, proven, optimal = WISHED[name], 0, 0, 0
    for seed in range(12):
        day, yesterday = (plainly.crooked(number, 8, 8, start=20_000) for number in (seed, seed + 500))
        edges, core, before = edges_of(day), models.core_plan(day), models.core_plan(yesterday)
        plan = adapted((day.surplus, day.shortage), edges, core, wishes, previous=before.loans)
        assert verify(day.surplus, day.shortage, day.rules, plan, ties=day.ties, wishes=wishes).faults == ()
        mine, theirs = objective(day, plan, wishes, before), round(best(day, edges, wishes, before))
        assert mine <= theirs
        found, proven, optimal = found + mine, proven + theirs, optimal + (mine == theirs)
    assert found >= proven * 0.998
    assert optimal >= 9


@pytest.fixture(scope="module")
def day() -> Instance:
    return generate(250, 3)


@pytest.fixture(scope="module")
def core(day: Instance) -> Plan:
    return models.core_plan(day)


@pytest.fixture(scope="module")
def edges(day: Instance) -> Edges:
    return models.edges(day)


def test_without_wishes_the_core_plan_stays(day: Instance, core: Plan, edges: Edges) -> None:
    assert adapted((day.surplus, day.shortage), edges, core, Wishes()) is core


def test_the_same_call_gives_the_same_plan(day: Instance, core: Plan, edges: Edges) -> None:
    one, other = (adapted((day.surplus, day.shortage), edges, core, WISHED["all"], previous=core.loans) for _ in "ab")
    assert (one.loans.lender == other.loans.lender).all()
    assert (one.loans.heads == other.loans.heads).all()
    assert one.bound == core.bound
    assert one.gap >= core.gap
    assert one.facts["wishes"]["cost"] == core.value - one.value


def test_time_that_is_up_still_gives_a_lawful_plan(day: Instance, core: Plan, edges: Edges) -> None:
    wishes = WISHED["all"]
    sides = (day.surplus, day.shortage)
    assert adapted(sides, edges, core, wishes, seconds=600.0).value == adapted(sides, edges, core, wishes).value
    plan = adapted(sides, edges, core, wishes, seconds=0.0)
    assert len(plan.loans)
    assert verify(day.surplus, day.shortage, day.rules, plan, ties=day.ties, wishes=wishes).faults == ()


def test_regions_planned_one_by_one_come_near_the_whole(day: Instance, core: Plan, edges: Edges) -> None:
    wishes = replace(WISHED["all"], pins=(Pin(int(edges.lender[0]), int(edges.borrower[0]), 1),))
    sides = (day.surplus, day.shortage)
    whole, cut = (adapted(sides, edges, core, wishes, at_once=most) for most in (10**6, 150))
    assert verify(*sides, day.rules, cut, ties=day.ties, wishes=wishes).faults == ()
    assert 0.9 * whole.value < cut.value <= 1.001 * whole.value
    hurried = adapted(sides, edges, core, wishes, at_once=150, seconds=0.0)
    assert verify(*sides, day.rules, hurried, ties=day.ties, wishes=wishes).faults == ()
    assert hurried.value < cut.value


def test_a_firm_that_asks_for_five_is_not_sent_two(day: Instance, core: Plan, edges: Edges) -> None:
    sides = (day.surplus, day.shortage.altered(batch=np.minimum(day.shortage["heads"], 5)))
    plan = adapted(sides, edges, core, Wishes(batches=True))
    asked = np.minimum(day.shortage["heads"], 5)[plan.loans.borrower]
    assert len(plan.loans)
    assert (plan.loans.heads >= asked).all()


def test_every_loan_costs_so_there_are_fewer(day: Instance, core: Plan, edges: Edges) -> None:
    plan = adapted((day.surplus, day.shortage), edges, core, Wishes(loan_cost=5_000))
    assert len(plan.loans) < len(core.loans)


def test_fairness_leaves_fewer_borrowers_with_nothing(day: Instance, core: Plan, edges: Edges) -> None:
    wishes = Wishes(fairness=(Tier(20, 20_000),))
    plan = adapted((day.surplus, day.shortage), edges, core, wishes)
    firm = day.shortage["firm"]
    served = [len(np.unique(firm[one.loans.borrower])) for one in (core, plan)]
    assert served[1] > served[0]


def test_pins_stay_and_are_priced(day: Instance, core: Plan, edges: Edges) -> None:
    pairs = zip(edges.lender.tolist(), edges.borrower.tolist(), strict=True)
    free = next(pair for pair in pairs if pair not in lent(core))
    wishes = Wishes(batches=True, pins=(Pin(*free, 1),))
    plan = adapted((day.surplus, day.shortage), edges, core, wishes)
    assert free in lent(plan)
    costs = wish_costs((day.surplus, day.shortage), edges, core, wishes)
    assert set(costs) == {"batches", "pins"}
    assert costs["batches"] > 0


def test_one_call_plans_under_wishes_pins_and_an_earlier_plan(day: Instance, core: Plan, edges: Edges) -> None:
    pairs = zip(edges.lender.tolist(), edges.borrower.tolist(), strict=True)
    free = next(pair for pair in pairs if pair not in lent(core))
    wishes = Wishes(batches=True, counterparties=True, keep=300, rounds=2)

    def shared(**more: Any) -> Plan:
        return share_labour(day.surplus, day.shortage, day.rules, ties=day.ties, gap=0.0, wishes=wishes, **more)

    plan = shared(pins=[Pin(*free, 1)], previous=core.loans)
    assert plan.bound == core.bound
    assert free in lent(plan)
    assert plan.facts["rounds"][0] < plan.value
    held = replace(wishes, pins=(Pin(*free, 1),))
    assert verify(day.surplus, day.shortage, day.rules, plan, ties=day.ties, wishes=held).faults == ()
    hurried = shared(seconds=0.0)
    assert verify(day.surplus, day.shortage, day.rules, hurried, ties=day.ties, wishes=wishes).faults == ()
    assert len(hurried.facts["rounds"]) == 1
    wishes = Wishes(loan_cost=3_000, keep=9_000)
    stays = [
        sum(min(heads, lent(core).get(pair, 0)) for pair, heads in lent(one).items())
        for one in (shared(previous=core.loans), shared())
    ]
    assert stays[0] > stays[1]


def test_impossible_pins_are_refused(day: Instance, core: Plan, edges: Edges) -> None:
    i, j = int(edges.lender[0]), int(edges.borrower[0])
    with pytest.raises(Invalid, match="不能配对"):
        adapted(
            (day.surplus, day.shortage),
            edges,
            core,
            Wishes(pins=(Pin(i, int(np.argmin(edges.borrower == j)), 1), Pin(i, -1, 1))),
        )
    with pytest.raises(Invalid, match="超过它的"):
        adapted((day.surplus, day.shortage), edges, core, Wishes(pins=(Pin(i, j, 10**6),)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"loan_cost": -1},
        {"keep": 10**7},
        {"fairness": (Tier(50, 1), Tier(20, 1))},
        {"fairness": (Tier(0, 1),)},
        {"fairness": (Tier(10, -1),)},
        {"rounds": 0},
        {"pins": (Pin(0, 0, 0),)},
    ],
)
def test_senseless_wishes_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        Wishes(**wrong)
    assert not Wishes().any


def test_the_verifier_sees_wishes_that_are_not_held(day: Instance, core: Plan) -> None:
    wishes = Wishes(batches=True, counterparties=True, pins=(Pin(0, 0, 10**6),))
    codes = {
        fault.code for fault in verify(day.surplus, day.shortage, day.rules, core, ties=day.ties, wishes=wishes).faults
    }
    assert codes == {"wish:batch", "wish:lenders", "wish:pin"}
