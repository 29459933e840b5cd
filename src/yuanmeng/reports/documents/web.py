"""The briefing as one HTML file that needs nothing else."""

from __future__ import annotations

from django.template.loader import render_to_string

from yuanmeng.reports.documents.sheet import Sheet


def html(sheet: Sheet) -> bytes:
    """UTF-8; every number is a link to its proof."""
    return render_to_string("reports/document.html", {"sheet": sheet}).encode()
