"""Indicator systems: the list, a new one by hand or from Excel, its tree with own values, use and withdrawal."""

from __future__ import annotations

from io import BytesIO
from itertools import count
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.files.storage import download
from yuanmeng.reports.actions import evaluating as actions
from yuanmeng.reports.forms import IndicatorForm, ReasonForm, SystemForm
from yuanmeng.reports.indicators import FIELDS, Node, checked, direction_of, percent, tree, weight_faults
from yuanmeng.reports.indicators_sheet import Trouble, read
from yuanmeng.reports.indicators_sheet import template as sheet
from yuanmeng.reports.models import DEFINITION_STATES, Indicator, IndicatorSystem, IndicatorValue, OutsideFact
from yuanmeng.reports.policy import EVALUATIONS
from yuanmeng.reports.sample import NATIONAL, ROWS
from yuanmeng.ui.asked import op_of, reason_of, version_of, whole

PAGE = 30
SHOWN = 100
"""Troubles of a sheet that are shown; their number is told."""
TONES = {"draft": "warn", "in_use": "good", "withdrawn": "plain"}
KIND_TONES = {"figure": "good", "fact": "plain", "typed": "warn", "missing": "bad"}


@require_safe
def index(request: Asked) -> HttpResponse:
    """All of them but the withdrawn, newest first."""
    EVALUATIONS.demand(request.actor, "view")
    found = EVALUATIONS.among(request.actor)
    state = request.GET.get("state", "")
    state = state if state in dict(DEFINITION_STATES) else ""
    found = found.filter(state=state) if state else found.exclude(state="withdrawn")
    total = found.count()
    if request.GET.get("before"):
        found = found.filter(pk__lt=whole(request.GET["before"]))
    page = list(found.annotate(rows=Count("indicators")).order_by("-pk")[: PAGE + 1])
    shown = {
        "rows": [system_row(each) | {"rows": each.rows} for each in page[:PAGE]],
        "next": page[PAGE - 1].pk if len(page) > PAGE else None,
        "total": total,
        "states": DEFINITION_STATES,
        "state": state,
        "may_define": EVALUATIONS.allows(request.actor, "define"),
    }
    return render(request, "reports/evaluations.html", shown)


def system_row(each: IndicatorSystem) -> dict[str, Any]:
    """A system as ready strings."""
    return {
        "pk": each.pk,
        "name": each.name,
        "issuer": each.issuer,
        "source": each.source,
        "period": each.period,
        "mark": each.mark,
        "weighing": each.get_weighing_display(),
        "state": each.get_state_display(),
        "tone": TONES[each.state],
        "changed": date_format(timezone.localtime(each.changed_at), "SHORT_DATETIME_FORMAT"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """By hand, from a sheet, or from the sample; a sheet with anything wrong is shown and not stored."""
    EVALUATIONS.demand(request.actor, "define")
    if request.POST.get("do") == "sample":
        rows = [checked(row)[0] for row in ROWS]
        made = actions.start(values=NATIONAL, rows=rows, by=request.actor, op=op_of(request))
        return redirect("reports:evaluation", made.pk)
    form = SystemForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            found = read(form.cleaned_data["file"].chunks()) if form.cleaned_data["file"] else None
        except Invalid as wrong:
            form.add_error("file", wrong.says)
        else:
            if found is None or not found.troubles:
                rows = found.rows if found else []
                made = actions.start(values=form.cleaned_data, rows=rows, by=request.actor, op=op_of(request))
                messages.success(request, _("已存为草稿，共 %(count)s 行。核对后启用。") % {"count": len(rows)})
                return redirect("reports:evaluation", made.pk)
            shown |= _refused(found.troubles, len(found.rows))
    status = 422 if form.errors or "troubles" in shown else 200
    return render(request, "reports/evaluation_new.html", shown, status=status)


def _refused(troubles: list[Trouble], read_rows: int) -> dict[str, Any]:
    rows = len({each.row for each in troubles})
    return {"troubles": troubles[:SHOWN], "many": len(troubles), "bad_rows": rows, "read_rows": read_rows}


@require_safe
def template(request: Asked) -> FileResponse:
    """The sheet to fill in."""
    EVALUATIONS.demand(request.actor, "define")
    return download(BytesIO(sheet()), "指标体系模板.xlsx")


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """The tree with own values and what is missing; ranks and scores of others beside it."""
    system = EVALUATIONS.fetch(request.actor, pk=pk)
    may = EVALUATIONS.may(request.actor, system)
    nodes = tree(system)
    leaves = [node for node in nodes if node.leaf]
    given = [node for node in leaves if node.value and node.value.kind != "missing"]
    draft, ended = system.state == "draft", system.state == "withdrawn"
    shown = {
        "system": system,
        "row": system_row(system),
        "rows": [_node_row(node) for node in nodes],
        "faults": weight_faults(system, [node.indicator for node in nodes]),
        "leaves": len(leaves),
        "given": len(given),
        "lacking": len(leaves) - len(given),
        "standings": [_fact_row(each.fact) for each in system.standings.select_related("fact")],
        "facts": _facts(system) if "define" in may and not ended else [],
        "may": {
            "define": "define" in may and draft,
            "cite": "define" in may and not ended,
            "withdraw": "withdraw" in may and not ended,
            "pack": not draft,
        },
        "form": ReasonForm(),
    }
    return render(request, "reports/evaluation.html", shown)


def _node_row(node: Node) -> dict[str, Any]:
    each = node.indicator
    return {
        "pk": each.pk,
        "code": each.code,
        "name": each.name,
        "depth": node.depth,
        "leaf": node.leaf,
        "weight": percent(each.weight),
        "unit": each.unit,
        "direction": direction_of(node),
        "aim": each.aim,
        "normalisation": each.normalisation,
        "source": each.source,
        "files": node.files,
        "value": value_row(node.value) if node.value else None,
    }


def value_row(value: IndicatorValue) -> dict[str, Any]:
    """One edition of a value as ready strings; `text` is empty where the datum is missing."""
    return {
        "pk": value.pk,
        "edition": value.edition,
        "kind": value.kind,
        "kind_name": value.get_kind_display(),
        "tone": KIND_TONES[value.kind],
        "text": value.text,
        "unit": value.unit,
        "period": value.period,
        "source": value.source,
        "missing": value.missing,
        "reason": value.reason,
        "digest": value.publication.digest if value.publication else "",
        "records": value.publication.records if value.publication else None,
        "fact": value.fact_id,
        "by": value.by.name,
        "at": date_format(timezone.localtime(value.at), "SHORT_DATETIME_FORMAT"),
    }


def _fact_row(fact: OutsideFact) -> dict[str, Any]:
    return {
        "pk": fact.pk,
        "name": fact.name,
        "value": f"{fact.value}{fact.unit}",
        "on": date_format(fact.on, "SHORT_DATE_FORMAT"),
        "source": fact.source,
        "note": fact.note,
        "withdrawn": fact.withdrawn_reason,
    }


def _facts(system: IndicatorSystem) -> list[tuple[int, str]]:
    """The newest outside facts that may be shown here."""
    found = OutsideFact.objects.filter(withdrawn_at=None).exclude(pk__in=system.standings.values("fact"))
    return [
        (each.pk, f"{each.name} {each.value}{each.unit}（{each.on}）") for each in found.order_by("-on", "-pk")[:200]
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: Asked, pk: int) -> HttpResponse:
    """What stands above the tree of a draft."""
    system = EVALUATIONS.fetch(request.actor, "define", pk=pk)
    kept = {name: getattr(system, name) for name in actions.FIELDS}
    form = SystemForm(request.POST or None, initial=kept)
    del form.fields["file"]
    if request.method == "POST" and form.is_valid():
        version = version_of(request)
        actions.edit(pk, version=version, values=form.cleaned_data, by=request.actor, op=op_of(request))
        messages.success(request, _("已保存。"))
        return redirect("reports:evaluation", pk)
    shown = {"form": form, "system": system}
    return render(request, "reports/evaluation_editing.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def placing(request: Asked, pk: int) -> HttpResponse:
    """One row of a draft: a new number adds it, a known one replaces it; or it goes."""
    system = EVALUATIONS.fetch(request.actor, "define", pk=pk)
    code = request.GET.get("code", "")[:15]
    own = system.indicators.filter(code=code).first()
    form = IndicatorForm(request.POST or None, initial=_typed(own) if own else {"code": _next(system, code)})
    if request.POST.get("do") == "drop":
        dropped = request.POST.get("code", "")
        actions.drop(pk, version=version_of(request), code=dropped, by=request.actor, op=op_of(request))
        messages.success(request, _("已删去 %(code)s。") % {"code": dropped})
        return redirect("reports:evaluation", pk)
    if request.method == "POST" and form.is_valid():
        try:
            row, version = form.cleaned_data, version_of(request)
            actions.put(pk, version=version, row=row, by=request.actor, op=op_of(request))
        except Invalid as wrong:
            for name, says in wrong.facts.get("errors", [(None, wrong.says)]):
                form.add_error(name, says)
        else:
            messages.success(request, _("已写入 %(code)s %(name)s。") % {"code": row["code"], "name": row["name"]})
            return redirect("reports:evaluation", pk)
    shown = {"form": form, "system": system, "own": own}
    return render(request, "reports/evaluation_placing.html", shown, status=422 if form.errors else 200)


def _typed(own: Indicator) -> dict[str, str]:
    return {name: getattr(own, name) for name in FIELDS} | {"weight": percent(own.weight).removesuffix("%")}


def _next(system: IndicatorSystem, beside: str) -> str:
    """The first free number on the first level, or on that of `beside`."""
    before = beside.rpartition(".")
    codes = set(system.indicators.values_list("code", flat=True))
    return next(code for number in count(1) if (code := f"{before[0]}{before[1]}{number}") not in codes)


@require_POST
def using(request: Asked, pk: int) -> HttpResponse:
    """From now on the tree stays."""
    EVALUATIONS.fetch(request.actor, "define", pk=pk)
    actions.use(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已启用，可以给每项指标填值。"))
    return redirect("reports:evaluation", pk)


@require_POST
def withdrawal(request: Asked, pk: int) -> HttpResponse:
    """No more values."""
    EVALUATIONS.fetch(request.actor, "withdraw", pk=pk)
    reason = reason_of(request.POST.get("reason", ""))
    actions.withdraw(pk, version=version_of(request), reason=reason, by=request.actor, op=op_of(request))
    messages.success(request, _("已停用；已填的值和佐证材料仍可查看和下载。"))
    return redirect("reports:evaluation", pk)


@require_POST
def standings(request: Asked, pk: int) -> HttpResponse:
    """An outside fact beside the system, or no longer."""
    EVALUATIONS.fetch(request.actor, "define", pk=pk)
    fact = whole(request.POST.get("fact", ""))
    if request.POST.get("do") == "remove":
        actions.uncite(pk, fact=fact, by=request.actor, op=op_of(request))
        messages.success(request, _("不再列在这里；外部数据仍在。"))
    else:
        actions.cite(pk, fact=fact, by=request.actor, op=op_of(request))
        messages.success(request, _("已列出。"))
    return redirect("reports:evaluation", pk)
