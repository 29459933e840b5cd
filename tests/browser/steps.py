"""What a person does on a page: home, menu, links, buttons, by what they are called."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

PHONE = 390


def open_from_home(page: Page, name: str) -> None:
    """Home, the menu where it is folded, then the page of that name."""
    page.goto("/")
    menu = page.locator(".ym-menu")
    if menu.is_visible():
        menu.click()
    go(page.locator("#nav").get_by_role("link", name=name, exact=True))


def go(pressed: Locator) -> None:
    """Click, and wait until the page it leads to is read whole: a click alone waits for its first byte only."""
    pressed.click()
    pressed.page.wait_for_load_state("domcontentloaded")


def press(page: Page | Locator, name: str) -> None:
    go(page.get_by_role("button", name=name, exact=True))


def follow(page: Page | Locator, name: str) -> None:
    go(page.get_by_role("link", name=name, exact=True).first)
