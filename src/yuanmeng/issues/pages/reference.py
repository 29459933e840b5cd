"""Deadlines, channels outside, and the three rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.intervals import wilson
from yuanmeng.core.period import NoPeriod, Period
from yuanmeng.core.refusals import Invalid
from yuanmeng.issues.actions.reference import set_limits
from yuanmeng.issues.figures import RATES
from yuanmeng.issues.models import OutsideChannel, Profile
from yuanmeng.issues.models.case import KINDS
from yuanmeng.issues.models.clocks import UNITS, WHAT
from yuanmeng.issues.pages.presenting import called, span
from yuanmeng.issues.policy import ISSUES, PROFILES
from yuanmeng.issues.queries.listing import wanted
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.figures import Rate, Reading
from yuanmeng.ui.asked import op_of, version_of, whole


@require_safe
def deadlines(request: Asked) -> HttpResponse:
    """All sets of deadlines with their sources, and where to turn with what is not ours."""
    PROFILES.demand(request.actor, "view")
    names = dict(KINDS)
    rows = [
        {
            "pk": profile.pk,
            "name": called(profile),
            "source": profile.source,
            "default": [names[kind] for kind in profile.default_for.split() if kind in names],
            "limits": [
                {"what": each.get_what_display(), "span": span(each.amount, each.unit)} for each in profile.limits.all()
            ],
        }
        for profile in Profile.objects.prefetch_related("limits").order_by("position")
    ]
    channels = [
        {"name": called(each), "suits": each.suits, "how": each.how, "basis": each.basis}
        for each in OutsideChannel.objects.order_by("position")
    ]
    shown = {"rows": rows, "channels": channels, "may_change": PROFILES.allows(request.actor, "change")}
    return render(request, "issues/deadlines.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def deadline(request: Asked, pk: int) -> HttpResponse:
    """Change one set; clocks that run keep what they began with."""
    profile = PROFILES.fetch(request.actor, "change", pk=pk)
    fault = ""
    if request.method == "POST":
        try:
            limits = {
                step: (whole(request.POST[f"amount_{step}"]), _unit(request.POST.get(f"unit_{step}", "")))
                for step, _name in WHAT
                if request.POST.get(f"amount_{step}", "").strip()
            }
            set_limits(
                pk,
                version=version_of(request),
                limits=limits,
                default_for=request.POST.getlist("kind"),
                by=request.actor,
                op=op_of(request),
            )
            messages.success(request, _("已保存；已经开始的时限不变。"))
            return redirect("issues:deadlines")
        except Invalid as refused:
            fault = refused.says
    shown = {"profile": profile, "name": called(profile), "fault": fault, "rows": _rows(request, profile)}
    shown |= {"units": UNITS, "kinds": [(key, name, key in profile.default_for.split()) for key, name in KINDS]}
    return render(request, "issues/deadline.html", shown, status=422 if fault else 200)


def _unit(text: str) -> str:
    if text not in dict(UNITS):
        raise Invalid(_("请选择时限的单位。"))
    return text


def _rows(request: Asked, profile: Profile) -> list[dict[str, Any]]:
    """A line for each step, with what was typed or what is in force."""
    there = {limit.what: limit for limit in profile.limits.all()}
    rows = []
    for step, name in WHAT:
        limit = there.get(step)
        amount = request.POST.get(f"amount_{step}", str(limit.amount) if limit else "")
        unit = request.POST.get(f"unit_{step}", limit.unit if limit else "workday")
        rows.append({"step": step, "name": name, "amount": amount, "unit": unit})
    return rows


@require_safe
def rates(request: Asked) -> HttpResponse:
    """Response, solution and satisfaction: definition, numbers, what is left out, how sure; no person is ranked."""
    ISSUES.demand(request.actor, "export")
    today = timezone.localdate()
    asked = wanted(request.GET)
    try:
        period = Period(asked.since or dt.date(today.year, 1, 1), asked.until or today)
    except NoPeriod:
        raise Invalid(_("结束日期早于开始日期。")) from None
    figures, shares = ledger.coded()
    three = [shares[key] for key in RATES]
    keys = sorted({key for each in three for key in (each.part, each.base, each.without)})
    found = ledger.read([(figures[key], period) for key in keys], request.actor)
    readings = {each.figure.key: each for each in found}
    shown = {
        "rows": [_rate(each, readings) for each in three],
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
    }
    return render(request, "issues/rates.html", shown)


def _rate(rate: Rate, readings: Mapping[str, Reading]) -> dict[str, Any]:
    """Its three numbers with their lists, and the share where there are enough of them."""
    three = [readings[key] for key in (rate.part, rate.base, rate.without)]
    above, below = three[0].records, three[1].records
    shown = {"name": rate.name, "says": rate.says, "parts": [_part(each) for each in three], "n": below}
    shown |= {"value": "", "least": rate.least}
    if below >= rate.least:
        low, high = wilson(above, below)
        shown |= {"value": f"{above / below:.1%}", "low": f"{low:.1%}", "high": f"{high:.1%}"}
    return shown


def _part(reading: Reading) -> dict[str, Any]:
    url = reverse("desk:figure", args=[reading.figure.key]) + "?" + urlencode({"period": str(reading.period)})
    return {"name": reading.figure.name, "count": reading.records, "url": url}
