"""What the register holds on the rows of an import, a few queries for a thousand rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Max, Q, QuerySet

from yuanmeng.core.divisions import Gazetteer, Place
from yuanmeng.core.text import name_key
from yuanmeng.register.importing.comparing import Held, Known
from yuanmeng.register.importing.judging import Wanted
from yuanmeng.register.models import (
    ColumnMapping,
    Contact,
    Division,
    Fact,
    FormerName,
    HeldRow,
    Organisation,
)

KNOWN = ("pk", "state", "version", "uscc_state", "name", "kind", "founded", "division", "address", "scope", "industry")


def gazetteer() -> Gazetteer:
    """The divisions of the zone's table."""
    return Gazetteer(Place(*row) for row in Division.objects.values_list("code", "name", "successor"))


def remembered(source: str) -> dict[str, str]:
    """Header → field, as a person confirmed them for this source."""
    return dict(ColumnMapping.objects.filter(source=source).values_list("header", "field"))


def known_by_code(codes: Collection[str]) -> dict[str, Known]:
    """Credit code → the organisation that has it. Plain SQL: the ORM prepares each of a thousand codes apart."""
    if not codes:
        return {}
    columns = ", ".join(["uscc", "id", *KNOWN[1:]])
    marks = ", ".join(["%s"] * len(codes))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM register_organisation WHERE uscc IN ({marks})", list(codes))  # noqa: S608
        return {row[0]: _known(row[1:]) for row in cursor.fetchall()}


def newest_key() -> int:
    """The largest key of any organisation so far; those inserted from now on have larger ones."""
    return Organisation.objects.aggregate(newest=Max("pk"))["newest"] or 0


def keys_after(newest: int) -> dict[str, int]:
    """Credit code → key of the organisations with a larger key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT uscc, id FROM register_organisation WHERE id > %s", [newest])
        return dict(cursor.fetchall())


def known_by_id(pk: int) -> Known:
    """One organisation."""
    return _known(Organisation.objects.values_list(*KNOWN).get(pk=pk))


def _known(row: tuple[object, ...]) -> Known:
    known = Known(*row)  # type: ignore[arg-type]
    return known._replace(founded=str(known.founded)) if known.founded else known


def named(names: Iterable[str]) -> dict[str, int]:
    """Name for comparing → an organisation in the register with that name, brackets of either width."""
    spelled = {form for name in names for form in (name, _narrow(name), _wide(name))}
    found = Organisation.objects.filter(~Q(state="merged"), name__in=spelled).order_by("-pk").values_list("name", "pk")
    return {name_key(name): pk for name, pk in found}


def _narrow(name: str) -> str:
    return name.replace("（", "(").replace("）", ")")


def _wide(name: str) -> str:
    return name.replace("(", "（").replace(")", "）")


def held_by(rows: Collection[tuple[int, Wanted]]) -> Held:
    """Facts, contacts and former names of the known organisations that these rows speak of."""
    ids = [pk for pk, _row in rows]
    kinds = {fact.kind for _pk, row in rows for fact in row.facts}
    contacts: set[tuple[int, str, str]] = set()
    former: set[tuple[int, str]] = set()
    if not rows:
        return Held({}, contacts, former)
    if any(row.contact[0] for _pk, row in rows):
        contacts.update(Contact.objects.filter(_among(ids)).values_list("organisation_id", "name", "phone"))
    former.update(FormerName.objects.filter(_among(ids)).values_list("organisation_id", "name"))
    return Held(_facts(ids, kinds) if kinds else {}, contacts, former)


def _among(ids: list[int]) -> Q:
    """A run of neighbours, as an earlier import made them, is asked for as a range."""
    if max(ids) - min(ids) < 2 * len(ids):
        return Q(organisation_id__gte=min(ids), organisation_id__lte=max(ids))
    return Q(organisation_id__in=ids)


def _facts(ids: list[int], kinds: set[str]) -> dict[tuple[int, str, str], tuple[int, str]]:
    """The newest row recorded for a date is the one that counts."""
    found = Fact.objects.filter(_among(ids), kind__in=kinds).order_by("id")
    rows = found.values_list("organisation_id", "kind", "as_of", "value", "currency")
    return {(pk, kind, str(as_of)): (value, currency) for pk, kind, as_of, value, currency in rows}


def decided(digests: Collection[str]) -> set[str]:
    """Which of these rows somebody already has before them, or has decided on."""
    rows = HeldRow.objects.filter(digest__in=digests).exclude(state="undone")
    return set(rows.values_list("digest", flat=True))


def waiting_rows() -> QuerySet[HeldRow]:
    """Rows that wait for a person."""
    return HeldRow.objects.filter(state="held")
