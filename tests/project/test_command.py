"""The command line."""

from __future__ import annotations

import runpy
import sys
from importlib import import_module

import pytest

from yuanmeng.project import command


def test_every_verb_leads_to_a_function() -> None:
    for target, says in command.VERBS.values():
        module, name = target.split(":")
        assert callable(getattr(import_module(module), name))
        assert says


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_help_lists_the_verbs(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(words) == 0
    assert "yuanmeng serve " in capsys.readouterr().out


def test_a_verb_gets_its_words(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["work", "--drain"]) == 0
    assert capsys.readouterr().out == "0 项任务 / jobs\n"


def test_a_pure_verb_does_not_load_django(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(command, "VERBS", {("assign",): (f"{__name__}:asked", "")})
    monkeypatch.setattr(command, "fit", lambda: asked.append("fit"))
    monkeypatch.setattr(sys.modules[__name__], "asked", len, raising=False)
    assert (command.main(["assign", "labour", "x"]), asked) == (2, [])


def test_other_words_are_django_s(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["check"]) == 0
    assert "no issues" in capsys.readouterr().out


def test_the_package_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["yuanmeng", "help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("yuanmeng.project", run_name="__main__")
    assert ended.value.code == 0
