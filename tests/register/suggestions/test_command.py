"""`yuanmeng suggest alliances`: any CSV in, one line for each row out."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from yuanmeng.register.command_suggest import OUT, main

CODE = "91000000MA0000000A"
LINES = (
    "序号,企业名称,统一社会信用代码,经营范围",
    f"1,泉北软件有限公司,{CODE},软件开发",
    f"2,泉北食品有限公司,{CODE},糕点的生产",
)
ROWS = "\n".join((*LINES, ""))


def run(folder: Path, raw: bytes) -> tuple[int, list[list[str]]]:
    source, out = folder / "in.csv", folder / "out.csv"
    source.write_bytes(raw)
    status = main([str(source), "--out", str(out)])
    with out.open(encoding="utf-8", newline="") as file:
        return status, list(csv.reader(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_encoding_gives_the_same_answer(tmp_path: Path, encoding: str) -> None:
    status, lines = run(tmp_path, ROWS.encode(encoding))
    assert status == 0
    assert lines[0] == list(OUT)
    assert [line[:3] for line in lines[1:]] == [
        [CODE, "information_technology", "65"],
        [CODE, "food_beverage", "14"],
    ]


@pytest.mark.parametrize("mark", ["\t", ";", "|"])
def test_other_separators_title_rows_and_english_headings(tmp_path: Path, mark: str) -> None:
    text = mark.join(("企业清单", "", "")) + "\n\n" + mark.join(("Credit_Code", "NAME", "Business Scope")) + "\n"
    _status, lines = run(tmp_path, (text + mark.join((CODE, "泉北软件有限公司", "软件开发")) + "\n").encode())
    assert [line[:3] for line in lines[1:]] == [[CODE, "information_technology", "65"]]


def test_no_row_is_dropped_and_bad_rows_ask_a_person(tmp_path: Path) -> None:
    rows = [
        f"泉北软件有限公司,{CODE},软件开发",
        f"N/A,{CODE},N/A",
        ",,",
        "只有一格",
        f"{CODE},泉北软件有限公司,软件开发、系统集成",
        f"2011-05-06,100万元,泉北软件有限公司,{CODE},软件开发、系统集成",
        "=1+1,@x,软件开发",
        f"{'软件开发、' * 20},{CODE},泉北软件有限公司",
    ]
    _status, lines = run(tmp_path, ("企业名称,信用代码,经营范围\n" + "\n".join(rows) + "\n").encode())
    said = [(line[0], line[1], line[4].startswith("需要人工判断")) for line in lines[1:]]
    assert said == [
        (CODE, "information_technology", False),
        (CODE, "none", True),
        ("", "none", True),
        ("", "none", True),
        (CODE, "information_technology", True),
        (CODE, "information_technology", True),
        ("'@x", "information_technology", False),
        (CODE, "information_technology", True),
    ]
    assert float(lines[5][3]) <= 0.5


def test_broken_bytes_and_huge_cells_are_still_rows(tmp_path: Path) -> None:
    _status, lines = run(tmp_path, ROWS.encode() + b"3,\xff\xfe\x00\x81,x,\n4," + b"y" * 300_000 + b",x,z\n")
    assert len(lines) == 5


def test_a_file_that_is_missing_or_has_no_heading_is_refused(tmp_path: Path, capsys) -> None:
    assert main([str(tmp_path / "none.csv"), "--out", str(tmp_path / "o.csv")]) == 2
    for text in ("", "甲,乙\n1,2\n"):
        (tmp_path / "in.csv").write_text(text, encoding="utf-8")
        assert main([str(tmp_path / "in.csv"), "--out", str(tmp_path / "o.csv")]) == 2
    assert "请检查表头" in capsys.readouterr().err


def test_the_command_line_needs_no_database(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(ROWS, encoding="utf-8")
    code = (
        "import sys; from yuanmeng.project.command import main; status = main(sys.argv[1:]); "
        "assert 'django' not in sys.modules; sys.exit(status)"
    )
    words = [
        sys.executable,
        "-c",
        code,
        "suggest",
        "alliances",
        str(tmp_path / "in.csv"),
        "--out",
        str(tmp_path / "o.csv"),
    ]
    empty = {**os.environ, "YUANMENG_DATA": str(tmp_path / "nowhere")}
    done = subprocess.run(words, capture_output=True, text=True, env=empty, check=False)
    assert (done.returncode, done.stdout[:5]) == (0, "共 2 行")
    assert not (tmp_path / "nowhere").exists()


def test_real_firms_all_get_a_line(tmp_path: Path) -> None:
    shared = Path(os.environ.get("YUANMENG_SHARED", Path(__file__).parents[4] / "shared"))
    source = shared / "data/enterprise/jinan.csv"
    if not source.exists():
        pytest.skip(f"no real firms: {source} is absent; set YUANMENG_SHARED")
    with source.open(encoding="utf-8-sig", newline="") as file:
        codes = [row["credit_code"] for row in csv.DictReader(file)]
    assert main([str(source), "--out", str(tmp_path / "o.csv")]) == 0
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        assert [row["credit_code"] for row in csv.DictReader(file)] == codes
