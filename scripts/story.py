"""The pictures of the guide's story: one problem from a workshop without a signal to the firm's own word.

`screenshots.py` calls `tell`; it goes by addresses and field names, so that one walk serves both languages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from playwright.sync_api import Browser, Page

from yuanmeng.core.actor import Role

DESK, PHONE = (1280, 860), (390, 844)
Opened = Callable[[Role, tuple[int, int]], Page]
Shot = Callable[[Page, str], None]


def tell(browser: Browser, url: str, language: str, sign_in: Callable[[Page, Role], None], shot: Shot) -> None:
    """Walk the story in one language and picture six of its pages."""

    def opened(role: Role, size: tuple[int, int]) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, base_url=url, locale="zh-CN")
        context.add_cookies([{"name": "django_language", "value": language, "url": url}])
        page = context.new_page()
        sign_in(page, role)
        return page

    _heard(opened(Role.SERVICE_OFFICER, PHONE), shot)
    case = _raised(opened(Role.FIRM_ADMINISTRATOR, PHONE))
    _worked_on(opened, shot, case)
    _closed(opened, shot, case)


def _heard(page: Page, shot: Shot) -> None:
    """Written on the phone after the signal is gone."""
    page.goto("/visits/phone/")
    page.locator("#pin").fill("246810")
    page.locator("#pin-again").fill("246810")
    page.locator("#lock-form .btn-primary").click()
    page.locator("#ready:not(:empty)").wait_for(timeout=60_000)
    page.context.set_offline(True)
    page.locator("#visit input[type=text], #visit input:not([type])").first.click()
    page.locator("#firms-found li").first.click()
    page.locator("[name=heard]").fill("车间里断过三次电")
    page.locator("[name=line_text]").first.fill("变压器容量不够，一开烤炉就跳闸")
    page.locator("[name=line_triage]").first.select_option("unit")
    page.locator("#visit .btn-primary").click()
    page.locator("#queue li").first.wait_for()
    page.locator("#queue").scroll_into_view_if_needed()
    shot(page, "story-offline-phone")
    page.context.set_offline(False)
    page.context.close()


def _raised(page: Page) -> str:
    """The address of the problem."""
    page.goto("/issues/new/")
    page.locator("main [name=title]").fill("变压器容量不够，一开烤炉就跳闸")
    page.locator("main [name=text]").fill("车间里断过三次电。")
    _send(page)
    case = page.url
    page.context.close()
    return case


def _send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] .btn-primary").first.click()


def _worked_on(opened: Opened, shot: Shot, case: str) -> None:
    """Accepted, dispatched, taken on, put before a table, decided."""
    officer = opened(Role.SERVICE_OFFICER, DESK)
    officer.goto(f"{case}steps/acceptance/")
    officer.locator("main select[name=category]").select_option(index=1)
    _send(officer)
    officer.goto(f"{case}steps/dispatch/")
    officer.locator("main select[name=lead]").select_option(label="济北开发区市场监督管理局")
    _send(officer)
    shot(officer, "story-case-desk")
    market = opened(Role.DEPARTMENT_HANDLER, PHONE)
    market.goto(f"{case}steps/taking-on/")
    _send(market)
    market.goto(f"{case}steps/table/")
    market.locator("main [name=reason]").fill("要几个单位一起看现场")
    meets = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))) + dt.timedelta(days=1)
    market.locator("main [name=meets]").fill(meets.strftime("%Y-%m-%dT%H:%M"))
    for each in market.locator("main [name=participants]").all():
        each.check()
    _send(market)
    leader = opened(Role.ZONE_LEADER, DESK)
    leader.goto(f"{case}steps/decision/")
    leader.locator("main select[name=lead]").select_option(label="济北开发区市场监督管理局")
    leader.locator("main [name=decision]").fill("先增容，再查线路")
    leader.locator("main [name=days]").fill("5")
    _send(leader)
    leader.locator("text=先增容，再查线路").first.scroll_into_view_if_needed()
    shot(leader, "story-table-desk")
    market.goto(f"{case}steps/answer/")
    market.locator("main [name=outcome][value=solved]").check()
    market.locator("main [name=text]").fill("已增容，试开烤炉正常。")
    shot(market, "story-answer-phone")
    _send(market)
    for page in (officer, market, leader):
        page.context.close()


def _closed(opened: Opened, shot: Shot, case: str) -> None:
    """The firm's own word; the leader's number then has the problem among its records."""
    firm = opened(Role.FIRM_ADMINISTRATOR, PHONE)
    firm.goto(case)
    firm.locator("main [name=word][value=yes]").check()
    firm.locator("main [name=satisfaction][value=satisfied]").check()
    shot(firm, "story-word-phone")
    _send(firm)
    leader = opened(Role.ZONE_LEADER, DESK)
    leader.goto("/figures/issues.closed/")
    shot(leader, "story-figure-desk")
    firm.context.close()
    leader.context.close()
