"""Checks a full table of GB/T 4754 before it is loaded: codes, levels, parents, names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from yuanmeng.core.classify.industries import DIVISIONS, SECTION_OF, SECTIONS

CODE = re.compile(r"[A-T]|\d{2}|\d{3}|\d{4}")
NAME_MOST, DESCRIPTION_MOST = 120, 4000
ODD_NAME = re.compile(r"[?？�]|[、，,;；和及的与]$|^[、，和及的与]|\s")
COMPARED = frozenset(["0521", "1439", "2442", "2443", "3425", "3586", "5511", "7462", "4023"])
"""Codes whose names differ between published copies of the 2017 edition: a person compares them with the standard."""


class Class(NamedTuple):
    """One class of the table, with the line it was read from (the heading is line 1)."""

    line: int
    code: str
    name: str
    description: str

    @property
    def level(self) -> int:
        """1 section, 2 division, 3 group, 4 class."""
        return 1 if self.code.isalpha() else len(self.code)

    @property
    def section(self) -> str:
        """The section letter."""
        return self.code if self.code.isalpha() else SECTION_OF[self.code[:2]]

    @property
    def parent(self) -> str:
        """The code one level up, "" for a section."""
        return {1: "", 2: self.section}.get(self.level, self.code[:-1])


class Trouble(NamedTuple):
    """A line that was refused, or loaded but should be looked at (`doubtful`)."""

    line: int
    code: str
    kind: str
    says: str


def checked(rows: Iterable[Mapping[str, str]]) -> tuple[list[Class], list[Trouble]]:
    """The classes that may be loaded, sections first, and what is wrong with the rest.

    `rows` have the keys code and name, and may have parent, level, section and description, which must then agree.
    """
    classes: dict[str, Class] = {}
    troubles: list[Trouble] = []
    for line, row in enumerate(rows, start=2):
        one = Class(line, _text(row, "code").upper(), _text(row, "name"), _text(row, "description"))
        wrong = _wrong(one, row) or ("这个代码前面已经出现过。" if one.code in classes else "")
        if wrong:
            troubles.append(Trouble(line, one.code[:10], "refused", wrong))
        else:
            classes[one.code] = one
    for one in sorted(classes.values(), key=lambda each: each.level):
        if one.level > 2 and one.parent not in classes:
            del classes[one.code]
            troubles.append(Trouble(one.line, one.code, "refused", f"上级代码 {one.parent} 不在表中。"))
        elif doubt := _doubt(one):
            troubles.append(Trouble(one.line, one.code, "doubtful", doubt))
    return sorted(classes.values(), key=lambda each: (each.level, each.code)), sorted(troubles)


def _text(row: Mapping[str, str], key: str) -> str:
    return unicodedata.normalize("NFC", (row.get(key) or "").strip())


def _wrong(one: Class, row: Mapping[str, str]) -> str:
    """Why the line cannot be loaded, or ""."""
    if not CODE.fullmatch(one.code) or (one.code.isdigit() and one.code[:2] not in DIVISIONS):
        return "代码应为门类字母 A–T，或 01–97 大类起的二至四位数字。"
    if not one.name or len(one.name) > NAME_MOST or len(one.description) > DESCRIPTION_MOST:
        return f"名称不能为空，且最多 {NAME_MOST} 字；说明最多 {DESCRIPTION_MOST} 字。"
    for key, title, meant in (
        ("level", "层级", str(one.level)),
        ("parent", "上级代码", one.parent),
        ("section", "门类", one.section),
    ):
        said = _text(row, key)
        if said and said != meant:
            return f"{title}写作“{said[:10]}”，按代码应为“{meant or '空'}”。"
    return ""


def _doubt(one: Class) -> str:
    """Why a person should compare the line with the standard, or ""."""
    known = SECTIONS.get(one.code) or DIVISIONS.get(one.code)
    if known and known != one.name:
        return f"名称与标准中的“{known}”不同。"
    if any(one.name.count(left) != one.name.count(right) for left, right in ("（）", "()")):
        return "名称中的括号不成对，或一半全角一半半角。"
    if ODD_NAME.search(one.name):
        return "名称中有空格、问号，或首尾多出标点、连词。"
    return "各公开版本中此名称写法不一，请对照标准原文。" if one.code in COMPARED else ""
