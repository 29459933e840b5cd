"""投诉与建议 (APP-03): open to everybody, answered by the system administrator, looked up by number."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanmeng.accounts.actions import feedback as actions
from yuanmeng.accounts.forms import AnswerForm, FeedbackForm, LookupForm
from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import FEEDBACK_KINDS, FEEDBACK_STATE_NAMES, Feedback
from yuanmeng.accounts.policy import FEEDBACK
from yuanmeng.core.refusals import Refusal
from yuanmeng.ui.asked import op_of, version_of, whole

LIMITS = {"send": "10/h/ip", "lookup": "30/h/ip"}
"""How often one address may send or look up: enough for a shared office line, too little to flood or to guess."""
ROWS = 50


class TooMany(Refusal):
    """More requests than LIMITS allow."""

    status = 429


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: Asked) -> HttpResponse:
    """Send feedback; the answer page shows its number."""
    typed = FeedbackForm(request.POST or None, initial={"page": request.GET.get("page", "")[:300]})
    if request.method == "POST" and typed.is_valid():
        _not_too_often(request, "send")
        sent = actions.send(typed.save(commit=False), by=request.actor, op=op_of(request))
        return redirect(f"{reverse('accounts:feedback_answer')}?number={sent.number}&sent=1")
    return render(request, "accounts/feedback.html", {"form": typed}, status=422 if typed.errors else 200)


@require_http_methods(["GET", "HEAD"])
def lookup(request: Asked) -> HttpResponse:
    """The answer to the feedback with this number."""
    typed = LookupForm(request.GET if "number" in request.GET else None)
    found = None
    if typed.is_bound and typed.is_valid():
        _not_too_often(request, "lookup")
        found = Feedback.objects.filter(number=typed.cleaned_data["number"]).first()
        if found is None:
            typed.add_error("number", _("没有这个编号，请核对后重试。"))
    shown = {"form": typed, "found": _shown(found) if found else None, "sent": "sent" in request.GET}
    return render(request, "accounts/feedback_answer.html", shown, status=422 if typed.errors else 200)


@require_http_methods(["GET", "HEAD"])
def index(request: Asked) -> HttpResponse:
    """All feedback, newest first, paged by key."""
    FEEDBACK.demand(request.actor, "view")
    records = FEEDBACK.among(request.actor)
    if request.GET.get("state") in FEEDBACK_STATE_NAMES:
        records = records.filter(state=request.GET["state"])
    total = records.count()
    if request.GET.get("before"):
        records = records.filter(pk__lt=whole(request.GET["before"]))
    page = list(records[: ROWS + 1])
    states = list(FEEDBACK_STATE_NAMES.items())
    shown = {"rows": [_shown(one) for one in page[:ROWS]], "total": total, "states": states}
    shown["more"] = page[ROWS - 1].pk if len(page) > ROWS else None
    return render(request, "accounts/feedback_list.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Asked, pk: int) -> HttpResponse:
    """One complaint or suggestion, and its answer."""
    verb = "answer" if request.method == "POST" else "view"
    record = FEEDBACK.fetch(request.actor, verb, pk=pk)
    typed = AnswerForm(request.POST or None)
    if request.method == "POST" and typed.is_valid():
        seen = version_of(request)
        actions.answer(pk, typed.cleaned_data["answer"], seen, by=request.actor, op=op_of(request))
        return redirect("accounts:feedback_detail", pk=pk)
    may = "answer" in FEEDBACK.may(request.actor, record) and record.state == "received"
    shown = {"form": typed if may else None, "record": record, "row": _shown(record)}
    return render(request, "accounts/feedback_detail.html", shown, status=422 if typed.errors else 200)


def _shown(record: Feedback) -> dict[str, Any]:
    """Ready strings."""
    answered = record.answered_at
    return {
        "pk": record.pk,
        "number": record.number,
        "kind": FEEDBACK_KINDS[record.kind],
        "page": record.page,
        "text": record.text,
        "contact": record.contact,
        "state": FEEDBACK_STATE_NAMES[record.state],
        "tone": "good" if record.state == "answered" else "warn",
        "sent": date_format(localtime(record.sent_at), "DATETIME_FORMAT"),
        "answer": record.answer,
        "answered": date_format(localtime(answered), "DATETIME_FORMAT") if answered else "",
    }


def _not_too_often(request: HttpRequest, what: str) -> None:
    if not ratelimit.consume(request, app="yuanmeng.feedback", action=what, config=LIMITS, limit_get=True):
        raise TooMany(_("提交次数过多，请一小时后再试。"))
