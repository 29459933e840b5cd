"""The hard refusals of shared labour, each with its clause (dossier LAB-03, 05, 14, 15, 20), as pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DAY_HOURS, WEEK_HOURS = 8, 40
"""Normal hours: 国务院关于职工工作时间的规定 art. 3."""
OVERTIME_DAY, OVERTIME_MONTH = 3, 36
"""Most overtime in special cases: 劳动法 art. 41."""
WEEKS_A_MONTH = 52 / 12
PAID_DAYS = 21.75
"""Paid days of a month (劳社部发〔2008〕3号), to read a monthly wage as a daily one."""
HEAVIEST = 4
"""The fourth grade of physical labour, closed to 16- and 17-year-olds: 劳动法 art. 64."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something is not lawful: the rule's id, its clause, and the value that broke it."""

    rule: str
    clause: str
    value: str = ""


DISPATCHED = Refused(
    "LAB-03",
    "劳动合同法第六十二条：用工单位不得将被派遣劳动者再派遣到其他用人单位；"
    "变相派遣每人处 5000 至 10000 元罚款（第九十二条）",
)
UNDER_16 = Refused("LAB-14", "禁止使用童工规定第二条：不得招用、介绍未满十六周岁的未成年人")
YOUNG = Refused("LAB-14", "劳动法第六十四条：不得安排未成年工从事有毒有害、第四级体力劳动强度的劳动")
CONTRACT = Refused("LAB-05", "共享用工期限不得超过劳动合同剩余期限")
HOURS = Refused("LAB-15", "劳动法第四十一条：两家单位的工时合计，每日加班不超过 3 小时、每月不超过 36 小时")
CERTIFICATE = Refused("LAB-13", "上岗所需证书应当有效至最后一天")


def person_refused(employment: str, age: str, *, hazard: bool, weight: int) -> list[Refused]:
    """Why a kind of worker may not be lent to a post. `employment` is own or dispatched; `age` adult, young (16–17) or
    child (under 16)."""
    found = [DISPATCHED] if employment == "dispatched" else []
    if age == "child":
        found.append(UNDER_16)
    if age == "young" and (hazard or weight >= HEAVIEST):
        found.append(YOUNG)
    return found


def hours_refused(day_here: int, day_there: int, days: int) -> list[Refused]:
    """Whether hours a day at the borrower and those kept at the lender stay lawful together over `days` a week."""
    daily = day_here + day_there
    over = max(0, daily * days - WEEK_HOURS) * WEEKS_A_MONTH
    if daily > DAY_HOURS + OVERTIME_DAY or over > OVERTIME_MONTH or days > 6:
        return [Refused(HOURS.rule, HOURS.clause, f"{daily} h × {days}")]
    return []


def contract_refused(until: date, contract: date | None) -> list[Refused]:
    """Whether a loan that ends on `until` stays within the labour contract (None: open-ended)."""
    return [Refused(CONTRACT.rule, CONTRACT.clause, str(contract))] if contract and contract < until else []


def certificates_refused(needed: set[str], held: dict[str, date], until: date) -> list[Refused]:
    """A refusal for each certificate that is missing or runs out before the last day."""
    return [
        Refused(CERTIFICATE.rule, CERTIFICATE.clause, code)
        for code in sorted(needed)
        if held.get(code, date.min) < until
    ]


def daily(fen: int | None, unit: str) -> int | None:
    """A wage an hour, a day or a month as fen a day; None stays None."""
    return None if fen is None else {"hour": fen * DAY_HOURS, "day": fen, "month": round(fen / PAID_DAYS)}[unit]
