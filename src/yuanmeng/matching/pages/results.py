"""What came of shared labour in a year; every number of loans opens exactly these loans."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.alliances.models import Alliance
from yuanmeng.matching.pages.presenting import in_english, job_name
from yuanmeng.matching.policy import LOANS, LOTS
from yuanmeng.matching.queries.results import GROUPS, posted, started, totals
from yuanmeng.register.models.search import SIZES

NAMES = {"job": gettext_lazy("工种"), "alliance": gettext_lazy("联盟"), "size": gettext_lazy("企业规模")}
FIRST = 2021
"""The year in which the zone began to lend staff between firms."""


@require_safe
def index(request: Asked) -> HttpResponse:
    """Heads, days, value and how far needs were filled, by job, alliance of the borrower, or its size."""
    LOANS.demand(request.actor, "browse")
    years = range(timezone.localdate().year, FIRST - 1, -1)
    year = next((one for one in years if str(one) == request.GET.get("year")), years[0])
    by = next((one for one in GROUPS if one == request.GET.get("by")), GROUPS[0])
    period = dt.date(year, 1, 1), dt.date(year, 12, 31)
    loans = started(LOANS.among(request.actor, "view"), *period)
    lots = posted(LOTS.among(request.actor, "view"), *period)
    lines = totals(loans, lots, by)
    named = _names(by)
    shown = {
        "rows": [_line(line, named, year, by) for line in lines],
        "total": _line(_sum(lines), {}, year, "") if lines else None,
        "year": year,
        "years": years,
        "by": by,
        "groups": NAMES.items(),
    }
    return render(request, "matching/results.html", shown)


def _names(by: str) -> dict[Any, str]:
    if by == "size":
        return {key: str(name) for key, name in SIZES}
    if by == "alliance":
        return {one.slug: one.name_en if in_english() else one.name for one in Alliance.objects.all()}
    return {}


def _sum(lines: list[dict[str, Any]]) -> dict[str, Any]:
    names = ("n_loans", "n_heads", "n_days", "n_value", "wanted")
    return {name: sum(line[name] or 0 for line in lines) for name in names} | {"group": None}


def _line(line: dict[str, Any], named: dict[Any, str], year: int, by: str) -> dict[str, Any]:
    group = line["group"]
    name = job_name(group) if by == "job" else named.get(group, _("未分类"))
    asked = {"year": year, "by": by, "group": "" if group is None else group} if by else {"year": year}
    wanted = line["wanted"] or 0
    return {
        "name": name,
        "url": f"{reverse('matching:loans')}?{urlencode(asked)}",
        "loans": line["n_loans"],
        "heads": f"{line['n_heads'] or 0:,}",
        "days": f"{line['n_days'] or 0:,}",
        "value": f"{line['n_value'] or 0:,}",
        "wanted": f"{wanted:,}",
        "filled": f"{min(1, (line['n_heads'] or 0) / wanted):.0%}" if wanted else "",
    }
