"""What goes into the cells of a form for a period, as one person may know it, or which datum is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yuanmeng.core import period as periods
from yuanmeng.core.actor import Actor
from yuanmeng.core.period import NoPeriod, Period
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.files.storage import path_of, sha256_of
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.figures import Figure, Rate, Reading
from yuanmeng.reports.grids import Grid, Value, read, shown
from yuanmeng.reports.models import FIELDS, FilledCell, OutsideFact, Placement, Source, SuperiorForm

WHOLE = re.compile(r"0|-?[1-9]\d{0,14}", re.ASCII)
SHAPES = {"month": re.compile(r"\d{4}-\d{2}"), "quarter": re.compile(r"\d{4}Q\d"), "year": re.compile(r"\d{4}")}
EARLIEST = 2000


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell of a form for a period: its text, or in words which datum is missing."""

    cell: str
    kind: str
    key: str
    span: str
    name: str
    period: str = ""
    definition: int | None = None
    records: int | None = None
    text: str = ""
    missing: str = ""


def period_of(form: SuperiorForm, text: str) -> Period:
    """The period of a filling. Raises Invalid when it is none of the form's rhythm, or has not begun."""
    try:
        asked = periods.read(text)
    except NoPeriod:
        asked = None
    if asked is None or not SHAPES[form.rhythm].fullmatch(str(asked)) or asked.first.year < EARLIEST:
        raise Invalid(
            _("“%(text)s”不是这张表的报告期。按月写 2021-07，按季度写 2021Q3，按年写 2021。") % {"text": text[:40]}
        )
    if asked.first > timezone.localdate():
        raise Invalid(_("报告期 %(period)s 还没有开始，没有数可填。") % {"period": asked})
    return asked


def latest(form: SuperiorForm) -> Period:
    """The newest period of the form that is over."""
    today = timezone.localdate()
    if form.rhythm == "month":
        return periods.month(today.year, today.month).before()
    if form.rhythm == "quarter":
        return periods.quarter(today.year, (today.month + 2) // 3).before()
    return periods.year(today.year).before()


def spanned(asked: Period, span: str) -> Period:
    """The period a figure is read for."""
    if span == "year_to_date":
        return Period(asked.first.replace(month=1, day=1), asked.last)
    if span == "last_year":
        text = str(asked)
        return periods.read(f"{int(text[:4]) - 1}{text[4:]}")
    return asked


def label(asked: str) -> str:
    """A period as a form writes it: 2021年7月, 2021年第3季度, 2021年."""
    year, rest = asked[:4], asked[4:]
    if rest.startswith("Q"):
        return f"{year}年第{rest[1:]}季度"
    return f"{year}年{int(rest[1:])}月" if rest else f"{year}年"


def content(form: SuperiorForm) -> bytes:
    """The stored file. Raises Hidden when it is gone or is not the one that was uploaded."""
    path = path_of(form.stored)
    if not path.is_file() or sha256_of(path) != form.sha256:
        raise Hidden(_("原表文件不在了，或者与上传时不一致，不能使用。请重新上传。"))
    return path.read_bytes()


def grids(form: SuperiorForm) -> list[Grid]:
    """The cells of a form. Raises Hidden."""
    return list(_read(form.kind, content(form)))


@lru_cache(maxsize=8)
def _read(kind: str, stored: bytes) -> tuple[Grid, ...]:
    """A form is drawn again and again while its cells are given sources."""
    return tuple(read(kind, stored))


def names() -> dict[tuple[str, str], str]:
    """(kind, key) → name of every source that may be placed, but a fixed text."""
    found = {("field", key): str(name) for key, name in FIELDS}
    known, rates = ledger.declared()
    found |= {("figure", key): f"{each.name}（{each.unit}）" for key, each in known.items()}
    found |= {("rate", key): str(each.name) for key, each in rates.items()}
    facts = OutsideFact.objects.filter(withdrawn_at=None).order_by("-on", "-pk")[:200]
    return found | {("fact", str(each.pk)): f"{each.name} {each.value}{each.unit}（{each.on}）" for each in facts}


def filled(form: SuperiorForm, asked: Period, by: Actor) -> list[Filled]:
    """Every placed cell for a period, in the order of placing."""
    placements = list(form.placements.order_by("pk"))
    known, rates = ledger.declared()
    readings = _readings(placements, asked, by, known, rates)
    facts = OutsideFact.objects.in_bulk([int(each.key) for each in placements if each.kind == "fact"])
    return [_filled(each, asked, by, readings=readings, rates=rates, facts=facts) for each in placements]


Readings = Mapping[tuple[str, str], Reading]
"""Figure and period → what the person may know."""


def _readings(
    placements: Iterable[Source], asked: Period, by: Actor, known: Mapping[str, Figure], rates: Mapping[str, Rate]
) -> Readings:
    wanted: dict[tuple[str, str], tuple[Figure, Period]] = {}
    for each in placements:
        keys = [each.key] if each.kind == "figure" else []
        if each.kind == "rate" and each.key in rates:
            keys = [rates[each.key].part, rates[each.key].base]
        for key in keys:
            if key in known:
                span = spanned(asked, each.span)
                wanted[key, str(span)] = known[key], span
    return dict(zip(wanted, ledger.read(wanted.values(), by), strict=True))


def _filled(
    each: Placement,
    asked: Period,
    by: Actor,
    *,
    readings: Readings,
    rates: Mapping[str, Rate],
    facts: Mapping[int, OutsideFact],
) -> Filled:
    head = (each.cell, each.kind, each.key, each.span)
    if each.kind == "figure":
        return _figure(head, str(spanned(asked, each.span)), readings)
    if each.kind == "rate":
        return _rate(head, str(spanned(asked, each.span)), readings, rates.get(each.key))
    if each.kind == "fact":
        fact = facts[int(each.key)]
        if fact.withdrawn_at:
            return Filled(*head, fact.name, missing=_("外部数据“%(name)s”已停用。") % {"name": fact.name})
        return Filled(*head, fact.name, fact.on.isoformat(), text=fact.value)
    if each.kind == "text":
        return Filled(*head, _("固定文字"), text=each.text)
    return Filled(*head, str(dict(FIELDS)[each.key]), text=_field(each.key, asked, by))


Head = tuple[str, str, str, str]


def _figure(head: Head, span: str, readings: Readings) -> Filled:
    reading = readings.get((head[2], span))
    if reading is None:
        return Filled(*head, head[2], span, missing=_("没有“%(key)s”这个数字了。") % {"key": head[2]})
    name, version = str(reading.figure.name), reading.figure.version
    if reading.value is None:
        return Filled(*head, name, span, version, missing=_closed(name))
    return Filled(*head, name, span, version, reading.records, str(reading.value))


def _rate(head: Head, span: str, readings: Readings, rate: Rate | None) -> Filled:
    if rate is None:
        return Filled(*head, head[2], span, missing=_("没有“%(key)s”这个数字了。") % {"key": head[2]})
    part, base = readings[rate.part, span], readings[rate.base, span]
    name = str(rate.name)
    if part.value is None or base.value is None:
        return Filled(*head, name, span, rate.version, missing=_closed(name))
    if base.value < rate.least:
        said = _("“%(name)s”的基数不足 %(least)s 条，不计算。") % {"name": name, "least": rate.least}
        return Filled(*head, name, span, rate.version, base.records, missing=said)
    if part.value > base.value:
        said = _("“%(name)s”的分子多于分母，不计算。") % {"name": name}
        return Filled(*head, name, span, rate.version, base.records, missing=said)
    share = Decimal(part.value) / Decimal(base.value)
    return Filled(*head, name, span, rate.version, base.records, shown(share))


def _closed(name: str) -> str:
    return _("“%(name)s”里有您无权查看的记录，请有权的人来填。") % {"name": name}


def _field(key: str, asked: Period, by: Actor) -> str:
    if key == "zone":
        with translation.override("zh-hans"):
            return "济北开发区（演示）" if settings.DEMO else str(settings.ZONE_NAME)
    if key == "period":
        return label(str(asked))
    today = timezone.localdate()
    return f"{today.year}年{today.month}月{today.day}日" if key == "day" else by.name


def value_of(each: Filled | FilledCell) -> Value:
    """What is written into the cell: numbers as numbers, so that the form's own sums add them up."""
    if each.kind == "rate":
        return Decimal(each.text.removesuffix("%")) / 100
    if each.kind in {"figure", "fact"} and WHOLE.fullmatch(each.text):
        return int(each.text)
    return each.text
