"""The day itself and after: attendance, the printed sheet, minutes, decisions and what became of them."""

from __future__ import annotations

import qrcode
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from qrcode.image.svg import SvgPathImage

from yuanmeng.accounts.middleware import Asked
from yuanmeng.activities import links
from yuanmeng.activities.actions import holding as actions
from yuanmeng.activities.forms import AttendanceForm, FollowUpForm, MinutesForm, OutcomeForm, SheetForm
from yuanmeng.activities.models import ATTENDING, FOLLOW_UP_STATES, Activity
from yuanmeng.activities.pages.presenting import activity_row, follow_up_row
from yuanmeng.activities.policy import ACTIVITIES, FOLLOW_UPS
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.register.models import Organisation
from yuanmeng.ui.asked import op_of, version_of
from yuanmeng.ui.loaded import loaded

PAGE = 100


def _invited(activity: Activity) -> object:
    return Organisation.objects.filter(pk__in=activity.invitations.values("organisation")).order_by("name")


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: Asked, pk: int) -> HttpResponse:
    """Who took part, by organisation and role."""
    activity = ACTIVITIES.fetch(request.actor, "run", pk=pk)
    form = AttendanceForm(request.POST or None, organisations=_invited(activity))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.attend(
            pk,
            version=version_of(request),
            organisation=said["organisation"].pk,
            role=said["role"],
            persons=said["persons"],
            by=request.actor,
            op=op_of(request),
        )
        messages.success(request, _("已登记。"))
        return redirect("activities:attendance", pk)
    shown = {
        "activity": activity,
        "form": loaded(form),
        "rows": list(activity.attendances.select_related("organisation")),
        "cancelled": activity.state == "cancelled",
    }
    return render(request, "activities/attendance.html", shown, status=422 if form.errors else 200)


@require_safe
def sheet(request: Asked, pk: int) -> HttpResponse:
    """One sheet to print: a QR code for those with a phone, lines to fill for those without."""
    activity = ACTIVITIES.fetch(request.actor, "run", pk=pk)
    url = request.build_absolute_uri(reverse("activities:by_sheet", args=[links.sheet_token(activity)]))
    invited = activity.invitations.select_related("organisation").order_by("organisation__name")
    shown = {
        "activity": activity,
        "row": activity_row(activity),
        "code": _qr(url),
        "url": url,
        "roles": [name for _key, name in ATTENDING],
        "firms": [row.organisation.name for row in invited],
    }
    return render(request, "activities/sheet.html", shown)


def _qr(text: str) -> SafeString:
    """A QR code as inline SVG."""
    drawn = qrcode.make(text, image_factory=SvgPathImage, box_size=12).to_string(encoding="unicode")
    return SafeString(drawn)


@require_http_methods(["GET", "HEAD", "POST"])
def by_sheet(request: Asked, token: str) -> HttpResponse:
    """The page behind the QR code: firm and role, no name, no login."""
    activity = links.activity_of(token)
    form = SheetForm(request.POST or None, organisations=_invited(activity))
    if request.method == "POST" and form.is_valid():
        firm, role = form.cleaned_data["organisation"], form.cleaned_data["role"]
        actions.attend_by_sheet(token, organisation=firm.pk, role=role, by=request.actor, op=op_of(request))
        return render(request, "activities/by_sheet.html", {"activity": activity, "thanks": firm.name})
    shown = {"activity": activity, "form": loaded(form)}
    return render(request, "activities/by_sheet.html", shown, status=422 if form.errors else 200)


@require_POST
def held(request: Asked, pk: int) -> HttpResponse:
    """It took place."""
    actions.hold(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已记为举行，请记录纪要和后续事项。"))
    return redirect("activities:activity", pk)


@require_POST
def minutes(request: Asked, pk: int) -> HttpResponse:
    """Write the minutes."""
    form = MinutesForm(request.POST)
    if not form.is_valid():
        raise Invalid("；".join(str(sentence) for sentence in form.errors["minutes"]))
    said = form.cleaned_data["minutes"]
    actions.minute(pk, version=version_of(request), minutes=said, by=request.actor, op=op_of(request))
    messages.success(request, _("纪要已保存。"))
    return redirect("activities:activity", pk)


@require_POST
def decisions(request: Asked, pk: int) -> HttpResponse:
    """Add what was decided."""
    activity = ACTIVITIES.fetch(request.actor, "run", pk=pk)
    form = FollowUpForm(request.POST, organisations=_invited(activity))
    if not form.is_valid():
        raise Invalid(_("请写明事项、责任单位（受邀单位）和完成期限。"))
    actions.decide(pk, values=form.cleaned_data, by=request.actor, op=op_of(request))
    messages.success(request, _("已记录后续事项。"))
    return redirect("activities:activity", pk)


@require_safe
def follow_ups(request: Asked) -> HttpResponse:
    """Everything that meetings decided, by state: the earliest due first."""
    ACTIVITIES.demand(request.actor, "browse")
    state = request.GET.get("state", "open")
    state = state if state in dict(FOLLOW_UP_STATES) else "open"
    found = FOLLOW_UPS.among(request.actor, "view").filter(state=state)
    rows = found.select_related("owner", "activity")[:PAGE]
    may = set(
        FOLLOW_UPS.among(request.actor, "end").filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    shown = {
        "state": state,
        "states": FOLLOW_UP_STATES,
        "total": found.count(),
        "rows": [{**follow_up_row(row), "may_end": row.pk in may and row.state == "open"} for row in rows],
        "outcome_form": OutcomeForm(auto_id=False),
    }
    return render(request, "activities/follow_ups.html", shown)


@require_POST
def end(request: Asked, pk: int, verb: str) -> HttpResponse:
    """Finish or drop a follow-up, with what became of it."""
    if verb not in {"finish", "drop"}:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    outcome = request.POST.get("outcome", "")
    actions.end_follow_up(
        pk, version=version_of(request), verb=verb, outcome=outcome, by=request.actor, op=op_of(request)
    )
    messages.success(request, _("已更新。"))
    return redirect("activities:follow_ups")
