"""An indicator system from an Excel sheet: read in a limited process, every row judged; and the sheet to fill in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Invalid
from yuanmeng.register.importing.reading import ZIP, Line, Table, opened
from yuanmeng.register.importing.sentences import refused_file, row_sentence
from yuanmeng.reports.indicators import Row, checked, direction_names, misplaced

HEADS = {
    "code": "编号", "name": "名称", "weight": "权重", "unit": "计量单位", "direction": "方向", "aim": "目标或区间",
    "normalisation": "归一化方法", "source": "依据",
}  # fmt: skip
MOST = 500
"""Rows of one system."""
LOOKED = 20
"""So many rows may stand above the heads."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing wrong: the row of the sheet, the head of the column, what stands there, and the sentence."""

    row: int
    column: str
    written: str
    says: str


@dataclass(slots=True)
class Read:
    """The rows of a sheet as they may be stored, and everything that is wrong."""

    rows: list[Row] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def read(chunks: Iterable[bytes]) -> Read:
    """The sheet of an uploaded workbook. Raises Invalid for a file that is none, is hostile, or has no heads."""
    with tempfile.TemporaryDirectory(prefix="yuanmeng-") as folder:
        path = Path(folder) / "indicators.xlsx"
        with path.open("wb") as file:
            file.writelines(chunks)
        with path.open("rb") as file:
            head = file.read(len(ZIP))
        if head.startswith(ZIP[:2]) or head == b"\xd0\xcf\x11\xe0":
            with opened(path) as tables:
                return _read(tables)
    raise Invalid(_("只能导入 .xlsx 工作簿。请下载模板，在 Excel 或 WPS 中填好后上传。"))


def _read(tables: list[Table]) -> Read:
    for table in tables:
        lines = iter(table.lines())
        for line in lines:
            columns = {name: line.cells.index(head) for name, head in HEADS.items() if head in line.cells}
            if {"code", "name"} <= columns.keys():
                return _judged(lines, columns)
            if line.number >= LOOKED:
                break
    raise Invalid(_("没有找到表头。表头至少要有“编号”和“名称”；请用模板，或把表头改成：%(heads)s。") % {
        "heads": "、".join(HEADS.values())})  # fmt: skip


def _judged(lines: Iterable[Line], columns: dict[str, int]) -> Read:
    found, numbers = Read(), []
    for line in lines:
        cells = {name: line.cells[at].strip() for name, at in columns.items() if at < len(line.cells)}
        if not any(cells.values()):
            continue
        if len(found.rows) >= MOST:
            raise Invalid(_("一套指标体系最多 %(most)s 行。") % {"most": MOST})
        row, problems = checked(cells)
        problems += [(name, row_sentence("formula")) for name, at in columns.items() if at in line.formulas]
        found.rows.append(row)
        numbers.append(line.number)
        found.troubles += [Trouble(line.number, HEADS[name], cells.get(name, "")[:40], says) for name, says in problems]
    if not found.rows:
        raise refused_file("no_rows")
    bad = {each.row for each in found.troubles if each.column == HEADS["code"]}
    for at, says in misplaced([row["code"] for row in found.rows]):
        if numbers[at] not in bad:
            found.troubles.append(Trouble(numbers[at], HEADS["code"], found.rows[at]["code"], says))
    found.troubles.sort(key=lambda each: each.row)
    return found


def template() -> bytes:
    """The sheet with its heads, numbers as text, and a second sheet that says what goes where."""
    import xlsxwriter  # noqa: PLC0415 - 0.1 s of every start that few requests need

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("指标")
    sheet.freeze_panes(1, 2)
    for at, (name, head) in enumerate(HEADS.items()):
        sheet.set_column(at, at, 30 if name in {"name", "normalisation", "source"} else 14, text)
        sheet.write_string(0, at, head, bold)
    sheet.data_validation(1, 4, MOST, 4, {"validate": "list", "source": direction_names()})
    _explained(book, bold)
    book.close()
    return out.getvalue()


def _explained(book: Any, bold: Any) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 80)
    for at, (head, says) in enumerate(SAYS):
        sheet.write_string(at, 0, head, bold)
        sheet.write_string(at, 1, says)


SAYS = (
    ("编号", "1、1.1、1.1.2：编号决定上下级，1.1.2 属于 1.1；最多四级。这一列是文本，1.10 才不会变成 1.1。"),
    ("名称", "标题或指标的名称，照发布机关的文件写。"),
    ("权重", "百分数，如 30 或 12.5；文件没有写的留空，不要填 0。合计不是 100% 时页面会说明，不会改动。"),
    ("计量单位", "如：亿元、家、%。标题行留空。"),
    ("方向", "越高越好、越低越好、在区间内、达到目标，或未说明。"),
    ("目标或区间", "照文件写，如：60—80、≥95%。"),
    ("归一化方法", "照文件写，如：功效系数法。本系统不计算得分。"),
    ("依据", "这一项写在文件的哪一条。"),
)
