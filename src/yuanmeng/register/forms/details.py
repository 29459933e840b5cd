"""What people type about facts, titles, contacts, origins and corrections."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.size_class import WAN
from yuanmeng.register.forms.listing import DayInput
from yuanmeng.register.models.facts import CURRENCIES, FACTS
from yuanmeng.register.models.organisation import ORIGINS
from yuanmeng.register.queries.corrections import FACT, correctable, name_of
from yuanmeng.ui.typed import plain_lines, plain_text

MOST = Decimal(10) ** 12


def line(label: Any, most: int, **more: Any) -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, max_length=most, validators=[plain_text], **more)


def day(label: Any, **more: Any) -> forms.DateField:
    """A date."""
    return forms.DateField(label=label, widget=DayInput(), **more)


def fen_or_whole(kind: str, value: Decimal) -> int:
    """Money is typed in 万元 with up to six decimals (a fen); everything else is a whole number. ValueError if not."""
    whole = value * WAN if FACTS[kind][1] == "fen" else value
    if whole != whole.to_integral_value():
        raise ValueError(kind)
    return int(whole)


class FactForm(forms.Form):
    """A dated fact. Money in 10,000 units of the currency."""

    kind = forms.ChoiceField(label=_("指标"), choices=[(key, name) for key, (name, _unit) in FACTS.items()])
    value = forms.DecimalField(
        label=_("数值"), help_text=_("金额以万元计，人数填整数。"), min_value=0, max_value=MOST, max_digits=19
    )
    currency = forms.ChoiceField(label=_("币种（仅金额）"), choices=CURRENCIES, required=False)
    as_of = day(_("截至日期"))
    source = line(_("来源"), 200, help_text=_("例如：年报、统计报表、走访核实。"))

    def clean(self) -> dict[str, Any]:
        """The value in persons or fen, and no currency for persons."""
        typed = self.cleaned_data
        if "kind" in typed and "value" in typed:
            try:
                typed["value"] = fen_or_whole(typed["kind"], typed["value"])
            except ValueError:
                self.add_error("value", _("人数和个数应为整数，金额最多精确到分。"))
            money = FACTS[typed["kind"]][1] == "fen"
            typed["currency"] = (typed.get("currency") or "CNY") if money else ""
        return typed


class TitleForm(forms.Form):
    """A qualification with its term."""

    kind = line(_("资质名称"), 40, help_text=_("例如：高新技术企业、专精特新中小企业。"))
    level = line(_("级别"), 20, required=False)
    number = line(_("证书编号"), 60, required=False)
    issued = day(_("认定日期"))
    expires = day(_("有效期至"), required=False, help_text=_("长期有效的留空。"))
    source = line(_("来源"), 200)


class ContactForm(forms.Form):
    """A business contact."""

    name = line(_("姓名"), 50)
    role = line(_("职务"), 50)
    phone = line(_("工作电话"), 30, required=False, help_text=_("只登记工作电话。"))
    source = line(_("来源"), 200)


class OriginForm(forms.Form):
    """Where the capital comes from."""

    kind = forms.ChoiceField(label=_("资金来源"), choices=ORIGINS)
    basis = line(_("依据"), 200, help_text=_("例如：章程载明台湾投资者持股比例。"))
    since = day(_("开始日期"))
    source = line(_("来源"), 200)


class EndForm(forms.Form):
    """The day on which something ended."""

    on = day(_("结束日期"), initial=timezone.localdate)


class CorrectionForm(forms.Form):
    """What the firm says is wrong, and what it should be."""

    field = forms.ChoiceField(label=_("需要更正的栏目"))
    proposed = forms.CharField(
        label=_("应为"),
        help_text=_("金额以万元计；日期写成 2024-05-01 的样式。"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 3}),
        validators=[plain_lines],
    )
    as_of = day(_("截至日期"), required=False, help_text=_("更正指标数据时填写。"))
    reason = line(_("说明"), 500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(key, name_of(key)) for key in correctable()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A fact's number in persons or fen, as text."""
        typed = self.cleaned_data
        field, text = typed.get("field", ""), typed.get("proposed", "").strip()
        if field.startswith(FACT) and text:
            typed["proposed"] = self._whole(field.removeprefix(FACT), text)
        return typed

    def _whole(self, kind: str, text: str) -> str:
        with suppress(ValueError, ArithmeticError):
            number = Decimal(text)
            if number.is_finite() and 0 <= number <= MOST:
                return str(fen_or_whole(kind, number))
        self.add_error("proposed", _("请填写不小于零的数字：人数为整数，金额以万元计。"))
        return text


class AnswerForm(forms.Form):
    """An officer's answer to a request."""

    answer = line(_("答复"), 500, required=False, help_text=_("不采纳时必填，企业会看到。"))
    confirmed = forms.BooleanField(label=_("信用代码校验位不符时勾选：已与营业执照逐位核对"), required=False)
