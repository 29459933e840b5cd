"""What people type into briefings, outside facts and publications."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.period import NoPeriod, Period, read
from yuanmeng.ledger.datasets import Dataset
from yuanmeng.reports.models import DIRECTIONS, RHYTHMS, SOURCE, SPANS, WEIGHINGS
from yuanmeng.ui.typed import plain_lines, plain_text


class PeriodField(forms.CharField):
    """A period as text: 2021, 2021Q3, 2021-07, 2021-07-01..2021-09-15. Cleans to a Period."""

    def clean(self, value: Any) -> Period:
        text = super().clean(value)
        try:
            return read(text)
        except NoPeriod:
            raise forms.ValidationError(
                _("“%(text)s”不是期间。可写 2021、2021Q3、2021-07 或 2021-07-01..2021-09-15。") % {"text": text[:40]}
            ) from None


def reason_field(label: Any, *, required: bool = True) -> forms.CharField:
    """A reason of at most 500 characters."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=500,
        validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PublishForm(forms.Form):
    """Publish a figure for a period."""

    period = PeriodField(label=_("期间"), max_length=24, validators=[plain_text], widget=forms.HiddenInput)
    reason = reason_field(_("更正原因"), required=False)


class AdjustForm(forms.Form):
    """Another value beside a published one."""

    value = forms.IntegerField(label=_("调整后的数值"), min_value=-(2**62), max_value=2**62)
    reason = reason_field(_("调整原因"))


class ReasonForm(forms.Form):
    """Why something ends."""

    reason = reason_field(_("停用原因"))


class FactForm(forms.Form):
    """A number that others computed."""

    name = forms.CharField(
        label=_("名称"), max_length=60, validators=[plain_text], help_text=_("如：全省开发区综合排名")
    )
    value = forms.CharField(label=_("数值"), max_length=20, validators=[plain_text])
    unit = forms.CharField(label=_("计量单位"), max_length=10, required=False, validators=[plain_text])
    on = forms.DateField(label=_("截至日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    source = forms.CharField(
        label=_("来源"), max_length=SOURCE, validators=[plain_text], help_text=_("文件、公告或报道的名称、文号和日期")
    )
    note = forms.CharField(label=_("备注"), max_length=SOURCE, required=False, validators=[plain_text])


class BriefingForm(forms.Form):
    """A briefing's draft."""

    title = forms.CharField(label=_("标题"), max_length=60, validators=[plain_text])
    masthead = forms.CharField(label=_("报头"), max_length=20, initial="工作简报", validators=[plain_text])
    serial = forms.IntegerField(label=_("期号"), required=False, min_value=1, max_value=9999)
    unit = forms.CharField(label=_("编发单位"), max_length=40, required=False, validators=[plain_text])
    text = forms.CharField(
        label=_("正文"),
        max_length=10_000,
        validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 18, "data-briefing": ""}),
        help_text=_("输入 @ 选择数字和期间。一、（一）1.（1）开头的行是标题。"),
    )
    sent_to = forms.CharField(label=_("报送"), max_length=200, required=False, validators=[plain_text])


class UploadForm(forms.Form):
    """An empty form of a superior."""

    name = forms.CharField(
        label=_("表名"), max_length=60, validators=[plain_text], help_text=_("如：营商环境诉求办理情况月报表")
    )
    superior = forms.CharField(label=_("报送给"), max_length=60, validators=[plain_text])
    rhythm = forms.ChoiceField(label=_("报送周期"), choices=RHYTHMS)
    file = forms.FileField(label=_("空白表"), help_text=_(".xlsx 或 .docx，5 MB 以内，不含宏"))


class SourceForm(forms.Form):
    """What goes into one cell; the choices are those of the moment."""

    cell = forms.ChoiceField(label=_("填哪一格"))
    source = forms.ChoiceField(label=_("数据来源"))
    span = forms.ChoiceField(label=_("期间"), choices=SPANS, required=False, help_text=_("只用于数字和比率"))
    text = forms.CharField(
        label=_("固定文字"),
        max_length=200,
        required=False,
        validators=[plain_text],
        help_text=_("来源选“固定文字”时填写"),
    )

    def __init__(self, *args: Any, cells: list[Any], sources: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("cell", cells), ("source", sources)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
            field.choices = choices

    def sources(self) -> list[dict[str, str]]:
        """What was chosen, as `actions.forms.place` takes it."""
        kind, _colon, key = self.cleaned_data["source"].partition(":")
        return [{"kind": kind, "key": key, **{name: self.cleaned_data[name] for name in ("cell", "span", "text")}}]


class DefinedForm(forms.Form):
    """What every figure or rate of the zone's own says of itself."""

    name = forms.CharField(
        label=_("名称"), max_length=60, validators=[plain_text], help_text=_("如：食品饮料联盟办结的问题")
    )
    says = forms.CharField(
        label=_("说明"),
        max_length=200,
        validators=[plain_text],
        help_text=_("为什么统计、包括什么、不包括什么，用一句话说明。"),
    )


class DefinitionForm(DefinedForm):
    """A figure over a dataset; its conditions are rows of their own."""

    unit = forms.CharField(label=_("计量单位"), max_length=10, validators=[plain_text], help_text=_("如：件、家、次"))
    basis = forms.ChoiceField(label=_("日期依据"))
    counting = forms.ChoiceField(label=_("怎样计算"), required=False)
    whole = forms.BooleanField(label=_("只能打开部分记录的人也可以知道总数"), required=False)

    def __init__(self, *given: Any, of: Dataset, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["basis"].choices = [(key, each.name) for key, each in of.dates.items()]  # type: ignore[attr-defined]
        self.fields["counting"].choices = [  # type: ignore[attr-defined]
            ("", _("数记录")),
            *((f"sum:{key}", _("求和：%(what)s") % {"what": each.name}) for key, each in of.measures.items()),
            *((f"once:{key}", _("每个只计一次：%(what)s") % {"what": each.name}) for key, each in of.distinct.items()),
        ]

    def values(self) -> dict[str, Any]:
        """The fields of a definition, but its dataset and conditions."""
        how, _colon, key = self.cleaned_data["counting"].partition(":")
        chosen = {name: self.cleaned_data[name] for name in ("name", "says", "unit", "basis", "whole")}
        return chosen | {"measure": key if how == "sum" else "", "distinct": key if how == "once" else ""}


class RateForm(DefinedForm):
    """A share of two figures."""

    part = forms.ChoiceField(label=_("分子"))
    base = forms.ChoiceField(label=_("分母"))

    def __init__(self, *given: Any, known: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("part", "base"):
            self.fields[name].choices = known  # type: ignore[attr-defined]


class SystemForm(forms.Form):
    """What stands above the tree of an indicator system."""

    name = forms.CharField(label=_("名称"), max_length=60, validators=[plain_text])
    issuer = forms.CharField(label=_("发布机关"), max_length=60, validators=[plain_text])
    source = forms.CharField(
        label=_("依据"), max_length=SOURCE, validators=[plain_text], help_text=_("文件的名称、文号和条款")
    )
    period = forms.RegexField(
        r"^(19|20)\d\d$", label=_("评价年度"), help_text=_("如：2021"), error_messages={"invalid": _("写四位年份。")}
    )
    weighing = forms.ChoiceField(
        label=_("权重怎样写"), choices=WEIGHINGS, help_text=_("照文件写法选；合计不对时页面会说明，不会改动。")
    )
    mark = forms.CharField(
        label=_("标注"), max_length=SOURCE, required=False, validators=[plain_text],
        help_text=_("要在每一页和每个佐证包上写明的话，如“样例”"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Excel 文件"), required=False, help_text=_("按模板填好的 .xlsx，10 MB 以内；也可以以后逐项写入")
    )


class IndicatorForm(forms.Form):
    """A row of the tree; `reports.indicators.checked` judges it as it judges the rows of a sheet."""

    code = forms.CharField(label=_("编号"), max_length=15, help_text=_("1.1.2 属于 1.1"), validators=[plain_text])
    name = forms.CharField(label=_("名称"), max_length=100, validators=[plain_text])
    weight = forms.CharField(
        label=_("权重"),
        max_length=8,
        required=False,
        help_text=_("百分数，如 30；没有写的留空"),
        validators=[plain_text],
    )
    unit = forms.CharField(label=_("计量单位"), max_length=20, required=False, validators=[plain_text])
    direction = forms.ChoiceField(label=_("指标方向"), choices=DIRECTIONS, required=False)
    aim = forms.CharField(label=_("目标或区间"), max_length=60, required=False, validators=[plain_text])
    normalisation = forms.CharField(label=_("归一化方法"), max_length=SOURCE, required=False, validators=[plain_text])
    source = forms.CharField(label=_("依据"), max_length=SOURCE, required=False, validators=[plain_text])


class ValueForm(forms.Form):
    """What every edition of a value has; from the second on a reason, and whether the evidence goes along."""

    def __init__(self, *given: Any, latest: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if latest:
            self.fields["reason"] = reason_field(_("更正原因"))
            self.fields["keep"] = forms.BooleanField(label=_("沿用上一版的佐证材料"), required=False)


class FigureValueForm(ValueForm):
    """A figure of the system, published with the value."""

    figure = forms.ChoiceField(label=_("数字"))
    period = PeriodField(label=_("期间"), max_length=24, validators=[plain_text])

    def __init__(self, *given: Any, known: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["figure"].choices = known  # type: ignore[attr-defined]


class FactValueForm(ValueForm):
    """An outside fact."""

    fact = forms.ChoiceField(label=_("外部数据"))

    def __init__(self, *given: Any, known: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["fact"].choices = known  # type: ignore[attr-defined]


class TypedValueForm(ValueForm):
    """A value that proves nothing but says where it is from."""

    text = forms.CharField(label=_("数值"), max_length=20, validators=[plain_text])
    unit = forms.CharField(label=_("计量单位"), max_length=20, required=False, validators=[plain_text])
    period = PeriodField(label=_("期间"), max_length=24, validators=[plain_text])
    source = forms.CharField(
        label=_("数据出处"), max_length=SOURCE, validators=[plain_text], help_text=_("哪份文件、报表或证书的哪一处")
    )


class MissingValueForm(ValueForm):
    """Which datum is missing."""

    missing = forms.CharField(
        label=_("缺什么"), max_length=SOURCE, validators=[plain_text], help_text=_("缺哪个数据、由谁掌握")
    )
