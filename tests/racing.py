"""Several people at once, each in a real thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from yuanmeng.core.refusals import Refusal


def at_once(calls: Sequence[Callable[[], Any]]) -> tuple[list[Any], list[Refusal]]:
    """All calls begin together; what those that won answered, and the refusals that the others were told."""
    barrier = threading.Barrier(len(calls))
    won: list[Any] = []
    told: list[Refusal] = []

    def run(call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            won.append(call())
        except Refusal as refusal:
            told.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won, told
