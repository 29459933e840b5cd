"""The firm list with its search, filters, order and pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked as Request
from yuanmeng.core import pinyin
from yuanmeng.core.bigrams import words
from yuanmeng.core.highlight import marked
from yuanmeng.register.forms.listing import ListForm
from yuanmeng.register.models import Organisation, SavedView
from yuanmeng.register.pages import showing
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.listing import Asked, Listed, listed
from yuanmeng.register.queries.naming import former_names, industry_names, origins_in_force
from yuanmeng.register.queries.people import person_id

COLUMNS = (
    ("name", "name"),
    ("code", "code"),
    ("", "industry"),
    ("", "size"),
    ("", "division"),
    ("founded", "founded"),
    ("", "facts"),
    ("updated", "-updated"),
)


@require_safe
def index(request: Request) -> HttpResponse:
    """Firms, filtered, searched, sorted, 50 a page."""
    FIRMS.demand(request.actor, "browse")
    form = ListForm(request.GET, actor=request.actor)
    asked = form.asked(request.GET.get("after", ""), request.GET.get("before", ""))
    found = listed(asked)
    context = {
        "form": form,
        "rows": rows(found, asked, form.divisions),
        "heads": heads(form, asked),
        "total": found.total,
        "pager": pager(form, found),
        "views": views(request),
        "may": {verb: FIRMS.allows(request.actor, verb) for verb in ("create", "export", "load")},
        "query": form.query(),
        "filtered": bool(form.filters),
        "active": active(form),
        "searched": asked.q,
        "nothing_yet": not found.total and not asked.q and not form.filters and not Organisation.objects.exists(),
        "here": reverse("register:firms"),
    }
    return render(request, "register/firms.html", context)


def active(form: ListForm) -> list[str]:
    """The filters in force, as `label: choice`."""
    found = []
    for key, value in form.filters.items():
        choices = dict(getattr(form.fields[key], "choices", ()))
        text = str(choices.get(value, value)).strip(" \u3000")
        found.append(_("%(label)s：%(choice)s") % {"label": form.fields[key].label, "choice": text})
    return found


def heads(form: ListForm, asked: Asked) -> list[dict[str, str]]:
    """The columns' titles with the link that sorts by them, and how they are sorted now."""
    titles = {
        "name": _("名称"), "code": _("统一社会信用代码"), "industry": _("行业"), "size": _("规模"),
        "division": _("行政区划"), "founded": _("成立日期"), "facts": _("指标截至"), "updated": _("更新"),
    }  # fmt: skip
    now = asked.order
    found = []
    for key, first in COLUMNS:
        title = titles[first.removeprefix("-")]
        if not key:
            found.append({"title": title, "url": "", "sorted": ""})
            continue
        turned = key if now == f"-{key}" else f"-{key}" if now == key else first
        sorted_as = "ascending" if now == key else "descending" if now == f"-{key}" else ""
        found.append({"title": title, "url": link(form, sort=turned), "sorted": sorted_as})
    return found


def link(form: ListForm, **changes: str) -> str:
    """This list with some keys changed, from its first page."""
    kept = form.sent.copy()
    for key in ("after", "before", *changes):
        kept.pop(key, None)
    for key, value in changes.items():
        kept[key] = value
    return f"?{kept.urlencode()}"


def pager(form: ListForm, found: Listed) -> dict[str, str]:
    """Links to the pages beside this one."""
    return {
        "before": link(form, before=found.page.before) if found.page.before else "",
        "after": link(form, after=found.page.after) if found.page.after else "",
    }


def views(request: Request) -> list[dict[str, Any]]:
    """The person's saved views."""
    saved = SavedView.objects.filter(user_id=person_id(request.actor)).values_list("pk", "name", "query")
    here = reverse("register:firms")
    return [{"pk": pk, "name": name, "url": f"{here}?{query}"} for pk, name, query in saved]


def rows(found: Listed, asked: Asked, divisions: dict[str, str]) -> list[dict[str, Any]]:
    """The page's firms as ready strings."""
    keys = [firm["pk"] for firm in found.firms]
    looked_for = words(asked.q)
    tables = {
        "divisions": divisions,
        "industries": industry_names(firm["industry"] for firm in found.firms),
        "origins": origins_in_force(keys),
        "formers": former_names(keys) if looked_for else {},
    }
    return [row(firm, looked_for, tables) for firm in found.firms]


def row(firm: dict[str, Any], looked_for: list[str], tables: dict[str, Any]) -> dict[str, Any]:
    """One firm of the list."""
    met = matched(firm, looked_for, tables["formers"].get(firm["pk"], ()))
    return {
        "url": f"/firms/{firm['pk']}/",
        **met,
        "kind": "" if firm["kind"] == "firm" else showing.label(showing.KIND, firm["kind"]),
        "state": "" if firm["state"] == "active" else showing.label(showing.STATE, firm["state"]),
        "tone": showing.STATE_TONES[firm["state"]],
        "origins": [showing.label(showing.ORIGIN, kind) for kind in tables["origins"].get(firm["pk"], ())],
        "industry": showing.industry(firm["industry"], tables["industries"]),
        "size": showing.size(firm["index__size"]),
        "size_known": firm["index__size"] not in {None, "unknown", "outside"},
        "division": tables["divisions"].get(firm["division"], firm["division"]),
        "founded": showing.iso(firm["founded"]),
        "facts": showing.iso(firm["index__facts_as_of"]),
        "updated": showing.iso(firm["updated_at"]),
    }


def matched(firm: dict[str, Any], looked_for: list[str], former_names: Any) -> dict[str, SafeString | str]:
    """Name and code with the part that was met marked; where only a former name was met, that one too."""
    code = firm["uscc"] or ""
    if not looked_for:
        return {"name": firm["name"], "code": code, "former": ""}
    letters = [word for word in looked_for if word.isascii()]
    name = marked(firm["name"], looked_for)
    if letters and not showing.has_marks(name):
        name = marked(firm["name"], letters, pinyin.initials)
    former: SafeString | str = ""
    for each in former_names:
        pieces = marked(each, looked_for)
        if showing.has_marks(pieces):
            former = format_html("{}{}", _("曾用名："), showing.with_marks(pieces))
    return {
        "name": showing.with_marks(name), "code": showing.with_marks(marked(code, letters)), "former": former,
    }  # fmt: skip
