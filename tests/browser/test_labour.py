"""Shared labour from a posting to the return: both firms, a worker and the coordinator, in Chinese and English."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_stories import PHONE, follow, now, open_from_home, press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Visitor = Callable[..., Page]
SOLVED_WITHIN = 180
"""Seconds; the engine's kernels are compiled when they are first used."""


@pytest.fixture
def mill(visitor: Visitor) -> Page:
    """The administrator of a second firm, in English on a phone: opened by the system administrator, first password."""
    admin = visitor("system_administrator")
    open_from_home(admin, "人员与岗位")
    follow(admin, "开户")
    admin.get_by_label("用户名").fill("labour-story")
    admin.get_by_label("姓名").fill("鲁小禾")
    press(admin, "开户")
    follow(admin, "设岗位")
    admin.get_by_label("岗位").select_option("firm_administrator")
    admin.get_by_label("单位").fill("齐稷面粉有限公司")
    press(admin, "设岗位")
    press(admin, "生成一次性链接")
    link = admin.get_by_label("一次性链接").input_value()
    person = visitor("", lang="en", width=PHONE)
    person.goto(link)
    for box in person.locator("main input[type=password]").all():
        box.fill("Golden-Sorghum-2931")
    press(person, "Set a password")
    person.get_by_label("Username").fill("labour-story")
    person.get_by_label("Password").fill("Golden-Sorghum-2931")
    press(person.locator("main"), "Sign in")
    expect(person.locator("main")).to_contain_text("齐稷面粉有限公司")
    return person


def test_from_a_posting_to_the_return(visitor: Visitor, mill: Page) -> None:
    """Posted on a phone and by a pasted message, planned, agreed, consented, started, settled, returned."""
    food, officer = visitor("firm_administrator"), visitor("service_officer")
    needs_labellers(mill)
    offers_labellers(food)
    loan = planned(officer, food)
    for page, yes in ((food, "同意"), (mill, "Agree")):
        page.goto(loan)
        press(page, yes)
    worker = visitor("", width=PHONE)
    prepared(food, mill, worker, loan)
    mill.goto(loan)
    press(mill, "Start")
    expect(mill.locator("main")).to_contain_text("Running")
    settled_and_returned(food, mill, loan)
    officer.goto(loan)
    expect(officer.locator("main")).to_contain_text("已返回")
    expect(officer.locator("main")).not_to_contain_text("庚小七")


def needs_labellers(page: Page) -> None:
    """Two labellers are missing: typed on a phone in English."""
    open_from_home(page, "Idle and missing staff")
    follow(page, "Post missing staff")
    page.get_by_label("Job").select_option(label="Labeller")
    page.get_by_label("Persons", exact=False).first.fill("2")
    page.get_by_label("Wage (yuan a day)").fill("230")
    for name, text in (
        ("Workplace", "二号车间"),
        ("Occupational hazards", "无"),
        ("Protection", "手套"),
        ("Safety training before work", "岗前 8 学时"),
    ):
        page.get_by_label(name, exact=True).fill(text)
    press(page, "Save")
    press(page, "Publish")
    expect(page.locator("main")).to_contain_text("Published")


def offers_labellers(page: Page) -> None:
    """Three are idle: a chat message pasted in Chinese."""
    open_from_home(page, "富余与缺工")
    follow(page, "发布富余人员")
    page.get_by_label("粘贴聊天消息").fill("我这边有3名贴标工，可以做到年底，200元/天")
    press(page, "读取消息，填好下面的表")
    expect(page.get_by_label("人数", exact=False).first).to_have_value("3")
    page.get_by_label("结束日期").fill((now().date().replace(day=1)).replace(year=now().year + 1).isoformat())
    page.get_by_label("已征询、愿意支援的人数").fill("3")
    press(page, "保存")
    press(page, "发布")
    expect(page.locator("main")).to_contain_text("已发布")


def planned(officer: Page, food: Page) -> str:
    """The officer asks for a plan, reads it and sends it; the address of the loan, from the firm's home page."""
    open_from_home(officer, "调配方案")
    press(officer, "提出调配方案")
    end = time.monotonic() + SOLVED_WITHIN
    while officer.get_by_text("正在后台计算").is_visible() and time.monotonic() < end:
        officer.reload()
    expect(officer.locator("main")).to_contain_text("已证明")
    expect(officer.locator("main")).to_contain_text("齐稷面粉有限公司")
    expect(officer.locator(".ym-flow")).to_be_visible()
    press(officer, "向两家征求意见")
    expect(officer.locator("main")).to_contain_text("已征求意见")
    food.goto("/work/labour-asked/")
    food.get_by_role("link", name="齐稷面粉有限公司").first.click()
    expect(food.locator("main")).to_contain_text("贴标工")
    return food.url


def prepared(food: Page, mill: Page, worker: Page, loan: str) -> None:
    """One worker: entered, consents by link, contract, training, agreement; nothing is missing any more."""
    food.reload()
    food.goto(loan)
    follow(food, "登记员工")
    food.get_by_label("姓名").fill("庚小七")
    food.get_by_label("平时工资（元/天）").fill("200")
    press(food, "保存")
    food.get_by_text("本人答复的链接").click()
    worker.goto(food.get_by_label("交给本人，用手机打开，不用登录").input_value())
    expect(worker.locator("main")).to_contain_text("二号车间")
    press(worker, "我同意")
    expect(worker.locator("main")).to_contain_text("本人同意")
    food.goto(loan)
    food.get_by_text("合同变更和适岗确认").click()
    food.get_by_label("劳动合同变更日").fill(now().date().isoformat())
    food.get_by_label("原单位确认适合该岗位").check()
    press(food, "保存")
    press(food, "生成合作协议")
    mill.goto(loan)
    expect(mill.locator("main")).to_contain_text("Missing before the start")
    expect(mill.locator("main")).not_to_contain_text("庚小七")
    mill.locator("summary", has_text="Safety training before work").click()
    mill.get_by_label("Safety training on").fill(now().date().isoformat())
    press(mill, "Save")
    mill.get_by_label("Signed on").fill(now().date().isoformat())
    press(mill, "Record signature")
    expect(mill.locator("main")).not_to_contain_text("Missing before the start")


def settled_and_returned(food: Page, mill: Page, loan: str) -> None:
    """A line of the settlement, then the worker goes back early with a reason."""
    mill.goto(loan)
    mill.get_by_label("Amount (yuan)").fill("230")
    mill.get_by_label("Voucher").fill("考勤表")
    press(mill, "Enter")
    expect(mill.locator("main")).to_contain_text("230 yuan")
    food.goto(loan)
    food.get_by_label("返回原因").select_option("by_agreement")
    food.get_by_label("情况说明").fill("产线提前完工")
    press(food, "登记返回")
    expect(food.locator("main")).to_contain_text("已返回")
