"""Due dates as sums: every clock can show how its last day was counted, with pauses and extensions (CAL-01 to CAL-04).

`Counting` asks the calendar, the office hours and the pauses of one problem once, however many clocks are counted.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.utils import timezone

from yuanmeng.core.workdays.calendar import Calendar
from yuanmeng.core.workdays.sums import Limit, Office, Sum, Unit, due
from yuanmeng.issues.models import Clock, Pause
from yuanmeng.workdays.queries import calendar, office


class Counting:
    """Counts clocks. Days paused do not count: from the day of the pause up to the day before work went on."""

    @cached_property
    def calendar(self) -> Calendar:
        """The days of all known years."""
        return calendar()

    @cached_property
    def office(self) -> Office:
        """The office hours in force."""
        return office()

    def sum(self, clock: Clock, pauses: list[tuple[dt.date, dt.date | None]] | None = None) -> Sum:
        """The sum of one clock as its fields stand now; `pauses` where the caller read them already."""
        spans = pauses_of(clock.issue_id) if pauses is None else pauses
        today = timezone.localdate()

        def stands_still(day: dt.date) -> bool:
            return any(since <= day < (until or today + dt.timedelta(days=1)) for since, until in spans)

        limit = Limit(clock.amount + clock.extra, Unit(clock.unit))
        return due(self.calendar, timezone.localtime(clock.began), limit, self.office, stands_still)

    def before(self, day: dt.date, working_days: int) -> dt.date:
        """The working day so many before a date."""
        return self.calendar.shift(day, -working_days)


def pauses_of(issue: int) -> list[tuple[dt.date, dt.date | None]]:
    """The pauses of a problem, an open one without an end."""
    return list(Pause.objects.filter(issue=issue).order_by("id").values_list("since", "until"))


def overdue(clock: Clock, now: dt.datetime) -> bool:
    """Whether a moment is past the clock's end: the last day, or the minute where hours are counted."""
    return now > clock.due_at if clock.due_at else timezone.localdate(now) > clock.due
