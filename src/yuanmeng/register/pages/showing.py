"""How values are written for people: dates, money, labels, ages. Pages hand templates ready strings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yuanmeng.core.classify.industries import DIVISIONS, SECTION_OF, SECTIONS
from yuanmeng.core.highlight import Pieces
from yuanmeng.register.models import Fact
from yuanmeng.register.models.facts import CURRENCIES, FACTS
from yuanmeng.register.models.organisation import CODE_STATES, KINDS, ORIGINS, STATES
from yuanmeng.register.models.search import SIZES

KIND, STATE, SIZE, ORIGIN = dict(KINDS), dict(STATES), dict(SIZES), dict(ORIGINS)
CODE_STATE, CURRENCY = dict(CODE_STATES), dict(CURRENCIES)
STATE_TONES = {"active": "good", "closed": "plain", "merged": "warn"}


def day(value: date | datetime | None) -> str:
    """A date in the form of the language, `` for none; a moment in the zone's own time."""
    if value is None:
        return ""
    return date_format(localtime(value).date() if isinstance(value, datetime) else value, "SHORT_DATE_FORMAT")


def iso(value: date | datetime | None) -> str:
    """`2024-05-01`: the same width in every row of a list."""
    if value is None:
        return ""
    return (localtime(value).date() if isinstance(value, datetime) else value).isoformat()


def moment(value: datetime) -> str:
    """Date and time of day."""
    return date_format(localtime(value), "SHORT_DATETIME_FORMAT")


def wan(fen: int) -> str:
    """Fen as units of 10,000 with two digits at most: 12,345,000,000 → `12,345`."""
    text = number_format(f"{fen / 1_000_000:.2f}", use_l10n=True, force_grouping=True)
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(kind: str, value: int, currency: str = "") -> str:
    """A fact's value with its unit."""
    if FACTS[kind][1] != "fen":
        unit = _("%(count)s 人") if FACTS[kind][1] == "person" else _("%(count)s 个")
        return unit % {"count": number_format(value, force_grouping=True)}
    if currency == "CNY":
        return _("%(amount)s 万元") % {"amount": wan(value)}
    return _("%(amount)s 万%(currency)s") % {"amount": wan(value), "currency": CURRENCY[currency]}


def fact_amount(fact: Fact) -> str:
    """As `amount`."""
    return amount(fact.kind, fact.value, fact.currency)


def age(of: date, today: date) -> str:
    """How old a value is, in words."""
    days = (today - of).days
    if days < 60:
        return _("%(days)s 天前") % {"days": days}
    if days < 730:
        return _("%(months)s 个月前") % {"months": days // 30}
    return _("%(years)s 年前") % {"years": days // 365}


def industry(code: str, names: dict[str, str] | None = None) -> str:
    """`1411 饼干、面包制造` where the full table is loaded, else the division's name."""
    return f"{code} {industry_name(code, names or {})}".strip()


def industry_name(code: str, names: dict[str, str]) -> str:
    """The name of a code, or of the division it lies in."""
    return names.get(code) or DIVISIONS.get(code[:2], "")


def section(code: str) -> str:
    """The section a code lies in, with its name."""
    letter = SECTION_OF.get(code[:2], "")
    return f"{letter} {SECTIONS[letter]}" if letter else ""


def with_marks(pieces: Pieces) -> SafeString:
    """The pieces as text, the marked ones in <mark>."""
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", text) if on else text,) for text, on in pieces))


def has_marks(pieces: Iterable[tuple[str, bool]]) -> bool:
    """Whether anything is marked."""
    return any(on for _text, on in pieces)


def size(key: str | None) -> str:
    """The size class, `` for a firm that is not indexed."""
    return str(SIZE[key]) if key else ""


def label(choices: dict[Any, Any], key: str) -> str:
    """The text of a choice."""
    return str(choices.get(key, key))
