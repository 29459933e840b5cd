"""The command that loads the demo zone, and what an empty demo shows."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from yuanmeng.desk.demo import command
from yuanmeng.register.models import Organisation


def test_command_loads_marks_names_the_people_and_serves_afterwards(
    db, settings, tmp_path, capsys, monkeypatch
) -> None:
    settings.DATA = tmp_path
    started: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda _path, words: started.append(words[1:]))
    assert command.main([]) == 0
    assert started == [["-m", "yuanmeng.project", "serve"]]
    assert (tmp_path / "demo").exists()
    shown = capsys.readouterr().out
    assert "162 个单位" in shown
    assert "系统管理员  马一凡（admin）" in shown
    assert command.main(["--load-only"]) == 0, "a second time is no second zone"
    assert len(started) == 1


def test_command_refuses_a_database_with_firms(db, settings, tmp_path, capsys) -> None:
    settings.DATA = tmp_path
    now = timezone.now()
    Organisation.objects.create(name="明渠劳务服务有限公司", uscc_state="missing", created_at=now, updated_at=now)
    assert command.main(["--load-only"]) == 2
    assert not (tmp_path / "demo").exists()
    assert "已有企业档案" in capsys.readouterr().out


def test_an_empty_demo_says_what_to_do(db, settings) -> None:
    settings.DEMO = True
    assert "请运行 yuanmeng demo" in Client().get("/demo/people/").content.decode()
