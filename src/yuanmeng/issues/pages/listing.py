"""The list of problems with its filters, and the same rows as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.files.tables import Table, download
from yuanmeng.issues.actions.exporting import log_export
from yuanmeng.issues.models.case import KINDS, STATE_NAMES, VIAS
from yuanmeng.issues.pages.presenting import COLUMNS, list_row
from yuanmeng.issues.policy import IMPORTS, ISSUES
from yuanmeng.issues.queries.listing import ORDERS, Wanted, found, wanted
from yuanmeng.issues.queries.units import receiving
from yuanmeng.register.queries.paging import cursor, page
from yuanmeng.ui.asked import op_of
from yuanmeng.workdays.queries import calendar

MOST = 50_000
"""Rows of one workbook."""


@require_safe
def index(request: Asked) -> HttpResponse:
    """Problems the reader may see, filtered and sorted; a firm sees its own."""
    ISSUES.demand(request.actor, "browse")
    asked = wanted(request.GET)
    rows, order = found(request.actor, asked), ORDERS[asked.sort]
    start = cursor(order, request.GET.get("after", ""), request.GET.get("before", ""))
    shown, today = page(rows, order, start, *COLUMNS), timezone.localdate()
    tomorrow = calendar().shift(today, 1)
    return render(
        request,
        "issues/issues.html",
        {
            "asked": asked,
            "total": rows.count(),
            "rows": [list_row(row, request.actor, today, tomorrow) for row in shown.rows],
            "before": shown.before,
            "after": shown.after,
            "states": STATE_NAMES,
            "kinds": KINDS,
            "vias": VIAS,
            "units": list(receiving().values_list("pk", "name")),
            "filtered": bool(set(asked.plain) - {"scope", "sort"}) or asked.scope != "all",
            "may_submit": ISSUES.allows(request.actor, "submit"),
            "may_import": IMPORTS.allows(request.actor, "view"),
            "may_export": ISSUES.allows(request.actor, "export"),
            "query": request.GET.urlencode(),
        },
    )


@require_POST
def export(request: Asked) -> FileResponse:
    """The problems that the query leaves, as a workbook; every export is logged."""
    ISSUES.demand(request.actor, "export")
    asked = wanted(QueryDict(request.POST.get("query", "")))
    heads = {
        "number": _("编号"), "title": _("标题"), "kind": _("类型"), "state": _("状态"), "firm": _("提出企业"),
        "lead": _("主办单位"), "raised": _("提出时间"), "due": _("办结期限"), "closed": _("办结时间"),
    }  # fmt: skip
    table = Table(_("问题清单"), [(head, 18) for head in heads.values()], _rows(request, asked, list(heads)))

    def written(count: int) -> None:
        log_export(count=count, filters=asked.plain, by=request.actor, op=op_of(request))

    return download(table, "xlsx", written)


def _rows(request: Asked, asked: Wanted, names: list[str]) -> Iterator[list[str]]:
    today = timezone.localdate()
    rows = found(request.actor, asked).order_by("-pk").values_list("pk", "pk", *COLUMNS)[:MOST]
    for row in rows.iterator():
        texts = list_row(row, request.actor, today, today)
        yield [str(texts[name]) for name in names]
