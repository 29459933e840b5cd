"""What people type on the pages that join rooms."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import ROLES
from yuanmeng.alliances.models import Alliance
from yuanmeng.ui.typed import plain_text


class PostForm(forms.Form):
    """A role, where it is held, and from when."""

    role = forms.ChoiceField(label=_("岗位"), choices=[(role.value, name) for role, name in ROLES.items()])
    unit = forms.CharField(
        label=_("单位"),
        required=False,
        max_length=200,
        validators=[plain_text],
        help_text=_("企业、支部等岗位填写单位的信用代码或全称；全区的岗位不填。"),
    )
    alliance: forms.ModelChoiceField[Alliance] = forms.ModelChoiceField(
        Alliance.objects.all(), label=_("联盟"), required=False, help_text=_("只有联盟秘书需要选择。")
    )
    since = forms.DateField(
        label=_("开始日期"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
