"""What people type about idle and missing staff."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.labour.catalogue import CERTIFICATES, GRADES, SHIFTS, SUITS, jobs
from yuanmeng.core.labour.message import Said
from yuanmeng.core.labour.rules import daily
from yuanmeng.core.labour.seasons import LEVELS
from yuanmeng.matching.models.lots import EMPLOYMENTS, YOUNGEST
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.ui.typed import plain_lines, plain_text

USUAL = dt.timedelta(days=30)


def english() -> bool:
    """Whether the page is shown in English: catalogue names stand in both languages as data."""
    return (get_language() or "").startswith("en")


def job_choices() -> list[tuple[Any, Any]]:
    """The catalogue for a select, in the page's language."""
    return [("", _("请选择")), *((one.code, one.english if english() else one.name) for one in jobs().values())]


def certificate_choices() -> list[tuple[str, str]]:
    """Certificates with their legal basis."""
    return [(one.code, one.english if english() else f"{one.name}（{one.basis}）") for one in CERTIFICATES.values()]


def _pairs(table: dict[int, tuple[str, str]]) -> list[tuple[int, str]]:
    return [(key, names[1] if english() else names[0]) for key, names in table.items()]


def grade_choices() -> list[tuple[int, str]]:
    """Skill grades."""
    return _pairs(GRADES)


def suit_choices() -> list[tuple[int, str]]:
    """What a lender certifies, as bits."""
    return _pairs(SUITS)


def shift_choices() -> list[tuple[int, str]]:
    """Shifts, as bits."""
    return _pairs(SHIFTS)


class Day(forms.DateField):
    """A date typed or picked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class Yuan(forms.DecimalField):
    """Yuan with two decimals; the cleaned value is whole fen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, **options)

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else int(amount * 100)

    def prepare_value(self, value: Any) -> Any:
        return f"{Decimal(value) / 100:f}" if isinstance(value, int) else value


class LotForm(forms.Form):
    """What both sides of a posting say."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("单位"))
    job = forms.TypedChoiceField(label=_("工种"), choices=job_choices, coerce=int)
    heads = forms.IntegerField(label=_("人数"), min_value=1, max_value=2_000_000_000)
    since = Day(label=_("开始日期"))
    until = Day(label=_("结束日期"))
    wage_fen = Yuan(label=_("工资（元/天）"), required=False, min_value=0)
    shifts = forms.TypedMultipleChoiceField(
        label=_("班次"), choices=shift_choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    least = forms.IntegerField(label=_("最少人数"), min_value=1, max_value=500, help_text=_("少于这个人数就不必安排。"))
    grade = forms.TypedChoiceField(label=_("技能等级"), choices=grade_choices, coerce=int)
    certificates = forms.MultipleChoiceField(
        label=_("证书"), required=False, choices=certificate_choices, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=_("说明"), required=False, max_length=2000, validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("不要写性别、年龄、户籍、婚育等要求。"),
    )  # fmt: skip
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("联系人"), required=False)

    def __init__(self, *args: Any, among: dict[str, Any], **kwargs: Any) -> None:
        """`among` holds the organisations and contacts that may be chosen."""
        super().__init__(*args, **kwargs)
        for name, choices in among.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]

    def clean_shifts(self) -> int:
        """The set as one number."""
        return sum(set(self.cleaned_data["shifts"]))


class SurplusForm(LotForm):
    """Idle staff: who they are to the lender, and what they would do."""

    willing = forms.IntegerField(
        label=_("已征询、愿意支援的人数"), min_value=0, max_value=500, required=False,
        help_text=_("先问员工本人；姓名以后再登记。"),
    )  # fmt: skip
    reach_km = forms.IntegerField(label=_("可接受路程（公里）"), min_value=1, max_value=100)
    lodging = forms.BooleanField(label=_("愿意住宿"), required=False)
    employment = forms.ChoiceField(label=_("用工形式"), choices=EMPLOYMENTS)
    youngest = forms.ChoiceField(label=_("年龄"), choices=YOUNGEST)
    contract_until = Day(label=_("劳动合同最早到期日"), required=False, help_text=_("无固定期限就留空。"))
    hours_kept = forms.IntegerField(label=_("仍在原单位的每日工时"), min_value=0, max_value=12, required=False)
    suits = forms.TypedMultipleChoiceField(
        label=_("原单位确认适合"), choices=suit_choices, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("只确认适合与否，不登记健康情况。"),
    )  # fmt: skip

    def clean_suits(self) -> int:
        """The set as one number."""
        return sum(set(self.cleaned_data["suits"]))

    def clean_willing(self) -> int:
        """Nobody, where nothing is written."""
        return self.cleaned_data["willing"] or 0

    def clean_hours_kept(self) -> int:
        """None, where nothing is written."""
        return self.cleaned_data["hours_kept"] or 0


class ShortageForm(LotForm):
    """Missing staff: what the post is like (LAB-11)."""

    hours_day = forms.IntegerField(label=_("每日工时"), min_value=1, max_value=24)
    days_week = forms.IntegerField(label=_("每周天数"), min_value=1, max_value=7)
    pay_day = forms.IntegerField(label=_("每月发薪日"), required=False, min_value=1, max_value=28)
    board = forms.BooleanField(label=_("工作餐"), required=False)
    lodging = forms.BooleanField(label=_("住宿"), required=False)
    bus = forms.BooleanField(label=_("班车"), required=False)
    place = forms.CharField(label=_("工作地点"), required=False, max_length=200, validators=[plain_text])
    hazards = forms.CharField(
        label=_("职业危害"), required=False, max_length=500, validators=[plain_text], help_text=_("没有就写“无”。")
    )
    exposed = forms.BooleanField(label=_("接触职业病危害因素"), required=False)
    protection = forms.CharField(label=_("防护措施"), required=False, max_length=500, validators=[plain_text])
    training = forms.CharField(label=_("岗前安全培训"), required=False, max_length=500, validators=[plain_text])


FORMS: dict[str, type[LotForm]] = {"surplus": SurplusForm, "shortage": ShortageForm}


def first_values(said: Said | None = None) -> dict[str, Any]:
    """What stands in an empty form: today, a month, one shift of eight hours, and what a pasted message says."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "since": today, "until": today + USUAL, "least": 1, "grade": 0, "shifts": [1], "hours_day": 8,
        "days_week": 5, "reach_km": 20, "employment": "own", "youngest": "adult", "pay_day": 15,
    }  # fmt: skip
    return values | _said(said) if said else values


def _said(said: Said) -> dict[str, Any]:
    found: dict[str, Any] = {"job": said.job, "heads": said.heads}
    found |= {"since": said.since, "until": said.until, "wage_fen": daily(said.wage_fen, said.wage_unit)}
    if said.shifts:
        found["shifts"] = bits(said.shifts)
    return {name: value for name, value in found.items() if value} | dict.fromkeys(said.offered, True)


def bits(shifts: int) -> list[int]:
    """A set of shifts as its bits."""
    return [bit for bit in SHIFTS if shifts & bit]


class MessageForm(forms.Form):
    """A chat message to read."""

    message = forms.CharField(
        label=_("粘贴聊天消息"), max_length=500, validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "我这边有7个人，可以做到年底"}),
    )  # fmt: skip


class SeasonForm(forms.Form):
    """A year in one job."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("单位"))
    job = forms.TypedChoiceField(label=_("工种"), choices=job_choices, coerce=int)
    spare = forms.IntegerField(label=_("淡季可出借人数"), min_value=0, max_value=500, initial=0)
    missing = forms.IntegerField(label=_("旺季缺少人数"), min_value=0, max_value=500, initial=0)

    def __init__(self, *args: Any, firms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = firms  # type: ignore[attr-defined]
        for month in range(1, 13):
            self.fields[f"m{month}"] = forms.ChoiceField(
                label=_("%(month)s 月") % {"month": month}, initial="n",
                choices=list(zip(LEVELS, (_("淡"), _("平"), _("旺")), strict=True)),
            )  # fmt: skip

    def months(self) -> str:
        """The year as twelve letters."""
        return "".join(self.cleaned_data[f"m{month}"] for month in range(1, 13))
