"""Files become rows; hostile ones a clear refusal, and the process that reads them lives on (RELIABILITY §6.4)."""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.register.imports.conftest import HEADER, firm

from yuanmeng.core.refusals import Invalid
from yuanmeng.register.importing import child, reading
from yuanmeng.register.importing.reading import Line, encoding_of, opened

SHEET = "xl/worksheets/sheet1.xml"


def rows_of(path: Path, sheet: int = 0) -> list[list[str]]:
    with opened(path) as tables:
        return [line.cells for line in tables[sheet].lines()]


def refusal(path: Path) -> str:
    with pytest.raises(Invalid) as refused, opened(path):
        pass
    assert refused.value.says
    return str(refused.value.facts["reason"])


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_encodings(csv_file: Callable[..., Path], encoding: str, found: str) -> None:
    path = csv_file([HEADER, firm(1)], encoding)
    assert encoding_of(path) == found
    assert rows_of(path) == [HEADER, firm(1)]


def test_gb18030_reads_rare_characters(csv_file: Callable[..., Path]) -> None:
    row = firm(1, name="泉北𠮷㸚龘食品有限公司")
    assert rows_of(csv_file([HEADER, row], "gb18030")) == [HEADER, row]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimiters(csv_file: Callable[..., Path], delimiter: str) -> None:
    assert rows_of(csv_file([HEADER, firm(1)], delimiter=delimiter)) == [HEADER, firm(1)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"\x89PNG\0\0\0", "unknown"),
        ("名称".encode("gb18030") + b"\xff\xff\xff", "encoding"),
        (b"\xff\xfe\x00\xd8\x00", "encoding"),
        (b"PK\x03\x04 but no zip", "broken"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert refusal(path) == reason


def test_large_files_are_refused_before_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CSV_BYTES", 10)
    path = tmp_path / "file"
    path.write_bytes(b"name,code\n1,2\n3,4\n")
    assert refusal(path) == "size"
    path.write_bytes(b"PK\x03\x04" + bytes(11 << 20))
    assert refusal(path) == "size"


def test_a_quote_that_never_closes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text('name,code\n"' + "x" * 300_000, encoding="utf-8")
    with opened(path) as tables, pytest.raises(Invalid) as refused:
        list(tables[0].lines())
    assert refused.value.facts["reason"] == "csv"


def test_a_workbook_as_the_person_sees_it(xlsx_file: Callable[..., Path]) -> None:
    day, moment = dt.date(2012, 5, 24), dt.datetime(2012, 5, 24, 9, 30)  # noqa: DTZ001
    path = xlsx_file({"名录": [["", "x"], [500, 12.5, day, moment, True]]})
    with opened(path) as tables:
        assert [table.sheet for table in tables] == ["名录"]
        assert list(tables[0].lines()) == [
            Line(1, ["", "x", "", "", ""], []),
            Line(2, ["500", "12.5", "2012-05-24", "2012-05-24 09:30:00", "True"], []),
        ]
        assert list(tables[0].lines())[1].number == 2


def test_hidden_sheets_are_not_read(xlsx_file: Callable[..., Path]) -> None:
    path = xlsx_file({"一": [["a", "b"]], "二": [["c"]], "三": [["d"]]}, hidden="二")
    with opened(path) as tables:
        assert [table.sheet for table in tables] == ["一", "三"]
        assert [[line.cells for line in table.lines()] for table in tables] == [[["a", "b"]], [["d"]]]


def test_formulas_are_named_by_their_column(xlsx_file: Callable[..., Path]) -> None:
    path = xlsx_file({"一": [["a", "=1+1", "b"], ["c", "d", '="x"&"y"']]})
    with opened(path) as tables:
        assert [line.formulas for line in tables[0].lines()] == [[1], [2]]


def test_a_zip_bomb_is_refused(xlsx_file: Callable[..., Path], repacked: Callable[..., Path]) -> None:
    path = repacked(xlsx_file({"一": [["a"]]}), {SHEET: b"<x>" + b" " * (80 << 20)})
    assert path.stat().st_size < 1 << 20
    assert refusal(path) == "bomb"


def test_a_bomb_that_lies_about_its_size_ends_in_a_refusal(xlsx_file: Callable[..., Path]) -> None:
    path = xlsx_file({"一": [["a"]]})
    with zipfile.ZipFile(path) as book:
        kept = {name: book.read(name) for name in book.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in kept.items():
            book.writestr(name, b"<x>" + b" " * (70 << 20) if name == SHEET else content)
    real = (70 << 20) + 3
    path.write_bytes(buffer.getvalue().replace(real.to_bytes(4, "little"), (9000).to_bytes(4, "little")))
    assert refusal(path) in {"broken", "heavy"}


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'
XXE = b'<?xml version="1.0"?><!doctype l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"xl/sharedStrings.xml": LAUGHS}, "doctype"),
        ({SHEET: XXE}, "doctype"),
        ({"xl/workbook.xml": "<workbook/>".encode("utf-16")}, "doctype"),
        ({"../../evil.xml": b"<x/>"}, "path"),
        ({"xl\\..\\..\\evil.xml": b"<x/>"}, "path"),
        ({"/etc/evil.xml": b"<x/>"}, "path"),
        ({"xl/vbaProject.bin": b"macro"}, "macro"),
        ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, "link"),
        ({f"xl/media/{n}.png": b"" for n in range(200)}, "parts"),
        ({SHEET: lambda xml: xml.replace(b'<dimension ref="A1"', b'<dimension ref="A1:C1048576"')}, "rows"),
        ({SHEET: lambda xml: xml.replace(b'<row r="1"', b'<row r="1048576"')}, "rows"),
        ({SHEET: lambda xml: xml.replace(b'<dimension ref="A1"', b'<dimension ref="A1:XFD5"')}, "columns"),
        ({SHEET: lambda xml: xml.replace(b'r="A1"', b'r="XFD1"').replace(b'ref="XFD1"', b'ref="A1"')}, "far"),
        ({SHEET: lambda xml: xml.replace(b'<c r="A1"', b'<c r="A1048576"')}, "far"),
        ({SHEET: lambda xml: xml.replace(b'<c r="A1"', b'<c r="ZZ1"')}, "far"),
        ({SHEET: b"<worksheet"}, "broken"),
        ({"xl/workbook.xml": b"<workbook"}, "broken"),
    ],
)
def test_hostile_workbooks(
    xlsx_file: Callable[..., Path], repacked: Callable[..., Path], parts: dict[str, object], reason: str
) -> None:
    assert refusal(repacked(xlsx_file({"一": [["a"]]}), parts)) == reason


def test_a_workbook_without_a_visible_sheet_is_refused(tmp_path: Path) -> None:
    spool = tmp_path / "rows"
    spool.write_text('{"end": true}\n')
    with pytest.raises(Invalid):
        reading._tables(spool)


def test_more_rows_than_are_read(
    xlsx_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(child, "ROWS", 3)
    path = xlsx_file({"一": [["a"], ["b"]], "二": [["c"], ["d"]]})
    out = io.StringIO()
    assert child.answer(str(path), out) == 0
    assert json.loads(out.getvalue().splitlines()[-1]) == {"refused": "rows", "rows": 4, "most": 3}


def test_the_child_answers_in_this_process_too(xlsx_file: Callable[..., Path], repacked: Callable[..., Path]) -> None:
    out = io.StringIO()
    child.answer(str(repacked(xlsx_file({"一": [["a", 1]]}), {"xl/media/1.png": b"<!DOCTYPE"})), out)
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"sheet": "一"},
        [1, ["a", "1"], []],
        {"end": True},
    ]


@pytest.mark.parametrize(
    "greedy",
    ["b = bytearray(2 << 30)", "import os; os.abort()", "[0][1]", "import sys; sys.exit(3)"],
)
def test_a_child_that_is_stopped_is_a_refusal(
    xlsx_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, greedy: str
) -> None:
    real = subprocess.run

    def run(command: list[str], **kwargs: object) -> object:
        code = f"from yuanmeng.register.importing.child import limit; limit(); {greedy}"
        return real([sys.executable, "-c", code], **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", run)
    assert refusal(xlsx_file({"一": [["a"]]})) == "heavy"


def test_a_child_that_never_ends_is_a_refusal(xlsx_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WALL_SECONDS", 0.001)
    assert refusal(xlsx_file({"一": [["a"]]})) == "slow"


def test_the_child_limits_itself(xlsx_file: Callable[..., Path], tmp_path: Path) -> None:
    code = (
        "import resource, sys; from yuanmeng.register.importing import child; child.main(sys.argv[1:]);"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    path = xlsx_file({"一": [["a"]]})
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(tmp_path / "out")], capture_output=True, check=True
    )
    assert done.stdout.split() == [str(child.MEMORY).encode(), str(child.CPU_SECONDS).encode()]
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != child.MEMORY
