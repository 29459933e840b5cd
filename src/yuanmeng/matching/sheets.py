"""The sheet a worker reads before consenting (LAB-11), and the clauses of the agreements (LAB-06, LAB-07), filled from
the record. Chinese, for they are legal texts; each has a version, and the wording is the zone's own template."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cryptography.hazmat.primitives import hashes

from yuanmeng.core.labour.catalogue import CERTIFICATES, SHIFTS, jobs
from yuanmeng.matching.models import Loan

TEXT = "2026-1"
"""Version of the consent text and of the templates."""
CONSENT = (
    "我已阅读以上告知书，自愿到上述单位临时工作；劳动关系、工资发放和社会保险仍在原单位；"
    "同意原单位把我的姓名和证书情况提供给上述单位，仅用于本次共享用工。开始上岗前我可以随时撤回。"
)

SETTLED = "；借入单位按时与原单位结算，原单位不得克扣或以任何名目收取费用。"
SENT_BACK = (
    "员工严重违反借入单位规章制度、不能胜任工作，或双方约定的其他情形；员工不能适应的，协商返回。"
    "期满返回原单位，原单位应当接收。"
)
BUS, FARES = "上下班交通由借入单位提供班车", "上下班交通费按实际凭据结算"
INJURED = (
    "员工在借用期间发生工伤的，由原单位承担工伤保险责任（工伤保险条例第四十三条）；"
    "借入单位按约定向原单位补偿，并立即通知原单位。"
)


def sheet(loan: Loan) -> list[tuple[str, str]]:
    """What the borrower tells the worker truthfully, clause by clause."""
    need = loan.shortage
    offers = [name for on, name in ((need.board, "工作餐"), (need.lodging, "住宿"), (need.bus, "班车")) if on]
    needed = dict.fromkeys([*jobs()[loan.job].certificates, *need.certificates])
    return [
        ("用人单位", loan.borrower.name),
        ("工作内容", jobs()[loan.job].name),
        ("工作地点", need.place),
        ("期限", f"{_day(loan.since)}至{_day(loan.until)}"),
        ("工作时间", f"{_shifts(need.shifts)}，每日 {need.hours_day} 小时，每周 {need.days_week} 天"),
        ("劳动报酬", f"每日 {loan.wage_fen / 100:.2f} 元，每月 {need.pay_day} 日由原单位发放"),
        ("食宿和交通", "、".join(offers) or "不提供"),
        ("职业危害", need.hazards),
        ("防护措施", need.protection),
        ("岗前安全培训", need.training),
        ("所需证书", "、".join(CERTIFICATES[code].name for code in needed) or "无"),
    ]


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _shifts(bits: int) -> str:
    return "、".join(names[0] for bit, names in SHIFTS.items() if bits & bit)


def digest(loan: Loan) -> str:
    """SM3 of the sheet and the consent text, so that what was read can be proven later."""
    text = "\n".join(f"{name}：{value}" for name, value in sheet(loan)) + f"\n{TEXT}\n{CONSENT}"
    hashed = hashes.Hash(hashes.SM3())
    hashed.update(text.encode())
    return hashed.finalize().hex()


def cooperation(loan: Loan) -> list[tuple[str, str]]:
    """The eleven clauses of the cooperation agreement (LAB-06), in the order of the notice."""
    told, need = dict(sheet(loan)), loan.shortage
    return [
        ("人数", f"{loan.lender.name}（原单位）向{loan.borrower.name}（借入单位）安排员工 {loan.heads} 人。"),
        ("期限", f"{told['期限']}，不超过每名员工劳动合同的剩余期限。"),
        ("工作地点", told["工作地点"] + "。"),
        ("工作内容", f"{told['工作内容']}；不得安排协议以外的工作。"),
        ("工作时间和休息休假", told["工作时间"] + "；加班须经员工同意，两家单位的工时合计不超过法定上限。"),
        ("劳动保护条件", f"职业危害：{need.hazards}。防护：{need.protection}。上岗前：{need.training}。"),
        ("劳动报酬标准、发放时间和方式", told["劳动报酬"] + SETTLED),
        ("食宿安排", told["食宿和交通"] + "。"),
        ("可以退回的情形", SENT_BACK),
        ("工伤责任和补偿办法", INJURED),
        ("交通等费用结算", (BUS if need.bus else FARES) + "；其他费用凭据结算，不含利润。"),
    ]  # fmt: skip


def amendment(loan: Loan) -> list[tuple[str, str]]:
    """What changes in the labour contract for the time of the loan (LAB-04)."""
    told = dict(sheet(loan))
    return [
        ("变更期限", told["期限"] + "，期满后恢复原约定。"),
        ("工作地点", told["工作地点"] + "。"),
        ("工作内容", told["工作内容"] + "。"),
        ("工作时间", told["工作时间"] + "。"),
        ("劳动报酬", told["劳动报酬"] + "，不低于原标准。"),
        ("劳动保护", f"职业危害：{told['职业危害']}。防护：{told['防护措施']}。"),
        ("不变的内容", "劳动关系、社会保险、工龄和其他权利义务不变。"),
    ]


def tripartite(loan: Loan) -> list[tuple[str, str]]:
    """The three-party agreement of lender, borrower and worker (LAB-07)."""
    told = dict(sheet(loan))
    return [
        ("期限", told["期限"] + "。"),
        ("工作内容和地点", f"{told['工作内容']}，{told['工作地点']}。"),
        ("劳动关系", "员工与原单位的劳动关系不变，不与借入单位建立劳动关系。"),
        ("原单位的权利义务", "发放工资、缴纳社会保险、承担工伤保险责任；不收取费用；期满接收员工返回。"),
        ("借入单位的权利义务", "如实告知、提供劳动保护、进行安全培训、按时结算；不得再派往其他单位。"),
        ("员工的权利义务", "遵守借入单位的规章和操作规程；借入单位不履行义务的，可以返回原单位。"),
        ("劳动报酬", told["劳动报酬"] + "。"),
    ]


CLAUSES: dict[str, Any] = {"cooperation": cooperation, "amendment": amendment, "tripartite": tripartite}
