"""What is set: masthead, paragraphs with their numbers, and the table of proofs behind them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localtime

from yuanmeng.core import period
from yuanmeng.core.prose import Citation, Words, read
from yuanmeng.reports.briefings import Drawing, Number, Source, drawing, grouped, published, told
from yuanmeng.reports.models import BriefingEdition, OutsideFact, Publication, PublishedRate


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one paragraph; `link` is set where it is a number with a proof."""

    text: str
    link: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture (SVG) with the table of the same months under it."""

    title: str
    svg: str
    rows: tuple[tuple[str, Run], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: level 1 to 4 of GB/T 9704, 0 for text; or a chart."""

    level: int
    runs: tuple[Run, ...]
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """One row of the table at the end: where a number comes from."""

    value: str
    name: str
    period: str
    says: str
    edition: str
    records: str
    digest: str
    link: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A briefing ready to be set; texts are Chinese, addresses whole."""

    masthead: str
    serial: str
    unit: str
    day: str
    title: str
    sent_to: str
    lines: tuple[Line, ...]
    proofs: tuple[Proof, ...]
    digest: str
    edition: int
    made: dt.datetime


def chinese(day: dt.date) -> str:
    """2021年7月1日: Arabic numerals without leading zeros (DOC-02)."""
    return f"{day.year}年{day.month}月{day.day}日"


def in_words(text: str) -> str:
    """A period as a text says it: 2021年, 2021年7月, 2021年第3季度, 2021年1月1日至2021年9月15日."""
    asked = period.read(text)
    if ".." in text:
        return f"{chinese(asked.first)}至{chinese(asked.last)}"
    year, quarter, which = text.partition("Q")
    if quarter:
        return f"{year}年第{which}季度"
    return f"{asked.first.year}年{asked.first.month}月" if "-" in text else f"{text}年"


def sheet(edition: BriefingEdition, site: str) -> Sheet:
    """An edition ready to be set. `site` is where its links lead, such as https://zone.example."""
    numbers = published(edition)
    made = localtime(edition.at)
    return Sheet(
        masthead=edition.masthead,
        serial=f"第{edition.serial}期" if edition.serial else "",
        unit=edition.unit,
        day=chinese(made.date()),
        title=edition.title,
        sent_to=edition.sent_to,
        lines=tuple(_lines(edition.text, numbers, site)),
        proofs=tuple(dict.fromkeys(proof for each in numbers.values() for proof in _proofs(each, site))),
        digest=edition.digest,
        edition=edition.number,
        made=made,
    )


def _lines(text: str, numbers: dict[Citation, Number], site: str) -> list[Line]:
    return [
        Line(
            each.level,
            tuple(run for piece in each.pieces for run in _runs(piece, numbers, site)),
            _chart(drawing(each.chart, numbers), site) if each.chart else None,
        )
        for each in read(text)
    ]


def _chart(of: Drawing, site: str) -> Chart:
    rows = tuple((month, Run(number.text or "", link=_link(number, site))) for month, number in of.rows)
    return Chart(of.title, of.svg, rows)


def _link(number: Number | None, site: str) -> str:
    return site + address(number.source) if number and number.source else ""


def _runs(piece: Citation | Words, numbers: dict[Citation, Number], site: str) -> list[Run]:
    if isinstance(piece, Words):
        return [Run(piece.text, by_hand=piece.by_hand)]
    return [Run(text or "", link=_link(number, site)) for text, number in told(numbers[piece])]


def address(source: Source) -> str:
    """Where a published number proves itself; a rate does where its numerator does."""
    if isinstance(source, OutsideFact):
        return reverse("reports:fact", args=[source.pk])
    if isinstance(source, PublishedRate):
        return reverse("desk:proof", args=[source.part.digest]) + "#rates"
    return reverse("desk:proof", args=[source.digest])


def _proofs(number: Number, site: str) -> list[Proof]:
    """One row; of a rate three: itself, numerator, denominator."""
    of = number.source
    if isinstance(of, PublishedRate):
        says = f"{of.says}分子：{of.part.name}；分母：{of.base.name}。"
        own = (number.text or "", of.name, in_words(of.period), says, f"口径第{of.definition}版", "")
        return [Proof(*own, of.digest, site + address(of)), *(_proof(each, site) for each in (of.part, of.base))]
    return [_proof(of, site)] if of else []


def _proof(of: Publication | OutsideFact, site: str) -> Proof:
    link = site + address(of)
    if isinstance(of, OutsideFact):
        until = f"截至{chinese(of.on)}"
        return Proof(f"{of.value}{of.unit}", of.name, until, f"外部数据，来源：{of.source}", "", "", "", link)
    return Proof(
        f"{grouped(of.value)}{of.unit}",
        of.name,
        in_words(of.period),
        of.says,
        f"第{of.edition}版，口径第{of.definition}版",
        f"{of.records}条",
        of.digest,
        link,
    )
