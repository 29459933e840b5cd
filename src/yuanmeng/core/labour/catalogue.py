"""The jobs of a zone's workshops and the certificates they need, as data (LAB-13, LAB-14).

`jobs.csv` holds a job a line: hazard (1: the post is exposed to an occupational hazard factor), weight (1–4, the grade
of physical labour after GBZ 2.2), night (1: the post may be worked at night), the certificates it needs, and the words
by which people name it. Hazard and weight are the zone's own first values: a posting may raise them, never lower.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("jobs.csv")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A licence a person holds. `basis` is the law that asks for it; `months` how long it lasts where a law says so."""

    code: str
    name: str
    english: str
    basis: str
    months: int = 0


SPECIAL = "安全生产法第三十条"
EQUIPMENT = "特种设备安全法第十四条"
CERTIFICATES = {
    one.code: one
    for one in (
        Certificate(
            "food_health", "食品从业人员健康证明", "Food handler's health certificate", "食品安全法第四十五条", 12
        ),
        Certificate("electric", "电工作业操作证", "Electrician's operation certificate", SPECIAL),
        Certificate("welding", "焊接与热切割作业操作证", "Welding and thermal cutting certificate", SPECIAL),
        Certificate("height", "高处作业操作证", "Work-at-height certificate", SPECIAL),
        Certificate("cooling", "制冷与空调作业操作证", "Refrigeration and air-conditioning certificate", SPECIAL),
        Certificate("chemical", "危险化学品安全作业操作证", "Hazardous chemicals operation certificate", SPECIAL),
        Certificate("forklift", "叉车司机证", "Forklift driver's certificate", EQUIPMENT),
        Certificate("crane", "起重机作业证", "Crane operation certificate", EQUIPMENT),
        Certificate("pressure", "压力容器作业证", "Pressure vessel operation certificate", EQUIPMENT),
        Certificate("boiler", "锅炉作业证", "Boiler operation certificate", EQUIPMENT),
        Certificate("lift", "电梯作业证", "Lift maintenance certificate", EQUIPMENT),
        Certificate("driving", "机动车驾驶证", "Driving licence", "道路交通安全法第十九条"),
        Certificate("guard", "保安员证", "Security guard's certificate", "保安服务管理条例第十六条"),
        Certificate("safety", "安全管理人员考核合格证", "Safety manager's certificate", "安全生产法第二十七条"),
    )
}
"""The last three come from laws outside the dossier's list."""
GRADES = {
    0: ("不限", "Any"),
    1: ("初级工", "Junior"),
    2: ("中级工", "Intermediate"),
    3: ("高级工", "Senior"),
    4: ("技师", "Technician"),
    5: ("高级技师", "Senior technician"),
}
SHIFTS = {1: ("白班", "Day"), 2: ("中班", "Evening"), 4: ("夜班", "Night")}
SUITS = {
    1: ("职业危害岗位", "Posts with hazards"),
    2: ("第四级体力劳动", "Heaviest work"),
    4: ("夜班", "Night work"),
    8: ("加班", "Overtime"),
}
"""Bits of sets, as the engine reads them: a posting's shifts, and what the lender certifies its workers fit for."""


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work."""

    code: int
    name: str
    english: str
    group: str
    hazard: bool
    weight: int
    night: bool
    certificates: tuple[str, ...]
    words: tuple[str, ...]


@cache
def jobs() -> dict[int, Job]:
    """Code → job, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {job.code: job for job in map(_job, csv.DictReader(file))}


def _job(row: dict[str, str]) -> Job:
    return Job(
        int(row["code"]), row["name"], row["english"], row["group"], row["hazard"] == "1", int(row["weight"]),
        row["night"] == "1", tuple(filter(None, row["certificates"].split(";"))), tuple(row["words"].split(";")),
    )  # fmt: skip


def found(text: str) -> list[tuple[int, str]]:
    """The jobs that a text names, by the word that names them: longest words first, each stretch of text once."""
    left, hits = text, []
    for word, code in _words():
        if word.lower() in left.lower():
            at = left.lower().index(word.lower())
            hits.append((text.lower().index(word.lower()), code, word))
            left = left[:at] + "\0" * len(word) + left[at + len(word) :]
    return list(dict.fromkeys((code, word) for _at, code, word in sorted(hits)))


@cache
def _words() -> list[tuple[str, int]]:
    pairs = [(word, job.code) for job in jobs().values() for word in (job.name, *job.words)]
    return sorted(dict.fromkeys(pairs), key=lambda pair: (-len(pair[0]), pair[1]))
