"""A chart's option says the numbers it is given, each with the address of its records."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from yuanmeng.core.charts import ROW, Point, bars, height, trend

POINTS = st.lists(
    st.builds(Point, st.text(max_size=12), st.none() | st.integers(0, 10**12), st.text(max_size=20)), max_size=40
)


@settings(deadline=None)
@given(POINTS)
def test_names_numbers_and_addresses_arrive_in_their_order(points: list[Point]) -> None:
    for option, axis in ((trend("走访", points), "xAxis"), (bars("走访", points), "yAxis")):
        data = option["series"][0]["data"]
        assert [(each["name"], each["value"], each["url"]) for each in data] == [
            (each.name, each.value, each.url) for each in points
        ]
        assert option[axis]["data"] == [each.name for each in points]
        assert option["series"][0]["label"]["show"]
        assert option["aria"]["decal"]["show"]


def test_bars_grow_with_their_number() -> None:
    few, many = ([Point("甲", 1, "/")] * count for count in (1, 9))
    assert height(bars("", many)) - height(bars("", few)) == 8 * ROW
    assert height(trend("", many)) == height(trend("", few))
    assert height(bars("", [])) == height(bars("", few))
