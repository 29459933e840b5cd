"""Work that comes back by the clock (settings.REGULAR): any worker asks for it, and it runs once an hour or a day."""

from __future__ import annotations

import datetime as dt
import time

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from yuanmeng.core.actor import PUBLIC
from yuanmeng.jobs.models import Job
from yuanmeng.jobs.work import enqueue

LOOK_SECONDS = 60.0


class Clock:
    """Looks at the clock at most once a minute."""

    def __init__(self) -> None:
        self.next = 0.0

    def look(self) -> int:
        """Ask for what is due; how many jobs that made."""
        if time.monotonic() < self.next:
            return 0
        self.next = time.monotonic() + LOOK_SECONDS
        return ask(timezone.localtime())


def ask(now: dt.datetime) -> int:
    """One job for each piece of regular work whose hour has come and that was not asked for yet; how many."""
    made = 0
    for path, every, hour in settings.REGULAR:
        if every == "day" and now.hour < hour:
            continue
        key = f"regular:{path}:{now:%Y-%m-%d}" + (f"T{now:%H}" if every == "hour" else "")
        if not Job.objects.filter(key=key).exists():
            enqueue(import_string(path), by=PUBLIC, key=key)
            made += 1
    return made
