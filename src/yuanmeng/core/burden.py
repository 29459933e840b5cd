"""The burden guard (VIS-02, VIS-03): what a firm asked for, and what speaks against a contact on a day.

A firm says how often it may be contacted at most, on which days not, and how it prefers to be reached. Everybody's
contacts count together, whether somebody comes, rings up or meets online.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

DAY = dt.timedelta(days=1)
FARTHEST = 400
"""Days looked ahead for a free day: longer than the longest window that can be set."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a firm set. `most` contacts in any `days` days in a row, None for no cap; weekdays by ISO number (1–7)."""

    most: int | None = None
    days: int = 90
    weekdays: frozenset[int] = frozenset()
    quiet: tuple[tuple[dt.date, dt.date], ...] = ()
    channel: str = ""


def objections(wishes: Wishes, day: dt.date, how: str, contacts: Iterable[dt.date]) -> list[str]:
    """`quiet`, `cap`, `channel`: what speaks against one more contact beside those already made or planned.

    Quiet days and the cap bind; the channel is a preference to be told.
    """
    found = []
    if day.isoweekday() in wishes.weekdays or any(first <= day <= last for first, last in wishes.quiet):
        found.append("quiet")
    if wishes.most is not None and _fullest(wishes.days, day, contacts) >= wishes.most:
        found.append("cap")
    if wishes.channel and how != wishes.channel:
        found.append("channel")
    return found


def binding(found: Iterable[str]) -> list[str]:
    """The objections that a plan cannot pass over."""
    return [each for each in found if each != "channel"]


def _fullest(days: int, day: dt.date, contacts: Iterable[dt.date]) -> int:
    """The most contacts that stand in any window of `days` days which holds the day."""
    near = sorted(each for each in contacts if abs((each - day).days) < days)
    ends = [day, *(each for each in near if each > day)]
    return max(sum(1 for each in near if 0 <= (end - each).days < days) for end in ends)


def free_from(wishes: Wishes, day: dt.date, contacts: Sequence[dt.date]) -> dt.date | None:
    """The first day from `day` on with nothing binding against it; None when there is none within FARTHEST days."""
    for ahead in range(FARTHEST):
        on = day + ahead * DAY
        if not binding(objections(wishes, on, wishes.channel, contacts)):
            return on
    return None


def close_together(contacts: Iterable[tuple[int, dt.date, int]], within: int) -> list[tuple[int, int, int]]:
    """(firm, earlier contact, later contact) for neighbours of one firm at most `within` days apart.

    `contacts` are (firm, day, key of the contact).
    """
    return [
        (firm, one, two)
        for (firm, day, one), (other, later, two) in pairwise(sorted(contacts))
        if firm == other and one != two and (later - day).days <= within
    ]
