"""HTML, Word and PDF say the same; the layout is measured in the files themselves (DOC-01 to DOC-03)."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from docx import Document
from docx.oxml.ns import qn

from yuanmeng.reports.documents import KINDS, made
from yuanmeng.reports.documents.sheet import Line, Proof, Run, Sheet, in_words

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
LONG = "济南济北开发区工作委员会" * 120
MM = 72 / 25.4
LINK = "https://zone.example/proof/cd/"


def sheet(*lines: Line, **changes) -> Sheet:
    known = {
        "masthead": "工作简报", "serial": "第3期", "unit": "企业服务中心", "day": "2021年7月1日", "title": "一季度情况",
        "sent_to": "工委", "lines": lines, "proofs": (), "digest": "ab" * 32, "edition": 1,
        "made": dt.datetime(2021, 7, 1, 9, tzinfo=SHANGHAI),
    }  # fmt: skip
    return Sheet(**{**known, **changes})


PROVEN = sheet(
    Line(1, (Run("一、概况"),)),
    Line(0, (Run("解决问题"), Run("308", link=LINK), Run("件，#[另有]\\#raw<b>"), Run("9"))),
    Line(2, (Run("（一）走访"),)),
    proofs=(Proof("308件", "解决企业问题", "2021年", "按办结日期", "第1版", "308条", "cd" * 32, LINK),),
)  # fmt: skip


def text_of(form: str, data: bytes) -> str:
    if form == "html":
        return re.sub(r"<[^>]*>", "", data.decode()).replace("&lt;", "<").replace("&gt;", ">")
    if form == "docx":
        return "".join(each.text or "" for each in Document(BytesIO(data)).element.iter(qn("w:t")))
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))


@pytest.mark.parametrize("form", KINDS)
def test_every_form_says_the_same_and_nothing_typed_is_live(form) -> None:
    text = re.sub(r"\s", "", text_of(form, made(form, PROVEN)))
    for said in (
        "工作简报",
        "第3期",
        "企业服务中心",
        "2021年7月1日",
        "一、概况",
        "308件，#[另有]\\#raw<b>9",
        "报送：工委",
        "解决企业问题",
    ):
        assert said in text


@pytest.mark.parametrize("form", KINDS)
def test_the_same_edition_gives_the_same_bytes(form) -> None:
    assert made(form, PROVEN) == made(form, PROVEN)


def test_numbers_are_links_in_all_three() -> None:
    assert made("html", PROVEN).decode().count(f'href="{LINK}"') == 2
    document = Document(BytesIO(made("docx", PROVEN)))
    targets = [each.target_ref for each in document.part.rels.values() if each.is_external]
    assert targets == [LINK]
    assert len(list(document.element.iter(qn("w:hyperlink")))) == 2
    pages = pypdfium2.PdfDocument(made("pdf", PROVEN))
    assert sum(_links(page) for page in pages) == 2


def _links(page: pypdfium2.PdfPage) -> int:
    return sum(
        pdfium.FPDFAnnot_GetSubtype(pdfium.FPDFPage_GetAnnot(page.raw, at)) == pdfium.FPDF_ANNOT_LINK
        for at in range(pdfium.FPDFPage_GetAnnotCount(page.raw))
    )


def test_word_has_the_grid_and_the_fonts_of_the_standard() -> None:
    document = Document(BytesIO(made("docx", PROVEN)))
    section = document.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm) for each in edges] == [37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert int(grid.get(qn("w:linePitch"))) / 20 == pytest.approx(225 * MM / 22, abs=0.05)
    assert 16 + int(grid.get(qn("w:charSpace"))) / 4096 == pytest.approx(156 * MM / 28, abs=0.01)
    fonts = {each.get(qn("w:eastAsia")) for each in document.element.iter(qn("w:rFonts"))}
    assert {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"} <= fonts


def test_a_page_of_the_pdf_has_22_lines_of_28_characters() -> None:
    pdf = pypdfium2.PdfDocument(made("pdf", sheet(Line(0, (Run(LONG),)))))
    page = pdf[1]
    assert [round(side / MM) for side in page.get_size()] == [210, 297]
    text = page.get_textpage()
    rows: dict[float, list[float]] = {}
    for at in range(text.count_chars()):
        if text.get_text_range(at, 1) in LONG:
            left, _bottom, _right, _top = text.get_charbox(at, loose=True)
            rows.setdefault(round(pdf_origin(text, at), 2), []).append(left)
    lines = sorted(rows, reverse=True)
    full = [row for row in lines if len(rows[row]) == 28]
    assert len(lines) == 22
    assert len(full) == 22
    assert (lines[0] - lines[-1]) / 21 == pytest.approx(28.99, abs=0.01)
    lefts = sorted(rows[full[0]])
    assert lefts[0] == pytest.approx(28 * MM, abs=1.2)
    assert (lefts[-1] - lefts[0]) / 27 == pytest.approx(15.79, abs=0.01)


def pdf_origin(text: pypdfium2.PdfTextPage, at: int) -> float:
    """The base line of a character."""
    x, y = pdfium.c_double(), pdfium.c_double()
    pdfium.FPDFText_GetCharOrigin(text.raw, at, x, y)
    return y.value


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2021", "2021年"),
        ("2021-07", "2021年7月"),
        ("2021Q3", "2021年第3季度"),
        ("2021-01-01..2021-09-15", "2021年1月1日至2021年9月15日"),
    ],
)
def test_periods_in_words(period, words) -> None:
    assert in_words(period) == words


@pytest.mark.parametrize("form", KINDS)
def test_what_is_not_given_leaves_no_trace(form) -> None:
    text = text_of(form, made(form, sheet(Line(0, (Run("正文。"),)), serial="", sent_to="", unit="")))
    assert "报送" not in text
    assert "第3期" not in text
