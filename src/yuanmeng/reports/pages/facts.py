"""Outside facts: numbers that others computed, with day and source."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.reports.actions import facts as actions
from yuanmeng.reports.forms import FactForm, ReasonForm
from yuanmeng.reports.models import BriefingEdition, OutsideFact
from yuanmeng.reports.policy import FACTS
from yuanmeng.ui.asked import op_of, reason_of, whole

PAGE = 50


@require_safe
def index(request: Asked) -> HttpResponse:
    """All of them, newest first."""
    FACTS.demand(request.actor, "view")
    found = FACTS.among(request.actor)
    total = found.count()
    if request.GET.get("before"):
        found = found.filter(pk__lt=whole(request.GET["before"]))
    page = list(found.order_by("-pk")[: PAGE + 1])
    shown = {
        "rows": [_row(each) for each in page[:PAGE]],
        "next": page[PAGE - 1].pk if len(page) > PAGE else None,
        "total": total,
        "may_record": FACTS.allows(request.actor, "record"),
    }
    return render(request, "reports/facts.html", shown)


def _row(each: OutsideFact) -> dict[str, Any]:
    return {
        "pk": each.pk,
        "name": each.name,
        "value": f"{each.value}{each.unit}",
        "on": date_format(each.on, "SHORT_DATE_FORMAT"),
        "source": each.source,
        "withdrawn": bool(each.withdrawn_at),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Record one."""
    FACTS.demand(request.actor, "record")
    form = FactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_fact(values=form.cleaned_data, by=request.actor, op=op_of(request))
        except Invalid as wrong:
            form.add_error("on", wrong.says)
        else:
            messages.success(request, _("已登记。"))
            return redirect("reports:fact", made.pk)
    return render(request, "reports/fact_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One fact: everybody may read what a published briefing cites, the rest is for those inside."""
    fact = OutsideFact.objects.filter(pk=pk).select_related("recorded_by").first()
    inside = FACTS.allows(request.actor, "view")
    if fact is None or not (inside or _cited(fact)):
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    shown = {
        "fact": fact,
        "row": _row(fact),
        "inside": inside,
        "may_withdraw": FACTS.allows(request.actor, "withdraw") and not fact.withdrawn_at,
        "form": ReasonForm(),
        "recorded": date_format(timezone.localtime(fact.recorded_at), "SHORT_DATETIME_FORMAT"),
    }
    return render(request, "reports/fact.html", shown)


def _cited(fact: OutsideFact) -> bool:
    return BriefingEdition.objects.filter(text__contains=f"[[fact:{fact.pk}]]").exists()


@require_POST
def withdrawal(request: Asked, pk: int) -> HttpResponse:
    """Nothing new may cite it."""
    FACTS.fetch(request.actor, "withdraw", pk=pk)
    actions.withdraw(pk, reason=reason_of(request.POST.get("reason", "")), by=request.actor, op=op_of(request))
    messages.success(request, _("已停用；已发布的简报不受影响。"))
    return redirect("reports:fact", pk)
