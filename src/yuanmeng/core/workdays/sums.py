"""Due dates as sums: how a limit was counted from the receipt to its last day, one line a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from yuanmeng.core.workdays.calendar import Calendar, Day

ONE = dt.timedelta(days=1)


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKDAY = "workday"
    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many working days, calendar days or office hours. `amount` is at least 1 (hours may be halves)."""

    amount: float
    unit: Unit = Unit.WORKDAY

    def __post_init__(self) -> None:
        """Raises ValueError for nothing to count, and for parts of a day."""
        if self.amount <= 0 or (self.unit is not Unit.HOUR and self.amount != int(self.amount)):
            raise ValueError(f"{self.amount} {self.unit}")


@dataclass(frozen=True, slots=True)
class Office:
    """Office hours. With `defers`, what comes after closing or on a day off counts as received the next working day.

    CAL-04 is practice and not law, so a zone sets it. Hours of a limit run only while the office is open.
    """

    opens: dt.time = dt.time(8, 30)
    closes: dt.time = dt.time(17, 0)
    defers: bool = True

    def __post_init__(self) -> None:
        """Raises ValueError for an office that never opens."""
        if self.opens >= self.closes:
            raise ValueError(f"{self.opens} – {self.closes}")


class Part(StrEnum):
    """What a day did in a sum."""

    RECEIVED = "received"
    LATE = "late"
    CLOSED = "closed"
    COUNTED = "counted"
    SKIPPED = "skipped"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Line:
    """One day of a sum. `number` is the total of units so far: days, or hours of the limit used by its evening."""

    day: Day
    part: Part
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """A due date with how it came about."""

    limit: Limit
    received: dt.datetime
    lines: tuple[Line, ...]
    time: dt.time | None = None

    @property
    def due(self) -> dt.date:
        """The last day in time."""
        return self.lines[-1].day.date

    @property
    def moment(self) -> dt.datetime:
        """The last moment in time, in the zone of the receipt: end of the day, or the minute for limits in hours."""
        return dt.datetime.combine(self.due, self.time or dt.time.max, self.received.tzinfo)

    @property
    def provisional(self) -> bool:
        """Whether a day of the sum lies in a year whose notice is not known yet."""
        return any(line.day.provisional for line in self.lines)


def never(_day: dt.date) -> bool:
    """No day stands still."""
    return False


def due(
    calendar: Calendar,
    received: dt.datetime,
    limit: Limit,
    office: Office | None = None,
    stands_still: Callable[[dt.date], bool] = never,
) -> Sum:
    """Count the limit from a local receipt time; the day after receipt is the first (CAL-04).

    Days that stand still, in a pause, are not counted; limits in hours do not pause.
    """
    office = office or Office()
    if limit.unit is Unit.HOUR:
        return _hours(calendar, received, limit, office)
    lines = list(_receipt(calendar, received, limit, office))
    date, counted = lines[-1].day.date, 0
    while counted < limit.amount:
        date += ONE
        day = calendar.day(date)
        still = stands_still(date)
        counts = not still and (day.works or limit.unit is Unit.DAY)
        counted += counts
        lines.append(Line(day, Part.COUNTED, counted) if counts else Line(day, Part.PAUSED if still else Part.SKIPPED))
    return Sum(limit, received, tuple(lines))


def _receipt(calendar: Calendar, received: dt.datetime, limit: Limit, office: Office) -> Iterator[Line]:
    """The day of receipt; when that is deferred, on to the working day on which it counts as received."""
    day = calendar.day(received.date())
    if limit.unit is Unit.DAY or not office.defers or (day.works and received.time() <= office.closes):
        yield Line(day, Part.RECEIVED)
        return
    yield Line(day, Part.LATE if day.works else Part.CLOSED)
    taken = calendar.next(day.date + ONE)
    yield from (Line(between, Part.SKIPPED) for between in calendar.days(day.date + ONE, taken - ONE))
    yield Line(calendar.day(taken), Part.RECEIVED)


def _hours(calendar: Calendar, received: dt.datetime, limit: Limit, office: Office) -> Sum:
    """Office hours from the minute of receipt on."""
    whole = left = dt.timedelta(hours=limit.amount)
    date, start = received.date(), max(_after_midnight(received.time()), _after_midnight(office.opens))
    lines: list[Line] = []
    while left:
        day = calendar.day(date)
        open_for = max(_after_midnight(office.closes) - start, dt.timedelta()) if day.works else dt.timedelta()
        used = min(left, open_for)
        left -= used
        end = start + used
        lines.append(Line(day, Part.COUNTED, (whole - left) / dt.timedelta(hours=1)) if used else _idle(day, lines))
        date, start = date + ONE, _after_midnight(office.opens)
    return Sum(limit, received, tuple(lines), _time(end))


def _idle(day: Day, before: list[Line]) -> Line:
    """A day on which no hour ran: that of a receipt out of hours, or a day off."""
    if before:
        return Line(day, Part.SKIPPED)
    return Line(day, Part.LATE if day.works else Part.CLOSED)


def _time(after_midnight: dt.timedelta) -> dt.time:
    minutes, second = divmod(int(after_midnight.total_seconds()), 60)
    return dt.time(*divmod(minutes, 60), second)


def _after_midnight(time: dt.time) -> dt.timedelta:
    return dt.timedelta(hours=time.hour, minutes=time.minute, seconds=time.second)
