"""`yuanmeng assign` on files."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from yuanmeng.core.assigning.command import main
from yuanmeng.core.assigning.files import read_firms, read_people, why
from yuanmeng.core.assigning.model import Firm, Person, Problem
from yuanmeng.core.assigning.plan import solve
from yuanmeng.core.refusals import Invalid

PEOPLE = "编号,姓名,行业,语言,横坐标,纵坐标,最少,最多\nZ1,周明,C13;14,zh,0,0,1,3\nZ2,=吴敏,35,zh、ko,9000,0,,\n"
FIRMS = (
    "id,name,industry,languages,x,y,last,pinned,excluded\n"
    "Q1,泉北食品有限公司,C1310,,500,0,Z1,,\n"
    "Q2,泉南机械有限公司,3511,ko,8000,0,,,Z1\n"
    "\n"
    "Q3,泉西贸易有限公司,,,,,Z1,Z2,\n"
)


def written(folder: Path, people: str | bytes = PEOPLE, firms: str | bytes = FIRMS) -> list[str]:
    for name, content in (("people.csv", people), ("firms.csv", firms)):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return [str(folder / "people.csv"), str(folder / "firms.csv")]


def test_the_plan_is_written_and_the_last_line_is_json(tmp_path: Path, capsys) -> None:
    assert main([*written(tmp_path), "--out", str(tmp_path / "plan.csv"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said.pop("seconds") >= 0
    assert said == {
        "instructors": 2,
        "firms": 3,
        "loads": {"Z1": 1, "Z2": 2},
        "value": 456,
        "bound": 456,
        "gap": 0.0,
        "squares": 5,
        "spread": {
            "load_least": 1,
            "load_most": 2,
            "trip": 1000,
            "trip_bound": 1000,
            "total": 1500,
            "total_bound": 1500,
            "round_least": 500,
            "round_most": 1000,
            "round_bound": 750,
        },
    }
    with (tmp_path / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["企业编号"], row["指导员编号"], row["指导员姓名"], row["距离（米）"]) for row in rows] == [
        ("Q1", "Z1", "周明", "500"),
        ("Q2", "Z2", "'=吴敏", "1000"),
        ("Q3", "Z2", "'=吴敏", ""),
    ]
    assert rows[0]["说明"] == "行业同小类或在专长之内；语言合适或未要求；相距 0.5 公里"
    assert rows[2]["说明"] == "行业不同或未登记；语言合适或未要求；距离不明：没有登记位置；去年负责人更换"
    assert not list(tmp_path.glob("*.part"))


def test_in_words_and_with_changed_weights(tmp_path: Path, capsys) -> None:
    assert main([*written(tmp_path), "--weight", "industry=0", "--weight", "continuity=0"]) == 0
    assert "2 名指导员，3 家企业：每人 1 到 2 家，已无法更均匀。\n总分 16" in capsys.readouterr().out


def test_the_command_line_needs_no_django(tmp_path: Path) -> None:
    code = (
        "import sys; from yuanmeng.core.assigning.command import main; main(sys.argv[1:]);"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, *written(tmp_path), "--json"], check=False).returncode == 0


def test_gb18030_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    people, firms = written(tmp_path, PEOPLE.encode("gb18030"), FIRMS.encode("utf-8-sig"))
    assert [one.name for one in read_people(Path(people))] == ["周明", "=吴敏"]
    assert read_firms(Path(firms))[1] == Firm(
        "Q2", "泉南机械有限公司", "3511", frozenset({"ko"}), (8000, 0), excluded=frozenset({"Z1"})
    )


@pytest.mark.parametrize(
    ("people", "says"),
    [
        ("姓名\n周明\n", "没有“编号/id”栏"),
        ("编号,年龄\nZ1,9\n", "表头第 2 栏“年龄”不认识或重复；可用的有：编号/id、姓名/name"),
        ("编号,id\nZ1,Z1\n", "表头第 2 栏“id”不认识或重复"),
        ("编号,最多\nZ1,五\n", "people.csv 第 2 行，“最多/max”栏的值“五”不是 0 到 20000 之间的整数"),
        ("编号,最多\nZ1,1\nZ2,-1\n", "第 3 行，“最多/max”栏的值“-1”"),
        ("编号,横坐标,纵坐标\nZ1,1,\n", "第 2 行：横坐标和纵坐标要么都填"),
        ("编号,横坐标,纵坐标\nZ1,2000001,0\n", "“横坐标/x”栏的值“2000001”"),
        ("编号,行业\nZ1,C99\n", "第 2 行，“行业/industry”栏：“C99”不是 GB/T 4754-2017"),
        ("编号,姓名\nZ1\n", "第 2 行有 1 栏，表头有 2 栏"),
        ('编号\n"Z1', "people.csv 第 2 行读不懂"),
        ("编号\nZ1\nZ1\n", "指导员编号“Z1”"),
        (b"\xff\xff\xff", "既不是 UTF-8 也不是 GB18030"),
        ("编号\nZ1,\x00\n".encode("utf-16"), "people.csv"),
        ("编号,最多\nZ1,1\nZ2,1\n", "合计最多负责 2 家，企业 3 家，差 1 家"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, capsys, people: str | bytes, says: str) -> None:
    firms = FIRMS.replace("Z2", "").replace(",Z1\n", ",\n")
    assert main([*written(tmp_path, people, firms), "--out", str(tmp_path / "plan.csv")]) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert (told.out, (tmp_path / "plan.csv").exists()) == ("", False)


def test_files_that_cannot_be_read_or_written_are_named(tmp_path: Path, capsys) -> None:
    given = written(tmp_path)
    assert main([given[0], str(tmp_path / "none.csv")]) == 2
    assert "读不了文件" in capsys.readouterr().err
    assert main([*given, "--out", str(tmp_path / "no" / "plan.csv")]) == 2
    assert "写不了文件" in capsys.readouterr().err
    assert main([*given, "--weight", "industry"]) == 2
    assert "权重“industry”应写成" in capsys.readouterr().err


def test_a_huge_file_and_a_huge_cell_are_refused(tmp_path: Path, monkeypatch) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(Invalid, match="超过 20 MB"):
        read_people(huge)
    huge.write_text("编号,姓名\nZ1," + "长" * 20_001 + "\n", encoding="utf-8")
    with pytest.raises(Invalid, match="第 2 行有一栏超过 20000 个字符"):
        read_people(huge)


def test_a_plan_that_fails_its_own_check_is_never_written(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("yuanmeng.core.assigning.command.faults", lambda *_problem_and_plan: ["坏"])
    with pytest.raises(RuntimeError, match="坏"):
        main([*written(tmp_path), "--out", str(tmp_path / "plan.csv")])
    assert not (tmp_path / "plan.csv").exists()


def test_reasons_name_what_is_missing() -> None:
    problem = Problem([Person("甲")], [Firm("一", languages=frozenset({"ko"}))])
    assert why(solve(problem).pairs[0]) == "行业不同或未登记；没有共同语言；距离不明：没有登记位置"
