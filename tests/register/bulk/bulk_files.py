"""Sheets as Excel makes them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl

from yuanmeng.register.actions.bulk import approve, download, propose, upload
from yuanmeng.register.queries import bulk_sheet
from yuanmeng.register.queries.bulk import current, read


def sheet_of(firms: Iterable[Any], columns: Iterable[str], officer: Any) -> openpyxl.Workbook:
    """The workbook that an officer downloads."""
    keys = download([firm.pk for firm in firms], columns=list(columns), by=officer, op=uuid4())
    file = io.BytesIO()
    bulk_sheet.write(file, current(keys).values(), list(columns))
    file.seek(0)
    return openpyxl.load_workbook(file)


def saved(book: openpyxl.Workbook, folder: Path) -> Path:
    path = folder / f"{uuid4()}.xlsx"
    book.save(path)
    return path


def brought(book: openpyxl.Workbook, folder: Path, officer: Any, op: Any = None) -> Any:
    """The draft that comes of uploading the workbook."""
    return upload(read(saved(book, folder)), file_name="改.xlsx", by=officer, op=op or uuid4())


def applied(edit: Any, officer: Any, leader: Any) -> Any:
    """Proposed by one, approved by the other."""
    proposed = propose(edit.pk, version=edit.version, by=officer, op=uuid4())
    return approve(edit.pk, version=proposed.version, by=leader, op=uuid4())


def cells(edit: Any) -> list[tuple[int, str, str, str, str]]:
    return [(c.row, c.column, c.was, c.now, c.state) for c in edit.cells.order_by("pk")]
