"""Pinyin of names, character by character, for typing initials and for sorting.

The table is built once from pypinyin's characters (41,923). Company names are read by their commonest reading; the
few characters of names with another usual reading are listed in `ALSO` and in `FIRST`.
"""

from __future__ import annotations

import unicodedata
from functools import cache

FIRST = {"行": "hang", "乐": "le", "长": "chang", "重": "chong", "厦": "xia", "盛": "sheng", "朝": "chao", "曾": "zeng"}
"""The reading that is usual in names where the dictionary lists another one first."""

ALSO = {
    "行": "x",
    "乐": "y",
    "长": "z",
    "重": "z",
    "厦": "s",
    "盛": "c",
    "朝": "z",
    "曾": "c",
    "单": "s",
    "调": "t",
    "藏": "z",
    "石": "d",
}
"""Initial letters of a second reading that people may type."""
TWICE = frozenset(ALSO)


@cache
def _spaced() -> dict[str, str]:
    """Character → first reading without tone, `ü` as `v`, and a space."""
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - 0.15 s that most commands do not need

    table = {chr(point): f"{plain(spelled.split(',')[0])} " for point, spelled in pinyin_dict.items()}
    return table | {character: f"{reading} " for character, reading in FIRST.items()}


def _read(text: str) -> list[str]:
    """The reading of each character with a space after it; what has none stays as it is."""
    return list(map(_spaced().get, text, text))


def plain(reading: str) -> str:
    """`lǜ` → `lv`, `jǐ` → `ji`."""
    bare = unicodedata.normalize("NFD", reading.replace("ü", "v").translate(_UMLAUTS))
    return "".join(letter for letter in bare if letter.isascii())


_UMLAUTS = str.maketrans("ǖǘǚǜ", "vvvv")


def initials(text: str) -> str:
    """The first letter of each character's reading; what has none stays as it is: `泉北A1` → `qba1`."""
    return _first(_read(text))


def _first(spelled: list[str]) -> str:
    return "".join([reading[0] for reading in spelled])


def all_initials(text: str) -> list[str]:
    """The initials, and where a character has two usual readings those of the second too."""
    return spellings(text)[0]


def spellings(text: str) -> tuple[list[str], str]:
    """`all_initials` and `sort_key` together: an index asks for both, and reading is the longer half of the work."""
    spelled = _read(text)
    first = _first(spelled)
    letters = [first]
    if not TWICE.isdisjoint(text):
        letters.append("".join([ALSO.get(character, letter) for character, letter in zip(text, first, strict=True)]))
    return letters, "".join(spelled)[:80]


def sort_key(text: str) -> str:
    """Readings with a space after each, at most 80 characters, so that names sort as a dictionary has them."""
    return spellings(text)[1]
