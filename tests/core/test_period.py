"""Periods: read, written, cut into months that add up."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanmeng.core.period import NoPeriod, Period, month, quarter, read, year

DAY = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021Q3", "2021-07-01", "2021-09-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2021-07-01..2021-09-15", "2021-07-01", "2021-09-15"),
        (" 2021 ", "2021-01-01", "2021-12-31"),
    ],
)
def test_periods_are_read(text: str, first: str, last: str) -> None:
    assert read(text) == Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "21",
        "2021-13",
        "2021-00",
        "2021Q5",
        "0001",
        "2021-02-02..2021-02-01",
        "2021-02-30..2021-03-01",
        "２０２１",
        "x",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(NoPeriod):
        read(text)


@given(DAY, DAY)
def test_the_text_of_a_period_reads_as_that_period(one: dt.date, other: dt.date) -> None:
    period = Period(min(one, other), max(one, other))
    assert read(str(period)) == period


@given(DAY, st.integers(0, 900))
def test_months_are_disjoint_and_together_the_period(first: dt.date, days: int) -> None:
    period = Period(first, first + dt.timedelta(days=days))
    months = period.months()
    assert (months[0].first, months[-1].last) == (period.first, period.last)
    assert all(one.last + dt.timedelta(days=1) == next_.first for one, next_ in itertools.pairwise(months))
    assert all(one.first.month == one.last.month for one in months)
    assert sum((one.last - one.first).days + 1 for one in months) == days + 1


@pytest.mark.parametrize(
    ("one", "earlier"),
    [
        (year(2021), year(2020)),
        (quarter(2021, 1), quarter(2020, 4)),
        (quarter(2021, 3), quarter(2021, 2)),
        (month(2021, 1), month(2020, 12)),
        (Period(dt.date(2021, 3, 5), dt.date(2021, 3, 6)), Period(dt.date(2021, 3, 3), dt.date(2021, 3, 4))),
    ],
)
def test_the_period_before_touches_and_is_of_one_kind(one: Period, earlier: Period) -> None:
    assert one.before() == earlier
    assert earlier.last not in one
    assert one.first in one
