"""What people type about problems: a form for each step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.issues.models.case import KINDS, TRIAGES
from yuanmeng.issues.models.handling import OUTCOMES, RESULTS, SATISFACTIONS
from yuanmeng.register.forms.imports import FileForm
from yuanmeng.ui.typed import plain_lines, plain_text

Choices = Sequence[tuple[Any, Any]]
PARTS = 3
"""Co-handlers that one form asks for; more can join later."""


class Day(forms.DateField):
    """A date typed or picked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class Text(forms.CharField):
    """Several lines."""

    def __init__(self, rows: int = 4, **options: Any) -> None:
        super().__init__(validators=[plain_lines], widget=forms.Textarea(attrs={"rows": rows}), **options)


class StepForm(forms.Form):
    """A form whose choices come from `choices`: field name → pairs, read once by the page."""

    def __init__(self, *args: Any, choices: dict[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, pairs in (choices or {}).items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = pairs if field.required else [("", _("不选")), *pairs]


class Key(forms.TypedChoiceField):
    """The key of a record chosen from a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **options)


class NewForm(StepForm):
    """A problem: four things to say, the rest may stay as it is."""

    firm = Key(label=_("提出企业"))
    title = forms.CharField(
        label=_("标题"), max_length=80, validators=[plain_text], help_text=_("一句话说清是什么事。")
    )
    text = Text(
        label=_("内容"), required=False, max_length=5000, help_text=_("什么时候、在哪里、影响了什么、希望怎样。")
    )
    kind = forms.ChoiceField(label=_("类型"), choices=KINDS, initial="problem")
    category = Key(label=_("分类"), required=False, help_text=_("不清楚就不选，受理的人会填。"))
    contact = Key(label=_("联系人"), required=False)
    subject = Key(label=_("被反映单位"), required=False, help_text=_("投诉时填写。"))
    confidential = forms.BooleanField(label=_("对被反映单位保密"), required=False)
    triage = forms.ChoiceField(label=_("研判"), choices=[("", _("不选")), *TRIAGES], required=False)


class AcceptForm(StepForm):
    """Category and deadlines."""

    category = Key(label=_("分类"))
    profile = Key(label=_("时限标准"))


class ReferForm(StepForm):
    """Where it belongs."""

    channel = Key(label=_("渠道"), widget=forms.RadioSelect)


class DispatchForm(StepForm):
    """One lead unit, and co-handlers each with what is asked and by when."""

    lead = Key(label=_("主办单位"), help_text=_("首先接到的单位对企业负责到底，需要别的单位时由它牵头。"))

    def __init__(self, *args: Any, choices: dict[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_parts(self)
        for name in (name for name in self.fields if name.startswith(("lead", "unit"))):
            field = self.fields[name]
            pairs = (choices or {}).get("units", [])
            field.choices = pairs if field.required else [("", _("不选")), *pairs]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Co-handlers as (unit, task, days)."""
        return parted(self)


class JoinForm(DispatchForm):
    """More co-handlers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["lead"]
        self.fields["unit_1"].required = True


def add_parts(form: forms.Form) -> None:
    """The fields of co-handlers."""
    for number in range(1, PARTS + 1):
        form.fields[f"unit_{number}"] = Key(label=_("协办单位"), required=False)
        form.fields[f"task_{number}"] = forms.CharField(
            label=_("协办内容"), required=False, max_length=300, validators=[plain_text]
        )
        form.fields[f"days_{number}"] = forms.IntegerField(
            label=_("几个工作日内"), required=False, min_value=1, max_value=60, help_text=_("不填按时限标准。")
        )


def parted(form: forms.Form) -> dict[str, Any]:
    """What was typed, co-handlers gathered under `parts`."""
    said = form.cleaned_data
    parts = []
    for number in range(1, PARTS + 1):
        unit, task = said.pop(f"unit_{number}", None), said.pop(f"task_{number}", "")
        days = said.pop(f"days_{number}", None)
        if unit and not task:
            form.add_error(f"task_{number}", _("请写明要这个单位做什么。"))
        if task and not unit:
            form.add_error(f"unit_{number}", _("请选择单位。"))
        if unit:
            parts.append((unit, task, days))
    return {**said, "parts": parts}


class ReasonForm(StepForm):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=500, validators=[plain_text])


class NothingForm(StepForm):
    """A step that asks nothing but the press of its button."""


class RuleForm(StepForm):
    """The ruling on what a unit sent back."""

    verdict = forms.ChoiceField(
        label=_("裁定"),
        choices=[("uphold", _("同意退回，另行派发")), ("overrule", _("维持派发，由该单位办理"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("原因"), max_length=500, validators=[plain_text])


class ReassignForm(StepForm):
    """Another handler of the lead unit."""

    handler = Key(label=_("经办人"))


class RecuseForm(StepForm):
    """Who keeps away, and why."""

    user = Key(label=_("回避的人"))
    reason = forms.CharField(label=_("原因"), max_length=500, validators=[plain_text])


class OpinionForm(StepForm):
    """The own unit's opinion; `record` and `seen` name what was on the page."""

    record = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    text = Text(label=_("意见"), max_length=2000)


class ProgressForm(StepForm):
    """How it stands, for the firm."""

    text = Text(label=_("进展"), max_length=1000, help_text=_("企业马上能看到。"))


class ExtensionForm(StepForm):
    """More time."""

    days = forms.IntegerField(label=_("延长几天"), min_value=1, max_value=60, help_text=_("单位与办结期限相同。"))
    reason = forms.CharField(label=_("原因"), max_length=500, validators=[plain_text])


class ConsentForm(StepForm):
    """The leader's word on more time."""

    verdict = forms.ChoiceField(
        label=_("批复"), choices=[("grant", _("批准")), ("refuse", _("不批准"))], widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("批复意见"), required=False, max_length=500, validators=[plain_text])


class TableForm(StepForm):
    """A consultation table."""

    reason = forms.CharField(label=_("会商事由"), max_length=500, validators=[plain_text])
    meets = forms.DateTimeField(
        label=_("会商时间"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    place = forms.CharField(label=_("地点"), required=False, max_length=100, validators=[plain_text])
    participants = forms.TypedMultipleChoiceField(label=_("参加单位"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: dict[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, choices=choices, **kwargs)
        self.fields["participants"].choices = (choices or {}).get("units", [])  # type: ignore[attr-defined]


class DecisionForm(StepForm):
    """What the table decided."""

    lead = Key(label=_("主办单位"))
    decision = Text(label=_("议定事项"), max_length=2000)
    minutes = Text(label=_("纪要"), required=False, max_length=20_000)
    days = forms.IntegerField(
        label=_("重新计时（工作日）"), min_value=1, max_value=60, help_text=_("从今天起重新计算办结期限。")
    )


class AnswerForm(StepForm):
    """The answer to the firm."""

    outcome = forms.ChoiceField(label=_("办理结果"), choices=OUTCOMES, widget=forms.RadioSelect)
    text = Text(rows=6, label=_("答复"), max_length=5000)
    review_on = Day(label=_("复查日期"), required=False, help_text=_("挂账时必须填写，到时自动恢复办理。"))


class AtOnceForm(AnswerForm):
    """An answer without dispatch."""

    repeats = forms.CharField(
        label=_("重复反映的原编号"), required=False, max_length=20, help_text=_("同一事项已依法办理过时填写。")
    )


class WordForm(StepForm):
    """The firm's own word."""

    word = forms.ChoiceField(
        label=_("问题是否如答复所说得到处理？"),
        choices=[("yes", _("是，认可")), ("no", _("否，请继续办理"))],
        widget=forms.RadioSelect,
    )
    satisfaction = forms.ChoiceField(label=_("满意度"), choices=SATISFACTIONS, widget=forms.RadioSelect)
    said = Text(
        rows=3, label=_("想说的话"), required=False, max_length=1000, help_text=_("不认可时请写明还有什么没解决。")
    )


class FollowUpForm(StepForm):
    """What came of asking the firm."""

    result = forms.ChoiceField(label=_("回访结果"), choices=RESULTS, widget=forms.RadioSelect)
    note = forms.CharField(label=_("说明"), required=False, max_length=500, validators=[plain_text])


class LinkForm(StepForm):
    """Another problem by its number."""

    number = forms.CharField(label=_("另一个问题的编号"), max_length=20)
    kind = forms.ChoiceField(label=_("关系"), choices=[("repeat", _("重复反映")), ("related", _("相关"))])


class LessonForm(StepForm):
    """A lesson, private parts taken out."""

    title = forms.CharField(label=_("问题"), max_length=80, validators=[plain_text])
    question = Text(label=_("情况"), required=False, max_length=3000)
    answer = Text(rows=6, label=_("怎样解决"), max_length=5000)


class TemplateForm(StepForm):
    """A reply template."""

    name = forms.CharField(label=_("名称"), max_length=60, validators=[plain_text])
    text = Text(rows=6, label=_("内容"), max_length=5000)


class CauseForm(StepForm):
    """A common cause and its problems."""

    title = forms.CharField(label=_("共性问题"), max_length=80, validators=[plain_text])
    text = Text(label=_("共同的原因"), max_length=2000)
    issues = forms.TypedMultipleChoiceField(label=_("涉及的问题"), coerce=int, widget=forms.CheckboxSelectMultiple)


class ProposalForm(StepForm):
    """What should change."""

    proposal = Text(label=_("形成的建议"), max_length=2000)


def soon() -> dt.datetime:
    """Tomorrow at nine, for a meeting not yet fixed."""
    return (timezone.localtime() + dt.timedelta(days=1)).replace(hour=9, minute=0)


class LedgerForm(FileForm):
    """A problem ledger and who it comes from."""

    such_as = _("如“经济发展局 2021 年问题台账”。同一来源的列对应关系会记住，已导入的行不会重复。")


class LedgerColumnsForm(forms.Form):
    """For each field the header of its column."""

    def __init__(self, names: dict[str, Any], headers: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("表中没有")), *((header, header) for header in headers)]
        for name, label in names.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        """No column means two things."""
        cleaned = super().clean() or {}
        chosen = [header for header in cleaned.values() if header]
        twice = sorted({header for header in chosen if chosen.count(header) > 1})
        if twice:
            raise forms.ValidationError(_("“%(header)s”被选了两次，每一列只能用一次。") % {"header": twice[0]})
        return cleaned
