"""The file of rows that were not taken: sheet, row, column, value and what to do."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol, TextIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.register.importing.judging import Trouble
from yuanmeng.register.importing.sentences import row_sentence

LIVE = re.compile(r"^[\s\u200b\ufeff]*[=+\-@|%＝＋－＠\t\r\n]")
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?", re.ASCII)


VERDICTS = {"held": gettext_lazy("待定"), "refused": gettext_lazy("拒绝")}
LONGEST = 500
"""Characters of a cell that are shown again."""


class Told(NamedTuple):
    """One trouble with its place; `verdict` is held or refused. It has no language yet: its reader gives it one."""

    verdict: str
    sheet: str
    row: int
    column: str
    trouble: Trouble

    @property
    def says(self) -> str:
        """What is wrong and what to do, in the language of the moment."""
        return row_sentence(self.trouble.reason, self.trouble.more)


class Troubles(Protocol):
    """Where troubles go."""

    def tell(self, told: Told) -> None:
        """Take one."""


class TroubleLog:
    """Keeps troubles with a batch: one line of JSON each."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def tell(self, told: Told) -> None:
        """Keep one trouble."""
        reason, field, value, more = told.trouble
        self.stream.write(json.dumps([*told[:4], [reason, field, value[:LONGEST], more]], ensure_ascii=False) + "\n")


def logged(path: Path, start: int = 0, count: int | None = None) -> Iterator[Told]:
    """The troubles of a log, from `start`."""
    with path.open(encoding="utf-8") as stream:
        for line in islice(stream, start, None if count is None else start + count):
            verdict, sheet, row, column, trouble = json.loads(line)
            yield Told(verdict, sheet, row, column, Trouble(*trouble))


class TroubleFile:
    """Writes the CSV with a byte order mark, so that Excel opens it. Cells that could start a formula get a `'`."""

    def __init__(self, stream: TextIO) -> None:
        self.rows = csv.writer(stream)
        self.rows.writerow([_("状态"), _("工作表"), _("行号"), _("列"), _("值"), _("原因与处理办法")])

    def write(self, verdict: str, place: tuple[str, int, str], value: str, says: str) -> None:
        """One trouble; `place` is (sheet, row number, column header)."""
        self.rows.writerow([verdict, *(harmless(str(part)) for part in place), harmless(value[:LONGEST]), says])

    def tell(self, told: Told) -> None:
        """One trouble in the language of the moment."""
        place = (told.sheet, told.row, told.column)
        self.write(str(VERDICTS[told.verdict]), place, told.trouble.value, told.says)


def harmless(cell: str) -> str:
    """The cell as text that no spreadsheet program takes for a formula."""
    return "'" + cell if LIVE.match(cell) and not NUMBER.fullmatch(cell) else cell
