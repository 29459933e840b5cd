"""Every page that links lead to: accessible, quiet, whole on a phone, light and dark, complete in both languages.

Each page is looked at once, as the first of ROLES that reaches it: in Chinese, light, at desk width, and in English,
dark, at phone width.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ROLES = [
    "",
    "service_officer",
    "firm_administrator",
    "zone_leader",
    "alliance_secretary",
    "party_instructor",
    "auditor",
    "system_administrator",
]
HAN = re.compile(r"[\u4e00-\u9fff]")
UNIT = re.compile(r"^\S*(公司|厂|局|协会|联谊会|基金会|支行|分公司|分店|中心|学校|泵业|联合会|支部)\b")
FAULTS_ONLY = {"resultTypes": ["violations"]}
RULES = FAULTS_ONLY | {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LOOKS = FAULTS_ONLY | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]}
}
"""What may differ between light and dark, desk and phone; names and roles are the same in both."""
OUR_WORDS = "h2, h3, legend, label, button, th, nav a, .btn, .ym-empty-text, .form-text, dt, summary"
RECORDS = "[lang=zh-hans], [data-record], .ym-person, .ym-drop, .ym-checks, .ym-tree"
"""Where names of firms and people stand, which have no English."""


OF_RECORDS = {"register:held_row", "register:import_undoing", "pairing:handover", "pairing:what_if"}
"""Pages whose labels and buttons carry a file's own headers or the names of people."""


def view_of(url: str) -> str:
    """The name of the page behind a URL, so that one firm stands for all firms."""
    path = urlsplit(url).path
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def reachable(page: Page, seen: set[str]) -> list[str]:
    """One URL for each page not seen yet that links lead to, from home on; what is downloaded is left out."""
    found, queue, here = [], ["/"], {"home"}
    while queue:
        url = queue.pop(0)
        answer = page.request.get(url)
        if "text/html" not in answer.headers["content-type"] or "content-disposition" in answer.headers:
            continue
        if view_of(url) not in seen or url == "/":
            seen.add(view_of(url))
            found.append(url)
        for link in map(unescape, re.findall(r'<a\b[^>]*\bhref="(/[^"]*)"', answer.text())):
            if view_of(link) not in here:
                here.add(view_of(link))
                queue.append(link)
    return found


def complaints(page: Page, url: str, rules: dict[str, object]) -> list[str]:
    """What a person would complain of on one page."""
    said: list[str] = []
    noise = lambda message: said.append(f"console: {message.text}") if message.type == "error" else None  # noqa: E731
    page.on("console", noise)
    page.goto(url)
    report = Axe().run(page, options=rules)
    said += [f"axe {found['id']}: {found['nodes'][0]['html'][:160]}" for found in report.response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
        said.append("scrolls sideways")
    page.remove_listener("console", noise)
    return said


def chinese_words(page: Page, view: str) -> list[str]:
    """Our own words that are not English on an English page."""
    if view in OF_RECORDS:
        return []
    texts = page.locator(OUR_WORDS).evaluate_all(
        f"all => all.filter(e => !e.closest('{RECORDS}') && !e.querySelector('a')).map(e => e.innerText)"
    )
    return [f"not English: {text[:60]}" for text in texts if HAN.search(text) and not UNIT.match(text)]


def test_every_page_is_accessible_quiet_and_complete(visitor) -> None:
    said: list[str] = []
    seen: set[str] = set()
    for role in ROLES:
        desk, phone = visitor(role), visitor(role, lang="en", width=390)
        phone.emulate_media(color_scheme="dark")
        for url in reachable(desk, seen):
            said += [f"{role} desk {url} {fault}" for fault in complaints(desk, url, RULES)]
            said += [
                f"{role} phone {url} {fault}"
                for fault in [*complaints(phone, url, LOOKS), *chinese_words(phone, view_of(url))]
            ]
    assert len(seen) > 40
    assert sorted(set(said)) == [], "\n".join(sorted(set(said)))
