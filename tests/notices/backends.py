"""Mail backends that fail, or hang where the test kills the worker."""

from __future__ import annotations

import os
import time
from pathlib import Path

from yuanmeng.notices.outbox import Files

FAULTS: list[BaseException] = []
"""Raised one after the other, the first first."""


class Failing(Files):
    def send_messages(self, email_messages):
        if FAULTS:
            raise FAULTS.pop(0)
        return super().send_messages(email_messages)


class Before(Files):
    """Hangs before it wrote, the first time."""

    def send_messages(self, email_messages):
        _hang()
        return super().send_messages(email_messages)


class After(Files):
    """Hangs after it wrote, the first time."""

    def send_messages(self, email_messages):
        count = super().send_messages(email_messages)
        _hang()
        return count


def _hang() -> None:
    flag = Path(os.environ["YUANMENG_TEST_FLAG"])
    if not flag.exists():
        flag.touch()
        time.sleep(60)
