"""CSV of any office as rows of text: encodings, separators and stray bytes."""

from __future__ import annotations

import csv
import io

MARKS = ",\t;|"


def decoded(raw: bytes) -> str:
    """UTF-8 (with or without mark), GB18030 or UTF-16 text; bytes that none explains become the replacement sign."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        utf8, gbk = raw.decode("utf-8-sig", errors="replace"), raw.decode("gb18030", errors="replace")
        return min((gbk, utf8), key=lambda text: text.count("�"))


def rows_of(raw: bytes) -> list[list[str]]:
    """The rows, lines without any cell left out. The separator is the one most frequent in the first line."""
    text = decoded(raw).replace("\0", "")
    head = text.partition("\n")[0]
    mark = max(MARKS, key=head.count)
    csv.field_size_limit(max(131_072, len(text) + 1))
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if row]
