"""Days as moments, in the zone's own time."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone


def midnight(day: dt.date) -> dt.datetime:
    """The beginning of a day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def between(path: str, first: dt.date, last: dt.date) -> Q:
    """The moments of a field from the first day to the end of the last. Raises OverflowError after 9999-12-30."""
    return Q(**{f"{path}__gte": midnight(first), f"{path}__lt": midnight(last + dt.timedelta(days=1))})
