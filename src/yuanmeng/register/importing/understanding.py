"""Where the table begins, and what its columns mean: titles, one or two header rows, notes at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import dropwhile, islice

from yuanmeng.core import uscc
from yuanmeng.core.text import plain
from yuanmeng.register.importing.fields import SERIAL, Column, column, header_key, meaning
from yuanmeng.register.importing.reading import Line, Table
from yuanmeng.register.importing.sentences import refused_file

SEARCHED = 40
"""Rows from the top in which a header is looked for."""
NOTE = re.compile(
    r"^[(（【*]?(注|备注|说明|填表|填报|制表|审核|单位负责人|单位[（(]?盖章|合计|总计|小计|联系电话[:：]|日期[:：]|年月日)"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A table understood: the last header row's number and every column, carried or not."""

    sheet: str
    header_row: int
    columns: tuple[Column, ...]

    @property
    def carried(self) -> list[Column]:
        """The columns that will be read."""
        return [each for each in self.columns if each.field]

    @property
    def ignored(self) -> list[str]:
        """Headers of the columns that will not be read, without running numbers."""
        return [each.header for each in self.columns if not each.field and header_key(each.header) not in SERIAL]

    def with_fields(self, fields: dict[int, str]) -> Layout:
        """The layout with other meanings for some columns (index → field, `` for not carried)."""
        changed = (
            column(each.index, each.header, {each.header: fields[each.index]}) if each.index in fields else each
            for each in self.columns
        )
        return replace(self, columns=tuple(changed))

    def demand(self) -> None:
        """Raises Invalid when there is no name column or two columns mean the same for the same year."""
        named = [(each.field, each.as_of) for each in self.carried]
        if "name" not in {field for field, _year in named}:
            raise refused_file("no_name")
        for field, year in named:
            if named.count((field, year)) > 1:
                raise refused_file("twice", field=field)


def understood(tables: list[Table], sheet: str, remembered: dict[str, str]) -> tuple[Table, Layout]:
    """The table asked for, or the first with a header, and its layout. Raises Invalid when there is none."""
    wanted = [table for table in tables if not sheet or table.sheet == sheet]
    if not wanted:
        raise refused_file("no_sheet", sheet=sheet, sheets="、".join(table.sheet for table in tables))
    for table in wanted:
        layout = layout_of(table, remembered)
        if layout:
            return table, layout
    raise refused_file("no_header")


def layout_of(table: Table, remembered: dict[str, str]) -> Layout | None:
    """The best header among the first rows: the one (or the pair of merged ones) that names the most fields."""
    top = list(islice(table.lines(), SEARCHED))
    best: tuple[int, Layout] | None = None
    for place, line in enumerate(top):
        for headers, last in _candidates(line, top[place + 1 : place + 2]):
            columns = tuple(column(index, text, remembered) for index, text in enumerate(headers) if text)
            fields = {each.field for each in columns if each.field}
            if len(columns) > 1 and fields & {"name", "uscc"} and (best is None or len(fields) > best[0]):
                best = len(fields), Layout(table.sheet, last, _single(columns))
    return best[1] if best else None


def _candidates(line: Line, below: list[Line]) -> Iterator[tuple[list[str], int]]:
    """The row alone, then the row joined with the one below when that one could be a second header row."""
    yield [cell.strip() for cell in line.cells], line.number
    if below and not any(_is_value(cell) for cell in below[0].cells):
        yield _joined(line.cells, below[0].cells), below[0].number


def _is_value(cell: str) -> bool:
    code = uscc.normal(cell)
    return code.isdigit() or len(cell) > 30 or (len(code) == uscc.LENGTH and not uscc.fault(code))


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Headers of two rows: a merged cell above stands over the blank ones to its right."""
    width = max(len(upper), len(lower))
    above, below = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    group, joined = "", []
    for high, low in zip(above, below, strict=True):
        group = high.strip() or (group if low.strip() else "")
        both = group + low.strip()
        joined.append(both if meaning(both, {}) or not low.strip() else low.strip())
    return joined


def _single(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Only the first column of a meaning is proposed; a person may choose another."""
    taken: set[tuple[str, str]] = set()
    kept = []
    for each in columns:
        kept.append(replace(each, field="") if (each.field, each.as_of) in taken else each)
        taken |= {(each.field, each.as_of)} if each.field else set()
    return tuple(kept)


def rows(table: Table, layout: Layout) -> Iterator[Line]:
    """The rows of data: below the header, without blank rows, repeated headers and notes at the end."""
    headers = {each.index: each.header for each in layout.carried}
    keys = [each.index for each in layout.carried if each.field in {"name", "uscc"}]
    first, last, head, width = keys[0], keys[-1], headers[keys[0]], max(headers) + 1
    for line in dropwhile(lambda line: line.number <= layout.header_row, table.lines()):
        cells = line.cells if len(line.cells) >= width else line.cells + [""] * (width - len(line.cells))
        if (cells[first] and cells[last] and cells[first] != head) or not _is_furniture(cells, headers, keys):
            yield line if cells is line.cells else line._replace(cells=cells)


def _is_furniture(cells: list[str], headers: dict[int, str], keys: list[int]) -> bool:
    """A blank row, a header again, or a note: at most two cells, the first of which reads like a note."""
    filled = [cell for cell in map(str.strip, cells) if cell]
    if not filled or (any(cells[key].strip() for key in keys) and all(
        plain(cells[key]) in {"", plain(headers[key])} for key in keys
    )):  # fmt: skip
        return True
    return (bool(NOTE.match(filled[0])) and len(filled) <= 3) or _only_numbers(cells, headers, filled)


def _only_numbers(cells: list[str], headers: dict[int, str], filled: list[str]) -> bool:
    """A running number on an otherwise empty formatted row."""
    return len(filled) == 1 and not any(cells[index].strip() for index in headers)
