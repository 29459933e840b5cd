"""The product as a person meets it: the demo zone made and served by its own command line, driven in Chromium.

One server and one browser for all tests here (`--dist loadgroup` keeps them in one process), ended with the last of
them: the browser's loop would be in the way of other tests of that process.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.browser.phones import Phone
from tests.browser.site import CHROMIUM, COMMAND, FLAGS, Zone
from tests.browser.steps import PHONE, follow, open_from_home, press

from yuanmeng.core.actor import Role

expect.set_options(timeout=30_000)  # a slow machine is no fault of the page


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str, within: float = 600) -> None:
    """Wait until the server says that it is ready."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if json.load(answer)["status"] == "ok":
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer within {within} s")


@pytest.fixture(scope="package")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zone]:
    """A fresh demo zone behind the real server and worker."""
    data = tmp_path_factory.mktemp("zone")
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("YUANMENG_", "DJANGO_", "COV_"))}
    environment |= {"YUANMENG_DATA": str(data), "YUANMENG_PORT": str(port)}
    made = Zone(f"http://127.0.0.1:{port}", data, environment)
    made.run("demo", "--load-only")
    made.run("match", "warm")  # else the first plan would wait for its compiler
    with (data / "server.log").open("w") as log:
        server = subprocess.Popen([*COMMAND, "serve"], env=environment, stdout=log, stderr=log)
        try:
            answers(made.url + "/healthz")
            yield made
        finally:
            server.terminate()
            server.wait(timeout=30)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    if CHROMIUM is None:
        pytest.fail("Chromium is missing: ./test installs it (apt-get install chromium)")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def visitor(browser: Browser, zone: Zone) -> Iterator[Callable[..., Page]]:
    """Open a page: `visitor("service_officer", lang="en", width=390)`; no role is the public."""
    contexts: list[BrowserContext] = []

    def open_page(role: str = "", lang: str = "zh-hans", width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=zone.url, viewport={"width": width, "height": 844 if width < 600 else 900}, locale="zh-CN"
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": lang, "url": zone.url}])
        page = context.new_page()
        page.set_default_timeout(45_000)
        if role:
            page.goto("/demo/people/")
            page.locator("button[name=person]").nth(list(Role).index(Role(role))).click()
            page.wait_for_url(zone.url + "/")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def phone(browser: Browser, zone: Zone, tmp_path: Path) -> Iterator[Callable[..., Phone]]:
    """A phone by its name, in Chinese unless said otherwise: a browser profile of its own on disk."""
    made: list[Phone] = []

    def make(name: str, lang: str = "zh-hans") -> Phone:
        made.append(Phone(browser.browser_type, zone, tmp_path / name, lang))
        return made[-1]

    yield make
    for each in made:
        each.close()
        assert each.said == []


@pytest.fixture
def newcomer(visitor: Callable[..., Page]) -> Callable[..., Page]:
    """One more person: opened by the system administrator, first password, first sign-in (English, phone)."""

    def make(login: str, name: str, role: str, unit: str = "") -> Page:
        admin = visitor("system_administrator")
        open_from_home(admin, "人员与岗位")
        follow(admin, "开户")
        admin.get_by_label("用户名").fill(login)
        admin.get_by_label("姓名").fill(name)
        press(admin, "开户")
        follow(admin, "设岗位")
        admin.get_by_label("岗位").select_option(role)
        if unit:
            admin.get_by_label("单位").fill(unit)
        press(admin, "设岗位")
        press(admin, "生成一次性链接")
        link = admin.get_by_label("一次性链接").input_value()
        person = visitor("", lang="en", width=PHONE)
        person.goto(link)
        for box in person.locator("main input[type=password]").all():
            box.fill("Quiet-Wheat-2931")
        press(person, "Set a password")
        person.get_by_label("Username").fill(login)
        person.get_by_label("Password").fill("Quiet-Wheat-2931")
        press(person.locator("main"), "Sign in")
        expect(person.locator("h1")).to_contain_text(name)
        return person

    return make
