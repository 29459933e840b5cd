"""Whole numbers as offices write them: 1,200  120人  120.0  约 is not read."""

from __future__ import annotations

import re
from functools import lru_cache

from yuanmeng.core.text import absent, plain

_COUNT = re.compile(r"(\d{1,15}|\d{1,3}(?:,\d{3})+)(?:\.0+)?(?:人|名|个|户|家)?", re.ASCII)


class Unclear(ValueError):
    """Not a whole number of things."""


@lru_cache(maxsize=4096)
def read(text: str) -> int | None:
    """The number meant; None when the source has none. Raises Unclear."""
    if absent(text):
        return None
    found = _COUNT.fullmatch(plain(text))
    if not found:
        raise Unclear(text)
    return int(found[1].replace(",", ""))
