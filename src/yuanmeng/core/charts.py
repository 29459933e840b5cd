"""One ECharts option for the browser and for the server's drawing: plain dicts of ready names and numbers.

Every bar and point bears its number and the address of its records; a number that may not be known leaves a gap.
Colours are those of Okabe and Ito, told apart by colour-blind readers, with a pattern on bars for grey prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Option = dict[str, Any]
BLUE, VERMILION = "#0072B2", "#D55E00"
INK = "#1b2733"
ROW = 34
"""Height of one bar with its space, in pixels."""


@dataclass(frozen=True, slots=True)
class Point:
    """One bar or point: its name, its number (None where it may not be known), where its records are listed."""

    name: str
    value: int | None
    url: str


def trend(title: str, points: Sequence[Point]) -> Option:
    """A line over months."""
    return _option(title) | {
        "xAxis": {"type": "category", "data": [each.name for each in points], "axisLabel": {"color": INK}},
        "yAxis": {"type": "value", "minInterval": 1, "axisLabel": {"color": INK}},
        "series": [
            {
                "type": "line",
                "name": title,
                "symbol": "circle",
                "symbolSize": 10,
                "label": _label("top"),
                "data": _data(points),
            }
        ],
    }


def bars(title: str, points: Sequence[Point]) -> Option:
    """Lying bars, the first on top: names of groups are long."""
    names = {"type": "category", "inverse": True, "data": [each.name for each in points]}
    return _option(title) | {
        "xAxis": {"type": "value", "minInterval": 1, "axisLabel": {"color": INK}},
        "yAxis": names | {"axisLabel": {"color": INK, "width": 120, "overflow": "break"}},
        "series": [
            {
                "type": "bar",
                "name": title,
                "barMaxWidth": 22,
                "label": _label("right"),
                "data": _data(points),
                "itemStyle": {"color": VERMILION},
            }
        ],
    }


def height(option: Option) -> int:
    """Pixels that the chart needs: a line 260, bars by their number."""
    names = option["yAxis"].get("data")
    return 260 if names is None else 60 + ROW * max(1, len(names))


def _option(title: str) -> Option:
    return {
        "animation": False,
        "color": [BLUE],
        "backgroundColor": "#ffffff",
        "aria": {"enabled": True, "label": {"description": title}, "decal": {"show": True}},
        "grid": {"left": 12, "right": 48, "top": 28, "bottom": 12},
    }


def _label(position: str) -> Option:
    return {"show": True, "position": position, "color": INK, "fontSize": 13}


def _data(points: Sequence[Point]) -> list[Option]:
    return [{"name": each.name, "value": each.value, "url": each.url} for each in points]
