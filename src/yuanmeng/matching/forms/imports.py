"""What people type to import vacancies."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanmeng.ui.typed import plain_text


class FileForm(forms.Form):
    """A file of vacancies and who it comes from."""

    file = forms.FileField(
        label=_("文件"), help_text=_("xlsx（不超过 10 MB）或 CSV（UTF-8、GBK、GB18030，不超过 64 MB）。")
    )
    source = forms.CharField(
        label=_("来源"),
        max_length=160,
        validators=[plain_text],
        help_text=_("如“县人力资源市场 9 月缺工表”。同一来源已导入的行不会重复。"),
    )
