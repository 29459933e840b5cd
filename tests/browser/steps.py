"""What a person does on a page: home, menu, links, buttons, by what they are called."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

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


@dataclass
class Seen:
    """A page, read in one language; what it calls things is the product's own translation."""

    page: Page
    lang: str

    def says(self, text: str) -> str:
        with override(self.lang):
            return gettext(text)

    def press(self, text: str) -> None:
        press(self.page, self.says(text))

    def follow(self, text: str) -> None:
        follow(self.page, self.says(text))

    def open(self, menu: str) -> None:
        open_from_home(self.page, self.says(menu))

    def field(self, name: str) -> Locator:
        return self.page.locator(f"main [name={name}]")

    def label(self, text: str) -> Locator:
        return self.page.get_by_label(self.says(text))

    def shows(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)
