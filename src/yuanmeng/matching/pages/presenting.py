"""Records as dicts of ready strings for templates; no queries here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yuanmeng.core.labour.catalogue import CERTIFICATES, GRADES, SHIFTS, SUITS, jobs
from yuanmeng.core.labour.wording import discriminating
from yuanmeng.matching.models import Loan, Lot

TONES = {
    "held": "warn", "draft": "plain", "open": "good", "asked": "warn", "agreed": "accent", "active": "good",
    "refused": "bad", "cancelled": "bad", "ready": "warn", "solving": "accent", "failed": "bad", "sent": "good",
    "given": "good", "withdrawn": "plain",
}  # fmt: skip
HELD = {
    "no_employer": gettext_lazy("没有写用人单位"),
    "unknown_employer": gettext_lazy("名录里没有这家单位"),
    "unknown_job": gettext_lazy("工种目录里没有这个工种"),
    "several_jobs": gettext_lazy("一条写了几个工种，各要几人不清楚"),
    "no_heads": gettext_lazy("没有写人数"),
    "junk_heads": gettext_lazy("人数超过 500，请核实"),
    "no_date": gettext_lazy("没有写截止日期"),
    "junk_date": gettext_lazy("日期不可信（如 1970-01-01）"),
    "past_date": gettext_lazy("截止日期已过"),
    "wording": gettext_lazy("文字可能构成就业歧视"),
}
REFUSED = {"no_title": gettext_lazy("没有写岗位"), "twice": gettext_lazy("与前面的一行完全相同")}
COLUMN_NAMES = {
    "title": gettext_lazy("岗位"),
    "company": gettext_lazy("单位"),
    "headcount": gettext_lazy("人数"),
    "wage": gettext_lazy("工资"),
    "deadline": gettext_lazy("截止日期"),
    "description": gettext_lazy("说明"),
}
"""What is read from a file of vacancies."""
GROUNDS = {
    "sex": gettext_lazy("性别"),
    "age": gettext_lazy("年龄"),
    "marriage": gettext_lazy("婚育"),
    "nation": gettext_lazy("民族"),
    "disability": gettext_lazy("残疾或外貌"),
    "carrier": gettext_lazy("病原携带"),
    "household": gettext_lazy("户籍"),
    "religion": gettext_lazy("宗教"),
}


SHEET = {
    "用人单位": gettext_lazy("用人单位"),
    "工作内容": gettext_lazy("工作内容"),
    "工作地点": gettext_lazy("工作地点"),
    "期限": gettext_lazy("起止日期"),
    "工作时间": gettext_lazy("工作时间"),
    "劳动报酬": gettext_lazy("劳动报酬"),
    "食宿和交通": gettext_lazy("食宿和交通"),
    "职业危害": gettext_lazy("职业危害"),
    "防护措施": gettext_lazy("防护措施"),
    "岗前安全培训": gettext_lazy("岗前安全培训"),
    "所需证书": gettext_lazy("所需证书"),
}
"""Names of the sheet's clauses in the page's language; what they say stays the Chinese that the worker consents to."""


def in_english() -> bool:
    """Catalogue names stand in both languages as data."""
    return (get_language() or "").startswith("en")


def job_name(code: int | None) -> str:
    """The job in the page's language."""
    job = jobs().get(code or 0)
    if job is None:
        return _("工种待定")
    return job.english if in_english() else job.name


def certificate_names(codes: list[str] | tuple[str, ...]) -> str:
    """Certificates in the page's language."""
    found = [CERTIFICATES[code] for code in codes if code in CERTIFICATES]
    return "、".join(one.english if in_english() else one.name for one in found)


def named(table: dict[int, tuple[str, str]], bits: int) -> str:
    """The names of a set's bits."""
    return "、".join(names[in_english()] for bit, names in table.items() if bits & bit)


def yuan(fen: int | None) -> str:
    """Money with two decimals only where they are needed."""
    if fen is None:
        return ""
    return f"{fen / 100:,.2f}".removesuffix(".00")


def day(value: dt.date | dt.datetime | None) -> str:
    """A date as people here write it."""
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def period(since: dt.date | None, until: dt.date | None) -> str:
    """From – to."""
    return f"{day(since)} – {day(until)}"


def lot_row(lot: Lot, taken: int = 0) -> dict[str, Any]:
    """One posting in a list, or one that is not stored yet. `organisation` must be loaded."""
    over = lot.state == "open" and lot.until is not None and lot.until < timezone.localdate()
    return {
        "pk": lot.pk,
        "url": reverse("matching:lot", args=[lot.pk]) if lot.pk else "",
        "side": lot.get_side_display(),
        "job": job_name(lot.job) if lot.job else lot.given.get("title", "") or job_name(None),
        "firm": lot.organisation.name if lot.organisation else lot.given.get("company") or _("单位待定"),
        "heads": "" if lot.heads is None else f"{lot.heads:,}",
        "taken": taken,
        "period": period(lot.since, lot.until) if lot.since or lot.until else "",
        "wage": yuan(lot.wage_fen),
        "shifts": named(SHIFTS, lot.shifts),
        "state": _("已过期") if over else lot.get_state_display(),
        "tone": "plain" if over else TONES.get(lot.state, "plain"),
    }


def lot_facts(lot: Lot) -> list[tuple[str, str]]:
    """Everything a posting says, as pairs of name and text, without empty ones."""
    job = jobs().get(lot.job or 0)
    needed = tuple(dict.fromkeys([*(job.certificates if job and lot.side == "shortage" else ()), *lot.certificates]))
    offers = [name for on, name in ((lot.board, _("工作餐")), (lot.lodging, _("住宿")), (lot.bus, _("班车"))) if on]
    pairs = [
        (_("最少人数"), str(lot.least)),
        (_("工资"), _("%(yuan)s 元/天") % {"yuan": yuan(lot.wage_fen)} if lot.wage_fen else ""),
        (_("技能等级"), GRADES[lot.grade][in_english()]),
        (_("班次"), named(SHIFTS, lot.shifts)),
        (_("证书"), certificate_names(needed)),
        *(_surplus(lot) if lot.side == "surplus" else _shortage(lot, offers)),
        (_("说明"), lot.text),
        (_("来源"), lot.source),
    ]
    return [(name, text) for name, text in pairs if text]


def _surplus(lot: Lot) -> list[tuple[str, str]]:
    return [
        (_("愿意支援的人数"), str(lot.willing)),
        (_("可接受路程"), _("%(km)s 公里") % {"km": lot.reach_km}),
        (_("愿意住宿"), _("是") if lot.lodging else ""),
        (_("用工形式"), lot.get_employment_display()),
        (_("年龄"), lot.get_youngest_display()),
        (_("劳动合同最早到期日"), day(lot.contract_until)),
        (_("仍在原单位的每日工时"), str(lot.hours_kept) if lot.hours_kept else ""),
        (_("原单位确认适合"), named(SUITS, lot.suits)),
    ]


def _shortage(lot: Lot, offers: list[str]) -> list[tuple[str, str]]:
    return [
        (_("工时"), _("每日 %(hours)s 小时，每周 %(days)s 天") % {"hours": lot.hours_day, "days": lot.days_week}),
        (_("发薪日"), _("每月 %(day)s 日") % {"day": lot.pay_day} if lot.pay_day else ""),
        (_("提供"), "、".join(offers)),
        (_("工作地点"), lot.place),
        (_("职业危害"), lot.hazards),
        (_("防护措施"), lot.protection),
        (_("岗前安全培训"), lot.training),
    ]


def pointed_out(lot: Lot) -> list[str]:
    """Words that discriminate, each with its ground and clause (LAB-16)."""
    text = "\n".join((lot.text, lot.place, lot.hazards, lot.protection, lot.training, lot.given.get("title", "")))
    return [
        _("“%(words)s”：按%(ground)s区别对待，%(clause)s不允许，请改写。")
        % {"words": one.words, "ground": GROUNDS[one.ground], "clause": one.clause}
        for one in discriminating(text)
    ]


def loan_row(loan: Loan) -> dict[str, Any]:
    """One loan in a list. `lender` and `borrower` must be loaded."""
    return {
        "pk": loan.pk,
        "url": reverse("matching:loan", args=[loan.pk]),
        "number": _("第 %(number)s 号") % {"number": loan.pk},
        "lender": loan.lender.name,
        "borrower": loan.borrower.name,
        "job": job_name(loan.job),
        "heads": loan.heads,
        "period": period(loan.since, loan.until),
        "wage": yuan(loan.wage_fen),
        "state": loan.get_state_display(),
        "tone": TONES.get(loan.state, "plain"),
    }
