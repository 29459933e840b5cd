"""The list of activities, and planning or changing one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.activities import queries
from yuanmeng.activities.actions import planning
from yuanmeng.activities.forms import ActivityForm
from yuanmeng.activities.models import KINDS, Activity, Series
from yuanmeng.activities.pages.presenting import activity_row
from yuanmeng.activities.policy import ACTIVITIES, SERIES
from yuanmeng.alliances.models import Alliance
from yuanmeng.alliances.queries import member_organisations
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.models import Organisation
from yuanmeng.ui.asked import op_of, version_of
from yuanmeng.ui.loaded import loaded

PAGE = 50


@require_safe
def index(request: Asked) -> HttpResponse:
    """Coming activities, or those that are over, by kind and alliance."""
    ACTIVITIES.demand(request.actor, "browse")
    alliances = list(Alliance.objects.all())
    asked = {
        "past": request.GET.get("past") == "1",
        "kind": request.GET.get("kind", "") if request.GET.get("kind") in dict(KINDS) else "",
        "alliance": next((a.slug for a in alliances if a.slug == request.GET.get("alliance")), ""),
    }
    found = _found(request, asked)
    number = request.GET.get("page", "1")
    page = int(number) if number.isdigit() and 0 < int(number[:4]) < 1000 else 1
    rows = list(found.select_related("host").prefetch_related("alliances")[(page - 1) * PAGE : page * PAGE + 1])
    return render(
        request,
        "activities/activities.html",
        {
            "asked": asked,
            "kinds": KINDS,
            "alliances": alliances,
            "total": found.count(),
            "rows": [activity_row(row) for row in rows[:PAGE]],
            "next": page + 1 if len(rows) > PAGE else None,
            "may_plan": ACTIVITIES.allows(request.actor, "plan"),
            "may_see_series": SERIES.allows(request.actor, "view"),
        },
    )


def _found(request: Asked, asked: dict[str, Any]) -> QuerySet[Activity]:
    found = ACTIVITIES.among(request.actor, "view")
    now = timezone.now()
    found = (
        found.filter(ends__lt=now).order_by("-starts")
        if asked["past"]
        else found.filter(ends__gte=now).order_by("starts")
    )
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    if asked["alliance"]:
        through = Activity.alliances.through.objects.filter(alliance__slug=asked["alliance"])
        found = found.filter(pk__in=through.values("activity"))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Plan an activity; from a series, with its next date and host filled in."""
    ACTIVITIES.demand(request.actor, "plan")
    form = ActivityForm(request.POST or None, initial=_initial(request), hosts=_hosts())
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        alliances = list(values.pop("alliances"))
        try:
            made = planning.plan(values=values, alliances=alliances, by=request.actor, op=op_of(request))
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("已安排，请邀请单位。"))
            return redirect("activities:invitations", made.pk)
    return render(request, "activities/new.html", {"form": loaded(form)}, status=422 if form.errors else 200)


def _initial(request: Asked) -> dict[str, Any]:
    key = request.GET.get("series", "")
    found = Series.objects.filter(pk=int(key) if key.isdigit() and len(key) < 19 else 0)
    series = queries.scheduled(found).first()
    if series is None:
        return {"kind": "exchange"}
    starts = queries.next_start(series)
    return {
        "kind": series.kind,
        "title": series.name,
        "alliances": list(series.alliances.all()),
        "series": series,
        "host": queries.next_host(series),
        "starts": starts,
        "ends": starts + dt.timedelta(hours=2),
        "topics_until": starts.date() - dt.timedelta(days=7),
    }


def _hosts() -> QuerySet[Organisation]:
    return member_organisations(Alliance.objects.values_list("pk", flat=True))


def show(form: Form, refused: Invalid) -> None:
    """Put the refusal's sentences at their fields, the rest above the form."""
    errors = refused.facts.get("errors") or {None: [refused.says]}
    for name, sentences in errors.items():
        form.add_error(name if name in form.fields else None, sentences)


@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: Asked, pk: int) -> HttpResponse:
    """Change an activity that has not taken place."""
    activity = ACTIVITIES.fetch(request.actor, "run", pk=pk)
    initial = {name: getattr(activity, name) for name in planning.FIELDS} | {"alliances": activity.alliances.all()}
    form = ActivityForm(request.POST or None, initial=initial, hosts=_hosts())
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        alliances = list(values.pop("alliances"))
        try:
            planning.edit(
                pk,
                version=version_of(request),
                values=values,
                alliances=alliances,
                by=request.actor,
                op=op_of(request),
            )
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("activities:activity", pk)
    shown = {"form": loaded(form), "activity": activity}
    return render(request, "activities/new.html", shown, status=422 if form.errors else 200)
