"""What people type around an import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanmeng.register.importing.fields import FIELDS
from yuanmeng.register.importing.understanding import Layout
from yuanmeng.ui.typed import plain_lines, plain_text

RADIO = forms.RadioSelect(attrs={"class": "form-check-input"})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FileForm(forms.Form):
    """A file and who it comes from; `such_as` is the help under its source."""

    such_as: Any = ""
    file = forms.FileField(
        label=_("文件"), help_text=_("xlsx（不超过 10 MB）或 CSV（UTF-8、GBK、GB18030，不超过 64 MB）。")
    )
    source = forms.CharField(label=_("来源"), max_length=160, validators=[plain_text])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].help_text = self.such_as


class UploadForm(FileForm):
    """A list of firms, and the day its figures speak of."""

    such_as = _("如“市场监管局 2024 年名录”。同一来源的列对应关系会记住。")
    as_of = forms.DateField(
        label=_("数据截至日期"),
        required=False,
        widget=DAY,
        help_text=_("表中有人数、收入等数据而没有日期列时必填。"),
    )


class ColumnsForm(forms.Form):
    """What each column means: one choice for each header."""

    as_of = forms.DateField(label=_("数据截至日期"), required=False, widget=DAY)

    def __init__(self, layout: Layout, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("不导入")), *FIELDS.items()]
        for column in layout.columns:
            key = f"column_{column.index}"
            widget = forms.Select(attrs={"class": "form-select"})
            self.fields[key] = forms.ChoiceField(label=column.header, choices=choices, required=False, widget=widget)
            self.initial.setdefault(key, column.field)

    @property
    def chosen(self) -> dict[int, str]:
        """Column place → field."""
        cleaned = self.cleaned_data.items()
        return {int(key.removeprefix("column_")): field for key, field in cleaned if key.startswith("column_")}


class HeldForm(forms.Form):
    """A held row: its cells, what the person confirms, and a note."""

    accepted = forms.ChoiceField(label=_("处理方式"), required=False, widget=RADIO)
    note = forms.CharField(
        label=_("决定说明"),
        required=False,
        max_length=500,
        validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("选择“不收录”时必填。"),
    )

    def __init__(
        self, cells: dict[str, tuple[str, str]], choices: list[tuple[str, Any]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accepted"].choices = choices  # type: ignore[attr-defined]
        for place, (header, text) in cells.items():
            area = forms.Textarea(attrs={"rows": 3}) if len(text) > 60 else forms.TextInput()
            field = forms.CharField(label=header, required=False, max_length=20_000, initial=text, widget=area)
            self.fields[f"cell_{place}"] = field
        self.order_fields([f"cell_{place}" for place in cells])

    @property
    def cells(self) -> dict[str, str]:
        """Column place → text."""
        cleaned = self.cleaned_data.items()
        return {key.removeprefix("cell_"): text for key, text in cleaned if key.startswith("cell_")}

    def tell(self, errors: dict[str, list[str]]) -> None:
        """Put the sentences of a refusal beside their cells."""
        for place, sentences in errors.items():
            field = f"cell_{place}" if f"cell_{place}" in self.fields else place if place in self.fields else None
            self.add_error(field, sentences)
