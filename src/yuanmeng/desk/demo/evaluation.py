"""The demo zone's own papers for an evaluation: headings and indicators of its own, no official list. All invented."""

from __future__ import annotations

from typing import Any

SYSTEM: dict[str, Any] = {
    "name": "服务企业自评表（演示）",
    "issuer": "演示园区管委会（虚构）",
    "source": "演示文件《服务企业自评办法》（虚构）",
    "period": "2021",
    "weighing": "whole",
    "mark": "演示园区自己的例子，不是山东省的指标，也不是国家级经开区的指标；名次由通报给出，不是按本表算的",
}
HEADS = ("code", "name", "weight", "unit", "direction", "aim", "normalisation", "source")
INDICATORS = (
    ("1", "解决问题", "60", "", "", "", "", ""),
    ("1.1", "解决企业问题", "40", "件", "higher", "", "与上年相比", "第二条"),
    ("1.2", "未经企业确认办结", "20", "件", "lower", "", "与上年相比", "第二条"),
    ("2", "联系企业", "40", "", "", "", "", ""),
    ("2.1", "服务生走访", "20", "次", "higher", "", "与上年相比", "第三条"),
    ("2.2", "企业满意度", "15", "%", "target", "≥90%", "达到即满分", "第四条"),
    ("2.3", "参加联盟活动的企业占比", "5", "%", "range", "60%—80%", "区间内满分", "第四条"),
)
ROWS = [dict(zip(HEADS, row, strict=True)) for row in INDICATORS]
FIGURES = {"1.1": "issues.closed", "1.2": "issues.unconfirmed", "2.1": "visits.by_officers"}
"""Bound to figures of the system for the year."""
TYPED = {"text": "93.5", "unit": "%", "source": "演示问卷汇总表第 3 页（虚构）"}
MISSING = "参加活动的企业名单还没有按企业去重，由各联盟秘书处提供"
