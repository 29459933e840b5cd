"""The plan of shared labour against brute force, an exact solver, and the independent check."""

from __future__ import annotations

import numpy as np
import pytest

from yuanmeng.core.matching import auction, pairs, schema, share
from yuanmeng.core.matching.generate import Instance, generate
from yuanmeng.core.matching.pairs import lawful
from yuanmeng.core.matching.plan import STOPPED, Plan
from yuanmeng.core.matching.share import Clock, Market, share_labour
from yuanmeng.core.matching.verify import verify
from yuanmeng.core.refusals import Invalid


def solved(one: Instance, **asked: object) -> Plan:
    return share_labour(one.surplus, one.shortage, one.rules, ties=one.ties, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(("lots", "seed", "scarce"), [(40, 1, False), (700, 2, False), (2_000, 3, True)])
def test_the_independent_check_agrees(lots: int, seed: int, scarce: bool) -> None:
    one = generate(lots, seed, scarce=scarce)
    plan = solved(one, gap=0.0005)
    verdict = verify(one.surplus, one.shortage, one.rules, plan, ties=one.ties)
    assert verdict.faults == ()
    assert plan.gap <= 0.0005
    assert plan.pairs + sum(plan.removed.values()) == lots * lots


def test_the_same_arguments_give_the_same_plan() -> None:
    one = generate(900, 5)
    plans = [solved(one, seed=4, workers=workers) for workers in (1, 2)]
    for name in ("lender", "borrower", "heads", "each"):
        assert np.array_equal(getattr(plans[0].loans, name), getattr(plans[1].loans, name))
    assert np.array_equal(plans[0].borrower_price, plans[1].borrower_price)


def test_without_postings_there_is_an_empty_plan() -> None:
    one = generate(40, 1)
    none = np.zeros(0, np.int64)
    plan = share_labour(one.surplus.take(none), one.shortage, one.rules)
    assert (plan.value, plan.bound, plan.pairs, len(plan.loans), plan.gap) == (0, 0, 0, 0, 0.0)


def test_it_can_be_stopped_and_the_plan_is_still_lawful() -> None:
    one = generate(900, 5)
    plan = solved(one, gap=0.0, progress=lambda _stage, _share: False)
    assert plan.status == STOPPED
    assert verify(one.surplus, one.shortage, one.rules, plan, ties=one.ties).faults == ()


def test_a_gap_outside_its_range_is_refused() -> None:
    with pytest.raises(Invalid, match="gap 的值“1”"):
        solved(generate(40, 1), gap=1)


def test_a_distance_counts_in_whole_metres() -> None:
    lender = {"lot": [1], "firm": [1], "job": [7], "heads": [2], "first": [100], "last": [160], "x": [0], "y": [0]}
    need = {"lot": [9, 10], "firm": [2, 2], "job": [7, 7], "heads": [1, 1], "first": [100] * 2, "last": [160] * 2}
    idle = schema.surplus(lender | {"consents": [2], "reach": [30_000]})
    missing = schema.shortage(need | {"x": [30_000, 30_001], "y": [99, 0], "wage": [20_000, 20_000]})
    pairs = lawful(idle, missing, generate(40, 1).rules)
    assert pairs.borrower[pairs.need()].tolist() == [0]
    assert pairs.removed["distance"] == 1


def test_a_book_that_is_full_goes_on_in_a_longer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same plan from a book with hardly any lines to begin with."""
    one = generate(300, 7)
    plain = solved(one, gap=0.001)
    monkeypatch.setattr(share, "STEP", 50)  # bids between two looks at the clock
    grown = []

    def opened(supply: np.ndarray, needs: int, seed: int = 0) -> auction.Book:
        book = full(supply, needs, seed)
        lines = 16
        after = book.after[:lines].copy()
        after[-1] = auction.EMPTY
        short = {name: getattr(book, name)[:lines] for name in ("who", "heads", "offer", "worth")}
        return book._replace(after=after, **short)

    def longer(book: auction.Book) -> auction.Book:
        grown.append(len(book.who))
        return longer_book(book)

    full, longer_book = auction.opened, auction.longer
    monkeypatch.setattr(auction, "opened", opened)
    monkeypatch.setattr(auction, "longer", longer)
    plan = solved(one, gap=0.001)
    assert grown[:2] == [16, 32]
    assert (plan.value, plan.bound) == (plain.value, plain.bound)
    assert verify(one.surplus, one.shortage, one.rules, plan, ties=one.ties).faults == ()


def test_two_workers_find_the_same_pairs_and_a_small_buffer_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    one = generate(4_200, 3)
    alone = lawful(one.surplus, one.shortage, one.rules, one.ties, workers=1)
    monkeypatch.setattr(pairs, "BUFFER", 64)
    both = lawful(one.surplus, one.shortage, one.rules, one.ties, workers=2)
    assert np.array_equal(alone.packed, both.packed)
    assert np.array_equal(alone.start, both.start)
    assert alone.removed == both.removed


def test_nothing_stands_before_anything_was_solved() -> None:
    one = generate(40, 1)
    found = lawful(one.surplus, one.shortage, one.rules, one.ties)
    market = Market(found, one.surplus["heads"][found.lender], one.shortage["heads"][found.borrower], Clock(), 0)
    before = market.bound
    market.refresh()
    assert market.bound == before
