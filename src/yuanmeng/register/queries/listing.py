"""The firm list: what a filter leaves, in which order, how many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Func, Q, QuerySet

from yuanmeng.core.actor import Actor
from yuanmeng.core.classify.industries import SECTION_OF
from yuanmeng.register.models import Organisation, Origin
from yuanmeng.register.queries.extra_filters import extra_filters
from yuanmeng.register.queries.paging import SIZE, Order, Page, cursor, made, page, page_of_few
from yuanmeng.register.queries.searching import TIER, best, search

SORTS = ("place", "name", "founded", "updated", "code")
FIRST_SORT = "-updated"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list was asked for: a search, filters by field, an order (`-` for descending), a place to begin."""

    actor: Actor
    q: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    sort: str = ""
    after: str = ""
    before: str = ""

    @property
    def order(self) -> str:
        """The order in force: the best match first when searching, else what changed last."""
        return self.sort or ("place" if self.q else FIRST_SORT)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of organisations (dicts of FIELDS) and how many there are in all."""

    firms: list[dict[str, Any]]
    total: int
    page: Page


FIELDS = (
    "pk", "name", "uscc", "kind", "state", "division", "address", "industry", "industry_edition", "founded",
    "updated_at", "index__size", "index__facts_as_of", "index__former", "index__initials",
)  # fmt: skip


def listed(asked: Asked, size: int = SIZE) -> Listed:
    """One page, in three queries at most four. Raises Invalid for a bad cursor."""
    order = _order(asked)
    start = cursor(order, asked.after, asked.before)
    if order.column == "place" and not asked.filters and start is None:
        found = best(asked.q, size + 1)
        total, here = (found[0][2] if found else 0), made(list(found), start, size)
    else:
        total = chosen(asked).count()
        rows = _sortable(asked, total)
        here = page_of_few(rows, order, start, size) if total <= FEW else page(rows, order, start, size=size)
    return Listed(_rows(here.keys), total, here)


def _rows(keys: list[int]) -> list[dict[str, Any]]:
    found = {row["pk"]: row for row in Organisation.objects.filter(pk__in=keys).values(*FIELDS)}
    return [found[key] for key in keys]


def chosen(asked: Asked) -> QuerySet[Any]:
    """What search and filters leave: rows of the index when searching, else organisations; the key is the same."""
    if asked.q:
        return search(asked.q).filter(_condition(asked, "organisation__", ""))
    return Organisation.objects.filter(_condition(asked, "", "index__"))


FEW = 2000
"""As many rows are sorted faster than an index is walked that has them here and there."""


class Aside(Func):
    """A column that SQLite shall check row by row instead of entering its index (unary plus)."""

    template = "+%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """PostgreSQL weighs the LIMIT itself."""
        return self.as_sql(compiler, connection, template="%(expressions)s", **more)


def _sortable(asked: Asked, total: int) -> QuerySet[Any]:
    """The rows in the shape that is sorted fastest: few are looked up and sorted, many are met along the order."""
    named = asked.order.removeprefix("-") == "name" and not asked.q and asked.filters.get("state") != "merged"
    needs_index = Q(index__isnull=False) if named else Q()
    if asked.q or total <= FEW or not asked.filters:
        return chosen(asked).filter(needs_index)
    columns = {f"walked_{column}": Aside(column) for column in COLUMNS}
    if INDEXED & asked.filters.keys():
        columns |= {f"walked_{column}": Aside(f"index__{column}") for column in ("size", "facts_as_of")}
    walked = Organisation.objects.alias(**columns)
    return walked.filter(_condition(asked, "walked_", "walked_"), needs_index)


COLUMNS = ("kind", "state", "division", "industry", "founded")
INDEXED = {"size", "facts_before"}
"""Filters on the index, which holds no merged file."""


def _order(asked: Asked) -> Order:
    key, down = asked.order.removeprefix("-"), asked.order.startswith("-") and "down"
    firm, index = ("organisation__", "") if asked.q else ("", "index__")
    sorts: dict[str, tuple[str, Callable[[str], Any], str]] = {
        "place": ("place", lambda text: min(int(text), 10 * TIER), ""),
        "name": (f"{firm}name" if asked.filters.get("state") == "merged" else f"{index}pinyin", str, ""),
        "founded": (f"{firm}founded", date.fromisoformat, "nullable"),
        "updated": (f"{firm}updated_at", datetime.fromisoformat, ""),
        "code": (f"{firm}uscc", str, "nullable"),
    }
    column, read, nullable = sorts[key]
    return Order(column, read, down or "", nullable)


def _condition(asked: Asked, firm: str, index: str) -> Q:
    """All filters together. Merged files are left out unless they are asked for."""
    asking = asked.filters
    state = asking.get("state")
    found = Q(**{f"{firm}state": state}) if state else Q()
    if not state and not asked.q and not INDEXED & asking.keys():
        found = Q(**{f"{firm}state__in": ("active", "closed")})
    for key, lookup in PLAIN.items():
        if asking.get(key):
            found &= Q(**{lookup.format(firm=firm, index=index): asking[key]})
    if asking.get("industry"):
        found &= _industry(firm, asking["industry"])
    if asking.get("origin"):
        open_now = Origin.objects.filter(kind=asking["origin"], until=None)
        found &= Q(pk__in=open_now.values("organisation_id"))
    for extra in extra_filters():
        if asking.get(extra.key):
            found &= Q(pk__in=extra.firms(asked.actor, asking[extra.key]))
    return found


PLAIN = {
    "kind": "{firm}kind",
    "division": "{firm}division",
    "size": "{index}size",
    "founded_from": "{firm}founded__gte",
    "founded_to": "{firm}founded__lte",
    "facts_before": "{index}facts_as_of__lt",
}
"""Filters that are one lookup each."""


def _industry(firm: str, code: str) -> Q:
    """A section letter or the beginning of a code. Codes are digits: their ranges are the same in every collation."""
    first, last = code, code
    if code.isalpha():
        divisions = [division for division, section in SECTION_OF.items() if section == code]
        first, last = min(divisions), max(divisions)
    return Q(**{f"{firm}industry__gte": first, f"{firm}industry__lt": f"{int(last) + 1:0{len(last)}}"})
