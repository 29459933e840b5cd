"""The story of one problem: heard in a workshop without a signal, put before two departments, closed by the firm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.phones import Phone, arrived, first_use, queue, submit
from tests.browser.steps import PHONE, follow, open_from_home, press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HEARD = "车间里断过三次电"
FIRM = "泉北食品有限公司"


def test_from_a_workshop_to_the_firms_own_word(
    phone: Callable[[str], Phone], visitor: Callable[..., Page], newcomer: Callable[..., Page]
) -> None:
    officer = _heard(phone("problem"))
    number = _raised(officer)
    _dispatched(officer, number)
    market = visitor("department_handler", lang="en", width=PHONE)
    _taken_on_and_called(market, number)
    centre = newcomer("power", "孙用电", "department_handler", "济北开发区中小企业服务中心")
    _said(centre, number, "The transformer has room.")
    leader = visitor("zone_leader")
    _decided(leader, number)
    _answered(market, number)
    firm = visitor("firm_administrator", width=PHONE)
    _confirmed(firm, number)
    open_from_home(leader, "数字")
    follow(leader, "解决企业问题")
    expect(leader.locator("main")).to_contain_text(number)


def _heard(mine: Phone) -> Page:
    """Written without a signal; it arrives when there is one."""
    page = first_use(mine)
    mine.offline()
    page.get_by_label("企业 *").click()
    page.get_by_label("企业 *").fill("泉北食品")
    page.locator("#firms-found li").first.click()
    page.get_by_label("听到的情况").fill(HEARD)
    page.locator("[name=line_text]").first.fill("变压器容量不够，一开烤炉就跳闸")
    page.locator("[name=line_triage]").first.select_option(label="本单位办理")
    submit(page)
    expect(queue(page, "waiting")).to_have_count(1)
    mine.offline("")
    page.evaluate("dispatchEvent(new Event('online'))")
    arrived(page)
    return page


def _raised(page: Page) -> str:
    """The line of the visit becomes a problem; its number."""
    open_from_home(page, "走访")
    page.locator("tbody a").first.click()
    press(page, "转为诉求")
    told = page.get_by_role("status").first
    expect(told).to_contain_text("WT")
    return told.inner_text().split()[-1].rstrip("。")


def _open(page: Page, number: str, menu: str = "企业问题") -> None:
    open_from_home(page, menu)
    page.locator("main input[name=q]").fill(number)
    page.locator("main form .btn").first.click()
    page.locator("main tbody a").first.click()


def _dispatched(page: Page, number: str) -> None:
    _open(page, number)
    follow(page, "受理")
    page.get_by_label("分类").select_option(index=1)
    press(page, "受理")
    follow(page, "派发")
    page.get_by_label("主办单位").select_option(label="济北开发区市场监督管理局")
    press(page, "派发")
    expect(page.locator("main")).to_contain_text("待领办")


def _taken_on_and_called(page: Page, number: str) -> None:
    """The handler takes it on and calls the other department to one table."""
    _open(page, number, "Firms' problems")
    follow(page, "Take on")
    press(page, "Take on")
    follow(page, "Call a consultation table")
    page.get_by_label("Why consult").fill("要两个单位一起看现场")
    meets = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))) + dt.timedelta(days=1)
    page.locator("main input[name=meets]").fill(meets.strftime("%Y-%m-%dT%H:%M"))
    for each in page.locator("main input[name=participants]").all():
        each.check()
    press(page, "Call a consultation table")


def _said(page: Page, number: str, text: str) -> None:
    _open(page, number, "Firms' problems")
    follow(page, "Give your unit's position")
    page.get_by_label("Opinion").fill(text)
    press(page, "Give your unit's position")


def _decided(page: Page, number: str) -> None:
    _open(page, number)
    follow(page, "会商议定")
    page.get_by_label("主办单位").select_option(label="济北开发区市场监督管理局")
    page.get_by_label("议定事项").fill("先增容，再查线路")
    page.get_by_label("重新计时").fill("5")
    press(page, "会商议定")
    expect(page.locator("main")).to_contain_text("先增容，再查线路")


def _answered(page: Page, number: str) -> None:
    _open(page, number, "Firms' problems")
    follow(page, "Answer the firm")
    page.locator("main input[value=solved]").check()
    page.get_by_label("Use a reply template").select_option(index=1)
    text = page.locator("main textarea[name=text]")
    expect(text).not_to_have_value("")
    text.fill("已增容，试开烤炉正常。")
    press(page, "Answer the firm")


def _confirmed(page: Page, number: str) -> None:
    """Only the firm's own word closes it."""
    _open(page, number)
    page.locator("main input[value=yes]").check()
    page.locator("main input[value=satisfied]").check()
    press(page, "提交")
    expect(page.locator("main")).to_contain_text("已解决")
