"""Requests for correction: the firm asks, the officer's inbox, one request with its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.actions.corrections import (
    accept_correction,
    ask_correction,
    decline_correction,
    withdraw_correction,
)
from yuanmeng.register.forms.details import AnswerForm, CorrectionForm
from yuanmeng.register.models import Correction
from yuanmeng.register.pages import firm_parts, showing
from yuanmeng.register.pages.typing_in import form_page, say_errors
from yuanmeng.register.policy import CORRECTIONS
from yuanmeng.register.queries.checking import open_firm
from yuanmeng.register.queries.corrections import value_now
from yuanmeng.register.queries.paging import Order, cursor, page
from yuanmeng.register.states import CORRECTION
from yuanmeng.ui.asked import op_of, version_of

NEWEST = Order("pk", int, down="down")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, pk: int) -> HttpResponse:
    """申请更正."""
    firm = open_firm(pk, request.actor, "correct")

    def write(typed: dict[str, Any]) -> None:
        ask_correction(pk, by=request.actor, op=op_of(request), **typed)

    form = CorrectionForm(request.POST or None)
    return form_page(request, form, write, firm=firm, title=_("申请更正"), button=_("提交申请"))


@require_safe
def index(request: Asked) -> HttpResponse:
    """The inbox: what waits first, or all with `?state=all`; 50 a page."""
    CORRECTIONS.demand(request.actor, "inbox")
    everything = request.GET.get("state") == "all"
    among = CORRECTIONS.among(request.actor)
    asked = among if everything else among.filter(state="requested")
    start = cursor(NEWEST, request.GET.get("after", ""), request.GET.get("before", ""))
    here = page(asked, NEWEST, start)
    found = Correction.objects.filter(pk__in=here.keys).select_related("organisation").order_by("-pk")
    context = {
        "rows": list(zip(firm_parts.corrections(found), [asked.organisation.name for asked in found], strict=True)),
        "everything": everything,
        "state": "all" if everything else "",
        "page": here,
        "total": asked.count(),
    }
    return render(request, "register/corrections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Asked, pk: int) -> HttpResponse:
    """One request beside the value as it stands now; POST accepts, declines or withdraws it."""
    asked = CORRECTIONS.fetch(request.actor, "view", pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, pk, form)
        except Invalid as refused:
            say_errors(form, refused)
        else:
            messages.success(request, _("已处理这项更正申请。"))
            return redirect("register:correction", pk)
    may = CORRECTIONS.may(request.actor, asked) if asked.state == "requested" else frozenset()
    shown = firm_parts.corrections([asked])[0]
    context = {
        "asked": shown,
        "firm": {"pk": asked.organisation_id, "name": asked.organisation.name},
        "version": request.POST.get("version", asked.version),
        "as_of": showing.day(asked.as_of),
        "reason": asked.reason,
        "now": firm_parts.value_shown(asked.field, value_now(asked.organisation, asked.field)),
        "decided_at": showing.moment(asked.decided_at) if asked.decided_at else "",
        "form": form,
        "may": {verb: verb in may for verb in ("decide", "withdraw")},
        "is_code": asked.field == "uscc",
        "state": CORRECTION.states[asked.state],
    }
    return render(request, "register/correction.html", context, status=422 if form.errors else 200)


def _decide(request: Asked, pk: int, form: AnswerForm) -> None:
    known: dict[str, Any] = {"version": version_of(request), "by": request.actor, "op": op_of(request)}
    answer = form.cleaned_data["answer"]
    match request.POST.get("do"):
        case "accept":
            accept_correction(pk, answer=answer, confirmed=form.cleaned_data["confirmed"], **known)
        case "decline":
            decline_correction(pk, answer=answer, **known)
        case "withdraw":
            withdraw_correction(pk, **known)
        case _:
            raise Invalid(_("请选择采纳、不采纳或撤回。"))
