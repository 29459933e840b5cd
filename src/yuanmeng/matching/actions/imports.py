"""Vacancies of a file as needs: received, loaded as one batch, undone as one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.files.storage import path_of
from yuanmeng.ledger.actions import action, record, take_turn
from yuanmeng.matching.judging import Outcome, judged
from yuanmeng.matching.models import Lot, LotBatch
from yuanmeng.matching.policy import IMPORTS
from yuanmeng.matching.reading import Received, kept_rows
from yuanmeng.matching.states import IMPORT

LABEL = Lot._meta.label_lower


@action("labour.receive_file")
def receive(file: Received, source: str, *, by: Actor, op: UUID) -> LotBatch:
    """A file of vacancies without the columns that are not read; nothing is loaded yet. Raises Denied."""
    IMPORTS.demand(by, "load")
    kept = file.kept
    batch = LotBatch.objects.create(
        source=source, file_name=kept.name, file_size=kept.size, file_sha256=kept.sha256, stored=kept.stored,
        columns=file.columns, ignored=file.ignored, by_id=by.user_id, at=timezone.now(),
    )  # fmt: skip
    record("labour.receive_file", batch, by=by, op=op, sha256=kept.sha256, size=kept.size)
    return batch


@action("labour.import")
def load(pk: int, *, version: int, as_of: date, troubles: Outcome, by: Actor, op: UUID) -> LotBatch:
    """导入缺工信息: all or nothing; a row that was imported before from this source is left alone.

    Raises Hidden, Denied, IllegalMove, Stale.
    """
    batch = IMPORTS.fetch(by, "load", pk=pk)
    state = IMPORT.after(batch.state, "load")
    take_turn()
    lots = [lot for _number, lot in judged(kept_rows(path_of(batch.stored)), batch.source, as_of, troubles)]
    for lot in lots:
        lot.batch, lot.made_by, lot.made_at = batch, by.user_id, timezone.now()
    made = Lot.objects.bulk_create(lots, batch_size=200)
    _moved(batch, version, state=state, counts=troubles.totals(), loaded_at=timezone.now())
    record("labour.import", batch, (LABEL, [lot.pk for lot in made]), by=by, op=op, **troubles.totals())
    return batch


@action("labour.undo_import")
def undo(pk: int, *, version: int, by: Actor, op: UUID) -> LotBatch:
    """撤销整批: the postings that it made go. Raises Hidden, Denied, IllegalMove, Stale, and Invalid when somebody went
    on with one."""
    batch = IMPORTS.fetch(by, "undo", pk=pk)
    state = IMPORT.after(batch.state, "undo")
    lots = list(batch.lots.select_for_update())
    later = [lot for lot in lots if lot.version]
    if later:
        raise Invalid(
            _("不能撤销：有 %(count)s 条在导入之后又有处理，如“%(title)s”。")
            % {"count": len(later), "title": later[0].given.get("title", "")}
        )
    try:
        batch.lots.all().delete()
    except ProtectedError:
        raise Invalid(_("不能撤销：其中有一条已被指定或回避，请先取消。")) from None
    _moved(batch, version, state=state)
    record("labour.undo_import", batch, (LABEL, [lot.pk for lot in lots]), by=by, op=op, removed=len(lots))
    return batch


@action("labour.drop_file")
def drop(pk: int, *, version: int, by: Actor, op: UUID) -> LotBatch:
    """放弃这一批 before anything was loaded. Raises Hidden, Denied, IllegalMove, Stale."""
    batch = IMPORTS.fetch(by, "load", pk=pk)
    _moved(batch, version, state=IMPORT.after(batch.state, "drop"))
    record("labour.drop_file", batch, by=by, op=op)
    return batch


def _moved(batch: LotBatch, version: int, **fields: object) -> None:
    """Write the version that was seen. Raises Stale."""
    rows = LotBatch.objects.filter(pk=batch.pk, version=version, state=batch.state)
    if not rows.update(**fields, version=F("version") + 1):
        raise Stale(_("这一批刚刚有了变化，请查看最新内容后重试。"), record=batch)
    batch.refresh_from_db()
