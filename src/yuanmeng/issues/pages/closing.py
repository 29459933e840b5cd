"""The page behind the firm's one-time link: the answer, and the firm's word on it. No login, nothing else to see."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.issues.actions.closing import confirm_by_link
from yuanmeng.issues.forms import WordForm
from yuanmeng.issues.links import answered_by
from yuanmeng.issues.pages.presenting import answer_row
from yuanmeng.ui.asked import op_of


@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: Asked, token: str) -> HttpResponse:
    """Say whether it is solved. A second send of the same form gets the first answer again."""
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issue = confirm_by_link(token, **form.cleaned_data, by=request.actor, op=op_of(request))
        except Invalid as refused:
            form.add_error(None, refused.says)
        else:
            return render(request, "issues/thanks.html", {"state": issue.get_state_display(), "number": issue.number})
    issue, answer = answered_by(token, request.actor)
    shown = {"issue": issue, "answer": answer_row(answer), "form": form, "unit": issue.lead.name if issue.lead else ""}
    return render(request, "issues/by_link.html", shown, status=422 if form.errors else 200)
