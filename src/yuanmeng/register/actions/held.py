"""What a person decides on a held row: take it, as it is or mended, or leave it out with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.actions.imports_running import Plan, unpacked
from yuanmeng.register.actions.imports_writing import Writing
from yuanmeng.register.importing.comparing import compare
from yuanmeng.register.importing.judging import Wanted
from yuanmeng.register.importing.reading import Line, Table
from yuanmeng.register.importing.sentences import refused_file, row_sentence
from yuanmeng.register.importing.sweeping import told
from yuanmeng.register.models import HeldRow
from yuanmeng.register.policy import HELD_ROWS
from yuanmeng.register.queries.imports import held_by, known_by_code, known_by_id
from yuanmeng.register.states import HELD_ROW

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor

NEW = "new"
"""`accepted` of a row whose name is known: take it as another organisation of the same name."""


@action("held.take")
def take(pk: int, cells: Mapping[str, str], accepted: str, note: str, *, version: int, by: Actor, op: UUID) -> HeldRow:
    """收录: write the row with these cells (column place → text).

    `accepted` is the row's own reason when the person confirms it (the code was compared with the licence; the value
    in question is left out; the row without a code is meant), or `` when the cells were mended instead.
    Raises Hidden, Denied, IllegalMove, Stale, and Invalid when something is still wrong.
    """
    row = HELD_ROWS.fetch(by, "decide", pk=pk)
    state = HELD_ROW.after(row.state, "take")
    wanted = _judged(row, cells, accepted)
    known = known_by_code([wanted.uscc]).get(wanted.uscc) if wanted.uscc else None
    if known is None and row.organisation_id and accepted == "name_known":
        known = known_by_id(row.organisation_id)
    if known and known.state == "merged":
        raise Invalid(row_sentence("merged"))
    writing = Writing(row.batch, by=by, op=op)
    changes = [compare(wanted, known, held_by([(known.pk, wanted)]))] if known else []
    written = writing.chunk([] if known else [wanted], [change for change in changes if not change.empty])
    writing.finish()
    organisation = known.pk if known else written[0]
    _decide(row, state, version, by, organisation=organisation, note=note)
    record(
        "held.take",
        row,
        ("register.organisation", [organisation]),
        by=by,
        op=op,
        reason=row.reason,
        accepted=bool(accepted),
        batch=row.batch_id,
    )
    return row


@action("held.dismiss")
def dismiss(pk: int, note: str, *, version: int, by: Actor, op: UUID) -> HeldRow:
    """不收录, with the reason. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    row = HELD_ROWS.fetch(by, "decide", pk=pk)
    state = HELD_ROW.after(row.state, "dismiss")
    if not note.strip():
        says = _("请写明不收录的原因。")
        raise Invalid(says, errors={"note": [says]})
    _decide(row, state, version, by, note=note)
    record("held.dismiss", row, by=by, op=op, reason=row.reason, batch=row.batch_id)
    return row


def _judged(row: HeldRow, cells: Mapping[str, str], accepted: str) -> Wanted:
    layout = unpacked(row.batch.mapping)
    width = max(column.index for column in layout.columns) + 1
    texts = [cells.get(str(place), row.cells.get(str(place), "")) for place in range(width)]
    judge = Plan(Table(row.sheet, Path()), layout, row.batch.as_of).judge()
    confirmed = {accepted} | ({"no_code"} if accepted in {"name_known", NEW} else set())
    answer = judge.read(Line(row.row, texts, []), confirmed)
    if isinstance(answer, Wanted):
        return answer
    errors = {str(judge.place.get(trouble.field, "")): [told(trouble)] for trouble in answer}
    raise Invalid(" ".join(told(trouble) for trouble in answer), errors=errors)


def _decide(row: HeldRow, state: str, version: int, by: Actor, **columns: object) -> None:
    same = HeldRow.objects.filter(pk=row.pk, state=row.state, version=version)
    if not same.update(
        state=state, decided_by=by.user_id, decided_at=timezone.now(), version=F("version") + 1, **columns
    ):
        raise Stale(refused_file("stale").says, record=row)
    row.refresh_from_db()
