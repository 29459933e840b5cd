"""Importing vacancies in the browser: the batches, a new one, and one batch at whatever step it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.files.storage import path_of
from yuanmeng.files.tables import Table, download
from yuanmeng.matching.actions import imports as actions
from yuanmeng.matching.forms.imports import FileForm
from yuanmeng.matching.judging import Outcome, judged
from yuanmeng.matching.models import IMPORT_STATES, LotBatch
from yuanmeng.matching.pages.presenting import COLUMN_NAMES, HELD, REFUSED, day, lot_row
from yuanmeng.matching.policy import IMPORTS, LOTS
from yuanmeng.matching.reading import kept_rows, received
from yuanmeng.ui.asked import op_of, version_of, whole

PAGE, SAMPLES = 50, 20
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
    return render(request, "matching/imports.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Upload a file of vacancies; the next page shows what each row would become."""
    IMPORTS.demand(request.actor, "load")
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, source = form.cleaned_data["file"], form.cleaned_data["source"]
        try:
            kept = received(file.name, file.chunks())
        except Invalid as refused:
            form.add_error("file", refused.says)
        else:
            return redirect("matching:import", actions.receive(kept, source, by=request.actor, op=op_of(request)).pk)
    return render(request, "matching/import_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Asked, pk: int) -> HttpResponse:
    """One batch: while it waits a preview, POST loads it; afterwards what came of it."""
    if request.method == "POST":
        return _loaded(request, pk)
    batch = IMPORTS.fetch(request.actor, "view", pk=pk)
    shown = _preview(batch) if batch.state == "uploaded" else _done(request, batch)
    shown |= {
        "batch": batch,
        "line": _line(batch),
        "may": IMPORTS.may(request.actor, batch),
        "columns": [(COLUMN_NAMES[name], header) for name, header in batch.columns.items()],
    }
    return render(request, "matching/import.html", shown)


def _loaded(request: Asked, pk: int) -> HttpResponse:
    outcome, version = Outcome(), version_of(request)
    today, by, op = timezone.localdate(), request.actor, op_of(request)
    done = actions.load(pk, version=version, as_of=today, troubles=outcome, by=by, op=op)
    messages.success(request, _("已导入：草稿 %(created)s 条，待核对 %(held)s 条。") % done.counts)
    return redirect("matching:import", pk)


def _judged(batch: LotBatch) -> tuple[Outcome, list[dict[str, Any]]]:
    """What the rows would become today, and the first drafts among them."""
    outcome = Outcome()
    drafts: list[dict[str, Any]] = []
    for number, lot in judged(kept_rows(path_of(batch.stored)), batch.source, timezone.localdate(), outcome):
        if lot.state == "draft" and len(drafts) < SAMPLES:
            drafts.append({"number": number, **lot_row(lot)})
    return outcome, drafts


def _preview(batch: LotBatch) -> dict[str, Any]:
    outcome, drafts = _judged(batch)
    reasons = [((HELD | REFUSED)[name], count) for name, count in outcome.reasons.most_common()]
    return {
        "counts": _tiles(outcome.totals()),
        "writes": outcome.created + outcome.held,
        "reasons": reasons,
        "troubles": [_trouble(*one) for one in outcome.troubles[:SAMPLES]],
        "drafts": drafts,
        "troubled": outcome.held + outcome.refused,
    }


def _tiles(counts: dict[str, int]) -> list[tuple[str, int]]:
    names = {"created": _("草稿"), "held": _("待核对"), "refused": _("拒绝"), "unchanged": _("以前导入过")}
    return [(name, counts.get(key, 0)) for key, name in names.items()]


def _trouble(number: int, kind: str, why: list[str], row: dict[str, str]) -> dict[str, str]:
    return {
        "number": str(number),
        "kind": _("拒绝") if kind == "refused" else _("待核对"),
        "job": row["title"][:80],
        "firm": row.get("company", "")[:80],
        "heads": row.get("headcount", "")[:40],
        "until": row.get("deadline", "")[:40],
        "says": "；".join(str((HELD | REFUSED)[one]) for one in why),
    }


def _done(request: Asked, batch: LotBatch) -> dict[str, Any]:
    start = whole(request.GET.get("after", "0"), 1 << 62)
    lots = LOTS.among(request.actor, "view").filter(batch=batch, pk__gt=start)
    rows = list(lots.select_related("organisation").order_by("pk")[: PAGE + 1])
    return {
        "counts": _tiles(batch.counts) if batch.counts else [],
        "lots": [
            lot_row(lot) | {"why": "；".join(str(HELD[one]) for one in lot.held if one in HELD)} for lot in rows[:PAGE]
        ],
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "troubled": batch.counts.get("held", 0) + batch.counts.get("refused", 0),
    }


def _line(batch: LotBatch) -> dict[str, Any]:
    return {
        "pk": batch.pk,
        "file": batch.file_name,
        "source": batch.source,
        "state": STATES[batch.state],
        "tone": TONES[batch.state],
        "counts": [count for _name, count in _tiles(batch.counts)] if batch.counts else [],
        "at": day(batch.at),
    }


@require_POST
def dropping(request: Asked, pk: int) -> HttpResponse:
    """Give a batch up before it is loaded."""
    actions.drop(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已放弃这一批。"))
    return redirect("matching:imports")


@require_POST
def undoing(request: Asked, pk: int) -> HttpResponse:
    """Undo a loaded batch as a whole."""
    actions.undo(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已撤销整批。"))
    return redirect("matching:imports")


@require_safe
def troubles(request: Asked, pk: int) -> FileResponse:
    """Rows held or refused, each with its reasons, as a workbook; of a loaded batch, as a new upload would be judged
    without it."""
    batch = IMPORTS.fetch(request.actor, "load", pk=pk)
    heads = ((_("行号"), 8), (_("状态"), 10), (_("岗位"), 30), (_("单位"), 30), (_("人数"), 14), (_("截止日期"), 14),
             (_("原因"), 60))  # fmt: skip
    outcome = Outcome()
    rows = kept_rows(path_of(batch.stored))
    for _one in judged(rows, batch.source, timezone.localdate(batch.loaded_at), outcome, but=batch.pk):
        pass
    names = ("number", "kind", "job", "firm", "heads", "until", "says")
    texts = (tuple(found[name] for name in names) for found in (_trouble(*one) for one in outcome.troubles))
    return download(Table(_("待核对和拒绝的行"), heads, texts), "xlsx", lambda _count: None)
