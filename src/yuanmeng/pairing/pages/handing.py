"""One screen hands everything over when somebody leaves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import in_force as posts_on
from yuanmeng.core.refusals import Invalid
from yuanmeng.pairing.actions import pairs as actions
from yuanmeng.pairing.forms import HandoverForm
from yuanmeng.pairing.pages.showing import JOINED, rows
from yuanmeng.pairing.policy import CARERS, FOR_ROLE
from yuanmeng.pairing.queries.periods import live_of
from yuanmeng.ui.asked import op_of


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: Asked, pk: int) -> HttpResponse:
    """Every pairing of a person with its successor and a note; what is typed is kept on error."""
    user = CARERS.fetch(request.actor, "hand_over", pk=pk)
    today = timezone.localdate()
    live = list(live_of(user.pk, today).select_related(*JOINED))
    kinds = {FOR_ROLE[one.kind] for one in live}
    holders = posts_on(today).filter(role__in=kinds).values("user_id")
    people = list(User.objects.filter(pk__in=holders, is_active=True).exclude(pk=pk).order_by("name", "pk"))
    form = HandoverForm(request.POST or None, people=people, pairings=[one.pk for one in live])
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.hand_over(
                pk, form.to(), form.cleaned_data["since"], form.notes(), by=request.actor, op=op_of(request)
            )
        except Invalid as wrong:
            form.add_error(None, wrong.says)
        else:
            messages.success(request, _("已把 %(handed)s 家交给 %(people)s 人。") % done)
            return redirect("pairing:person", pk)
    lines: list[dict[str, Any]] = [
        shown | {"to": form[f"to-{one.pk}"], "note": form[f"note-{one.pk}"]}
        for one, shown in zip(live, rows(request.actor, live), strict=True)
    ]
    shown = {"form": form, "lines": lines, "person": {"pk": pk, "name": user.name}, "alone": not people}
    return render(request, "pairing/handover.html", shown, status=422 if form.errors else 200)
