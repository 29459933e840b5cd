"""Governed bulk edit: download, upload, the difference cell by cell, approval, undo."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.actions import bulk as actions
from yuanmeng.register.forms.bulk import DeclineForm, DownloadForm, UploadForm
from yuanmeng.register.forms.listing import ListForm
from yuanmeng.register.models import BulkCell, BulkEdit
from yuanmeng.register.models.merging import BULK_STATES
from yuanmeng.register.policy import BULK_EDITS, FIRMS
from yuanmeng.register.queries import bulk_sheet
from yuanmeng.register.queries.bulk import MOST, Sheet, current, read, sentence
from yuanmeng.register.queries.bulk_columns import COLUMNS
from yuanmeng.register.queries.duplicates import names_of
from yuanmeng.register.queries.listing import chosen
from yuanmeng.register.states import BULK_EDIT
from yuanmeng.ui.asked import op_of, version_of, whole

ROWS = 25
CELLS = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {"draft": "warn", "proposed": "accent", "applied": "good"}
SHOWN = {"change": _("修改"), "stale": _("已被他人修改"), "invalid": _("无效"), "unknown": _("未找到")}
DONE = {
    "propose": _("已提交，等待园区领导批准。"),
    "withdraw": _("已撤回。"),
    "approve": _("已批准并执行。"),
    "decline": _("已退回。"),
    "undo": _("已整批撤销，各栏恢复原值。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Asked) -> HttpResponse:
    """All bulk edits, newest first; download and upload stand above. POST brings an edited sheet."""
    BULK_EDITS.demand(request.actor, "view")
    typed = UploadForm(request.POST or None, request.FILES or None)
    refused = ""
    if request.method == "POST":
        FIRMS.demand(request.actor, "bulk")
        if typed.is_valid():
            try:
                edit = _upload(request, typed.cleaned_data["file"])
                return redirect("register:bulk_edit", pk=edit.pk)
            except Invalid as wrong:
                refused = wrong.says
    state = request.GET.get("state", "")
    rows = BULK_EDITS.among(request.actor).order_by("-pk")
    rows = rows.filter(state=state) if state in dict(BULK_STATES) else rows
    total = rows.count()
    if request.GET.get("after"):
        rows = rows.filter(pk__lt=whole(request.GET["after"]))
    page = list(rows[: ROWS + 1])
    names = names_of(key for one in page for key in (one.proposed_by, one.decided_by))
    shown = {
        "rows": [edit_row(one, names) for one in page[:ROWS]],
        "total": total,
        "more": page[ROWS - 1].pk if len(page) > ROWS else None,
        "states": BULK_STATES,
        "state": state,
        "may": FIRMS.allows(request.actor, "bulk"),
        "form": typed,
        "refused": refused,
        "down": DownloadForm(initial={"query": request.GET.get("query", "")[:1000]}),
        "firms": _count(request, request.GET.get("query", "")),
        "most": MOST,
    }
    return render(request, "register/bulk/index.html", shown, status=422 if refused or typed.errors else 200)


def _count(request: Asked, query: str) -> int:
    """How many firms the filter leaves."""
    return _firms(request, query).count() if FIRMS.allows(request.actor, "bulk") else 0


def _firms(request: Asked, query: str) -> Any:
    return chosen(ListForm(QueryDict(query[:1000]), actor=request.actor).asked())


def _upload(request: Asked, file: UploadedFile[bytes]) -> BulkEdit:
    """Read in a child process, then compared in one transaction."""
    sheet = _read(file)
    return actions.upload(sheet, file_name=file.name or "", by=request.actor, op=op_of(request))


def _read(file: UploadedFile[bytes]) -> Sheet:
    with tempfile.TemporaryDirectory(prefix="yuanmeng-") as folder:
        path = Path(folder) / "sheet"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        return read(path)


@require_POST
def download(request: Asked) -> FileResponse:
    """The sheet to edit: the firms that the list's filter leaves, with the chosen columns."""
    FIRMS.demand(request.actor, "bulk")
    typed = DownloadForm(request.POST)
    if not typed.is_valid():
        raise Invalid(gettext("请至少选择一栏。"))
    columns = typed.cleaned_data["columns"]
    keys = list(_firms(request, typed.cleaned_data["query"]).values_list("pk", flat=True)[: MOST + 1])
    firms = actions.download(keys, columns=columns, by=request.actor, op=op_of(request))
    file = BytesIO()
    bulk_sheet.write(file, current(firms).values(), columns)
    file.seek(0)
    name = f"{gettext('批量修改')}-{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """The difference, cell by cell, 100 a page, by what became of the cell."""
    edit = BULK_EDITS.fetch(request.actor, "view", pk=pk)
    counts = {key: edit.counts.get(key, 0) for key in SHOWN}
    first = next((key for key in SHOWN if counts[key]), "change")
    tab = request.GET.get("tab", first)
    tab = tab if tab in SHOWN else first
    after = whole(request.GET.get("after", "0"))
    cells = BulkCell.objects.filter(edit=edit, state=tab, pk__gt=after).select_related("organisation").order_by("pk")
    page = list(cells[: CELLS + 1])
    shown = {
        "edit": edit,
        "row": edit_row(edit, names_of((edit.proposed_by, edit.decided_by, edit.undone_by))),
        "tabs": [(key, name, counts[key]) for key, name in SHOWN.items() if counts[key]],
        "tab": tab,
        "cells": [cell_row(cell) for cell in page[:CELLS]],
        "more": page[CELLS - 1].pk if len(page) > CELLS else None,
        "may": _verbs(request, edit),
        "own": edit.proposed_by == request.actor.user_id,
        "form": DeclineForm(),
    }
    return render(request, "register/bulk/edit.html", shown)


def _verbs(request: Asked, edit: BulkEdit) -> list[str]:
    """What the person may do now; nobody decides on their own proposal, and an empty one is not proposed."""
    verbs = set(BULK_EDIT.verbs(edit.state)) & BULK_EDITS.may(request.actor, edit)
    if edit.proposed_by == request.actor.user_id:
        verbs -= {"approve", "decline"}
    if not edit.counts.get("change"):
        verbs -= {"propose"}
    return sorted(verbs)


def _verb(name: str, act: Callable[..., BulkEdit]) -> Callable[..., HttpResponse]:
    """The page that POSTs one verb."""

    @require_POST
    def page(request: Asked, pk: int) -> HttpResponse:
        act(pk, version=version_of(request), by=request.actor, op=op_of(request))
        messages.success(request, str(DONE[name]))
        return redirect("register:bulk_edit", pk=pk)

    return page


proposing = _verb("propose", actions.propose)
withdrawing = _verb("withdraw", actions.withdraw)
approving = _verb("approve", actions.approve)
undoing = _verb("undo", actions.undo)


@require_POST
def declining(request: Asked, pk: int) -> HttpResponse:
    """Send it back with a reason."""
    answer = request.POST.get("answer", "")
    actions.decline(pk, version=version_of(request), answer=answer, by=request.actor, op=op_of(request))
    messages.success(request, str(DONE["decline"]))
    return redirect("register:bulk_edit", pk=pk)


def edit_row(edit: BulkEdit, names: Mapping[int | None, str]) -> dict[str, Any]:
    """Ready strings for one bulk edit."""
    counts = edit.counts
    return {
        "pk": edit.pk,
        "file": edit.file_name or "—",
        "columns": "、".join(str(COLUMNS[key].head) for key in edit.columns),
        "firms": counts.get("firms", 0),
        "cells": counts.get("change", 0),
        "left_out": sum(counts.get(key, 0) for key in ("stale", "invalid", "unknown")),
        "unchanged": counts.get("unchanged", 0),
        "rows": counts.get("rows", 0),
        "ignored": "、".join(edit.ignored),
        "state": edit.get_state_display(),
        "tone": TONES.get(edit.state, "plain"),
        "by": names.get(edit.proposed_by, "—"),
        "at": _moment(edit.proposed_at),
        "decided_by": names.get(edit.decided_by, ""),
        "decided_at": _moment(edit.decided_at),
        "answer": edit.answer,
        "undone_by": names.get(edit.undone_by, ""),
        "undone_at": _moment(edit.undone_at),
    }


def _moment(at: Any) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT") if at else ""


def cell_row(cell: BulkCell) -> dict[str, Any]:
    """Ready strings for one cell."""
    column = COLUMNS.get(cell.column)
    shown = column.shown if column and cell.state != "invalid" else str
    return {
        "row": cell.row,
        "firm": {"pk": cell.organisation_id, "name": cell.organisation.name} if cell.organisation else None,
        "column": column.head if column else "",
        "was": column.shown(cell.was) if column and cell.was else cell.was,
        "now": shown(cell.now),
        "says": sentence(cell),
    }
