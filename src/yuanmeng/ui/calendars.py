"""Dates as iCalendar (RFC 5545), for the calendars of phones and offices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse


def answer(product: str, events: Iterable[dict[str, Any]], name: str = "") -> HttpResponse:
    """A feed of events, each a property → value; with a name it is downloaded as a file."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - 0.15 s of every start that few requests need

    calendar = Calendar()
    calendar.add("prodid", f"-//Yuanmeng//{product}//ZH")
    calendar.add("version", "2.0")
    for each in events:
        event = Event()
        for key, value in each.items():
            event.add(key, value)
        calendar.add_component(event)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8", headers=headers)
