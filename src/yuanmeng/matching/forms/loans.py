"""What people type along a loan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.labour.catalogue import CERTIFICATES
from yuanmeng.core.refusals import Invalid
from yuanmeng.matching.forms.lots import Day, Yuan, english
from yuanmeng.matching.models import AGES, ENTRY_KINDS, INCIDENT_KINDS, RETURN_REASONS
from yuanmeng.ui.typed import plain_text


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=500, validators=[plain_text])


class WorkerForm(forms.Form):
    """One worker, as the lender enters them; no health, no identity number."""

    name = forms.CharField(label=_("姓名"), max_length=50, validators=[plain_text])
    age = forms.ChoiceField(label=_("年龄"), choices=AGES)
    contract_until = Day(label=_("劳动合同到期日"), required=False, help_text=_("无固定期限就留空。"))
    hours_kept = forms.IntegerField(label=_("在原单位的每日工时"), min_value=0, max_value=12, initial=0)
    wage_usual_fen = Yuan(label=_("平时工资（元/天）"), min_value=0)

    def __init__(self, *args: Any, needed: list[str], **kwargs: Any) -> None:
        """`needed` are the certificates of the post: the last valid day of each is asked."""
        super().__init__(*args, **kwargs)
        self.needed = needed
        for code in needed:
            one = CERTIFICATES[code]
            label = _("%(name)s有效期至") % {"name": one.english if english() else one.name}
            self.fields[f"c_{code}"] = Day(label=label)

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        found = {
            name: self.cleaned_data[name] for name in ("name", "age", "contract_until", "hours_kept", "wage_usual_fen")
        }
        return found | {"certificates": {code: self.cleaned_data[f"c_{code}"].isoformat() for code in self.needed}}


class PrepareForm(forms.Form):
    """What the lender did for one worker."""

    amended_on = Day(label=_("劳动合同变更日"), required=False)
    suitable = forms.BooleanField(label=_("原单位确认适合该岗位"), required=False)


class TrainForm(forms.Form):
    """Safety training before the first day."""

    on = Day(label=_("安全培训日"))
    hours = forms.IntegerField(label=_("培训学时"), min_value=1, max_value=200, initial=8)


class OnForm(forms.Form):
    """A day."""

    on = Day(label=_("日期"))


class BackForm(forms.Form):
    """Who goes back, when and why."""

    workers = forms.MultipleChoiceField(label=_("返回的员工"), widget=forms.CheckboxSelectMultiple)
    code = forms.ChoiceField(label=_("返回原因"), choices=RETURN_REASONS)
    on = Day(label=_("返回日"))
    reason = forms.CharField(
        label=_("情况说明"),
        required=False,
        max_length=500,
        validators=[plain_text],
        help_text=_("提前返回时必填，不写姓名。"),
    )

    def __init__(self, *args: Any, workers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workers"].choices = workers  # type: ignore[attr-defined]


class UntilForm(forms.Form):
    """A later last day."""

    until = Day(label=_("续签到"))


class EntryForm(forms.Form):
    """One line of the settlement."""

    kind = forms.ChoiceField(label=_("科目"), choices=ENTRY_KINDS)
    fen = Yuan(label=_("金额（元）"), min_value=0)
    month = Day(label=_("所属月份"), help_text=_("选当月任意一天。"))
    note = forms.CharField(label=_("凭据"), max_length=200, validators=[plain_text])


class HoursForm(forms.Form):
    """A worker's month at one's own firm."""

    worker = forms.ChoiceField(label=_("员工"))
    month = Day(label=_("所属月份"), help_text=_("选当月任意一天。"))
    hours = forms.DecimalField(
        label=_("本单位全月工时（小时）"),
        min_value=0,
        max_value=744,
        max_digits=4,
        decimal_places=1,
        help_text=_("从当月 1 日到月底，含加班；原单位一并计入其他单位的工时。"),
    )

    def __init__(self, *args: Any, workers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = workers  # type: ignore[attr-defined]


class IncidentForm(forms.Form):
    """What happened."""

    kind = forms.ChoiceField(label=_("类别"), choices=INCIDENT_KINDS)
    on = Day(label=_("发生日期"))
    text = forms.CharField(label=_("经过"), max_length=500, validators=[plain_text], help_text=_("不写姓名。"))


def valid(form: forms.Form) -> dict[str, Any]:
    """What was typed, or a refusal that names the fields. Raises Invalid."""
    if not form.is_valid():
        wrong = [f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items()]
        raise Invalid("；".join(str(one) for one in wrong))
    return dict(form.cleaned_data)
