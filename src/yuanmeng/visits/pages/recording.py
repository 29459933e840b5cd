"""Recording a visit at a desk or on a phone with a signal, putting it right, voiding it, keeping the promise."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.ui.asked import op_of, reason_of, version_of, whole
from yuanmeng.visits.actions import holding, taking_up
from yuanmeng.visits.forms import LINE_CHOICES, VisitForm
from yuanmeng.visits.models import Stop, Visit
from yuanmeng.visits.policy import VISITS
from yuanmeng.visits.queries.capacity import colleagues
from yuanmeng.visits.queries.finding import found, mine, people_at


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Record a visit; `?firm=` or `?plan=` fill in what is known."""
    VISITS.demand(request.actor, "record")
    plan = _plan(request)
    firms = _firms(request, plan)
    form = VisitForm(
        request.POST or None,
        actor=request.actor,
        colleagues=colleagues(timezone.localdate()),
        people=people_at(firm.pk for firm in firms),
        initial=_initial(plan, firms),
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = (plan.pk, version_of(request)) if plan else None
            visit = holding.hold(form.said(), plan=kept, by=request.actor, op=op_of(request))
        except Invalid as refused:
            form.refused(refused)
        else:
            messages.success(request, _("走访已登记。"))
            return redirect("visits:visit", visit.pk)
    shown = {
        "form": form, "plan": plan, "firms": firms, "mine": [firm.name for firm in mine(request.actor)], **LINE_CHOICES
    }  # fmt: skip
    return render(request, "visits/new.html", shown, status=422 if form.errors else 200)


def _plan(request: Asked) -> Visit | None:
    key = request.GET.get("plan", "")
    return VISITS.fetch(request.actor, "change", pk=whole(key)) if key else None


def _firms(request: Asked, plan: Visit | None) -> list[Organisation]:
    """The firms that are known already: of the plan, of the address, or chosen before the form came back."""
    if plan and request.method != "POST":
        stops = Stop.objects.filter(visit=plan, declined_on=None).select_related("organisation")
        return [stop.organisation for stop in stops]
    keys = request.POST.getlist("firms") or [request.GET.get("firm", "")]
    known = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    return list(FIRMS.among(request.actor, "view").filter(pk__in=known)) if known else []


def _initial(plan: Visit | None, firms: list[Organisation]) -> dict[str, Any]:
    first: dict[str, Any] = {"day": timezone.localdate(), "firms": [firm.pk for firm in firms]}
    if plan:
        first |= {"how": plan.how, "purpose": plan.purpose}
        first["others"] = list(plan.visitors.values_list("user_id", flat=True))
    return first


@require_safe
def firms(request: Asked) -> JsonResponse:
    """Firms for the search box, as somebody types."""
    VISITS.demand(request.actor, "record")
    return JsonResponse({"firms": found(request.actor, request.GET.get("q", "")[:60])})


@require_safe
def people(request: Asked) -> JsonResponse:
    """The contacts of the chosen firms: name and duty, no telephone number."""
    VISITS.demand(request.actor, "record")
    keys = [int(key) for key in request.GET.getlist("firm")[:20] if key.isascii() and key.isdigit() and len(key) < 19]
    seen = FIRMS.among(request.actor, "view").filter(pk__in=keys).values_list("pk", flat=True)
    rows = [
        {"key": each.pk, "firm": each.organisation_id, "name": f"{each.name} {each.role}"} for each in people_at(seen)
    ]
    return JsonResponse({"people": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: Asked, pk: int) -> HttpResponse:
    """Put a recorded visit right; firms, visitors and lines stay."""
    visit = VISITS.fetch(request.actor, "change", pk=pk)
    stops = Stop.objects.filter(visit=visit).select_related("organisation")
    firms = [stop.organisation for stop in stops]
    names = ("how", "purpose", "day", "met_other", "heard", "next_step", "next_day")
    initial = {name: getattr(visit, name) for name in names}
    initial |= {"firms": [firm.pk for firm in firms], "met": list(visit.met.values_list("pk", flat=True))}
    form = VisitForm(
        request.POST or None, actor=request.actor, people=people_at(initial["firms"], visit.day), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            holding.amend(pk, form.said(), version=version_of(request), by=request.actor, op=op_of(request))
        except Invalid as refused:
            form.refused(refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("visits:visit", pk)
    shown = {"form": form, "visit": visit, "names": "、".join(firm.name for firm in firms)}
    return render(request, "visits/editing.html", shown, status=422 if form.errors else 200)


@require_POST
def voiding(request: Asked, pk: int) -> HttpResponse:
    """A mistaken record."""
    reason = reason_of(request.POST.get("reason", ""))
    holding.void(pk, version=version_of(request), reason=reason, by=request.actor, op=op_of(request))
    messages.success(request, _("这次走访已作废，不再计数；记录和原因仍可查阅。"))
    return redirect("visits:visit", pk)


@require_POST
def promise(request: Asked, pk: int) -> HttpResponse:
    """What was promised is done."""
    holding.keep_promise(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("下一步已记为完成。"))
    return redirect("visits:visit", pk)


@require_POST
def pictures(request: Asked, pk: int) -> HttpResponse:
    """An image somebody chose to add; the phone sends them one by one and asks for JSON."""
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(_("请选择一张 JPEG 图片。"))
    data = file.read(taking_up.LARGEST + 1)
    picture = taking_up.add_picture(pk, name=file.name or "", data=data, by=request.actor, op=op_of(request))
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"op": request.POST["op"], "picture": picture.pk})
    messages.success(request, _("图片已添加；拍摄位置和设备信息已去除。"))
    return redirect("visits:visit", pk)
