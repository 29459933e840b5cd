"""Filters that rooms above the register offer for the firm list, named in the settings (`FIRM_FILTERS`).

The register does not know them: each is an object with `key`, `label`, `choices(actor)` and `firms(actor, value)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from yuanmeng.core.actor import Actor


class FirmFilter(Protocol):
    """`key` is the name in the query string, `label` the text for people."""

    key: str
    label: Any

    def choices(self, actor: Actor) -> Sequence[tuple[str, Any]]:
        """What can be chosen, as (value, text)."""
        ...

    def firms(self, actor: Actor, value: str) -> QuerySet[Any]:
        """The keys of the organisations that the choice leaves, as a `values` queryset of one column."""
        ...


@cache
def extra_filters() -> tuple[FirmFilter, ...]:
    """The filters named in the settings, in their order."""
    return tuple(cast("FirmFilter", import_string(path)) for path in settings.FIRM_FILTERS)
