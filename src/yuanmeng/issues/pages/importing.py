"""Importing a problem ledger in the browser: the batches, a new one, and one batch at whatever step it stands."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.files.storage import keep, path_of, sent
from yuanmeng.files.tables import Table, download
from yuanmeng.issues.actions import importing as actions
from yuanmeng.issues.forms import LedgerColumnsForm, LedgerForm
from yuanmeng.issues.judging import FIELDS, REASONS, Row
from yuanmeng.issues.models import IssueBatch
from yuanmeng.issues.models.imports import IMPORT_STATES
from yuanmeng.issues.policy import IMPORTS, ISSUES
from yuanmeng.issues.queries.imports import heads
from yuanmeng.register.pages import showing
from yuanmeng.ui.asked import op_of, version_of, whole

PAGE, SAMPLES = 50, 20
UPLOAD_BYTES = 64 << 20
TONES = {"uploaded": "warn", "loaded": "good", "undone": "plain", "dropped": "plain"}
STATES = dict(IMPORT_STATES)


@require_safe
def index(request: Asked) -> HttpResponse:
    """All batches, newest first, paged by key."""
    IMPORTS.demand(request.actor, "view")
    batches = IMPORTS.among(request.actor, "view")
    if "before" in request.GET:
        batches = batches.filter(pk__lt=whole(request.GET["before"]))
    page = list(batches[: PAGE + 1])
    shown = {
        "rows": [_line(batch) for batch in page[:PAGE]],
        "more": page[PAGE - 1].pk if len(page) > PAGE else None,
        "may": IMPORTS.allows(request.actor, "load"),
    }
    return render(request, "issues/imports.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Upload a ledger; the next page shows its columns and what each row would become."""
    IMPORTS.demand(request.actor, "load")
    form = LedgerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = keep(file.name, file.chunks(), ("xlsx", "csv"), UPLOAD_BYTES)
            try:
                batch = actions.receive(kept, form.cleaned_data["source"], by=request.actor, op=op_of(request))
            except Invalid:
                path_of(kept.stored).unlink()
                raise
            return redirect("issues:import", batch.pk)
        except Invalid as refused:
            form.add_error("file", refused.says)
    return render(request, "issues/import_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Asked, pk: int) -> HttpResponse:
    """One batch: while it waits its columns and a preview, POST checks again or loads; afterwards what came of it."""
    batch = IMPORTS.fetch(request.actor, "load" if request.method == "POST" else "view", pk=pk)
    if batch.state != "uploaded" and request.method != "POST":
        return render(request, "issues/import_done.html", _done(request, batch))
    headers = heads(path_of(batch.stored))
    form = LedgerColumnsForm(dict(FIELDS), headers, request.POST or None, initial=batch.columns)
    columns, preview, refusal = dict(batch.columns), None, ""
    try:
        if request.method == "POST" and form.is_valid():
            columns = {name: header for name, header in form.cleaned_data.items() if header}
            if request.POST.get("do") == "load":
                return _loaded(request, batch, columns)
        if not form.errors:
            preview = _preview(batch, columns)
    except Invalid as refused:
        refusal = refused.says
    ignored = [header for header in headers if header not in columns.values()]
    shown = {"batch": batch, "line": _line(batch), "form": form, "preview": preview, "refusal": refusal}
    shown["ignored"] = ignored
    shown["may"] = IMPORTS.may(request.actor, batch)
    return render(
        request, "issues/import.html", shown, status=422 if form.errors or (refusal and request.POST) else 200
    )


def _loaded(request: Asked, batch: IssueBatch, columns: dict[str, str]) -> HttpResponse:
    done = actions.load(batch.pk, columns=columns, version=version_of(request), by=request.actor, op=op_of(request))
    said = {"created": done.counts["created"], "updated": done.counts["updated"]}
    messages.success(request, _("已导入：新建 %(created)s 个问题，补入 %(updated)s 个答复。") % said)
    return redirect("issues:import", batch.pk)


def _preview(batch: IssueBatch, columns: dict[str, str]) -> dict[str, Any]:
    """Counts, the first rows that would be created, and the first that would not be taken."""
    counts, fresh, troubles = Counter[str](), list[Row](), list[Row]()
    for row in actions.judged(batch, columns):
        counts[row.verdict] += 1
        counts["noted"] += bool(row.noted)
        for rows, wanted in ((fresh, row.verdict in {"created", "updated"}), (troubles, bool(row.reason))):
            if wanted and len(rows) < SAMPLES:
                rows.append(row)
    return {
        "counts": _tiles(counts),
        "noted": counts["noted"],
        "writes": counts["created"] + counts["updated"],
        "fresh": [
            {"number": r.number, "title": r.title, "raised": showing.moment(r.raised), "answered": bool(r.replied)}
            for r in fresh
            if r.raised
        ],
        "troubles": [_trouble(row, columns) for row in troubles],
    }


def _tiles(counts: Any) -> list[tuple[str, int]]:
    names = {
        "created": _("新建"), "updated": _("补入答复"), "unchanged": _("无变化"), "held": _("待定"),
        "refused": _("拒绝"),
    }  # fmt: skip
    return [(name, counts.get(key, 0)) for key, name in names.items()]


def _trouble(row: Row, columns: dict[str, str]) -> dict[str, Any]:
    kind = _("拒绝") if row.verdict == "refused" else _("待定")
    return {
        "number": row.number,
        "kind": kind,
        "column": columns.get(row.field) or str(FIELDS[row.field]),
        "value": row.cells.get(row.field, "")[:80],
        "says": str(REASONS[row.reason]),
    }


def _done(request: Asked, batch: IssueBatch) -> dict[str, Any]:
    start = whole(request.GET.get("start", "0"), 10_000_000)
    seen = ISSUES.among(request.actor, "view").values("pk")
    rows = list(batch.rows.filter(issue__in=seen).select_related("issue")[start : start + PAGE + 1])
    return {
        "batch": batch,
        "line": _line(batch),
        "counts": _tiles(batch.counts) if batch.counts else [],
        "rows": [
            {"row": r.row, "pk": r.issue_id, "number": r.issue.number, "title": r.issue.title, "created": r.created}
            for r in rows[:PAGE]
        ],
        "next": start + PAGE if len(rows) > PAGE else None,
        "previous": max(0, start - PAGE) if start else None,
        "troubled": sum(batch.counts.get(name, 0) for name in ("held", "refused", "noted")),
        "may": IMPORTS.may(request.actor, batch),
    }


def _line(batch: IssueBatch) -> dict[str, Any]:
    return {
        "pk": batch.pk,
        "file": batch.file_name,
        "source": batch.source,
        "state": STATES[batch.state],
        "tone": TONES[batch.state],
        "counts": [count for _name, count in _tiles(batch.counts)] if batch.counts else [],
        "at": showing.moment(batch.at),
    }


@require_POST
def dropping(request: Asked, pk: int) -> HttpResponse:
    """Give a batch up before it is loaded."""
    actions.drop(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已放弃这一批。"))
    return redirect("issues:imports")


@require_POST
def undoing(request: Asked, pk: int) -> HttpResponse:
    """Undo a loaded batch as a whole."""
    actions.undo(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已撤销整批。"))
    return redirect("issues:imports")


@require_safe
def troubles(request: Asked, pk: int) -> FileResponse:
    """The rows that would not be taken now, with what to do, as a workbook."""
    batch = IMPORTS.fetch(request.actor, "load", pk=pk)
    heads_of = ((_("行号"), 8), (_("状态"), 8), (_("列"), 16), (_("值"), 40), (_("原因与处理办法"), 60))
    rows = (
        tuple(str(one[name]) for name in ("number", "kind", "column", "value", "says"))
        for one in (_trouble(row, batch.columns) for row in actions.judged(batch, batch.columns) if row.reason)
    )
    return download(Table(_("未导入的行"), heads_of, rows), "xlsx", lambda _count: None)


@require_safe
def source(request: Asked, pk: int) -> FileResponse:
    """The file as it was uploaded."""
    batch = IMPORTS.fetch(request.actor, "load", pk=pk)
    return sent(batch.stored, batch.file_name)
