"""Which days are worked, and why: the State Council's notices where known, the statutory days where not yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from yuanmeng.core.workdays.lunar import festivals

FIRST, LAST = dt.date(1950, 1, 1), dt.date(2200, 12, 31)
"""Outside, no festival is computed: a day is judged by its weekday alone, and says that it is provisional."""


class Reason(StrEnum):
    """Why a day is worked or not."""

    WEEKDAY = "weekday"
    MOVED = "moved"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    STATUTORY = "statutory"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar. `name` is the holiday it belongs to (also of a moved day), "" for none."""

    date: dt.date
    reason: Reason
    name: str = ""
    provisional: bool = False

    @property
    def works(self) -> bool:
        """Whether offices work."""
        return self.reason in {Reason.WEEKDAY, Reason.MOVED}


@dataclass(frozen=True, slots=True)
class Special:
    """A line of a notice: a day off, or a weekend day that is worked, and the holiday it belongs to."""

    works: bool
    name: str


@lru_cache(maxsize=64)
def statutory(year: int) -> Mapping[dt.date, str]:
    """The thirteen days of 《全国年节及纪念日放假办法》 (2024 revision, art. 2) with their names.

    Fewer than thirteen dates where two festivals fall on one day, as 中秋节 on 1 October 2020.
    """
    fixed = [(1, 1, "元旦"), (5, 1, "劳动节"), (5, 2, "劳动节")] + [(10, day, "国庆节") for day in (1, 2, 3)]
    found = {dt.date(year, month, day): name for month, day, name in fixed}
    return {**festivals(year), **found} if FIRST.year <= year <= LAST.year else found


class Calendar:
    """Days off and days moved, for the years whose notice is known; other years are provisional (CAL-03)."""

    def __init__(self, special: Mapping[dt.date, Special], years: Iterable[int]) -> None:
        self.special = special
        self.years = frozenset(years)

    def day(self, date: dt.date) -> Day:
        """The day with the reason why it is worked or not."""
        provisional = date.year not in self.years
        special = self.special.get(date)
        if special:
            return Day(date, Reason.MOVED if special.works else Reason.HOLIDAY, special.name)
        name = statutory(date.year).get(date, "") if provisional else ""
        if name:
            return Day(date, Reason.STATUTORY, name, provisional)
        return Day(date, Reason.WEEKEND if date.weekday() >= 5 else Reason.WEEKDAY, "", provisional)

    def works(self, date: dt.date) -> bool:
        """Whether offices work on the day."""
        return self.day(date).works

    def days(self, first: dt.date, last: dt.date) -> Iterator[Day]:
        """Every day from the first to the last, both included."""
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            yield self.day(dt.date.fromordinal(ordinal))

    def count(self, first: dt.date, last: dt.date) -> int:
        """How many days are worked from the first to the last, both included."""
        return sum(day.works for day in self.days(first, last))

    def next(self, date: dt.date) -> dt.date:
        """The first working day on or after the date."""
        while not self.works(date):
            date += dt.timedelta(days=1)
        return date

    def shift(self, date: dt.date, count: int) -> dt.date:
        """The working day so many after the date, or before it when `count` is negative; 0 gives the date itself."""
        step = dt.timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            date += step
            left -= self.works(date)
        return date
