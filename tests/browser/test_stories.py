"""The stories of issues 2 and 3, each from the home page on, by what a person sees: labels, buttons, links.

Both languages and both widths are covered across the stories; every story stands on its own firm, so that none needs
another. Dates follow the clock, as a person's would.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.steps import PHONE, follow, go, open_from_home, press

from yuanmeng.core.uscc import check_digits

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Visitor = Callable[..., Page]


def now() -> dt.datetime:
    """The zone's clock."""
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8)))


def numbers(text: str) -> list[int]:
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]


def test_an_officer_imports_finds_and_undoes(visitor: Visitor, tmp_path: Path) -> None:
    """A list of two firms: previewed, written, found by pinyin initials, taken back."""
    code = "91000000MA0QQG19"
    rows = [
        ["企业名称", "统一社会信用代码", "注册资本", "成立日期"],
        ["鹊桥故事装备有限公司", code + check_digits(code), "500万元", "2019年5月8日"],
        ["校验位写错有限公司", "910000005265471904", "1万元", "2019/5/8"],
    ]
    file = tmp_path / "名单.csv"
    with file.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows(rows)
    page = visitor("service_officer")
    open_from_home(page, "导入")
    follow(page, "上传文件")
    page.get_by_label("文件").set_input_files(file)
    page.get_by_label("来源").fill("故事名单")
    press(page, "上传并识别")
    expect(page.get_by_label("企业名称")).to_have_value("name")
    press(page, "确认并检查")
    expect(page.get_by_role("button", name="确认导入")).to_be_visible()
    counts = page.locator(".ym-tile").all_inner_texts()
    assert [numbers(each)[0] for each in counts] == [2, 1, 0, 0, 1, 0], counts
    expect(page.get_by_text("统一社会信用代码的校验位不符")).to_be_visible()
    press(page, "确认导入")
    expect(page.get_by_role("link", name="撤销整批")).to_be_visible()
    batch = page.url
    page.get_by_role("searchbox", name="搜索企业").fill("qqgs")
    page.keyboard.press("Enter")
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.get_by_role("link", name="鹊桥故事装备有限公司")).to_be_visible()
    page.goto(batch)
    follow(page, "撤销整批")
    press(page, "确认撤销")
    expect(page.locator("h1")).to_contain_text("已撤销")
    page.get_by_role("searchbox", name="搜索企业").fill("qqgs")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="鹊桥故事装备有限公司")).to_have_count(0)


@pytest.fixture
def other_firm(newcomer: Callable[..., Page]) -> Page:
    """A second firm's administrator."""
    return newcomer("qingqi", "鲁小麦", "firm_administrator", "青畦蔬菜加工有限公司")


def test_two_officers_edit_one_firm_and_nothing_typed_is_lost(visitor: Visitor, newcomer: Callable[..., Page]) -> None:
    """Both change the address; the second sees both versions and keeps what was typed elsewhere."""
    first, second = visitor("service_officer"), newcomer("second", "郝仔细", "service_officer")
    for page, register, edit in ((first, "企业名录", "修改档案"), (second, "Firm register", "Edit")):
        open_from_home(page, register)
        page.locator("main input[name=q]").fill("齐稷面粉")
        page.locator("main form .btn-primary").first.click()
        follow(page, "齐稷面粉有限公司")
        follow(page, edit)
    first.get_by_label("地址").fill("济北开发区先到路1号")
    first.get_by_label("来源").fill("营业执照")
    press(first, "保存")
    expect(first.locator("main")).to_contain_text("济北开发区先到路1号")
    second.get_by_label("Address").fill("济北开发区后到路2号")
    second.get_by_label("Business scope").fill("小麦粉加工；后来的人写的经营范围")
    second.get_by_label("Source").fill("营业执照")
    press(second, "Save")
    expect(second.get_by_role("alert")).to_be_visible()
    shown = second.locator("main")
    expect(shown).to_contain_text("济北开发区先到路1号")
    expect(shown).to_contain_text("济北开发区后到路2号")
    second.locator("fieldset", has_text="后到路").locator("input[value=mine]").check()
    second.locator("main form .btn-primary").click()
    expect(shown).to_contain_text("济北开发区后到路2号")
    expect(shown).to_contain_text("后来的人写的经营范围")


def test_a_need_pasted_on_a_phone_becomes_a_confirmed_effect(visitor: Visitor, other_firm: Page) -> None:
    """Published from a chat message, claimed by another firm, accepted, delivered, confirmed."""
    firm = visitor("firm_administrator", lang="en", width=PHONE)
    open_from_home(firm, "Offers and needs")
    follow(firm, "Publish a need")
    firm.get_by_label("Paste a chat message").fill("我们这边缺7个人，可以做到年底")
    press(firm, "Read it into the form below")
    expect(firm.get_by_label("Quantity")).to_have_value("7")
    firm.get_by_label("Kind").select_option(label="Labour")
    firm.get_by_label("Title").fill("年底缺七个包装工")
    press(firm, "Publish")
    expect(firm.locator("h1")).to_have_text("年底缺七个包装工")
    open_from_home(other_firm, "Offers and needs")
    follow(other_firm, "年底缺七个包装工")
    press(other_firm, "Claim")
    open_from_home(firm, "Offers and needs")
    firm.get_by_label("Scope", exact=True).select_option("mine")
    press(firm, "Filter")
    follow(firm, "年底缺七个包装工")
    firm.get_by_label("Due date").fill((now().date() + dt.timedelta(days=30)).isoformat())
    press(firm, "Agree")
    for page in (other_firm, firm):
        open_from_home(page, "Offers and needs")
        follow(page, "Joint tasks")
        if page is firm:
            page.get_by_label("State").select_option("delivered")
            press(page, "Filter")
        follow(page, "年底缺七个包装工")
        if page is other_firm:
            page.get_by_label("Result").fill("七人已到岗")
            press(page, "Ask the beneficiary to confirm")
    firm.locator("main input[type=radio]").first.check()
    press(firm, "Confirm")
    expect(firm.locator("main")).to_contain_text("Effect confirmed")


def plan(page: Page, title: str, starts: dt.datetime) -> None:
    """Plan the next meeting of the food alliance's series."""
    open_from_home(page, "会议与活动")
    follow(page, "系列活动")
    follow(page.locator("tr", has_text="食品饮料联盟季度联席会议"), "安排下一次")
    page.get_by_label("名称").fill(title)
    page.get_by_label("开始时间").fill(starts.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("结束时间").fill((starts + dt.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("议题征集截止").fill("")
    press(page, "保存")
    page.locator(".ym-trail").get_by_role("link", name=title).click()
    expect(page.locator("h1")).to_have_text(title)


def test_a_meeting_from_plan_to_the_next_agenda(visitor: Visitor) -> None:
    """Planned, answered by link without signing in, held, minuted; the next one begins with what was decided."""
    page = visitor("alliance_secretary")
    zone_now = now()
    plan(page, "故事联席会议", zone_now - dt.timedelta(minutes=20))
    meeting = page.url
    follow(page, "邀请")
    press(page, "邀请选中的单位")
    link = page.get_by_label(re.compile("泉北食品有限公司 回复链接")).input_value()
    guest = visitor("", lang="en", width=PHONE)
    guest.goto(link)
    guest.locator("main input[type=radio][value=yes], main input[type=radio]").first.check()
    guest.locator("main input[name=persons]").fill("2")
    press(guest, "Reply")
    page.goto(meeting)
    expect(page.locator("tr", has_text="泉北食品有限公司").first).to_contain_text("2")
    press(page, "已举行，开始记录")
    page.get_by_label("纪要").fill("议定共用检测仪器。")
    press(page, "保存")
    page.get_by_label("事项").fill("列出可共用的检测仪器")
    page.get_by_label("责任单位").select_option(label="泉北食品有限公司")
    page.get_by_label("完成期限").fill((zone_now.date() + dt.timedelta(days=20)).isoformat())
    press(page, "添加事项")
    expect(page.locator("main")).to_contain_text("列出可共用的检测仪器")
    plan(page, "故事联席会议之后", zone_now + dt.timedelta(days=1))
    first_item = page.locator("ol > li").first
    expect(first_item).to_contain_text("上次会议所定事项的落实情况")
    expect(first_item).to_contain_text("列出可共用的检测仪器")


def listed(page: Page) -> int:
    """How many the opened list shows: counted while it fits one page, else what it states."""
    rows = page.locator("main tbody tr").count()
    more = page.locator("main .ym-pager a").count()
    if not more:
        return rows
    stated = re.search(r"(?:共|：)\s*([\d,]+) (?:条|家|项|对|人)", page.locator("main").inner_text())
    assert stated, page.url
    return numbers(stated[1])[0]


def test_every_number_a_leader_sees_opens_as_many(visitor: Visitor) -> None:
    """Home and an alliance's page: each figure is the length of the list behind it."""
    page = visitor("zone_leader")
    wrong = []
    for start, figures in (("/", "a.ym-tile"), ("/alliances/food_beverage/", ".ym-numbers > div")):
        page.goto(start)
        found = page.locator(figures)
        assert found.count() >= 5
        for number in range(found.count()):
            page.goto(start)
            figure = found.nth(number)
            said = figure.inner_text()
            shown = numbers(figure.locator("strong, dd").inner_text())[0]
            go(figure if figures.startswith("a") else figure.get_by_role("link"))
            if (there := listed(page)) != shown:
                wrong.append(f"{said!r} opens {there} at {page.url}")
    assert wrong == []


def test_an_officer_merges_and_undoes(visitor: Visitor) -> None:
    """Two files of one firm become one, and two again (English, desk)."""
    page = visitor("service_officer", lang="en")
    open_from_home(page, "Duplicates and merging")
    pair = page.locator("tr", has_text="瀚岳包装机诫有限公司")
    press(page, "Search again")
    for _look in range(100):
        page.goto("/duplicates/")
        if pair.count():
            break
        page.wait_for_timeout(100)
    follow(pair, "Compare and merge")
    page.get_by_role("button", name=re.compile("^(Confirm|Merge)")).click()
    expect(page.locator("h1")).to_contain_text("瀚岳包装机械有限公司")
    open_from_home(page, "Duplicates and merging")
    expect(pair).to_have_count(0)
    follow(page, "Merges")
    page.locator("tbody tr", has_text="瀚岳包装机").get_by_role("link").first.click()
    press(page, "Undo the merge")
    page.goto("/firms/?q=瀚岳包装机")
    expect(page.locator("main tbody tr")).to_have_count(2)


def test_an_instructor_accepts_a_pairing_on_a_phone(visitor: Visitor) -> None:
    """From the number on home to one pairing; its reasons are shown; afterwards one fewer waits."""
    page = visitor("party_instructor", width=PHONE)
    tile = page.locator("a.ym-tile", has_text="待答复的结对")
    before = numbers(tile.inner_text())[0]
    tile.click()
    page.locator("main tbody a").first.click()
    expect(page.get_by_text("为什么这样配对")).to_be_visible()
    press(page, "同意")
    page.goto("/")
    assert numbers(tile.inner_text())[0] == before - 1


def test_an_officers_firms_are_handed_over(visitor: Visitor) -> None:
    """One screen moves everything one officer looks after to another."""
    page = visitor("zone_leader")
    open_from_home(page, "谁联系谁")
    follow(page, "按责任人")
    follow(page, "于泽宇")
    mine = page.locator("main section").first.locator("tbody tr")
    assert mine.count() > 0
    firm = mine.first.locator("a, td strong, td").first.inner_text()
    follow(page, "全部交接")
    page.get_by_label(re.compile("全部")).select_option(label="林雨桐")
    press(page, "完成交接")
    open_from_home(page, "谁联系谁")
    follow(page, "按责任人")
    follow(page, "于泽宇")
    expect(page.get_by_text("现在没有负责的对象")).to_be_visible()
    open_from_home(page, "谁联系谁")
    page.get_by_label("企业或责任人").fill(firm)
    press(page, "查找")
    expect(page.locator("main tbody tr", has_text="林雨桐").first).to_contain_text(firm)
