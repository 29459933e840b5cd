"""ENT-05 and ENT-07, with the boundary cases of the field."""

from __future__ import annotations

import pytest

from yuanmeng.core.size_class import BY_NAME, RULES, WAN, judge, scale_threshold, size_class

CASES = [
    ("工业", 1000, 40_000, None, "large"),
    ("工业", 999, 99_999, None, "medium"),
    ("工业", 300, 2000, None, "medium"),
    ("工业", 5000, 1999, None, "small"),
    ("工业", 20, 300, None, "small"),
    ("工业", 19, 99_999, None, "micro"),
    ("工业", 20, 299.99, None, "micro"),
    ("软件和信息技术服务业", 10, 50, None, "small"),
    ("建筑业", None, 80_000, 79_999, "medium"),
    ("租赁和商务服务业", 300, None, 120_000, "large"),
    ("其他未列明行业", 9, None, None, "micro"),
    ("工业", None, 500, None, "unknown"),
]


@pytest.mark.parametrize(("industry", "persons", "revenue", "assets", "size"), CASES)
def test_boundary_cases(industry, persons, revenue, assets, size) -> None:
    given = {"headcount": persons, "revenue": revenue and round(revenue * WAN), "assets": assets and assets * WAN}
    facts = {key: value for key, value in given.items() if value is not None}
    assert judge(BY_NAME[industry], facts).size == size


def test_missing_indicators_are_named_and_do_not_hide_micro() -> None:
    assert size_class("1411", {"headcount": 300}).missing == ("revenue",)
    verdict = size_class("1411", {"headcount": 19})
    assert (verdict.size, verdict.missing) == ("micro", ("revenue",))
    assert size_class("4710", {}).missing == ("revenue", "assets")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("0111", "农、林、牧、渔业"), ("13", "工业"), ("5910", "交通运输业"),
        ("5920", "仓储业"), ("6510", "软件和信息技术服务业"),
        ("7010", "房地产开发经营"), ("7020", "物业管理"), ("7030", "其他未列明行业"), ("8511", "其他未列明行业"),
    ],
)  # fmt: skip
def test_rule_by_code(code, name) -> None:
    assert size_class(code, {}).rule.name == name


@pytest.mark.parametrize(("code", "size"), [("", "unknown"), ("59", "unknown"), ("70", "unknown")])
def test_too_coarse_codes_are_unknown(code, size) -> None:
    assert (size_class(code, {}).size, size_class(code, {}).missing) == (size, ("industry",))


@pytest.mark.parametrize("code", ["05", "53", "66", "83", "84", "91", "704", "7040"])
def test_industries_outside_the_table(code) -> None:
    assert size_class(code, {"headcount": 5}).size == "outside"


def test_the_table_has_16_industries_and_falling_bounds() -> None:
    assert len(RULES) == 16
    for rule in RULES:
        for large, medium, small in rule.bounds().values():
            assert large > medium > small > 0


@pytest.mark.parametrize(
    ("code", "wan"), [("1411", 2000), ("51", 2000), ("5299", 500), ("6210", 200), ("7291", 1000), ("8190", 500)]
)
def test_scale_thresholds(code, wan) -> None:
    assert scale_threshold(code) == wan * WAN


@pytest.mark.parametrize("code", ["", "4710", "7010", "66"])
def test_scale_without_revenue_threshold(code) -> None:
    assert scale_threshold(code) is None
