"""The verbs of an import batch: receive, map, check, apply, drop, undo; and load, all at once for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from yuanmeng.core.refusals import Stale
from yuanmeng.files.storage import Kept, fresh_name, path_of, sha256_of
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.actions.imports_running import Plan, packed, planned, run, silent, unpacked
from yuanmeng.register.actions.imports_writing import Writing
from yuanmeng.register.importing.reading import opened
from yuanmeng.register.importing.sentences import refused_file
from yuanmeng.register.importing.sweeping import Tell
from yuanmeng.register.importing.troubles import TroubleLog, Troubles
from yuanmeng.register.importing.understanding import Layout, understood
from yuanmeng.register.models import ColumnMapping, ImportBatch
from yuanmeng.register.policy import IMPORTS
from yuanmeng.register.queries.imports import remembered
from yuanmeng.register.states import IMPORT

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: counts, samples, and the stored file of troubles."""

    counts: dict[str, int]
    preview: dict[str, Any]
    errors: str


@action("import.receive")
def receive(kept: Kept, source: str, as_of: date | None, *, by: Actor, op: UUID) -> ImportBatch:
    """上传: a stored file becomes a batch with a proposed mapping. Raises Denied, Invalid (the file cannot be read)."""
    IMPORTS.demand(by, "load")
    with opened(path_of(kept.stored)) as tables:
        layout = understood(tables, "", remembered(source))[1]
    mapping = {**packed(layout), "sheets": [each.sheet for each in tables]}
    batch = _batch(kept, source, as_of, by=by, mapping=mapping, stored=kept.stored)
    record("import.receive", batch, by=by, op=op, size=kept.size, sha256=kept.sha256)
    return batch


@action("import.map")
def choose(pk: int, fields: Mapping[int, str], as_of: date | None, *, version: int, by: Actor, op: UUID) -> ImportBatch:
    """确认列: column place → field (`` = not carried), remembered for the source.

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    batch = IMPORTS.fetch(by, "load", pk=pk)
    state = IMPORT.after(batch.state, "map")
    layout = unpacked(batch.mapping).with_fields(dict(fields))
    with opened(path_of(batch.stored)) as tables:
        Plan(tables[0], layout, as_of).demand()
    mapping = {**packed(layout), "sheets": batch.mapping["sheets"]}
    _move(batch, state, version=version, mapping=mapping, as_of=as_of, counts={}, preview={}, errors="")
    _remember(batch.source, layout)
    record("import.map", batch, by=by, op=op, columns={str(place): field for place, field in fields.items()})
    return batch


@action("import.sheet")
def choose_sheet(pk: int, sheet: str, *, version: int, by: Actor, op: UUID) -> ImportBatch:
    """换工作表: propose a mapping for another sheet. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    batch = IMPORTS.fetch(by, "load", pk=pk)
    IMPORT.after(batch.state, "map")
    with opened(path_of(batch.stored)) as tables:
        layout = understood(tables, sheet, remembered(batch.source))[1]
    mapping = {**packed(layout), "sheets": batch.mapping["sheets"]}
    _move(batch, "uploaded", version=version, mapping=mapping, counts={}, preview={}, errors="")
    record("import.sheet", batch, by=by, op=op)
    return batch


def examine(pk: int, *, by: Actor, tell: Tell = silent) -> Checked:
    """Read and judge every row without writing. Raises Hidden, Denied, IllegalMove, Invalid."""
    batch = IMPORTS.fetch(by, "load", pk=pk)
    IMPORT.after(batch.state, "check")
    errors = fresh_name("jsonl")
    with _file(batch) as plan, path_of(errors).open("x", encoding="utf-8") as stream:
        outcome = run(plan, tell, TroubleLog(stream), None)
    return Checked(outcome.totals, outcome.samples, errors)


@action("import.check")
def keep_check(pk: int, checked: Checked, *, version: int, by: Actor, op: UUID) -> ImportBatch:
    """检查完毕: keep what `examine` found for the preview. Raises Hidden, Denied, IllegalMove, Stale."""
    batch = IMPORTS.fetch(by, "load", pk=pk)
    state = IMPORT.after(batch.state, "check")
    _move(batch, state, version=version, counts=checked.counts, preview=checked.preview, errors=checked.errors)
    record("import.check", batch, by=by, op=op, **checked.counts)
    return batch


@action("import.apply")
def apply(pk: int, *, version: int, tell: Tell = silent, by: Actor, op: UUID) -> ImportBatch:
    """导入: write the whole batch or nothing.

    Raises Hidden, Denied, IllegalMove, Invalid, Stale (also when the register changed so that other rows would be
    written than the person saw in the preview).
    """
    batch = IMPORTS.fetch(by, "load", pk=pk)
    state = IMPORT.after(batch.state, "apply")
    with _file(batch) as plan:
        outcome = run(plan, tell, None, Writing(batch, by=by, op=op))
    if outcome.totals != batch.counts:
        raise Stale(refused_file("moved").says, record=batch)
    _move(batch, state, version=version, applied_at=timezone.now())
    record("import.apply", batch, by=by, op=op, **outcome.totals)
    return batch


@action("import.load")
def load(
    kept: Kept, plan: Plan, source: str, *, troubles: Troubles | None, tell: Tell, by: Actor, op: UUID
) -> ImportBatch:
    """A whole import in one transaction, for the command line. Raises Denied, Invalid, Stale."""
    IMPORTS.demand(by, "load")
    batch = _batch(kept, source, plan.as_of, by=by, mapping=packed(plan.layout), state="applied")
    outcome = run(plan, tell, troubles, Writing(batch, by=by, op=op))
    ImportBatch.objects.filter(pk=batch.pk).update(counts=outcome.totals, applied_at=timezone.now())
    record("import.load", batch, by=by, op=op, sha256=kept.sha256, **outcome.totals)
    batch.refresh_from_db()
    return batch


@action("import.drop")
def drop(pk: int, *, version: int, by: Actor, op: UUID) -> ImportBatch:
    """放弃: a batch that was never applied. Raises Hidden, Denied, IllegalMove, Stale."""
    batch = IMPORTS.fetch(by, "load", pk=pk)
    _move(batch, IMPORT.after(batch.state, "drop"), version=version)
    record("import.drop", batch, by=by, op=op)
    return batch


def _file(batch: ImportBatch) -> Any:
    """The batch's file under its mapping. Raises Invalid when the stored bytes are not those that were uploaded."""
    path = path_of(batch.stored)
    if not path.is_file() or sha256_of(path) != batch.file_sha256:
        raise refused_file("changed")
    return planned(path, batch.mapping, batch.as_of)


def _batch(kept: Kept, source: str, as_of: date | None, *, by: Actor, **columns: Any) -> ImportBatch:
    return ImportBatch.objects.create(
        file_name=kept.name,
        file_size=kept.size,
        file_sha256=kept.sha256,
        source=source.strip(),
        as_of=as_of,
        created_by=by.user_id,
        created_at=timezone.now(),
        **columns,
    )


def _move(batch: ImportBatch, state: str, *, version: int, **columns: Any) -> None:
    """Change a batch at the version seen. Raises Stale."""
    same = ImportBatch.objects.filter(pk=batch.pk, version=version, state=batch.state)
    if not same.update(state=state, version=F("version") + 1, **columns):
        raise Stale(refused_file("stale").says, record=batch)
    batch.refresh_from_db()


def _remember(source: str, layout: Layout) -> None:
    """What each header of this source means from now on."""
    ColumnMapping.objects.bulk_create(
        [ColumnMapping(source=source, header=each.header[:200], field=each.field) for each in layout.columns],
        update_conflicts=True,
        update_fields=["field"],
        unique_fields=["source", "header"],
    )
