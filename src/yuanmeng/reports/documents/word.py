"""The briefing as a Word file in the layout of GB/T 9704-2012: a document grid of 22 lines of 28 characters.

28 characters of 16 pt would be 158.0 mm on a line of 156 mm, so the pitch is 15.79 pt (DOC-01). Fonts are named, not
embedded: the office has them.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from yuanmeng.reports.documents.pdf import picture
from yuanmeng.reports.documents.sheet import Chart, Line, Sheet

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
FONTS = {1: HEI, 2: KAI}
"""Of the levels 一、 and （一）; everything else is 仿宋 (DOC-02)."""
SIZE, LINE = 16.0, 28.99
PITCH = 15.79
RED = RGBColor(0xC0, 0, 0)


def word(sheet: Sheet) -> bytes:
    """The bytes of the .docx; the same sheet gives the same bytes."""
    document = Document()
    _page(document)
    _masthead(document, sheet)
    _centred(document, sheet.title, SONG, 22)
    document.add_paragraph()
    for each in sheet.lines:
        if each.chart:
            _chart(document, each.chart)
        else:
            _line(document.add_paragraph(), each)
    if sheet.sent_to:
        document.add_paragraph()
        _run(document.add_paragraph(), f"报送：{sheet.sent_to}", FANG, 14)
    _proofs(document, sheet)
    core = document.core_properties
    core.author, core.title = sheet.unit or "园盟", sheet.title
    core.created = core.modified = sheet.made.astimezone(dt.UTC).replace(tzinfo=None)
    out = BytesIO()
    pack = document.save  # into memory: nothing of ours is written
    pack(out)
    return _dated(out, sheet.made)


def _dated(made: BytesIO, at: dt.datetime) -> bytes:
    """The same package with the moment of the edition on every part: a zip would bear that of its making."""
    out = BytesIO()
    with ZipFile(made) as parts, ZipFile(out, "w", ZIP_DEFLATED) as dated:
        for each in parts.infolist():
            entry = ZipInfo(each.filename, at.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            dated.writestr(entry, parts.read(each))
    return out.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(LINE * 20)))
    grid.set(qn("w:charSpace"), str(round((PITCH - SIZE) * 4096)))
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FANG)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1


def _masthead(document: Any, sheet: Sheet) -> None:
    """Red name, number, unit and day, red rule; never a document number or a seal (DOC-03)."""
    head = _centred(document, sheet.masthead, SONG, 48)
    head.runs[0].font.color.rgb = RED
    if sheet.serial:
        _centred(document, sheet.serial, FANG, SIZE)
    under = document.add_paragraph()
    _run(under, f"{sheet.unit}\t{sheet.day}", FANG, SIZE)
    under.paragraph_format.tab_stops.add_tab_stop(Mm(156), 2)
    border = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", "C00000")):
        rule.set(qn(f"w:{name}"), value)
    border.append(rule)
    under._p.get_or_add_pPr().append(border)
    document.add_paragraph()


def _centred(document: Any, text: str, font: str, size: float) -> Paragraph:
    paragraph: Paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, font, size)
    return paragraph


def _line(paragraph: Paragraph, line: Line) -> None:
    paragraph.paragraph_format.first_line_indent = Pt(2 * PITCH)
    font = FONTS.get(line.level, FANG)
    for each in line.runs:
        if each.link:
            _linked(paragraph, each.text, each.link, font)
        else:
            _run(paragraph, each.text, font, SIZE)


COLUMNS = 6


def _chart(document: Any, chart: Chart) -> None:
    """The picture, its title, and the months under it with a link each."""
    document.add_picture(BytesIO(picture(chart.svg)), width=Mm(156))
    _centred(document, chart.title, FANG, 10.5)
    rows = -(-len(chart.rows) // COLUMNS)
    table = document.add_table(rows=rows, cols=COLUMNS)
    table.style = "Table Grid"
    for place, (month, number) in enumerate(chart.rows):
        paragraph = table.rows[place // COLUMNS].cells[place % COLUMNS].paragraphs[0]
        _run(paragraph, f"{month}  ", FANG, 10.5)
        _linked(paragraph, number.text, number.link, FANG, 10.5)


def _run(paragraph: Paragraph, text: str, font: str, size: float) -> Run:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _linked(paragraph: Paragraph, text: str, link: str, font: str, size: float = SIZE) -> None:
    """A number that opens its proof; black like the rest, underlined by dots."""
    found = OxmlElement("w:hyperlink")
    found.set(qn("r:id"), paragraph.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = _run(paragraph, text, font, size)
    line = OxmlElement("w:u")
    line.set(qn("w:val"), "dotted")
    run._r.get_or_add_rPr().append(line)
    found.append(run._r)
    paragraph._p.append(found)


def _proofs(document: Any, sheet: Sheet) -> None:
    document.add_page_break()
    _run(document.add_paragraph(), "数字来源", HEI, SIZE)
    table = document.add_table(rows=1, cols=4)
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, ("数值", "数字和期间", "口径", "版次和记录"), strict=True):
        _run(cell.paragraphs[0], head, HEI, 10.5)
    for each in sheet.proofs:
        cells = table.add_row().cells
        _linked(cells[0].paragraphs[0], each.value, each.link, FANG, 10.5)
        said = (f"{each.name} {each.period}", each.says, "，".join(filter(None, (each.edition, each.records))))
        for cell, text in zip(cells[1:], said, strict=True):
            _run(cell.paragraphs[0], text, FANG, 10.5)
    _run(document.add_paragraph(), f"本简报第 {sheet.edition} 版，摘要 {sheet.digest}", FANG, 9)
