"""Overtime by calendar month: at the limit, one more, where months end, with holidays."""

from __future__ import annotations

import datetime as dt

import pytest

from yuanmeng.core.labour.hours import MOST_MINUTES, last_of, overtime, planned
from yuanmeng.core.workdays.calendar import Calendar, Special

OPEN = Calendar({}, {2026})
MARCH, APRIL = dt.date(2026, 3, 1), dt.date(2026, 4, 1)


@pytest.mark.parametrize(
    ("daily", "days", "since", "until", "hours"),
    [
        (8, 5, MARCH, dt.date(2026, 3, 31), {MARCH: 0}),
        (8, 6, dt.date(2026, 5, 1), dt.date(2026, 5, 31), {dt.date(2026, 5, 1): 40}),
        (8, 6, MARCH, dt.date(2026, 3, 31), {MARCH: 32}),
        (6, 6, MARCH, dt.date(2026, 3, 31), {MARCH: 0}),
        (7, 6, MARCH, dt.date(2026, 3, 31), {MARCH: 8}),
        (10, 5, dt.date(2026, 3, 2), dt.date(2026, 3, 25), {MARCH: 36}),
        (10, 5, dt.date(2026, 3, 2), dt.date(2026, 3, 26), {MARCH: 38}),
        (10, 5, dt.date(2026, 3, 31), dt.date(2026, 4, 1), {MARCH: 2, APRIL: 2}),
    ],
)
def test_planned_overtime_falls_in_its_month(daily, days, since, until, hours) -> None:
    assert planned(since, until, daily, days, OPEN) == hours


def test_holidays_are_not_worked_and_moved_saturdays_are_days_like_others() -> None:
    moved = Calendar({dt.date(2026, 3, 2): Special(False, "节"), dt.date(2026, 3, 7): Special(True, "节")}, {2026})
    assert planned(MARCH, dt.date(2026, 3, 7), 10, 5, moved) == {MARCH: 8}


@pytest.mark.parametrize(("more", "over"), [(0, MOST_MINUTES), (1, MOST_MINUTES + 1), (-MOST_MINUTES - 60, 0)])
def test_overtime_is_what_passes_eight_hours_of_every_working_day(more, over) -> None:
    assert overtime(22 * 480 + MOST_MINUTES + more, MARCH, OPEN) == over


def test_months_end_where_they_do() -> None:
    days = [last_of(dt.date(2028, month, 1)).day for month in (1, 2, 4, 12)]
    assert days == [31, 29, 30, 31]
