"""The index of firms: search pieces, pinyin, size class and age of facts, rebuilt for a set of firms at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from yuanmeng.core import bigrams, pinyin
from yuanmeng.core.size_class import INDICATORS, size_class
from yuanmeng.register.models import Fact, FirmIndex, FormerName, Organisation

CHUNK = 5000
COLUMNS = ("organisation_id", "name", "former", "initials", "code", "pinyin", "size", "facts_as_of")
UPSERT = "INSERT INTO register_firmindex ({}) VALUES ({}) ON CONFLICT (organisation_id) DO UPDATE SET {}"


class Row(NamedTuple):
    """One row of FirmIndex, then the pieces of its texts."""

    organisation_id: int
    name: str
    former: str
    initials: str
    code: str
    pinyin: str
    size: str
    facts_as_of: date | None
    pieces: list[str]


def reindex(ids: Iterable[int]) -> int:
    """Rebuild the index of these organisations in the caller's transaction, or its own; how many of them exist.

    Every action that changes names, codes, industry, state or facts calls it. Ids that no longer exist are forgotten,
    and so is what was merged into another organisation: it is found through that one.
    """
    wanted = list(dict.fromkeys(ids))
    with transaction.atomic():
        return sum(_rebuild(wanted[start : start + CHUNK]) for start in range(0, len(wanted), CHUNK))


def touch(firm: Organisation) -> None:
    """What hangs on the firm changed: its index row and date of change follow, its version does not."""
    Organisation.objects.filter(pk=firm.pk).update(updated_at=timezone.now())
    reindex([firm.pk])


def _rebuild(ids: list[int]) -> int:
    rows = _rows(ids)
    if connection.vendor == "postgresql":
        _write_postgresql(rows)
    else:
        _write_sqlite(rows, ids)
    gone = set(ids) - {row.organisation_id for row in rows}
    if gone:
        FirmIndex.objects.filter(pk__in=gone).delete()
    return len(rows)


def _rows(ids: list[int]) -> list[Row]:
    formers: dict[int, list[str]] = defaultdict(list)
    for pk, name in FormerName.objects.filter(_among("organisation_id", ids)).values_list("organisation_id", "name"):
        formers[pk].append(bigrams.normal(name))
    facts = _newest_facts(ids)
    found = Organisation.objects.filter(_among("id", ids)).exclude(state="merged")
    return [
        _row(pk, name, (code or "").lower(), formers.get(pk, ()), (industry, facts.get(pk, {})))
        for pk, name, code, industry in found.values_list("pk", "name", "uscc", "industry")
    ]


def _among(field: str, ids: list[int]) -> Q:
    """A run of neighbours, as an import makes them, is asked for as a range: a third of the time of a long list."""
    if max(ids) - min(ids) + 1 == len(ids):
        return Q(**{f"{field}__gte": min(ids), f"{field}__lte": max(ids)})
    return Q(**{f"{field}__in": ids})


def _newest_facts(ids: list[int]) -> dict[int, dict[str, tuple[int, date]]]:
    """Organisation → indicator → (value, as of); money in other currencies than CNY does not count."""
    newest: dict[int, dict[str, tuple[int, date]]] = defaultdict(dict)
    found = Fact.objects.filter(_among("organisation_id", ids), kind__in=INDICATORS, currency__in=("", "CNY"))
    for pk, kind, value, as_of in found.order_by("as_of", "id").values_list(
        "organisation_id", "kind", "value", "as_of"
    ):
        newest[pk][kind] = (value, as_of)
    return newest


def _row(
    pk: int, name: str, code: str, formers: Iterable[str], measured: tuple[str, dict[str, tuple[int, date]]]
) -> Row:
    industry, facts = measured
    own = bigrams.normal(name)
    names = [own, *formers]
    spelled = dict.fromkeys(letters for each in names for letters in pinyin.all_initials(each))
    cut = [piece for each in names for piece in bigrams.pieces(each, bigrams.NAME)]
    cut += [piece for each in spelled for piece in bigrams.pieces(each, bigrams.INITIALS)]
    cut += bigrams.pieces(code, bigrams.CODE)
    size = size_class(industry, {kind: value for kind, (value, _as_of) in facts.items()}).size
    as_of = max((as_of for _value, as_of in facts.values()), default=None)
    return Row(pk, own, " ".join(names[1:]), " ".join(spelled), code, pinyin.sort_key(own), size, as_of, cut)


def _upsert(*extra: str) -> str:
    columns = COLUMNS + extra
    marks = ["%s"] * len(COLUMNS) + ["array_to_tsvector(%s)"] * len(extra)
    changes = (f"{column} = excluded.{column}" for column in columns[1:])
    return UPSERT.format(", ".join(columns), ", ".join(marks), ", ".join(changes))


def _write_postgresql(rows: list[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_upsert("terms"), [(*row[:-1], list(dict.fromkeys(row.pieces))) for row in rows])


def _write_sqlite(rows: list[Row], ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_upsert(), [row[:-1] for row in rows])
        cursor.executemany("DELETE FROM register_search WHERE rowid = %s", [(pk,) for pk in ids])
        cursor.executemany(
            "INSERT INTO register_search (rowid, terms) VALUES (%s, %s)",
            [(row.organisation_id, " ".join(row.pieces)) for row in rows],
        )
