"""Work that comes back by the clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from yuanmeng.jobs.models import Job
from yuanmeng.jobs.regular import Clock, ask

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(hour: int, day: int = 3) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, 30, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def regular(db, monkeypatch, settings) -> None:
    settings.REGULAR = [("tests.jobs.tasks.stop", "day", 7), ("tests.jobs.tasks.burst", "hour", 0)]


def test_each_piece_of_work_is_asked_for_once_in_its_hour_or_day() -> None:
    assert ask(at(6)) == 1
    assert ask(at(7)) == 2
    assert ask(at(7)) == 0
    assert ask(at(8)) == 1
    assert ask(at(9, 4)) == 2
    assert sorted(Job.objects.values_list("key", flat=True))[-2:] == [
        "regular:tests.jobs.tasks.stop:2026-03-03",
        "regular:tests.jobs.tasks.stop:2026-03-04",
    ]


def test_what_failed_is_not_asked_for_again_at_every_look() -> None:
    ask(at(7))
    Job.objects.update(state="failed")
    assert ask(at(7)) == 0


def test_the_clock_looks_once_a_minute() -> None:
    clock = Clock()
    assert clock.look() >= 1
    Job.objects.all().delete()
    assert clock.look() == 0
