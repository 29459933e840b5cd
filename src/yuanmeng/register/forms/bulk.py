"""What people choose for a bulk edit."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanmeng.register.queries.bulk_columns import COLUMNS


class DownloadForm(forms.Form):
    """The columns of the sheet; the firms come from the list's own filter."""

    columns = forms.MultipleChoiceField(
        label=_("要修改的栏目"),
        choices=[(key, column.head) for key, column in COLUMNS.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=["address", "industry"],
    )
    query = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)


class UploadForm(forms.Form):
    """The edited sheet."""

    file = forms.FileField(
        label=_("改好的表格"),
        help_text=_("从本页下载后修改的 .xlsx，不超过 10 MB。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class DeclineForm(forms.Form):
    """Why a bulk edit is not approved."""

    answer = forms.CharField(label=_("不批准的理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
