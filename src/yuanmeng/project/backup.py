"""A backup is a folder: the database as of one moment, anchors, files, keys, and a manifest with their digests.

It counts only when it was proven: unpacked into a temporary place, its database checked, its ledger verified there.
Anchors are copied before the database and files after it, so that the copy never names what it does not hold.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg.conninfo import make_conninfo

BEFORE, AFTER = ("anchors", "keys"), ("files", "demo")
"""Parts of the data folder copied before and after the database."""
SQLITE, DUMP, MANIFEST = "yuanmeng.sqlite3", "yuanmeng.dump", "manifest.json"
POSTGRES_PROGRAMS = Path("/usr/lib/postgresql")


class BackupFault(RuntimeError):
    """The backup could not be made, is damaged, or its ledger is not sound; the text says which."""


def main(argv: list[str]) -> int:
    """`yuanmeng backup FOLDER` makes and proves one; `yuanmeng backup --check BACKUP` proves an older one."""
    parser = argparse.ArgumentParser(prog="yuanmeng backup", description="备份并验证 / makes a backup and proves it")
    parser.add_argument("folder", type=Path, help="备份放在此目录下，以时间为名 / it gets a folder of its own in here")
    parser.add_argument("--check", action="store_true", help="只验证这份备份 / prove this backup instead")
    asked = parser.parse_args(argv)
    return _told(lambda: _proven(asked.folder if asked.check else backup(asked.folder)))


def restore_main(argv: list[str]) -> int:
    """`yuanmeng restore BACKUP`: into this data folder and database, both of which must be empty."""
    parser = argparse.ArgumentParser(prog="yuanmeng restore", description="从备份恢复 / restores a backup")
    parser.add_argument("backup", type=Path)
    asked = parser.parse_args(argv)
    return _told(lambda: _restored(asked.backup))


def _told(work: Callable[[], str]) -> int:
    try:
        print(work())
    except BackupFault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _proven(source: Path) -> str:
    ledger = prove(source)
    return f"备份完好 / the backup is sound: {source} ({ledger['events']} 个事件 / events)"


def _restored(source: Path) -> str:
    tables = connection.introspection.table_names()
    if tables:
        raise BackupFault(
            "目标数据库不是空的；请用 YUANMENG_DATA 或 YUANMENG_DATABASE 指定空的位置。"
            " / The database is not empty: name an empty place with YUANMENG_DATA or YUANMENG_DATABASE."
        )
    check_digests(source)
    unpack(source, settings.DATA, _database_name())
    ledger = verified(settings.DATA, _database_name())
    return f"已恢复 / restored: {ledger['events']} 个事件 / events"


def backup(folder: Path) -> Path:
    """Make a backup in a new folder within `folder`; it gets its name only when it is complete."""
    target = folder.resolve() / f"{timezone.now():%Y%m%dT%H%M%SZ}-{uuid4().hex[:4]}"
    partial = target.with_suffix(".partial")
    partial.mkdir(parents=True, mode=0o700)
    for name in BEFORE:
        _copy(settings.DATA / name, partial / name)
    if connection.vendor == "postgresql":
        _postgres("pg_dump", "--format=custom", f"--file={partial / DUMP}", f"--dbname={_conninfo(_database_name())}")
    else:
        _copy_sqlite(Path(_database_name()), partial / SQLITE)
    for name in AFTER:
        _copy(settings.DATA / name, partial / name)
    manifest = {
        "product": version("yuanmeng"),
        "engine": connection.vendor,
        "made_at": timezone.now().isoformat(),
        "sha256": {str(file.relative_to(partial)): _digest(file) for file in _files(partial)},
    }
    (partial / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    partial.rename(target)
    return target


def prove(source: Path) -> dict[str, Any]:
    """Unpack into a temporary place and verify there. Raises BackupFault; returns what `verify --json` said."""
    check_digests(source)
    with tempfile.TemporaryDirectory(prefix="yuanmeng-proof-") as folder, _spare_database(Path(folder)) as name:
        unpack(source, Path(folder), name)
        return verified(Path(folder), name)


def check_digests(source: Path) -> None:
    """Every file of the manifest is there and unchanged, and the backup is for this engine. Raises BackupFault."""
    try:
        manifest = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupFault(f"不是完整的备份 / not a whole backup: {source} ({error})") from error
    if manifest["engine"] != connection.vendor:
        raise BackupFault(
            f"备份来自 / the backup is of {manifest['engine']}, 当前数据库是 / here is {connection.vendor}"
        )
    for name, digest in manifest["sha256"].items():
        file = source / name
        if not file.is_file() or _digest(file) != digest:
            raise BackupFault(f"备份中的文件缺失或被改动 / a file of the backup is missing or changed: {name}")


def unpack(source: Path, data: Path, name: str) -> None:
    """Put the parts where they belong: `data` is a data folder, `name` an SQLite file or a PostgreSQL database."""
    for part in (*BEFORE, *AFTER):
        _copy(source / part, data / part)
    if connection.vendor == "postgresql":
        _postgres("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_conninfo(name)}", str(source / DUMP))
    else:
        _copy_sqlite(source / SQLITE, Path(name))


def verified(data: Path, name: str) -> dict[str, Any]:
    """Integrity of the database and of its ledger, with the keys of that data folder. Raises BackupFault."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(name)) as opened:
            for pragma in ("integrity_check", "foreign_key_check"):
                found = [row for row in opened.execute(f"PRAGMA {pragma}") if row != ("ok",)]
                if found:
                    raise BackupFault(f"数据库损坏 / the database is damaged: {found[0]}")
    environment = {**os.environ, "YUANMENG_DATA": str(data), "YUANMENG_DATABASE": _url(name)}
    words = [sys.executable, "-m", "yuanmeng.project", "verify", "--json"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    try:
        says: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise BackupFault(done.stderr) from error
    if says["faults"]:
        raise BackupFault(says["faults"][0]["says"])
    return says


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif source.exists():
        shutil.copy2(source, target)


def _copy_sqlite(source: Path, target: Path) -> None:
    address = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as opened, closing(sqlite3.connect(target)) as copy:
        opened.backup(copy)


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])


@contextmanager
def _spare_database(folder: Path) -> Iterator[str]:
    """Where a backup may be unpacked for a moment: a file of its own, or a database of its own."""
    if connection.vendor == "sqlite":
        yield str(folder / SQLITE)
        return
    name = f"yuanmeng_proof_{uuid4().hex[:8]}"
    server = f"--maintenance-db={_conninfo(_database_name())}"
    _postgres("createdb", server, name)
    try:
        yield name
    finally:
        _postgres("dropdb", server, "--force", name)


def _url(name: str) -> str:
    """YUANMENG_DATABASE for the same server with another database; empty for SQLite, whose file the folder holds."""
    asked = os.environ.get("YUANMENG_DATABASE", "")
    return urlsplit(asked)._replace(path=f"/{quote(name)}").geturl() if asked else ""


def _conninfo(name: str) -> str:
    """How to reach a database of the same server, without the password, which ps would show."""
    known = connection.settings_dict
    place = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], **known["OPTIONS"]}
    return make_conninfo(dbname=name, **{key: value for key, value in place.items() if value})


def _postgres(program: str, *words: str) -> None:
    """One of PostgreSQL's own programs, the newest of Debian's when none is on PATH. Raises BackupFault."""
    debian = sorted(POSTGRES_PROGRAMS.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(program) or (str(debian[-1]) if debian else None)
    if found is None:
        raise BackupFault(
            f"找不到 {program}，请安装 postgresql-client。 / {program} not found: install postgresql-client."
        )
    environment = {**os.environ, "PGPASSWORD": connection.settings_dict["PASSWORD"]}
    call = [found, *words]
    done = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        raise BackupFault(f"{program}: {done.stderr.strip()}")
