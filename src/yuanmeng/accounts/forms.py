"""What people type in accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import FEEDBACK_KINDS, Feedback, User
from yuanmeng.ui.typed import plain_lines, plain_text


class SignIn(LoginForm):  # type: ignore[misc]
    """Username and password; placeholders do not repeat the labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].validators.append(plain_text)
        self.fields["password"].max_length = 128
        self.fields["password"].validators.append(plain_text)
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)


class PasskeyName(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey's name is one plain line."""

    name = forms.CharField(label=_("名称"), required=False, max_length=60, validators=[plain_text])


class PasskeyRename(EditWebAuthnForm):  # type: ignore[misc]
    """A passkey's name is one plain line."""

    name = forms.CharField(label=_("名称"), max_length=60, validators=[plain_text])


class FeedbackForm(forms.ModelForm):  # type: ignore[type-arg]
    """投诉与建议: the page is filled in by the link that leads here."""

    kind = forms.ChoiceField(
        label=_("类型"), choices=list(FEEDBACK_KINDS.items()), widget=forms.RadioSelect, initial="suggestion"
    )
    contact = forms.CharField(
        label=_("联系方式"),
        required=False,
        max_length=100,
        validators=[plain_text],
        help_text=_("可以不填。不填也能凭编号查询答复。"),
    )

    class Meta:
        model = Feedback
        fields = ("kind", "text", "contact", "page")
        widgets = {"text": forms.Textarea(attrs={"rows": 6}), "page": forms.HiddenInput}


class LookupForm(forms.Form):
    """The number given when the feedback was sent."""

    number = forms.CharField(
        label=_("编号"),
        max_length=20,
        validators=[plain_text],
        help_text=_("提交后显示的 12 位编号，例如 K7QD-2M9X-4HTR。"),
    )

    def clean_number(self) -> str:
        """Small letters and missing hyphens are accepted."""
        drawn = str(self.cleaned_data["number"]).upper().replace("-", "").replace(" ", "")
        return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


class AnswerForm(forms.Form):
    """The answer to a complaint or suggestion."""

    answer = forms.CharField(
        label=_("答复"), max_length=5_000, validators=[plain_lines], widget=forms.Textarea(attrs={"rows": 5})
    )


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new login."""

    class Meta:
        model = User
        fields = ("username", "name")


class NameForm(forms.Form):
    """The name of a person."""

    name = forms.CharField(label=_("姓名"), max_length=50, validators=[plain_text])


class EndForm(forms.Form):
    """The last day of a post."""

    until = forms.DateField(label=_("最后一天"), widget=forms.DateInput(attrs={"type": "date"}))


class FirstPasswordForm(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label=_("新密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少 10 个字符，不能全是数字，不能是常见密码或与用户名相似。"),
    )
    again = forms.CharField(
        label=_("再输入一次"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        typed = super().clean() or {}
        if typed.get("password") != typed.get("again") and not self.errors:
            self.add_error("again", _("两次输入的密码不一致。"))
        return typed
