"""Due dates: a twin that counts one day after the other, and sums that explain themselves."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.workdays.test_calendar import KNOWN

from yuanmeng.core.workdays.sums import Limit, Office, Part, Unit, due

SHANGHAI = ZoneInfo("Asia/Shanghai")
RECEIPTS = st.datetimes(dt.datetime.fromisoformat("2021-01-01"), dt.datetime.fromisoformat("2026-09-01"))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def parts(received: str, limit: Limit, office: Office | None = None) -> str:
    """A sum as one line: the day of the month and what it did."""
    short = {Part.RECEIVED: "收", Part.LATE: "晚", Part.CLOSED: "休", Part.SKIPPED: "×"}
    lines = due(KNOWN, at(received), limit, office).lines
    return " ".join(f"{line.day.date.day}{short.get(line.part, line.number)}" for line in lines)


@pytest.mark.parametrize(
    ("received", "amount", "end"),
    [
        ("2026-02-13 10:00", 5, "2026-02-27"),
        ("2026-09-30 10:00", 5, "2026-10-13"),
        ("2026-04-30 10:00", 1, "2026-05-06"),
    ],
)
def test_the_cases_of_cal_02(received: str, amount: int, end: str) -> None:
    assert due(KNOWN, at(received), Limit(amount)).due == dt.date.fromisoformat(end)


def test_a_sum_shows_every_day() -> None:
    assert parts("2026-02-13 10:00", Limit(2)) == "13收 141 15× 16× 17× 18× 19× 20× 21× 22× 23× 242"


def test_what_comes_after_closing_counts_from_the_next_working_day() -> None:
    assert parts("2026-02-13 17:00", Limit(1)) == "13收 141"
    assert parts("2026-02-13 17:00:01", Limit(1)) == "13晚 14收 15× 16× 17× 18× 19× 20× 21× 22× 23× 241"
    assert parts("2026-05-02 10:00", Limit(1)) == "2休 3× 4× 5× 6收 71"
    assert parts("2026-02-13 17:00:01", Limit(1), Office(defers=False)) == "13收 141"
    assert parts("2026-05-02 10:00", Limit(1), Office(defers=False)) == "2收 3× 4× 5× 61"


def test_calendar_days_do_not_wait_for_the_office() -> None:
    assert parts("2026-05-01 20:00", Limit(3, Unit.DAY)) == "1收 21 32 43"


def test_hours_run_while_the_office_is_open() -> None:
    two = Limit(2, Unit.HOUR)
    assert due(KNOWN, at("2026-02-13 10:15"), two).moment == at("2026-02-13 12:15")
    assert due(KNOWN, at("2026-02-13 16:30"), two).moment == at("2026-02-14 10:00")
    assert due(KNOWN, at("2026-02-14 16:30"), two).moment == at("2026-02-24 10:00")
    assert due(KNOWN, at("2026-02-13 07:00"), two).moment == at("2026-02-13 10:30")
    assert due(KNOWN, at("2026-02-13 15:00"), two).moment == at("2026-02-13 17:00")
    assert due(KNOWN, at("2026-02-13 23:00"), Limit(0.5, Unit.HOUR)).moment == at("2026-02-14 09:00")
    assert parts("2026-02-14 16:30", two) == "140.5 15× 16× 17× 18× 19× 20× 21× 22× 23× 242.0"
    assert parts("2026-02-14 18:00", Limit(1, Unit.HOUR)).startswith("14晚 15× ")
    assert parts("2026-02-22 18:00", Limit(1, Unit.HOUR)) == "22休 23× 241.0"


def test_a_day_ends_at_midnight_in_the_zone_of_the_receipt() -> None:
    found = due(KNOWN, at("2026-04-30 10:00"), Limit(1))
    assert found.moment == at("2026-05-06 23:59:59.999999")
    assert found.moment.tzinfo is SHANGHAI


def test_the_end_of_the_known_years_is_provisional_and_never_fails() -> None:
    assert not due(KNOWN, at("2026-12-29 10:00"), Limit(2)).provisional
    found = due(KNOWN, at("2026-12-29 10:00"), Limit(5))
    assert (found.due, found.provisional) == (dt.date(2027, 1, 6), True)
    for day in range(1, 32):
        assert due(KNOWN, at(f"2027-12-{day:02} 18:00"), Limit(60)).provisional
        assert due(KNOWN, at(f"2026-12-{day:02} 18:00"), Limit(9, Unit.HOUR)).due > dt.date(2026, 12, 1)


@given(RECEIPTS, st.integers(1, 40), st.sampled_from([Unit.WORKDAY, Unit.DAY]), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_twin_that_counts_with_another_calendar_agrees(
    received: dt.datetime, amount: int, unit: Unit, defers: bool
) -> None:
    day, late = received.date(), received.time() > dt.time(17)
    if unit is Unit.WORKDAY and defers and (late or not chinese_calendar.is_workday(day)):
        day += dt.timedelta(days=1)
        while not chinese_calendar.is_workday(day):
            day += dt.timedelta(days=1)
    left = amount
    while left:
        day += dt.timedelta(days=1)
        left -= unit is Unit.DAY or chinese_calendar.is_workday(day)
    found = due(KNOWN, received, Limit(amount, unit), Office(defers=defers))
    assert found.due == day
    assert [line.number for line in found.lines if line.part is Part.COUNTED] == list(range(1, amount + 1))
    assert [line.day.date for line in found.lines] == sorted({line.day.date for line in found.lines})


@given(RECEIPTS, st.integers(1, 90))
@settings(max_examples=40, deadline=None)
def test_hours_agree_with_counting_quarters_of_an_hour(received: dt.datetime, quarters: int) -> None:
    start = moment = received.replace(minute=received.minute // 15 * 15, second=0, microsecond=0)
    left, quarter = quarters, dt.timedelta(minutes=15)
    while left:
        left -= dt.time(8, 30) <= moment.time() < dt.time(17) and chinese_calendar.is_workday(moment.date())
        moment += quarter
    assert due(KNOWN, start, Limit(quarters / 4, Unit.HOUR)).moment == moment


@pytest.mark.parametrize(("amount", "unit"), [(0, Unit.WORKDAY), (-1, Unit.DAY), (1.5, Unit.WORKDAY), (0, Unit.HOUR)])
def test_a_limit_of_nothing_is_refused(amount: float, unit: Unit) -> None:
    with pytest.raises(ValueError, match=str(amount)):
        Limit(amount, unit)


def test_an_office_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="17:00"):
        Office(dt.time(17), dt.time(17))
