"""Working days against two calendars of others, and the unit cases of CAL-02.

`holidays` 0.109 was compared by hand: its table agrees for every year from 1950 to 2099. It is no dependency, because
it would hold another package of the lock at an old version.
"""

from __future__ import annotations

import datetime as dt

import chinese_calendar
import pytest
from borax.calendars.lunardate import LunarDate, TermUtils

from yuanmeng.core.workdays import lunar
from yuanmeng.core.workdays.calendar import Calendar, Day, Reason, Special, statutory
from yuanmeng.core.workdays.known import NOTICES
from yuanmeng.core.workdays.reading import arrangement

SPECIAL: dict[dt.date, Special] = {}
for notice in NOTICES:
    SPECIAL |= arrangement(notice.text.encode(), notice.year).days
KNOWN = Calendar(SPECIAL, [notice.year for notice in NOTICES])
NOTHING = Calendar({}, [])


def test_every_day_of_six_years_agrees_with_chinesecalendar() -> None:
    days = list(KNOWN.days(dt.date(2021, 1, 1), dt.date(2026, 12, 31)))
    assert len(days) == 2191
    assert [day.date for day in days if day.works != chinese_calendar.is_workday(day.date)] == []
    assert not any(day.provisional for day in days)


def test_festivals_of_the_moon_and_the_sun_agree_with_borax() -> None:
    for year in range(2021, 2089):  # its table is a day off from the eighth month of 2089 on
        for month, day in ((1, 1), (5, 5), (8, 15)):
            ours = lunar.month(year, month) + dt.timedelta(days=day - 1)
            assert ours == LunarDate(year, month, day).to_solar_date()
        assert lunar.sun_reaches(15, year) == TermUtils.day_start_from_term(year, "清明")


def test_there_is_no_thirteenth_lunar_month() -> None:
    with pytest.raises(ValueError, match="13"):
        lunar.month(2027, 13)


def test_thirteen_statutory_days_of_2027() -> None:
    assert {day.strftime("%m%d"): name for day, name in sorted(statutory(2027).items())} == {
        "0101": "元旦",
        "0205": "春节",
        "0206": "春节",
        "0207": "春节",
        "0208": "春节",
        "0405": "清明节",
        "0501": "劳动节",
        "0502": "劳动节",
        "0609": "端午节",
        "0915": "中秋节",
        "1001": "国庆节",
        "1002": "国庆节",
        "1003": "国庆节",
    }


@pytest.mark.parametrize("year", range(2027, 2060))
def test_an_unknown_year_is_provisional_and_has_its_statutory_days(year: int) -> None:
    days = list(KNOWN.days(dt.date(year, 1, 1), dt.date(year, 12, 31)))
    assert all(day.provisional for day in days)
    assert [day.date for day in days if day.reason is Reason.STATUTORY] == sorted(statutory(year))
    assert all(day.works == (day.date.weekday() < 5 and day.date not in statutory(year)) for day in days)


def test_a_day_far_away_is_judged_by_its_weekday() -> None:
    assert NOTHING.day(dt.date(2500, 2, 1)) == Day(dt.date(2500, 2, 1), Reason.WEEKDAY, "", True)
    assert NOTHING.day(dt.date(1900, 1, 1)).reason is Reason.STATUTORY


def test_a_known_year_says_why() -> None:
    assert KNOWN.day(dt.date(2026, 2, 14)) == Day(dt.date(2026, 2, 14), Reason.MOVED, "春节")
    assert KNOWN.day(dt.date(2026, 2, 23)) == Day(dt.date(2026, 2, 23), Reason.HOLIDAY, "春节")
    assert KNOWN.day(dt.date(2026, 2, 24)) == Day(dt.date(2026, 2, 24), Reason.WEEKDAY)
    assert KNOWN.day(dt.date(2026, 3, 1)) == Day(dt.date(2026, 3, 1), Reason.WEEKEND)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-05-06", -1, "2026-04-30"),
        ("2026-02-27", -5, "2026-02-13"),
        ("2026-02-20", 0, "2026-02-20"),
        ("2026-12-31", 1, "2027-01-04"),
    ],
)
def test_shifting_by_working_days(start: str, count: int, end: str) -> None:
    assert KNOWN.shift(dt.date.fromisoformat(start), count) == dt.date.fromisoformat(end)


def test_counting_and_the_next_working_day() -> None:
    assert KNOWN.count(dt.date(2026, 2, 14), dt.date(2026, 2, 28)) == 6
    assert KNOWN.count(dt.date(2026, 2, 28), dt.date(2026, 2, 14)) == 0
    assert KNOWN.next(dt.date(2026, 2, 15)) == dt.date(2026, 2, 24)
    assert KNOWN.next(dt.date(2026, 2, 24)) == dt.date(2026, 2, 24)
