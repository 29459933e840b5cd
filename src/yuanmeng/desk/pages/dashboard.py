"""The dashboard: this month, twelve months, by alliance, what is late, what is new; each number opens its records."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.actor import Actor
from yuanmeng.core.charts import Option, Point, bars, height, trend
from yuanmeng.core.period import Period, so_far
from yuanmeng.core.refusals import Hidden
from yuanmeng.desk.pages.figures import figure_row, period_of
from yuanmeng.desk.pages.heads import head, head_figures
from yuanmeng.desk.pages.home import tiles_of
from yuanmeng.desk.policy import FIGURES
from yuanmeng.desk.presenting import present
from yuanmeng.desk.slices import read_slices
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.figures import Figure, Reading
from yuanmeng.pairing.pages.maps import of_firms
from yuanmeng.register.policy import FIRMS
from yuanmeng.ui.asked import whole
from yuanmeng.ui.charts import drawn

ROWS = 50
MONTHS = 12
KINDS = ("trend", "alliance")
DAY = dt.timedelta(days=1)
LOOKED, LONGEST = "dashboard_looked", 366
"""The cookie that says since when there may be news, and the most days it goes back."""


@require_safe
def index(request: Asked) -> HttpResponse:
    """The whole dashboard; `figure` chooses what the charts show."""
    FIGURES.demand(request.actor, "view")
    today = timezone.localdate()
    since = _looked(request, today)
    chosen = _chosen(request.actor, request.GET.get("figure", ""))
    found = charts(chosen, year_to(today), request.actor)
    shown = {
        "head": head(request.actor, today),
        "choices": [{"key": each.key, "name": each.name} for each in head_figures(request.actor)],
        "figure": {"key": chosen.key, "name": chosen.name, "says": chosen.says},
        "charts": found,
        "options": {each["id"]: each["option"] for each in found},
        "late": _late(request.actor, today),
        "news": _news(request.actor, Period(since, today)),
        "since": "" if since == today - DAY else date_format(since, "DATE_FORMAT"),
        "on": date_format(today, "DATE_FORMAT"),
    }
    response = render(request, "desk/dashboard.html", shown)
    response.set_cookie(
        LOOKED,
        f"{request.actor.user_id}~{since}~{today}",
        max_age=dt.timedelta(days=LONGEST),
        path=request.path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@require_safe
def wall(request: Asked) -> HttpResponse:
    """Large numbers for a screen on a wall; it reads itself again every minute, and says when it last did."""
    FIGURES.demand(request.actor, "view")
    today = timezone.localdate()
    shown = {
        "head": head(request.actor, today),
        "late": _late(request.actor, today),
        "at": date_format(timezone.localtime(), "DATETIME_FORMAT"),
    }
    return render(request, "desk/wall.html", shown)


@require_safe
def drawing(request: Asked, key: str) -> HttpResponse:
    """One chart of a figure as a picture, drawn on the server."""
    FIGURES.demand(request.actor, "view")
    period, kind = period_of(request), request.GET.get("chart", KINDS[0])
    found = {each["id"]: each for each in charts(_chosen(request.actor, key), period, request.actor)}
    if kind not in found:
        raise Hidden(_("没有这张图。"))
    return HttpResponse(drawn(found[kind]["option"]), content_type="image/svg+xml")


@require_safe
def firms_map(request: Asked) -> HttpResponse:
    """All firms the person may see, where they are; those without a place are listed, as is a chosen square."""
    FIRMS.demand(request.actor, "browse")
    square = request.GET.get("square", "")
    drawn_map, inside, outside = of_firms(request.actor, square)
    records = FIRMS.among(request.actor).filter(pk__in=inside) if square else outside
    total = records.count()
    if request.GET.get("after"):
        records = records.filter(pk__lt=whole(request.GET["after"]))
    found, row = present(records.order_by("-pk"))
    page = list(found[: ROWS + 1])
    shown = {
        "card": drawn_map,
        "square": square,
        "rows": [row(each) for each in page[:ROWS]],
        "total": total,
        "more": page[ROWS - 1].pk if len(page) > ROWS else None,
    }
    return render(request, "desk/firms_map.html", shown)


def _chosen(actor: Actor, key: str) -> Figure:
    """The figure asked for, else the first of the head. Raises Hidden."""
    found = ledger.figures().get(key) if key else next(iter(head_figures(actor)), None)
    if found is None or not found.policy.allows(actor, "view"):
        raise Hidden(_("没有这个数字，或者您无权查看。"))
    return found


def year_to(today: dt.date) -> Period:
    """The month of a day and the eleven before it."""
    return Period(so_far(today, MONTHS - 1).first, today)


def charts(chosen: Figure, period: Period, actor: Actor) -> list[dict[str, Any]]:
    """Trend, and bars by alliance where the figure leads to firms: option and table of the same rows."""
    months = period.months()[:36]
    whole_period, *readings = ledger.read([(chosen, each) for each in (period, *months)], actor)
    groups = read_slices(chosen, "alliance", period, actor)
    rows = [figure_row(each) | {"name": _month(each.period)} for each in readings]
    title = _("%(name)s：按月") % {"name": chosen.name}
    found = [_chart("trend", title, trend(title, _points(rows)), rows, whole_period)]
    if groups:
        rows = [figure_row(each, "alliance", key) for key, each in groups]
        title = _("%(name)s：按联盟") % {"name": chosen.name}
        found.append(_chart("alliance", title, bars(title, _points(rows)), rows, whole_period))
    return found


def _month(period: Period) -> str:
    return f"{period.first:%Y-%m}"


def _chart(kind: str, title: str, option: Option, rows: list[dict[str, Any]], of: Reading) -> dict[str, Any]:
    asked = urlencode({"period": str(of.period), "chart": kind})
    return {
        "id": kind,
        "title": title,
        "option": option,
        "height": height(option),
        "rows": rows,
        "unit": of.figure.unit,
        "picture": reverse("desk:figure_chart", args=[of.figure.key]) + "?" + asked,
    }


def _points(rows: list[dict[str, Any]]) -> list[Point]:
    return [Point(str(row["name"]), row["number"], row["url"]) for row in rows]


def _late(actor: Actor, today: dt.date) -> list[dict[str, Any]]:
    """The person's worklists that wait or are late, where something is in them."""
    return [tile for tile in tiles_of(actor, today) if tile["tone"] and tile["count"]]


def _looked(request: Asked, today: dt.date) -> dt.date:
    """The day before today on which this person last looked, else yesterday. Only their own browser keeps it."""
    try:
        person, earlier, last = request.COOKIES.get(LOOKED, "").split("~")
        before, looked = dt.date.fromisoformat(earlier), dt.date.fromisoformat(last)
    except ValueError:
        return today - DAY
    since = before if looked == today else looked
    known = person == str(request.actor.user_id) and dt.timedelta() < today - since <= dt.timedelta(days=LONGEST)
    return since if known else today - DAY


def _news(actor: Actor, since: Period) -> list[dict[str, Any]]:
    """What came into each figure since then, by the date that the figure goes by."""
    readings = ledger.read([(each, since) for each in head_figures(actor)], actor)
    return [figure_row(each) for each in readings if each.records]
