"""What a firm may ask to have corrected, and how a typed value is read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Invalid
from yuanmeng.register.models import Organisation
from yuanmeng.register.models.facts import FACTS
from yuanmeng.register.queries.facts import newest

FIELDS = ("name", "uscc", "founded", "division", "address", "scope")
FACT = "fact."
"""Prefix of corrections that concern a dated fact, such as `fact.headcount`."""


def correctable() -> list[str]:
    """Everything a correction may be about."""
    return [*FIELDS, *(FACT + kind for kind in FACTS)]


def name_of(field: str) -> str:
    """The field's name for people."""
    if field.startswith(FACT):
        return str(FACTS[field.removeprefix(FACT)][0])
    return str(Organisation._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def value_now(firm: Organisation, field: str) -> str:
    """The value as it stands: text, ISO date, or the newest fact as a whole number."""
    if field.startswith(FACT):
        facts = {fact.kind: fact for fact in newest(firm.pk)}
        fact = facts.get(field.removeprefix(FACT))
        return str(fact.value) if fact else ""
    value = getattr(firm, field)
    return value.isoformat() if isinstance(value, date) else value or ""


def read(field: str, text: str) -> Any:
    """The typed text as the value to write. Raises Invalid."""
    if field.startswith(FACT):
        return _whole(text)
    if field == "founded":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Invalid(_("日期请写成 2024-05-01 的样式。"), errors={"proposed": [_("日期格式不对")]}) from None
    return text


def _whole(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    raise Invalid(_("指标数值应为不小于零的整数。"), errors={"proposed": [_("请填写整数")]})
