"""The whole product as its user starts it, in a data folder of its own, to be killed and started again."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|op)" value="([^"]+)"')
UNMEASURED = {"COVERAGE_PROCESS_CONFIG": "", "COVERAGE_PROCESS_START": ""}
BREAKING = Path(__file__).with_name("breaking")
"""Holds a sitecustomize that breaks the module named in the environment."""
Form = dict[str, str]


@dataclass
class Site:
    """`yuanmeng serve` with everything it started."""

    data: Path
    database: str = ""
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    broken: str = ""
    """A module that cannot be imported in what is started here."""
    measured: dict[str, str] = field(default_factory=dict)
    """UNMEASURED where the product is started so often that measuring coverage would be most of the work."""
    said: Path = field(init=False)

    def __post_init__(self) -> None:
        self.port = free_port()
        self.said = self.data.parent / f"{self.data.name}.log"

    @property
    def environment(self) -> dict[str, str]:
        place = {"YUANMENG_DATA": str(self.data), "YUANMENG_DATABASE": self.database, "YUANMENG_PORT": str(self.port)}
        faults = {"PYTHONPATH": str(BREAKING), "YUANMENG_TEST_BREAKS": self.broken} if self.broken else {}
        return {**os.environ, **place, **faults, **self.measured, "YUANMENG_HOST": "127.0.0.1"}

    def run(self, *words: str) -> str:
        """One command of the product; its output."""
        call = [sys.executable, "-m", "yuanmeng.project", *words]
        return subprocess.run(call, env=self.environment, check=True, capture_output=True, text=True).stdout

    def start(self, *words: str) -> None:
        """Start and wait until it answers."""
        with self.said.open("ab") as said:
            call = [sys.executable, "-m", "yuanmeng.project", "serve", *words]
            self.process = subprocess.Popen(
                call, env=self.environment, stdout=said, stderr=said, start_new_session=True
            )
        end = time.monotonic() + 600
        while not self.answers():
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < end, self.said.read_text()
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether the port is open and healthy."""
        try:
            return Browser(self).get("/healthz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def processes(self) -> list[int]:
        """The process and all its descendants."""
        assert self.process
        return [self.process.pid, *descendants(self.process.pid)]

    def kill(self) -> None:
        """SIGKILL to everything at once, as the kernel or a fallen machine would."""
        assert self.process
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop, as Ctrl-C or systemd; its exit status."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(timeout=120)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def descendants(parent: int) -> list[int]:
    """Process numbers below `parent`."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found = [parent]
    for pid in found:
        found += [child for child, above in parents.items() if above == pid]
    return found[1:]


class Browser:
    """Cookies and plain HTTP, no redirects."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, where to, text."""
        return self._ask("GET", path)

    def post(self, path: str, form: Form) -> tuple[int, str, str]:
        """Status, where to, text."""
        return self._ask("POST", path, urllib.parse.urlencode(form))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _equals, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()

    def sign_in(self, person: int) -> None:
        """The demo's one click."""
        form = hidden(self.get("/demo/people/")[2])
        status, _where, text = self.post("/demo/session/", {**form, "person": str(person)})
        assert status == 302, text


def hidden(page: str) -> Form:
    """The token and the operation id of the last form of a page."""
    return dict(HIDDEN.findall(page))


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the server said yes to."""

    op: str
    where: str
    name: str


class Writer(threading.Thread):
    """Fills in one page again and again; after a broken answer the same form is sent until it is acknowledged.

    A careless one makes a new operation id for every attempt, as a program without them would.
    """

    def __init__(self, browser: Browser, page: str, form: Form, *, careless: bool = False) -> None:
        super().__init__(daemon=True)
        self.browser, self.page, self.form, self.careless = browser, page, form, careless
        self.acknowledged: list[Acknowledged] = []
        self.attempts = 0
        self.over = threading.Event()
        self.fault = ""

    def run(self) -> None:
        """Until `over` is set and the last form was acknowledged."""
        count = 0
        while not self.over.is_set() and not self.fault:
            count += 1
            self._write(f"{self.form['name']}{count}")

    def _write(self, name: str) -> None:
        form: Form = {}
        while not self.fault:
            try:
                if not form:
                    form = {**self.form, **hidden(self.browser.get(self.page)[2]), "name": name}
                if self.careless:
                    form["op"] = str(uuid4())
                self.attempts += 1
                status, where, text = self.browser.post(self.page, form)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status == 302:
                self.acknowledged.append(Acknowledged(form["op"], where, name))
                return
            if status < 500:
                self.fault = f"{status}: {text}"


@contextmanager
def writing(writers: list[Writer]) -> Iterator[None]:
    """The writers at work; afterwards each has an answer to everything it sent."""
    for writer in writers:
        writer.start()
    yield
    for writer in writers:
        writer.over.set()
    for writer in writers:
        writer.join(60)
        assert not writer.is_alive()
        assert not writer.fault, writer.fault
