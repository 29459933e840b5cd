"""A superior's form on a phone: uploaded, its cells given sources, filled, downloaded, and opened again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook
from tests.browser.steps import PHONE, follow, go, open_from_home, press

from yuanmeng.desk.demo import forms as made

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_form_fills_itself_on_a_phone(visitor, lang: str, tmp_path: Path) -> None:
    words = {
        "zh-hans": ("上级报表", "上传空白表", "表名 *", "报送给 *", "报送周期 *", "空白表 *", "上传", "查找来源",
                    "数据来源 *", "确定来源", "采用所选", "预览并填报", "按此填报", "下载填好的表"),
        "en": ("Superiors' forms", "Upload an empty form", "Name of the form *", "Reported to *", "Rhythm *",
               "Empty form *", "Upload", "Find a source", "Source *", "Set source", "Take up the ticked",
               "Preview and fill", "Fill like this", "Download the filled form"),
    }[lang]  # fmt: skip
    forms, new, name, superior, rhythm, empty, upload, find, source, place, take, preview, fill, download = words
    file = tmp_path / "表.xlsx"
    file.write_bytes(made.alliances())
    page: Page = visitor("zone_leader", lang=lang, width=PHONE)
    open_from_home(page, forms)
    follow(page, new)
    page.get_by_label(name).fill(f"手机上的季报 {lang}")
    page.get_by_label(superior).fill("演示局（虚构）")
    page.get_by_label(rhythm).select_option("quarter")
    page.get_by_label(empty).set_input_files(file)
    press(page.locator("main"), upload)
    go(page.locator("td[data-cell='1!B6'] a"))
    page.get_by_label(find).fill("visits.held")
    assert page.get_by_label(source).locator("option:not([value=''])").count() == 1
    page.get_by_label(source).select_option("figure:visits.held")
    press(page, place)
    for proposal in ("1!A2 field:zone", "1!B4 figure:activities.held this"):
        page.locator(f"input[value='{proposal}']").check()
    press(page, take)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    follow(page, preview)
    shown = {cell: page.locator(f"td[data-cell='1!{cell}']").inner_text().strip() for cell in ("B4", "B6")}
    press(page, fill)
    expect(page.locator("td[data-cell='1!B6']")).to_have_text(shown["B6"])
    with page.expect_download() as saved:
        page.get_by_role("link", name=download).click()
    rows = CalamineWorkbook.from_path(saved.value.path()).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert {"B4": f"{rows[3][1]:.0f}", "B6": f"{rows[5][1]:.0f}"} == shown
    assert rows[1][0] == "填报单位：济北开发区（演示）"
    assert rows[4][1] == ""
