"""Governed bulk edit: one person brings an edited sheet, another one approves, both can be undone as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Denied, IllegalMove, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.actions.merging_records import carry_out, take_back
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.models import BulkCell, BulkEdit, Organisation
from yuanmeng.register.policy import BULK_EDITS, FIRMS
from yuanmeng.register.queries.bulk import MOST, Sheet, current, difference, keys_in
from yuanmeng.register.queries.bulk_columns import COLUMNS, stored
from yuanmeng.register.queries.merging import Change
from yuanmeng.register.states import BULK_EDIT

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor

LABEL = Organisation._meta.label
NAMED = 8
"""So many firms are named in a refusal; of more the number is said."""


@action("bulk.download")
def download(keys: Sequence[int], *, columns: Sequence[str], by: Actor, op: UUID) -> list[int]:
    """下载待改表格: the firms that go into the sheet, logged. Raises Denied, Invalid (none, too many, no column)."""
    FIRMS.demand(by, "bulk")
    if not columns or not set(columns) <= set(COLUMNS):
        raise Invalid(_("请至少选择一栏。"))
    firms = sorted(FIRMS.among(by, "bulk").filter(pk__in=keys).exclude(state="merged").values_list("pk", flat=True))
    if not firms:
        raise Invalid(_("没有选中任何单位。"))
    if len(firms) > MOST:
        raise Invalid(
            _("一次最多 %(most)s 家，选中了 %(count)s 家。请缩小筛选范围。") % {"most": MOST, "count": len(firms)}
        )
    record("bulk.download", by=by, op=op, firms=len(firms), columns=list(columns))
    return firms


@action("bulk.upload")
def upload(sheet: Sheet, *, file_name: str, by: Actor, op: UUID) -> BulkEdit:
    """上传: a draft with every cell that differs, is invalid, stale or unknown; nothing in the register changes.

    Raises Denied, Invalid (nothing differs at all).
    """
    FIRMS.demand(by, "bulk")
    found = difference(sheet, current(keys_in(sheet)))
    if not found.cells:
        raise Invalid(_("表格与名录完全一致，没有需要修改的内容。"))
    counts = Counter(cell.state for cell in found.cells)
    edit = BulkEdit.objects.create(
        file_name=file_name[-255:],
        columns=sheet.columns,
        counts={**counts, "rows": len(sheet.rows), "unchanged": found.unchanged, "firms": len(_firms(found.cells))},
        ignored=sheet.ignored,
        proposed_by=by.user_id,
        proposed_at=timezone.now(),
    )
    for cell in found.cells:
        cell.edit = edit
    BulkCell.objects.bulk_create(found.cells, batch_size=1000)
    record("bulk.upload", edit, by=by, op=op, rows=len(sheet.rows), **counts)
    return edit


def _firms(cells: Iterable[BulkCell]) -> set[int]:
    return {cell.organisation_id for cell in cells if cell.state == "change" and cell.organisation_id}


@action("bulk.propose")
def propose(pk: int, *, version: int, by: Actor, op: UUID) -> BulkEdit:
    """提交批准. Raises Hidden, Denied, IllegalMove, Stale, Invalid (no cell to change)."""
    edit = BULK_EDITS.fetch(by, "propose", pk=pk)
    if not edit.counts.get("change"):
        raise Invalid(_("没有可以修改的单元格，无需提交。"))
    return _move(edit, "propose", version, by, op)


@action("bulk.withdraw")
def withdraw(pk: int, *, version: int, by: Actor, op: UUID) -> BulkEdit:
    """撤回, by whoever proposed it. Raises Hidden, Denied, IllegalMove, Stale."""
    return _move(BULK_EDITS.fetch(by, "withdraw", pk=pk), "withdraw", version, by, op)


@action("bulk.decline")
def decline(pk: int, *, version: int, answer: str, by: Actor, op: UUID) -> BulkEdit:
    """不批准, with a reason. Raises Hidden, Denied, IllegalMove, Stale, Invalid."""
    edit = _second_person(pk, "decline", by)
    if not answer.strip() or len(answer) > 500:
        raise Invalid(_("请写明不批准的理由，最多 500 字。"))
    return _move(edit, "decline", version, by, op, answer=answer.strip(), **_decided(by))


@action("bulk.approve")
def approve(pk: int, *, version: int, by: Actor, op: UUID) -> BulkEdit:
    """批准并执行: all cells in one transaction, if no firm changed since the download.

    Raises Hidden, Denied (also one's own proposal), IllegalMove, Stale (names the firms that changed).
    """
    edit = _second_person(pk, "approve", by)
    BULK_EDIT.after(edit.state, "approve")
    changes, seen = _changes(edit)
    firms = _locked(seen)
    changed = [firm.name for firm in firms if firm.version != seen[firm.pk]]
    if changed:
        raise Stale(
            _("下载之后，%(count)s 家单位已被修改：%(names)s。请退回，重新下载后再改。")
            % {"count": len(changed), "names": "、".join(changed[:NAMED])}
        )
    carry_out(changes)
    Organisation.objects.filter(pk__in=seen).update(updated_at=timezone.now())
    reindex(seen)
    return _move(edit, "approve", version, by, op, firms=seen, **_decided(by))


@action("bulk.undo")
def undo(pk: int, *, version: int, by: Actor, op: UUID) -> BulkEdit:
    """整批撤销: every cell as it was before. Raises Hidden, Denied, Stale, IllegalMove (later changes, named)."""
    edit = BULK_EDITS.fetch(by, "undo", pk=pk)
    BULK_EDIT.after(edit.state, "undo")
    changes, seen = _changes(edit)
    _locked(seen)
    conflicts = take_back(changes)
    if conflicts:
        raise IllegalMove(
            _("不能撤销：此后 %(count)s 家单位又有变更：%(named)s。请先把它们改回，或保留现状。")
            % {"count": len(conflicts), "named": "；".join(conflicts[:NAMED])}
        )
    Organisation.objects.filter(pk__in=seen).update(updated_at=timezone.now())
    reindex(seen)
    return _move(edit, "undo", version, by, op, firms=seen, undone_by=by.user_id, undone_at=timezone.now())


def _second_person(pk: int, verb: str, by: Actor) -> BulkEdit:
    edit = BULK_EDITS.fetch(by, verb, pk=pk)
    if edit.proposed_by == by.user_id:
        raise Denied(_("提出修改的人不能自己批准，请另一位园区领导办理。"))
    return edit


def _decided(by: Actor) -> dict[str, Any]:
    return {"decided_by": by.user_id, "decided_at": timezone.now()}


def _changes(edit: BulkEdit) -> tuple[list[Change], dict[int, int]]:
    """One change a firm, and the version of each firm in the sheet."""
    cells = BulkCell.objects.filter(edit=edit, state="change").select_related("organisation")
    cells = cells.order_by("organisation", "pk")
    changes, seen = [], {}
    for key, group in groupby(cells, key=lambda cell: cell.organisation_id or 0):
        mine = list(group)
        before = {cell.column: stored(cell.column, cell.was) for cell in mine}
        after = {cell.column: stored(cell.column, cell.now) for cell in mine}
        changes.append(Change(LABEL, key, before, after, str(mine[0].organisation)))
        seen[key] = mine[0].seen
    return changes, seen


def _locked(keys: Iterable[int]) -> list[Organisation]:
    """The firms in order of their keys; nobody else writes them until this transaction ends."""
    return list(Organisation.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk"))


def _move(
    edit: BulkEdit, verb: str, version: int, by: Actor, op: UUID, *, firms: Iterable[int] = (), **fields: Any
) -> BulkEdit:
    now = BULK_EDIT.after(edit.state, verb)
    moved = BulkEdit.objects.filter(pk=edit.pk, state=edit.state, version=version).update(
        state=now, version=F("version") + 1, **fields
    )
    if not moved:
        raise Stale(_("这批修改刚刚被他人处理，请查看最新状态。"), record=edit.pk)
    cells = edit.counts.get("change", 0)
    record(f"bulk.{verb}", edit, (LABEL.lower(), firms), by=by, op=op, was=edit.state, now=now, cells=cells)
    return BulkEdit.objects.get(pk=edit.pk)
