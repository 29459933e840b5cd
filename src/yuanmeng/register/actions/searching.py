"""The index of firms: search pieces, pinyin, size class and age of facts, rebuilt for a set of firms at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from yuanmeng.core import bigrams, pinyin
from yuanmeng.core.size_class import INDICATORS, size_class
from yuanmeng.register.models import Fact, FirmIndex, FormerName, Organisation

CHUNK = 500
"""Organisations worked on at once: their pieces stay in the processor's cache, more of them do not."""
COLUMNS = ("organisation_id", "name", "former", "initials", "code", "pinyin", "size", "facts_as_of")
UPSERT = "INSERT INTO register_firmindex ({}) VALUES ({}) ON CONFLICT (organisation_id) DO UPDATE SET {}"


class Row(NamedTuple):
    """One row of FirmIndex, then the pieces of its texts with spaces between."""

    organisation_id: int
    name: str
    former: str
    initials: str
    code: str
    pinyin: str
    size: str
    facts_as_of: date | None
    pieces: str


def reindex(ids: Iterable[int]) -> int:
    """Rebuild the index of these organisations in the caller's transaction, or its own; how many of them exist.

    Every action that changes names, codes, industry, state or facts calls it. Ids that no longer exist are forgotten,
    and so is what was merged into another organisation: it is found through that one.
    """
    wanted = list(dict.fromkeys(ids))
    with transaction.atomic(savepoint=False):
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
    spelled, order = pinyin.spellings(own)
    for former in formers:
        spelled += pinyin.all_initials(former)
    letters = dict.fromkeys(spelled)
    cut = [bigrams.pieces(each, bigrams.NAME) for each in (own, *formers)]
    cut += [bigrams.pieces(each, bigrams.INITIALS) for each in letters]
    cut.append(bigrams.pieces(code, bigrams.CODE))
    size, as_of = _measured(industry, facts) if facts else (_unmeasured(industry), None)
    return Row(pk, own, " ".join(formers), " ".join(letters), code, order, size, as_of, " ".join(cut))


def _measured(industry: str, facts: dict[str, tuple[int, date]]) -> tuple[str, date]:
    size = size_class(industry, {kind: value for kind, (value, _as_of) in facts.items()}).size
    return size, max(as_of for _value, as_of in facts.values())


@lru_cache(maxsize=2048)
def _unmeasured(industry: str) -> str:
    """The size class of an organisation without facts: that it is not known, or why it does not apply."""
    return size_class(industry, {}).size


def _upsert(*extra: str) -> str:
    columns = COLUMNS + extra
    marks = ["%s"] * len(COLUMNS) + ["array_to_tsvector(%s)"] * len(extra)
    changes = (f"{column} = excluded.{column}" for column in columns[1:])
    return UPSERT.format(", ".join(columns), ", ".join(marks), ", ".join(changes))


def _write_postgresql(rows: list[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_upsert("terms"), [(*row[:-1], list(dict.fromkeys(row.pieces.split()))) for row in rows])


def _write_sqlite(rows: list[Row], ids: list[int]) -> None:
    before = FirmIndex.objects.filter(_among("pk", ids)).values_list("pk", flat=True)
    stale = [(pk,) for pk in before]
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM register_search WHERE rowid = %s", stale)
        cursor.executemany(_upsert(), [row[:-1] for row in rows])
        cursor.executemany(
            "INSERT INTO register_search (rowid, terms) VALUES (%s, %s)",
            [(row.organisation_id, row.pieces) for row in rows],
        )
