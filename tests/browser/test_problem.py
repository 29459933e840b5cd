"""The story of one problem: heard in a workshop without a signal, put before two departments, closed by the firm.

Played twice, so that each step is found in both languages, at a desk and on a phone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.phones import Phone, arrived, first_use, queue, submit
from tests.browser.steps import PHONE, Seen

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HEARD = "车间里断过三次电"
DESK = 1280
LEAD = "济北开发区市场监督管理局"
BESIDE = "济北开发区中小企业服务中心"


@pytest.mark.parametrize(("lang", "units", "others"), [("zh-hans", DESK, PHONE), ("en", PHONE, DESK)])
def test_from_a_workshop_to_the_firms_own_word(
    *,
    lang: str,
    units: int,
    others: int,
    phone: Callable[..., Phone],
    visitor: Callable[..., Page],
    newcomer: Callable[..., Page],
) -> None:
    def seen(role: str, width: int) -> Seen:
        return Seen(visitor(role, lang=lang, width=width), lang)

    _heard(phone(f"problem-{lang}", lang))
    officer = seen("service_officer", others)
    number = _raised(officer)
    _dispatched(officer, number)
    market = seen("department_handler", units)
    _taken_on_and_called(market, number)
    centre = newcomer(f"power-{lang}", "孙用电", "department_handler", BESIDE)
    centre.context.add_cookies([{"name": "django_language", "value": lang, "url": centre.url}])
    _said(Seen(centre, lang), number, "变压器还有余量。")
    leader = seen("zone_leader", others)
    _decided(leader, number)
    _answered(market, number)
    _confirmed(seen("firm_administrator", others), number)
    leader.open("数字")
    leader.follow("解决企业问题")
    leader.shows(number)


def _find(seen: Seen, number: str) -> None:
    """The problem of that number, as a person looks for it from home."""
    seen.open("企业问题")
    seen.field("q").fill(number)
    seen.page.locator("main form .btn").first.click()
    seen.page.locator("main tbody a").first.click()


def _heard(mine: Phone) -> None:
    """Written without a signal; it arrives when there is one."""
    page = first_use(mine)
    mine.offline()
    page.locator("#id_firm").click()
    page.locator("#id_firm").fill("泉北食品")
    page.locator("#firms-found li").first.click()
    page.locator("[name=heard]").fill(HEARD)
    page.locator("[name=line_text]").first.fill("变压器容量不够，一开烤炉就跳闸")
    page.locator("[name=line_triage]").first.select_option("unit")
    submit(page)
    expect(queue(page, "waiting")).to_have_count(1)
    mine.offline("")
    page.evaluate("dispatchEvent(new Event('online'))")
    arrived(page)


def _raised(officer: Seen) -> str:
    """The line of the visit becomes a problem; its number."""
    officer.open("走访")
    officer.page.locator("tbody a").first.click()
    officer.press("转为诉求")
    told = officer.page.get_by_role("status").first
    expect(told).to_contain_text("WT")
    return told.inner_text().split()[-1].rstrip("。.")


def _dispatched(officer: Seen, number: str) -> None:
    _find(officer, number)
    officer.follow("受理")
    officer.field("category").select_option(index=1)
    officer.press("受理")
    officer.follow("派发")
    officer.field("lead").select_option(label=LEAD)
    officer.press("派发")
    officer.shows(officer.says("待领办"))


def _taken_on_and_called(market: Seen, number: str) -> None:
    """The handler takes it on and calls the other department to one table."""
    _find(market, number)
    market.follow("领办")
    market.press("领办")
    market.follow("召集会商")
    market.page.get_by_label(market.says("会商事由")).fill("要两个单位一起看现场")
    meets = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))) + dt.timedelta(days=1)
    market.field("meets").fill(meets.strftime("%Y-%m-%dT%H:%M"))
    for each in market.field("participants").all():
        each.check()
    market.press("召集会商")


def _said(unit: Seen, number: str, text: str) -> None:
    _find(unit, number)
    unit.follow("提交会商意见")
    unit.page.get_by_label(unit.says("意见")).fill(text)
    unit.press("提交会商意见")


def _decided(leader: Seen, number: str) -> None:
    _find(leader, number)
    leader.follow("会商议定")
    leader.field("lead").select_option(label=LEAD)
    leader.page.get_by_label(leader.says("议定事项")).fill("先增容，再查线路")
    leader.page.get_by_label(leader.says("重新计时（工作日）")).fill("5")
    leader.press("会商议定")
    leader.shows("先增容，再查线路")


def _answered(market: Seen, number: str) -> None:
    _find(market, number)
    market.follow("答复企业")
    market.page.locator("main input[value=solved]").check()
    market.page.get_by_label(market.says("套用答复模板")).select_option(index=1)
    text: Any = market.page.locator("main textarea[name=text]")
    expect(text).not_to_have_value("")
    text.fill("已增容，试开烤炉正常。")
    market.press("答复企业")


def _confirmed(firm: Seen, number: str) -> None:
    """Only the firm's own word closes it."""
    _find(firm, number)
    firm.page.locator("main input[value=yes]").check()
    firm.page.locator("main input[value=satisfied]").check()
    firm.press("提交")
    firm.shows(firm.says("已解决"))
