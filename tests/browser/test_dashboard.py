"""A bar and a point open exactly as many records as they say, on a desk and on a phone, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.steps import PHONE, open_from_home

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PLACE = """([index, series]) => {
  const box = document.querySelector(`[data-chart=${series}]`);
  const chart = box.getBoundingClientRect();
  const { type, data } = JSON.parse(document.getElementById(series).textContent).series[0];
  const at = type === "bar" ? [data[index].value / 2, index] : [index, data[index].value];
  const [x, y] = echarts.getInstanceByDom(box).convertToPixel({ seriesIndex: 0 }, at);
  return {x: chart.left + x, y: chart.top + y, value: data[index].value};
}"""


@pytest.mark.parametrize(("lang", "width", "name"), [("zh-hans", 1280, "看板"), ("en", PHONE, "Dashboard")])
def test_a_click_on_a_chart_opens_what_it_says(visitor, lang: str, width: int, name: str) -> None:
    page: Page = visitor("zone_leader", lang=lang, width=width)
    for series, index in (("chart-alliance", 0), ("chart-trend", 3)):
        open_from_home(page, name)
        box = page.locator(f"[data-chart={series}]")
        expect(box.locator("canvas")).to_be_visible()
        box.scroll_into_view_if_needed()
        at = page.evaluate(PLACE, [index, series])
        page.mouse.click(at["x"], at["y"])
        page.wait_for_url(re.compile("/figures/visits.held/"))
        assert page.locator("[data-value]").get_attribute("data-value") == str(at["value"])
        assert re.sub(r"\D", "", page.locator("[data-total]").inner_text()) == str(at["value"])
