"""The calendar as other rooms use it.

    from yuanmeng.workdays.queries import calendar, office
    from yuanmeng.core.workdays.sums import Limit, Unit, due

    found = due(calendar(), timezone.localtime(received), Limit(5), office())
    found.due, found.moment, found.provisional, found.lines

`{% include "workdays/sum.html" with sum=… %}` shows the sum day by day; `…` is `workdays.presenting.explained(found)`.
"""

from __future__ import annotations

import datetime as dt

from yuanmeng.core.workdays.calendar import Calendar, Special
from yuanmeng.core.workdays.sums import Office
from yuanmeng.workdays.models import CalendarDay, OfficeHours


def calendar(without: int = 0) -> Calendar:
    """All days of all known years (but one), in one query; ask once a request."""
    special: dict[dt.date, Special] = {}
    years: set[int] = set()
    rows = (
        CalendarDay.objects.exclude(notice__year=without)
        .order_by("date")
        .values_list("date", "works", "name", "notice__year")
    )
    for date, works, name, year in rows:
        special[date] = Special(works, name)
        years.add(year)
    return Calendar(special, years)


def office() -> Office:
    """The office hours in force."""
    hours = OfficeHours.objects.get()
    return Office(hours.opens, hours.closes, hours.defers)
