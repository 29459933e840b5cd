"""What people type about pairings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.alliances.models import Alliance
from yuanmeng.alliances.pages.showing import alliance_name
from yuanmeng.core.actor import Actor
from yuanmeng.pairing.models import ASSIGNED, HOW, KINDS, InstructorRole, Profile
from yuanmeng.pairing.queries.naming import role_name
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.ui.typed import plain_lines, plain_text

CALENDAR = {"type": "date"}


def date_field(label: Any, **more: Any) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=CALENDAR, format="%Y-%m-%d"), **more)


class FindForm(forms.Form):
    """Who looks after whom, on a day."""

    q = forms.CharField(label=_("企业或责任人"), required=False, max_length=60, validators=[plain_text])
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *KINDS.items()])
    on = date_field(_("日期"), required=False)

    def asked(self) -> tuple[str, str, dt.date]:
        """Words, kind and day; what is wrong counts as not asked."""
        typed = self.cleaned_data if self.is_valid() else {}
        return typed.get("q", "").strip(), typed.get("kind", ""), typed.get("on") or timezone.localdate()


class UnitField(forms.CharField):
    """A unit by credit code or full name; it cleans to the one that the person may see."""

    def __init__(self, *, label: Any, actor: Actor, **more: Any) -> None:
        self.actor = actor
        more.setdefault("help_text", _("填写统一社会信用代码或全称。"))
        super().__init__(label=label, max_length=200, validators=[plain_text], **more)

    def clean(self, value: Any) -> Organisation | None:
        """Raises ValidationError when there is none or there are several."""
        typed = str(super().clean(value)).strip()
        if not typed:
            return None
        named = Q(uscc=typed.upper()) | Q(name=typed)
        found = list(FIRMS.among(self.actor, "view").filter(named, state="active")[:2])
        if len(found) != 1:
            reason = _now("没有找到这个单位") if not found else _now("有多个同名单位，请填写信用代码")
            raise forms.ValidationError(_now("%(reason)s：%(unit)s。") % {"reason": reason, "unit": typed})
        return found[0]


def person_field(people: list[User], label: Any, **more: Any) -> forms.TypedChoiceField:
    """One of these people, by name; it cleans to the key."""
    choices = [("", "—"), *((str(one.pk), one.name) for one in people)]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, empty_value=None, **more)


class PairForm(forms.Form):
    """A proposed pairing: the kind says which two sides are filled in."""

    kind = forms.ChoiceField(label=_("类别"), choices=list(KINDS.items()))
    since = date_field(_("开始日期"), initial=timezone.localdate)
    until = date_field(_("结束日期"), required=False, help_text=_("最后一天；不填表示没有期限。"))

    def __init__(self, *args: Any, people: list[User], actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        some = {"required": False}
        alliances = [("", "—"), *((str(one.pk), alliance_name(one)) for one in Alliance.objects.all())]
        self.fields["user"] = person_field(people, _("责任人"), **some, help_text=_("支部与联盟结对时不选。"))
        self.fields["alliance_id"] = forms.TypedChoiceField(
            label=_("联盟"), choices=alliances, coerce=int, empty_value=None, required=False,
            help_text=_("只有“支部—联盟”需要选择。"),
        )  # fmt: skip
        self.fields["firm"] = UnitField(label=_("企业"), actor=actor, **some)
        self.fields["branch"] = UnitField(label=_("支部"), actor=actor, **some)
        self.order_fields(["kind", "user", "firm", "branch", "alliance_id", "since", "until"])


class DeclineForm(forms.Form):
    """A no; the reason is up to the person."""

    reason = forms.CharField(label=_("原因（可以不填）"), required=False, max_length=500, validators=[plain_text])


class EndForm(forms.Form):
    """The last day and what the next person should know."""

    until = date_field(_("最后一天"), initial=timezone.localdate)
    note = forms.CharField(
        label=_("交接说明"), required=False, max_length=2_000, validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a person can take on."""

    class Meta:
        model = Profile
        fields = ("industries", "languages", "least", "most")
        help_texts = {
            "industries": _("国民经济行业代码或其开头，用顿号分开，如 C13、14、65。"),
            "languages": _("能用来交谈的语言，用顿号分开，如 zh、en、ko。"),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        base = self.instance.base
        self.fields["base"] = UnitField(
            label=_("常驻单位"), actor=actor, required=False, initial=base.name if base else "",
            help_text=_("距离从这里算起；不填则用岗位所在单位。填写信用代码或全称。"),
        )  # fmt: skip
        held = set(self.instance.roles.values_list("pk", flat=True)) if self.instance.pk else set()
        for role in InstructorRole.objects.exclude(name=""):
            label = _("角色：%(name)s") % {"name": role_name(role)}
            self.fields[f"role-{role.pk}"] = forms.BooleanField(label=label, required=False, initial=role.pk in held)
        self.order_fields(["industries", "languages", "base", "least", "most"])

    def typed(self) -> tuple[dict[str, Any], list[int]]:
        """The fields of the profile, and the keys of the roles that were ticked."""
        roles = [
            int(name.removeprefix("role-")) for name, on in self.cleaned_data.items() if name[:5] == "role-" and on
        ]
        return {name: value for name, value in self.cleaned_data.items() if name[:5] != "role-"}, roles


class PlaceForm(forms.Form):
    """Where a unit is."""

    x_m = forms.IntegerField(label=_("横坐标（米）"), help_text=_("园区平面图上，由西向东。"))
    y_m = forms.IntegerField(label=_("纵坐标（米）"), help_text=_("园区平面图上，由南向北。"))
    source = forms.CharField(
        label=_("来源"), max_length=200, validators=[plain_text], help_text=_("如：2026 年园区平面图。")
    )


class LanguagesForm(forms.Form):
    """In which languages a firm can be spoken with, as it says."""

    languages = forms.CharField(
        label=_("语言"), required=False, max_length=100, validators=[plain_text],
        help_text=_("能用来交谈的语言，用顿号分开，如 zh、en、ko。没有要求就留空。"),
    )  # fmt: skip


LACKING = [
    ("", _("全部")),
    ("place", _("没有登记位置")),
    ("industry", _("没有登记行业")),
    ("languages", _("说了语言的")),
]


class InputsForm(forms.Form):
    """The filters of what assignments read."""

    q = forms.CharField(label=_("单位名称"), required=False, max_length=60, validators=[plain_text])
    which = forms.ChoiceField(label=_("显示"), required=False, choices=LACKING)

    def asked(self) -> tuple[str, str]:
        """Words and which; what is wrong counts as not asked."""
        typed = self.cleaned_data if self.is_valid() else {}
        return typed.get("q", "").strip(), typed.get("which", "")


class ProposalForm(forms.Form):
    """Kind and period of an assignment."""

    kind = forms.ChoiceField(label=_("类别"), choices=list(ASSIGNED.items()))
    since = date_field(_("开始日期"))
    until = date_field(_("结束日期"))


class ConditionForm(forms.Form):
    """A pin or an exclusion."""

    how = forms.ChoiceField(label=_("方式"), choices=list(HOW.items()))
    reason = forms.CharField(label=_("理由"), max_length=200, validators=[plain_text])

    def __init__(self, *args: Any, people: list[User], actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = person_field(people, _("责任人"))
        self.fields["firm"] = UnitField(label=_("企业"), actor=actor)
        self.order_fields(["how", "user", "firm", "reason"])


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a role of instructors is called here."""

    class Meta:
        model = InstructorRole
        fields = ("name", "name_en")


class HandoverForm(forms.Form):
    """Everything of one person: the first day of the others, one person for all, another for some, a note for each."""

    since = date_field(_("从哪天起由别人负责"), initial=timezone.localdate)

    def __init__(self, *args: Any, people: list[User], pairings: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["everything"] = person_field(people, _("全部交给"), required=False)
        for pk in pairings:
            self.fields[f"to-{pk}"] = person_field(people, _("另交给"), required=False)
            self.fields[f"note-{pk}"] = forms.CharField(
                label=_("说明"), required=False, max_length=500, validators=[plain_text]
            )
        self.pairings = pairings

    def to(self) -> dict[int, int]:
        """Pairing → successor; 0 where none was chosen, which the action refuses by name."""
        every = self.cleaned_data["everything"] or 0
        return {pk: self.cleaned_data[f"to-{pk}"] or every for pk in self.pairings}

    def notes(self) -> dict[int, str]:
        """Pairing → what the successor should know."""
        return {pk: self.cleaned_data[f"note-{pk}"] for pk in self.pairings}
