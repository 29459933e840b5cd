"""What people type about the calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.csv_text import decoded
from yuanmeng.core.workdays.sums import Limit, Unit
from yuanmeng.ui.typed import plain_text
from yuanmeng.workdays.sentences import UNITS

MOST_BYTES = 100_000


class NoticeForm(forms.Form):
    """A notice, pasted or uploaded; `raw` is its text in UTF-8 whichever way it came."""

    text = forms.CharField(
        label=_("通知全文或表格"),
        required=False,
        max_length=MOST_BYTES // 4,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "粘贴国务院办公厅《关于某年部分节假日安排的通知》全文；也可以粘贴或上传三列的表：日期、放假或上班、节日。"
        ),
    )
    file = forms.FileField(label=_("或上传文件（CSV、TXT）"), required=False)
    year = forms.IntegerField(
        label=_("年份"), required=False, min_value=2000, max_value=2199, help_text=_("正文写明年份时不必填。")
    )
    source = forms.CharField(
        label=_("来源"),
        required=False,
        max_length=300,
        validators=[plain_text],
        help_text=_("如网址。不填时使用文号。"),
    )

    def clean_file(self) -> Any:
        """Refuses what is too large to be a calendar."""
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过 100 KB，不像是放假安排，请检查。"))
        return file

    def clean(self) -> dict[str, Any]:
        """Either a text or a file."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        cleaned["text"] = decoded(file.read()).replace("\0", "") if file else cleaned.get("text", "")
        if not cleaned["text"].strip() and not self.errors:
            self.add_error("text", _("请粘贴通知全文，或选择一个文件。"))
        return cleaned


class SumForm(forms.Form):
    """A receipt and a limit."""

    received = forms.DateTimeField(
        label=_("接到时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    amount = forms.FloatField(label=_("时限"), min_value=0.25, max_value=400)
    unit = forms.ChoiceField(label=_("按什么计"), choices=list(UNITS.items()))

    def clean_received(self) -> dt.datetime:
        """In the zone's own time, in years that a calendar can speak of."""
        received: dt.datetime = timezone.localtime(self.cleaned_data["received"])
        if not 1950 <= received.year <= 2199:
            raise forms.ValidationError(_("年份应在 1950 到 2199 之间。"))
        return received

    def clean(self) -> dict[str, Any]:
        """The limit as one value."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["limit"] = Limit(cleaned["amount"], Unit(cleaned["unit"]))
            except ValueError:
                self.add_error("amount", _("天数应为整数。"))
        return cleaned


class HoursForm(forms.Form):
    """The office hours."""

    opens = forms.TimeField(label=_("上班时间"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(label=_("下班时间"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    defers = forms.BooleanField(label=_("下班后或休息日接到的，视为下一工作日接到"), required=False)
