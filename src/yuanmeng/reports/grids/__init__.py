"""A form of another office as grids of cells: read to be drawn, and written into in place, so that its layout stays.

Pure: bytes in, bytes out. `1!C4` is cell C4 of the first sheet or table, `0!A3` the third paragraph outside Word's
tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.module_loading import import_string

KINDS = {"xlsx": "yuanmeng.reports.grids.excel", "docx": "yuanmeng.reports.grids.word"}
"""Kind → its module, loaded when asked for: lxml is a part of every start that few requests need."""
ROWS, COLUMNS, CELLS = 300, 60, 4000
REF = re.compile(r"(\d{1,2})!([A-Z]{1,2})([1-9]\d{0,3})")
LABEL = re.compile(r"[：:][\s_＿]*$")
"""A printed text that asks for something behind it."""

Value = int | Decimal | str
"""A whole number, a share (0.875 is 87.5%), or a text, which never calculates."""


class Unfit(Exception):
    """The file is no form that can be filled; `facts` go into the sentence."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is printed: what it says, and how many rows and columns it covers."""

    ref: str
    text: str
    rows: int = 1
    columns: int = 1
    formula: bool = False

    @property
    def takes(self) -> bool:
        """Whether a value may be placed: it is empty, or its text asks for something behind it."""
        return not self.formula and (not self.text.strip() or LABEL.search(self.text) is not None)


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet or table: rows of the cells that are drawn; what a merged cell covers is left out."""

    name: str
    rows: list[list[Cell]]


def read(kind: str, content: bytes) -> list[Grid]:
    """The grids of a form, at least one. Raises Unfit."""
    grids: list[Grid] = import_string(KINDS[kind] + ".read")(content)
    if not any(grid.rows for grid in grids):
        raise Unfit("empty")
    return grids


def written(kind: str, content: bytes, values: Mapping[str, Value]) -> bytes:
    """The form with values in its cells and everything else as it was. Raises Unfit for a cell that is not there."""
    made: bytes = import_string(KINDS[kind] + ".written")(content, values)
    return made


def letters(column: int) -> str:
    """1 is A, 27 is AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def ref_of(grid: int, row: int, column: int) -> str:
    """The name of a cell; all three count from 1."""
    return f"{grid}!{letters(column)}{row}"


def place_of(ref: str) -> tuple[int, int, int]:
    """Grid, row, column of a name. Raises Unfit."""
    found = REF.fullmatch(ref)
    if found is None:
        raise Unfit("cell", cell=ref[:20])
    column = 0
    for letter in found[2]:
        column = column * 26 + ord(letter) - 64
    return int(found[1]), int(found[3]), column


def bounded(rows: int, columns: int) -> None:
    """Raises Unfit for a grid larger than a form is."""
    if rows > ROWS or columns > COLUMNS or rows * columns > CELLS:
        raise Unfit("large", rows=rows, columns=columns)


def shown(value: Value) -> str:
    """A value as text: a share with one decimal."""
    return f"{value * 100:.1f}%" if isinstance(value, Decimal) else str(value)


def behind(label: str, text: str) -> str:
    """A text behind the label that asks for it; blanks to be filled by hand go."""
    return label.rstrip(" _＿\u3000") + text
