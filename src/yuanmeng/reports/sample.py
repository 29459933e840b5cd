"""The five first-level headings of the national edition of 2021, a sample and nothing more (EVL-01).

Its second level is not here, and Shandong's own list was not found: neither is made up.
"""

from __future__ import annotations

from typing import Any

MARK = "国家级经开区 2021 版五个一级标题样例，不是山东省的指标"
NATIONAL: dict[str, Any] = {
    "name": "国家级经开区综合评价一级标题（样例）",
    "issuer": "商务部",
    "source": "国家级经开区综合评价 2021 版，只有一级标题和权重；二级指标没有收入",
    "period": "2021",
    "weighing": "whole",
    "mark": MARK,
}
HEADINGS = (("对外开放", 30), ("发展质量", 30), ("科技创新", 15), ("绿色发展", 15), ("统筹协调", 10))
ROWS = [{"code": str(at), "name": name, "weight": str(weight)} for at, (name, weight) in enumerate(HEADINGS, 1)]
