"""The lists of postings and of loans as workbooks: what the reader may see, never a worker's name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import Prefetch
from django.http import FileResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.files.tables import Table, download
from yuanmeng.matching.actions.exports import log_loans, log_lots
from yuanmeng.matching.models import Lot, Paper
from yuanmeng.matching.pages import loans as loan_pages
from yuanmeng.matching.pages import lots as lot_pages
from yuanmeng.matching.pages.presenting import day, loan_row, lot_row, yuan
from yuanmeng.matching.policy import LOANS, LOTS
from yuanmeng.matching.queries.lots import taken
from yuanmeng.ui.asked import op_of

MOST, CHUNK = 50_000, 500
"""Rows of one workbook, and those that are read at once."""


@require_POST
def lots(request: Asked) -> FileResponse:
    """The postings that the query leaves; every export is logged."""
    LOTS.demand(request.actor, "export")
    asked = lot_pages.wanted(QueryDict(request.POST.get("query", "")))
    heads = {
        "pk": _("编号"), "side": _("方向"), "job": _("工种"), "firm": _("单位"), "heads": _("人数"),
        "taken": _("已安排"), "since": _("开始日期"), "until": _("结束日期"), "shifts": _("班次"),
        "wage": _("元/天"), "state": _("状态"),
    }  # fmt: skip
    table = Table(_("用工信息"), [(head, 16) for head in heads.values()], _lots(request, asked, list(heads)))

    def written(count: int) -> None:
        log_lots(count=count, filters=asked, by=request.actor, op=op_of(request))

    return download(table, "xlsx", written)


def _lots(request: Asked, asked: dict[str, str], names: list[str]) -> Iterator[list[str]]:
    rows = lot_pages.among(request.actor, asked).select_related("organisation").order_by("-pk")[:MOST]
    for chunk in _chunks(rows):
        used = taken(Lot.objects.filter(pk__in=[lot.pk for lot in chunk]))
        for lot in chunk:
            texts = lot_row(lot, used.get(lot.pk, 0)) | {"since": day(lot.since), "until": day(lot.until)}
            yield [str(texts[name]) for name in names]


@require_POST
def loans(request: Asked) -> FileResponse:
    """The loans that the query leaves, with the day their agreement was signed; every export is logged."""
    LOANS.demand(request.actor, "export")
    asked = loan_pages.wanted(QueryDict(request.POST.get("query", "")))
    heads = {
        "pk": _("编号"), "lender": _("借出单位"), "borrower": _("借入单位"), "job": _("工种"), "heads": _("人数"),
        "since": _("开始日期"), "until": _("结束日期"), "wage": _("元/天"), "signed": _("合作协议签署日期"),
        "started": _("开始上岗"), "ended": _("结束日"), "days": _("人日"), "state": _("状态"),
    }  # fmt: skip
    table = Table(_("共享用工"), [(head, 16) for head in heads.values()], _loans(request, asked, list(heads)))

    def written(count: int) -> None:
        log_loans(count=count, filters=asked, by=request.actor, op=op_of(request))

    return download(table, "xlsx", written)


def _loans(request: Asked, asked: dict[str, str], names: list[str]) -> Iterator[list[str]]:
    signed = Paper.objects.filter(kind="cooperation", signed_on__isnull=False).order_by("edition")
    rows = loan_pages.among(request.actor, asked).select_related("lender", "borrower").order_by("-pk")
    for chunk in _chunks(rows.prefetch_related(Prefetch("papers", queryset=signed, to_attr="signed"))[:MOST]):
        for loan in chunk:
            texts = loan_row(loan) | {
                "since": day(loan.since), "until": day(loan.until), "wage": yuan(loan.wage_fen),
                "signed": day(loan.signed[-1].signed_on) if loan.signed else "",
                "started": day(loan.started_on), "ended": day(loan.ended_on),
                "days": loan.worker_days if loan.ended_on else "",
            }  # fmt: skip
            yield [str(texts[name]) for name in names]


def _chunks(rows: Any) -> Iterator[list[Any]]:
    found = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        yield chunk
