"""The demo zone's briefing: what the article tells, in our own words, every number a citation. All invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TITLE = "把服务送到企业门口"
MASTHEAD, UNIT, SENT_TO = "园区工作简报", "演示园区企业服务中心", "工委、管委会领导；各联盟秘书处"
SOURCE = "演示文件《全省开发区综合评价结果通报》（虚构）"
RANK: dict[str, Any] = {
    "name": "全省开发区综合评价名次",
    "value": "27",
    "unit": "位",
    "source": SOURCE,
    "note": "首次进入前 20%；由此可知参评的至少有 135 家。名次由通报给出，不是本系统算的。",
}
SHARE: dict[str, Any] = {
    "name": "全省开发区综合评价所处区间",
    "value": "20%",
    "unit": "",
    "source": SOURCE,
    "note": "名次占参评家数的比例，按通报所述登记。",
}
TEXT = Path(__file__).with_name("briefing.txt").read_text("utf-8")
"""With {so_far}, {since}, {rank} and {share} to fill in."""
