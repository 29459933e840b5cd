"""The server's drawing shows the numbers of its option, needs no style, and never leaves its interpreter."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from yuanmeng.core.charts import Point, bars, trend
from yuanmeng.ui.charts import drawn


def said(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</text>", svg)


def test_the_drawing_says_every_number() -> None:
    points = [Point(f"2021-{month:02d}", 1000 + 7 * month, "/x") for month in range(1, 13)]
    shown = said(drawn(trend("走访", points)))
    assert [text for text in shown if text in {str(each.value) for each in points}] == [
        str(each.value) for each in points
    ]


def test_what_may_not_be_known_is_a_gap() -> None:
    svg = drawn(bars("走访", [Point("甲联盟", 4171, "/x"), Point("乙联盟", None, "/y"), Point("<丙>&", 0, "/z")]))
    texts = said(svg)
    assert {"甲联盟", "乙联盟", "&lt;丙&gt;&amp;", "4171", "0"} <= set(texts)
    assert svg.count("url(#") == 2  # a pattern on both bars for grey prints; none where there is no number
    assert "style" not in svg


def test_each_thread_has_its_own_interpreter() -> None:
    option = trend("走访", [Point("2021-01", 42, "/x")])
    with ThreadPoolExecutor(3) as threads:
        drawings = list(threads.map(drawn, [option] * 6))
    assert {"42" in said(each) for each in drawings} == {True}
