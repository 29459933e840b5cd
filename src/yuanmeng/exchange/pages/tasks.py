"""Joint tasks: the list, one task, and its moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.exchange import queries
from yuanmeng.exchange.actions import tasks as actions
from yuanmeng.exchange.forms import EffectForm, PlanForm, ReasonForm, ResultForm
from yuanmeng.exchange.models import TASK_STATES
from yuanmeng.exchange.pages.presenting import task_row
from yuanmeng.exchange.policy import LISTINGS, TASKS
from yuanmeng.ui.asked import op_of, version_of

PAGE = 50
MOVES: dict[str, tuple[Callable[..., Any], type[Form]]] = {
    "planning": (actions.plan, PlanForm),
    "delivery": (actions.deliver, ResultForm),
    "return": (actions.send_back, ReasonForm),
    "confirmation": (actions.confirm, EffectForm),
    "abandonment": (actions.abandon, ReasonForm),
}


@require_safe
def index(request: Asked) -> HttpResponse:
    """The projects list (项目清单), by state."""
    LISTINGS.demand(request.actor, "browse")
    state = request.GET.get("state", "running")
    state = state if state in dict(TASK_STATES) else "running"
    alliance = request.GET.get("alliance", "")[:40]
    found = queries.tasks_of(TASKS.among(request.actor, "view").filter(state=state), alliance)
    before = request.GET.get("before", "")
    page = found.filter(pk__lt=int(before)) if before.isdigit() and len(before) < 19 else found
    rows = list(page.select_related("claim__listing", "owner", "beneficiary").order_by("-id")[: PAGE + 1])
    return render(
        request,
        "exchange/tasks.html",
        {
            "state": state,
            "alliance": alliance,
            "states": TASK_STATES,
            "total": found.count(),
            "rows": [task_row(row) for row in rows[:PAGE]],
            "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        },
    )


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One joint task and what its reader may do."""
    task = TASKS.fetch(request.actor, "view", pk=pk)
    may = TASKS.may(request.actor, task)
    running, delivered = task.state == "running", task.state == "delivered"
    return render(
        request,
        "exchange/task.html",
        {
            "task": task,
            "row": task_row(task),
            "listing_url": task.claim.listing_id,
            "plan_form": PlanForm(initial={"due": task.due, "blocker": task.blocker})
            if running and "plan" in may
            else None,
            "result_form": ResultForm() if running and "deliver" in may else None,
            "abandon_form": ReasonForm(auto_id="abandon-%s") if running and "plan" in may else None,
            "effect_form": EffectForm() if delivered and "confirm" in may else None,
            "return_form": ReasonForm(auto_id="return-%s") if delivered and "confirm" in may else None,
        },
    )


@require_POST
def move(request: Asked, pk: int, verb: str) -> HttpResponse:
    """One move of a task: planning, delivery, return, confirmation, abandonment."""
    if verb not in MOVES:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    function, form_class = MOVES[verb]
    form = form_class(request.POST)
    if not form.is_valid():
        raise Invalid("；".join(str(sentence) for sentences in form.errors.values() for sentence in sentences))
    function(pk, version=version_of(request), **form.cleaned_data, by=request.actor, op=op_of(request))
    messages.success(request, _("已更新。"))
    return redirect("exchange:task", pk)
