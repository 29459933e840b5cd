"""What a briefing's citations lead to: the same reading for the draft, the published edition, HTML, PDF and Word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yuanmeng.core import period
from yuanmeng.core.actor import Actor
from yuanmeng.core.charts import Point, trend
from yuanmeng.core.prose import Citation, Paragraph, Unreadable, citations, read
from yuanmeng.core.refusals import Invalid
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.figures import Figure, Rate, Reading
from yuanmeng.reports.models import BriefingEdition, OutsideFact, Publication, PublishedRate
from yuanmeng.reports.rates import share
from yuanmeng.ui.charts import drawn

Source = Publication | PublishedRate | OutsideFact


@dataclass(frozen=True, slots=True)
class Number:
    """A citation as a reader sees it. `text` is None where the person may not know the value."""

    citation: Citation
    text: str | None
    name: str
    unit: str
    says: str
    source: Source | None = None
    """What it was frozen from; None while it is computed anew at each look."""
    parts: tuple[Number, ...] = ()
    """Of a rate: both its numbers."""
    stated: bool = True
    """False where words stand for a rate of which no number may be said."""
    value: int | None = None
    """What `text` says of a figure, as a number."""


def told(number: Number) -> list[tuple[str | None, Number | None]]:
    """A number as a text has it, in stretches, each with the number it opens: of a rate 80.0%（4/5）."""
    if not number.parts:
        return [(number.text, number)]
    if not number.stated:
        return [(number.text, None)]
    part, base = number.parts
    return [(f"{number.text}（", None), (part.text, part), ("/", None), (base.text, base), ("）", None)]


def citable() -> dict[str, Figure | Rate]:
    """Key → figure or rate in use."""
    known, shares = ledger.declared()
    return {**known, **shares}


def resolve(cite: Citation, known: Mapping[str, Figure | Rate]) -> Figure | Rate | OutsideFact:
    """The figure or rate, among those known, or the fact of a citation. Raises Invalid with a sentence quoting it."""
    if cite.key.startswith("fact:"):
        fact = OutsideFact.objects.filter(pk=int(cite.key.removeprefix("fact:")), withdrawn_at=None).first()
        if fact is None:
            raise Invalid(_("“%(cite)s”：没有这条外部数据，或者它已停用。") % {"cite": cite})
        return fact
    figure = known.get(cite.key)
    if figure is None:
        raise Invalid(_("“%(cite)s”：没有这个数字。") % {"cite": cite})
    try:
        period.read(cite.period)
    except period.NoPeriod:
        raise Invalid(
            _("“%(text)s”不是期间。可写 2021、2021Q3、2021-07 或 2021-07-01..2021-09-15。") % {"text": cite.period}
        ) from None
    return figure


def refused(text: str) -> None:
    """Raises Invalid when a citation of the text leads nowhere."""
    try:
        paragraphs = read(text)
    except Unreadable as wrong:
        raise Invalid(
            _(
                "“%(text)s”不是引用。引用写作 [[数字 期间]]，如 [[issues.closed 2021]]；"
                "图独占一行，写作 [[chart:数字 期间]]，期间有 2 到 36 个月；可以输入 @ 来选。"
            )
            % {"text": wrong.text}
        ) from None
    cited = citations(paragraphs)
    if len(cited) > MOST:
        raise Invalid(_("一份简报最多引用 %(most)s 个数字。") % {"most": MOST})
    known = citable()
    for each in cited:
        resolve(each, known)
    for month in (paragraph.chart[-1] for paragraph in paragraphs if paragraph.chart):
        if isinstance(known[month.key], Rate):
            raise Invalid(_("“%(key)s”是比率，不能画成图。") % {"key": month.key})
        if period.read(month.period).first > timezone.localdate():
            raise Invalid(_("图里的 %(month)s 还没有到，请把期间缩短到已经开始的月份。") % {"month": month.period})


MOST = 200


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart of a text: its title, what is drawn, and the number of each month for the table under it."""

    title: str
    svg: str
    rows: tuple[tuple[str, Number], ...]


def drawing(months: Sequence[Citation], numbers: Mapping[Citation, Number]) -> Drawing:
    """The chart of these months from their numbers, live or frozen."""
    rows = tuple((f"{period.read(each.period).first:%Y-%m}", numbers[each]) for each in months)
    first = rows[0][1]
    title = f"{first.name}（{first.unit}）：按月"
    option = trend(title, [Point(month, number.value, "") for month, number in rows])
    return Drawing(title, drawn(option), rows)


def grouped(value: int) -> str:
    """A number in a text: groups of three from five digits on."""
    return f"{value:,}" if abs(value) >= 10_000 else str(value)


def live(paragraphs: Iterable[Paragraph], actor: Actor) -> dict[Citation, Number]:
    """The numbers of a draft, as the person may know them now; named in Chinese, as the text around them."""
    cited = citations(list(paragraphs))
    figures, shares = ledger.declared()
    known: dict[str, Figure | Rate] = {**figures, **shares}
    found = {each: resolve(each, known) for each in cited}
    asked = {}
    for cite, each in found.items():
        if not isinstance(each, OutsideFact):
            for key in (each.part, each.base) if isinstance(each, Rate) else (each.key,):
                asked[key, cite.period] = figures[key], period.read(cite.period)
    readings = dict(zip(asked, ledger.read(asked.values(), actor), strict=True))
    with translation.override("zh-hans"):
        return {cite: _live(cite, each, readings) for cite, each in found.items()}


def _live(cite: Citation, each: Figure | Rate | OutsideFact, readings: Mapping[tuple[str, str], Reading]) -> Number:
    if isinstance(each, OutsideFact):
        return _outside(cite, each)
    if isinstance(each, Rate):
        both = [readings[key, cite.period] for key in (each.part, each.base)]
        parts = [_live(Citation(one.figure.key, cite.period), one.figure, readings) for one in both]
        return _rate(cite, each, (both[0].value, both[1].value), parts)
    value = readings[each.key, cite.period].value
    said = None if value is None else grouped(value)
    return Number(cite, said, str(each.name), str(each.unit), str(each.says), value=value)


def _rate(
    cite: Citation, of: Rate | PublishedRate, values: tuple[int | None, int | None], parts: Iterable[Number]
) -> Number:
    """In Chinese, as the text around it."""
    source = of if isinstance(of, PublishedRate) else None
    with translation.override("zh-hans"):
        text, stated = share(*values, of.least)
    return Number(cite, text, str(of.name), "", str(of.says), source, tuple(parts), stated)


def published(edition: BriefingEdition) -> dict[Citation, Number]:
    """The numbers of an edition, as they were frozen."""
    cited = citations(read(edition.text))
    keys = {each: edition.cited[str(each)] for each in cited}
    facts = OutsideFact.objects.in_bulk([key for each, key in keys.items() if not each.period])
    frozen = Publication.objects.in_bulk([key for each, key in keys.items() if each.period and isinstance(key, int)])
    shares = {each: int(key.removeprefix("rate:")) for each, key in keys.items() if isinstance(key, str)}
    rates = PublishedRate.objects.select_related("part", "base").in_bulk(shares.values())
    return {
        each: _frozen_rate(each, rates[shares[each]])
        if each in shares
        else _frozen(each, frozen[key])
        if each.period
        else _outside(each, facts[key])
        for each, key in keys.items()
    }


def _frozen_rate(cite: Citation, of: PublishedRate) -> Number:
    both = (of.part, of.base)
    parts = [_frozen(Citation(each.figure, each.period), each) for each in both]
    return _rate(cite, of, (of.part.value, of.base.value), parts)


def _outside(cite: Citation, fact: OutsideFact) -> Number:
    return Number(cite, fact.value, fact.name, fact.unit, fact.source, fact)


def _frozen(cite: Citation, of: Publication) -> Number:
    return Number(cite, grouped(of.value), of.name, of.unit, of.says, of, value=of.value)
