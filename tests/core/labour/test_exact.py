"""The exact plan of a zone's day: brute force agrees, and the prices prove it."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from yuanmeng.core.labour.exact import Market, markets


def brute(worth: dict[tuple[int, int], int], supply: dict[int, int], demand: dict[int, int]) -> int:
    """The best value by trying every flow."""
    pairs, best = sorted(worth), 0
    for flow in product(*(range(min(supply[i], demand[j]) + 1) for i, j in pairs)):
        out: dict[int, int] = dict.fromkeys(supply, 0)
        into: dict[int, int] = dict.fromkeys(demand, 0)
        for (i, j), heads in zip(pairs, flow, strict=True):
            out[i] += heads
            into[j] += heads
        if all(out[i] <= supply[i] for i in supply) and all(into[j] <= demand[j] for j in demand):
            best = max(best, sum(worth[pair] * heads for pair, heads in zip(pairs, flow, strict=True)))
    return best


def drawn(seed: int, lenders: int, needs: int, heads: int) -> tuple[dict, dict, dict]:
    draw = Random(seed)
    pairs = [(i, j) for i in range(lenders) for j in range(needs) if draw.random() < 0.75]
    worth = {pair: draw.randint(1, 12) for pair in pairs}
    supply, demand = ({at: draw.randint(1, heads) for at in range(n)} for n in (lenders, needs))
    return worth, supply, demand


def checked(worth: dict, supply: dict, demand: dict) -> int:
    """Solve; the value, after every condition of the proof was looked at."""
    market = Market(worth, supply, demand)
    market.solve()
    u, v = market.prices()
    value = sum(worth[pair] * heads for pair, heads in market.flow.items())
    assert all(heads > 0 for heads in market.flow.values())
    assert all(heads >= 0 for heads in (*market.left.values(), *market.open.values()))
    for i, heads in supply.items():
        assert heads - sum(lent for (k, _j), lent in market.flow.items() if k == i) == market.left[i]
    assert min([*u.values(), *v.values()], default=0) >= 0
    assert all(u[i] + v[j] >= worth[i, j] for i, j in worth)
    assert sum(supply[i] * u[i] for i in supply) + sum(demand[j] * v[j] for j in demand) == value
    return value


@pytest.mark.parametrize("seed", range(60))
def test_brute_force_agrees(seed: int) -> None:
    case = drawn(seed, 2 + seed % 2, 3, 2)
    assert checked(*case) == brute(*case)


@pytest.mark.parametrize("seed", range(20))
def test_larger_markets_carry_their_proof(seed: int) -> None:
    assert checked(*drawn(seed, 12, 9, 15)) > 0


def test_nothing_to_lend_is_worth_nothing() -> None:
    assert checked({}, {0: 3}, {0: 2}) == 0


def test_pairs_of_each_job_stand_apart() -> None:
    worth = {(0, 0): 5, (1, 1): 6, (2, 0): 7}
    assert markets(worth, {0: 1101, 1: 2118}) == [{(0, 0): 5, (2, 0): 7}, {(1, 1): 6}]
