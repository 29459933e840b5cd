"""Anchors: number and hash of the newest event, written outside the database after every commit with events.

The chain shows that what is there fits together; the anchors show that what was there is still there. One file a day in
`settings.ANCHORS`, one line an anchor, only ever appended. Copy the folder to another machine: whoever owns both the
database and this folder can rewrite both.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from yuanmeng.ledger.models import Event

LINE = re.compile(r"^(\d{1,19}) ([0-9a-f]{64})$")


def anchor_at_commit() -> None:
    """Write an anchor when the present transaction commits, once however many events it holds."""
    pending = connection.run_on_commit
    if not (pending and pending[-1][0] == set(connection.savepoint_ids) and pending[-1][1] is anchor):
        transaction.on_commit(anchor, robust=True)


def anchor() -> None:
    """Append the newest event as it stands in the database. A full disk is logged, the commit stays."""
    newest = Event.objects.order_by("-id").values_list("id", "hash").first()
    if newest:
        append(Path(settings.ANCHORS) / f"{timezone.localdate():%Y-%m-%d}.txt", f"{newest[0]} {newest[1]}\n")


def append(file: Path, line: str) -> None:
    """One whole line at the end, on the disk when this returns. Several processes may do it at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"  # a power cut in the middle of a line
        os.write(descriptor, (("\n" if torn else "") + line).encode())
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def anchors() -> Iterator[tuple[int, str]]:
    """Number and hash of every anchor, oldest file first; lines torn by a power cut are passed over."""
    for file in sorted(Path(settings.ANCHORS).glob("*.txt")):
        with file.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                if found := LINE.match(line.rstrip("\n")):
                    yield int(found[1]), found[2]
