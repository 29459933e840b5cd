"""Text that a spreadsheet must not take for a formula."""

from __future__ import annotations

STARTERS = frozenset({*"=+-@＝＋－＠\t\r\n"})
"""Characters that make a spreadsheet calculate, full-width ones included (they are read as their narrow twins)."""


def could_calculate(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula, leading spaces or not."""
    return text[:1] in STARTERS or text.lstrip().removeprefix("\ufeff").lstrip()[:1] in STARTERS


def harmless(text: str) -> str:
    """The text for a CSV cell: with an apostrophe in front where it could calculate."""
    return f"'{text}" if could_calculate(text) else text
