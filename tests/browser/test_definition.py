"""A figure without code: found from the home page, built, previewed, put in use, and opened down to its records."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.steps import PHONE, follow, go, open_from_home, press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WORDS = {
    "zh-hans": ("自定义数字", "定义数字", "企业问题", "添加条件", "预览", "保存草稿", "启用", "打开这个数字",
                "状态为“已解决”"),
    "en": ("The zone's own figures", "Define a figure", "Firms' problems", "Add condition", "Preview", "Save draft",
           "Activate", "Open this figure", "State is “Solved”"),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "width"), [("zh-hans", 1280), ("en", PHONE)])
def test_a_leader_defines_a_figure_and_opens_its_records(visitor, lang: str, width: int) -> None:
    own, new, problems, add, preview, save, use, show, said = WORDS[lang]
    page: Page = visitor("zone_leader", lang=lang, width=width)
    open_from_home(page, own)
    follow(page, new)
    follow(page.locator("main"), problems)
    for name, text in (("name", f"企业认可的问题 {lang}"), ("says", "企业本人确认已解决。"), ("unit", "件")):
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=basis]").select_option("closed")
    page.locator("[name=added]").select_option("state")
    press(page, add)
    page.locator("[name=c0-value][value=solved]").check()
    expect(page.locator("[data-said]")).to_contain_text(said)
    page.locator("[name=period]").fill("2021")
    press(page, preview)
    value = page.locator("#said .ym-tile strong").inner_text()
    assert int(re.sub(r"\D", "", value)) > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    press(page, save)
    press(page, use)
    follow(page, show)
    page.goto(page.url.split("?")[0] + "?period=2021")
    expect(page.locator("main strong").first).to_contain_text(value)
    record = page.locator("main .ym-table a[href*='/issues/']").first
    number = record.inner_text()
    go(record)
    expect(page.locator("main")).to_contain_text(number.split()[0])
