"""The year's calendar, a sum shown day by day, a new notice, the office hours."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.core.workdays.calendar import Calendar
from yuanmeng.core.workdays.reading import arrangement
from yuanmeng.core.workdays.sums import due
from yuanmeng.ui.asked import op_of, version_of
from yuanmeng.workdays import actions
from yuanmeng.workdays.forms import HoursForm, NoticeForm, SumForm
from yuanmeng.workdays.models import OfficeHours, YearNotice
from yuanmeng.workdays.policy import OFFICE_HOURS, YEAR_NOTICES
from yuanmeng.workdays.presenting import explained, holidays, year_of
from yuanmeng.workdays.queries import calendar, office
from yuanmeng.workdays.sentences import WEEKDAYS, sentence

FIRST_YEAR, LAST_YEAR = 1950, 2199


@require_safe
def year(request: Asked) -> HttpResponse:
    """One year: its months, its breaks, and where they are laid down."""
    YEAR_NOTICES.demand(request.actor, "view")
    asked = request.GET.get("year", "")
    shown = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else timezone.localdate().year
    shown = min(max(shown, FIRST_YEAR), LAST_YEAR)
    days = calendar()
    months = year_of(days, shown)
    return render(
        request,
        "workdays/year.html",
        {
            "year": shown,
            "before": shown - 1 if shown > FIRST_YEAR else None,
            "after": shown + 1 if shown < LAST_YEAR else None,
            "notice": YearNotice.objects.filter(year=shown).first(),
            "months": months,
            "weekdays": WEEKDAYS,
            "works": sum(month["works"] for month in months),
            "holidays": holidays(days, shown),
            "hours": OfficeHours.objects.get(),
            "may_load": YEAR_NOTICES.allows(request.actor, "load"),
        },
    )


@require_safe
def a_sum(request: Asked) -> HttpResponse:
    """A due date, day by day."""
    YEAR_NOTICES.demand(request.actor, "view")
    asked = request.GET if "received" in request.GET else None
    now = timezone.localtime()
    form = SumForm(asked, initial={"received": now, "amount": 5, "unit": "workday"})
    found = None
    if form.is_bound and form.is_valid():
        found = explained(due(calendar(), form.cleaned_data["received"], form.cleaned_data["limit"], office()))
    return render(request, "workdays/counting.html", {"form": form, "sum": found}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """A notice: first what was read from it, then in force."""
    YEAR_NOTICES.demand(request.actor, "load")
    form = NoticeForm(request.POST or None, request.FILES or None)
    preview = None
    if request.method == "POST" and form.is_valid():
        preview = _preview(form)
        if request.POST.get("do") == "load" and not preview["faults"]:
            return _loaded(request, form)
        form = NoticeForm(initial=form.cleaned_data)
    status = 422 if form.errors or (preview and preview["faults"]) else 200
    return render(request, "workdays/new.html", {"form": form, "preview": preview}, status=status)


def _preview(form: NoticeForm) -> dict[str, Any]:
    """What was read, and what it would change."""
    found = arrangement(form.cleaned_data["text"].encode(), form.cleaned_data["year"] or 0)
    return {
        "year": found.year,
        "number": found.number,
        "published": found.published,
        "faults": [sentence(fault) for fault in found.faults],
        "doubts": [sentence(doubt) for doubt in found.doubts],
        "known": YearNotice.objects.filter(year=found.year).exists(),
        "holidays": holidays(Calendar(found.days, [found.year]), found.year) if not found.faults else [],
        "turned": [day.isoformat() for day in actions.changes(found)] if not found.faults else [],
    }


def _loaded(request: Asked, form: NoticeForm) -> HttpResponse:
    text, source = form.cleaned_data["text"].encode(), form.cleaned_data["source"]
    asked_year = form.cleaned_data["year"] or 0
    notice = actions.load(text, year=asked_year, source=source, by=request.actor, op=op_of(request))
    count = notice.days.count()
    said = ngettext("%(year)s 年的安排已生效，共 %(count)s 天。", "%(year)s 年的安排已生效，共 %(count)s 天。", count)
    messages.success(request, said % {"year": notice.year, "count": count})
    return redirect(f"{reverse('workdays:year')}?year={notice.year}")


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: Asked) -> HttpResponse:
    """The office hours."""
    now = OFFICE_HOURS.fetch(request.actor, "change", pk=1)
    form = HoursForm(request.POST or None, initial={name: getattr(now, name) for name in ("opens", "closes", "defers")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_hours(version=version_of(request), **form.cleaned_data, by=request.actor, op=op_of(request))
        except Invalid as refused:
            form.add_error("closes", refused.says)
        else:
            messages.success(request, _("已保存。此前算好的期限不变。"))
            return redirect("workdays:year")
    return render(request, "workdays/hours.html", {"form": form, "record": now}, status=422 if form.errors else 200)
