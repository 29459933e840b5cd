"""What refuses to start, and how it says so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from yuanmeng.project import checks, command

MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/share /srv/shared nfs4 rw 0 0
//office/files /srv/two\\040words cifs rw 0 0
tmpfs /srv/shared/local tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("version", "bug"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_versions_of_sqlite_with_the_bug(version: tuple[int, int, int], bug: bool) -> None:
    assert checks.has_wal_bug(version) is bug


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/var/x", "ext4"), ("/srv/shared/x", "nfs4"), ("/srv/two words/x", "cifs"), ("/srv/shared/local/x", "tmpfs")],
)
def test_the_file_system_is_that_of_the_nearest_mount(folder: str, kind: str, tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text(MOUNTS)
    assert checks.file_system(Path(folder), table) == kind


def test_no_table_of_mounts_says_nothing(tmp_path: Path) -> None:
    assert checks.file_system(tmp_path, tmp_path / "none") == ""


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs"])
def test_a_data_folder_on_a_network_is_refused(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mounts"
    table.write_text(f"server:/all / {kind} rw 0 0\n")
    monkeypatch.setattr(checks, "MOUNTS", table)
    (says,) = checks.network_folder()
    assert f"在网络文件系统（{kind}）上" in says
    assert "YUANMENG_DATA" in says


def test_this_machine_is_fit(db: None) -> None:
    checks.demand()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL does not use the library")
def test_an_old_library_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 40, 1))
    (says,) = checks.old_sqlite()
    assert "WAL 重置缺陷" in says
    assert "uv sync" in says


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has roles")
def test_a_superuser_is_refused() -> None:
    url = os.environ["YUANMENG_DATABASE"]
    said = {}
    for role in ("yuanmeng", "postgres"):
        environment = {**os.environ, "YUANMENG_DATABASE": url.replace("//yuanmeng@", f"//{role}@")}
        words = [sys.executable, "-m", "yuanmeng.project", "check"]
        done = subprocess.run(words, env=environment, capture_output=True, check=False)
        said[role] = done.returncode, done.stderr.decode()
    assert said["yuanmeng"][0] == 0
    assert said["postgres"][0] == 1
    assert said["postgres"][1].startswith("数据库角色 postgres 是超级用户或可绕过行级安全")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")
def test_a_database_out_of_reach_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("no server")

    monkeypatch.setattr(connection, "cursor", refuse)
    (says,) = checks.mighty_role()
    assert says.startswith("连接不上 YUANMENG_DATABASE")


@pytest.mark.parametrize(("debug", "host", "refused"), [(True, "0.0.0.0", 1), (True, "::1", 0), (False, "0.0.0.0", 0)])
def test_debugging_is_for_this_machine_only(debug: bool, host: str, refused: int, settings: pytest.FixtureDef) -> None:
    settings.DEBUG, settings.HOST = debug, host
    assert len(list(checks.open_debugging())) == refused


def test_the_command_line_refuses_with_the_sentences(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault() -> Iterator[str]:
        yield "不行。"

    monkeypatch.setattr(checks, "CHECKS", (fault, fault))
    assert [command.main(["work"]), command.main(["check"])] == [1, 1]
    assert capsys.readouterr().err == "不行。\n不行。\n" * 2
    with pytest.raises(checks.Unfit):
        checks.demand()
