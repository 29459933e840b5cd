"""A stretch of days that a number is asked for: a year, a quarter, a month, or from one day to another."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

TEXT = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})|Q(?P<quarter>[1-4]))?", re.ASCII)
YEARS = range(1949, 2100)


class NoPeriod(ValueError):
    """The text names no period, or its last day is before its first."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From `first` to `last`, both days included. Raises NoPeriod when the last day is before the first."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise NoPeriod(f"{self.first}..{self.last}")

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        """The shortest text that `read` understands: 2021, 2021Q3, 2021-07, 2021-07-01..2021-09-15."""
        first, last = self.first, self.last
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
        if whole and months == 12 and first.month == 1:
            return f"{first:%Y}"
        if whole and months == 3 and first.month % 3 == 1:
            return f"{first:%Y}Q{first.month // 3 + 1}"
        if whole and months == 1:
            return f"{first:%Y-%m}"
        return f"{first}..{last}"

    def months(self) -> list[Period]:
        """The calendar months of the period, cut at its ends: disjoint, and together the period."""
        found, first = [], self.first
        while first <= self.last:
            last = min(first.replace(day=calendar.monthrange(first.year, first.month)[1]), self.last)
            found.append(Period(first, last))
            first = last + dt.timedelta(days=1)
        return found

    def before(self) -> Period:
        """The period of the same kind just before: the month before a month, else as many days."""
        last = self.first - dt.timedelta(days=1)
        text = TEXT.fullmatch(str(self))
        if text is None:
            return Period(last - (self.last - self.first), last)
        if text["month"]:
            return month(last.year, last.month)
        if text["quarter"]:
            return quarter(last.year, (last.month + 2) // 3)
        return year(last.year)


def year(number: int) -> Period:
    """A calendar year."""
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31))


def quarter(number: int, which: int) -> Period:
    """A calendar quarter, 1 to 4."""
    return Period(dt.date(number, which * 3 - 2, 1), month(number, which * 3).last)


def month(number: int, which: int) -> Period:
    """A calendar month, 1 to 12."""
    return Period(dt.date(number, which, 1), dt.date(number, which, calendar.monthrange(number, which)[1]))


def so_far(day: dt.date, months: int = 0) -> Period:
    """The month of a day up to that day, or the same days of so many months earlier; a shorter month ends it sooner."""
    count = day.year * 12 + day.month - 1 - months
    whole = month(count // 12, count % 12 + 1)
    return Period(whole.first, min(whole.last, whole.first + dt.timedelta(days=day.day - 1)))


def read(text: str) -> Period:
    """The period meant by 2021, 2021Q3, 2021-07 or 2021-07-01..2021-09-15. Raises NoPeriod."""
    one, dots, other = text.strip().partition("..")
    if dots:
        try:
            return Period(dt.date.fromisoformat(one), dt.date.fromisoformat(other))
        except ValueError:
            raise NoPeriod(text) from None
    found = TEXT.fullmatch(one)
    if found is None or int(found["year"]) not in YEARS:
        raise NoPeriod(text)
    if found["quarter"]:
        return quarter(int(found["year"]), int(found["quarter"]))
    if found["month"]:
        if not 1 <= int(found["month"]) <= 12:
            raise NoPeriod(text)
        return month(int(found["year"]), int(found["month"]))
    return year(int(found["year"]))
