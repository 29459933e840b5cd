"""The file of rows that were not taken: sheet, row, column, value and what to do."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

LIVE = re.compile(r"^[\s\u200b\ufeff]*[=+\-@|%＝＋－＠\t\r\n]")
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?", re.ASCII)


class TroubleFile:
    """Writes the CSV with a byte order mark, so that Excel opens it. Cells that could start a formula get a `'`."""

    def __init__(self, stream: TextIO) -> None:
        self.rows = csv.writer(stream)
        self.rows.writerow([_("状态"), _("工作表"), _("行号"), _("列"), _("值"), _("原因与处理办法")])

    def write(self, verdict: str, place: tuple[str, int, str], value: str, says: str) -> None:
        """One trouble; `place` is (sheet, row number, column header)."""
        self.rows.writerow([verdict, *(harmless(str(part)) for part in place), harmless(value[:500]), says])


def harmless(cell: str) -> str:
    """The cell as text that no spreadsheet program takes for a formula."""
    return "'" + cell if LIVE.match(cell) and not NUMBER.fullmatch(cell) else cell


def page(path: Path, start: int, count: int) -> Iterator[Sequence[str]]:
    """Lines of a file written by TroubleFile, from `start` (0 is the first after the header)."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from islice(csv.reader(stream), start + 1, start + 1 + count)
