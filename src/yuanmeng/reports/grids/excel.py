"""Excel: the cells of visible sheets, and values written into the sheet's own XML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

from lxml import etree

from yuanmeng.reports.grids import COLUMNS, ROWS, Cell, Grid, Unfit, Value, behind, bounded, letters, place_of, ref_of
from yuanmeng.reports.grids import shown as text_of
from yuanmeng.reports.grids.package import bytes_of, opened, packed, part, tree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BOOK = "xl/workbook.xml"
A1 = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
PERCENT = frozenset({"9", "10"})
"""Built-in number formats 0% and 0.00%."""
BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")
Span = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


def read(content: bytes) -> list[Grid]:
    """The visible sheets. Raises Unfit."""
    book = opened(content)
    strings = _strings(book)
    return [_grid(at, name, tree(part(book, where)), strings) for at, name, where in _sheets(book)]


def written(content: bytes, values: Mapping[str, Value]) -> bytes:
    """Values in cells; a formula keeps its text and loses the result it had, so that it is computed when opened."""
    book = opened(content)
    strings, percents = _strings(book), _percents(book)
    changed: dict[str, bytes] = {}
    sheets, places = _sheets(book), {ref: place_of(ref) for ref in values}
    for ref, place in places.items():
        if place[0] not in {at for at, _name, _where in sheets}:
            raise Unfit("cell", cell=ref)
    for at, _name, where in sheets:
        root = tree(part(book, where))
        cells = {(row, column): each for row, column, each in _cells(root)}
        for ref, (grid, row, column) in places.items():
            if grid == at:
                cell = cells.get((row, column))
                _put(_made(root, row, column) if cell is None else cell, values[ref], strings, percents)
        _forget(root)
        changed[where] = bytes_of(root)
    changed[BOOK] = _recalculated(tree(part(book, BOOK)))
    return packed(book, changed)


def _sheets(book: ZipFile) -> list[tuple[int, str, str]]:
    """Number, name and part of each visible worksheet."""
    links = {each.get("Id"): each for each in tree(part(book, "xl/_rels/workbook.xml.rels"))}
    found = []
    for at, sheet in enumerate(tree(part(book, BOOK)).iter(f"{MAIN}sheet"), 1):
        link = links.get(sheet.get(LINK))
        if link is not None and link.get("Type", "").endswith("/worksheet") and sheet.get("state") is None:
            found.append((at, sheet.get("name", ""), posixpath.join("xl", link.get("Target", "")).removeprefix("/")))
    return found


def _strings(book: ZipFile) -> list[str]:
    name = "xl/sharedStrings.xml"
    if name not in book.namelist():
        return []
    return [_said(each) for each in tree(part(book, name)).iter(f"{MAIN}si")]


def _said(node: Any) -> str:
    """A string with or without runs; how it is read aloud (`rPh`) is left out."""
    return "".join(each.text or "" for each in node.iter(f"{MAIN}t") if each.getparent().tag != f"{MAIN}rPh")


def _percents(book: ZipFile) -> frozenset[int]:
    """The styles that show a share as a percentage."""
    if "xl/styles.xml" not in book.namelist():
        return frozenset()
    root = tree(part(book, "xl/styles.xml"))
    own = {each.get("numFmtId") for each in root.iter(f"{MAIN}numFmt") if "%" in each.get("formatCode", "")}
    styles = root.find(f"{MAIN}cellXfs")
    formats = [] if styles is None else [each.get("numFmtId", "0") for each in styles]
    return frozenset(at for at, form in enumerate(formats) if form in own | PERCENT)


def _cells(root: Any) -> Iterator[tuple[int, int, Any]]:
    """Row, column and element of each cell; one that does not say where it is stands behind the one before. Raises
    Unfit for a cell farther away than a form reaches."""
    at = 0
    for row in root.iter(f"{MAIN}row"):
        at, column = _number(row.get("r"), at + 1), 0
        for each in row.iter(f"{MAIN}c"):
            column = _span(each.get("r"))[1] if each.get("r") else column + 1
            yield at, column, each


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise Unfit("broken")
    return int(text)


def _span(text: str) -> Span:
    """`A1` or `A1:C4`. Raises Unfit."""
    ends = [A1.fullmatch(each) for each in text.split(":")]
    if not all(ends) or len(ends) > 2:
        raise Unfit("broken")
    points = [(int(end[2]), _column(end[1])) for end in ends if end]
    return (*points[0], *points[-1])


def _column(text: str) -> int:
    value = 0
    for letter in text:
        value = value * 26 + ord(letter) - 64
    return value


def _grid(at: int, name: str, root: Any, strings: list[str]) -> Grid:
    cells = {(row, column): _read(each, strings) for row, column, each in _cells(root)}
    used = [place for place, (text, formula) in cells.items() if text or formula]
    spans = [_span(each.get("ref", "")) for each in root.iter(f"{MAIN}mergeCell")]
    drawn = [place for place in cells if place[0] <= ROWS and place[1] <= COLUMNS]
    reach = used + drawn + [span[2:] for span in spans]
    rows, columns = max((row for row, _ in reach), default=0), max((column for _, column in reach), default=0)
    bounded(rows, columns)
    corners = {span[:2]: span for span in spans}
    covered = {
        (row, column) for top, left, low, right in spans for row in range(top, low + 1)
        for column in range(left, right + 1)
    } - corners.keys()  # fmt: skip
    lines = []
    for row in range(1, rows + 1):
        line = []
        for column in range(1, columns + 1):
            if (row, column) not in covered:
                text, formula = cells.get((row, column), ("", False))
                span = corners.get((row, column), (row, column, row, column))
                size = span[2] - row + 1, span[3] - column + 1
                line.append(Cell(ref_of(at, row, column), text, *size, formula))
        lines.append(line)
    return Grid(name, lines)


def _read(cell: Any, strings: list[str]) -> tuple[str, bool]:
    """What a cell says, and whether it is computed."""
    formula, value = cell.find(f"{MAIN}f"), cell.findtext(f"{MAIN}v", "")
    if formula is not None:
        return "", True
    if cell.get("t") == "inlineStr":
        return _said(cell), False
    if cell.get("t") == "s":
        at = _number(value, 0)
        return (strings[at] if at < len(strings) else ""), False
    return value, False


def _made(root: Any, row: int, column: int) -> Any:
    """A new cell in its place."""
    line = _row(root, row)
    cell = etree.Element(f"{MAIN}c", r=f"{letters(column)}{row}")
    if style := _style(root, line, column):
        cell.set("s", style)
    later = [each for at, other, each in _cells(root) if at == row and other > column]
    if later:
        later[0].addprevious(cell)
    else:
        line.append(cell)
    line.attrib.pop("spans", None)
    return cell


def _row(root: Any, number: int) -> Any:
    sheet, at, after = root.find(f"{MAIN}sheetData"), 0, None
    for each in sheet:
        at = _number(each.get("r"), at + 1)
        if at == number:
            return each
        after = each if at > number and after is None else after
    line = etree.Element(f"{MAIN}row", r=str(number))
    if after is None:
        sheet.append(line)
    else:
        after.addprevious(line)
    return line


def _style(root: Any, line: Any, column: int) -> str:
    """The style an empty cell has from its row or its column."""
    if line.get("customFormat") in {"1", "true"}:
        return str(line.get("s", ""))
    for each in root.iter(f"{MAIN}col"):
        if _number(each.get("min"), 0) <= column <= _number(each.get("max"), 0):
            return str(each.get("style", ""))
    return ""


def _put(cell: Any, value: Value, strings: list[str], percents: frozenset[int]) -> None:
    label, formula = _read(cell, strings)
    if formula:
        raise Unfit("cell", cell=cell.get("r", ""))
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    share = isinstance(value, Decimal) and _number(cell.get("s"), 0) in percents
    if not label.strip() and (share or isinstance(value, int)):
        etree.SubElement(cell, f"{MAIN}v").text = str(value)
        return
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
    text.text = behind(label, text_of(value))
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _forget(root: Any) -> None:
    for _row_number, _column_number, cell in _cells(root):
        result = cell.find(f"{MAIN}v")
        if result is not None and cell.find(f"{MAIN}f") is not None:
            cell.remove(result)
            cell.attrib.pop("t", None)


def _recalculated(root: Any) -> bytes:
    found = root.find(f"{MAIN}calcPr")
    if found is None:
        found = etree.Element(f"{MAIN}calcPr")
        [each for name in BEFORE_CALCULATION for each in root.iter(f"{MAIN}{name}")][-1].addnext(found)
    found.set("fullCalcOnLoad", "1")
    return bytes_of(root)
