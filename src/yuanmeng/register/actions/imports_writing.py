"""Writes the chunks of an import, set by set. Called inside the transaction of an action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from yuanmeng.core.refusals import Stale
from yuanmeng.ledger.actions import record
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.importing.comparing import Change
from yuanmeng.register.importing.judging import FactValue, Wanted
from yuanmeng.register.importing.sentences import refused_file
from yuanmeng.register.importing.sweeping import HeldLine, digest
from yuanmeng.register.models import HeldRow, ImportBatch, ImportChange, Organisation
from yuanmeng.register.queries.imports import decided, keys_after, newest_key

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor

BY_FOUNDING = "（来源未注明截至日期，按成立日期记）"
"""Added to the source of a registered capital that only the day of registration dates."""


class Writing:
    """One batch being written."""

    def __init__(self, batch: ImportBatch, *, by: Actor, op: UUID) -> None:
        self.batch, self.by, self.op = batch, by, op
        self.now = connection.ops.adapt_datetimefield_value(timezone.now())
        self.written: list[int] = []

    def chunk(self, created: list[Wanted], updated: list[Change]) -> list[int]:
        """Write up to a thousand rows and one event about them; the keys of the organisations concerned.

        `finish` must follow when all is written.
        """
        if not created and not updated:
            return []
        fresh = self._create(created)
        self._update(updated)
        known = [change.known.pk for change in updated]
        self._facts(zip(fresh, (row.facts for row in created), strict=True))
        self._facts(zip(known, (change.facts for change in updated), strict=True))
        self._former_names(fresh, created, updated)
        self._contacts(fresh, created, updated)
        kept = {str(change.known.pk): self._before(change) for change in updated}
        ImportChange.objects.create(batch=self.batch, created=fresh, updated=kept)
        about = ("register.organisation", fresh + known)
        facts = {"batch": self.batch.pk, "created": len(fresh), "updated": len(known)}
        record("register.import", self.batch, about, by=self.by, op=self.op, **facts)
        self.written += fresh + known
        return fresh + known

    def finish(self) -> None:
        """Bring the search up to date in one pass: SQLite would store the words of every chunk as a part of its own,
        and then join the parts."""
        reindex(self.written)

    def hold(self, lines: list[HeldLine], sheet: str, cells: Iterable[dict[str, str]], headers: dict[str, str]) -> None:
        """Keep the rows that a person must decide, unless somebody has the same row before them already."""
        rows = {digest(self.batch.source, cell): (line, cell) for line, cell in zip(lines, cells, strict=True)}
        known = decided(list(rows)) if rows else set()
        HeldRow.objects.bulk_create(
            HeldRow(
                batch=self.batch,
                sheet=sheet,
                row=line.line.number,
                column=headers.get(line.trouble.field, ""),
                value=line.trouble.value,
                reason=line.trouble.reason,
                more=line.trouble.more,
                cells=cell,
                digest=key,
                organisation_id=line.organisation,
            )
            for key, (line, cell) in rows.items()
            if key not in known
        )

    def _create(self, rows: list[Wanted]) -> list[int]:
        coded = [row for row in rows if row.uscc]
        columns = (
            "kind", "state", "name", "uscc", "uscc_state", "founded", "division", "address", "scope", "industry",
            "industry_edition", "source", "fictional", "version", "created_at", "updated_at",
        )  # fmt: skip
        newest = newest_key()
        _insert("register_organisation", columns, (self._organisation(row) for row in coded))
        keys = keys_after(newest)
        return [keys[row.uscc] if row.uscc else self._without_code(row) for row in rows]

    def _organisation(self, row: Wanted) -> tuple[Any, ...]:
        return (
            row.kind, "active", row.name, row.uscc or None, row.uscc_state, row.founded, row.division, row.address,
            row.scope, row.industry, "", self.batch.source, False, 0, self.now, self.now,
        )  # fmt: skip

    def _without_code(self, row: Wanted) -> int:
        """One that a person took without a code."""
        now = timezone.now()
        return Organisation.objects.create(
            kind=row.kind,
            name=row.name,
            uscc_state="missing",
            founded=row.founded,
            division=row.division,
            address=row.address,
            scope=row.scope,
            industry=row.industry,
            source=self.batch.source,
            created_at=now,
            updated_at=now,
        ).pk

    def _update(self, changes: list[Change]) -> None:
        """Each at the version seen. Raises Stale when somebody was faster."""
        update_columns(((c.known.pk, c.after, c.known.version) for c in changes if c.after), self.now)

    def _facts(self, facts: Iterable[tuple[int, list[FactValue]]]) -> None:
        columns = (
            "organisation_id", "kind", "as_of", "value", "unit", "currency", "source", "recorded_by", "recorded_at",
            "batch_id",
        )  # fmt: skip
        plain, by_founding = self.batch.source, self.batch.source + BY_FOUNDING
        who, when, batch = self.by.user_id, self.now, self.batch.pk
        _insert(
            "register_fact",
            columns,
            (
                (pk, kind, as_of, value, unit, currency, by_founding if founding else plain, who, when, batch)
                for pk, mine in facts
                for kind, as_of, value, unit, currency, founding in mine
            ),
        )

    def _former_names(self, fresh: list[int], created: list[Wanted], updated: list[Change]) -> None:
        names = [(pk, row.former_name) for pk, row in zip(fresh, created, strict=True) if row.former_name]
        names += [(change.known.pk, name) for change in updated for name in change.former_names]
        until = self.batch.as_of
        _insert(
            "register_formername",
            ("organisation_id", "name", "until", "source"),
            ((pk, name, until and until.isoformat(), self.batch.source) for pk, name in names),
        )

    def _contacts(self, fresh: list[int], created: list[Wanted], updated: list[Change]) -> None:
        said = [(pk, row.contact, row.contact_as_of) for pk, row in zip(fresh, created, strict=True) if row.contact[0]]
        said += [(change.known.pk, change.contact, change.contact_as_of) for change in updated if change.contact]
        _insert(
            "register_contact",
            ("organisation_id", "name", "role", "phone", "since", "source", "version"),
            ((pk, *contact, since, self.batch.source, 0) for pk, contact, since in said),
        )

    def _before(self, change: Change) -> dict[str, Any]:
        """What undoing needs. A contact's name and phone are found again by source and date, not kept here."""
        since = change.contact_as_of if change.contact else ""
        return {"before": change.before, "former": change.former_names, "contact_since": since}


def update_columns(changes: Iterable[tuple[int, Mapping[str, Any], int | None]], now: Any) -> None:
    """Set columns of organisations: (key, column → value, version seen or None). One statement per set of columns.

    Raises Stale when a version is another one now.
    """
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for pk, values, version in changes:
        seen = [] if version is None else [version]
        groups.setdefault((*values, *["version"] * len(seen)), []).append((*values.values(), now, pk, *seen))
    for columns, rows in groups.items():
        guard = " AND version = %s" if columns[-1] == "version" else ""
        names = columns[:-1] if guard else columns
        sets = "".join(f"{connection.ops.quote_name(name)} = %s, " for name in names)
        statement = (
            f"UPDATE register_organisation SET {sets}version = version + 1, updated_at = %s WHERE id = %s{guard}"  # noqa: S608 - our own column names
        )
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)
            if cursor.rowcount != len(rows):
                raise Stale(str(refused_file("moved").says))


def _insert(table: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    """One statement for all rows; none when there are none."""
    ready = list(rows)
    if ready:
        names = ", ".join(connection.ops.quote_name(column) for column in columns)
        marks = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", ready)  # noqa: S608 - our own names
