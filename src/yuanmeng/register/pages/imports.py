"""Importing firms in the browser: the batches, a new one, and one batch at whatever step it stands."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.files.storage import download, keep, path_of, sent
from yuanmeng.jobs.work import enqueue
from yuanmeng.register.actions import imports as actions
from yuanmeng.register.actions.imports_running import unpacked
from yuanmeng.register.actions.imports_tasks import TASKS, job_of, key_of
from yuanmeng.register.forms.imports import ColumnsForm, UploadForm
from yuanmeng.register.models import ImportBatch
from yuanmeng.register.pages import imports_showing as showing
from yuanmeng.register.policy import IMPORTS
from yuanmeng.register.queries.imports import waiting_rows
from yuanmeng.register.queries.undoing import built_upon
from yuanmeng.ui.asked import op_of, version_of, whole

PAGE = 50
UPLOAD_BYTES = 64 << 20


@require_safe
def index(request: Asked) -> HttpResponse:
    """All batches, newest first, paged by key."""
    IMPORTS.demand(request.actor, "view")
    batches = IMPORTS.among(request.actor)
    if "before" in request.GET:
        batches = batches.filter(pk__lt=whole(request.GET["before"]))
    page = list(batches[: PAGE + 1])
    shown = {
        "rows": [showing.batch_line(batch) for batch in page[:PAGE]],
        "more": page[PAGE - 1].pk if len(page) > PAGE else None,
        "may": IMPORTS.allows(request.actor, "load"),
        "waiting": waiting_rows().count(),
    }
    return render(request, "register/imports/index.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Upload a file; the next page shows what its columns mean."""
    IMPORTS.demand(request.actor, "load")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("register:import", pk=_received(request, form).pk)
        except Invalid as refusal:
            form.add_error("file", refusal.says)
    return render(request, "register/imports/new.html", {"form": form}, status=422 if form.errors else 200)


def _received(request: Asked, form: UploadForm) -> ImportBatch:
    """Store the file and make a batch of it; a file that cannot be read is not kept."""
    op, file, asked = op_of(request), form.cleaned_data["file"], form.cleaned_data
    kept = keep(file.name, file.chunks(), ("xlsx", "csv"), UPLOAD_BYTES)
    try:
        return actions.receive(kept, asked["source"], asked["as_of"], by=request.actor, op=op)
    except Invalid:
        path_of(kept.stored).unlink()
        raise


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Asked, pk: int) -> HttpResponse:
    """One batch. POST settles the columns and starts the check."""
    batch = IMPORTS.fetch(request.actor, "load" if request.method == "POST" else "view", pk=pk)
    if request.method == "POST":
        return _settled(request, batch)
    job = job_of(pk, batch.version)
    shown: dict[str, Any] = {**showing.batch(batch), "job": showing.job(job), "may": IMPORTS.may(request.actor, batch)}
    if job and not job.finished:
        return render(request, "register/imports/working.html", shown)
    if batch.state in {"uploaded", "mapped"} or "columns" in request.GET:
        return _columns(request, batch, shown, ColumnsForm(unpacked(batch.mapping), initial={"as_of": batch.as_of}))
    if batch.state == "checked":
        return render(request, "register/imports/preview.html", shown | showing.preview(batch, _start(request)))
    return render(request, "register/imports/result.html", shown | showing.result(batch, _start(request)))


def _settled(request: Asked, batch: ImportBatch) -> HttpResponse:
    form = ColumnsForm(unpacked(batch.mapping), request.POST)
    if form.is_valid():
        try:
            seen, chosen = version_of(request), form.chosen
            batch = actions.choose(
                batch.pk, chosen, form.cleaned_data["as_of"], version=seen, by=request.actor, op=op_of(request)
            )
            return _start_job(request, "check", batch)
        except Invalid as refusal:
            form.add_error("as_of" if refusal.facts.get("reason") == "as_of" else None, refusal.says)
    shown = {**showing.batch(batch), "may": IMPORTS.may(request.actor, batch)}
    return _columns(request, batch, shown, form)


def _columns(request: Asked, batch: ImportBatch, shown: dict[str, Any], form: ColumnsForm) -> HttpResponse:
    samples = showing.samples(batch)
    rows = [
        {"header": c.header, "field": form[f"column_{c.index}"], "samples": samples.get(c.index, [])}
        for c in unpacked(batch.mapping).columns
    ]
    shown |= {"form": form, "rows": rows, "record": batch}
    return render(request, "register/imports/columns.html", shown, status=422 if form.errors else 200)


@require_POST
def sheet(request: Asked, pk: int) -> HttpResponse:
    """Choose another sheet of the workbook."""
    name = request.POST.get("sheet", "")[:100]
    actions.choose_sheet(pk, name, version=version_of(request), by=request.actor, op=op_of(request))
    return redirect("register:import", pk=pk)


@require_POST
def applying(request: Asked, pk: int) -> HttpResponse:
    """Confirm the preview: the batch is written in the background."""
    return _start_job(request, "apply", _seen(request, pk, "load"))


@require_http_methods(["GET", "HEAD", "POST"])
def undoing(request: Asked, pk: int) -> HttpResponse:
    """What undoing would do; POST does it in the background."""
    if request.method == "POST":
        return _start_job(request, "undo", _seen(request, pk, "undo"))
    batch = IMPORTS.fetch(request.actor, "undo", pk=pk)
    shown = {**showing.batch(batch), "record": batch, "later": built_upon(batch)._asdict()}
    return render(request, "register/imports/undoing.html", shown)


@require_POST
def dropping(request: Asked, pk: int) -> HttpResponse:
    """Give a batch up before anything was written."""
    actions.drop(pk, version=version_of(request), by=request.actor, op=op_of(request))
    return redirect("register:imports")


def _seen(request: Asked, pk: int, verb: str) -> ImportBatch:
    """The batch as the person saw it; the job refuses when it has changed by then."""
    batch = IMPORTS.fetch(request.actor, verb, pk=pk)
    batch.version = version_of(request)
    op_of(request)
    return batch


def _start_job(request: Asked, step: str, batch: ImportBatch) -> HttpResponse:
    key = key_of(step, batch.pk, batch.version)
    enqueue(TASKS[step], batch.pk, batch.version, key=key, by=request.actor)
    return redirect("register:import", pk=batch.pk)


@require_safe
def working(request: Asked, pk: int) -> HttpResponse:
    """How far the job is, for the progress bar; when it has ended the whole page is shown anew."""
    batch = IMPORTS.fetch(request.actor, "view", pk=pk)
    job = job_of(pk, batch.version)
    response = render(request, "register/imports/bar.html", {**showing.batch(batch), "job": showing.job(job)})
    if job is None or job.finished:
        response["HX-Refresh"] = "true"
    return response


@require_safe
def troubles(request: Asked, pk: int) -> FileResponse:
    """The rows that were not taken, as a CSV file."""
    batch = IMPORTS.fetch(request.actor, "view", pk=pk)
    return download(showing.trouble_file(batch), f"{batch.file_name}-errors.csv")


@require_safe
def source(request: Asked, pk: int) -> FileResponse:
    """The file as it was uploaded."""
    batch = IMPORTS.fetch(request.actor, "load", pk=pk)
    return sent(batch.stored, batch.file_name)


def _start(request: Asked) -> int:
    return whole(request.GET.get("start", "0"), 10_000_000)
