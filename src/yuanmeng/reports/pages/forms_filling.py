"""Filling a form: the preview of a period, the filled form and its file, and the list of all that was filled."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.period import Period
from yuanmeng.core.refusals import Hidden
from yuanmeng.files import storage
from yuanmeng.reports.actions import forms as actions
from yuanmeng.reports.filling import Filled, content, filled, grids, latest, period_of, value_of
from yuanmeng.reports.grids import Grid, written
from yuanmeng.reports.models import FilledCell, Filling, SuperiorForm
from yuanmeng.reports.pages.forms_drawing import drawn, short, values_shown
from yuanmeng.reports.policy import FORMS
from yuanmeng.reports.queries import newest_fillings, saved
from yuanmeng.ui.asked import op_of, version_of, whole

PAGE = 50


@require_safe
def index(request: Asked) -> HttpResponse:
    """Every form that was filled, in its newest edition: what the meter counts."""
    FORMS.demand(request.actor, "view")
    found = newest_fillings().filter(form__in=FORMS.among(request.actor))
    if request.GET.get("before"):
        found = found.filter(pk__lt=whole(request.GET["before"]))
    page = list(found.select_related("form", "by").order_by("-pk")[: PAGE + 1])
    shown = {
        "rows": [_row(each) for each in page[:PAGE]],
        "next": page[PAGE - 1].pk if len(page) > PAGE else None,
        "meter": saved(),
    }
    return render(request, "reports/fillings.html", shown)


def _row(each: Filling) -> dict[str, Any]:
    return {
        "form": each.form_id,
        "pk": each.pk,
        "name": each.form.name,
        "superior": each.form.superior,
        "period": each.period,
        "edition": each.edition,
        "numbers": each.numbers,
        "lacking": each.lacking,
        "by": each.by.name,
        "at": date_format(timezone.localtime(each.at), "SHORT_DATETIME_FORMAT"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def filling(request: Asked, pk: int) -> HttpResponse:
    """The form as it would be filled for a period; posting freezes it."""
    form = FORMS.fetch(request.actor, "fill", pk=pk)
    if request.method == "POST":
        made = actions.fill(
            pk,
            version=version_of(request),
            period=request.POST.get("period", ""),
            by=request.actor,
            op=op_of(request),
        )
        messages.success(request, _("已填好第 %(edition)s 版，可以下载。") % {"edition": made.edition})
        return redirect("reports:filling", pk, made.pk)
    asked = period_of(form, request.GET["period"]) if request.GET.get("period") else latest(form)
    cells, grid = filled(form, asked, request.actor), grids(form)
    shown = {
        "form": form,
        **_period_shown(asked),
        **_cells_shown(request, grid, cells),
        "waiting": _waiting(grid, cells),
        "may_fill": form.state == "in_use" and bool(cells),
    }
    return render(request, "reports/form_filling.html", shown)


def _period_shown(asked: Period) -> dict[str, Any]:
    return {
        "period": str(asked),
        "before": str(asked.before()),
        "unfinished": asked.last >= timezone.localdate(),
        "last": date_format(asked.last, "SHORT_DATE_FORMAT"),
    }


def _cells_shown(request: Asked, grid: list[Grid], cells: list[Any]) -> dict[str, Any]:
    return {
        "grids": drawn(grid, values_shown(cells, request.actor)),
        "missing": [{"short": short(each.cell), "missing": each.missing} for each in cells if each.missing],
    }


def _waiting(grids: list[Grid], cells: list[Any]) -> list[str]:
    """The cells that take a value and have no source."""
    known = {each.cell for each in cells}
    return [
        short(cell.ref) for grid in grids for line in grid.rows for cell in line if cell.takes and cell.ref not in known
    ]


def _fetched(request: Asked, pk: int, number: int) -> tuple[SuperiorForm, Filling, list[FilledCell]]:
    form = FORMS.fetch(request.actor, pk=pk)
    found = form.fillings.select_related("by").filter(pk=number).first()
    if found is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    return form, found, list(found.cells.order_by("pk"))


@require_safe
def detail(request: Asked, pk: int, number: int) -> HttpResponse:
    """A form as it was filled, its editions, and what differs from the one before."""
    form, found, cells = _fetched(request, pk, number)
    editions = list(form.fillings.filter(period=found.period).select_related("by", "form").order_by("-edition"))
    before = next((each for each in editions if each.edition == found.edition - 1), None)
    shown = {
        "form": form,
        "filling": found,
        "row": _row(next(each for each in editions if each.pk == found.pk)),
        "editions": [_row(each) for each in editions],
        "differences": _differences(list(before.cells.all()), cells) if before else [],
        **_cells_shown(request, grids(form), cells),
    }
    return render(request, "reports/filling.html", shown)


def _differences(before: list[FilledCell], now: list[FilledCell]) -> list[dict[str, str]]:
    """The cells whose text differs, in the order of the form."""
    was, became = ({each.cell: _said(each) for each in cells} for cells in (before, now))
    names = {each.cell: each.name for each in [*before, *now]}
    return [
        {"short": short(cell), "name": names[cell], "was": was.get(cell, ""), "now": became.get(cell, "")}
        for cell in names
        if was.get(cell) != became.get(cell)
    ]


def _said(each: Filled | FilledCell) -> str:
    return each.missing or each.text


@require_safe
def download(request: Asked, pk: int, number: int) -> FileResponse:
    """The filled form in the layout of the superior; cells that lack a datum stay empty."""
    form, found, cells = _fetched(request, pk, number)
    values = {each.cell: value_of(each) for each in cells if not each.missing}
    file = written(form.kind, content(form), values)
    return storage.download(BytesIO(file), f"{form.name}-{found.period}.{form.kind}")
