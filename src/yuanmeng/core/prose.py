"""Prose with live numbers: a citation names a figure and a period, everything else is the writer's own words.

    2021 年，服务生走访企业[[visits.by_officers 2021]]次，在全省排名第[[fact:3]]。
    [[chart:visits.by_officers 2021]]

Paragraphs are lines. A chart stands on a line of its own and cites the months of its period.
一、 （一） 1. （1） at the beginning of a line are the levels of GB/T 9704 (DOC-02).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yuanmeng.core import period

CITATION = re.compile(r"\[\[(?P<key>[a-z]+\.[a-z0-9_]+|fact:[0-9]{1,9})(?: (?P<period>[0-9][0-9Q.\-]{3,23}))?\]\]")
CHART = re.compile(r"\[\[chart:(?P<key>[a-z]+\.[a-z0-9_]+) (?P<period>[0-9][0-9Q.\-]{3,23})\]\]")
MONTHS = range(2, 37)
"""How many points a chart may have."""
OPENED = re.compile(r"\[\[|\]\]")
NUMERAL = "零〇一二三四五六七八九十百千万亿两几"
LEVELS = (
    (1, re.compile(rf"[{NUMERAL}]+、")),
    (2, re.compile(rf"（[{NUMERAL}]+）")),
    (3, re.compile(r"[0-9]{1,2}[.．]")),
    (4, re.compile(r"（[0-9]{1,2}）")),
)
DIGITS = r"[0-9０-９]+(?:[.,，．][0-9０-９]+)*"
UNITS = "个件次家名人场条对项笔元万亿米吨台户届批份倍%％"
ALONE = rf"(?<![第{NUMERAL}])"
BY_HAND = re.compile(
    rf"{DIGITS}[万亿%％]?|{ALONE}[{NUMERAL}]{{2,}}(?=[{UNITS}余多])|{ALONE}[两三四五六七八九几](?=[{UNITS}])"
)
DATES = re.compile(
    r"[0-9]{4}-[0-9]{1,2}(?:-[0-9]{1,2})?|[0-9]{4} ?年(?: ?[0-9]{1,2} ?月)?(?: ?[0-9]{1,2} ?日)?"
    r"|[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?日)?|〔[0-9]{4}〕[0-9]*|[0-9]+\+[0-9]+\+[A-Za-z0-9]+"
)
"""Dates, document numbers and names such as 1+5+N are no numbers that need a proof."""


class Unreadable(ValueError):
    """A citation that names no figure and period; `text` is what stands there."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Citation:
    """A number to be computed: a figure's key with a period's text, or `fact:7` without one."""

    key: str
    period: str

    def __str__(self) -> str:
        return f"[[{self.key} {self.period}]]" if self.period else f"[[{self.key}]]"


@dataclass(frozen=True, slots=True)
class Words:
    """The writer's words; `by_hand` says that they are a number nobody has computed."""

    text: str
    by_hand: bool = False


Piece = Citation | Words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line: level 1 to 4 of GB/T 9704, 0 for text; a chart has its months in place of words."""

    level: int
    pieces: tuple[Piece, ...]
    chart: tuple[Citation, ...] = ()


def read(text: str) -> list[Paragraph]:
    """The paragraphs of a text; empty lines are dropped. Raises Unreadable."""
    return [_paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def citations(paragraphs: list[Paragraph]) -> list[Citation]:
    """The distinct citations, in the order of the text."""
    found = (piece for each in paragraphs for piece in (*each.pieces, *each.chart) if isinstance(piece, Citation))
    return list(dict.fromkeys(found))


def typed_numbers(paragraphs: list[Paragraph]) -> list[str]:
    """The numbers typed by hand, in the order of the text."""
    return [piece.text for each in paragraphs for piece in each.pieces if isinstance(piece, Words) and piece.by_hand]


def length(text: str) -> int:
    """Characters without white space, as offices count them (DOC-04)."""
    return sum(not each.isspace() for each in text)


def _paragraph(line: str) -> Paragraph:
    if drawn := CHART.fullmatch(line):
        return Paragraph(0, (), _months(drawn))
    level, start = next(((level, found.end()) for level, head in LEVELS if (found := head.match(line))), (0, 0))
    head = (Words(line[:start]),) if start else ()
    return Paragraph(level, (*head, *_pieces(line[start:])))


def _months(drawn: re.Match[str]) -> tuple[Citation, ...]:
    try:
        months = period.read(drawn["period"]).months()
    except period.NoPeriod:
        raise Unreadable(drawn.group()) from None
    if len(months) not in MONTHS:
        raise Unreadable(drawn.group())
    return tuple(Citation(drawn["key"], str(month)) for month in months)


def _pieces(line: str) -> Iterator[Piece]:
    at = 0
    for found in CITATION.finditer(line):
        yield from _words(line[at : found.start()])
        if (found["period"] is None) is not found["key"].startswith("fact:"):
            raise Unreadable(found.group())
        yield Citation(found["key"], found["period"] or "")
        at = found.end()
    yield from _words(line[at:])


def _words(text: str) -> Iterator[Words]:
    if wrong := OPENED.search(text):
        raise Unreadable(text[wrong.start() : wrong.start() + 40])
    dates = [found.span() for found in DATES.finditer(text)]
    at = 0
    for found in BY_HAND.finditer(text):
        if any(first < found.end() and found.start() < last for first, last in dates):
            continue
        if at < found.start():
            yield Words(text[at : found.start()])
        yield Words(found.group(), by_hand=True)
        at = found.end()
    if at < len(text):
        yield Words(text[at:])
