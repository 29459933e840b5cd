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
    page.locator("#nav").get_by_role("link", name=name, exact=True).click()


def press(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page | Locator, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()
