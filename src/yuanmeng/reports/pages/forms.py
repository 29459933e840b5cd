"""Superiors' forms: the list with its meter, upload, one form with its cells and history, withdrawal."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.files.storage import download, keep
from yuanmeng.reports.actions import forms as actions
from yuanmeng.reports.filling import content, grids, names
from yuanmeng.reports.forms import ReasonForm, UploadForm
from yuanmeng.reports.grids import Unfit, read
from yuanmeng.reports.models import FORM_STATES, SuperiorForm
from yuanmeng.reports.pages.forms_drawing import Drawn, drawn, placed
from yuanmeng.reports.policy import FORMS
from yuanmeng.reports.queries import newest_fillings, saved
from yuanmeng.reports.unfit import refused
from yuanmeng.ui.asked import op_of, reason_of, version_of, whole

PAGE = 30
MOST = 5 << 20
TONES = {"in_use": "good", "withdrawn": "plain"}


@require_safe
def index(request: Asked) -> HttpResponse:
    """The forms in use, the newest first, and what they saved."""
    FORMS.demand(request.actor, "view")
    state = request.GET.get("state", "")
    state = state if state in dict(FORM_STATES) else "in_use"
    found = FORMS.among(request.actor).filter(state=state)
    q = request.GET.get("q", "").strip()[:60]
    if q:
        found = found.filter(name__icontains=q)
    total = found.count()
    if request.GET.get("before"):
        found = found.filter(pk__lt=whole(request.GET["before"]))
    counted = found.annotate(placed=Count("placements", distinct=True), newest=Max("fillings__period"))
    page = list(counted.order_by("-pk")[: PAGE + 1])
    shown = {
        "rows": [_row(each) for each in page[:PAGE]],
        "next": page[PAGE - 1].pk if len(page) > PAGE else None,
        "total": total,
        "states": FORM_STATES,
        "state": state,
        "q": q,
        "meter": saved(),
        "may_define": FORMS.allows(request.actor, "define"),
    }
    return render(request, "reports/forms.html", shown)


def _row(each: Any) -> dict[str, Any]:
    """A form annotated with the number of its placed cells and its newest period."""
    return {
        "pk": each.pk,
        "name": each.name,
        "superior": each.superior,
        "rhythm": each.get_rhythm_display(),
        "kind": each.get_kind_display(),
        "placed": each.placed,
        "newest": each.newest or "",
        "state": each.get_state_display(),
        "tone": TONES[each.state],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Upload one; a file that cannot be filled is refused with the reason, and not stored."""
    FORMS.demand(request.actor, "define")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _uploaded(request, form.cleaned_data)
        except Invalid as wrong:
            form.add_error("file", wrong.says)
        else:
            messages.success(request, _("已上传。请给空格指定数据来源。"))
            return redirect("reports:form_placing", made.pk)
    return render(request, "reports/form_new.html", {"form": form}, status=422 if form.errors else 200)


def _uploaded(request: Asked, values: dict[str, Any]) -> SuperiorForm:
    from yuanmeng.reports.grids.package import kind_of  # noqa: PLC0415 - lxml, that few requests need

    upload = values["file"]
    if upload.size > MOST:
        raise Invalid(_("文件超过 %(most)s MB 的上限。") % {"most": MOST >> 20})
    file = upload.read()
    try:
        kind = kind_of(file)
        read(kind, file)
    except Unfit as wrong:
        raise refused(wrong) from None
    kept = keep(upload.name, [file], (kind,), MOST)
    return actions.upload(kept=kept, kind=kind, values=values, by=request.actor, op=op_of(request))


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """The form as it is printed with the source of each cell, and what was filled."""
    form = FORMS.fetch(request.actor, pk=pk)
    may = FORMS.may(request.actor, form)
    cells = grids(form)
    sources = placed(form, names())
    waiting = sum(cell.takes and cell.ref not in sources for grid in cells for line in grid.rows for cell in line)
    in_use = form.state == "in_use"
    shown = {
        "form": form,
        "row": {"state": form.get_state_display(), "tone": TONES[form.state], "rhythm": form.get_rhythm_display()},
        "uploaded": date_format(timezone.localtime(form.at), "SHORT_DATETIME_FORMAT"),
        "grids": drawn(cells, {ref: Drawn(each["name"], "placed") for ref, each in sources.items()}),
        "sources": list(sources.values()),
        "waiting": waiting,
        "fillings": [_filling_row(each) for each in newest_fillings().filter(form=form).order_by("-period")[:PAGE]],
        "may": {verb: verb in may and in_use for verb in ("define", "fill", "withdraw")},
        "reason_form": ReasonForm(),
    }
    return render(request, "reports/form.html", shown)


def _filling_row(each: Any) -> dict[str, Any]:
    return {"pk": each.pk, "period": each.period, "edition": each.edition, "numbers": each.numbers,
            "lacking": each.lacking}  # fmt: skip


@require_safe
def original(request: Asked, pk: int) -> FileResponse:
    """The empty form as it was uploaded."""
    form = FORMS.fetch(request.actor, pk=pk)
    return download(BytesIO(content(form)), form.file)


@require_POST
def withdrawal(request: Asked, pk: int) -> HttpResponse:
    """Nothing is filled any more."""
    FORMS.fetch(request.actor, "withdraw", pk=pk)
    reason = reason_of(request.POST.get("reason", ""))
    actions.withdraw(pk, version=version_of(request), reason=reason, by=request.actor, op=op_of(request))
    messages.success(request, _("已停用；已填的报表不受影响。"))
    return redirect("reports:form", pk)
