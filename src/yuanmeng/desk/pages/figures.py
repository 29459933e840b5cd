"""Figures: each number with its definition, and the records it counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.actor import Actor
from yuanmeng.core.period import NoPeriod, Period, read, year
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.desk.actions.figures import log_export
from yuanmeng.desk.pages.publications import publication_row
from yuanmeng.desk.policy import FIGURES
from yuanmeng.desk.presenting import day, present
from yuanmeng.desk.slices import NONE, read_slices, slice_of, ways
from yuanmeng.files.tables import TYPES, Table, download
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.figures import Figure, Rate, Reading
from yuanmeng.reports.figures import PREFIX
from yuanmeng.reports.forms import PublishForm
from yuanmeng.reports.policy import DEFINITIONS, PUBLICATIONS
from yuanmeng.reports.queries import editions, known_on
from yuanmeng.reports.rates import share
from yuanmeng.ui.asked import op_of, whole

ROWS = 50
YEARS = 6
"""This year and so many before it are offered; any other period can be typed."""


@require_safe
def index(request: Asked) -> HttpResponse:
    """All figures of a period, a section a room."""
    FIGURES.demand(request.actor, "view")
    period = period_of(request)
    known, rates = ledger.declared()
    readings = {one.figure.key: one for one in ledger.read([(each, period) for each in known.values()], request.actor)}
    rooms: dict[str, list[dict[str, Any]]] = {}
    for reading in readings.values():
        rooms.setdefault(reading.figure.room, []).append(figure_row(reading))
    for each in rates.values():
        rooms.setdefault(each.room, []).append(rate_row(each, readings))
    shown = {
        "rooms": [(_room(room), rows) for room, rows in rooms.items()],
        "may_define": DEFINITIONS.allows(request.actor, "view"),
        **period_shown(period),
    }
    return render(request, "desk/figures.html", shown)


def _room(key: str) -> Any:
    return _("自定义数字") if key == PREFIX else apps.get_app_config(key).verbose_name


@require_safe
def detail(request: Asked, key: str) -> HttpResponse:
    """One figure: definition, value, its months, and its records, paged by key."""
    declared = _fetch(request.actor, key)
    period = period_of(request)
    by, group = request.GET.get("by", ""), request.GET.get("group", "")
    chosen = slice_of(declared, by, group, period) if group else declared
    months = period.months()[:36]
    readings = ledger.read([(chosen, each) for each in (period, *months)], request.actor)
    records, row = present(ledger.opened(chosen, period, request.actor).order_by("-pk"))
    if request.GET.get("after"):
        records = records.filter(pk__lt=whole(request.GET["after"]))
    page = list(records[: ROWS + 1])
    shown = {
        "figure": declared,
        "group": {"by": by, "key": group, "name": chosen.name} if group else None,
        "reading": figure_row(readings[0], by, group),
        "months": [(_month(each.period), figure_row(each, by, group)) for each in readings[1:]]
        if len(months) > 1
        else [],
        "kinds": [(kind, way.name) for kind, way in ways(declared).items()],
        **({} if group else _broken_down(request, readings[0], by)),
        "rows": [row(record) for record in page[:ROWS]],
        "more": page[ROWS - 1].pk if len(page) > ROWS else None,
        "forms": list(TYPES),
        **_known(request, key, period),
        "editions": [publication_row(each) for each in editions(key, str(period))],
        "publish_form": PublishForm(initial={"period": str(period)})
        if not group and _may_publish(request, readings[0])
        else None,
        **period_shown(period),
    }
    return render(request, "desk/figure.html", shown)


def _known(request: Asked, key: str, period: Period) -> dict[str, Any]:
    """What had been published by the day asked for. Raises Invalid for a day that is none."""
    text = request.GET.get("known", "")
    if not text:
        return {}
    try:
        asked = dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("“%(text)s”不是有效的日期。") % {"text": text[:20]}) from None
    found = known_on(key, str(period), asked)
    return {"known": text, "known_day": day(asked), "known_then": publication_row(found) if found else None}


def _broken_down(request: Asked, whole: Reading, by: str) -> dict[str, Any]:
    """The slices that have records, the largest first, each with its share of the longest bar."""
    found = read_slices(whole.figure, by, whole.period, request.actor)
    rows = [
        figure_row(each, by, key)
        for key, each in sorted(found, key=lambda one: (one[0] == NONE, -(one[1].value or 0)))
        if each.records
    ]
    longest = max((abs(row["number"] or 0) for row in rows), default=0) or 1
    return {
        "by": by if found else "",
        "slices": [row | {"bar": round(100 * abs(row["number"] or 0) / longest)} for row in rows],
        "overlapping": sum(row["number"] or 0 for row in rows) != (whole.value or 0),
    }


def _may_publish(request: Asked, reading: Reading) -> bool:
    return reading.value is not None and PUBLICATIONS.allows(request.actor, "publish")


@require_POST
def export(request: Asked, key: str) -> FileResponse:
    """The records behind the figure that the person may open, as a file; logged."""
    chosen = _fetch(request.actor, key)
    period, form, op = period_of(request, request.POST.get("period", "")), request.POST.get("form", ""), op_of(request)
    by, group = request.POST.get("by", ""), request.POST.get("group", "")
    if group:
        chosen = slice_of(chosen, by, group, period)
    if form not in TYPES:
        raise Invalid(_("请选择导出为 Excel 或 CSV。"))
    records, row = present(ledger.opened(chosen, period, request.actor).order_by("pk"))
    heads = [(_("名称"), 40), (_("说明"), 30), (_("日期"), 16)]
    rows = ((shown["name"], shown["under"], shown["when"]) for shown in map(row, records.iterator(chunk_size=500)))

    def written(count: int) -> None:
        log_export(key=key, period=str(period), count=count, form=form, by=request.actor, op=op)

    return download(Table(f"{chosen.name} {period}", heads, rows), form, written)


def _fetch(actor: Actor, key: str) -> Figure:
    """Raises Denied, or Hidden when there is no such figure or none of its records is for the person."""
    FIGURES.demand(actor, "view")
    chosen = ledger.figures().get(key)
    if chosen is None or not chosen.policy.allows(actor, "view"):
        raise Hidden(_("没有这个数字，或者您无权查看。"))
    return chosen


def period_of(request: HttpRequest, text: str | None = None) -> Period:
    """The period asked for, else the current year. Raises Invalid."""
    asked = request.GET.get("period", "") if text is None else text
    try:
        return read(asked) if asked else year(timezone.localdate().year)
    except NoPeriod:
        raise Invalid(
            _("“%(text)s”不是期间。可写 2021、2021Q3、2021-07 或 2021-07-01..2021-09-15。") % {"text": asked[:40]}
        ) from None


def period_shown(period: Period) -> dict[str, Any]:
    """What the period chooser shows: the period, the one before, the years offered."""
    now = timezone.localdate().year
    return {
        "period": str(period),
        "first": day(period.first),
        "last": day(period.last),
        "before": str(period.before()),
        "years": [str(number) for number in range(now, now - YEARS, -1)],
    }


def _month(period: Period) -> str:
    return f"{period.first:%Y-%m}"


def figure_row(reading: Reading, by: str = "", group: str = "") -> dict[str, Any]:
    """One figure, or a group of it, as ready strings; `value` says in words why there is none."""
    each = reading.figure
    asked = {"period": str(reading.period)} | ({"by": by, "group": group} if group else {})
    url = reverse("desk:figure", args=[each.key]) + "?" + urlencode(asked)
    value = reading.value
    return {
        "key": each.key,
        "name": each.name,
        "value": _("不显示") if value is None else number_format(value, force_grouping=True),
        "number": value,
        "unit": "" if value is None else each.unit,
        "says": each.says,
        "basis": each.basis,
        "version": each.version,
        "url": url,
        "records": "" if value is None else number_format(reading.records, force_grouping=True),
        "open": number_format(reading.open, force_grouping=True),
        "partial": reading.partial,
    }


def rate_row(each: Rate, readings: dict[str, Reading]) -> dict[str, Any]:
    """One rate with both its figures; nothing is said of a small base."""
    part, base = readings[each.part], readings[each.base]
    return {
        "name": each.name,
        "value": share(part.value, base.value, each.least)[0],
        "says": each.says,
        "version": each.version,
        "parts": [figure_row(part), figure_row(base)],
        "without": figure_row(readings[each.without]) if each.without else None,
    }
