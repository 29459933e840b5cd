"""What people type about alliances."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.models import MEMBERSHIP_STATES, Alliance
from yuanmeng.core.classify.industries import SECTION_OF
from yuanmeng.core.classify.mapping import prefix_of
from yuanmeng.core.csv_text import decoded
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.forms.listing import ANY, INDUSTRIES, DayInput
from yuanmeng.ui.typed import plain_lines, plain_text

RULES_MOST = 2000
FILE_MOST = 200_000
NONE_WORDS = frozenset({"", "none", "无", "-"})
CERTAINTY = [ANY, ("sure", _("把握较大")), ("unsure", _("需要人工判断"))]


class AllianceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One alliance, named in the reader's language."""

    def label_from_instance(self, obj: Alliance) -> str:
        """The name shown."""
        return obj.shown_name


class AllianceChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some alliances, named in the reader's language."""

    def label_from_instance(self, obj: Alliance) -> str:
        """The name shown."""
        return obj.shown_name


class AllianceForm(forms.Form):
    """A new alliance."""

    name = forms.CharField(label=_("名称"), max_length=60, validators=[plain_text])
    name_en = forms.CharField(label=_("英文名称"), max_length=80, validators=[plain_text])
    slug = forms.SlugField(
        label=_("代号"), max_length=40, help_text=_("网址和对照表中使用，只用小写字母、数字和下划线，定后不改。")
    )
    since = forms.DateField(label=_("成立日期"), widget=DayInput)

    def clean_slug(self) -> str:
        """Lower case, and not taken."""
        slug = str(self.cleaned_data["slug"]).lower()
        if Alliance.objects.filter(slug=slug).exists() or slug == "new":
            raise ValidationError(_("这个代号已被使用，请另取一个。"))
        return slug


class MappingForm(forms.Form):
    """A new edition of the mapping, typed or from a file."""

    name = forms.CharField(label=_("版本名称"), max_length=60, validators=[plain_text])
    since = forms.DateField(label=_("生效日期"), widget=DayInput)
    source = forms.CharField(
        label=_("依据"), max_length=200, validators=[plain_text], help_text=_("如会议纪要的名称和日期。")
    )
    rules = forms.CharField(
        label=_("规则"),
        max_length=100_000,
        required=False,
        validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 18, "class": "ym-code", "spellcheck": "false"}),
        help_text=_("每行一条：行业代码前缀，逗号，联盟代号；不归任何联盟的写“无”。前缀越长越优先，如 C13、358、F。"),
    )
    file = forms.FileField(
        label=_("或上传 CSV 文件"), required=False, help_text=_("两列：前缀、联盟代号。上传后以文件为准。")
    )

    def clean_file(self) -> UploadedFile[Any] | None:
        """Small enough to be a table of rules."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > FILE_MOST:
            raise ValidationError(_("文件超过 200 KB，不像是对照表，请检查。"))
        return file

    def clean(self) -> dict[str, Any]:
        """`cleaned_data["pairs"]` maps each stored prefix to a slug, "" for none; every bad line is named."""
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        text = decoded(file.read()) if file else cleaned.get("rules", "")
        known = set(Alliance.objects.values_list("slug", flat=True))
        pairs: dict[str, str] = {}
        faults = []
        for number, row in enumerate(csv.reader(io.StringIO(text.replace("，", ",").replace("\0", ""))), start=1):
            if not any(cell.strip() for cell in row):
                continue
            fault = _take(row, pairs, known)
            if fault:
                faults.append(_now("第 %(line)s 行：%(fault)s") % {"line": number, "fault": fault})
        if not pairs and not faults:
            faults.append(_now("请填写规则，或上传文件。"))
        if len(pairs) > RULES_MOST:
            faults.append(_now("规则最多 2000 条。"))
        if faults:
            self.add_error("file" if file else "rules", faults[:10])
        cleaned["pairs"] = pairs
        return cleaned


def _take(row: list[str], pairs: dict[str, str], known: set[str]) -> str:
    """Add one line to the pairs, or say what is wrong with it."""
    slug = row[1].strip() if len(row) > 1 else ""
    slug = "" if slug.lower() in NONE_WORDS else slug
    try:
        prefix = prefix_of(row[0])
    except Invalid:
        return _now("“%(text)s”不是行业代码前缀，应如 F、C13、1351。") % {"text": row[0].strip()[:20]}
    if slug and slug not in known:
        return _now("没有代号为“%(slug)s”的联盟，请先成立联盟。") % {"slug": slug[:40]}
    if prefix in pairs:
        return _now("行业代码前缀“%(prefix)s”出现了两次。") % {"prefix": prefix}
    pairs[prefix] = slug
    return ""


def rules_text(rules: dict[str, str]) -> str:
    """Rules as they are typed, by section and code."""
    order = sorted(rules, key=lambda prefix: (SECTION_OF.get(prefix[:2], prefix), prefix.isdigit(), prefix))
    return "\n".join(f"{SECTION_OF.get(prefix[:2], '')}{prefix}, {rules[prefix] or '无'}" for prefix in order)


class InvitationForm(forms.Form):
    """An invitation of one firm."""

    alliance = forms.ChoiceField(label=_("联盟"))
    reason = forms.CharField(
        label=_("邀请依据"), max_length=500, required=False, validators=[plain_text], help_text=_("企业会看到。")
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alliance"].choices = choices  # type: ignore[attr-defined]


class MembersForm(forms.Form):
    """The filters of an alliance's members."""

    q = forms.CharField(label=_("名称或信用代码"), max_length=100, required=False, validators=[plain_text])
    state = forms.ChoiceField(label=_("状态"), choices=MEMBERSHIP_STATES, required=False)
    on = forms.DateField(label=_("截至日期"), required=False, widget=DayInput)

    def asked(self) -> dict[str, Any]:
        """What was asked for; a bad field counts as not given. Only members are asked for as of a past day."""
        self.is_valid()
        given = self.cleaned_data
        state = given.get("state") or "member"
        today = timezone.localdate()
        return {
            "q": given.get("q") or "",
            "state": state,
            "on": (given.get("on") or today) if state == "member" else today,
        }


class SuggestionForm(forms.Form):
    """The filters of the suggestions."""

    q = forms.CharField(label=_("名称包含"), max_length=100, required=False, validators=[plain_text])
    certainty = forms.ChoiceField(label=_("把握"), choices=CERTAINTY, required=False)
    industry = forms.ChoiceField(label=_("建议行业"), choices=[ANY, *INDUSTRIES], required=False)
    alliance = forms.ChoiceField(label=_("建议联盟"), required=False)

    def __init__(self, *args: Any, alliances: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alliance"].choices = [ANY, *alliances]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, str]:
        """What was asked for; a bad field counts as not given."""
        self.is_valid()
        return {key: self.cleaned_data.get(key) or "" for key in self.fields}
