"""A number is its records (DESIGN §5): one queryset gives the value, the list and the export of a figure.

    @figure("issues.closed", name=_("解决企业问题"), unit=_("件"), version=1, basis=_("办结日期"), policy=ISSUES,
            says=_("企业确认办结的问题；按办结日期计"))
    def closed(period: Period) -> QuerySet[Issue]: ...

A room declares its figures in `figures.py`; this module finds them. A rate is two figures, both open. What the zone
defined without code comes from `further` sources, read anew each time: ask once for an operation, and keep the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.utils.module_loading import autodiscover_modules

from yuanmeng.core.actor import Actor
from yuanmeng.core.period import Period

Records = QuerySet[Any]


class Access(Protocol):
    """What a figure asks of the policy of its records."""

    @property
    def model(self) -> type[Model]:
        """The kind of record."""

    def among(self, actor: Actor, verb: str = "view") -> Records:
        """The records the actor may use the verb on."""

    def allows(self, actor: Actor, verb: str) -> bool:
        """Whether the actor may use the verb on any record."""


Grouping = tuple[list[tuple[str, str, Records]], Records]
"""(key, name, keys of what `path` leads to) in the order shown, and the keys of those in any group."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A way to break a figure down: `path` leads from a record to what is grouped, `rest` names what is in no group."""

    kind: str
    name: Any
    rest: Any
    path: str
    groups: Callable[[Period], Grouping]


@dataclass(frozen=True, slots=True)
class Figure:
    """A definition. `measure` is what is added up over the records; None counts them.

    `whole` says that a person who may open some of the records may know the number of all of them. `firm` is the way
    from a record to its organisations, by which it may be broken down, "" where there is none; `by` are other ways.
    """

    key: str
    name: Any
    unit: Any
    version: int
    says: Any
    basis: Any
    policy: Access
    records: Callable[[Period], Records]
    measure: Combinable | None = None
    whole: bool = False
    firm: str = ""
    by: tuple[Breakdown, ...] = ()

    @property
    def room(self) -> str:
        """The room that declares it."""
        return self.key.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share: `part` among `base`, two figures; nothing is said when the base has fewer than `least` records.

    `without` is the figure of what neither of them counts, shown beside, "" where there is none.
    """

    key: str
    name: Any
    version: int
    says: Any
    part: str
    base: str
    least: int = 5
    without: str = ""

    @property
    def room(self) -> str:
        """The room that declares it."""
        return self.key.partition(".")[0]


_FIGURES: dict[str, Figure] = {}
_RATES: dict[str, Rate] = {}


def figure(key: str, **declared: Any) -> Callable[[Callable[[Period], Records]], Callable[[Period], Records]]:
    """Declare the decorated function of a period as a figure. Raises ValueError for a key that is taken."""

    def declare(records: Callable[[Period], Records]) -> Callable[[Period], Records]:
        _add(_FIGURES, key, Figure(key, records=records, **declared))
        return records

    return declare


def rate(key: str, **declared: Any) -> None:
    """Declare a rate. Raises ValueError for a key that is taken."""
    _add(_RATES, key, Rate(key, **declared))


def _add(into: dict[str, Any], key: str, declared: Any) -> None:
    if key in _FIGURES or key in _RATES:
        raise ValueError(f"the figure {key} is declared twice")
    into[key] = declared


@dataclass(frozen=True, slots=True)
class Source:
    """Definitions that are data: those in use, and any edition of one, also of one withdrawn since."""

    prefix: str
    in_use: Callable[[], Iterable[Figure | Rate]]
    edition: Callable[[str, int], Figure | None]


_SOURCES: dict[str, Source] = {}


def further(prefix: str, in_use: Callable[[], Iterable[Figure | Rate]], edition: Callable[[str, int], Any]) -> None:
    """Name a source of definitions whose keys begin with `prefix` and a dot."""
    _SOURCES[prefix] = Source(prefix, in_use, edition)


@cache
def found() -> None:
    """Import every room's `figures` once."""
    autodiscover_modules("figures")


def coded() -> tuple[dict[str, Figure], dict[str, Rate]]:
    """Figures and rates declared in code, in the order of the keys; no query."""
    found()
    return dict(sorted(_FIGURES.items())), dict(sorted(_RATES.items()))


def declared() -> tuple[dict[str, Figure], dict[str, Rate]]:
    """All figures and rates that are in use, in the order of the keys; a query for each source."""
    known, shares = coded()
    for each in (one for source in _SOURCES.values() for one in source.in_use()):
        if isinstance(each, Rate):
            shares[each.key] = each
        else:
            known[each.key] = each
    readable = {key: each for key, each in shares.items() if each.part in known and each.base in known}
    return dict(sorted(known.items())), dict(sorted(readable.items()))


def figures() -> dict[str, Figure]:
    """Key → figure, in the order of the keys."""
    return declared()[0]


def rates() -> dict[str, Rate]:
    """Key → rate, in the order of the keys."""
    return declared()[1]


def edition(key: str, version: int) -> Figure | None:
    """A figure as some version defined it; code keeps only its newest."""
    source = _SOURCES.get(key.partition(".")[0])
    return source.edition(key, version) if source else coded()[0].get(key)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure read for a period and a person. `value` is None where the person may not know it.

    `records` counts the records behind the value, `open` those that the person may open.
    """

    figure: Figure
    period: Period
    value: int | None
    records: int
    open: int

    @property
    def partial(self) -> bool:
        """Whether some records stay closed to the person."""
        return self.open < self.records


def read(asked: Iterable[tuple[Figure, Period]], actor: Actor) -> list[Reading]:
    """Figures for periods, as one person may know them, in one query."""
    wanted = list(asked)
    whole = {each.key: sees_all(each.policy, actor) for each in {each.key: each for each, _period in wanted}.values()}
    numbers: list[Records | tuple[Records, Combinable | None]] = []
    places: list[tuple[int, int, int]] = []
    for each, period in wanted:
        records = each.records(period)
        place = len(numbers)
        numbers.append(records)
        opened = place if whole[each.key] else place + 1
        if not whole[each.key]:
            numbers.append(_among(records, each.policy, actor))
        if each.measure is not None:
            numbers.append((records, each.measure))
        places.append((place, opened, place if each.measure is None else len(numbers) - 1))
    found = totals(numbers)
    readings = []
    for (each, period), (count, opened, value) in zip(wanted, places, strict=True):
        known = each.whole or found[opened] == found[count]
        readings.append(Reading(each, period, found[value] if known else None, found[count], found[opened]))
    return readings


def sees_all(policy: Access, actor: Actor) -> bool:
    """Whether the condition on what the actor may see is no condition: then nothing is counted a second time."""
    try:
        mine = policy.among(actor).order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return False
    return mine == policy.model._default_manager.order_by().values("pk").query.sql_with_params()


def opened(figure: Figure, period: Period, actor: Actor) -> Records:
    """The records behind the figure that the person may open."""
    return _among(figure.records(period), figure.policy, actor)


def _among(records: Records, policy: Access, actor: Actor) -> Records:
    """Those the actor may see. A condition on other tables is asked apart, for a join could count a record twice."""
    seen = policy.among(actor).order_by()
    if len(seen.query.alias_map) < 2:
        return records & seen
    return records.filter(Exists(seen.filter(pk=OuterRef("pk"))))


def totals(asked: Iterable[Records | tuple[Records, Combinable | None]]) -> list[int]:
    """How many records each queryset holds, or the sum of an expression over them, in one query.

    Each number is taken over the very SELECT that lists the records, so that number and list cannot disagree.
    """
    parts: list[str] = []
    bound: list[Any] = []
    for each in asked:
        sql, params = _total(*(each if isinstance(each, tuple) else (each, None)))
        parts.append(sql)
        bound += params
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), bound)
        return [int(number or 0) for number in cursor.fetchone()]


def grouped(records: Records, path: str, groups: list[tuple[str, Records]]) -> dict[str, int]:
    """How many records lead to the keys of each group, in one pass; "" is those that lead to none.

    `path` is the way from a record to what is grouped; a record counts once a group, however often it leads there.
    """
    try:
        rows, bound = records.order_by().values("pk", path).query.sql_with_params()
    except EmptyResultSet:
        return {}
    wanted = ["SELECT CAST(NULL AS BIGINT), CAST(NULL AS TEXT) WHERE 1 = 0"]
    params = list(bound)
    for name, keys in groups:
        sql, more = keys.order_by().query.sql_with_params()
        wanted.append(f"SELECT keys.*, CAST(%s AS TEXT) FROM ({sql}) AS keys")  # noqa: S608 - Django's own SELECT
        params += [name, *more]
    several = _several(records.model, path)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH counted(pk, leads) AS ({rows}), wanted(leads, name) AS ({' UNION '.join(wanted)}), "
            + (APART if several else TOGETHER),
            params,
        )
        counts = {name: int(count) for name, count in cursor.fetchall()}
    if several:
        counts[""] = totals([records])[0] - counts.pop(None)
    return counts


TOGETHER = (
    "held AS (SELECT leads, COUNT(*) AS many FROM counted GROUP BY leads) "
    "SELECT COALESCE(name, ''), SUM(many) FROM held LEFT JOIN wanted ON wanted.leads = held.leads GROUP BY name"
)
"""Each record leads to one thing at most."""
APART = (
    "found AS MATERIALIZED (SELECT pk, name FROM counted LEFT JOIN wanted ON wanted.leads = counted.leads) "
    "SELECT name, COUNT(DISTINCT pk) FROM found WHERE name IS NOT NULL GROUP BY name "
    "UNION ALL SELECT NULL, COUNT(DISTINCT pk) FROM found WHERE name IS NOT NULL"
)
"""A record may lead to several things, within groups and without."""


def _several(model: type[Model], path: str) -> bool:
    """Whether a record may lead to more than one thing."""
    for name in path.split("__"):
        field: Any = model._meta.get_field("id" if name == "pk" else name)
        if field.one_to_many or field.many_to_many:
            return True
        model = field.related_model
    return False


def _total(records: Records, measure: Combinable | None) -> tuple[str, tuple[Any, ...]]:
    rows = records.order_by()
    rows = rows.values("pk") if measure is None else rows.annotate(measured=measure).values("pk", "measured")
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    what = "COUNT(*)" if measure is None else "SUM(measured)"
    return f"(SELECT {what} FROM ({sql}) AS counted)", params  # noqa: S608 - Django's own SELECT, bound parameters
