"""Reading a year's notice: its text as the State Council's office publishes it, or a table of dated days (CSV)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yuanmeng.core.csv_text import decoded, rows_of
from yuanmeng.core.dates import Unclear, read
from yuanmeng.core.text import plain
from yuanmeng.core.workdays.calendar import Special, statutory

YEAR = re.compile(r"关于(\d{4})年部分节假日安排")
NUMBER = re.compile(r"国办发(?:明电)?〔\d{4}〕\d+号")
SIGNED = re.compile(r"国务院办公厅\s*(\d{4})年(\d{1,2})月(\d{1,2})日")
SECTION = re.compile(r"[一二三四五六七八九十]+、([^：:。]{1,20})[：:](.+)")
BRACKETED = re.compile(r"\([^()]*\)")
DATE = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日"
PERIOD = re.compile(rf"{DATE}(?:\s*[至到—–-]\s*{DATE})?")
TOTAL = re.compile(r"共(\d{1,2})天")
OFF, WORK = {"放假", "休息", "休", "off", "0"}, {"上班", "补班", "班", "work", "1"}
MOST_BYTES = 100_000
LONGEST = 20
"""Days of one break; a longer one is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit. `code` is one of the keys of the sentences; `facts` fill them."""

    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(slots=True)
class Arrangement:
    """A year's days off and moved days as read, with what is wrong (`faults`) and what looks odd (`doubts`)."""

    year: int = 0
    number: str = ""
    published: dt.date | None = None
    days: dict[dt.date, Special] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    doubts: list[Fault] = field(default_factory=list)


def arrangement(raw: bytes, year: int = 0) -> Arrangement:
    """Read a notice or a table; `year` where the text does not name it. Never raises: see `faults`."""
    text = decoded(raw[:MOST_BYTES])
    table = [row for row in rows_of(raw[:MOST_BYTES]) if len(row) > 1 and _date(row[0])]
    found = _table(table) if table else _notice(text, year)
    if not found.days and not found.faults:
        found.faults.append(Fault("nothing"))
    found.year = found.year or year or max((day.year for day in found.days), default=0)
    if not found.faults:
        _judge(found)
    return found


def _table(rows: list[list[str]]) -> Arrangement:
    """Rows of date, what happens, holiday; a heading was left out because its first cell is no date."""
    found = Arrangement()
    for cells in rows:
        day, word, name = _date(cells[0]), plain(cells[1]).lower(), cells[2].strip() if len(cells) > 2 else ""
        if day is None or word not in OFF | WORK:
            found.faults.append(Fault("word", {"date": cells[0].strip()[:20], "word": cells[1].strip()[:20]}))
        else:
            _put(found, day, Special(word in WORK, name[:20]))
    return found


def _date(cell: str) -> dt.date | None:
    try:
        return read(cell)
    except Unclear:
        return None


def _notice(text: str, year: int) -> Arrangement:
    """The text of a notice: a numbered section a holiday, with its days off, their total, and the moved days."""
    lines = [plain(line) for line in text.splitlines()]
    whole = "".join(lines)
    named, number, signed = YEAR.search(whole), NUMBER.search(whole), SIGNED.search(whole)
    found = Arrangement(int(named[1]) if named else year, number[0] if number else "")
    if signed:
        found.published = dt.date(int(signed[1]), int(signed[2]), int(signed[3]))
    if not found.year:
        found.faults.append(Fault("year"))
        return found
    for line in lines:
        section = SECTION.fullmatch(line)
        if section:
            _section(found, section[1], BRACKETED.sub("", section[2]))
    return found


def _section(found: Arrangement, name: str, text: str) -> None:
    """One holiday, such as 1月1日至3日放假调休,共3天。1月4日上班。"""
    for sentence in re.split("[。;]", text):
        works = sentence.endswith("上班")
        if not works and "放假" not in sentence:
            continue
        try:
            days = list(_days(sentence, found.year))
        except ValueError:
            found.faults.append(Fault("date", {"name": name, "text": sentence[:60]}))
            continue
        total = TOTAL.search(sentence)
        if total and int(total[1]) != len(days):
            found.faults.append(Fault("total", {"name": name, "said": int(total[1]), "count": len(days)}))
        for day in days:
            _put(found, day, Special(works, name))


def _days(sentence: str, year: int) -> Iterator[dt.date]:
    """Every day that the sentence names. Raises ValueError for a day that does not exist, or a period without end."""
    month = 0
    for match in PERIOD.finditer(sentence):
        first_year, first_month, first_day, last_year, last_month, last_day = (
            int(part or 0) for part in match.groups()
        )
        month = first_month or month
        first = dt.date(first_year or year, month, first_day)
        month = last_month or month
        turned = first.year + (month < first.month)
        last = dt.date(last_year or turned, month, last_day) if last_day else first
        if not 0 <= (last - first).days < LONGEST:
            raise ValueError(sentence)
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            yield dt.date.fromordinal(ordinal)


def _put(found: Arrangement, day: dt.date, special: Special) -> None:
    if day in found.days and found.days[day].works != special.works:
        found.faults.append(Fault("twice", {"date": day.isoformat()}))
    found.days.setdefault(day, special)


def _judge(found: Arrangement) -> None:
    """What a notice of that year cannot say, and what it would be odd to say."""
    for day, special in found.days.items():
        if not (day.year == found.year or (day.year == found.year - 1 and day.month == 12)):
            found.faults.append(Fault("other_year", {"date": day.isoformat(), "year": found.year}))
        elif special.works and day.weekday() < 5:
            found.doubts.append(Fault("weekday_worked", {"date": day.isoformat()}))
    for day, name in statutory(found.year).items():
        free = not found.days[day].works if day in found.days else day.weekday() >= 5
        if not free and (found.year >= 2025 or day not in _younger(found.year)):
            found.doubts.append(Fault("statutory_worked", {"date": day.isoformat(), "name": name}))


def _younger(year: int) -> set[dt.date]:
    """The two days that are statutory since 2025 only: the eve of 春节 and 2 May."""
    eve = min(day for day, name in statutory(year).items() if name == "春节")
    return {eve, dt.date(year, 5, 2)}
