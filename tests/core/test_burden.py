"""The burden guard as arithmetic, against a slow twin."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from yuanmeng.core.burden import Wishes, binding, close_together, free_from, objections

DAY = dt.date(2026, 6, 1)
days = st.integers(0, 40).map(lambda ahead: DAY + dt.timedelta(days=ahead))


def on(ahead: int) -> dt.date:
    return DAY + dt.timedelta(days=ahead)


def slow(most: int, window: int, day: dt.date, contacts: list[dt.date]) -> bool:
    """Whether the cap is passed, by trying every window that holds the day."""
    for back in range(window):
        first = day - dt.timedelta(days=back)
        last = first + dt.timedelta(days=window - 1)
        if sum(first <= each <= last for each in [*contacts, day]) > most:
            return True
    return False


@given(st.integers(0, 4), st.integers(1, 20), days, st.lists(days, max_size=8))
def test_the_cap_is_that_of_every_window(most: int, window: int, day: dt.date, contacts: list[dt.date]) -> None:
    found = objections(Wishes(most=most, days=window), day, "door", contacts)
    assert ("cap" in found) == slow(most, window, day, contacts)


def test_quiet_days_and_the_channel() -> None:
    wishes = Wishes(weekdays=frozenset({1}), quiet=((on(10), on(12)),), channel="phone")
    assert objections(wishes, on(0), "phone", []) == ["quiet"]  # 1 June 2026 is a Monday
    assert objections(wishes, on(1), "phone", []) == []
    assert objections(wishes, on(1), "door", []) == ["channel"]
    assert [objections(wishes, on(ahead), "phone", []) for ahead in (9, 10, 12)] == [[], ["quiet"], ["quiet"]]
    assert binding(["quiet", "channel", "cap"]) == ["quiet", "cap"]


def test_the_first_free_day() -> None:
    assert free_from(Wishes(), on(0), [on(0)]) == on(0)
    assert free_from(Wishes(most=1, days=30), on(0), [on(-5)]) == on(25)
    assert free_from(Wishes(most=0, days=30), on(0), []) is None
    assert free_from(Wishes(most=1, days=30, weekdays=frozenset({on(25).isoweekday()})), on(0), [on(-5)]) == on(26)


def test_contacts_close_together() -> None:
    planned = [(1, on(0), 10), (1, on(5), 11), (1, on(20), 12), (2, on(21), 13), (2, on(21), 14), (2, on(21), 14)]
    assert close_together(planned, 7) == [(1, 10, 11), (2, 13, 14)]
    assert close_together(planned, 4) == [(2, 13, 14)]
