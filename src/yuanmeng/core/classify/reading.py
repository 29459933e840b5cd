"""A business scope as people write it, read into what is done with which goods, first clause first."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from yuanmeng.core.classify.lexicon import VERBS, Found, tables

LONGEST = 400
"""Characters of a cleaned scope that are read: what comes later is boilerplate and weighs next to nothing."""
MISSING = frozenset({"", "n/a", "na", "null", "none", "-", "--", "无", "暂无", "nan", "/"})
BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
BOILERPLATE = re.compile(
    r"(?:许可|一般|前置许可|后置许可)经营项目[:;,]?(?:无[。;,.]?)?"
    r"|(?:以及其他按|依法须经批准|未取得|未经|须经审批|依照|凭许可证|凭资质|有效期限?以|国家限定公司|以上)[^;。]*"
    r"|许可证?(?:批准|核定)?范围内的?|受(?:总|本|省|市)?公司委托|在.{0,12}资质证?范围内"
)
SPACES = re.compile(r"\s+")
SPLITS = str.maketrans({"。": ";", "!": ";", "|": ";", "*": ",", ".": ","})


class Clause(NamedTuple):
    """Verbs and things of one clause; `part` counts the parts between semicolons from 0."""

    part: int
    verbs: frozenset[str]
    items: tuple[Found, ...]


def plain(text: str | None) -> str:
    """Width and spaces made uniform; a cell that says there is nothing becomes the empty text."""
    clean = SPACES.sub("", unicodedata.normalize("NFKC", text or ""))
    return "" if clean.lower() in MISSING else clean


def cleaned(scope: str | None) -> str:
    """A scope without brackets and boilerplate, parts separated by `;` and clauses by `,`."""
    text, before = plain(scope[:4000] if scope else ""), ""
    while text != before:
        text, before = BRACKETS.sub("", text), text
    return BOILERPLATE.sub("", text).translate(SPLITS)[:LONGEST]


def clauses(scope: str | None) -> list[Clause]:
    """The clauses of a scope in order; a clause without a verb takes it from its neighbour in the same part.

    `批发、零售：甲，乙` sells 乙 as well, and `甲，乙的生产` makes 甲 as well.
    """
    read: list[Clause] = []
    part: list[tuple[frozenset[str], bool, tuple[Found, ...]]] = []
    verbs: set[str] = set()
    items: list[Found] = []
    leads = False
    number = 0
    for found in [*tables()[1].find(cleaned(scope)), END]:
        kind = found.senses[0].kind
        if kind in VERBS:
            leads = leads or not items
            verbs.add(kind)
        elif kind == "mark":
            if found.word == ":":
                continue
            if verbs or items:
                part.append((frozenset(verbs), leads, tuple(items)))
                verbs, items, leads = set(), [], False
            if found.word == ";" and part:
                read += [Clause(number, shared, things) for shared, things in _inherited(part)]
                part, number = [], number + 1
        else:
            items.append(found)
    return read


END = Found(";", tables()[1].words[";"])


def _inherited(
    part: list[tuple[frozenset[str], bool, tuple[Found, ...]]],
) -> list[tuple[frozenset[str], tuple[Found, ...]]]:
    """Each clause of a part with its own verbs, else those that lead before it, else those that trail after it."""
    ahead: frozenset[str] = frozenset()
    forward = []
    for verbs, leads, _items in part:
        if verbs:
            ahead = verbs if leads else frozenset()
        forward.append(verbs or ahead)
    behind: frozenset[str] = frozenset()
    shared = []
    for (verbs, leads, items), given in zip(reversed(part), reversed(forward), strict=True):
        if verbs:
            behind = frozenset() if leads else verbs
        shared.append((given or behind, items))
    return shared[::-1]
