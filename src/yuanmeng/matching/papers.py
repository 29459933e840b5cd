"""Agreements as Word files, made from the frozen clauses: the same edition gives the same text at any time."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from yuanmeng.matching.models import Paper

NUMERALS = "一二三四五六七八九十"
MADE = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - Word keeps no zone; a fixed moment makes editions byte for byte alike


def word(paper: Paper, names: list[str]) -> bytes:
    """The edition as .docx; `names` are the workers named in it, none in a cooperation agreement. A4, 仿宋 16 pt."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(HEADS[paper.kind])
    run.bold, run.font.size = True, Pt(20)
    document.add_paragraph(f"编号：第 {paper.loan_id} 号 · 第 {paper.edition} 版 · 文本 {paper.template}")
    for line in _parties(paper, names):
        document.add_paragraph(line)
    for number, (name, text) in enumerate(paper.clauses, 1):
        clause = document.add_paragraph()
        clause.add_run(f"{numeral(number)}、{name}。").bold = True
        clause.add_run(text)
    for line in _signatures(paper):
        document.add_paragraph(line)
    core = document.core_properties
    core.author, core.title, core.created, core.modified = "园盟", HEADS[paper.kind], MADE, MADE
    out = BytesIO()
    pack = document.save  # into memory: nothing of ours is written
    pack(out)
    return out.getvalue()


HEADS = {"cooperation": "共享用工合作协议", "amendment": "劳动合同变更协议", "tripartite": "共享用工三方协议"}


def numeral(number: int) -> str:
    """1 to 19 as Chinese count clauses."""
    return NUMERALS[number - 1] if number <= 10 else "十" + NUMERALS[number - 11]


def _parties(paper: Paper, names: list[str]) -> list[str]:
    loan = paper.loan
    lines = [f"甲方（原单位）：{loan.lender.name}"]
    if paper.kind != "amendment":
        lines.append(f"乙方（借入单位）：{loan.borrower.name}")
    if paper.kind != "cooperation":
        lines.append("员工：" + ("、".join(names) or "（签署时填写）"))
    return lines


def _signatures(paper: Paper) -> list[str]:
    signed = f"签署日期：{paper.signed_on}" if paper.signed_on else "签署日期：        年    月    日"
    both = paper.kind != "amendment"
    worker = paper.kind != "cooperation"
    return [
        "",
        "甲方（盖章）：",
        *(["乙方（盖章）："] if both else []),
        *(["员工（签字）："] if worker else []),
        signed,
    ]
