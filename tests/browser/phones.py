"""A phone: a browser profile of its own on disk, so that closing it is closing the browser; what its page is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect
from tests.browser.site import CHROMIUM, FLAGS, Zone

from yuanmeng.core.actor import Role

PIN = "246810"
READY = re.compile("没有信号也能用了|Ready to work without a signal")
TOLD = re.compile("已登记|Recorded|recorded")


@dataclass
class Phone:
    """A phone of one person; `open` and `close` start and end its browser."""

    kind: Any
    zone: Zone
    folder: Path
    lang: str = "zh-hans"
    context: BrowserContext | None = None
    said: list[str] = field(default_factory=list)

    def open(self) -> Page:
        """The browser with whatever is kept in its profile."""
        self.context = self.kind.launch_persistent_context(
            str(self.folder), executable_path=CHROMIUM, args=FLAGS, base_url=self.zone.url, locale="zh-CN",
            viewport={"width": 390, "height": 844},
        )  # fmt: skip
        self.context.add_cookies([{"name": "django_language", "value": self.lang, "url": self.zone.url}])
        self.context.set_default_timeout(30_000)
        page = self.context.pages[0]
        page.on("pageerror", lambda fault: self.said.append(str(fault)))
        return page

    def close(self) -> None:
        """The browser is gone; what it kept stays in the folder."""
        if self.context:
            self.context.close()
            self.context = None

    def offline(self, off: str = "yes") -> None:
        """Without a signal, or with one again."""
        assert self.context
        self.context.set_offline(bool(off))

    def sign_in(self, page: Page, role: str = "service_officer") -> None:
        page.goto("/demo/people/")
        page.locator("button[name=person]").nth(list(Role).index(Role(role))).click()
        page.wait_for_url(self.zone.url + "/")


def first_use(phone: Phone) -> Page:
    """Signed in, PIN set, everything for later kept by the worker."""
    page = phone.open()
    phone.sign_in(page)
    page.goto("/visits/phone/")
    page.locator("#pin").fill(PIN)
    page.locator("#pin-again").fill(PIN)
    page.locator("#lock-form .btn-primary").click()
    expect(page.locator("#ready")).to_contain_text(READY, timeout=120_000)
    return page


def unlock(page: Page) -> None:
    page.goto("/visits/phone/")
    page.locator("#pin").fill(PIN)
    page.locator("#lock-form .btn-primary").click()
    expect(page.locator("#open")).to_be_visible()


def write(page: Page, heard: str, **more: str) -> None:
    """Six things; the first firm of one's own."""
    page.get_by_label("企业 *").click()
    page.locator("#firms-found li").first.click()
    page.get_by_label("听到的情况").fill(heard)
    page.locator("[name=line_text]").first.fill(f"{heard}：夜班公交停得早")
    page.locator("[name=line_triage]").first.select_option(label="区县协调")
    page.get_by_label("下一步", exact=True).fill("回话")
    if "day" in more:
        page.get_by_text("方式、日期、同行人").click()
        page.get_by_label("日期", exact=True).fill(more["day"])


def submit(page: Page) -> None:
    page.locator("#visit .btn-primary").click()


def queue(page: Page, state: str) -> Locator:
    return page.locator(f"#queue li[data-state={state}]")


def arrived(page: Page) -> None:
    """The server confirmed, and nothing waits any more."""
    expect(page.locator("#told")).to_contain_text(TOLD)
    expect(queue(page, "waiting")).to_have_count(0)
