"""What people type about a visit: six things on a phone, everything else has a sensible value already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import ROLES
from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.models import Contact
from yuanmeng.ui.typed import plain_lines, plain_text
from yuanmeng.visits.actions.saying import LineSaid, Said
from yuanmeng.visits.models import CAPACITIES, HOWS, KINDS, OPINIONS, PURPOSES, TRIAGES, VISIT_STATES, WINDOWS
from yuanmeng.visits.queries.finding import meant

ROWS = 3
"""Empty lines on a page without JavaScript."""
WEEKDAYS = [
    ("1", _("周一")), ("2", _("周二")), ("3", _("周三")), ("4", _("周四")), ("5", _("周五")), ("6", _("周六")),
    ("7", _("周日")),
]  # fmt: skip


class Day(forms.DateField):
    """A date typed or picked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class Clock(forms.TimeField):
    """A time of day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


class Keys(forms.TypedMultipleChoiceField):
    """Keys of records; the action judges whether they may be named."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, required=False, **options)

    def valid_value(self, value: Any) -> bool:
        text = str(value)
        return text.isascii() and text.isdigit() and len(text) < 19


class Contacting(forms.Form):
    """What planning and recording ask alike."""

    firm = forms.CharField(
        label=_("企业"),
        required=False,
        max_length=300,
        validators=[plain_text],
        help_text=_("输入两个字、拼音首字母或信用代码；多家企业用分号隔开。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "firms-mine"}),
    )
    firms = Keys(widget=forms.MultipleHiddenInput)
    how = forms.ChoiceField(label=_("方式"), choices=HOWS, initial="door")
    day = Day(label=_("日期"))
    others = Keys(label=_("同行人"), widget=forms.SelectMultiple(attrs={"size": 6}))
    purpose = forms.ChoiceField(label=_("目的"), choices=PURPOSES, initial="listen")

    def __init__(self, *args: Any, actor: Actor, colleagues: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        others = cast("forms.MultipleChoiceField", self.fields["others"])
        others.choices = [(user.pk, user.name) for user in colleagues if user.pk != actor.user_id]

    def firm_keys(self) -> tuple[int, ...]:
        """The firms chosen and those that the typed names mean. Raises Invalid at the field `firm`."""
        keys = [*self.cleaned_data["firms"]]
        typed = self.cleaned_data["firm"].replace(";", "；").replace("，", "；").split("；")
        for text in filter(None, (part.strip() for part in typed)):
            rows = meant(self.actor, text)
            if len(rows) == 1:
                keys.append(rows[0]["key"])
                continue
            sentence = gettext("没有找到“%(text)s”，请检查名称。") % {"text": text}
            if rows:
                names = "、".join(row["name"] for row in rows[:5])
                sentence = gettext("“%(text)s”可能是：%(names)s。请写全一些。") % {"text": text, "names": names}
            raise Invalid(sentence, errors={"firm": [sentence]})
        return tuple(dict.fromkeys(keys))

    def refused(self, refusal: Invalid) -> None:
        """Put the refusal's sentences at their fields, the rest above the form."""
        for name, sentences in (refusal.facts.get("errors") or {None: [refusal.says]}).items():
            field = "firm" if name == "firms" else name
            self.add_error(field if field in self.fields else None, sentences)


class PlanForm(Contacting):
    """A contact to come."""

    at = Clock(label=_("时间"), required=False)

    def said(self) -> Said:
        """What the action takes. Raises Invalid."""
        given = self.cleaned_data
        names = ("day", "how", "purpose", "at", "others")
        return Said(self.firm_keys(), **{name: _given(given[name]) for name in names})


class VisitForm(Contacting):
    """A contact that took place. An empty day is the day on which it was written."""

    day = Day(label=_("日期"), required=False)
    met = Keys(label=_("见到谁"), widget=forms.CheckboxSelectMultiple)
    met_other = forms.CharField(
        label=_("其他见到的人"),
        required=False,
        max_length=100,
        validators=[plain_text],
        help_text=_("联系人里没有的，写职务即可。"),
    )
    heard = forms.CharField(
        label=_("听到的情况"),
        required=False,
        max_length=2_000,
        validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_step = forms.CharField(label=_("下一步"), required=False, max_length=300, validators=[plain_text])
    next_day = Day(label=_("下一步期限"), required=False)

    def __init__(
        self, *args: Any, people: Iterable[Contact] = (), written: dt.date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.written = written or timezone.localdate()
        met = cast("forms.MultipleChoiceField", self.fields["met"])
        met.choices = [(contact.pk, f"{contact.name} {contact.role}") for contact in people]
        self.rows = rows_of(cast("MultiValueDict[str, str]", self.data)) if self.is_bound else []

    def said(self) -> Said:
        """What the action takes. Raises Invalid."""
        given = self.cleaned_data
        names = ("how", "purpose", "others", "met", "met_other", "heard", "next_step", "next_day")
        values = {name: _given(given[name]) for name in names}
        lines = tuple(LineSaid(row["kind"], row["text"], row["triage"], row["firm"]) for row in self.rows)
        return Said(self.firm_keys(), given["day"] or self.written, lines=lines, **values)

    def shown_rows(self) -> list[dict[str, Any]]:
        """The lines typed so far and some empty ones."""
        empty = {"kind": "problem", "text": "", "triage": "", "firm": None}
        return [*self.rows, *([empty] * max(1, ROWS - len(self.rows)))]


def _given(value: Any) -> Any:
    """Lists as the action takes them."""
    return tuple(value) if isinstance(value, list) else value


def rows_of(data: MultiValueDict[str, str]) -> list[dict[str, Any]]:
    """The lines of the form as typed, those without text left out."""
    columns = [data.getlist(f"line_{name}") for name in ("kind", "text", "triage", "firm")]
    return [
        {"kind": kind, "text": text, "triage": triage, "firm": int(firm) if firm.isdigit() and len(firm) < 19 else None}
        for kind, text, triage, firm in zip_longest(*columns, fillvalue="")
        if text.strip()
    ]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=500, validators=[plain_text])


class MoveForm(forms.Form):
    """Another day."""

    day = Day(label=_("改到哪一天"))
    at = Clock(label=_("时间"), required=False)
    how = forms.ChoiceField(label=_("方式"), choices=HOWS)


class ContactPreferenceForm(forms.Form):
    """What the firm asks for."""

    channel = forms.ChoiceField(label=_("希望的联系方式"), choices=[("", _("都可以")), *HOWS], required=False)
    contact = forms.ChoiceField(label=_("联系人"), required=False)
    most = forms.IntegerField(
        label=_("最多联系几次"), required=False, min_value=0, max_value=99, help_text=_("留空表示不限。")
    )
    days = forms.TypedChoiceField(label=_("计数周期"), choices=WINDOWS, coerce=int, initial=90)
    weekdays = forms.MultipleChoiceField(
        label=_("每周静默日"), choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, contacts: Iterable[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = {str(contact.pk): contact for contact in contacts}
        named = [(key, f"{contact.name} {contact.role}") for key, contact in self.contacts.items()]
        cast("forms.ChoiceField", self.fields["contact"]).choices = [("", _("未指定")), *named]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        weekdays = "".join(sorted(given["weekdays"]))
        return {**given, "contact": self.contacts.get(given["contact"]), "weekdays": weekdays}


class QuietForm(forms.Form):
    """A period without visits."""

    since = Day(label=_("开始日期"))
    until = Day(label=_("结束日期"))


class OpinionForm(forms.Form):
    """The firm's word, from nobody."""

    opinion = forms.TypedChoiceField(label=_("这次来访"), choices=OPINIONS, coerce=int, widget=forms.RadioSelect)


class RhythmForm(forms.Form):
    """The zone's settings."""

    remind_after = forms.IntegerField(label=_("多少天没有联系时提醒"), min_value=1, max_value=999)
    near = forms.IntegerField(label=_("相隔多少天以内建议合并"), min_value=0, max_value=30)
    inspection_link = forms.URLField(
        label=_("“扫码入企”官方网址"), required=False, max_length=300, assume_scheme="https"
    )


class FilterForm(forms.Form):
    """The filter of the list."""

    state = forms.ChoiceField(label=_("状态"), choices=[("all", _("全部")), *VISIT_STATES], required=False)
    how = forms.ChoiceField(label=_("方式"), choices=[("", _("全部")), *HOWS], required=False)
    purpose = forms.ChoiceField(label=_("目的"), choices=[("", _("全部")), *PURPOSES], required=False)
    capacity = forms.ChoiceField(label=_("身份"), required=False)
    first = Day(label=_("从"), required=False)
    last = Day(label=_("到"), required=False)
    mine = forms.ChoiceField(label=_("范围"), choices=[("", _("全部")), ("1", _("我参加的"))], required=False)
    firm = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    q = forms.CharField(label=_("企业"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [("", _("全部")), *((role.value, ROLES[role]) for role in CAPACITIES)]
        cast("forms.ChoiceField", self.fields["capacity"]).choices = roles


LINE_CHOICES = {"kinds": KINDS, "triages": TRIAGES}


class SpanForm(forms.Form):
    """First and last day."""

    first = Day(label=_("从"))
    last = Day(label=_("到"))
