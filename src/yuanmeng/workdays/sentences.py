"""Faults of a notice, reasons of days and events as sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.workdays.calendar import Reason
from yuanmeng.core.workdays.reading import Fault
from yuanmeng.core.workdays.sums import Part, Unit

FAULTS: dict[str, Any] = {
    "nothing": _(
        "没有读出任何放假安排。请粘贴通知全文，或上传三列的 CSV：日期、放假或上班、节日（如 2027-01-01,放假,元旦）。"
    ),
    "year": _("没有读出年份，请填写这份安排是哪一年的。"),
    "word": _("%(date)s 写的是“%(word)s”，只能写“放假”或“上班”。"),
    "date": _("“%(name)s”的日期读不懂：%(text)s"),
    "total": _("“%(name)s”写明共 %(said)s 天，列出的日期却有 %(count)s 天。"),
    "twice": _("%(date)s 既写了放假，又写了上班。"),
    "other_year": _("%(date)s 不属于 %(year)s 年的安排（只能是该年，或上一年 12 月）。"),
    "weekday_worked": _("%(date)s 本来就是工作日，却列为调休上班。"),
    "statutory_worked": _("%(date)s 是法定的%(name)s，安排中没有放假。"),
}
REASONS: dict[Reason, Any] = {
    Reason.WEEKDAY: _("工作日"),
    Reason.MOVED: _("调休上班"),
    Reason.WEEKEND: _("周末"),
    Reason.HOLIDAY: _("放假"),
    Reason.STATUTORY: _("法定节假日（暂定）"),
}
PARTS: dict[Part, Any] = {
    Part.RECEIVED: _("接到之日，不计"),
    Part.LATE: _("下班后接到，视为下一工作日接到"),
    Part.CLOSED: _("休息日接到，视为下一工作日接到"),
    Part.COUNTED: "",
    Part.SKIPPED: _("不计"),
    Part.PAUSED: _("暂停期间，不计"),
}
FESTIVALS: dict[str, Any] = {
    "元旦": _("元旦"),
    "春节": _("春节"),
    "清明节": _("清明节"),
    "劳动节": _("劳动节"),
    "端午节": _("端午节"),
    "中秋节": _("中秋节"),
    "国庆节": _("国庆节"),
}
WEEKDAYS = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
UNITS: dict[Unit, Any] = {Unit.WORKDAY: _("个工作日"), Unit.DAY: _("个自然日"), Unit.HOUR: _("个工作小时")}
SENTENCES: dict[str, Any] = {
    "workdays.load": _("导入一年的放假安排"),
    "workdays.set_hours": _("修改办公时间"),
}


def sentence(fault: Fault) -> str:
    """What does not fit, in the language of the reader."""
    facts = {key: festival(str(value)) if key == "name" else value for key, value in fault.facts.items()}
    return str(FAULTS[fault.code]) % facts


def festival(name: str) -> str:
    """The holiday's name in the language of the reader; combined ones part by part."""
    return translate("、").join(str(FESTIVALS.get(part, part)) for part in name.split("、"))
