"""Figures and rates that the zone defines without code: the list, the builder with its preview, versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.period import Period
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.desk.pages import building
from yuanmeng.desk.pages.figures import figure_row, period_of, period_shown, rate_row
from yuanmeng.desk.presenting import day, present
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.datasets import Dataset, datasets
from yuanmeng.ledger.figures import Figure
from yuanmeng.reports.actions import defining
from yuanmeng.reports.actions.defining import said_of
from yuanmeng.reports.figures import FIELDS, made
from yuanmeng.reports.forms import DefinitionForm, RateForm
from yuanmeng.reports.models import DEFINITION_STATES, Defined, Definition, DefinitionVersion
from yuanmeng.reports.policy import DEFINITIONS
from yuanmeng.ui.asked import op_of, reason_of, version_of, whole

PAGE, FIRST = 30, 20
TONES = {"draft": "warn", "in_use": "good", "withdrawn": "plain"}


@require_safe
def index(request: Asked) -> HttpResponse:
    """All definitions, newest first."""
    DEFINITIONS.demand(request.actor, "view")
    found = DEFINITIONS.among(request.actor)
    state = request.GET.get("state", "")
    known = dict(DEFINITION_STATES)
    found = found.filter(state=state) if state in known else found.exclude(state="withdrawn")
    total = found.count()
    if request.GET.get("before"):
        found = found.filter(pk__lt=whole(request.GET["before"]))
    page = list(found.select_related("changed_by").order_by("-pk")[: PAGE + 1])
    shown = {
        "rows": [_row(each) for each in page[:PAGE]],
        "next": page[PAGE - 1].pk if len(page) > PAGE else None,
        "total": total,
        "states": DEFINITION_STATES,
        "state": state if state in known else "",
        "may_define": DEFINITIONS.allows(request.actor, "define"),
    }
    return render(request, "desk/definitions.html", shown)


def _row(each: Definition) -> dict[str, Any]:
    return {
        "pk": each.pk,
        "name": each.name,
        "sort": each.get_sort_display(),
        "state": each.get_state_display(),
        "tone": TONES[each.state],
        "edition": each.edition or "",
        "says": each.says,
        "by": each.changed_by.name,
        "changed": day(each.changed_at),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Choose what to count, then say which of it."""
    DEFINITIONS.demand(request.actor, "define")
    if request.GET.get("sort") == "rate":
        return _rate(request, None)
    chosen = request.GET.get("dataset", "")
    if not chosen:
        offered = [{"key": key, "name": each.name, "dates": each.dates.values()} for key, each in datasets().items()]
        return render(request, "desk/definition_choice.html", {"datasets": offered})
    return _figure(request, _dataset(chosen), None)


def _dataset(key: str) -> Dataset:
    found = datasets().get(key)
    if found is None:
        raise Hidden(_("没有“%(key)s”这类记录可以统计。") % {"key": key[:40]})
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: Asked, pk: int) -> HttpResponse:
    """Change the draft."""
    found = DEFINITIONS.fetch(request.actor, "define", pk=pk)
    return _rate(request, found) if found.sort == "rate" else _figure(request, _dataset(found.dataset), found)


def _figure(request: Asked, of: Dataset, own: Definition | None) -> HttpResponse:
    kept = {name: getattr(own, name) for name in FIELDS} if own else None
    form = DefinitionForm(request.POST or None, of=of, initial=building.initial(kept) if kept else {})
    rows = building.rows_kept(own.filters) if own else []
    shown: dict[str, Any] = {"definition": own, "dataset": of, "form": form, "fault": ""}
    if request.method == "POST":
        rows = building.rows_posted(request.POST)
        do = request.POST.get("do", "")
        if do in {"save", "preview", "say"} and form.is_valid():
            values = form.values() | {"sort": "figure", "dataset": of.key, "filters": building.filters_of(rows)}
            try:
                if do == "save":
                    return _saved(request, values, own)
                shown |= _tried(request, defining.checked(values, own), do)
            except Invalid as wrong:
                shown["fault"] = wrong.says
        elif do not in {"save", "preview", "say"}:
            form = DefinitionForm(of=of, initial=request.POST.dict() | {"whole": "whole" in request.POST})
            shown["form"] = form
        if do == "say":
            return render(request, "desk/definition_said.html", shown)
    shown |= {"rows": building.shown(rows, of), "fields": [(each.key, each.name) for each in of.fields]}
    shown |= {"period": request.POST.get("period", "") or str(period_of(request))}
    refused = bool(shown["fault"]) or (form.is_bound and not form.is_valid())
    return render(request, "desk/definition_building.html", shown, status=422 if refused else 200)


def _saved(request: Asked, values: dict[str, Any], own: Definition | None) -> HttpResponse:
    op = op_of(request)
    if own is None:
        saved = defining.start(values=values, by=request.actor, op=op)
    else:
        saved = defining.edit(own.pk, version=version_of(request), values=values, by=request.actor, op=op)
    messages.success(request, _("已保存为草稿，核对后启用。"))
    return redirect("desk:definition", saved.pk)


def _tried(request: Asked, values: dict[str, Any], do: str) -> dict[str, Any]:
    """What a definition says, and for a preview its value and first records."""
    said = said_of(values)
    if do == "say":
        return {"said": said}
    period = period_of(request, request.POST.get("period", ""))
    figure = made("zone.preview", 0, Definition(**values), "")
    return {"said": said, "preview": _counted(request, figure, period)}


def _counted(request: Asked, figure: Figure, period: Period) -> dict[str, Any]:
    """The value of a period and the first of its records that the person may open."""
    reading = ledger.read([(figure, period)], request.actor)[0]
    records, row = present(ledger.opened(figure, period, request.actor).order_by("-pk"))
    return {"reading": figure_row(reading), "rows": [row(each) for each in records[:FIRST]], "period": str(period)}


def _rate(request: Asked, own: Definition | None) -> HttpResponse:
    known = [(key, f"{each.name}（{each.unit}）") for key, each in ledger.figures().items()]
    kept = {name: getattr(own, name) for name in FIELDS} if own else {}
    form = RateForm(request.POST or None, known=known, initial=kept)
    shown: dict[str, Any] = {"definition": own, "form": form, "fault": ""}
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, form.cleaned_data | {"sort": "rate"}, own)
        except Invalid as wrong:
            shown["fault"] = wrong.says
    refused = bool(shown["fault"]) or (form.is_bound and not form.is_valid())
    return render(request, "desk/definition_rate.html", shown, status=422 if refused else 200)


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One definition: what it says, its value for a period, its versions, and what differs between two of them."""
    found = DEFINITIONS.fetch(request.actor, pk=pk)
    period = period_of(request)
    versions = list(found.versions.select_related("by"))
    newest = versions[0] if versions else None
    changed = newest is None or any(getattr(newest, name) != getattr(found, name) for name in FIELDS)
    define = DEFINITIONS.allows(request.actor, "define") and found.state != "withdrawn"
    shown: dict[str, Any] = {
        "definition": found,
        "row": {"state": found.get_state_display(), "tone": TONES[found.state]},
        "versions": [_version(each) for each in versions],
        "said": {"words": newest.words, "words_en": newest.words_en} if newest and not changed else None,
        "changed": changed and newest is not None,
        "may": {"define": define, "use": define and changed},
        **period_shown(period),
    }
    try:
        shown |= _of_rate(request, found, period) if found.sort == "rate" else _of_figure(request, found, period)
        if found.sort == "figure" and shown["said"] is None:
            shown["said"] = said_of({name: getattr(found, name) for name in FIELDS})
        shown |= _between(request, found, versions, period)
    except Invalid as wrong:
        shown["fault"] = wrong.says
    return render(request, "desk/definition.html", shown)


def _version(each: DefinitionVersion) -> dict[str, Any]:
    return {
        "number": each.number, "name": each.name, "says": each.says, "words": each.words, "words_en": each.words_en,
        "part": each.part, "base": each.base, "reason": each.reason, "by": each.by.name, "at": day(each.at),
    }  # fmt: skip


def _of_figure(request: Asked, found: Definition, period: Period) -> dict[str, Any]:
    return {"preview": _counted(request, made(found.key, found.edition, found, found.says), period)}


def _of_rate(request: Asked, found: Definition, period: Period) -> dict[str, Any]:
    """The rate with both its figures. Raises Invalid where one of them is no more."""
    known = ledger.figures()
    missing = [key for key in (found.part, found.base) if key not in known]
    if missing:
        raise Invalid(_("“%(cite)s”：没有这个数字。") % {"cite": missing[0]})
    readings = {
        one.figure.key: one
        for one in ledger.read([(known[key], period) for key in (found.part, found.base)], request.actor)
    }
    share = ledger.Rate(found.key, found.name, found.edition, found.says, part=found.part, base=found.base)
    return {"rate": rate_row(share, readings)}


def _between(request: Asked, found: Definition, versions: list[DefinitionVersion], period: Period) -> dict[str, Any]:
    """What two versions, or a version and the draft, count differently in the period."""
    if found.sort == "rate" or not request.GET.get("one"):
        return {}
    numbers: dict[str, Defined] = {str(each.number): each for each in versions} | {"draft": found}
    one, other = (numbers.get(request.GET.get(name, "")) for name in ("one", "other"))
    if one is None or other is None:
        raise Invalid(_("没有这个版本，请从列出的里面选。"))
    first, second = made(found.key, 1, one, ""), made(found.key, 2, other, "")
    if first.policy.model is not second.policy.model:
        raise Invalid(_("两个版本统计的记录种类不同，不能逐条对照。"))
    return {
        "one": request.GET["one"],
        "other": request.GET["other"],
        "added": _only(request, second, first, period),
        "removed": _only(request, first, second, period),
    }


def _only(request: Asked, in_this: Figure, not_in: Figure, period: Period) -> dict[str, Any]:
    """How many records one counts and the other does not, and the first that the person may open."""
    records = in_this.records(period).exclude(pk__in=not_in.records(period).values("pk"))
    mine = records.filter(pk__in=in_this.policy.among(request.actor).values("pk"))
    rows, row = present(mine.order_by("-pk"))
    count, opened = ledger.totals([records, mine])
    return {"count": count if in_this.whole or count == opened else _("不显示"), "rows": [row(x) for x in rows[:FIRST]]}


@require_POST
def using(request: Asked, pk: int) -> HttpResponse:
    """Freeze the draft as the version in use."""
    reason = request.POST.get("reason", "")[:500]
    frozen = defining.use(pk, version=version_of(request), reason=reason, by=request.actor, op=op_of(request))
    messages.success(request, _("第 %(number)s 版已启用，可以打开、导出、发布和引用。") % {"number": frozen.number})
    return redirect("desk:definition", pk)


@require_POST
def withdrawal(request: Asked, pk: int) -> HttpResponse:
    """Nothing new may use it."""
    DEFINITIONS.fetch(request.actor, "define", pk=pk)
    reason = reason_of(request.POST.get("reason", ""))
    defining.withdraw(pk, version=version_of(request), reason=reason, by=request.actor, op=op_of(request))
    messages.success(request, _("已停用；已发布的各版仍可核对。"))
    return redirect("desk:definition", pk)
