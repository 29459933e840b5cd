"""Three empty forms of an invented bureau, made by code as such forms look: merged heads, fonts, borders, sums."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

SUPERIOR = "演示市营商环境建设局（虚构）"
NAMES = {
    "appeals": "营商环境诉求办理情况月报表",
    "visits": "企业服务走访情况统计表",
    "alliances": "工业企业联盟活动季报表",
}
MADE = dt.datetime(2021, 1, 4, 9)  # noqa: DTZ001 - these formats know no time zone
SPANS = {"C": "this", "D": "last_year", "E": "year_to_date"}
APPEALS = (
    ("收到的企业问题", "issues.raised"),
    ("解决企业问题", "issues.closed"),
    ("未经企业确认办结", "issues.unconfirmed"),
    ("走访中听到的问题", "visits.problems"),
    ("12345 热线转办的诉求", ""),
)
VISITS = (
    ("服务生走访", "visits.by_officers"),
    ("指导员走访", "visits.by_instructors"),
    ("支部走访", "visits.by_branches"),
)
ALLIANCES = ("已举行的会议与活动（场）", "见效的合作项目（个）", "缺工信息（条）", "缺工得到支援的比例")


def appeals() -> bytes:
    """The monthly form: Excel, a head of two rows, differences and a sum by formula."""
    book, out = _book()
    sheet = book.add_worksheet("月报表")
    title, head = book.add_format({"bold": True, "font_size": 18, "align": "center"}), _framed(book, bold=True)
    cell, number, sign = _framed(book), _framed(book, num_format="#,##0"), book.add_format({"font_size": 11})
    sheet.set_column("A:A", 28)
    sheet.set_column("B:F", 11)
    sheet.set_row(0, 32)
    sheet.merge_range("A1:F1", NAMES["appeals"] + "（演示）", title)
    sheet.merge_range("A2:C2", "填报单位：", sign)
    sheet.merge_range("D2:F2", "报告期：", sign)
    sheet.merge_range("A3:A4", "指标名称", head)
    sheet.merge_range("B3:B4", "计量单位", head)
    sheet.merge_range("C3:E3", "数量", head)
    sheet.merge_range("F3:F4", "比上年同期增减", head)
    for at, text in enumerate(("本期", "上年同期", "本年累计"), 2):
        sheet.write_string(3, at, text, head)
    for row, (name, _key) in enumerate(APPEALS, 5):
        sheet.write_string(f"A{row}", name, cell)
        sheet.write_string(f"B{row}", "件", cell)
        for column in SPANS:
            sheet.write_blank(f"{column}{row}", None, number)
        sheet.write_formula(f"F{row}", f"=C{row}-D{row}", number)
    sheet.write_string("A10", "诉求合计", cell)
    sheet.write_string("B10", "件", cell)
    for column in SPANS:
        sheet.write_formula(f"{column}10", f"=SUM({column}5,{column}8,{column}9)", number)
    sheet.write_formula("F10", "=C10-D10", number)
    sheet.merge_range("A11:C11", "填报人：", sign)
    sheet.merge_range("D11:F11", "填报日期：", sign)
    book.close()
    return out.getvalue()


def alliances() -> bytes:
    """The quarterly form: Excel, nothing placed yet."""
    book, out = _book()
    sheet = book.add_worksheet("季报表")
    title, head = book.add_format({"bold": True, "font_size": 16, "align": "center"}), _framed(book, bold=True)
    cell = _framed(book)
    sheet.set_column("A:A", 30)
    sheet.set_column("B:C", 14)
    sheet.merge_range("A1:C1", NAMES["alliances"] + "（演示）", title)
    sheet.merge_range("A2:C2", "填报单位：", book.add_format({"align": "left"}))
    for at, text in enumerate(("指标名称", "本季", "上年同期")):
        sheet.write_string(2, at, text, head)
    for row, name in enumerate(ALLIANCES, 3):
        sheet.write_string(row, 0, name, cell)
        share = _framed(book, num_format="0.0%") if name.endswith("比例") else cell
        sheet.write_blank(row, 1, None, share)
        sheet.write_blank(row, 2, None, share)
    book.close()
    return out.getvalue()


def visits() -> bytes:
    """The Word form: lines above the table, a head of two rows whose cells are merged both ways."""
    from docx import Document  # noqa: PLC0415 - 0.1 s of every start that few need
    from docx.shared import Pt  # noqa: PLC0415

    document = Document()
    document.add_heading(NAMES["visits"] + "（演示）", 1)
    for text in ("填报单位：", "报告期："):
        document.add_paragraph().add_run(text).font.size = Pt(12)
    table = document.add_table(rows=2 + len(VISITS), cols=4)
    table.style = "Table Grid"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "走访主体"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "走访次数"
    table.cell(0, 3).merge(table.cell(1, 3)).text = "备注"
    table.cell(1, 1).text, table.cell(1, 2).text = "本月", "本年累计"
    for row, (name, _key) in enumerate(VISITS, 2):
        table.cell(row, 0).text = name
    document.add_paragraph("填报人：____________")
    document.core_properties.created = document.core_properties.modified = MADE
    out = BytesIO()
    pack = document.save  # into memory: nothing of ours is written
    pack(out)
    return out.getvalue()


def _book() -> tuple[Any, BytesIO]:
    import xlsxwriter  # noqa: PLC0415 - 0.1 s of every start that few need

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": MADE, "author": SUPERIOR})
    return book, out


def _framed(book: Any, **look: Any) -> Any:
    return book.add_format({"border": 1, "align": "center", "valign": "vcenter", "font_name": "宋体", **look})


Sources = list[dict[str, str]]


def appeals_sources() -> Sources:
    """Every row that has a figure, three periods each; the hotline has no source in this house."""
    figures = [
        _source(f"1!{column}{row}", "figure", key, span)
        for row, (_name, key) in enumerate(APPEALS, 5)
        for column, span in SPANS.items()
        if key
    ]
    return figures + [_source(f"1!{cell}", "field", key) for cell, key in
                      (("A2", "zone"), ("D2", "period"), ("A11", "person"), ("D11", "day"))]  # fmt: skip


def visits_sources() -> Sources:
    """Who visited, this month and since January."""
    figures = [
        _source(f"1!{column}{row}", "figure", key, span)
        for row, (_name, key) in enumerate(VISITS, 3)
        for column, span in (("B", "this"), ("C", "year_to_date"))
    ]
    lines = (("A2", "zone"), ("A3", "period"), ("A4", "person"))
    return figures + [_source(f"0!{cell}", "field", key) for cell, key in lines]


def _source(cell: str, kind: str, key: str, span: str = "") -> dict[str, str]:
    return {"cell": cell, "kind": kind, "key": key, "span": span, "text": ""}
