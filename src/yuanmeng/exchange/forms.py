"""What people type into the three lists."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.forms import AllianceChoice
from yuanmeng.alliances.models import Alliance
from yuanmeng.core.exchange.pasted import Reading
from yuanmeng.exchange.models import CATEGORIES, DIRECTIONS, EFFECTS, VISIBILITIES
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.ui.typed import plain_lines, plain_text

USUAL = dt.timedelta(days=90)
"""An entry without a last day of its own stands for a quarter."""


class Day(forms.DateField):
    """A date typed or picked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class ListingForm(forms.Form):
    """One offer or need; what the system holds (organisation, contacts, alliances) is chosen, not typed."""

    direction = forms.ChoiceField(label=_("清单"), choices=DIRECTIONS, widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("单位"))
    category = forms.ChoiceField(label=_("类别"), choices=[("", _("请选择")), *CATEGORIES])
    title = forms.CharField(label=_("标题"), max_length=60, validators=[plain_text])
    quantity = forms.IntegerField(label=_("数量"), required=False, min_value=1, max_value=1_000_000)
    unit = forms.CharField(
        label=_("计量单位"), required=False, max_length=10, validators=[plain_text], help_text=_("如：人、台、平方米")
    )
    since = Day(label=_("开始日期"))
    until = Day(label=_("结束日期"), help_text=_("到期前会提醒，可以延长。"))
    text = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=2000,
        validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("不要写价格、工资和产量：竞争者之间不交换这些信息。"),
    )
    conditions = forms.CharField(label=_("条件"), required=False, max_length=500, validators=[plain_text])
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("联系人"), required=False)
    visibility = forms.ChoiceField(label=_("可见范围"), choices=VISIBILITIES)
    alliance = AllianceChoice(
        Alliance.objects.none(), label=_("联盟"), required=False, help_text=_("可见范围为“本联盟”时选择。")
    )

    def __init__(self, *args: Any, among: dict[str, Any], **kwargs: Any) -> None:
        """`among` holds the organisations, contacts and alliances that may be chosen."""
        super().__init__(*args, **kwargs)
        for name, choices in among.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]


def first_values(reading: Reading | None = None, direction: str = "need") -> dict[str, Any]:
    """What stands in an empty form: today, a quarter, and what a pasted message says."""
    today = timezone.localdate()
    values: dict[str, Any] = {"direction": direction, "since": today, "until": today + USUAL, "visibility": "zone"}
    if reading:
        said = {name: getattr(reading, name) for name in reading.__slots__ if name != "words"}
        values |= {name: value for name, value in said.items() if value}
    return values


class PasteForm(forms.Form):
    """A chat message to read."""

    message = forms.CharField(
        label=_("粘贴聊天消息"),
        max_length=500,
        validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "我这边有7个人，可以做到年底"}),
    )


class RenewForm(forms.Form):
    """A later last day."""

    until = Day(label=_("延长到"))


class ClaimForm(forms.Form):
    """A claim by one of the person's own organisations."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("以哪个单位认领"))
    note = forms.CharField(label=_("留言"), required=False, max_length=500, validators=[plain_text])

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["organisation"].initial = organisations.first()


class AcceptForm(forms.Form):
    """When the joint task shall be done."""

    due = Day(label=_("完成期限"))


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=500, validators=[plain_text])


class PlanForm(forms.Form):
    """Due date and blocker."""

    due = Day(label=_("完成期限"))
    blocker = forms.CharField(
        label=_("卡点"), required=False, max_length=500, validators=[plain_text], help_text=_("没有卡点就留空。")
    )


class ResultForm(forms.Form):
    """What came of it."""

    result = forms.CharField(
        label=_("结果"), max_length=1000, validators=[plain_lines], widget=forms.Textarea(attrs={"rows": 3})
    )


class EffectForm(forms.Form):
    """The beneficiary's word."""

    effect = forms.ChoiceField(label=_("效果"), choices=EFFECTS, widget=forms.RadioSelect)
