"""The workbook that goes out: every cell a string or a whole number, so nothing in it calculates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _

from yuanmeng.register.queries.bulk_columns import CODE, COLUMNS, KEY, NAME, VERSION, kept

WIDTHS = {"name": 32, "address": 36, "scope": 48, "source": 20}


def write(file: IO[bytes], firms: Iterable[dict[str, Any]], columns: Sequence[str]) -> None:
    """Key, version, code and name, then the chosen columns; instructions on a second sheet."""
    import xlsxwriter  # noqa: PLC0415 - 0.1 s of every start that few requests need

    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    fixed = book.add_format({"font_color": "#667788", "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(_("修改"))
    sheet.freeze_panes(1, 4)
    names = [KEY, VERSION, CODE, NAME, *(COLUMNS[key].head for key in columns)]
    for place, name in enumerate(names):
        sheet.write_string(0, place, str(name), head)
        sheet.set_column(place, place, WIDTHS.get(columns[place - 4], 16) if place > 3 else (10, 8, 21, 28)[place])
    for number, firm in enumerate(firms, 1):
        sheet.write_number(number, 0, firm["pk"], fixed)
        sheet.write_number(number, 1, firm["version"], fixed)
        sheet.write_string(number, 2, firm["uscc"] or "", fixed)
        sheet.write_string(number, 3, firm["name"], fixed)
        for place, key in enumerate(columns, 4):
            sheet.write_string(number, place, COLUMNS[key].shown(kept(firm, key)), text)
    _instructions(book)
    book.close()


def _instructions(book: Any) -> None:
    sheet = book.add_worksheet(_("说明"))
    sheet.set_column(0, 0, 90)
    for number, line in enumerate(
        (
            _("只修改第 5 列起的单元格；不要改动档案编号和版本。"),
            _("删去的行不会被删除，也不会被修改。可以只保留要改的行。"),
            _("清空单元格表示清空这一栏。不要使用公式。"),
            _("上传后先看逐格比较，再提交，由园区领导批准后才生效；可以整批撤销。"),
        )
    ):
        sheet.write_string(number, 0, line)
