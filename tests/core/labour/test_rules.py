"""The hard refusals: what they refuse at the border and what they let through."""

from __future__ import annotations

import datetime as dt

import pytest

from yuanmeng.core.labour.rules import certificates_refused, contract_refused, hours_refused, person_refused

DAY = dt.date(2027, 3, 31)


@pytest.mark.parametrize(
    ("employment", "age", "hazard", "weight", "rules"),
    [
        ("own", "adult", True, 4, []),
        ("dispatched", "adult", False, 1, ["LAB-03"]),
        ("own", "child", False, 1, ["LAB-14"]),
        ("own", "young", False, 3, []),
        ("own", "young", True, 1, ["LAB-14"]),
        ("own", "young", False, 4, ["LAB-14"]),
        ("dispatched", "child", True, 1, ["LAB-03", "LAB-14"]),
    ],
)
def test_who_may_not_be_lent(employment: str, age: str, hazard: bool, weight: int, rules: list[str]) -> None:
    assert [one.rule for one in person_refused(employment, age, hazard=hazard, weight=weight)] == rules


def test_the_clause_tells_the_fine() -> None:
    assert "第六十二条" in person_refused("dispatched", "adult", hazard=False, weight=1)[0].clause
    assert "5000 至 10000" in person_refused("dispatched", "adult", hazard=False, weight=1)[0].clause


@pytest.mark.parametrize(
    ("here", "there", "days", "lawful"),
    [(8, 0, 5, True), (8, 0, 6, True), (9, 0, 5, True), (10, 0, 5, False), (8, 1, 5, True), (8, 4, 5, False),
     (4, 4, 6, True), (8, 0, 7, False), (12, 0, 3, False)],
)  # fmt: skip
def test_hours_count_over_both_employers(here: int, there: int, days: int, lawful: bool) -> None:
    assert (hours_refused(here, there, days) == []) is lawful


def test_a_loan_stays_within_the_contract() -> None:
    assert contract_refused(DAY, None) == []
    assert contract_refused(DAY, DAY) == []
    assert contract_refused(DAY, DAY - dt.timedelta(days=1))[0].rule == "LAB-05"


def test_certificates_last_to_the_end() -> None:
    assert certificates_refused({"welding"}, {"welding": DAY}, DAY) == []
    short = certificates_refused({"welding", "height"}, {"welding": DAY - dt.timedelta(days=1)}, DAY)
    assert [one.value for one in short] == ["height", "welding"]
