"""Undo a whole batch: what it created goes, what it changed comes back; refused when somebody built on it since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import F, ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.actions.imports_writing import update_columns
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.importing.sentences import refused_file
from yuanmeng.register.models import (
    Contact,
    Fact,
    FormerName,
    HeldRow,
    ImportBatch,
    ImportChange,
    Likeness,
    Organisation,
)
from yuanmeng.register.policy import IMPORTS
from yuanmeng.register.queries.undoing import built_upon
from yuanmeng.register.states import IMPORT

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor


@action("import.undo")
def undo(pk: int, *, version: int, by: Actor, op: UUID) -> ImportBatch:
    """撤销整批. Raises Hidden, Denied, IllegalMove, Stale, and Invalid naming the firms that were changed since."""
    batch = IMPORTS.fetch(by, "undo", pk=pk)
    state = IMPORT.after(batch.state, "undo")
    later = built_upon(batch)
    if later.names:
        raise _refused(later.names, later.firms)
    HeldRow.objects.filter(batch=batch).update(state="undone", organisation=None, version=F("version") + 1)
    Fact.objects.filter(batch=batch).delete()
    for change in batch.changes.order_by("-id"):
        _undo(batch, change, by, op)
    moved = ImportBatch.objects.filter(pk=pk, version=version, state=batch.state)
    if not moved.update(state=state, undone_at=timezone.now(), version=F("version") + 1):
        raise Stale(refused_file("stale").says, record=batch)
    record("import.undo", batch, by=by, op=op)
    batch.refresh_from_db()
    return batch


def _undo(batch: ImportBatch, change: ImportChange, by: Actor, op: UUID) -> None:
    updated = {int(pk): kept for pk, kept in change.updated.items()}
    ids = [*change.created, *updated]
    _take_back(batch, updated)
    FormerName.objects.filter(organisation__in=change.created).delete()
    Contact.objects.filter(organisation__in=change.created).delete()
    Likeness.objects.filter(Q(first__in=change.created) | Q(second__in=change.created)).delete()
    facts = {"batch": batch.pk, "removed": len(change.created), "restored": len(updated)}
    record("register.import_undo", batch, ("register.organisation", ids), by=by, op=op, **facts)
    try:
        Organisation.objects.filter(pk__in=change.created).delete()
    except ProtectedError as protected:
        names = sorted({str(getattr(record, "organisation", record)) for record in protected.protected_objects})
        raise _refused(names[:5], len(names)) from None
    reindex(ids)


def _take_back(batch: ImportBatch, updated: dict[int, dict[str, Any]]) -> None:
    """Restore the columns, former names and contacts of organisations that were there before."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    before = ((pk, kept["before"], None) for pk, kept in updated.items() if kept["before"])
    update_columns(before, now)
    for pk, kept in updated.items():
        if kept["former"]:
            FormerName.objects.filter(organisation=pk, name__in=kept["former"]).delete()
        if kept["contact_since"]:
            Contact.objects.filter(organisation=pk, since=kept["contact_since"], source=batch.source).delete()


def _refused(names: list[str], count: int) -> Invalid:
    said = {"names": "、".join(names), "count": count}
    return Invalid(
        _("不能撤销：%(names)s 等 %(count)s 家单位在导入之后又有改动。请先撤销那些改动。") % said, reason="later"
    )
