"""Dates as offices write them. What can be read in two ways is not read at all."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from yuanmeng.core.numerals import digits, whole
from yuanmeng.core.text import absent, plain

NUMERIC = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})[日号]?", re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([〇一二三四五六七八九十]{1,3})月([〇一二三四五六七八九十]{1,3})[日号]"
)
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
EPOCH = dt.date(1899, 12, 30)
"""Day 0 of Excel's 1900 date system for every serial from 61 on (Excel counts a 29 February 1900)."""
EARLIEST, LATEST = dt.date(1800, 1, 1), dt.date(2099, 12, 31)


class Unclear(ValueError):
    """The text is no date, or could be more than one."""


@lru_cache(maxsize=8192)
def read(text: str) -> dt.date | None:
    """The day meant; None when the source has none. Raises Unclear.

    Read: 2012-05-24, 2012/5/24, 2012.5.24, 2012年5月24日, 20120524, 二〇一二年五月二十四日, an Excel serial of five
    digits (41053), each also with a time of day, which is dropped. Not read: two-digit years, day first, month only.
    """
    if absent(text):
        return None
    short = text.strip()
    stamp = re.fullmatch(r"(\S+)[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?", short)
    day = _day(plain(stamp[1] if stamp else short))
    if day is None or not EARLIEST <= day <= LATEST:
        raise Unclear(text)
    return day


def _day(text: str) -> dt.date | None:
    serial = SERIAL.fullmatch(text)
    if serial:
        return EPOCH + dt.timedelta(days=int(serial[1]))
    numeric = NUMERIC.fullmatch(text) or COMPACT.fullmatch(text)
    if numeric:
        return _made(*(int(part) for part in numeric.groups()))
    chinese = CHINESE.fullmatch(text)
    if chinese:
        return _made(int(digits(chinese[1])), whole(chinese[2]) or 0, whole(chinese[3]) or 0)
    return None


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
