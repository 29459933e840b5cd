"""What people type about an organisation itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.uscc import normal
from yuanmeng.register.forms.listing import DayInput, division_names, divisions
from yuanmeng.register.models import Organisation
from yuanmeng.register.models.organisation import KINDS
from yuanmeng.ui.typed import plain_lines, plain_text

CHECKED = _("校验位不符时勾选：已与营业执照逐位核对")


class FirmForm(forms.Form):
    """A new organisation, or the editable fields of one."""

    name = forms.CharField(label=_("名称"), max_length=200, validators=[plain_text])
    kind = forms.ChoiceField(label=_("类别"), choices=KINDS)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=40, required=False, validators=[plain_text])
    confirmed = forms.BooleanField(label=CHECKED, required=False)
    founded = forms.DateField(label=_("成立日期"), widget=DayInput(), required=False)
    division = forms.ChoiceField(label=_("行政区划"), required=False)
    parent_code = forms.CharField(
        label=_("上级单位的信用代码"),
        help_text=_("分支机构填写，其他单位留空。"),
        max_length=40,
        required=False,
        validators=[plain_text],
    )
    address = forms.CharField(label=_("地址"), max_length=300, required=False, validators=[plain_text])
    scope = forms.CharField(
        label=_("经营范围"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        validators=[plain_lines],
    )
    source = forms.CharField(
        label=_("来源"), help_text=_("例如：营业执照、企业申报表。"), max_length=200, validators=[plain_text]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.initial.get("division", "")
        known = divisions(division_names())
        unknown = [(given, given)] if given and given not in dict(known) else []
        self.fields["division"].choices = [("", _("未注明")), *unknown, *known]  # type: ignore[attr-defined]

    def clean_uscc(self) -> str:
        """The normal form, so that a code typed in full-width or lower case is not a change."""
        return normal(self.cleaned_data["uscc"])

    def clean_parent_code(self) -> int | None:
        """The parent's key, None when left empty."""
        code = normal(self.cleaned_data["parent_code"])
        if not code:
            return None
        parent = Organisation.objects.filter(uscc=code, state="active").values_list("pk", flat=True).first()
        if parent is None:
            raise forms.ValidationError(_("名录中没有使用这个信用代码的在册单位，请先为上级单位建档。"))
        return parent

    def fields_typed(self) -> dict[str, Any]:
        """The values by field of the organisation."""
        typed = {key: value for key, value in self.cleaned_data.items() if key not in {"confirmed", "parent_code"}}
        return typed | {"parent_id": self.cleaned_data["parent_code"]}


def initial(firm: Organisation) -> dict[str, Any]:
    """The form's values for an organisation as it stands."""
    keys = ("name", "kind", "uscc", "founded", "division", "address", "scope", "source")
    return {key: getattr(firm, key) for key in keys} | {"parent_code": firm.parent.uscc if firm.parent else ""}


class RenameForm(forms.Form):
    """A new name; the old one stays as a former name."""

    name = forms.CharField(label=_("新名称"), max_length=200, validators=[plain_text])
    until = forms.DateField(label=_("原名称用至"), help_text=_("不清楚可以留空。"), widget=DayInput(), required=False)
    source = forms.CharField(
        label=_("来源"), help_text=_("例如：变更登记通知书。"), max_length=200, validators=[plain_text]
    )


class CloseForm(forms.Form):
    """The day of deregistration."""

    on = forms.DateField(label=_("注销日期"), widget=DayInput(), initial=timezone.localdate)


class ReopenForm(forms.Form):
    """Nothing to type."""
