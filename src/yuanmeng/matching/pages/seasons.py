"""Each firm's year, and the pairs whose slack and peak meet (LAB-18)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.labour.seasons import Pair, ahead
from yuanmeng.matching.actions.seasons import keep
from yuanmeng.matching.forms.lots import SeasonForm
from yuanmeng.matching.models import Season
from yuanmeng.matching.pages.presenting import job_name
from yuanmeng.matching.policy import SEASONS, own
from yuanmeng.matching.queries.lots import standing
from yuanmeng.register.policy import FIRMS
from yuanmeng.ui.asked import op_of, version_of
from yuanmeng.ui.loaded import loaded

MONTHS = range(1, 13)
LEVELS = {"s": gettext_lazy("淡"), "n": gettext_lazy("平"), "p": gettext_lazy("旺")}
SHOWN = 200


@require_safe
def index(request: Asked) -> HttpResponse:
    """Years in sight, and standing pairs, the next season first."""
    SEASONS.demand(request.actor, "browse")
    today = timezone.localdate()
    seasons = SEASONS.among(request.actor, "view").select_related("organisation").order_by("organisation__name", "job")
    may = set(SEASONS.among(request.actor, "keep").values_list("pk", flat=True))
    shown = {
        "pairs": [_pair(pair, rows, today.month) for pair, rows in standing(request.actor, today)[:SHOWN]],
        "rows": [_year(season, season.pk in may) for season in seasons[:SHOWN]],
        "months": MONTHS,
        "may": SEASONS.allows(request.actor, "keep"),
    }
    return render(request, "matching/seasons.html", shown)


def _pair(pair: Pair, rows: dict[int, Season], month: int) -> dict[str, Any]:
    return {
        "lender": rows[pair.lender.key].organisation.name,
        "borrower": rows[pair.borrower.key].organisation.name,
        "job": job_name(pair.lender.job),
        "months": "、".join(str(one) for one in pair.months),
        "heads": pair.heads,
        "ahead": ahead(pair, month),
    }


def _year(season: Season, may: Any) -> dict[str, Any]:
    return {
        "firm": season.organisation.name,
        "job": job_name(season.job),
        "cells": [
            {"key": {"s": "slack", "n": "normal", "p": "peak"}[level], "name": LEVELS[level]} for level in season.months
        ],
        "url": reverse("matching:season", args=[season.pk]) if may else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Enter a year in a job."""
    SEASONS.demand(request.actor, "keep")
    return _edited(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: Asked, pk: int) -> HttpResponse:
    """Change one."""
    return _edited(request, SEASONS.fetch(request.actor, "keep", pk=pk))


def _edited(request: Asked, season: Season | None) -> HttpResponse:
    firms = FIRMS.among(request.actor, "view").filter(state="active").order_by("name")
    if own(request.actor):
        firms = firms.filter(pk__in=own(request.actor))
    form = SeasonForm(request.POST or None, initial=_initial(season) or {"organisation": firms.first()}, firms=firms)
    for name in ("organisation", "job") if season else ():
        form.fields[name].disabled = True
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        version = version_of(request) if season else None
        keep(values["organisation"].pk, values["job"], months=form.months(), version=version,
             heads=(values["spare"], values["missing"]), by=request.actor, op=op_of(request))  # fmt: skip
        messages.success(request, _("已保存。"))
        return redirect("matching:seasons")
    shown = {"form": loaded(form), "record": season}
    return render(request, "matching/season_new.html", shown, status=422 if form.errors else 200)


def _initial(season: Season | None) -> dict[str, Any]:
    if season is None:
        return {}
    months = {f"m{month}": season.months[month - 1] for month in MONTHS}
    return months | {
        "organisation": season.organisation_id,
        "job": season.job,
        "spare": season.spare,
        "missing": season.missing,
    }
