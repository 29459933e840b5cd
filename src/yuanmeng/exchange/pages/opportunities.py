"""The opportunity list (机会清单): what members chose to show to everybody, as page, workbook and calendar feed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanmeng.core.actor import PUBLIC
from yuanmeng.exchange import queries
from yuanmeng.exchange.models import DIRECTIONS, Listing
from yuanmeng.exchange.pages.presenting import listing_row
from yuanmeng.exchange.policy import LISTINGS
from yuanmeng.files.tables import Table, download
from yuanmeng.ui.calendars import answer

MOST = 500
COLUMNS = ("direction", "category", "title", "quantity", "period", "organisation")


def _shown() -> QuerySet[Listing]:
    """What the public sees now, the newest first; nobody's rights widen it."""
    return (
        LISTINGS.among(PUBLIC, "view").filter(queries.current()).select_related("organisation").order_by("-id")[:MOST]
    )


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The public page."""
    rows = list(_shown())
    lists = [(name, [listing_row(row) for row in rows if row.direction == key]) for key, name in DIRECTIONS]
    return render(request, "exchange/opportunities.html", {"lists": lists, "total": len(rows)})


@require_safe
def workbook(request: HttpRequest) -> FileResponse:
    """The same rows as a workbook; every cell is text, so none can be a formula."""
    heads = [(head, 18) for head in (_("清单"), _("类别"), _("标题"), _("数量"), _("起止日期"), _("单位"))]
    rows = (listing_row(row) for row in _shown())
    cells = ([str(row[name]) for name in COLUMNS] for row in rows)
    return download(Table(_("机会清单"), heads, cells), "xlsx", lambda _count: None)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The last days of the public entries as an iCalendar feed (RFC 5545)."""
    return answer("Opportunities", (_event(listing, request) for listing in _shown()), "opportunities.ics")


def _event(listing: Listing, request: HttpRequest) -> dict[str, Any]:
    row = listing_row(listing)
    return {
        "uid": f"listing-{listing.pk}@yuanmeng",
        "dtstamp": timezone.now(),
        "dtstart": listing.until,
        "dtend": listing.until + dt.timedelta(days=1),
        "summary": _("%(list)s到期：%(title)s") % {"list": row["direction"], "title": listing.title},
        "description": f"{row['organisation']} {row['quantity']} {row['period']}",
        "url": request.build_absolute_uri(row["url"]),
    }
