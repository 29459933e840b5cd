"""Paging by key: a page begins after the last row of the one before, so a deep page costs what the first costs.

The order is the sort column, NULL last in both directions, then the primary key in the same direction; it is total,
so every row is visited exactly once even where the column ties.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Invalid

SIZE = 50


@dataclass(frozen=True, slots=True)
class Order:
    """The column sorted by, `down` for descending; `read` turns a cursor's text into a value (ValueError if bad)."""

    column: str
    read: Callable[[str], Any]
    down: str = ""
    nullable: str = ""

    def column_order(self, back: str, nulls: str = "") -> list[Any]:
        """ORDER BY; `back` reads the other way round, `nulls` puts the NULLs at the end."""
        down = bool(self.down) != bool(back)
        place: dict[str, bool] = {}
        if nulls and self.nullable:
            place = {"nulls_first": True} if back else {"nulls_last": True}
        column = F(self.column)
        return [column.desc(**place) if down else column.asc(**place), "-pk" if down else "pk"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the page begins: after or before the row with this value of the sort column and this key."""

    value: Any
    pk: int
    back: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows (pk, value, …) in order, and the cursors of the pages beside it, `` where there is none."""

    rows: list[tuple[Any, ...]]
    before: str = ""
    after: str = ""
    keys: list[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", [row[0] for row in self.rows])


def cursor(order: Order, after: str, before: str) -> Cursor | None:
    """The cursor in a query string, `value~key`; None for the first page. Raises Invalid."""
    text = after or before
    if not text:
        return None
    value, _mark, key = text.rpartition("~")
    if key.isascii() and key.isdigit() and len(key) < 19 and "\0" not in value:
        with suppress(ValueError):
            return Cursor(order.read(value) if value else None, int(key), "" if after else "back")
    raise Invalid(_("分页位置无效，请从第一页重新打开。"))


def page(rows: QuerySet[Any], order: Order, start: Cursor | None, *columns: str, size: int = SIZE) -> Page:
    """One page of `rows`: key, sort value, then the columns asked for; along an index, in two queries at the NULLs."""
    back = start.back if start else ""
    found: list[tuple[Any, ...]] = []
    for part in _parts(order, start, back):
        if len(found) <= size:
            wanted = rows.filter(part).order_by(*order.column_order(back))
            found += wanted.values_list("pk", order.column, *columns)[: size + 1 - len(found)]
    return made(found, start, size)


def page_of_few(rows: QuerySet[Any], order: Order, start: Cursor | None, size: int = SIZE) -> Page:
    """The same page of rows so few that they are sorted rather than met along an index: always one query."""
    back = start.back if start else ""
    where = reduce(or_, _parts(order, start, back))
    wanted = rows.filter(where).order_by(*order.column_order(back, nulls="apart"))
    return made(list(wanted.values_list("pk", order.column)[: size + 1]), start, size)


def made(found: list[tuple[Any, ...]], start: Cursor | None, size: int = SIZE) -> Page:
    """The page of the rows (pk, sort value, …) read from `start` on; one more than `size` says that there are more."""
    back = start.back if start else ""
    there_is_more = len(found) > size
    found = found[:size]
    if back:
        found.reverse()
    if not found:
        return Page([])
    first, last = found[0], found[-1]
    return Page(
        found,
        before=_text(first) if (there_is_more if back else start) else "",
        after=_text(last) if (back or there_is_more) else "",
    )


def _parts(order: Order, start: Cursor | None, back: str) -> list[Q]:
    """Conditions of the pieces to read one after the other: the values, then the NULLs, or the other way round."""
    if not order.nullable:
        return [_beyond(order, start) if start else Q()]
    values, nulls = Q(**{f"{order.column}__isnull": False}), Q(**{f"{order.column}__isnull": True})
    if start is None:
        return [values, nulls]
    if start.value is None:
        down = bool(order.down) != bool(back)
        rest = nulls & Q(**{"pk__lt" if down else "pk__gt": start.pk})
        return [rest, values] if back else [rest]
    return [_beyond(order, start)] if back else [_beyond(order, start), nulls]


def _beyond(order: Order, start: Cursor) -> Q:
    """Rows after the cursor. The first condition is implied by the rest and lets the index be entered in its middle."""
    side = "lt" if bool(order.down) != bool(start.back) else "gt"
    beyond = Q(**{f"{order.column}__{side}": start.value}) | Q(**{f"pk__{side}": start.pk})
    return Q(**{f"{order.column}__{side}e": start.value}) & beyond


def _text(row: tuple[Any, ...]) -> str:
    pk, value = row[:2]
    shown = "" if value is None else value.isoformat() if hasattr(value, "isoformat") else value
    return f"{shown}~{pk}"
