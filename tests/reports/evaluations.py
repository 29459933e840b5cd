"""Indicator systems and sheets as the tests of evaluations use them."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import xlsxwriter
from tests.reports.conftest import KEY

from yuanmeng.core.period import year
from yuanmeng.files.storage import Kept, keep
from yuanmeng.reports.actions import evaluating, valuing
from yuanmeng.reports.indicators import checked
from yuanmeng.reports.indicators_sheet import HEADS
from yuanmeng.reports.models import Indicator, IndicatorSystem, IndicatorValue

VALUES = {
    "name": "自评表", "issuer": "演示局（虚构）", "source": "演示文件（虚构）", "period": "2021", "weighing": "whole",
    "mark": "只是例子",
}  # fmt: skip
PLAN = (("1", "发展", "60"), ("1.1", "成员关系", "40"), ("1.2", "满意度", "20"), ("2", "绿色", "40"))
FIGURE = {"figure": KEY, "period": year(2021)}
TYPED = {"text": "93.5", "unit": "%", "period": year(2021), "source": "问卷第 3 页"}


def rows(plan: Any = PLAN) -> list[dict[str, Any]]:
    return [checked(dict(zip(("code", "name", "weight"), row, strict=True)))[0] for row in plan]


def started(by: Any, plan: Any = PLAN, **changes: Any) -> IndicatorSystem:
    return evaluating.start(values=VALUES | changes, rows=rows(plan), by=by, op=uuid4())


def used(by: Any, plan: Any = PLAN, **changes: Any) -> IndicatorSystem:
    made = started(by, plan, **changes)
    return evaluating.use(made.pk, version=0, by=by, op=uuid4())


def item(system: IndicatorSystem, code: str) -> Indicator:
    return system.indicators.get(code=code)


def given(indicator: Indicator, kind: str, values: dict[str, Any], by: Any, edition: int = 0) -> IndicatorValue:
    return valuing.state(indicator.pk, edition=edition, kind=kind, values=values, by=by, op=uuid4())


def file(name: str = "证书.pdf", content: bytes = b"%PDF-1.7 x") -> Kept:
    return keep(name, [content], ("pdf",), 1 << 20)


def sheet(lines: list[list[Any]], heads: list[str] | None = None) -> bytes:
    """A workbook with these heads and lines; a text that begins with = is a formula."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("指标")
    for at, line in enumerate([list(HEADS.values()) if heads is None else heads, *lines]):
        page.write_row(at, 0, line)
    book.close()
    return out.getvalue()
