"""The officer in a workshop without a signal: what was written stays on the phone until the server confirmed it.

Each phone is a browser profile of its own on disk, so that closing it is closing the browser.
"""

from __future__ import annotations

import base64
import datetime as dt
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Route, expect
from tests.browser.phones import PIN, arrived, first_use, queue, submit, unlock, write
from tests.browser.site import Zone

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SEND = "**/api/visits/"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
"""A picture of one point."""


def stored(zone: Zone, heard: str) -> list[tuple[Any, ...]]:
    """State, day and number of lines of the visits where this was heard, read past the product."""
    sql = """SELECT v.state, v.day, count(l.id) FROM visits_visit v LEFT JOIN visits_line l ON l.visit_id = v.id
             WHERE v.heard = ? GROUP BY v.id"""
    with closing(sqlite3.connect(zone.data / "yuanmeng.sqlite3")) as opened:
        return opened.execute(sql, [heard]).fetchall()


def today() -> str:
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date().isoformat()


def test_a_visit_written_in_a_workshop_survives_closing_and_arrives_once(phone, zone) -> None:
    """Submitted twice without a signal; browser closed; opened without a signal; then the signal is back."""
    mine = phone("workshop")
    page = first_use(mine)
    mine.offline()
    unlock(page)
    write(page, "车间甲")
    page.locator("#pictures").set_input_files({"name": "车间.png", "mimeType": "image/png", "buffer": DOT})
    expect(page.locator("#picture-list li")).to_have_count(1)
    submit(page)
    expect(queue(page, "waiting")).to_have_count(1)
    write(page, "车间乙")
    submit(page)
    expect(queue(page, "waiting")).to_have_count(2)
    write(page, "写到一半")
    expect(queue(page, "open")).to_have_count(1)
    mine.close()
    assert stored(zone, "车间甲") == []

    page = mine.open()
    mine.offline()
    page.goto("/visits/phone/")
    page.locator("#pin").fill("000000")
    page.get_by_role("button", name="打开").click()
    expect(page.locator("#told")).to_contain_text("PIN 不对")
    unlock(page)
    expect(queue(page, "waiting")).to_have_count(2)
    expect(page.get_by_label("听到的情况")).to_have_value("写到一半")
    kept = page.evaluate(DUMP)
    assert kept["drafts"] == 3
    assert not any(word in kept["text"] for word in ("车间", "公交", "有限公司", PIN))
    mine.offline("")
    page.evaluate("dispatchEvent(new Event('online'))")
    arrived(page)
    assert stored(zone, "车间甲") == [("done", today(), 1)]
    assert stored(zone, "车间乙") == [("done", today(), 1)]
    assert stored(zone, "写到一半") == []
    page.goto("/visits/?mine=1")
    page.locator("tbody a").nth(1).click()
    expect(page.locator(".vs-pictures img")).to_have_count(1)


def test_a_phone_that_cannot_keep_the_page_shows_its_drafts_and_promises_nothing(phone, zone) -> None:
    """Where the page's worker never gets ready, what was written is still there and is sent."""
    mine = phone("no-worker")
    page = mine.open()
    page.add_init_script("Object.defineProperty(navigator.serviceWorker, 'ready', { value: new Promise(() => {}) })")
    mine.sign_in(page)
    page.goto("/visits/phone/")
    page.locator("#pin").fill(PIN)
    page.locator("#pin-again").fill(PIN)
    page.get_by_role("button", name="打开").click()
    expect(page.locator("#queue")).to_contain_text("没有等待发送")
    write(page, "没有后台")
    expect(queue(page, "open")).to_have_count(1)
    unlock(page)
    expect(queue(page, "open")).to_have_count(1)
    expect(page.get_by_label("听到的情况")).to_have_value("没有后台")
    expect(page.locator("#ready")).to_be_empty()
    submit(page)
    arrived(page)
    assert stored(zone, "没有后台") == [("done", today(), 1)]


DUMP = """async () => {
  const base = await new Promise((done) => { const asked = indexedDB.open("yuanmeng-visits"); asked.onsuccess = () => done(asked.result); });
  const all = (name) => new Promise((done) => { const asked = base.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });
  const text = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder().decode(value)
    : value && typeof value === "object" ? Object.values(value).map(text).join(" ") : String(value);
  const rows = (await Promise.all(["meta", "drafts", "pictures"].map(all)));
  return { drafts: rows[1].length, text: rows.flat().map(text).join(" ") };
}"""  # noqa: E501 - a script
"""Everything that the phone holds, as text."""


def test_lost_answers_and_broken_servers_delete_nothing_and_double_nothing(phone, zone) -> None:
    """The server does it and the answer is lost; then it is broken; then the same operation is answered at last."""
    mine = phone("lossy")
    page = first_use(mine)
    fates, sent = ["lose", "break", "lose", "pass"], []

    def fate(route: Route) -> None:
        sent.append(route.request.post_data_json["op"])
        now = fates.pop(0)
        if now == "lose":
            route.fetch()
            route.abort("connectionreset")
        elif now == "break":
            route.fulfill(status=502, body="<h1>Bad gateway</h1>")
        else:
            route.continue_()

    page.route(SEND, fate)
    write(page, "信号时有时无")
    submit(page)
    expect(page.locator("#told")).to_contain_text("没有信号")
    for sentence in ("服务器暂时不能处理（502）", "没有信号"):
        page.get_by_role("button", name="立即重试").click()
        expect(queue(page, "waiting")).to_contain_text(sentence)
    page.get_by_role("button", name="立即重试").click()
    arrived(page)
    assert len(sent) == 4
    assert len(set(sent)) == 1
    assert stored(zone, "信号时有时无") == [("done", today(), 1)]


def test_signing_out_and_refused_fields_keep_the_draft_with_a_sentence(phone, zone) -> None:
    mine = phone("refused")
    page = first_use(mine)
    write(page, "去年的走访", day="2020-01-01")
    submit(page)
    expect(queue(page, "stuck")).to_contain_text("超过一年")
    page.get_by_role("button", name="打开修改").click()
    expect(page.get_by_label("听到的情况")).to_have_value("去年的走访")
    page.get_by_label("日期", exact=True).fill(today())
    assert mine.context
    mine.context.clear_cookies(name="sessionid")
    submit(page)
    expect(queue(page, "waiting")).to_contain_text("已退出登录")
    page.goto("/visits/phone/")
    expect(page.locator("#lock")).to_be_visible()
    mine.sign_in(page)
    unlock(page)
    arrived(page)
    assert stored(zone, "去年的走访") == [("done", today(), 1)]


def test_somebody_elses_sign_in_does_not_take_the_draft(phone, zone) -> None:
    mine = phone("shared")
    page = first_use(mine)
    mine.offline()
    write(page, "我写的")
    submit(page)
    expect(queue(page, "waiting")).to_have_count(1)
    assert mine.context
    mine.context.clear_cookies(name="sessionid")
    mine.offline("")
    mine.sign_in(page, "branch_member")
    unlock(page)
    expect(queue(page, "stuck")).to_contain_text("另一位同志写的")
    assert stored(zone, "我写的") == []


def test_two_phones_and_a_wrong_clock_are_recorded_once_each_on_the_right_day(phone, zone) -> None:
    one, two = phone("one"), phone("two")
    first = first_use(one)
    one.offline()
    write(first, "第一部手机")
    submit(first)
    second = two.open()
    second.clock.install(time=dt.datetime(2031, 5, 1, 8, tzinfo=dt.UTC))
    two.sign_in(second)
    second.goto("/visits/phone/")
    second.locator("#pin").fill(PIN)
    second.locator("#pin-again").fill(PIN)
    second.get_by_role("button", name="打开").click()
    expect(second.locator("#open")).to_be_visible()
    write(second, "时钟快五年的手机")
    submit(second)
    arrived(second)
    one.offline("")
    first.evaluate("dispatchEvent(new Event('online'))")
    arrived(first)
    for heard in ("第一部手机", "时钟快五年的手机"):
        assert stored(zone, heard) == [("done", today(), 1)]
