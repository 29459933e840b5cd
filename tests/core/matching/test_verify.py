"""The verifier: against plain Python pair by pair, against HiGHS, and with faults planted in plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.core.matching import models, plainly

from yuanmeng.core.matching.generate import Instance, generate
from yuanmeng.core.matching.plan import Loans, Plan
from yuanmeng.core.matching.rules import HARD
from yuanmeng.core.matching.verify import Verdict, join, verify
from yuanmeng.core.matching.verify.law import KEYS, Law


def checked(day: Instance, plan: Plan) -> Verdict:
    return verify(day.surplus, day.shortage, day.rules, plan, ties=day.ties)


def joined(day: Instance) -> tuple[Any, dict[str, int]]:
    law, removed = Law(day.surplus, day.shortage, day.rules, day.ties), {}
    worth = np.zeros((len(day.surplus), len(day.shortage)), np.int64)
    for pairs, each in join.lawful(law, removed):
        assert not worth[pairs.lender, pairs.borrower].any()
        worth[pairs.lender, pairs.borrower] = each
    return worth, {key: count for key, count in removed.items() if count}


def test_the_join_finds_what_plain_reading_finds() -> None:
    seen: Counter[str] = Counter()
    for seed in range(40):
        day = plainly.crooked(seed, 9, 11)
        worth, removed = joined(day)
        plain, why = plainly.table(day)
        assert (worth == plain).all()
        assert removed == why
        seen.update(removed)
    assert set(seen) == {rule.key for rule in HARD}


@pytest.mark.parametrize("scarce", [False, True])
def test_the_join_finds_what_a_cross_join_finds(scarce: Any) -> None:
    day = generate(500, 3, scarce=scarce)
    worth, removed = joined(day)
    law = Law(day.surplus, day.shortage, day.rules, day.ties)
    rows, columns = (side.ravel() for side in np.indices(worth.shape))
    first, each = law.verdicts(law.pairs(rows, columns))
    assert (worth.ravel() == np.where(first < 0, each, 0)).all()
    assert removed == {key: int((first == at).sum()) for at, key in enumerate(KEYS) if (first == at).any()}


def test_pieces_do_not_change_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    day = generate(80, 5)
    whole = joined(day)
    monkeypatch.setattr(join, "PIECE", 7)
    again = joined(day)
    assert (again[0] == whole[0]).all()
    assert again[1] == whole[1]


def test_an_optimal_plan_stands_with_its_bound() -> None:
    for day in (
        generate(400, 1),
        generate(400, 2, scarce=True),
        *(plainly.crooked(seed, 12, 12) for seed in range(10)),
    ):
        plan = models.core_plan(day)
        verdict = checked(day, plan)
        assert verdict.faults == ()
        assert verdict.gap == 0
        assert (verdict.value, verdict.bound) == (plan.value, plan.value)


def test_nothing_to_lend_is_a_plan() -> None:
    day = plainly.crooked(1, 0, 0)
    verdict = checked(day, models.core_plan(day))
    assert (verdict.faults, verdict.pairs, verdict.value, verdict.bound, verdict.gap) == ((), 0, 0, 0, 0.0)


Bent = Callable[[Plan], Plan]


def bend(plan: Plan, **columns: Any) -> Plan:
    loans = replace(plan.loans, **columns)
    return replace(plan, loans=loans, value=loans.value)


def added(array: Any, at: int, by: int) -> Any:
    other = array.copy()
    other[at] += by
    return other


def twice(plan: Plan) -> Plan:
    """The first lot lent again to the same borrower."""
    columns = {name: np.append(getattr(plan.loans, name), getattr(plan.loans, name)[:1]) for name in Loans.__slots__}
    return bend(plan, **columns)


def to_another(plan: Plan) -> Plan:
    """A loan sent where a rule forbids it."""
    return bend(plan, borrower=np.roll(plan.loans.borrower, 1))


def cheaper(plan: Plan) -> Plan:
    """A price one yuan too low where all heads are lent, and the bound with it."""
    at = int(plan.loans.lender[plan.lender_price[plan.loans.lender] > 0][0])
    price = added(plan.lender_price, at, -1)
    return replace(plan, lender_price=price, bound=plan.bound - int(plan.loans.heads[plan.loans.lender == at].sum()))


PLANTED: dict[str, tuple[Bent, str]] = {
    "a price off by one": (cheaper, "price"),
    "a price off by one in the bound alone": (lambda plan: replace(plan, bound=plan.bound - 1), "bound_unproven"),
    "a bound with too much": (lambda plan: replace(plan, bound=plan.bound + 1), "bound"),
    "a price below nothing": (
        lambda plan: replace(plan, lender_price=added(plan.lender_price, 0, -(10**6))),
        "price_negative",
    ),
    "a lot counted twice": (twice, "lender_heads"),
    "one head too many": (
        lambda plan: bend(plan, heads=added(plan.loans.heads, 0, 1_000)),
        "borrower_heads",
    ),
    "a loan of nobody": (lambda plan: bend(plan, heads=plan.loans.heads * 0), "heads"),
    "loans to others": (to_another, "rule:job"),
    "a day too early": (lambda plan: bend(plan, first=plan.loans.first - 1), "first"),
    "a day too long": (lambda plan: bend(plan, last=plan.loans.last + 1), "last"),
    "one day only": (lambda plan: bend(plan, last=plan.loans.first.copy()), "days"),
    "a head worth one yuan more": (lambda plan: bend(plan, each=plan.loans.each + 1), "each"),
    "a better sum": (lambda plan: replace(plan, value=plan.value + 1), "value"),
    "a pair forgotten": (lambda plan: replace(plan, pairs=plan.pairs - 1), "pairs"),
    "a reason forgotten": (lambda plan: replace(plan, removed={**plan.removed, "LAB-13": 0}), "removed:LAB-13"),
    "a row that is none": (lambda plan: bend(plan, borrower=plan.loans.borrower + 10**6), "row"),
}


@pytest.fixture(scope="module")
def day() -> Instance:
    return generate(300, 7)


@pytest.fixture(scope="module")
def plan(day: Instance) -> Plan:
    return models.core_plan(day)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(day: Instance, plan: Plan, name: str) -> None:
    bent, code = PLANTED[name]
    assert code in {fault.code for fault in checked(day, bent(plan)).faults}


def test_loans_one_after_another_stand_and_at_once_do_not(day: Instance, plan: Plan) -> None:
    """The same heads twice, half the loan each: lawful one after the other, a fault when the halves meet."""
    law = Law(day.surplus, day.shortage, day.rules, day.ties)
    full = (plan.loans.heads == day.surplus["heads"][plan.loans.lender]) & (
        plan.loans.heads == day.shortage["heads"][plan.loans.borrower]
    )
    loan = int(np.argmax((plan.loans.last - plan.loans.first) * full))
    first, last = int(plan.loans.first[loan]), int(plan.loans.last[loan])
    middle = (first + last) // 2
    one = {name: np.repeat(getattr(plan.loans, name)[loan], 2) for name in Loans.__slots__}
    for second, faults in ((middle + 1, set()), (middle, {"lender_heads", "borrower_heads"})):
        begin, end = np.array([first, second]), np.array([middle, last])
        each = law.worth(law.pairs(one["lender"], one["borrower"]), begin, end)
        halves = Loans(one["lender"], one["borrower"], one["heads"], begin, end, each)
        found = checked(day, replace(plan, loans=halves, value=halves.value)).faults
        assert {fault.code for fault in found} == faults
