"""`yuanmeng serve`: the web server and the background worker as children of one process that stops both."""

from __future__ import annotations

import argparse
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from importlib import import_module
from types import FrameType
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import translation

from yuanmeng.accounts.models import ROLES
from yuanmeng.accounts.queries import first_holders
from yuanmeng.project.backup import backup, check_digests
from yuanmeng.project.health import pending_migrations

GRANIAN = ["granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning", "--respawn-failed-workers"]
READY_SECONDS = 60
STOP_SECONDS = 10
WATCH_SECONDS = 1.0
PR_SET_PDEATHSIG = 1
Child = subprocess.Popen[bytes]


def main(argv: list[str]) -> int:
    """Prepare the database, start both children, say where, and wait. Exit status 1 when the web server failed."""
    parser = argparse.ArgumentParser(prog="yuanmeng serve", description="启动网站和后台任务 / serves the site")
    parser.add_argument(
        "--demo", action="store_true", help="数据目录为空时先装入演示园区 / a new folder gets the demo zone"
    )
    parser.add_argument("--workers", type=int, default=1, help="网页进程数 / web processes")
    parser.add_argument("--threads", type=int, default=4, help="每个进程的线程数 / threads of each")
    asked = parser.parse_args(argv)
    if port_taken(settings.HOST, settings.PORT):
        print(
            f"端口 {settings.PORT} 已被占用，请用 YUANMENG_PORT=… 换一个。"
            f" / Port {settings.PORT} is taken: choose another with YUANMENG_PORT.",
            file=sys.stderr,
        )
        return 1
    new = prepare()
    if new and asked.demo:
        load_demo()
    return keep([web(asked.workers, asked.threads), worker()])


def upgrade(argv: list[str]) -> int:
    """`yuanmeng upgrade`: what `serve` does before it starts, for those who run the two parts themselves."""
    argparse.ArgumentParser(
        prog="yuanmeng upgrade", description="备份后更新数据库结构 / saves, then migrates"
    ).parse_args(argv)
    prepare()
    return 0


def prepare() -> bool:
    """Bring the database up to date; whether it was new. A database with data in it is saved before it changes."""
    new = "django_migrations" not in connection.introspection.table_names()
    if pending_migrations():
        if not new:
            save_before_upgrade()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable")
    return new


def save_before_upgrade() -> None:
    """A backup in the data folder. Raises BackupFault, and nothing was changed."""
    target = backup(settings.DATA / "before-upgrade")
    check_digests(target)
    print(f"升级前已备份到 {target} / saved before the upgrade", flush=True)


def load_demo() -> None:
    """A process of its own, since the settings say whether this folder is a demo. Raises CalledProcessError."""
    print("正在装入演示园区…… / loading the demo zone…", flush=True)
    connections.close_all()
    subprocess.run(
        [sys.executable, "-m", "yuanmeng.project", "demo", "--load-only"], check=True, stdout=subprocess.DEVNULL
    )


def port_taken(host: str, port: int) -> bool:
    """Whether somebody listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError:
            return True
    return False


def web(workers: int, threads: int) -> Child:
    """Granian with this product."""
    place = ["--host", settings.HOST, "--port", str(settings.PORT)]
    size = ["--workers", str(workers), "--blocking-threads", str(threads)]
    return start([*GRANIAN, *place, *size, "yuanmeng.project.wsgi:application"])


def worker() -> Child:
    """The background worker."""
    return start(["yuanmeng.project", "work"])


def start(words: list[str]) -> Child:
    """A child in a session of its own, so that Ctrl-C reaches this process alone; it ends when this process dies."""
    connections.close_all()
    libc = ctypes.CDLL(None)
    return subprocess.Popen(  # noqa: S603 - our own modules
        [sys.executable, "-m", *words],
        start_new_session=True,
        preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM),  # noqa: PLW1509 - no threads here
    )


def keep(children: list[Child]) -> int:
    """Watch over the children until a signal or the end of the web server; then stop everything."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        print(watch(children), file=sys.stderr)
    except SystemExit:
        return 0
    finally:
        end(children)
    return 1


def watch(children: list[Child]) -> str:
    """Say where the site is once it answers, restart the worker when it ends; returns why it is over."""
    if not answers(children[0]):
        return "网站没有启动，原因见上。 / The web server did not start, see above."
    print(banner(), flush=True)
    connections.close_all()
    while children[0].poll() is None:
        if children[1].poll() is not None:
            print("后台任务进程已结束，正在重新启动。 / The worker ended and is started again.", file=sys.stderr)
            children[1] = worker()
        time.sleep(WATCH_SECONDS)
    return "网站进程已结束。 / The web server ended."


def answers(child: Child) -> bool:
    """Wait until /healthz answers; False when the child ended or takes too long."""
    last = time.monotonic() + READY_SECONDS
    host = urlsplit(address()).hostname or ""
    while child.poll() is None and time.monotonic() < last:
        asked = http.client.HTTPConnection(host, settings.PORT, timeout=5)
        try:
            asked.request("GET", "/healthz")
            if asked.getresponse().status >= 500:
                import_module(settings.ROOT_URLCONF)  # a fault in the code is told by this process, too
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        else:
            return True
        finally:
            asked.close()
    return False


def address() -> str:
    """Where the site is, seen from this machine."""
    host = settings.HOST if settings.HOST not in {"0.0.0.0", "::"} else "127.0.0.1"  # noqa: S104 - compared only
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.PORT}/"


def banner() -> str:
    """The address, and in a demo who can sign in."""
    lines = ["", f"  园盟 Yuanmeng  {address()}", f"  数据目录 data folder  {settings.DATA}"]
    if (settings.DATA / "demo").exists():
        lines += ["", f"  演示账户，一键登录 / demo accounts, one click:  {address()}demo/people/"]
        with translation.override("en"):
            english = {role: str(name) for role, name in ROLES.items()}
        with translation.override("zh-hans"):
            lines += [f"    {user.name}  {ROLES[role]} / {english[role]}" for role, user in first_holders().items()]
    return "\n".join([*lines, "", "  按 Ctrl-C 停止 / Ctrl-C stops everything", ""])


def end(children: list[Child]) -> None:
    """SIGTERM to the children, SIGKILL to those that do not listen."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _stop(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(0)
