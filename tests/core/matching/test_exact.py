"""Optimal plans: against brute force, published optima, and after changes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.core.matching.transports import best, by_paths, from_network, market

from yuanmeng.core.matching.generate import generate
from yuanmeng.core.matching.plan import OPTIMAL
from yuanmeng.core.matching.share import share_labour
from yuanmeng.core.matching.verify import verify
from yuanmeng.core.refusals import Invalid

PUBLISHED = Path(__file__).parents[3].parent / "shared" / "data" / "optim"
"""Published instances, where the folder stands beside the repository; they are not part of it."""


def test_tiny_cases_equal_brute_force() -> None:
    dice = np.random.default_rng(1)
    for _case in range(300):
        lenders, needs = dice.integers(1, 4, 2)
        worth = dice.integers(-3, dice.choice([4, 12, 1_000]), (lenders, needs)).tolist()
        supply, demand = dice.integers(1, 4, lenders).tolist(), dice.integers(1, 4, needs).tolist()
        one = market(worth, supply, demand)
        one.solve(0.0)
        assert (one.value, one.bound) == (best(worth, supply, demand),) * 2, (worth, supply, demand)


def test_a_round_alone_is_within_its_certificate() -> None:
    dice = np.random.default_rng(2)
    for _case in range(100):
        worth = dice.integers(1, 50, (3, 3)).tolist()
        supply, demand = dice.integers(1, 4, 3).tolist(), dice.integers(1, 4, 3).tolist()
        one = market(worth, supply, demand)
        one.solve(0.2)
        assert one.value <= best(worth, supply, demand) <= one.bound


def test_a_day_of_a_zone_is_solved_to_the_optimum() -> None:
    one = generate(700, 3)
    plan = share_labour(one.surplus, one.shortage, one.rules, ties=one.ties, gap=0.0)
    assert (plan.status, plan.value) == (OPTIMAL, plan.bound)
    assert verify(one.surplus, one.shortage, one.rules, plan, ties=one.ties).faults == ()


def test_one_change_after_the_other_equals_solving_anew() -> None:
    dice = np.random.default_rng(4)
    for _case in range(30):
        worth = dice.integers(-20, 60, (8, 7))
        supply, demand = dice.integers(1, 6, 8), dice.integers(1, 6, 7)
        running = market(worth, supply, demand)
        running.solve(0.0)
        for _change in range(8):
            side, heads = (supply, demand)[dice.integers(2)], int(dice.integers(0, 9))
            at = int(dice.integers(len(side)))
            side[at] = heads
            running.change(**{"lender" if side is supply else "need": at}, heads=heads)
            running.refresh()
            anew = market(worth, supply, demand)
            anew.solve(0.0)
            assert running.value == running.bound == anew.value


def test_changes_need_an_optimum_first() -> None:
    with pytest.raises(Invalid, match="gap=0"):
        market([[3]], [1], [1]).change(lender=0, heads=2)


def test_scaling_all_worths_scales_value_and_bound() -> None:
    dice = np.random.default_rng(3)
    worth = dice.integers(1, 900, (30, 30))
    plain, thrice = (market(worth * by, [2] * 30, [2] * 30) for by in (1, 3))
    plain.solve(0.0)
    thrice.solve(0.0)
    assert (thrice.value, thrice.bound) == (3 * plain.value, 3 * plain.bound)


def test_a_flow_through_a_node_in_between_is_a_transport() -> None:
    """Two heads from 1 to 3: one by way of 2 at 1 + 2, where there is room for one, the other straight at 5."""
    one, top = from_network(3, {1: 2, 3: -2}, [(1, 2, 1, 1), (2, 3, 4, 2), (1, 3, 9, 5)])
    by_paths(one)
    assert (one.value, top * 14 - one.value) == (one.bound, 8)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="published instances are not part of the repository")
def test_the_published_assignment_optimum_is_reached() -> None:
    numbers = np.array((PUBLISHED / "assign" / "assign100.txt").read_text().split(), np.int64)
    cost = numbers[1:].reshape(numbers[0], numbers[0])
    one = market(10_000 - cost, [1] * len(cost), [1] * len(cost))
    one.solve(0.0)
    assert 10_000 * len(cost) - one.value == 305


@pytest.mark.skipif(not PUBLISHED.exists(), reason="published instances are not part of the repository")
@pytest.mark.parametrize("name", ["netgen28.min", "netgen90.min"])
def test_the_optima_of_netgen_are_reached(name: str) -> None:
    told = {one["file"]: one["optimal"] for one in json.loads((PUBLISHED / "netgen" / "optimal.json").read_text())}
    lines = [line.split() for line in (PUBLISHED / "netgen" / name).read_text().splitlines() if line[:1] in "pna"]
    nodes = next(int(words[2]) for words in lines if words[0] == "p")
    give = {int(words[1]): int(words[2]) for words in lines if words[0] == "n"}
    total = sum(heads for heads in give.values() if heads > 0)
    ends = [[int(word) for word in words[1:]] for words in lines if words[0] == "a"]
    assert all(least == 0 for _tail, _head, least, _room, _cost in ends)
    one, top = from_network(
        nodes, give, [(tail, head, min(room, total), cost) for tail, head, _least, room, cost in ends]
    )
    by_paths(one)
    assert (one.value, top * int(one.supply.sum()) - one.value) == (one.bound, told[name])
