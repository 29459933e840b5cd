"""Giving the cells of a form their sources: one by one, or by taking up what is proposed."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.reports.actions import forms as actions
from yuanmeng.reports.filling import grids, names
from yuanmeng.reports.forms import SourceForm
from yuanmeng.reports.grids import Grid
from yuanmeng.reports.models import SOURCES, SPANS, SuperiorForm
from yuanmeng.reports.pages.forms_drawing import Drawn, drawn, placed, short
from yuanmeng.reports.policy import FORMS
from yuanmeng.reports.suggesting import Suggestion, suggestions
from yuanmeng.ui.asked import op_of, version_of

Names = dict[tuple[str, str], str]


@require_http_methods(["GET", "HEAD", "POST"])
def placing(request: Asked, pk: int) -> HttpResponse:
    """Choose a cell on the drawn form, or from the list, and say what goes into it."""
    form = FORMS.fetch(request.actor, "define", pk=pk)
    cells, known, picked = grids(form), names(), request.GET.get("cell", "")
    sources = placed(form, known)
    open_cells = [cell for grid in cells for line in grid.rows for cell in line if cell.takes]
    offered = [(c.ref, _cell_name(c.ref, c.text, sources)) for c in sorted(open_cells, key=lambda c: c.ref in sources)]
    asked = SourceForm(request.POST or None, cells=offered, sources=_offered(known), initial=_initial(form, picked))
    if request.method == "POST" and asked.is_valid():
        try:
            actions.place(pk, version=version_of(request), sources=asked.sources(), by=request.actor, op=op_of(request))
        except Invalid as wrong:
            asked.add_error("source", wrong.says)
        else:
            messages.success(request, _("已指定。"))
            return redirect("reports:form_placing", pk)
    shown = {
        "form": form,
        "asked": asked,
        "picked": picked,
        "grids": _picture(form, cells, sources, picked),
        "sources": list(sources.values()),
        "waiting": sum(cell.ref not in sources for cell in open_cells),
        "suggestions": [_proposal(each, known) for each in suggestions(cells, frozenset(sources))],
    }
    return render(request, "reports/form_placing.html", shown, status=422 if asked.errors else 200)


def _picture(form: SuperiorForm, cells: list[Grid], sources: dict[str, Any], picked: str) -> list[dict[str, Any]]:
    stand = {ref: Drawn(each["said"], "placed") for ref, each in sources.items()}
    return drawn(cells, stand, reverse("reports:form_placing", args=[form.pk]))


def _cell_name(ref: str, printed: str, sources: dict[str, Any]) -> str:
    said = _("已指定：%(name)s") % {"name": sources[ref]["said"]} if ref in sources else ""
    return " ".join(filter(None, (short(ref), printed.strip()[:20], said)))


def _initial(form: SuperiorForm, picked: str) -> dict[str, str]:
    """The cell that was picked, with the source it has."""
    now = form.placements.filter(cell=picked).first()
    if now is None:
        return {"cell": picked}
    return {"cell": picked, "source": f"{now.kind}:{now.key}".rstrip(":"), "span": now.span, "text": now.text}


def _offered(known: Names) -> list[tuple[str, Any]]:
    """Groups of sources for the list."""
    kinds = {key: str(name) for key, name in SOURCES}
    groups: list[tuple[str, Any]] = [("", _("请选择"))]
    for kind, each in groupby(known.items(), key=lambda one: one[0][0]):
        groups.append((kinds[kind], [(f"{kind}:{key}", name) for (_kind, key), name in each]))
    return [*groups, ("text", kinds["text"])]


def _proposal(each: Suggestion, known: Names) -> dict[str, str]:
    span = str(dict(SPANS).get(each.span, ""))
    return {
        "value": f"{each.cell} {each.kind}:{each.key} {each.span}".strip(),
        "short": short(each.cell),
        "name": known[each.kind, each.key],
        "span": span,
        "why": _("表上写着“%(label)s”") % {"label": each.label.strip()[:40]},
    }


@require_POST
def proposed(request: Asked, pk: int) -> HttpResponse:
    """Take up what was chosen of the proposals."""
    sources = [_taken(text) for text in request.POST.getlist("proposal")[: actions.MOST]]
    actions.place(pk, version=version_of(request), sources=sources, by=request.actor, op=op_of(request))
    messages.success(request, _("已采用 %(count)s 条建议。") % {"count": len(sources)})
    return redirect("reports:form_placing", pk)


def _taken(text: str) -> dict[str, str]:
    cell, source, span = (*text.split(" "), "", "")[:3]
    kind, _colon, key = source.partition(":")
    return {"cell": cell, "kind": kind, "key": key, "span": span, "text": ""}


@require_POST
def clearing(request: Asked, pk: int) -> HttpResponse:
    """The cell has no source any more."""
    actions.clear(
        pk, version=version_of(request), cell=request.POST.get("cell", ""), by=request.actor, op=op_of(request)
    )
    messages.success(request, _("已取消。"))
    return redirect("reports:form_placing", pk)
