"""What people typed, made comparable: invisible characters, widths of brackets and digits, spaces.

`str.isprintable` is false for control and format characters and for every space but U+0020, so one call separates
the ordinary text from the rest.
"""

from __future__ import annotations

import re
import unicodedata

from yuanmeng.core.said import said as _

INVISIBLE = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Soft hyphen, zero-width characters and the byte order mark: dropped, they show nothing."""
SPACES = re.compile(r"\s+")
ABSENT = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "n/a", "na", "nan", "null", "none", "nil", "无", "暂无", "空", "未填"}
)
"""What a source writes where it has nothing, lower case, without spaces."""
SHORT = 8
"""No text of this many characters or more says that there is nothing."""


class Unclean(ValueError):
    """The text holds control characters or turns the reading direction."""


def tidy(text: str) -> str:
    """The text on one line, without invisible characters or outer spaces. Raises Unclean."""
    if text.isprintable():
        return text.strip()
    shown = SPACES.sub(" ", text.translate(INVISIBLE)).strip()
    if not shown.isprintable():
        raise Unclean(_("不可见的控制字符 %(code)s", code=f"U+{_first_hidden(shown):04X}"))
    return shown


def _first_hidden(text: str) -> int:
    return next(ord(char) for char in text if not char.isprintable())


def plain(text: str) -> str:
    """Half-width form without any space, for codes, numbers and dates. Control characters stay, to be refused later."""
    if text.isascii() and " " not in text and text.isprintable():
        return text
    return SPACES.sub("", unicodedata.normalize("NFKC", text).translate(INVISIBLE))


def absent(text: str) -> bool:
    """Whether the source says that it has no value (`N/A`, `-`, `无`, blank)."""
    return len(text) < SHORT and plain(text).lower() in ABSENT


def name_key(name: str) -> str:
    """A name for comparing: （） and () are one, spaces, case and width do not count."""
    return plain(name).casefold()
