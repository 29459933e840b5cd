"""What a person chooses: addresses, times, and a mode for each kind on each channel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from yuanmeng.notices.models import CHANNELS, KINDS, MODES, Preference
from yuanmeng.notices.sending import Failure, allowed

TIME = {"type": "time"}
INBOX_MODES = [("at_once", _("要")), ("off", _("不要"))]


class PreferenceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Fields named mode_KIND_CHANNEL follow the table of kinds and channels."""

    class Meta:
        model = Preference
        fields = ("mail", "hook", "language", "digest_at", "quiet_from", "quiet_until")
        widgets = {
            name: forms.TimeInput(attrs=TIME, format="%H:%M") for name in ("digest_at", "quiet_from", "quiet_until")
        }
        help_texts = {
            "mail": _("不填就不发邮件。"),
            "hook": _("企业微信或钉钉群机器人的地址；不填就不发。"),
            "quiet_from": _("这段时间里不发邮件和群消息，过后再发。"),
        }

    def __init__(self, *args: Any, modes: dict[str, dict[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"] = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES)
        for kind, _name in KINDS:
            for channel, _channel in CHANNELS:
                self.fields[f"mode_{kind}_{channel}"] = forms.ChoiceField(
                    choices=INBOX_MODES if channel == "inbox" else MODES, initial=modes[kind][channel]
                )

    def rows(self) -> list[dict[str, Any]]:
        """The table: a kind and its fields, each labelled for those who do not see the table."""
        rows = []
        for kind, name in KINDS:
            cells = [self._cell(kind, channel, f"{name} · {called}") for channel, called in CHANNELS]
            rows.append({"name": name, "cells": cells})
        return rows

    def _cell(self, kind: str, channel: str, label: str) -> dict[str, Any]:
        bound = self[f"mode_{kind}_{channel}"]
        attrs: dict[str, str | bool] = {"class": "form-select", "aria-label": label}
        return {"label": dict(CHANNELS)[channel], "control": bound.as_widget(attrs=attrs), "errors": bound.errors}

    def clean_hook(self) -> str:
        """Refuses at once what would never be sent to."""
        url: str = self.cleaned_data["hook"]
        if url:
            try:
                allowed(url)
            except Failure as failure:
                raise forms.ValidationError(str(failure)) from None
        return url

    def modes(self) -> dict[tuple[str, str], str]:
        """(kind, channel) → mode."""
        pairs = [(kind, channel) for kind, _name in KINDS for channel, _called in CHANNELS]
        return {(kind, channel): self.cleaned_data[f"mode_{kind}_{channel}"] for kind, channel in pairs}
