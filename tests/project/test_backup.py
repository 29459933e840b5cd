"""Backups that are proven by restoring them, and those that must not pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from tests.opened import open_ledger

from yuanmeng.core.actor import Actor
from yuanmeng.ledger.actions import record
from yuanmeng.ledger.models import Event
from yuanmeng.project import backup
from yuanmeng.project.backup import BackupFault, check_digests, main, prove, restore_main

pytestmark = pytest.mark.django_db(transaction=True)
DATABASE = backup.DUMP if connection.vendor == "postgresql" else backup.SQLITE


def write(count: int = 3) -> None:
    for number in range(count):
        with transaction.atomic():
            record("tests.write", by=Actor(7), op=None, number=number)


@pytest.fixture
def data(settings: Any) -> Iterator[Path]:
    folder: Path = settings.DATA
    (folder / "files").mkdir(exist_ok=True)
    (folder / "files" / "a.txt").write_text("附件")
    (folder / "demo").touch()
    yield folder
    (folder / "demo").unlink()


@pytest.fixture
def made(data: Path, tmp_path: Path) -> Path:
    write()
    return backup.backup(tmp_path / "backups")


def test_a_backup_is_proven_and_holds_everything(made: Path) -> None:
    assert prove(made)["events"] == 3
    names = set(json.loads((made / "manifest.json").read_text())["sha256"])
    assert {DATABASE, "demo", "files/a.txt", "keys/ledger.key", "keys/session.key"} <= names
    assert any(name.startswith("anchors/") for name in names)
    assert made.stat().st_mode & 0o777 == 0o700


def test_the_command_makes_proves_and_proves_again(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write()
    assert main([str(tmp_path / "b")]) == 0
    (folder,) = (tmp_path / "b").iterdir()
    assert main(["--check", str(folder)]) == 0
    assert capsys.readouterr().out == f"备份完好 / the backup is sound: {folder} (3 个事件 / events)\n" * 2


def test_events_after_the_backup_do_not_spoil_it(made: Path) -> None:
    write(2)
    assert prove(made)["events"] == 3


@pytest.mark.parametrize("harm", ["changed", "lost", "truncated", "no manifest", "other engine"])
def test_a_damaged_backup_is_refused(made: Path, harm: str, capsys: pytest.CaptureFixture[str]) -> None:
    if harm == "changed":
        (made / "files" / "a.txt").write_text("别的")
    elif harm == "lost":
        (made / "keys" / "ledger.key").unlink()
    elif harm == "truncated":
        (made / DATABASE).write_bytes((made / DATABASE).read_bytes()[:-1])
    elif harm == "no manifest":
        (made / "manifest.json").unlink()
    else:
        manifest = json.loads((made / "manifest.json").read_text())
        (made / "manifest.json").write_text(json.dumps({**manifest, "engine": "other"}))
    assert main(["--check", str(made)]) == 1
    assert ("备份" in capsys.readouterr().err) is True


def test_a_backup_of_a_ledger_that_was_tampered_with_is_refused(data: Path, tmp_path: Path) -> None:
    write()
    with open_ledger():
        Event.objects.filter(pk=2).update(verb="x")
    with pytest.raises(BackupFault, match="事件 2（x）"):
        prove(backup.backup(tmp_path))


def test_a_backup_with_another_key_is_refused(made: Path) -> None:
    (made / "keys" / "ledger.key").write_bytes(b"x" * 32)
    manifest = json.loads((made / "manifest.json").read_text())
    manifest["sha256"]["keys/ledger.key"] = backup._digest(made / "keys" / "ledger.key")
    (made / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BackupFault, match="事件 1"):
        prove(made)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL checks its own pages")
def test_a_damaged_database_is_found_though_its_digest_fits(made: Path) -> None:
    file = made / DATABASE
    with backup.closing(backup.sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA foreign_keys=OFF")
        opened.execute("INSERT INTO accounts_post VALUES (1, 'auditor', 'zone', NULL, '2026-01-01', NULL, 999)")
        opened.commit()
    with pytest.raises(BackupFault, match="数据库损坏"):
        backup.verified(made, str(file))


def test_a_database_that_cannot_be_read_at_all_is_told(made: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupFault):
        backup.verified(tmp_path, str(tmp_path / "none" if connection.vendor == "postgresql" else tmp_path / "empty"))


def test_restore_into_an_empty_place(made: Path, tmp_path: Path) -> None:
    place = tmp_path / "restored"
    environment = {**os.environ, "YUANMENG_DATA": str(place)}
    with backup._spare_database(tmp_path) as name:
        environment["YUANMENG_DATABASE"] = backup._url(name)
        words = [sys.executable, "-m", "yuanmeng.project", "restore", str(made)]
        first, again = (
            subprocess.run(words, env=environment, capture_output=True, text=True, check=False) for _time in range(2)
        )
    assert (first.returncode, first.stdout, first.stderr) == (0, "已恢复 / restored: 3 个事件 / events\n", "")
    assert (again.returncode, again.stderr.startswith("目标数据库不是空的")) == (1, True)
    assert (place / "files" / "a.txt").read_text() == "附件"


def test_restore_refuses_a_database_with_tables(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert restore_main([str(made)]) == 1
    assert capsys.readouterr().err.startswith("目标数据库不是空的")


def test_an_unfinished_backup_has_no_final_name(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "version", lambda _name: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        backup.backup(tmp_path)
    (left,) = tmp_path.iterdir()
    assert left.suffix == ".partial"
    with pytest.raises(BackupFault, match="不是完整的备份"):
        check_digests(left)


def test_missing_programs_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(backup, "POSTGRES_PROGRAMS", tmp_path)
    with pytest.raises(BackupFault, match="找不到 pg_dump"):
        backup._postgres("pg_dump")
    program = tmp_path / "15" / "bin" / "pg_dump"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(BackupFault, match="pg_dump: broken"):
        backup._postgres("pg_dump")
