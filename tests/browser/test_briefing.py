"""The briefing proves itself: every number of the file opens as many records as it says, and a new one is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.site import Zone
from tests.browser.steps import PHONE, follow, go, open_from_home, press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_every_number_of_the_file_opens_exactly_its_records(visitor, zone: Zone, tmp_path: Path) -> None:
    out = tmp_path / "briefing.html"
    assert "引用 21 个数字" in zone.run("brief", "demo", "--format", "html", "--out", str(out), "--site", zone.url)
    page: Page = visitor("zone_leader")
    page.goto(out.as_uri())
    links = page.locator("main a[data-number]")
    said = [(each.inner_text(), each.get_attribute("href")) for each in links.all()]
    assert len(said) == 21
    for text, address in said:
        assert address
        page.goto(address)
        value = page.locator("[data-value]").get_attribute("data-value")
        if "/outside-facts/" in address:
            assert value == text.removesuffix("位")
            continue
        assert value == str(number(text))
        records = number(page.locator("dl dd").nth(3).inner_text())
        assert number(page.locator("[data-total]").inner_text()) == records
        expect(page.get_by_text("刚刚核对")).to_be_visible()
        seen, more = page.locator("main section:has([data-total]) tbody tr").count(), page.locator(".ym-pager a")
        while more.count():
            go(more)
            seen += page.locator("main section:has([data-total]) tbody tr").count()
        assert seen == records, address


@pytest.mark.parametrize(("lang", "width"), [("zh-hans", 1280), ("en", PHONE)])
def test_a_leader_writes_cites_and_publishes(visitor, lang: str, width: int) -> None:
    words = {
        "zh-hans": ("简报", "写简报", "标题 *", "正文 *", "查找", "期间", "插入", "保存草稿", "发布这一版", "走访"),
        "en": ("Briefings", "Write a briefing", "Title *", "Text *", "Find", "Period", "Insert", "Save draft",
               "Publish this edition", "Visits"),
    }[lang]  # fmt: skip
    briefings, write, title, text, find, period, insert, save, publish, visits = words
    page: Page = visitor("zone_leader", lang=lang, width=width)
    open_from_home(page, briefings)
    follow(page, write)
    page.get_by_label(title).fill(f"季度走访 {lang}")
    page.get_by_label(text).fill("今年走访企业")
    page.get_by_label(text).press_sequentially("@")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label(find).fill("visits.held")
    dialog.get_by_label(period).fill("2021")
    dialog.get_by_role("button", name=insert).click()
    expect(page.get_by_label(text)).to_have_value("今年走访企业[[visits.held 2021]]")
    page.get_by_label(text).press_sequentially("次。")
    press(page, save)
    shown = page.locator("article a[data-number]")
    expect(shown).to_have_count(1)
    draft = number(shown.inner_text())
    press(page, publish)
    frozen = page.locator("article a[data-number]")
    expect(frozen).to_have_attribute("href", re.compile("^/proof/"))
    assert number(frozen.inner_text()) == draft
    go(frozen)
    expect(page.locator("h1")).to_have_text(f"{visits} 2021")
    assert page.locator("[data-value]").get_attribute("data-value") == str(draft)
