"""`yuanmeng match` on files: what it writes, and what it says about wrong input."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from yuanmeng.core.matching.command import bench
from yuanmeng.core.matching.compiled import folder
from yuanmeng.project.command import main

IDLE = """lot,firm,job,heads,first,last,x,y,consents,floor,reach,until_food_health
甲1,甲厂,7,5,2026-12-01,2027-02-28,0,0,5,20000,30000,2027-12-31
甲2,甲厂,7,2,2026-12-01,2027-02-28,0,0,0,20000,,
"""
MISSING = """lot,firm,job,heads,first,last,x,y,wage,certificates
=乙1,乙厂,7,3,2026-12-10,2027-01-31,3000,4000,22000,512
乙2,甲厂,7,3,2026-12-10,2027-01-31,3000,4000,22000,0
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    idle, missing = tmp_path / "idle.csv", tmp_path / "missing.csv"
    idle.write_text(IDLE, encoding="utf-8")
    missing.write_text(MISSING, encoding="utf-8")
    return idle, missing


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_a_plan_is_written_with_its_reasons(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    plan, why, rules = (files[0].with_name(name) for name in ("plan.csv", "why.csv", "rules.toml"))
    rules.write_text("[limits]\nleast_days = 14\n[values]\nstart = 0\n", encoding="utf-8")
    words = [
        "match",
        "labour",
        *map(str, files),
        "--rules",
        str(rules),
        "--out",
        str(plan),
        "--why",
        str(why),
        "--json",
    ]
    assert main(words) == 0
    said = json.loads(capsys.readouterr().out)
    each = 53 * (20_000 + 1_000 - 750) // 100  # 53 days, half of 2,000 fen above the floor, 5 km at 150 fen
    assert (said["lots"], said["pairs"], said["heads"], said["value"]) == ([2, 2], 1, 3, 3 * each)
    assert said["removed"]["LAB-01"] == 1
    assert said["removed"]["LAB-04"] == 2
    assert rows(plan)[1:] == [["甲1", "'=乙1", "3", "2026-12-10", "2027-01-31", str(each), str(3 * each)]]
    reasons = {row[1]: row[6] for row in rows(why)[1:]}
    assert reasons == {
        "甲1": "others are worth more",
        "甲2": "no lawful partner",
        "'=乙1": "full",
        "乙2": "no lawful partner",
    }
    told = {row[1]: dict(zip(rows(why)[0], row, strict=True)) for row in rows(why)[1:]}
    assert (told["甲1"]["nearest"], told["甲1"]["rival"], told["甲1"]["yuan_short"]) == ("'=乙1", "甲1", "0")
    assert told["甲2"]["removed"] == "LAB-04 2"
    assert told["甲2"]["misses"] == "'=乙1: LAB-04, LAB-13; 乙2: LAB-04, LAB-01"
    assert told["乙2"]["removed"] == "LAB-04 1; LAB-01 1"


def test_wishes_pins_and_an_earlier_plan_come_from_files(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    rules, pins, plan = (files[0].with_name(name) for name in ("rules.toml", "pins.csv", "plan.csv"))
    text = "[wishes]\nbatches = true\nloan_cost = 100\nkeep = 50\nrounds = 2\nfairness = [[50, 10]]\n"
    rules.write_text(text, encoding="utf-8")
    pins.write_text("lender,borrower,heads\n甲1,=乙1,2\n", encoding="utf-8")
    words = ["match", "labour", *map(str, files), "--rules", str(rules), "--pins", str(pins), "--json"]
    assert main([*words, "--out", str(plan)]) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["heads"], first["wishes"]["cost"], first["rounds"]) == (3, 0, [first["value"]])
    with plan.open("a", encoding="utf-8") as kept:
        kept.write("甲9,=乙1,1,2026-12-10,2027-01-31,1,1\n")
    assert main([*words, "--previous", str(plan)]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == first["value"]


@pytest.mark.parametrize(
    ("pins", "says"),
    [
        ("lender,heads\n甲1,2\n", "pins.csv 没有“borrower”列；需要的有：lender、borrower、heads。"),
        ("lender,borrower,heads\n甲9,=乙1,2\n", "pins.csv 第 2 行“lender”列的“甲9”不在这次的表里。"),
        ("lender,borrower,heads\n甲1,=乙1,两\n", "pins.csv 第 2 行“heads”列的值“两”不是整数。"),
        ("lender,borrower,heads\n甲1,=乙1,0\n", "指定的人数至少是 1。"),
        ("lender,borrower,heads\n甲1,乙2,1\n", "不能配对"),
    ],
)
def test_wrong_pins_are_named(
    files: tuple[Path, Path], pins: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = files[0].with_name("pins.csv")
    path.write_text(pins, encoding="utf-8")
    assert main(["match", "labour", *map(str, files), "--pins", str(path)]) == 2
    assert says in capsys.readouterr().err


def test_without_json_it_speaks(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "labour", *map(str, files)]) == 0
    assert "1 笔借用，3 人" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("2026-12-01", "12月1日", "idle.csv 第 2 行“first”列的值“12月1日”不是日期（如 2026-12-01）。"),
        ("甲2", "甲1", "idle.csv 第 3 行“lot”列的值“甲1”是空的，或与第 2 行重复。"),
        (",5,2026", ",五,2026", "idle.csv 第 2 行“heads”列的值“五”不是整数。"),
        (",5,2026", ",0,2026", "富余表第 0 行“heads”列的值“0”不是 1 到 1000000 之间的整数"),
        (",5,2026", ",,2026", "idle.csv 第 2 行“heads”列的值“”不是整数。"),
        ("lot,", "批,", "idle.csv 表头的“批”不认识或重复"),
        ("lot,", "x,", "idle.csv 表头的“x”不认识或重复"),
        ("甲厂,7", "甲厂,7,7", "idle.csv 第 2 行有 13 栏，表头有 12 栏。"),
        (IDLE, "", "文件“idle.csv”是空的。"),
        (IDLE, 'lot\n"x', "文件“idle.csv”不是 CSV"),
        (IDLE, "firm\nx\n", "idle.csv 没有“lot”列"),
    ],
)
def test_wrong_input_is_named(
    files: tuple[Path, Path], was: str, now: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files[0].write_text(IDLE.replace(was, now), encoding="utf-8")
    assert main(["match", "labour", *map(str, files)]) == 2
    assert says in capsys.readouterr().err


def test_files_that_cannot_be_used_are_named(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    idle, missing = map(str, files)
    assert main(["match", "labour", idle + "x", missing]) == 2
    assert "读不了文件" in capsys.readouterr().err
    assert main(["match", "labour", idle, missing, "--out", str(files[0].parent / "no" / "plan.csv")]) == 2
    assert "写不了文件" in capsys.readouterr().err
    files[0].write_bytes(b"\xff\xfe")
    assert main(["match", "labour", idle, missing]) == 2
    assert "不是 UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[limits]\nleast = 3\n", "规则文件的 [limits] 里没有“least”"),
        ("[limits]\nleast_days = 0\n", "规则“least_days”（最短借用）的值“0”不是 1 到 1830 之间的整数"),
        ("[other]\n", "规则文件里不认识“other”"),
        ("[[kin]]\nlender_job = 1\n", "规则文件的 [[kin]] 每项应有三个整数"),
        ("[[kin]]\nlender_job = 1\nneed_job = 1\npercent = 50\n", "有重复的一对"),
        ("[[kin]]\nlender_job = 1\nneed_job = 2\npercent = 0\n", "percent 应在 1 到 100 之间"),
        ("[wishes]\nbatch = true\n", "规则文件的 [wishes] 里没有“batch”"),
        ("[wishes]\nbatches = 1\n", "里“batches”的值“1”不对，应是 true 或 false。"),
        ("[wishes]\nloan_cost = true\n", "里“loan_cost”的值“True”不对，应是整数。"),
        ("[wishes]\nfairness = [[20]]\n", "fairness 的一档“[20]”应是 [比例, 元] 两个整数。"),
        ("[wishes]\nrounds = 10\n", "轮数“10”不在 1 到 9 之间。"),
        ("[", "不是 UTF-8 的 TOML"),
    ],
)
def test_wrong_rules_are_named(
    files: tuple[Path, Path], text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = files[0].with_name("rules.toml")
    rules.write_text(text, encoding="utf-8")
    assert main(["match", "labour", *map(str, files), "--rules", str(rules)]) == 2
    assert says in capsys.readouterr().err


def test_missing_rules_are_named(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "labour", *map(str, files), "--rules", "nowhere.toml"]) == 2
    assert "读不了规则文件“nowhere.toml”" in capsys.readouterr().err


def test_bench_reports_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench(["--lots", "300", "--seed", "2", "--scarce"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["lots"] == [300, 300]
    assert said["gap"] <= 0.001


def test_compiled_code_has_a_place_where_the_home_is_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file" / "none"))
    source = Path(folder.__code__.co_filename)
    assert tmp_path not in folder(source).parents
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert tmp_path in folder(source).parents
