"""What must hold before the product starts: each fault is one sentence with its remedy, in Chinese and English."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection

from yuanmeng.project.place import loopback

NETWORK = re.compile(r"^(nfs\d?|cifs|smb\d?|smbfs|9p|drvfs|afs|ceph|lustre|fuse\.(sshfs|glusterfs|rclone|s3fs))$")
"""File systems on which SQLite's write-ahead log and file locks cannot be relied on."""
MOUNTS = Path("/proc/mounts")


class Unfit(RuntimeError):
    """The product refuses to start; the text says why and what to do."""


def demand() -> None:
    """Raises Unfit with every fault found, a line each."""
    found = list(faults())
    if found:
        raise Unfit("\n".join(found))


def faults() -> Iterator[str]:
    """The sentences of all checks that fail."""
    for check in CHECKS:
        yield from check()


def old_sqlite() -> Iterator[str]:
    """SQLite's WAL-reset bug can lose or garble acknowledged writes; PostgreSQL does not use that library."""
    if connection.vendor == "sqlite" and has_wal_bug(sqlite3.sqlite_version_info):
        yield (
            f"SQLite {sqlite3.sqlite_version} 有 WAL 重置缺陷，可能丢失已确认的数据；"
            "请安装 pysqlite3 0.6.1 以上版本（运行 uv sync）。"
            f" / SQLite {sqlite3.sqlite_version} has the WAL-reset bug: install pysqlite3 >= 0.6.1 (run uv sync)."
        )


def has_wal_bug(version: tuple[int, ...]) -> bool:
    """3.7.0 to 3.51.2 have it, but for 3.44.6 and 3.50.7 onwards in their own branches."""
    repaired = {(3, 44): 6, (3, 50): 7}
    branch = version[:2]
    if branch in repaired and version[2] >= repaired[branch]:
        return False
    return (3, 7, 0) <= version <= (3, 51, 2)


def network_folder() -> Iterator[str]:
    """Locks and shared memory of the data folder must be those of one machine."""
    kind = file_system(settings.DATA, MOUNTS)
    if NETWORK.match(kind):
        yield (
            f"数据目录 {settings.DATA} 在网络文件系统（{kind}）上，文件锁不可靠；"
            "请用 YUANMENG_DATA 指定本机磁盘上的目录。"
            f" / The data folder is on a network file system ({kind}): set YUANMENG_DATA to a folder on a local disk."
        )


def file_system(folder: Path, mounts: Path) -> str:
    """The type of the file system that holds `folder`, from a table like /proc/mounts; empty when not known."""
    if not mounts.exists():
        return ""
    found, kind = -1, ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, point, its_kind, *_rest = line.split(" ")
        place = Path(re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), point))
        if folder.resolve().is_relative_to(place) and len(place.parts) >= found:
            found, kind = len(place.parts), its_kind
    return kind


def mighty_role() -> Iterator[str]:
    """The role that serves pages must not be able to pass by the database's own protection."""
    if connection.vendor != "postgresql":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            name, mighty = cursor.fetchone()
    except OperationalError as error:
        yield (
            "连接不上 YUANMENG_DATABASE 所指的数据库，请检查地址和数据库服务。"
            f" / The database named by YUANMENG_DATABASE was not reached: {error}"
        )
        return
    if mighty:
        yield (
            f"数据库角色 {name} 是超级用户或可绕过行级安全；请另建普通角色并写入 YUANMENG_DATABASE。"
            f" / The database role {name} is superuser or bypasses row security: create a plain role"
            f" (CREATE ROLE yuanmeng LOGIN) and name it in YUANMENG_DATABASE."
        )


def open_debugging() -> Iterator[str]:
    """Debug pages show settings and data to whoever asks."""
    if settings.DEBUG and not loopback(settings.HOST):
        yield (
            f"调试模式不能在非本机地址 {settings.HOST} 上开启；"
            "请去掉 YUANMENG_DEBUG，或把 YUANMENG_HOST 设为 127.0.0.1。"
            f" / Debug mode is refused on {settings.HOST}: unset YUANMENG_DEBUG or set YUANMENG_HOST to 127.0.0.1."
        )


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (old_sqlite, network_folder, mighty_role, open_debugging)
