"""Tables of ready strings, on a page and as a workbook alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter import Workbook

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(slots=True)
class Table:
    """Titles and rows; `urls` says where the first cell of a row leads, `numbers` which columns are figures."""

    name: str
    heads: Sequence[str]
    rows: list[tuple[str, ...]]
    urls: list[str] = field(default_factory=list)
    numbers: frozenset[int] = frozenset()
    note: str = ""

    def shown(self) -> list[dict[str, Any]]:
        """The rows as a template draws them."""
        urls = self.urls or [""] * len(self.rows)
        return [
            {"url": url, "first": row[0], "cells": [(head, cell, at in self.numbers) for at, (head, cell) in rest]}
            for row, url in zip(self.rows, urls, strict=True)
            for rest in [list(enumerate(zip(self.heads, row, strict=True)))[1:]]
        ]


def workbook(table: Table) -> HttpResponse:
    """The table as an Excel file; texts are written as texts, so none can be a formula."""
    memory = BytesIO()
    book = Workbook(memory, {"in_memory": True})
    sheet = book.add_worksheet(table.name[:31])
    bold = book.add_format({"bold": True})
    for column, head in enumerate(table.heads):
        sheet.write_string(0, column, str(head), bold)
    for number, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            if column in table.numbers and cell.replace(",", "").isdigit():
                sheet.write_number(number, column, int(cell.replace(",", "")))
            else:
                sheet.write_string(number, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(table.heads) - 1, 16)
    book.close()
    name = f"visits-{timezone.localdate():%Y%m%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(memory.getvalue(), content_type=EXCEL, headers=headers)
