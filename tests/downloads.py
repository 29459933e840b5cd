"""Files that pages hand out."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook


def content(answer: Any) -> bytes:
    """All of a streamed answer; its file is closed as a server would close it, the database of the test stays open."""
    found = b"".join(answer.streaming_content)
    if file := getattr(answer, "file_to_stream", None):
        file.close()
    return found


def workbook(answer: Any) -> Workbook:
    """The workbook of a streamed answer."""
    return load_workbook(BytesIO(content(answer)))
