"""What a briefing's citations lead to: the same reading for the draft, the published edition, HTML, PDF and Word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yuanmeng.core import period
from yuanmeng.core.actor import Actor
from yuanmeng.core.prose import Citation, Paragraph, Unreadable, citations, read
from yuanmeng.core.refusals import Invalid
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.figures import Figure
from yuanmeng.reports.models import BriefingEdition, OutsideFact, Publication


@dataclass(frozen=True, slots=True)
class Number:
    """A citation as a reader sees it. `text` is None where the person may not know the value."""

    citation: Citation
    text: str | None
    name: str
    unit: str
    says: str
    source: Publication | OutsideFact | None = None
    """What it was frozen from; None while it is computed anew at each look."""


def resolve(cite: Citation, known: Mapping[str, Figure]) -> Figure | OutsideFact:
    """The figure, among those known, or the fact of a citation. Raises Invalid with a sentence that quotes it."""
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
        cited = citations(read(text))
    except Unreadable as wrong:
        raise Invalid(
            _("“%(text)s”不是引用。引用写作 [[数字 期间]]，如 [[issues.closed 2021]]；可以输入 @ 来选。")
            % {"text": wrong.text}
        ) from None
    if len(cited) > MOST:
        raise Invalid(_("一份简报最多引用 %(most)s 个数字。") % {"most": MOST})
    known = ledger.figures()
    for each in cited:
        resolve(each, known)


MOST = 100


def grouped(value: int) -> str:
    """A number in a text: groups of three from five digits on."""
    return f"{value:,}" if abs(value) >= 10_000 else str(value)


def live(paragraphs: Iterable[Paragraph], actor: Actor) -> dict[Citation, Number]:
    """The numbers of a draft, as the person may know them now."""
    cited = citations(list(paragraphs))
    known = ledger.figures()
    found = {each: resolve(each, known) for each in cited}
    asked = [(each, figure) for each, figure in found.items() if isinstance(figure, Figure)]
    readings = ledger.read([(figure, period.read(each.period)) for each, figure in asked], actor)
    numbers = {each: _outside(each, fact) for each, fact in found.items() if isinstance(fact, OutsideFact)}
    for (each, figure), reading in zip(asked, readings, strict=True):
        value = None if reading.value is None else grouped(reading.value)
        numbers[each] = Number(each, value, str(figure.name), str(figure.unit), str(figure.says))
    return numbers


def published(edition: BriefingEdition) -> dict[Citation, Number]:
    """The numbers of an edition, as they were frozen."""
    cited = citations(read(edition.text))
    keys = {each: edition.cited[str(each)] for each in cited}
    facts = OutsideFact.objects.in_bulk([key for each, key in keys.items() if not each.period])
    frozen = Publication.objects.in_bulk([key for each, key in keys.items() if each.period])
    return {
        each: _frozen(each, frozen[key]) if each.period else _outside(each, facts[key]) for each, key in keys.items()
    }


def _outside(cite: Citation, fact: OutsideFact) -> Number:
    return Number(cite, fact.value, fact.name, fact.unit, fact.source, fact)


def _frozen(cite: Citation, of: Publication) -> Number:
    return Number(cite, grouped(of.value), of.name, of.unit, of.says, of)
