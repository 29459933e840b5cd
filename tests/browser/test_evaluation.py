"""A value carries its evidence: found from the home page, bound to a figure, packed, and counted in the pack."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from tests.browser.steps import PHONE, follow, open_from_home, press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WORDS = {
    "zh-hans": ("综合评价", "新建指标体系", "以样例建一份草稿", "启用", "3 科技创新", "用系统的数字（发布并固定记录）",
                "发布并填入", "下载佐证包"),
    "en": ("Evaluation", "New indicator system", "Make a draft from the sample", "Activate", "3 科技创新",
           "Use a figure of the system (published and frozen with its records)", "Publish and enter",
           "Download evidence pack"),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "width"), [("zh-hans", 1280), ("en", PHONE)])
def test_a_leader_binds_a_figure_and_the_pack_lists_as_many_records(visitor, lang: str, width: int) -> None:
    evaluation, new, sample, use, row, figure, enter, download = WORDS[lang]
    page: Page = visitor("zone_leader", lang=lang, width=width)
    open_from_home(page, evaluation)
    follow(page, new)
    press(page, sample)
    expect(page.locator("[data-mark]")).to_contain_text("不是山东省的指标")
    press(page, use)
    follow(page, row)
    page.locator("summary", has_text=figure).click()
    page.locator("#figure-figure").select_option("issues.closed")
    page.locator("#figure-period").fill("2021")
    press(page, enter)
    value = page.locator("[data-value]").get_attribute("data-value")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    with page.expect_download() as told:
        page.get_by_role("button", name=download).click()
    with zipfile.ZipFile(BytesIO(Path(told.value.path()).read_bytes())) as pack:
        lines = list(load_workbook(BytesIO(pack.read("记录.xlsx"))).active.values)[1:]
        index = pack.read("目录.html").decode()
    assert len(lines) == int(str(value)) > 0
    assert f"<strong>{value}</strong>" in index
    assert "不是山东省的指标" in index
