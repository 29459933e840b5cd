"""Sums and years as dicts of ready strings for templates; no queries here."""

from __future__ import annotations

import calendar as months
import datetime as dt
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from yuanmeng.core.workdays.calendar import Calendar, Day, Reason
from yuanmeng.core.workdays.sums import Line, Part, Sum, Unit
from yuanmeng.workdays.sentences import PARTS, REASONS, UNITS, WEEKDAYS, festival

MARKS = {Reason.MOVED: "work", Reason.HOLIDAY: "off", Reason.STATUTORY: "off", Reason.WEEKEND: "weekend"}


def explained(found: Sum) -> dict[str, Any]:
    """A due date with a line for every day."""
    unit = found.limit.unit
    return {
        "due": f"{found.moment:%Y-%m-%d %H:%M}" if unit is Unit.HOUR else found.due.isoformat(),
        "weekday": str(WEEKDAYS[found.due.weekday()]),
        "received": f"{found.received:%Y-%m-%d %H:%M}",
        "limit": limit_text(found.limit.amount, found.limit.unit),
        "provisional": found.provisional,
        "lines": [_line(line, unit) for line in found.lines],
    }


def limit_text(amount: float, unit: Unit) -> str:
    """Such as 5 个工作日."""
    return f"{amount:g} {UNITS[unit]}"


def _line(line: Line, unit: Unit) -> dict[str, Any]:
    if line.part is Part.COUNTED:
        count = _("累计 %(hours)s 小时") if unit is Unit.HOUR else _("第 %(number)s 天")
        counted = count % {"hours": f"{line.number or 0:g}", "number": line.number}
    else:
        counted = str(PARTS[line.part])
    return {
        "date": line.day.date.isoformat(),
        "weekday": str(WEEKDAYS[line.day.date.weekday()]),
        "reason": reason(line.day),
        "counted": counted,
        "counts": line.part is Part.COUNTED,
    }


def reason(day: Day) -> str:
    """Why the day is worked or not, with the holiday it belongs to."""
    said = str(REASONS[day.reason])
    return _("%(name)s：%(said)s") % {"name": festival(day.name), "said": said} if day.name else said


def year_of(calendar: Calendar, year: int) -> list[dict[str, Any]]:
    """Twelve months of weeks of cells; a cell outside its month is None."""
    return [_month(calendar, year, month) for month in range(1, 13)]


def _month(calendar: Calendar, year: int, month: int) -> dict[str, Any]:
    weeks = [
        [_cell(calendar.day(dt.date(year, month, day))) if day else None for day in week]
        for week in months.monthcalendar(year, month)
    ]
    last = dt.date(year, month, months.monthrange(year, month)[1])
    first = last.replace(day=1)
    return {
        "name": formats.date_format(first, "F"),
        "weeks": weeks,
        "works": calendar.count(first, last),
    }


def _cell(day: Day) -> dict[str, Any]:
    mark = MARKS.get(day.reason, "")
    return {
        "day": day.date.day,
        "mark": mark,
        "sign": {"work": _("班"), "off": _("休")}.get(mark, ""),
        "title": f"{day.date.isoformat()} {reason(day)}",
    }


def holidays(calendar: Calendar, year: int) -> list[dict[str, Any]]:
    """The year's breaks in order: name, first and last day off, moved days."""
    found: dict[str, dict[str, list[dt.date]]] = {}
    for day in calendar.days(dt.date(year, 1, 1), dt.date(year, 12, 31)):
        if day.name:
            kinds = found.setdefault(day.name, {"off": [], "work": []})
            kinds["work" if day.works else "off"].append(day.date)
    rows = [_break(name, kinds) for name, kinds in found.items()]
    return sorted(rows, key=lambda row: row["order"])


def _break(name: str, kinds: dict[str, list[dt.date]]) -> dict[str, Any]:
    off = kinds["off"]
    dates = "" if not off else f"{off[0]:%m-%d}" if len(off) == 1 else f"{off[0]:%m-%d} – {off[-1]:%m-%d}"
    return {
        "name": festival(name),
        "dates": dates,
        "count": len(off),
        "moved": _("、").join(f"{day:%m-%d}" for day in kinds["work"]),
        "order": min(off or kinds["work"]),
    }
