"""The order of a day's round: against brute force where it is exact, never worse than what it began with beyond."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuanmeng.core.routing import _nearest, length, ordered

places = st.tuples(st.integers(0, 5_000), st.integers(0, 5_000))


@settings(max_examples=60)
@given(st.lists(places, max_size=6), st.none() | places)
def test_short_rounds_are_the_shortest(found: list[tuple[int, int]], start: tuple[int, int] | None) -> None:
    order = ordered(found, start)
    assert sorted(order) == list(range(len(found)))
    best = min(length(found, each, start) for each in permutations(range(len(found))))
    assert length(found, order, start) == pytest.approx(best)


@settings(max_examples=20)
@given(st.lists(places, min_size=11, max_size=14), st.none() | places)
def test_long_rounds_are_not_made_worse(found: list[tuple[int, int]], start: tuple[int, int] | None) -> None:
    order = ordered(found, start)
    assert sorted(order) == list(range(len(found)))
    assert length(found, order, start) <= length(found, _nearest(found, start), start) + 1e-6


def test_a_street_is_walked_along() -> None:
    street = [(at * 100, 0) for at in (3, 0, 11, 7, 1, 9, 2, 10, 4, 6, 5, 8)]
    assert [street[at][0] for at in ordered(street, (-100, 0))] == [at * 100 for at in range(12)]
