"""Shared labour from a posting to the return: both firms, a worker and the coordinator, in Chinese and English.

Played twice, so that each side's steps are found in both languages.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.steps import PHONE, Seen
from tests.browser.test_stories import now

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Visitor = Callable[..., Page]
SOLVED_WITHIN = 180
"""Seconds; the engine's kernels are compiled when they are first used."""
MILL, JOB = "齐稷面粉有限公司", "1119"
"""The borrower, and labellers in the catalogue of jobs."""


@pytest.mark.parametrize(("lender", "borrower"), [("zh-hans", "en"), ("en", "zh-hans")])
def test_from_a_posting_to_the_return(visitor: Visitor, newcomer: Visitor, lender: str, borrower: str) -> None:
    """Posted on a phone and by a pasted message, planned, agreed, consented, started, settled, returned."""
    food = Seen(visitor("firm_administrator", lang=lender), lender)
    officer = Seen(visitor("service_officer", lang=lender), lender)
    page = newcomer(f"mill-{borrower}", "鲁小禾", "firm_administrator", MILL)
    page.context.add_cookies([{"name": "django_language", "value": borrower, "url": page.url}])
    page.set_viewport_size({"width": PHONE, "height": 844})
    mill = Seen(page, borrower)
    _needs_labellers(mill)
    _offers_labellers(food)
    loan = _planned(officer, food)
    for firm in (food, mill):
        firm.page.goto(loan)
        firm.press("同意")
    _prepared(food, mill, Seen(visitor("", lang=lender, width=PHONE), lender), loan)
    mill.page.goto(loan)
    mill.press("开始")
    mill.shows(mill.says("进行中"))
    _settled_and_returned(food, mill, loan)
    officer.page.goto(loan)
    officer.shows(officer.says("已返回"))
    expect(officer.page.locator("main")).not_to_contain_text("庚小七")


def _needs_labellers(mill: Seen) -> None:
    """Two labellers are missing: typed on a phone."""
    mill.open("富余与缺工")
    mill.follow("发布缺工")
    mill.field("job").select_option(value=JOB)
    mill.field("heads").fill("2")
    for name, text in (
        ("wage_fen", "230"),
        ("place", "二号车间"),
        ("hazards", "无"),
        ("protection", "手套"),
        ("training", "岗前 8 学时"),
    ):
        mill.field(name).fill(text)
    mill.press("保存")
    mill.press("发布")
    mill.shows(mill.says("已发布"))


def _offers_labellers(food: Seen) -> None:
    """Three are idle: a chat message pasted."""
    food.open("富余与缺工")
    food.follow("发布富余人员")
    food.label("粘贴聊天消息").fill("我这边有3名贴标工，可以做到年底，200元/天")
    food.press("读取消息，填好下面的表")
    expect(food.field("heads")).to_have_value("3")
    food.field("until").fill(now().date().replace(day=1, year=now().year + 1).isoformat())
    food.field("willing").fill("3")
    food.press("保存")
    food.press("发布")
    food.shows(food.says("已发布"))


def _planned(officer: Seen, food: Seen) -> str:
    """The officer asks for a plan, reads it and sends it; the address of the loan, from the firm's work list."""
    officer.open("调配方案")
    officer.page.locator("main [name=wish][value=fair]").check()
    officer.press("提出调配方案")
    end = time.monotonic() + SOLVED_WITHIN
    while officer.page.locator("main progress").is_visible() and time.monotonic() < end:
        officer.page.reload()
    for text in (MILL, officer.says("先让每家缺工的单位都有人")):
        officer.shows(text)
    expect(officer.page.locator(".ym-flow")).to_be_visible()
    officer.press("向两家征求意见")
    officer.shows(officer.says("已征求意见"))
    food.page.goto("/work/labour-asked/")
    food.page.get_by_role("link", name=MILL).first.click()
    expect(food.page.locator("main")).to_contain_text("二号车间")
    return food.page.url


def _prepared(food: Seen, mill: Seen, worker: Seen, loan: str) -> None:
    """One worker: entered, consents by link, contract, training, agreement; nothing is missing any more."""
    food.page.goto(loan)
    food.follow("登记员工")
    food.label("姓名").fill("庚小七")
    food.label("平时工资（元/天）").fill("200")
    food.press("保存")
    food.page.get_by_text(food.says("本人答复的链接")).click()
    worker.page.goto(food.label("交给本人，用手机打开，不用登录").input_value())
    worker.shows("二号车间")
    worker.press("我同意")
    worker.shows(worker.says("本人同意"))
    food.page.goto(loan)
    food.page.get_by_text(food.says("合同变更和适岗确认")).click()
    food.label("劳动合同变更日").fill(now().date().isoformat())
    food.label("原单位确认适合该岗位").check()
    food.press("保存")
    food.press("生成合作协议")
    mill.page.goto(loan)
    mill.shows(mill.says("开始之前还缺"))
    expect(mill.page.locator("main")).not_to_contain_text("庚小七")
    mill.page.locator("summary", has_text=mill.says("岗前安全培训")).click()
    mill.label("安全培训日").fill(now().date().isoformat())
    mill.press("保存")
    mill.label("签署日期").fill(now().date().isoformat())
    mill.press("登记签署")
    expect(mill.page.locator("main")).not_to_contain_text(mill.says("开始之前还缺"))


def _settled_and_returned(food: Seen, mill: Seen, loan: str) -> None:
    """A line of the settlement, then the worker goes back early with a reason."""
    mill.page.goto(loan)
    mill.label("金额（元）").fill("230")
    mill.label("凭据").fill("考勤表")
    mill.press("记账")
    mill.shows("230")
    food.page.goto(loan)
    food.label("返回原因").select_option("by_agreement")
    food.page.locator("#back-reason").fill("产线提前完工")
    food.press("登记返回")
    food.shows(food.says("已返回"))
