"""A published briefing as HTML, PDF and Word: one sheet, three ways to set it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from yuanmeng.reports.documents.sheet import Sheet

KINDS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""Form of a file → its media type."""
SETTERS = {"html": "web.html", "pdf": "pdf.pdf", "docx": "word.word"}
"""Loaded when asked for: typst and python-docx are 0.1 s of every start that few requests need."""


def made(form: str, sheet: Sheet) -> bytes:
    """The sheet as a file of one of KINDS."""
    content: bytes = import_string(f"yuanmeng.reports.documents.{SETTERS[form]}")(sheet)
    return content
