"""The terms: what a pair costs and why."""

from __future__ import annotations

import pytest

from yuanmeng.core.assigning.model import Firm, Person, Problem
from yuanmeng.core.assigning.terms import UNKNOWN, common_levels, neutral, weights
from yuanmeng.core.refusals import Invalid


@pytest.mark.parametrize(
    ("mine", "theirs", "levels"),
    [
        ("1310", "1310", 4),
        ("1310", "1319", 3),
        ("1310", "1340", 2),
        ("1310", "1411", 1),
        ("1310", "6510", 0),
        ("13", "1391", 4),
        ("C", "1391", 4),
        ("C", "I", 0),
        ("1310", "C", 1),
        ("131", "1391", 2),
        ("", "1310", 0),
        ("1310", "", 0),
    ],
)
def test_industries_are_compared_level_by_level(mine: str, theirs: str, levels: int) -> None:
    assert common_levels(mine, theirs) == levels


def test_every_term_counts_in_its_unit_and_costs_its_points() -> None:
    people = [
        Person("甲", industries=("1310", "35"), languages=frozenset({"zh", "ko"}), place=(0, 0)),
        Person("乙", place=(3_000, 4_000)),
    ]
    firms = [
        Firm("一", industry="1319", languages=frozenset({"ko"}), place=(0, 0), last="甲"),
        Firm("二", industry="3511", place=(6_000, 8_000), last="GONE"),
    ]
    problem = Problem(people, firms)
    assert {term: counted.tolist() for term, counted in problem.units.items()} == {
        "industry": [[1, 0], [4, 4]],
        "language": [[0, 0], [1, 0]],
        "distance": [[0, 10_000], [5_000, 5_000]],
        "continuity": [[0, 0], [1, 0]],
    }
    assert {term: points.tolist() for term, points in problem.points.items()} == {
        "industry": [[60, 0], [240, 240]],
        "language": [[0, 0], [400, 0]],
        "distance": [[0, 100], [50, 50]],
        "far": [[0, 100], [25, 25]],
        "continuity": [[0, 0], [200, 0]],
    }
    assert problem.cost.tolist() == [[60, 200], [915, 315]]


def test_an_unknown_place_neither_draws_nor_repels() -> None:
    people = [Person("甲", place=(0, 0)), Person("乙", place=(8_000, 0)), Person("丙")]
    problem = Problem(people, [Firm("一", place=(2_000, 0)), Firm("二")])
    distance = problem.units["distance"]
    assert distance.tolist() == [[2_000, UNKNOWN], [6_000, UNKNOWN], [UNKNOWN, UNKNOWN]]
    assert neutral(distance).tolist() == [[2_000, 0], [6_000, 0], [4_000, 0]]


def test_weights_are_data() -> None:
    assert weights({"industry": 0})["industry"] == 0
    assert weights()["language"] == 400
    with pytest.raises(Invalid, match="没有“luck”这一项"):
        weights({"luck": 1})
    with pytest.raises(Invalid, match="不在 0 到"):
        weights({"far": 100_001})
