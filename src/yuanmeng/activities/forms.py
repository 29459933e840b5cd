"""What people type about activities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanmeng.activities.models import ATTENDING, KINDS, Series
from yuanmeng.alliances.forms import AllianceChoices
from yuanmeng.alliances.models import Alliance
from yuanmeng.register.models import Organisation
from yuanmeng.ui.typed import plain_lines, plain_text


class Moment(forms.DateTimeField):
    """A day and an hour, typed or picked."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)


class Day(forms.DateField):
    """A date typed or picked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class ActivityForm(forms.Form):
    """One activity."""

    kind = forms.ChoiceField(label=_("类型"), choices=KINDS)
    title = forms.CharField(label=_("名称"), max_length=60, validators=[plain_text])
    alliances = AllianceChoices(
        Alliance.objects.all(),
        label=_("联盟"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("几个联盟合办也只算一次。"),
    )
    series = forms.ModelChoiceField(Series.objects.all(), label=_("系列"), required=False)
    host = forms.ModelChoiceField(Organisation.objects.none(), label=_("承办单位"), required=False)
    starts = Moment(label=_("开始时间"))
    ends = Moment(label=_("结束时间"))
    place = forms.CharField(label=_("地点"), max_length=100, required=False, validators=[plain_text])
    topics_until = Day(label=_("议题征集截止"), required=False, help_text=_("一般为会前一周。"))
    text = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=2000,
        validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, hosts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = hosts  # type: ignore[attr-defined]


class SeriesForm(forms.Form):
    """Activities that return."""

    name = forms.CharField(label=_("系列名称"), max_length=60, validators=[plain_text])
    kind = forms.ChoiceField(label=_("类型"), choices=KINDS)
    months = forms.IntegerField(label=_("间隔月数"), min_value=1, max_value=24, initial=3)
    alliances = AllianceChoices(Alliance.objects.all(), label=_("联盟"), widget=forms.CheckboxSelectMultiple)
    hosts = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("轮流承办的单位"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_("按名称顺序轮流；可多选。"),
    )

    def __init__(self, *args: Any, hosts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hosts"].queryset = hosts  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """Whether an organisation comes, and with how many."""

    answer = forms.ChoiceField(
        label=_("是否参加"), choices=[("yes", _("参加")), ("no", _("不参加"))], widget=forms.RadioSelect
    )
    persons = forms.IntegerField(label=_("人数"), min_value=0, max_value=500, required=False)

    def clean_persons(self) -> int:
        """Nobody, unless the answer is yes."""
        return (self.cleaned_data["persons"] or 0) if self.cleaned_data.get("answer") == "yes" else 0


class TopicForm(forms.Form):
    """A topic, for one of the person's own organisations."""

    title = forms.CharField(label=_("议题"), max_length=100, validators=[plain_text])


class AttendanceForm(forms.Form):
    """So many persons of an organisation in a role."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("单位"))
    role = forms.ChoiceField(label=_("身份"), choices=ATTENDING)
    persons = forms.IntegerField(label=_("人数"), min_value=0, max_value=500, initial=1, help_text=_("填 0 删除。"))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class SheetForm(AttendanceForm):
    """One person at the door, by the printed sheet."""

    persons = None  # type: ignore[assignment]


class MinutesForm(forms.Form):
    """The minutes."""

    minutes = forms.CharField(
        label=_("纪要"), max_length=20_000, validators=[plain_lines], widget=forms.Textarea(attrs={"rows": 8})
    )


class FollowUpForm(forms.Form):
    """Who does what by when."""

    text = forms.CharField(label=_("事项"), max_length=300, validators=[plain_text])
    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("责任单位"))
    due = Day(label=_("完成期限"))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = organisations  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """What became of it."""

    outcome = forms.CharField(label=_("结果"), max_length=500, validators=[plain_text])


class CancelForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(label=_("原因"), max_length=500, validators=[plain_text])
