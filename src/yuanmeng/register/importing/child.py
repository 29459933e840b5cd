"""Reads one workbook in a process of its own, limited in memory and time: `python -m … WORKBOOK OUT`.

OUT gets one JSON value a line: `{"refused": reason, …}`, or for each visible sheet `{"sheet": name}` followed by
`[row number, cells, columns with a formula]`, then `{"end": true}`. This module imports nothing of Django, so that it
starts in a few hundredths of a second.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import resource
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import IO, Any
from xml.etree import ElementTree as ET

import python_calamine

MEMORY = 1 << 30
CPU_SECONDS = 20
OUT_BYTES = 256 << 20
UNPACKED = 64 << 20
RATIO = 250
PARTS = 200
ROWS, COLUMNS = 50_000, 100
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*ref=\"(?:[A-Z]+\d+:)?([A-Z]{1,4})(\d+)\"")
ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=\"(\d+)\"")
FAR_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,4})(\d+)\"")
FORMULA = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})(\d+)\"[^>]*?(?<!/)>\s*<(?:\w+:)?f[\s/>]")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Refused(Exception):
    """The workbook is not read; `facts` go into the sentence."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.facts = {"refused": reason, **facts}


def limit() -> None:
    """What this process may use; the kernel keeps to it whatever the parser does."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUT_BYTES, OUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def gate(book: zipfile.ZipFile, size: int) -> None:
    """Raises Refused for bombs, paths that climb, macros and links to other files, before anything is unpacked."""
    parts = book.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PARTS:
        raise Refused("parts", count=len(parts))
    if unpacked > UNPACKED or unpacked > RATIO * size:
        raise Refused("bomb", megabytes=unpacked >> 20)
    for part in parts:
        name = part.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/"):
            raise Refused("path")
        if "vbaproject" in name.lower():
            raise Refused("macro")
        if "externallinks/" in name.lower():
            raise Refused("link")


def scan(book: zipfile.ZipFile) -> dict[str, dict[int, list[int]]]:
    """Sheet part → row → columns with a formula. Raises Refused for document types and sheets that are too large."""
    formulas = {}
    for part in book.infolist():
        if part.filename.endswith((".xml", ".rels", ".vml")):
            text = book.read(part)
            if DOCTYPE.search(text) or text[:2] in {b"\xff\xfe", b"\xfe\xff"}:
                raise Refused("doctype")
            if "worksheets/sheet" in part.filename:
                measure(text)
                formulas[part.filename] = formula_cells(text)
    return formulas


def measure(text: bytes) -> None:
    """Raises Refused when the sheet declares, or reaches, more rows or columns than are read."""
    declared = DIMENSION.search(text)
    rows = [int(number) for number in ROW.findall(text)]
    last = max([int(declared[2]) if declared else 0, *rows[-1:], len(rows)])
    if last > ROWS:
        raise Refused("rows", rows=last, most=ROWS)
    if declared and column(declared[1]) >= COLUMNS:
        raise Refused("columns", columns=column(declared[1]) + 1, most=COLUMNS)
    for letters, number in FAR_CELL.findall(text):
        if len(letters) > 2 or int(number) > ROWS or (len(letters) == 2 and column(letters) >= COLUMNS):
            raise Refused("far", cell=(letters + number).decode())


def formula_cells(text: bytes) -> dict[int, list[int]]:
    """Row → columns (from 0) whose cell holds a formula."""
    found: dict[int, list[int]] = defaultdict(list)
    for letters, number in FORMULA.findall(text):
        found[int(number)].append(column(letters))
    return found


def column(letters: bytes) -> int:
    """`A` is 0, `Z` 25, `AA` 26."""
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value - 1


def parts_by_sheet(book: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → the part that holds it."""
    links = ET.fromstring(book.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - document types were refused before
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = ET.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")  # noqa: S314
    return {sheet.get("name", ""): "xl/" + targets.get(sheet.get(LINK), "").removeprefix("/xl/") for sheet in sheets}


def lines(path: str) -> Iterator[Any]:
    """The lines of the answer. Raises Refused."""
    with zipfile.ZipFile(path) as book:
        gate(book, book.fp.seek(0, 2) if book.fp else 0)
        formulas = scan(book)
        parts = parts_by_sheet(book)
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    left = ROWS
    for found in workbook.sheets_metadata:
        if found.visible is python_calamine.SheetVisibleEnum.Visible:
            rows = workbook.get_sheet_by_name(found.name).to_python(skip_empty_area=False, nrows=left + 1)
            left -= len(rows)
            if left < 0:
                raise Refused("rows", rows=ROWS - left, most=ROWS)
            yield {"sheet": found.name}
            marked = formulas.get(parts.get(found.name, ""), {})
            for number, cells in enumerate(rows, 1):
                yield [number, [shown(cell) for cell in cells], marked.get(number, [])]
    yield {"end": True}


def shown(cell: Any) -> str:
    """A cell as the person sees it; whole numbers without a point, dates as ISO text."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell)


def answer(path: str, out: IO[str]) -> int:
    """Write the answer; 0 also for a refusal, which is an answer."""
    try:
        for line in lines(path):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    except Refused as refused:
        out.write("\n" + json.dumps(refused.facts) + "\n")
    except (
        zipfile.BadZipFile,
        python_calamine.CalamineError,
        KeyError,
        ET.ParseError,
        NotImplementedError,
        RuntimeError,
    ):
        out.write('\n{"refused": "broken"}\n')
    return 0


def main(words: list[str]) -> int:
    """`WORKBOOK OUT`."""
    limit()
    with open(words[1], "w", encoding="utf-8", errors="surrogatepass") as out:  # noqa: PTH123 - no pathlib: it is slow to load
        return answer(words[0], out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
