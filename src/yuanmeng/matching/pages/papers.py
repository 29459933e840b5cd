"""Agreements, settlement lines and incidents of a loan."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Hidden
from yuanmeng.matching.actions import papers as actions
from yuanmeng.matching.forms.loans import EntryForm, IncidentForm, OnForm, valid
from yuanmeng.matching.models import Paper
from yuanmeng.matching.policy import INCIDENTS, LOANS, own
from yuanmeng.matching.queries.loans import opened
from yuanmeng.ui.asked import op_of, version_of, whole

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_POST
def draw_up(request: Asked, pk: int) -> HttpResponse:
    """A new edition of an agreement."""
    actions.draw_up(pk, kind=request.POST.get("kind", ""), by=request.actor, op=op_of(request))
    messages.success(request, _("已按记录生成，可以下载打印。"))
    return redirect("matching:loan", pk)


@require_POST
def signature(request: Asked, pk: int) -> HttpResponse:
    """The day an edition was signed."""
    on = valid(OnForm(request.POST))["on"]
    actions.sign(pk, paper=whole(request.POST.get("paper", "")), on=on, by=request.actor, op=op_of(request))
    messages.success(request, _("已登记签署。"))
    return redirect("matching:loan", pk)


@require_safe
def document(request: Asked, pk: int, paper: int) -> HttpResponse:
    """The edition as Word; workers are named to a firm of the loan that asked for the names a moment ago."""
    loan = LOANS.fetch(request.actor, "view", pk=pk)
    found = Paper.objects.select_related("loan__lender", "loan__borrower").filter(loan=loan, pk=paper).first()
    if found is None:
        raise Hidden(_("没有这一版协议。"))
    named = {loan.lender_id, loan.borrower_id} & set(own(request.actor)) and opened(request.actor, loan)
    names = list(loan.workers.filter(consent="given").values_list("name", flat=True)) if named else []
    from yuanmeng.matching.papers import HEADS, word  # noqa: PLC0415 - python-docx is 0.1 s of every start

    answer = HttpResponse(word(found, names), content_type=DOCX)
    name = f"{HEADS[found.kind]}-{loan.pk}-{found.edition}.docx"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


@require_POST
def entry(request: Asked, pk: int) -> HttpResponse:
    """Book a line of the settlement."""
    actions.book(pk, **valid(EntryForm(request.POST)), by=request.actor, op=op_of(request))
    messages.success(request, _("已记账。"))
    return redirect("matching:loan", pk)


@require_POST
def reversal(request: Asked, pk: int) -> HttpResponse:
    """Reverse a line."""
    entry = whole(request.POST.get("entry", ""))
    actions.reverse(pk, entry=entry, note=request.POST.get("note", ""), by=request.actor, op=op_of(request))
    messages.success(request, _("已冲销。"))
    return redirect("matching:loan", pk)


@require_POST
def incident(request: Asked, pk: int) -> HttpResponse:
    """Report an incident to the lender."""
    actions.report(pk, **valid(IncidentForm(request.POST)), by=request.actor, op=op_of(request))
    messages.success(request, _("已报告，转原单位处理。"))
    return redirect("matching:loan", pk)


@require_POST
def taking(request: Asked, pk: int) -> HttpResponse:
    """The lender takes an incident over."""
    found = INCIDENTS.fetch(request.actor, "view", pk=pk)
    measures = request.POST.get("measures", "")
    actions.take(pk, version=version_of(request), measures=measures, by=request.actor, op=op_of(request))
    return redirect("matching:loan", found.loan_id)
