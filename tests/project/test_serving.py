"""`yuanmeng serve`: one process to start and to stop."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from tests.project.site import Browser, Site, descendants

from yuanmeng.project import serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("site"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the engine makes no difference; test_kill serves both"),
]


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def health(site: Site) -> dict[str, object]:
    says: dict[str, object] = json.loads(Browser(site).get("/healthz")[2])
    return says


def command_line(pid: int) -> bytes:
    """Empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def workers_of(site: Site) -> set[int]:
    """The processes that run jobs."""
    return {pid for pid in site.processes() if command_line(pid).endswith(b"\0work\0")}


def test_it_serves_says_where_and_stops_as_one(site: Site) -> None:
    site.start("--demo")
    until(lambda: "Ctrl-C" in site.said.read_text())
    said = site.said.read_text()
    assert f"http://127.0.0.1:{site.port}/" in said
    assert "系统管理员 / " in said
    until(lambda: health(site)["status"] == "ok")
    assert Browser(site).get("/demo/people/")[0] == 200
    assert_all_stop(site, signal.SIGINT)


def test_it_stops_as_one_when_systemd_asks(ready: Site) -> None:
    ready.start()
    assert_all_stop(ready, signal.SIGTERM)


def assert_all_stop(site: Site, number: signal.Signals) -> None:
    everything = site.processes()
    assert len(everything) >= 4
    assert site.stop(number) == 0
    assert [pid for pid in everything if alive(pid)] == []


def test_a_second_start_keeps_the_data_and_a_folder_without_demo_has_none(ready: Site) -> None:
    ready.start()
    assert Browser(ready).get("/demo/people/")[0] == 404
    assert "demo/people" not in ready.said.read_text()
    ready.stop()
    ready.start("--demo")  # no longer new
    assert Browser(ready).get("/demo/people/")[0] == 404
    ready.stop()


def test_a_fallen_worker_is_started_again(ready: Site) -> None:
    ready.start()
    until(lambda: "Ctrl-C" in ready.said.read_text())
    (first,) = workers_of(ready)
    os.kill(first, signal.SIGKILL)
    until(lambda: workers_of(ready) - {first})
    assert "正在重新启动" in ready.said.read_text()
    ready.stop()


def test_when_the_web_server_ends_everything_ends(ready: Site) -> None:
    ready.start()
    until(lambda: "Ctrl-C" in ready.said.read_text())
    web = next(pid for pid in ready.processes() if b"granian" in command_line(pid))
    everything = ready.processes()
    os.kill(web, signal.SIGTERM)
    assert ready.process
    assert ready.process.wait(timeout=30) == 1
    assert "The web server ended" in ready.said.read_text()
    until(lambda: not any(alive(pid) for pid in everything))


def test_children_do_not_outlive_a_killed_parent(ready: Site) -> None:
    ready.start()
    assert ready.process
    everything = descendants(ready.process.pid)
    ready.process.kill()
    ready.process.wait()
    until(lambda: not any(alive(pid) for pid in everything))


def test_a_taken_port_is_told(site: Site) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        with pytest.raises(AssertionError, match=f"端口 {site.port} 已被占用"):
            site.start()


def test_a_web_server_that_does_not_come_up_is_told() -> None:
    over = serving.start(["timeit", "-n1", "-r1"])
    over.wait()
    assert serving.watch([over]) == "网站没有启动，原因见上。 / The web server did not start, see above."


def test_an_upgrade_saves_the_data_first(site: Site) -> None:
    site.run("upgrade")
    assert not (site.data / "before-upgrade").exists()
    site.run("migrate", "jobs", "zero")
    assert "升级前已备份到" in site.run("upgrade")
    (saved,) = (site.data / "before-upgrade").iterdir()
    assert (saved / "manifest.json").exists()
    assert site.run("upgrade") == ""


def test_addresses(settings: pytest.FixtureDef) -> None:
    settings.PORT = 8000
    for host, url in {
        "127.0.0.1": "http://127.0.0.1:8000/",
        "0.0.0.0": "http://127.0.0.1:8000/",
        "::": "http://127.0.0.1:8000/",
        "::1": "http://[::1]:8000/",
    }.items():
        settings.HOST = host
        assert serving.address() == url


def test_a_child_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "STOP_SECONDS", 0.2)
    deaf = serving.start(["timeit", "-n1", "-r1", "-s", "import signal,time; signal.signal(15, 1); time.sleep(60)"])
    until(lambda: b"timeit" in command_line(deaf.pid))
    time.sleep(0.3)
    serving.end([deaf])
    assert deaf.returncode in {-signal.SIGKILL, -signal.SIGTERM}


def test_a_web_server_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "READY_SECONDS", -1)
    slow = serving.start(["timeit", "-n1", "-r1", "-s", "import time; time.sleep(60)"])
    assert not serving.answers(slow)
    serving.end([slow])


def test_a_fault_in_the_code_is_told_and_everything_ends(ready: Site) -> None:
    ready.broken = "yuanmeng.visits.urls"
    with pytest.raises(AssertionError, match=r"yuanmeng\.visits\.urls is broken"):
        ready.start()
    assert ready.process
    assert ready.process.wait(timeout=30) == 1
    assert descendants(ready.process.pid) == []
