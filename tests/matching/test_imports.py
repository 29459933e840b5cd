"""Vacancies of a file: taken, held and refused with reasons, once each, and the column of sex not at all."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.core.refusals import Denied
from yuanmeng.matching import command_import
from yuanmeng.matching.actions.imports import Outcome, load
from yuanmeng.matching.models import Lot
from yuanmeng.register.importing.reading import opened

SOON = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
FIRM = "brewery（虚构）有限公司"
HEAD = ["职位", "单位", "人数", "工资", "截止日期", "性别", "说明"]
ROWS = [
    ["包装工", FIRM, "10人", "3000-5000", SOON, "女", ""],
    ["包装工", FIRM, "10人", "3000-5000", SOON, "女", ""],
    ["包装工", FIRM, "33,312,323", "面议", SOON, "不限", ""],
    ["制管操作员/印刷操作员/包装工", "别处公司", "数名人", "", "1970-01-01", "男", "限男性，35岁以下"],
    ["", FIRM, "3", "", SOON, "", ""],
    ["电焊工", "", "3", "", (timezone.localdate() + dt.timedelta(days=900)).isoformat(), "", ""],
    ["叉车工", FIRM],
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "缺工.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([HEAD, *ROWS])
    return path


def test_rows_are_taken_held_and_refused(zone, file, tmp_path, capsys) -> None:
    errors = tmp_path / "错误.csv"
    assert command_import.main([str(file), "--json", "--errors", str(errors)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: told[name] for name in ("rows", "created", "held", "refused", "unchanged")} == {
        "rows": 7, "created": 1, "held": 4, "refused": 2, "unchanged": 0,
    }  # fmt: skip
    assert told["reasons"] == {
        "twice": 1, "junk_heads": 1, "several_jobs": 1, "no_heads": 2, "junk_date": 2, "wording": 1,
        "unknown_employer": 1, "no_title": 1, "no_employer": 1, "no_date": 1,
    }  # fmt: skip
    lot = Lot.objects.get(state="draft")
    assert (lot.organisation, lot.job, lot.heads, lot.wage_fen) == (zone.brewery, 1101, 10, 13_793)
    assert "女" not in json.dumps([*Lot.objects.values_list("given", flat=True)], ensure_ascii=False)
    assert Lot.objects.get(held=["junk_heads"]).heads == 33_312_323
    assert "人数超过 500" in errors.read_text("utf-8-sig")
    assert command_import.main([str(file)]) == 0
    assert "以前导入过 6" in capsys.readouterr().out
    assert Lot.objects.count() == 5


def test_a_check_writes_nothing(zone, file, capsys) -> None:
    assert command_import.main([str(file), "--check"]) == 0
    assert "待核对 4" in capsys.readouterr().out
    assert not Lot.objects.exists()


def test_files_that_are_none(zone, tmp_path, capsys) -> None:
    wrong = tmp_path / "别的.csv"
    wrong.write_text("甲,乙\n1,2\n", "utf-8")
    assert command_import.main([str(wrong)]) == 1
    assert "没有找到岗位列" in capsys.readouterr().err
    assert command_import.main([str(tmp_path / "没有.csv")]) == 1
    assert "不能读写文件" in capsys.readouterr().err


def test_only_an_officer_loads(zone, file) -> None:
    with opened(file) as tables, pytest.raises(Denied):
        load(tables[0], "甲", as_of=timezone.localdate(), troubles=Outcome(), by=zone.brewery_people, op=uuid4())
