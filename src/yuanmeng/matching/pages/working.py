"""The workers of a loan: entering, preparing, training them; their own answer by a link; who saw their names."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.matching.actions import workers as actions
from yuanmeng.matching.forms.loans import PrepareForm, ReasonForm, TrainForm, WorkerForm
from yuanmeng.matching.links import token_of, worker_of
from yuanmeng.matching.models import Loan, Worker
from yuanmeng.matching.pages.lots import show
from yuanmeng.matching.pages.presenting import SHEET, TONES, certificate_names, day
from yuanmeng.matching.policy import LOANS, WORKERS
from yuanmeng.matching.queries.loans import needed
from yuanmeng.matching.sheets import CONSENT, TEXT, sheet
from yuanmeng.matching.states import LOAN
from yuanmeng.ui.asked import op_of, version_of

ANSWERS = {"agreement": "give", "refusal": "refuse", "withdrawal": "withdraw"}


def worker_rows(request: Asked, loan: Loan, side: str, *, names: bool) -> list[dict[str, Any]]:
    """The workers as this side may see them: the borrower those who consented, zone staff numbers only."""
    found = loan.workers.all()
    if side == "borrower":
        found = found.filter(consent="given")
    preparing = "prepare" in LOAN.verbs(loan.state)
    return [_row(request, worker, side, names=names, preparing=preparing) for worker in found]


def _row(request: Asked, worker: Worker, side: str, *, names: bool, preparing: bool) -> dict[str, Any]:
    initial = {"amended_on": worker.amended_on, "suitable": worker.suitable}
    trained = {"on": worker.trained_on, "hours": worker.trained_hours or 8}
    return {
        "pk": worker.pk,
        "version": worker.version,
        "name": worker.name if names else _("%(number)s 号") % {"number": worker.pk},
        "consent": worker.get_consent_display(),
        "tone": TONES.get(worker.consent, "plain"),
        "amended": day(worker.amended_on),
        "suitable": worker.suitable,
        "trained": day(worker.trained_on),
        "certificates": certificate_names(list(worker.certificates)),
        "started": day(worker.started_on),
        "returned": day(worker.returned_on),
        "reason": worker.get_return_reason_display() if worker.return_reason else "",
        "link": request.build_absolute_uri(reverse("matching:consent", args=[token_of(worker)]))
        if side == "lender" and preparing
        else "",
        "paper": side == "lender" and preparing and worker.consent == "asked",
        "prepare": PrepareForm(initial=initial, auto_id=f"p{worker.pk}-%s") if side == "lender" and preparing else None,
        "train": TrainForm(initial=trained, auto_id=f"t{worker.pk}-%s") if side == "borrower" and preparing else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, pk: int) -> HttpResponse:
    """Enter a worker; whoever the law keeps at home is refused with the clause."""
    loan = LOANS.fetch(request.actor, "lend", pk=pk)
    form = WorkerForm(request.POST or None, needed=sorted(needed(loan)))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(pk, values=form.values(), by=request.actor, op=op_of(request))
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("已登记，请把链接交给本人。"))
            return redirect("matching:loan", pk)
    return render(request, "matching/worker_new.html", {"form": form, "pk": pk}, status=422 if form.errors else 200)


@require_POST
def move(request: Asked, pk: int, verb: str) -> HttpResponse:
    """Remove, a new link, a paper answer, amendment, training: a small form each."""
    worker = WORKERS.fetch(request.actor, "view", pk=pk)
    version, by, op = version_of(request), request.actor, op_of(request)
    if verb == "removal":
        actions.remove(pk, version=version, by=by, op=op)
    elif verb == "link":
        actions.renew_link(pk, by=by, op=op)
    elif verb == "paper":
        actions.on_paper(pk, version=version, verb=ANSWERS.get(request.POST.get("answer", ""), ""), by=by, op=op)
    elif verb == "preparation":
        form = _valid(PrepareForm(request.POST))
        suitable = "yes" if form["suitable"] else ""
        actions.prepare(pk, version=version, amended_on=form["amended_on"], suitable=suitable, by=by, op=op)
    elif verb == "training":
        form = _valid(TrainForm(request.POST))
        actions.train(pk, version=version, on=form["on"], hours=form["hours"], by=by, op=op)
    else:
        raise Hidden(_("没有这个操作。"))
    messages.success(request, _("已登记。"))
    return redirect("matching:loan", worker.loan_id)


def _valid(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid(_("请填写日期和学时。"))
    return dict(form.cleaned_data)


@require_POST
def names(request: Asked, pk: int) -> HttpResponse:
    """Ask to see the names, with a reason."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.view_names(pk, reason=reason, by=request.actor, op=op_of(request))
    messages.success(request, _("姓名显示一刻钟，查看原因已记录。"))
    return redirect("matching:loan", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: Asked, token: str) -> HttpResponse:
    """The page behind a worker's link: the sheet first, then the answer; nothing else of the loan."""
    worker = worker_of(token)
    if request.method == "POST":
        verb = ANSWERS.get(request.POST.get("answer", ""), "")
        actions.answer(token, verb=verb, by=request.actor, op=op_of(request))
        messages.success(request, _("已收到您的答复，谢谢。"))
        return redirect("matching:consent", token)
    shown = {
        "lender": worker.loan.lender.name,
        "sheet": [(SHEET[name], text) for name, text in sheet(worker.loan)],
        "text": CONSENT,
        "version": TEXT,
        "state": worker.get_consent_display(),
        "tone": TONES.get(worker.consent, "plain"),
        "open": worker.loan.state == "agreed",
        "consent": worker.consent,
    }
    return render(request, "matching/consent.html", shown)
