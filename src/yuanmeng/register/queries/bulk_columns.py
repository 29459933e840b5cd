"""The columns of a bulk edit: their heads in both languages, and how cells are read and written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from yuanmeng.core import dates
from yuanmeng.core.text import plain
from yuanmeng.register.models import Organisation
from yuanmeng.register.models.organisation import KINDS
from yuanmeng.ui.typed import plain_lines, plain_text

INDUSTRY = re.compile(r"[A-T]?\d{2,4}|[A-T]|")
DIVISION = re.compile(r"\d{6}|")
LANGUAGES = ("zh-hans", "en")


class Unfit(ValueError):
    """The cell cannot be taken; the argument is the sentence for people."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `read` turns the cell's text into the text kept (raises Unfit), `shown` into what the sheet shows."""

    key: str
    head: Any
    read: Callable[[str], str]
    shown: Callable[[str], str] = str


def level(words: str) -> str:
    """Without outer space, lines ended as on every system: what a sheet may lose on its way."""
    return words.replace("\r\n", "\n").strip()


def text(key: str, head: Any) -> Column:
    """A column of text, held to the rules of its field."""
    field = Organisation._meta.get_field(key)
    seen = plain_lines if isinstance(field, models.TextField) else plain_text

    def read(cell: str) -> str:
        words = level(cell)
        try:
            seen(words)
            field.clean(words, None)  # type: ignore[union-attr]
        except ValidationError as wrong:
            raise Unfit(" ".join(wrong.messages)) from None
        return words

    return Column(key, head, read)


def pattern(key: str, head: Any, fits: re.Pattern[str], says: Any) -> Column:
    """A column of codes."""

    def read(cell: str) -> str:
        code = plain(cell).upper()
        if not fits.fullmatch(code):
            raise Unfit(str(says))
        return code

    return Column(key, head, read)


def read_kind(cell: str) -> str:
    """A kind by its name in either language, or by its key."""
    named: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            named |= {str(name): key for key, name in KINDS} | {key: key for key, _name in KINDS}
    if cell.strip() not in named:
        names = "、".join(str(name) for _key, name in KINDS)
        raise Unfit(str(_("没有这个类别。请照抄：%(names)s。")) % {"names": names})
    return named[cell.strip()]


def read_day(cell: str) -> str:
    """A day as ISO text, empty when there is none."""
    try:
        day = dates.read(cell)
    except dates.Unclear:
        raise Unfit(str(_("看不出是哪一天。请写成 2012-05-24 的样子。"))) from None
    if day and day > timezone.localdate():
        raise Unfit(str(_("日期不能晚于今天。")))
    return day.isoformat() if day else ""


COLUMNS = {
    column.key: column
    for column in (
        text("name", _("名称")),
        Column("kind", _("类别"), read_kind, lambda key: str(dict(KINDS).get(key, key))),
        Column("founded", _("成立日期"), read_day),
        pattern("division", _("行政区划代码"), DIVISION, _("行政区划代码应为 6 位数字，或留空。")),
        text("address", _("地址")),
        pattern("industry", _("行业代码"), INDUSTRY, _("行业代码应为一个字母或 2 至 4 位数字（GB/T 4754），或留空。")),
        text("industry_edition", _("行业版本")),
        text("scope", _("经营范围")),
        text("source", _("来源")),
    )
}
"""What may be edited in bulk. Codes, states and parents have their own ways, one firm at a time."""
KEY, VERSION, CODE = _("档案编号"), _("版本"), _("信用代码（仅供核对）")
NAME = _("名称（仅供核对）")


def heads() -> dict[str, str]:
    """Head in either language → `key`, `version`, `` for what is only for reference, or the column's key."""
    found: dict[str, str] = {}
    fixed = {"key": KEY, "version": VERSION}
    for language in LANGUAGES:
        with override(language):
            found |= {str(column.head): key for key, column in COLUMNS.items()}
            found |= {str(head): key for key, head in fixed.items()} | {str(head): "" for head in (CODE, NAME)}
    return found


def kept(firm: Organisation | dict[str, Any], key: str) -> str:
    """The present value as text."""
    value = firm[key] if isinstance(firm, dict) else getattr(firm, key)
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def stored(key: str, words: str) -> Any:
    """The kept text as the value of the field."""
    return None if key == "founded" and not words else words
