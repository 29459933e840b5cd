"""One indicator: its own value with its history, four ways to give it, and the evidence that goes with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.files.storage import keep, sent
from yuanmeng.ledger import figures as ledger
from yuanmeng.reports import forms
from yuanmeng.reports.actions import valuing as actions
from yuanmeng.reports.indicators import is_leaf, percent
from yuanmeng.reports.models import KINDS, Evidence, Indicator, IndicatorSystem, IndicatorValue, OutsideFact
from yuanmeng.reports.pages.evaluation import system_row, value_row
from yuanmeng.reports.policy import EVALUATIONS, PUBLICATIONS
from yuanmeng.reports.queries import editions
from yuanmeng.ui.asked import op_of, whole

FILE_KINDS = ("pdf", "jpg", "png", "docx", "xlsx", "csv")
MOST = 20 << 20
TAKES: dict[str, type[Any]] = {
    "figure": forms.FigureValueForm,
    "fact": forms.FactValueForm,
    "typed": forms.TypedValueForm,
    "missing": forms.MissingValueForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Asked, pk: int, number: int) -> HttpResponse:
    """The value and its history; a POST gives the next edition."""
    system, indicator = fetched(request, pk, number)
    latest = indicator.values.select_related("publication", "fact", "by").first()
    kind = request.POST.get("kind", "")
    offered: dict[str, forms.ValueForm] = {}
    leaf = is_leaf(indicator)
    if request.method == "POST" or (leaf and system.state == "in_use" and EVALUATIONS.allows(request.actor, "state")):
        EVALUATIONS.demand(request.actor, "state")
        offered = _forms(request, system, indicator, latest)
    if request.method == "POST":
        if kind not in offered:
            raise Invalid(_("请选择这个值从哪里来。"))
        if answer := _stated(request, indicator, kind, offered[kind]):
            return answer
    shown = {
        "system": system,
        "row": system_row(system),
        "indicator": indicator,
        "facts": {"weight": percent(indicator.weight), "direction": indicator.get_direction_display()},
        "leaf": leaf,
        "value": value_row(latest) if latest else None,
        "notes": _notes(indicator, latest) if latest else [],
        "history": [value_row(each) for each in indicator.values.select_related("publication", "by")],
        "files": [_file_row(each, request) for each in latest.evidence.filter(removed=False)] if latest else [],
        "may_attach": latest and system.state == "in_use" and EVALUATIONS.allows(request.actor, "attach"),
        "forms": [(key, name, offered[key], key == kind) for key, name in KINDS if key in offered],
        "edition": latest.edition if latest else 0,
    }
    status = 422 if kind in offered and offered[kind].errors else 200
    return render(request, "reports/indicator.html", shown, status=status)


def fetched(request: Asked, pk: int, number: int) -> tuple[IndicatorSystem, Indicator]:
    """The system and one of its indicators. Raises Hidden."""
    system = EVALUATIONS.fetch(request.actor, pk=pk)
    indicator = system.indicators.filter(pk=number).first()
    if indicator is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    return system, indicator


def _forms(
    request: Asked, system: IndicatorSystem, indicator: Indicator, latest: IndicatorValue | None
) -> dict[str, forms.ValueForm]:
    """The ways to give a value that are open to the person; what was typed stays in the one that was sent."""
    known: dict[str, list[tuple[str, str]]] = {"fact": _facts()}
    if PUBLICATIONS.allows(request.actor, "publish"):
        known["figure"] = [(key, f"{each.name}（{each.unit}）") for key, each in ledger.figures().items()]
    sent_kind = request.POST.get("kind", "")
    begin = {"period": system.period, "unit": indicator.unit}
    if latest and latest.publication:
        begin |= {"figure": latest.publication.figure, "period": latest.period}
    made = {}
    for kind, form in TAKES.items():
        if kind == "figure" and "figure" not in known:
            continue
        more = {"known": known[kind]} if kind in known else {}
        typed = request.POST if kind == sent_kind else None
        made[kind] = form(typed, latest=latest, initial=begin, auto_id=f"{kind}-%s", **more)
    return made


def _facts() -> list[tuple[str, str]]:
    found = OutsideFact.objects.filter(withdrawn_at=None).order_by("-on", "-pk")[:200]
    return [(str(each.pk), f"{each.name} {each.value}{each.unit}（{each.on}）") for each in found]


def _stated(request: Asked, indicator: Indicator, kind: str, form: forms.ValueForm) -> HttpResponse | None:
    """Back to the page with the new edition; None where the form says what is wrong."""
    if not form.is_valid():
        return None
    edition = whole(request.POST.get("edition", ""))
    try:
        actions.state(
            indicator.pk, edition=edition, kind=kind, values=form.cleaned_data, by=request.actor, op=op_of(request)
        )
    except Invalid as wrong:
        form.add_error(None, wrong.says)
        return None
    messages.success(request, _("已写下“缺什么”。") if kind == "missing" else _("已填值。"))
    return redirect("reports:indicator", indicator.system_id, indicator.pk)


def _notes(indicator: Indicator, latest: IndicatorValue) -> list[str]:
    """What a person should check about the value."""
    notes = []
    if latest.unit and indicator.unit and latest.unit != indicator.unit:
        notes.append(
            _("指标的计量单位是“%(wanted)s”，值的是“%(given)s”，请核对。")
            % {"wanted": indicator.unit, "given": latest.unit}
        )
    if latest.publication:
        newest = editions(latest.publication.figure, latest.period).first()
        if newest and newest.pk != latest.publication_id:
            notes.append(_("这个数字后来发布了第 %(edition)s 版，请决定是否更正。") % {"edition": newest.edition})
    if latest.fact and latest.fact.withdrawn_at:
        notes.append(_("这条外部数据后来停用了：%(reason)s") % {"reason": latest.fact.withdrawn_reason})
    return notes


def _file_row(each: Evidence, request: Asked) -> dict[str, Any]:
    return {
        "pk": each.pk,
        "name": each.name,
        "size": f"{max(1, each.size // 1024):,} KB",
        "sha256": each.sha256,
        "mine": each.by_id == request.actor.user_id,
    }


@require_POST
def attaching(request: Asked, pk: int, number: int) -> HttpResponse:
    """A file with the newest value."""
    _system, indicator = fetched(request, pk, number)
    EVALUATIONS.demand(request.actor, "attach")
    upload, value = request.FILES.get("file"), whole(request.POST.get("value", ""))
    if upload is None:
        raise Invalid(_("请选择文件。"))
    kept = keep(upload.name or "", upload.chunks(), FILE_KINDS, MOST)
    actions.attach(value, kept=kept, by=request.actor, op=op_of(request))
    messages.success(request, _("已添加佐证材料。"))
    return redirect("reports:indicator", pk, indicator.pk)


@require_safe
def evidence(request: Asked, pk: int) -> FileResponse:
    """A file as a download."""
    found = _evidence(request, pk)
    if found.removed:
        raise Hidden(_("这份材料已经移除。"))
    return sent(found.stored, found.name)


@require_POST
def removal(request: Asked, pk: int) -> HttpResponse:
    """Take one's own file away."""
    found = _evidence(request, pk)
    actions.remove(pk, by=request.actor, op=op_of(request))
    messages.success(request, _("已移除佐证材料；操作记录仍在。"))
    indicator = found.value.indicator
    return redirect("reports:indicator", indicator.system_id, indicator.pk)


def _evidence(request: Asked, pk: int) -> Evidence:
    EVALUATIONS.demand(request.actor, "view")
    found = Evidence.objects.filter(pk=pk).select_related("value__indicator").first()
    if found is None:
        raise Hidden(_("没有找到这个文件。"))
    return found
