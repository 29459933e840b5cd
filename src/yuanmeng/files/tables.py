"""A table as an Excel or CSV file. No cell can calculate: in Excel every cell is text, in CSV it is made harmless."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import TextIOWrapper
from typing import IO

from django.http import FileResponse
from django.utils import timezone

from yuanmeng.core.cells import harmless

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Title, heads of the columns with their widths in characters, and the rows, read once.

    `made` is the moment written into an Excel file instead of now: the same table is the same bytes then.
    """

    title: str
    heads: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[str]]
    made: dt.datetime | None = None


def download(table: Table, form: str, written: Callable[[int], object]) -> FileResponse:
    """The table as a download named after its title and today; `written` is told the number of rows.

    Raises KeyError for a form that is not in TYPES. The file is closed by the response.
    """
    kind = TYPES[form]
    with ExitStack() as kept:
        file = kept.enter_context(tempfile.TemporaryFile())
        written(write_xlsx(file, table) if form == "xlsx" else write_csv(file, table))
        file.seek(0)
        kept.pop_all()  # from here on the response closes it
    name = f"{table.title}-{timezone.localdate():%Y%m%d}.{form}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)


def write_xlsx(file: IO[bytes], table: Table) -> int:
    """How many rows were written; the memory stays constant."""
    import xlsxwriter  # noqa: PLC0415 - 0.1 s of every start that few requests need

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    if table.made:
        book.set_properties({"created": table.made})
    sheet = book.add_worksheet(table.title[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 1)
    for column, (head, width) in enumerate(table.heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    count = 0
    for count, row in enumerate(table.rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(count, column, text)
    book.close()
    return count


def write_csv(file: IO[bytes], table: Table) -> int:
    """How many rows were written, in UTF-8 with the byte order mark that Excel needs."""
    text = TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([head for head, _width in table.heads])
    count = 0
    for row in table.rows:
        writer.writerow([harmless(cell) for cell in row])
        count += 1
    text.detach()
    return count
