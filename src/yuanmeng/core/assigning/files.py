"""Instructors and firms from CSV, the plan as CSV. Chinese or English headers, UTF-8 or GB18030 (docs/assigning.md)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yuanmeng.core.assigning.model import MOST_FIRMS, Firm, Person
from yuanmeng.core.assigning.terms import FARTHEST, TERMS
from yuanmeng.core.classify.mapping import prefix_of
from yuanmeng.core.refusals import Invalid

if TYPE_CHECKING:
    from yuanmeng.core.assigning.plan import Pair, Plan

PERSON_COLUMNS = {
    "key": ("编号", "id"),
    "name": ("姓名", "name"),
    "industries": ("行业", "industries"),
    "languages": ("语言", "languages"),
    "x": ("横坐标", "x"),
    "y": ("纵坐标", "y"),
    "least": ("最少", "min"),
    "most": ("最多", "max"),
}
FIRM_COLUMNS = {
    "key": ("编号", "id"),
    "name": ("名称", "name"),
    "industry": ("行业", "industry"),
    "languages": ("语言", "languages"),
    "x": ("横坐标", "x"),
    "y": ("纵坐标", "y"),
    "last": ("去年", "last"),
    "pinned": ("指定", "pinned"),
    "excluded": ("回避", "excluded"),
}
"""Field → its Chinese and its English header. Only the first is required; columns may stand in any order."""
LARGEST = 20_000_000
"""Bytes of one file at most."""
LONGEST = 20_000
"""Characters of one cell at most, well within what any process allows `csv` to read."""
PARTS = re.compile(r"[;；、,，\s]+")
Row = Mapping[str, str]


def read_people(path: Path) -> list[Person]:
    """The instructors. Raises Invalid naming file, row, column and value."""
    return [_person(row, place) for place, row in _rows(path, PERSON_COLUMNS)]


def read_firms(path: Path) -> list[Firm]:
    """The firms. Raises Invalid naming file, row, column and value."""
    return [_firm(row, place) for place, row in _rows(path, FIRM_COLUMNS)]


def _person(row: Row, place: str) -> Person:
    return Person(
        key=row["key"],
        name=row["name"],
        industries=tuple(_industry(code, place) for code in _parts(row["industries"])),
        languages=frozenset(_parts(row["languages"].lower())),
        place=_place(row, place),
        least=_whole(row["least"], 0, place, "最少/min", range(MOST_FIRMS + 1)),
        most=_whole(row["most"], MOST_FIRMS, place, "最多/max", range(MOST_FIRMS + 1)),
    )


def _firm(row: Row, place: str) -> Firm:
    return Firm(
        key=row["key"],
        name=row["name"],
        industry=_industry(row["industry"], place) if row["industry"] else "",
        languages=frozenset(_parts(row["languages"].lower())),
        place=_place(row, place),
        last=row["last"],
        pinned=row["pinned"],
        excluded=frozenset(_parts(row["excluded"])),
    )


def _parts(text: str) -> list[str]:
    return [part for part in PARTS.split(text) if part]


def _industry(code: str, place: str) -> str:
    try:
        return prefix_of(code)
    except Invalid as wrong:
        raise Invalid(f"{place}，“行业/industry”栏：{wrong.says}") from None


def _place(row: Row, place: str) -> tuple[int, int] | None:
    if not row["x"] and not row["y"]:
        return None
    if not row["x"] or not row["y"]:
        raise Invalid(f"{place}：横坐标和纵坐标要么都填，要么都不填。")
    reach = range(-FARTHEST, FARTHEST + 1)
    return _whole(row["x"], 0, place, "横坐标/x", reach), _whole(row["y"], 0, place, "纵坐标/y", reach)


def _whole(text: str, missing: int, place: str, column: str, within: range) -> int:
    if not text:
        return missing
    if not re.fullmatch(r"-?[0-9]{1,9}", text) or int(text) not in within:
        least, most = within[0], within[-1]
        raise Invalid(f"{place}，“{column}”栏的值“{text[:20]}”不是 {least} 到 {most} 之间的整数（单位：米或家）。")
    return int(text)


def _rows(path: Path, columns: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row with where it stands, every field present and stripped."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        where = _columns(path.name, header, columns)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                place = f"{path.name} 第 {reader.line_num} 行"
                if len(cells) != len(header):
                    raise Invalid(f"{place}有 {len(cells)} 栏，表头有 {len(header)} 栏。")
                if max(map(len, cells)) > LONGEST:
                    raise Invalid(f"{place}有一栏超过 {LONGEST} 个字符。")
                yield place, {field: cells[at].strip() if at >= 0 else "" for field, at in where.items()}
    except csv.Error as broken:
        raise Invalid(f"{path.name} 第 {reader.line_num} 行读不懂：{broken}。") from None


def _columns(name: str, header: list[str], columns: Mapping[str, tuple[str, str]]) -> dict[str, int]:
    """Field → column number, -1 where the file has none. Raises Invalid for unknown, doubled or missing headers."""
    field_of = {header.lower(): field for field, both in columns.items() for header in both}
    found: dict[str, int] = {}
    for at, cell in enumerate(header):
        field = field_of.get(cell.lower())
        if field is None or field in found:
            known = "、".join("/".join(both) for both in columns.values())
            raise Invalid(f"{name} 表头第 {at + 1} 栏“{cell[:20]}”不认识或重复；可用的有：{known}。")
        found[field] = at
    if "key" not in found:
        raise Invalid(f"{name} 没有“编号/id”栏。")
    return {field: found.get(field, -1) for field in columns}


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as failed:
        raise Invalid(f"读不了文件“{path}”：{failed.strerror}。") from None
    if len(content) > LARGEST:
        raise Invalid(f"文件“{path.name}”超过 {LARGEST // 1_000_000} MB。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(f"文件“{path.name}”既不是 UTF-8 也不是 GB18030 编码。")


def write_plan(path: Path, plan: Plan, people: list[Person], firms: list[Firm]) -> None:
    """One row a firm, in the order of the firms' file, written whole or not at all."""
    person_name = {one.key: one.name for one in people}
    firm_name = {one.key: one.name for one in firms}
    rows: list[list[Any]] = [
        [
            "企业编号",
            "企业名称",
            "指导员编号",
            "指导员姓名",
            "合计分",
            *(f"{t.name}分" for t in TERMS),
            "距离（米）",
            "说明",
        ]
    ]
    for pair in plan.pairs:
        names = [pair.firm, firm_name[pair.firm], pair.person, person_name[pair.person]]
        points = [pair.points[term.key] for term in TERMS]
        metres = "" if pair.metres is None else pair.metres
        rows.append([*map(_quiet, names), pair.total, *points, metres, why(pair)])
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    fresh = path.with_name(path.name + ".part")
    try:
        fresh.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
        fresh.replace(path)
    except OSError as failed:
        raise Invalid(f"写不了文件“{path}”：{failed.strerror}。") from None


def why(pair: Pair) -> str:
    """The reasons for a pair, in words."""
    units = pair.units
    levels = ["行业同小类或在专长之内", "行业同中类", "行业同大类", "行业同门类", "行业不同或未登记"]
    said = [levels[units["industry"]], "没有共同语言" if units["language"] else "语言合适或未要求"]
    said.append("距离不明：没有登记位置" if pair.metres is None else f"相距 {pair.metres / 1000:.1f} 公里")
    return "；".join([*said, "去年负责人更换"] if units["continuity"] else said)


def _quiet(text: str) -> str:
    """A cell that a spreadsheet cannot take for a formula."""
    return "'" + text if text[:1] in tuple("=+-@\t＝＋－＠") else text
