"""Dates in the forms that offices write."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanmeng.core.dates import Unclear, read

DAY = dt.date(2012, 5, 24)
days = st.dates(dt.date(1949, 10, 1), dt.date(2099, 12, 31))
NUMERALS = "〇一二三四五六七八九"


@pytest.mark.parametrize(
    "text",
    [
        "2012-05-24",
        "2012-5-24",
        "2012/5/24",
        "2012.05.24",
        "2012年5月24日",
        "2012年05月24号",
        "20120524",
        "二〇一二年五月二十四日",
        "二○一二年五月二十四日",
        "41053",
        "41053.75",
        "２０１２年５月２４日",
        "2012-05-24 00:00:00",
        "2012/5/24 9:30",
        "2012-05-24T09:30:00",
        " 2012-05-24 ",
    ],
)
def test_forms(text: str) -> None:
    assert read(text) == DAY


@pytest.mark.parametrize("text", ["", "N/A", "-", "无"])
def test_nothing_is_nothing(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "12-5-24",
        "24/05/2012",
        "05/24/2012",
        "2012年5月",
        "2012",
        "2012-13-01",
        "2012-02-30",
        "二〇一二年十三月一日",
        "0000-00-00",
        "9999-12-31",
        "1500-01-01",
        "99999",
        "昨天",
        "2012-05-24至今",
    ],
)
def test_what_could_be_another_day_is_not_read(text: str) -> None:
    with pytest.raises(Unclear):
        read(text)


@given(
    days,
    st.sampled_from(["{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0.year}年{0.month}月{0.day}日", "{0:%Y%m%d}"]),
)
def test_round_trip(day: dt.date, form: str) -> None:
    assert read(form.format(day)) == day


@given(days)
def test_round_trip_of_excel_serials(day: dt.date) -> None:
    assert read(str((day - dt.date(1899, 12, 30)).days)) == day


@given(days)
def test_round_trip_of_numerals(day: dt.date) -> None:
    def spoken(number: int) -> str:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十") + (NUMERALS[ones] if ones else "")

    year = "".join(NUMERALS[int(digit)] for digit in str(day.year))
    assert read(f"{year}年{spoken(day.month)}月{spoken(day.day)}日") == day


@given(st.text(max_size=30))
def test_any_text_is_read_or_unclear(text: str) -> None:
    with contextlib.suppress(Unclear):
        assert read(text) is None or isinstance(read(text), dt.date)
