"""A form is read as cells and written in place: exact values in exact cells, all else as it was, nothing hostile in."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from io import BytesIO
from random import Random

import openpyxl
import pytest
import xlsxwriter
from docx import Document
from python_calamine import CalamineWorkbook

from yuanmeng.desk.demo import forms as made
from yuanmeng.reports.grids import Cell, Unfit, letters, place_of, read, written
from yuanmeng.reports.grids.package import kind_of
from yuanmeng.reports.unfit import SENTENCES, refused

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as book:
        return {each.filename: book.read(each) for each in book.infolist()}


def changed(content: bytes, **texts: str | bytes | None) -> bytes:
    """The package with some parts replaced, added or (None) left out; keys are given as a dict."""
    return packed(parts(content) | texts)


def packed(files: dict[str, str | bytes | None]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in files.items():
            if text is not None:
                book.writestr(name, text)
    return out.getvalue()


def sheet(rows: str, more: str = "", head: str = "") -> bytes:
    """A workbook whose only sheet holds this XML."""
    text = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{head}<sheetData>{rows}</sheetData>{more}</worksheet>'
    return changed(made.alliances(), **{SHEET: text})


def document(body: str) -> bytes:
    text = f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return changed(made.visits(), **{"word/document.xml": text})


def cells(kind: str, content: bytes) -> dict[str, Cell]:
    return {cell.ref: cell for grid in read(kind, content) for line in grid.rows for cell in line}


def values(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_an_excel_form_is_drawn_with_its_merged_cells_and_formulas() -> None:
    found = cells("xlsx", made.appeals())
    assert (found["1!A1"].columns, found["1!A3"].rows, found["1!C3"].columns) == (6, 2, 3)
    assert "1!B1" not in found
    assert "1!A4" not in found
    assert found["1!F5"].formula
    assert not found["1!F5"].takes
    assert found["1!C5"].takes
    assert found["1!A2"].takes, "its text asks for something behind it"
    assert not found["1!A5"].takes


def test_values_stand_in_their_cells_and_everything_else_stays() -> None:
    before = made.appeals()
    after = written("xlsx", before, {"1!C5": 12, "1!D5": 7, "1!A2": "演示园区", "1!E5": "=1+1"})
    shown = values(after)
    assert shown[4][:5] == ["收到的企业问题", "件", 12.0, 7.0, "=1+1"]
    assert shown[1][0] == "填报单位：演示园区"
    was, now = parts(before), parts(after)
    assert list(was) == list(now)
    assert {name for name in was if was[name] != now[name]} == {SHEET, "xl/workbook.xml"}
    assert look(was[SHEET]) == look(now[SHEET])
    book = openpyxl.load_workbook(BytesIO(after)).worksheets[0]
    assert book["F5"].value == "=C5-D5"
    assert re.search(rb'<c r="E5" s="\d+" t="inlineStr"><is><t[^>]*>=1\+1</t></is></c>', now[SHEET]), (
        "a text, no formula"
    )
    assert b'fullCalcOnLoad="1"' in now["xl/workbook.xml"]
    assert b"<f>C5-D5</f></c>" in now[SHEET], "the old result is dropped"


def look(text: bytes) -> list[str]:
    """Everything of a sheet but what its cells hold: widths, heights, styles, merges, the place of each cell."""
    plain = text.decode().replace("'", '"')
    found = re.findall(r"<(?:cols|col|row|mergeCell|pageMargins|sheetFormatPr|dimension)\b[^>]*>", plain)
    styles = [(re.search(r'r="(\w+)"', c)[1], re.search(r's="(\d+)"', c)) for c in re.findall(r"<c [^>]*>", plain)]
    return [*(each.rstrip("/> ") for each in found), *(f"{ref} {style and style[1]}" for ref, style in styles)]


def test_a_share_is_a_number_only_where_the_cell_shows_percentages() -> None:
    after = written("xlsx", made.alliances(), {"1!B7": Decimal("0.875"), "1!B4": Decimal("0.875"), "1!B5": -3})
    shown = values(after)
    assert [shown[row][1] for row in (3, 4, 6)] == ["87.5%", -3.0, 0.875]


def test_cells_that_the_file_left_out_are_made_in_their_order() -> None:
    file = sheet(
        '<row r="2" spans="1:3"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="C2"><v>5</v></c></row>'
        '<row r="5" s="1" customFormat="1"><c t="str"><v>乙</v></c><c/></row>',
        head='<cols><col min="2" max="2" width="9" style="2"/></cols>',
        more='<mergeCells><mergeCell ref="A1:D1"/></mergeCells>',
    )
    found = cells("xlsx", file)
    assert (found["1!A2"].text, found["1!C2"].text, found["1!A5"].text) == ("甲", "5", "乙")
    after = written("xlsx", file, {"1!B2": 1, "1!D2": 2, "1!A1": 3, "1!B3": 4, "1!C5": 6, "1!B5": 5, "1!A8": 7})
    text = parts(after)[SHEET].decode()
    assert re.findall(r'<row r="(\d+)"', text) == ["1", "2", "3", "5", "8"]
    assert re.findall(r'<c r="(\w+)"', text) == ["A1", "A2", "B2", "C2", "D2", "B3", "C5", "A8"]
    assert '<c r="B2" s="2">' in text
    assert '<c r="C5" s="1">' in text
    assert "spans" not in text
    assert values(after)[4] == ["乙", 5.0, 6.0, ""]


def test_hidden_sheets_are_not_drawn_but_kept() -> None:
    file = made.appeals()
    book = parts(file)["xl/workbook.xml"].replace(b"<sheet ", b'<sheet state="hidden" ')
    with pytest.raises(Unfit, match="empty"):
        read("xlsx", changed(file, **{"xl/workbook.xml": book}))


def test_each_sheet_gets_its_own_values() -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    for name in ("甲", "乙"):
        book.add_worksheet(name).write_string("A1", "数：")
    book.close()
    assert [grid.name for grid in read("xlsx", out.getvalue())] == ["甲", "乙"]
    after = CalamineWorkbook.from_filelike(BytesIO(written("xlsx", out.getvalue(), {"2!A1": 3, "1!B1": 4})))
    assert after.get_sheet_by_name("甲").to_python() == [["数：", 4.0]]
    assert after.get_sheet_by_name("乙").to_python() == [["数：3"]]


def test_a_workbook_without_styles_strings_or_calculation() -> None:
    files = parts(sheet('<row><c t="s"><v>9</v></c><c s="0"/></row>'))
    book = re.sub(rb"<calcPr[^>]*/>", b"", files["xl/workbook.xml"])
    file = packed(files | {"xl/workbook.xml": book, "xl/styles.xml": None, "xl/sharedStrings.xml": None})
    after = written("xlsx", file, {"1!B1": Decimal("0.5")})
    assert "50.0%" in parts(after)[SHEET].decode()
    assert b'</sheets><calcPr fullCalcOnLoad="1"/>' in parts(after)["xl/workbook.xml"]
    bare = parts(file) | {"xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>'}
    assert cells("xlsx", packed(bare))["1!B1"].takes
    assert b"50.0%" in parts(written("xlsx", packed(bare), {"1!B1": Decimal("0.5")}))[SHEET]


@pytest.mark.parametrize("ref", ["9!A1", "1!F5", "A1", "1!AAA1"])
def test_no_value_goes_where_it_does_not_belong(ref: str) -> None:
    with pytest.raises(Unfit, match="cell"):
        written("xlsx", made.appeals(), {ref: 1})


def test_a_word_form_keeps_its_tables_and_fonts() -> None:
    before = made.visits()
    found = cells("docx", before)
    assert (found["1!A1"].rows, found["1!B1"].columns, found["1!D1"].rows) == (2, 2, 2)
    assert found["0!A2"].takes
    assert not found["0!A1"].takes
    after = written("docx", before, {"1!B3": 5, "0!A2": "演示园区", "0!A4": "=周", "1!C3": Decimal("0.5")})
    filled = Document(BytesIO(after))
    table = filled.tables[0]
    assert [cell.text for cell in table.rows[2].cells] == ["服务生走访", "5", "50.0%", ""]
    assert [each.text for each in filled.paragraphs][1:] == ["填报单位：演示园区", "报告期：", "填报人：=周"]
    assert filled.paragraphs[1].runs[-1].font.size == filled.paragraphs[1].runs[0].font.size
    was, now = parts(before), parts(after)
    assert {name for name in was if was[name] != now[name]} == {"word/document.xml"}
    frame = re.compile(rb"<w:(?:tblPr|tblGrid|gridCol|tcPr|tcW|gridSpan|vMerge|pStyle|sectPr)\b[^>]*>")
    assert frame.findall(was["word/document.xml"]) == frame.findall(now["word/document.xml"])


def test_the_look_of_a_word_cell_comes_from_its_mark() -> None:
    file = document(
        "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc><w:p><w:pPr><w:rPr><w:b/><w:ins w:id='1'/>"
        "</w:rPr></w:pPr><w:r><w:t>  </w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc>"
        "<w:tc><w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p></w:tc>"
        "<w:tc><w:p/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:tc><w:tc/></w:tr></w:tbl>"
    )
    found = cells("docx", file)
    assert [ref for ref, cell in found.items() if cell.takes] == ["1!B1", "1!C1", "1!F1"]
    text = parts(written("docx", file, {"1!B1": 7, "1!C1": "甲"}))["word/document.xml"].decode()
    assert '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">7</w:t></w:r>' in text
    assert '<w:r><w:t xml:space="preserve">甲</w:t></w:r>' in text
    for wrong in ("1!F1", "1!Z9"):
        with pytest.raises(Unfit):
            written("docx", file, {wrong: 1})


def test_a_word_file_without_anything_to_fill_is_refused() -> None:
    for body in ("", "<w:p/>"):
        with pytest.raises(Unfit, match="empty"):
            read("docx", document(body))
    bare = changed(made.visits(), **{"word/document.xml": f'<w:document xmlns:w="{WORD}"/>'})
    with pytest.raises(Unfit, match="empty"):
        read("docx", bare)


RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="x" '
    'Type="http://x/{}" Target="http://evil.example/a" TargetMode="External"/></Relationships>'
)
FAR = '<row r="1"><c r="{}"><v>1</v></c></row>'
BOOK = made.alliances()
TYPES = "[Content_Types].xml"
HOSTILE = {
    "old": b"\xd0\xcf\x11\xe0" + bytes(600),
    "other": b"%PDF-1.7",
    "broken": b"PK\x03\x04" + bytes(200),
    "other, a zip": packed({TYPES: "<Types/>"}),
    "broken, no types": packed({"a.txt": "x"}),
    "macro": changed(BOOK, **{"xl/vbaProject.bin": b"x"}),
    "macro, by type": changed(BOOK, **{TYPES: parts(BOOK)[TYPES] + b"<!-- macroEnabled -->"}),
    "macro, sheet": changed(BOOK, **{"xl/macrosheets/sheet1.xml": "<a/>"}),
    "link": changed(BOOK, **{"xl/externalLinks/externalLink1.xml": "<a/>"}),
    "link, by relation": changed(BOOK, **{"xl/_rels/more.rels": RELATIONS.format("attachedTemplate")}),
    "object": changed(BOOK, **{"xl/embeddings/oleObject1.bin": b"x"}),
    "path": changed(BOOK, **{"../up.xml": "<a/>"}),
    "doctype": changed(BOOK, **{SHEET: "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
    "bomb": changed(BOOK, **{"xl/media/a.bin": bytes(20 << 20)}),
    "bomb, one part": changed(BOOK, **{SHEET: Random(1).randbytes(5 << 20).hex()}),
    "parts": changed(BOOK, **{f"x{n}.xml": "<a/>" for n in range(220)}),
    "large": sheet(FAR.format("A1"), '<mergeCells><mergeCell ref="A1:A900"/></mergeCells>'),
    "large, far": sheet(FAR.format("XFD1")),
    "broken, reference": sheet(FAR.format("1A")),
    "broken, row": sheet('<row r="x"/>'),
    "broken, xml": changed(BOOK, **{SHEET: "<a"}),
    "broken, no sheet": changed(BOOK, **{SHEET: None}),
    "link, field": document("<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd</w:instrText></w:r></w:p>"),
    "link, simple field": document("<w:p><w:fldSimple w:instr='INCLUDETEXT a'/></w:p>"),
    "broken, span": document("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='x'/></w:tcPr></w:tc></w:tr></w:tbl>"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_file_is_refused_with_its_reason(name: str) -> None:
    content = HOSTILE[name]
    with pytest.raises(Unfit) as wrong:
        read(kind_of(content), content)
    assert wrong.value.reason == name.partition(",")[0]
    assert "%(" not in str(refused(wrong.value).says)


def test_every_reason_has_a_sentence_and_is_met() -> None:
    assert set(SENTENCES) - {name.partition(",")[0] for name in HOSTILE} == {"empty", "cell"}


def test_a_hyperlink_waits_until_it_is_clicked() -> None:
    assert read("xlsx", changed(BOOK, **{"xl/_rels/more.rels": RELATIONS.format("hyperlink")}))


def test_names_of_cells() -> None:
    assert [letters(column) for column in (1, 26, 27, 60)] == ["A", "Z", "AA", "BH"]
    assert place_of("2!BH12") == (2, 12, 60)
