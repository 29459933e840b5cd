"""Overtime by calendar month, hours of both employers together (LAB-15): as planned from a week, as recorded."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from yuanmeng.core.labour.rules import DAY_HOURS, OVERTIME_MONTH, WEEK_HOURS
from yuanmeng.core.workdays.calendar import Calendar

MOST_MINUTES = OVERTIME_MONTH * 60
"""Overtime of a month that is still lawful."""


def planned(since: dt.date, until: dt.date, daily: int, days_week: int, calendar: Calendar) -> dict[dt.date, int]:
    """First of a month → hours of overtime in it, when `days_week` days from Monday on have `daily` hours each.

    Public holidays are not worked. Beyond eight hours a day is overtime, and so is what passes forty a week; that falls
    on the Saturdays.
    """
    a_day = max(0, daily - DAY_HOURS)
    a_saturday = a_day + max(0, min(DAY_HOURS, daily) * days_week - WEEK_HOURS)
    found: dict[dt.date, int] = defaultdict(int)
    for day in calendar.days(since, until):
        weekday = day.date.weekday()
        if weekday < days_week and (day.works or weekday >= 5):
            found[day.date.replace(day=1)] += a_saturday if weekday >= 5 else a_day
    return dict(found)


def last_of(month: dt.date) -> dt.date:
    """The last day of a month."""
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def overtime(minutes: int, month: dt.date, calendar: Calendar) -> int:
    """Minutes beyond the month's working days of eight hours each."""
    return max(0, minutes - calendar.count(month, last_of(month)) * DAY_HOURS * 60)
