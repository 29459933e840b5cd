"""`yuanmeng brief`: a published briefing as a file."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.reports.conftest import KEY, THIS_YEAR, draft

from yuanmeng.reports import command
from yuanmeng.reports.actions import writing


@pytest.fixture
def briefing(zone, rank):
    text = f"成员关系[[{KEY} {THIS_YEAR}]]个，名次第[[fact:{rank.pk}]]位。"
    made = writing.start(values=draft(text), by=zone.officer, op=uuid4())
    writing.publish(made.pk, version=0, unproven=False, by=zone.leader, op=uuid4())
    return made


@pytest.mark.parametrize(("form", "begins"), [("html", b"<!doctype"), ("pdf", b"%PDF"), ("docx", b"PK")])
def test_it_writes_the_newest_edition(form, begins, briefing, tmp_path, capsys) -> None:
    out = tmp_path / f"b.{form}"
    for name in ("demo", str(briefing.pk)):
        assert command.main([name, "--format", form, "--out", str(out), "--site", "https://zone.example/"]) == 0
    assert out.read_bytes().startswith(begins)
    assert "第 1 版，引用 2 个数字" in capsys.readouterr().out


def test_links_lead_to_the_site(briefing, rank, tmp_path) -> None:
    out = tmp_path / "b.html"
    command.main(["demo", "--out", str(out), "--edition", "1", "--site", "https://zone.example/"])
    text = out.read_text("utf-8")
    assert 'href="https://zone.example/proof/' in text
    assert text.count(f'href="https://zone.example/outside-facts/{rank.pk}/"') == 2
    assert "外部数据，来源：演示文件（虚构）" in text


@pytest.mark.parametrize("words", [["9"], ["none"], ["demo", "--edition", "7"]])
def test_no_such_briefing(words, briefing, tmp_path, capsys) -> None:
    assert command.main([*words, "--out", str(tmp_path / "b.html")]) == 2
    assert "没有这份已发布的简报" in capsys.readouterr().err


def test_a_file_that_cannot_be_written(briefing, tmp_path, capsys) -> None:
    assert command.main(["demo", "--out", str(tmp_path / "no" / "b.html")]) == 2
    assert "无法写入" in capsys.readouterr().err
