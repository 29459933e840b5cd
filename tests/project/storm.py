"""Phones that deliver the same visits again and again, through reset connections and a server that is killed."""

from __future__ import annotations

import http.client
import json
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from tests.project.site import Browser, Site

RESET = 0.2
"""Part of the deliveries whose connection is torn down as soon as the request is out: the answer is lost."""


@dataclass(slots=True)
class Storm:
    """`ops` visits, each delivered `times` times by `clients` phones of one person."""

    site: Site
    person: int
    ops: list[str]
    firm: int
    times: int = 10
    clients: int = 8
    answers: dict[str, set[int]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def run(self, kills: int, *, seed: int = 7) -> None:
        """Deliver everything while the server is killed and started again; then each visit once more, to its answer."""
        chance = random.Random(seed)
        deliveries = self.ops * self.times
        chance.shuffle(deliveries)
        threads = [
            threading.Thread(
                target=self._deliver, args=(deliveries[number :: self.clients], seed + number), daemon=True
            )
            for number in range(self.clients)
        ]
        for thread in threads:
            thread.start()
        for kill in range(kills):
            while sum(self.statuses.values()) < len(deliveries) * (kill + 1) / (kills + 2):
                time.sleep(0.02)
            self.site.kill()
            self.site.start()
        for thread in threads:
            thread.join(600)
            assert not thread.is_alive()
        missing = [op for op in self.ops if op not in self.answers]
        self._deliver(missing, seed, reset=0)

    def _deliver(self, ops: list[str], seed: int, *, reset: float = RESET) -> None:
        chance, browser = random.Random(seed), Browser(self.site)
        self._again(lambda: browser.sign_in(self.person))
        for op in ops:
            cut = chance.random() < reset
            self._again(lambda op=op, cut=cut: self._one(browser, op, cut))

    def _one(self, browser: Browser, op: str, cut: object) -> None:
        """One delivery: an answer, or none because the line was cut."""
        body = {"op": op, "who": self.person, "age": 60, "plan": None, "form": {
            "firms": [str(self.firm)], "how": "door", "purpose": "listen", "heard": f"storm {op}",
            "line_kind": "problem", "line_text": f"storm {op}", "line_triage": "unit", "line_firm": "",
        }}  # fmt: skip
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        try:
            headers = {
                "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
                "X-CSRFToken": browser.cookies["csrftoken"],
                "Content-Type": "application/json",
            }
            connection.request("POST", "/api/visits/", json.dumps(body), headers)
            if cut:
                linger = struct.pack("ii", 1, 0)
                connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                connection.sock.close()
                self._count("cut")
                return
            answer = connection.getresponse()
            text = answer.read()
            if answer.status == 200:
                said = json.loads(text)
                assert said["op"] == op
                with self.guard:
                    self.answers.setdefault(op, set()).add(said["visit"])
            elif answer.status == 401:
                browser.sign_in(self.person)
                raise ValueError("a sign-in of another phone ended this one's session")
            elif answer.status < 500:
                raise AssertionError(text)
            self._count(str(answer.status))
        finally:
            connection.close()

    def _count(self, status: str) -> None:
        with self.guard:
            self.statuses[status] += 1

    def _again(self, attempt: object) -> None:
        """Until it works: a killed server comes back."""
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                attempt()  # type: ignore[operator]
            except (OSError, http.client.HTTPException, ValueError):
                self._count("broken")
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server did not come back")


def operations(count: int) -> Iterator[str]:
    """Fresh operation ids."""
    yield from (str(uuid4()) for _each in range(count))


def plain(op: object) -> str:
    """An operation id as both databases write it, without dashes."""
    return UUID(str(op)).hex
