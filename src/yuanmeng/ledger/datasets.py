"""What the zone may count without code: records with the dates, conditions and sums that a room offers for them.

    dataset("issues.issue", name=_("企业问题"), policy=ISSUES, unit=_("件"), firm="firm",
            dates={"closed": Basis(_("办结日期"), "closed_at", moment=True)},
            fields=(choice("state", _("状态"), "state", STATES), ...))

A room declares its datasets beside its figures. Only what is declared can be asked for: a definition names fields by
key, and no path, expression or SQL ever comes from outside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate

from yuanmeng.core.period import Period
from yuanmeng.ledger.days import between
from yuanmeng.ledger.figures import Access, Breakdown, Records, found

Options = list[tuple[str, Any]]
"""(value, what people call it)."""
Where = Callable[[Any, Sequence[str]], Q]
"""(day of the record, values) → the records for which one of the values holds on that day."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The date by which a record belongs to a period: a day, a moment, or (`on`) what was in force on the last day."""

    name: Any
    path: str = ""
    moment: bool = False
    on: Callable[[dt.date], Q] | None = None

    def within(self, period: Period) -> Q:
        """The records of a period."""
        if self.on:
            return self.on(period.last)
        if self.moment:
            return between(self.path, period.first, period.last)
        return Q(**{f"{self.path}__range": (period.first, period.last)})

    def day(self) -> Combinable:
        """The day of a record, where it has one of its own."""
        return TruncDate(self.path) if self.moment else F(self.path)


@dataclass(frozen=True, slots=True)
class Field:
    """What a condition may be about. `kind`: choice, number, date, yes.

    `many` says that a record may have several values: one of them is enough. `where` is for what is known by the day.
    """

    key: str
    name: Any
    kind: str
    path: str = ""
    options: Callable[[], Options] | None = None
    many: bool = False
    where: Where | None = None


def choice(key: str, name: Any, path: str, options: Iterable[tuple[Any, Any]], **more: Any) -> Field:
    """A field with the values of a fixed list."""
    known = [(str(value), text) for value, text in options]
    return Field(key, name, "choice", path, lambda: known, **more)


def reference(key: str, name: Any, path: str, options: Callable[[], Options], **more: Any) -> Field:
    """A field whose values the zone keeps as data."""
    return Field(key, name, "choice", path, options, **more)


@dataclass(frozen=True, slots=True)
class Measure:
    """What may be added up."""

    name: Any
    unit: Any
    amount: Combinable


@dataclass(frozen=True, slots=True)
class Distinct:
    """What each may be counted once: the records behind the number are then these."""

    name: Any
    path: str
    policy: Access
    firm: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Records that may be counted. `firm` is the way to their organisations, `by` other ways to break them down."""

    key: str
    name: Any
    policy: Access
    unit: Any
    dates: Mapping[str, Basis]
    fields: tuple[Field, ...]
    measures: Mapping[str, Measure] = field(default_factory=dict)
    distinct: Mapping[str, Distinct] = field(default_factory=dict)
    firm: str = ""
    by: tuple[Breakdown, ...] = ()

    def field(self, key: str) -> Field | None:
        """The field of a key."""
        return next((each for each in self.fields if each.key == key), None)


_DATASETS: dict[str, Dataset] = {}


def dataset(key: str, **declared: Any) -> None:
    """Declare a dataset. Raises ValueError for a key that is taken."""
    if key in _DATASETS:
        raise ValueError(f"the dataset {key} is declared twice")
    _DATASETS[key] = Dataset(key, **declared)


def datasets() -> dict[str, Dataset]:
    """Key → dataset, in the order of the keys."""
    found()
    return dict(sorted(_DATASETS.items()))


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; `operator` is a key of `defining.OPERATORS` for the kind of the field."""

    field: Field
    operator: str
    values: tuple[str, ...] = ()


Groups = tuple[tuple[Condition, ...], ...]
"""A record counts when all conditions of at least one group hold; no group at all asks for nothing."""
LOOKUPS = {"min": "gte", "max": "lte", "equal": "exact", "from": "gte", "to": "lte"}


def counted(of: Dataset, basis: Basis, groups: Groups, distinct: Distinct | None) -> Callable[[Period], Records]:
    """The function of a period that selects the records."""

    def records(period: Period) -> Records:
        rows = _rows(of, basis).filter(basis.within(period))
        if groups:
            rows = rows.filter(_any(groups, of, basis, period))
        if distinct is None:
            return rows
        each: Records = distinct.policy.model._default_manager.filter(pk__in=rows.values(distinct.path))
        return each

    return records


def _rows(of: Dataset, basis: Basis) -> Records:
    rows: Records = of.policy.model._default_manager.all()
    return rows if basis.on else rows.alias(counted_on=basis.day())


def _any(groups: Groups, of: Dataset, basis: Basis, period: Period) -> Q:
    """One of the groups, in each of them all."""
    either = Q(pk__in=[])
    for group in groups:
        both = Q()
        for each in group:
            both &= _holds(each, of, basis, period)
        either |= both
    return either


def _holds(asked: Condition, of: Dataset, basis: Basis, period: Period) -> Q:
    if asked.operator in {"filled", "missing"}:
        return Q(**{f"{asked.field.path}__isnull": asked.operator == "missing"})
    if asked.field.kind == "choice":
        inside = _one_of(asked, of, basis, period)
        return ~inside if asked.operator == "not" else inside
    value: Any = asked.values[0]
    if asked.field.kind == "yes":
        return Q(**{asked.field.path: value == "yes"})
    return Q(**{f"{asked.field.path}__{LOOKUPS[asked.operator]}": value})


def _one_of(asked: Condition, of: Dataset, basis: Basis, period: Period) -> Q:
    """A record with several values is asked in a SELECT of its own, so that it is never counted twice."""
    if asked.field.where:
        inside = asked.field.where(period.last if basis.on else OuterRef("counted_on"), asked.values)
    else:
        inside = Q(**{f"{asked.field.path}__in": asked.values})
    return Q(pk__in=_rows(of, basis).filter(inside).values("pk")) if asked.field.many else inside
