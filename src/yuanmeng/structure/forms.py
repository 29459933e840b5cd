"""What people type about the structure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.alliances.forms import AllianceChoice
from yuanmeng.alliances.models import Alliance
from yuanmeng.register.models import Organisation
from yuanmeng.structure.models import Body, BodyKind, OfficeKind
from yuanmeng.ui.typed import plain_lines, plain_text


class Day(forms.DateField):
    """A date typed or picked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class OnForm(forms.Form):
    """The day to look at."""

    on = Day(label=_("截至日期"), required=False)


class BodyForm(forms.Form):
    """A body and its place in the tree."""

    kind = forms.ModelChoiceField(BodyKind.objects.all(), label=_("类型"))
    name = forms.CharField(label=_("名称"), max_length=60, validators=[plain_text])
    name_en = forms.CharField(label=_("英文名称"), max_length=80, validators=[plain_text])
    parent = forms.ModelChoiceField(Body.objects.filter(until__isnull=True), label=_("上级"), required=False)
    alliance = AllianceChoice(
        Alliance.objects.all(), label=_("联盟"), required=False, help_text=_("有成员单位的机构选择对应的联盟。")
    )
    since = Day(label=_("开始日期"))
    source = forms.CharField(label=_("依据"), max_length=200, validators=[plain_text])


class KindForm(forms.Form):
    """A kind of body or of office."""

    slug = forms.SlugField(label=_("代号"), max_length=40, help_text=_("小写字母、数字和连字符，如 chain-committee。"))
    name = forms.CharField(label=_("名称"), max_length=40, validators=[plain_text])
    name_en = forms.CharField(label=_("英文名称"), max_length=60, validators=[plain_text])


class OfficeKindForm(KindForm):
    """A role slot."""

    required = forms.BooleanField(label=_("应有人担任，空缺时提示"), required=False)
    body_kinds = forms.ModelMultipleChoiceField(
        BodyKind.objects.all(), label=_("属于哪些类型的机构"), widget=forms.CheckboxSelectMultiple
    )


class OfficeForm(forms.Form):
    """Somebody in an office."""

    kind = forms.ModelChoiceField(OfficeKind.objects.none(), label=_("职务"))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("单位"), required=False)
    user = forms.ModelChoiceField(User.objects.filter(is_active=True).order_by("name"), label=_("人员"), required=False)
    since = Day(label=_("任期开始"))
    until = Day(label=_("任期结束"), required=False)
    source = forms.CharField(label=_("依据"), max_length=200, validators=[plain_text])

    def __init__(self, *args: Any, body: Body, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = body.kind.office_kinds.all()  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day."""

    until = Day(label=_("最后一天"))


class CharterForm(forms.Form):
    """The next edition of a charter."""

    text = forms.CharField(
        label=_("章程正文"), max_length=50_000, validators=[plain_lines], widget=forms.Textarea(attrs={"rows": 10})
    )
    adopted = Day(label=_("通过日期"))
    source = forms.CharField(label=_("依据"), max_length=200, validators=[plain_text])


class RotationForm(forms.Form):
    """Who holds an office in turn."""

    kind = forms.ModelChoiceField(OfficeKind.objects.none(), label=_("职务"))
    since = Day(label=_("开始日期"))
    months = forms.IntegerField(label=_("每任月数"), min_value=1, max_value=60, initial=6)
    members = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("轮值单位"), widget=forms.SelectMultiple(attrs={"size": 10})
    )

    def __init__(self, *args: Any, body: Body, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = body.kind.office_kinds.all()  # type: ignore[attr-defined]
        self.fields["members"].queryset = organisations  # type: ignore[attr-defined]
