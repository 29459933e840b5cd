"""A vacancy as job boards write it, read into the fields of a shortage posting, with what a person has to settle.

Seen in 1,078 real ones: “数名人”, “7878”, deadlines of 1970-01-01, “制管操作员/印刷操作员/包装工”, a demanded sex.
The sex column is not read at all (LAB-16).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from yuanmeng.core.labour.catalogue import found
from yuanmeng.core.labour.wording import discriminating

MOST_HEADS = 500
"""More heads than this in one posting are held for a person; the largest firms of a zone have a few thousand staff."""
LARGEST = 2**31 - 1
OLDEST = date(2000, 1, 1)
HEADS = re.compile(r"^\s*(\d[\d,，]*)\s*(?:名|位|个)?\s*人*\s*$")
WAGE = re.compile(r"^\s*(\d{3,6})\s*(?:[-－—~～至到]\s*(\d{3,6}))?\s*(?:元)?(?:以上|/月|每月)*\s*$")


@dataclass(frozen=True, slots=True)
class Vacancy:
    """What could be read; `held` are reasons for a person, in the order of the fields."""

    employer: str
    job: int | None
    heads: int | None
    wage_fen_month: int | None
    until: date | None
    text: str
    held: list[str] = field(default_factory=list)


def read(row: dict[str, str], today: date) -> Vacancy:
    """One row with the keys title, company, headcount, wage, deadline, description; others are not looked at."""
    held: list[str] = []
    title, text = row.get("title", "").strip(), row.get("description", "").strip()
    job = _job(title, held)
    heads = _heads(row.get("headcount", ""), held)
    until = _day(row.get("deadline", ""), today, held)
    employer = row.get("company", "").strip()
    if not employer:
        held.append("no_employer")
    if discriminating(f"{title}\n{text}"):
        held.append("wording")
    wage = WAGE.match(row.get("wage", ""))
    return Vacancy(employer, job, heads, int(wage[1]) * 100 if wage else None, until, text, held)


def _job(title: str, held: list[str]) -> int | None:
    """The one job of the title; several are held, for heads of each are not told."""
    names = found(title)
    if len({code for code, _word in names}) > 1 and re.search(r"[/、，,+&；;]|和|或", title):
        held.append("several_jobs")
        return None
    if not names:
        held.append("unknown_job")
        return None
    return names[0][0]


def _heads(text: str, held: list[str]) -> int | None:
    number = HEADS.match(text)
    if number is None:
        held.append("no_heads")
        return None
    heads = int(re.sub(r"[,，]", "", number[1]))
    if not 0 < heads <= MOST_HEADS:
        held.append("junk_heads")
    return heads if heads <= LARGEST else None


def _day(text: str, today: date, held: list[str]) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        held.append("no_date")
        return None
    if day < OLDEST:
        held.append("junk_date")
        return None
    if day < today:
        held.append("past_date")
    return day
