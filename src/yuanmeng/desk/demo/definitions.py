"""Two figures and a rate that the demo zone's leader defined without code. All invented."""

from __future__ import annotations

from typing import Any

FOOD = ["alliance", "is", ["food_beverage"]]
OF_PROBLEMS: dict[str, Any] = {
    "sort": "figure", "unit": "件", "dataset": "issues.issue", "basis": "closed", "distinct": "", "measure": "",
    "whole": True, "part": "", "base": "",
}  # fmt: skip
FIGURES: tuple[dict[str, Any], ...] = (
    {
        "name": "食品饮料联盟解决的问题（演示）",
        "says": "虚构的演示口径：办结当日是食品饮料联盟成员的企业，本企业确认已解决的问题。",
        "filters": [[["state", "is", ["solved"]], FOOD]],
    },
    {
        "name": "食品饮料联盟办结的问题（演示）",
        "says": "虚构的演示口径：办结当日是食品饮料联盟成员的企业，不论以哪种方式办结的问题。",
        "filters": [[FOOD]],
    },
)
RATE = {
    "name": "食品饮料联盟问题解决率（演示）",
    "says": "虚构的演示口径：企业确认已解决的占办结问题的比例。",
}
