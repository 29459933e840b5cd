"""The product as a person meets it: the demo zone made and served by its own command line, driven in Chromium.

One server and one browser for all tests here (`--dist loadgroup` keeps them in one process).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from yuanmeng.core.actor import Role

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
COMMAND = [str(Path(sys.executable).with_name("yuanmeng"))]


@dataclass(frozen=True)
class Zone:
    """A running demo zone."""

    url: str
    data: Path
    environment: dict[str, str]

    def run(self, *words: str) -> str:
        """Run a command of the product on this zone's data; its output."""
        return subprocess.run(
            [*COMMAND, *words], env=self.environment, check=True, capture_output=True, text=True, timeout=120
        ).stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str, within: float = 60) -> None:
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


@pytest.fixture(scope="session")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zone]:
    """A fresh demo zone behind the real server and worker."""
    data = tmp_path_factory.mktemp("zone")
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("YUANMENG_", "DJANGO_", "COV_"))}
    environment |= {"YUANMENG_DATA": str(data), "YUANMENG_PORT": str(port)}
    made = Zone(f"http://127.0.0.1:{port}", data, environment)
    made.run("demo", "--load-only")
    with (data / "server.log").open("w") as log:
        server = subprocess.Popen([*COMMAND, "serve"], env=environment, stdout=log, stderr=log)
        try:
            answers(made.url + "/healthz")
            yield made
        finally:
            server.terminate()
            server.wait(timeout=30)


@pytest.fixture(scope="session")
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
        page.set_default_timeout(15_000)
        if role:
            page.goto("/demo/people/")
            page.locator("button[name=person]").nth(list(Role).index(Role(role))).click()
            page.wait_for_url(zone.url + "/")
        return page

    yield open_page
    for context in contexts:
        context.close()
