"""Files of vacancies: which columns are read, and a copy of the file with those columns alone.

The columns of sex, age and the like are never read and never kept (LAB-16).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Invalid
from yuanmeng.files.storage import Kept, keep, path_of
from yuanmeng.register.importing.reading import CELL_CHARACTERS, Line, Table, opened

COLUMNS = {
    "title": ("title", "职位", "岗位", "工种", "招聘职位", "岗位名称", "职位名称"),
    "company": ("company", "单位", "企业", "企业名称", "单位名称", "用人单位", "公司"),
    "headcount": ("headcount", "人数", "招聘人数", "需求人数", "缺工人数"),
    "wage": ("wage", "工资", "薪资", "月薪", "待遇"),
    "deadline": ("deadline", "截止日期", "结束日期", "有效期"),
    "description": ("description", "说明", "描述", "要求", "岗位要求", "备注"),
}
"""What a file may call each column; others are not looked at."""
MOST_BYTES = 64 << 20
Rows = Iterable[tuple[int, dict[str, str]]]
"""Number in the file and texts by the names of COLUMNS."""


@dataclass(frozen=True, slots=True)
class Received:
    """A kept file without the columns that are not read; `columns` names those that are, as the file calls them."""

    kept: Kept
    columns: dict[str, str]
    ignored: list[str]


def received(name: str, chunks: Iterable[bytes]) -> Received:
    """Keep what was uploaded, the columns that are read alone; size and SHA-256 are those of the whole. Raises
    Invalid."""
    whole = keep(name, chunks, ("xlsx", "csv"), MOST_BYTES)
    try:
        with opened(path_of(whole.stored)) as tables:
            head = next(iter(tables[0].lines()), Line(1, []))
            columns = columns_of(head)
            part = keep(whole.name, _trimmed(rows_of(tables[0]), columns), ("csv",), MOST_BYTES)
    finally:
        path_of(whole.stored).unlink()
    cells = [cell.strip() for cell in head.cells]
    ignored = [cell for at, cell in enumerate(cells) if cell and at not in columns.values()]
    kept = Kept(part.stored, whole.name, whole.size, whole.sha256)
    return Received(kept, {field: cells[at] for field, at in columns.items()}, ignored)


def columns_of(head: Line) -> dict[str, int]:
    """Where each column stands. Raises Invalid when there is no column of jobs."""
    names = [cell.strip().lower().removeprefix("\ufeff") for cell in head.cells]
    found = {name: names.index(word) for name, words in COLUMNS.items() for word in reversed(words) if word in names}
    if "title" not in found:
        raise Invalid(_("没有找到岗位列。表头应有：%(words)s。") % {"words": "、".join(COLUMNS["title"])})
    return found


def rows_of(table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file under its heads. Raises Invalid."""
    lines = iter(table.lines())
    columns = columns_of(next(lines, Line(1, [])))
    for line in lines:
        cells = {name: line.cells[at] if at < len(line.cells) else "" for name, at in columns.items()}
        yield line.number, {name: cell.replace("\0", "").strip() for name, cell in cells.items()}


def _trimmed(rows: Rows, columns: Mapping[str, int]) -> Iterator[bytes]:
    yield _line(["", *columns])
    for number, row in rows:
        yield _line([str(number), *row.values()])


def _line(cells: list[str]) -> bytes:
    out = StringIO(newline="")
    csv.writer(out).writerow(cells)
    return out.getvalue().encode("utf-8", "replace")


def kept_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a kept copy, numbered as in the file that was uploaded."""
    csv.field_size_limit(CELL_CHARACTERS)
    with path.open(encoding="utf-8", newline="") as stream:
        lines = csv.reader(stream)
        names = next(lines)[1:]
        for number, *cells in lines:
            yield int(number), dict(zip(names, cells, strict=True))
