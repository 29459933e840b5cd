"""Word: the tables of a document and the lines outside them, and values written as runs like those around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from lxml import etree

from yuanmeng.reports.grids import Cell, Grid, Unfit, Value, bounded, place_of, ref_of, shown
from yuanmeng.reports.grids.package import bytes_of, opened, packed, part, tree

MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VALUE = f"{MAIN}val"
DOCUMENT = "word/document.xml"
FETCHES = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|DATABASE|IMPORT)\b", re.IGNORECASE)
BLANKS = re.compile(r"[\s_＿]+$")


def read(content: bytes) -> list[Grid]:
    """The lines outside tables, when there are any, then each table. Raises Unfit."""
    root = tree(part(opened(content), DOCUMENT))
    fields = "".join(each.text or "" for each in root.iter(f"{MAIN}instrText"))
    fields += " ".join(each.get(f"{MAIN}instr", "") for each in root.iter(f"{MAIN}fldSimple"))
    if FETCHES.search(fields):
        raise Unfit("link")
    lines = [[Cell(ref_of(0, at, 1), _text(each), formula=_computed(each))] for at, each in _lines(root)]
    bounded(len(lines), 1)
    grids = [Grid("", lines)] if lines else []
    return grids + [_grid(at, table) for at, table in enumerate(_tables(root), 1)]


def written(content: bytes, values: Mapping[str, Value]) -> bytes:
    """Each value as a run behind what its cell says, in the font the cell has."""
    book = opened(content)
    root = tree(part(book, DOCUMENT))
    places = {(0, at, 1): each for at, each in _lines(root)}
    for number, table in enumerate(_tables(root), 1):
        places |= {(number, row, column): cell for row, column, cell in _cells(table)}
    for ref, value in values.items():
        cell = places.get(place_of(ref))
        if cell is None:
            raise Unfit("cell", cell=ref)
        _put(cell, shown(value))
    return packed(book, {DOCUMENT: bytes_of(root)})


def _tables(root: Any) -> list[Any]:
    """The tables that stand in no other table."""
    return [each for each in root.iter(f"{MAIN}tbl") if next(each.iterancestors(f"{MAIN}tbl"), None) is None]


def _lines(root: Any) -> list[tuple[int, Any]]:
    """Number and element of each paragraph outside tables that says something."""
    body = root.find(f"{MAIN}body")
    found = [] if body is None else body.findall(f"{MAIN}p")
    return [(at, each) for at, each in enumerate(found, 1) if _text(each).strip()]


def _cells(table: Any) -> Iterator[tuple[int, int, Any]]:
    """Row, first column and element of each cell."""
    for row, line in enumerate(table.findall(f"{MAIN}tr"), 1):
        column = 1 + _count(line.find(f"{MAIN}trPr/{MAIN}gridBefore"), 0)
        for cell in line.findall(f"{MAIN}tc"):
            yield row, column, cell
            column += _wide(cell)


def _count(node: Any, otherwise: int) -> int:
    text = str(otherwise) if node is None else node.get(VALUE, "")
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise Unfit("broken")
    return int(text)


def _wide(cell: Any) -> int:
    return max(1, _count(cell.find(f"{MAIN}tcPr/{MAIN}gridSpan"), 1))


def _continues(cell: Any) -> bool:
    """Whether it belongs to the cell above."""
    merged = cell.find(f"{MAIN}tcPr/{MAIN}vMerge")
    return merged is not None and merged.get(VALUE, "continue") != "restart"


def _grid(number: int, table: Any) -> Grid:
    found = list(_cells(table))
    rows = max((row for row, _column, _cell in found), default=0)
    bounded(rows, max((column + _wide(cell) - 1 for _row, column, cell in found), default=0))
    below = {(row, column) for row, column, cell in found if _continues(cell)}
    lines: list[list[Cell]] = [[] for _row in range(rows)]
    for row, column, cell in found:
        if (row, column) not in below:
            tall = 1
            while (row + tall, column) in below:
                tall += 1
            ref = ref_of(number, row, column)
            lines[row - 1].append(Cell(ref, _text(cell), tall, _wide(cell), _computed(cell)))
    return Grid(str(number), lines)


def _text(node: Any) -> str:
    return "".join(each.text or "" for each in node.iter(f"{MAIN}t"))


def _computed(node: Any) -> bool:
    """Whether Word computes what stands here, or another table stands in it."""
    return any(next(node.iter(f"{MAIN}{name}"), None) is not None for name in ("instrText", "fldSimple", "tbl"))


def _put(node: Any, text: str) -> None:
    paragraphs = [node] if node.tag == f"{MAIN}p" else node.findall(f"{MAIN}p")
    if not paragraphs:
        raise Unfit("broken")
    paragraph = next((each for each in reversed(paragraphs) if _text(each).strip()), paragraphs[0])
    for each in reversed(list(paragraph.iter(f"{MAIN}t"))):  # blanks to be filled by hand go
        each.text = BLANKS.sub("", each.text or "")
        if each.text:
            break
    run = etree.SubElement(paragraph, f"{MAIN}r")
    like = [*paragraph.findall(f"{MAIN}r/{MAIN}rPr"), *paragraph.findall(f"{MAIN}pPr/{MAIN}rPr")]
    if like:
        run.append(_plain(like))
    said = etree.SubElement(run, f"{MAIN}t")
    said.text = text
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _plain(like: list[Any]) -> Any:
    """The look of the last run, else of the paragraph's mark; a mark's own changes (`ins`, `del`) stay with it."""
    inside = [each for each in like if each.getparent().tag == f"{MAIN}r"]
    look = deepcopy((inside or like)[-1])
    for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange"):
        for each in look.findall(f"{MAIN}{name}"):
            look.remove(each)
    return look
