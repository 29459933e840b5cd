"""Series of activities: when each is due again and whose turn it is to host."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanmeng.accounts.middleware import Asked
from yuanmeng.activities import queries
from yuanmeng.activities.actions import planning
from yuanmeng.activities.forms import SeriesForm
from yuanmeng.activities.pages.lists import show
from yuanmeng.activities.policy import SERIES
from yuanmeng.alliances.models import Alliance
from yuanmeng.alliances.queries import member_organisations
from yuanmeng.core.refusals import Invalid
from yuanmeng.ui.asked import op_of
from yuanmeng.ui.loaded import loaded


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Asked) -> HttpResponse:
    """All series; founding one."""
    SERIES.demand(request.actor, "view")
    may_found = SERIES.allows(request.actor, "found")
    hosts = member_organisations(Alliance.objects.values_list("pk", flat=True))
    form = SeriesForm(request.POST or None, hosts=hosts)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        alliances, chosen = list(values.pop("alliances")), [firm.pk for firm in values.pop("hosts")]
        try:
            planning.found_series(values=values, alliances=alliances, hosts=chosen, by=request.actor, op=op_of(request))
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("系列已设立。"))
            return redirect("activities:series")
    rows = [
        {
            "pk": row.pk,
            "name": row.name,
            "kind": row.get_kind_display(),
            "months": row.months,
            "alliances": "、".join(alliance.shown_name for alliance in row.alliances.all()),
            "next": queries.next_start(row).strftime("%Y-%m-%d"),
            "host": queries.next_host(row) or "",
        }
        for row in queries.scheduled(SERIES.among(request.actor, "view"))
    ]
    shown = {"rows": rows, "form": loaded(form) if may_found else None}
    return render(request, "activities/series.html", shown, status=422 if form.errors else 200)
