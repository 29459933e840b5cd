"""The table of states and moves: drawn in the docs, and what holds of every row."""

from __future__ import annotations

from yuanmeng.issues.drawing import FILE, text
from yuanmeng.issues.models.case import STATE_NAMES
from yuanmeng.issues.states import BY_FIRM, CLOSED, ISSUE, OPEN, STATES, TABLE


def test_the_drawing_in_the_docs_is_the_table() -> None:
    assert FILE.read_text(encoding="utf-8") == text()


def test_only_the_firm_leads_to_its_own_endings() -> None:
    """Nobody else's move ends in solved, explained, carried over or withdrawn."""
    ends = {verb for verb, _before, after in TABLE if after in {"solved", "explained", "carried_over", "withdrawn"}}
    assert ends <= BY_FIRM


def test_every_state_can_be_reached_and_left() -> None:
    reached = {after for _verb, before, after in TABLE if before != after} | {"raised"}
    left = {state for _verb, before, after in TABLE for state in before.split() if state != after}
    assert reached == set(STATES)
    assert set(STATES) - left == {"withdrawn"}


def test_a_verb_leads_to_one_state_from_each() -> None:
    pairs = [(verb, state) for verb, before, _after in TABLE for state in before.split()]
    assert len(pairs) == len(set(pairs))


def test_names_are_the_same_in_table_and_model() -> None:
    assert {key: str(name) for key, name in STATE_NAMES} == STATES
    assert set(OPEN) | set(CLOSED) == set(STATES)
    assert all("withdraw" in ISSUE.verbs(state) for state in OPEN)
