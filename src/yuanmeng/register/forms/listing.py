"""The filters of the firm list, and the name of a saved view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.classify.industries import DIVISIONS, SECTION_OF, SECTIONS
from yuanmeng.register.models import Division
from yuanmeng.register.models.organisation import KINDS, ORIGINS, STATES
from yuanmeng.register.models.search import SIZES
from yuanmeng.register.queries.extra_filters import extra_filters
from yuanmeng.register.queries.listing import SORTS, Asked
from yuanmeng.ui.typed import plain_text

ANY = ("", _("不限"))
SORT_CHOICES = [(down + key, key) for key in SORTS for down in ("", "-")]


class DayInput(forms.DateInput):
    """A date as browsers pick it."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


def industries() -> list[tuple[str, str]]:
    """The 20 sections, each followed by its divisions."""
    choices: list[tuple[str, str]] = []
    for section, name in SECTIONS.items():
        choices.append((section, f"{section} {name}"))
        choices += [(code, f"　{code} {DIVISIONS[code]}") for code, of in SECTION_OF.items() if of == section]
    return choices


INDUSTRIES = industries()


def division_names() -> dict[str, str]:
    """Code → name of every division known."""
    return dict(Division.objects.values_list("code", "name"))


def divisions(names: dict[str, str]) -> list[tuple[str, str]]:
    """Counties and districts to choose from, those that have ended too: their codes still stand in files."""
    return [(code, f"{name} {code}") for code, name in names.items() if not code.endswith("00")]


class ListForm(forms.Form):
    """Everything in the query string of the firm list. Each field stands for itself: one bad value drops no other."""

    q = forms.CharField(label=_("搜索"), max_length=100, required=False, validators=[plain_text])
    kind = forms.ChoiceField(label=_("类别"), choices=[ANY, *KINDS], required=False)
    state = forms.ChoiceField(label=_("状态"), choices=[("", _("在册和已注销")), *STATES], required=False)
    division = forms.ChoiceField(label=_("行政区划"), required=False)
    industry = forms.ChoiceField(label=_("行业"), choices=[ANY, *INDUSTRIES], required=False)
    size = forms.ChoiceField(label=_("规模"), choices=[ANY, *SIZES], required=False)
    origin = forms.ChoiceField(label=_("资金来源"), choices=[ANY, *ORIGINS], required=False)
    founded_from = forms.DateField(label=_("成立不早于"), widget=DayInput(), required=False)
    founded_to = forms.DateField(label=_("成立不晚于"), widget=DayInput(), required=False)
    facts_before = forms.DateField(label=_("指标早于"), widget=DayInput(), required=False)
    sort = forms.ChoiceField(choices=SORT_CHOICES, required=False, widget=forms.HiddenInput())

    def __init__(self, asked: QueryDict, *, actor: Actor) -> None:
        super().__init__(asked, auto_id="filter-%s")
        self.actor, self.sent = actor, asked
        self.divisions = division_names()
        self.fields["division"].choices = [ANY, *divisions(self.divisions)]  # type: ignore[attr-defined]
        for extra in extra_filters():
            choices = [ANY, *extra.choices(actor)]
            self.fields[extra.key] = forms.ChoiceField(label=extra.label, choices=choices, required=False)
        self.full_clean()

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are set and understood, by field."""
        return {key: value for key, value in self.cleaned_data.items() if value and key not in {"q", "sort"}}

    @property
    def controls(self) -> list[forms.BoundField]:
        """The filters as they are shown; the search box and the order stand apart."""
        return [self[name] for name in self.fields if name not in {"q", "sort"}]

    def asked(self, after: str = "", before: str = "") -> Asked:
        """The same as the query takes it. A sort by best match needs a search."""
        q, sort = self.cleaned_data.get("q", ""), self.cleaned_data.get("sort", "")
        if not q and sort.endswith("place"):
            sort = ""
        return Asked(self.actor, q, self.filters, sort, after, before)

    def query(self) -> str:
        """The query string without the place in the list: what a saved view keeps."""
        kept = QueryDict(mutable=True)
        for key in self.fields:
            if self.cleaned_data.get(key):
                kept[key] = self.data[key]
        return kept.urlencode()

    def plain(self) -> dict[str, str]:
        """The filters for the log of exports; the words searched for may name people, so they are only counted."""
        plain = {key: str(value) for key, value in self.filters.items()}
        return plain | ({"q": str(len(self.cleaned_data["q"]))} if self.cleaned_data.get("q") else {})


class ViewName(forms.Form):
    """The name of a saved view."""

    name = forms.CharField(label=_("视图名称"), max_length=50, validators=[plain_text])
