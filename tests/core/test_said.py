"""Sentences of the core: Chinese by themselves, in the reader's language on the pages."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.utils.translation import override
from tests.house.reading import SOURCE

from yuanmeng.core.assigning.impossible import Impossible, sentence
from yuanmeng.core.machine import Machine
from yuanmeng.core.refusals import IllegalMove
from yuanmeng.core.said import said

STATES = sorted(SOURCE.glob("*/states.py"))
MACHINES = [
    one
    for file in STATES
    for one in vars(import_module(f"yuanmeng.{file.parent.name}.states")).values()
    if isinstance(one, Machine)
]


def refused(one: Machine, state: str) -> str:
    with pytest.raises(IllegalMove) as told:
        one.after(state, "no such verb")
    return told.value.says


@pytest.mark.parametrize("one", MACHINES, ids=lambda one: one.name)
def test_every_refused_move_is_told_in_english_too(one: Machine) -> None:
    with override("en"):
        sentences = [refused(one, state) for state in one.states]
    assert [text for text in sentences if not text.replace("“", "").replace("”", "").isascii()] == []
    assert refused(one, next(iter(one.states))).startswith(f"{one.name}当前为“")


def test_a_plan_that_cannot_be_names_people_in_the_readers_language() -> None:
    stuck = Impossible("room", 1, people=["7"], firms=["7", "8"], all=2, room=1)
    assert stuck.says.startswith("企业“7”、“8”这 2 家只能由指导员“7”负责，而他们合计最多 1 家：")
    with override("en"):
        told = sentence(stuck.facts, {"7": "Zhou Ming"}, {"7": "Bakery", "8": "Brewery"})
    assert told.startswith("The 2 firms “Bakery”, “Brewery” can only go to “Zhou Ming”, who together take on at most 1")


@pytest.mark.parametrize(
    ("stuck", "told"),
    [
        (Impossible("most", 8, most=2, all=10), "take on at most 2 firms, there are 10, so 8 are left over"),
        (Impossible("least", 3, least=13, all=10), "must have at least 13 firms, but there are only 10"),
        (Impossible("few", 1, people=["7"], wanted=1, there=0), "“7” must have at least 1 firms together, but only 0"),
        (Impossible("excluded", 1, people=["7"], firms=["8"]), "“7” is excluded from “8” and cannot be pinned"),
        (Impossible("excluded", 1, firms=["8"]), "“8” excludes everybody"),
        (Impossible("room", 1, firms=["8"]), "Nobody can look after “8”"),
        (Impossible("room", 1, people=["7"], firms=[*"123456789"], all=9, room=8), "“8” and others"),
    ],
)
def test_every_way_of_failing_has_english(stuck: Impossible, told: str) -> None:
    with override("en"):
        assert told in sentence(stuck.facts)


def test_nothing_said_stays_nothing() -> None:
    assert said("") == ""
