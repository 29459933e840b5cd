"""Handing a problem in, with likely duplicates and similar solved cases shown while typing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.activities.models import Topic
from yuanmeng.activities.policy import ACTIVITIES
from yuanmeng.core.refusals import Invalid
from yuanmeng.issues.actions import raise_issue
from yuanmeng.issues.forms import NewForm
from yuanmeng.issues.models import Category
from yuanmeng.issues.pages.choosing import categories, unit_choices
from yuanmeng.issues.policy import ISSUES, own
from yuanmeng.issues.queries.similar import likely_same, similar_lessons
from yuanmeng.issues.queries.suggesting import suggested_categories
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.ui.asked import op_of, whole

OF_FIRM = ("triage",)
"""What only people of the zone are asked."""
KEYS: dict[str, type[Model]] = {"category": Category, "contact": Contact, "subject": Organisation}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """One page for officers and firms; `?firm=` and `?topic=` fill in what the system knows."""
    ISSUES.demand(request.actor, "submit")
    topic = _topic(request)
    form = _form(request, topic)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        firm = said.pop("firm")
        values = {name: _chosen(name, value) for name, value in said.items()}
        source: dict[str, Any] = {"via": "meeting", "source": ("activities.topic", topic.pk)} if topic else {}
        try:
            made = raise_issue(firm, values=values, by=request.actor, op=op_of(request), **source)
        except Invalid as refused:
            for name, sentences in (refused.facts.get("errors") or {None: [refused.says]}).items():
                form.add_error(name if name in form.fields else None, sentences)
        else:
            messages.success(request, _("已提出，编号 %(number)s。") % {"number": made.number})
            return redirect("issues:issue", made.pk)
    shown = {"form": form, "topic": topic, "of_firm": bool(own(request.actor))}
    return render(request, "issues/new.html", shown, status=422 if form.errors else 200)


def _chosen(name: str, value: Any) -> Any:
    """The record behind a key, other values as they are."""
    return KEYS[name]._default_manager.filter(pk=value).first() if name in KEYS else value


def _topic(request: Asked) -> Topic | None:
    """The topic of a meeting that this problem comes from, where the reader may see the meeting."""
    key = request.GET.get("topic", "")
    if not key:
        return None
    seen = ACTIVITIES.among(request.actor, "view").values("pk")
    return Topic.objects.filter(pk=whole(key), activity__in=seen).select_related("activity").first()


def _form(request: Asked, topic: Topic | None) -> NewForm:
    mine = own(request.actor)
    firms = FIRMS.among(request.actor, "view").filter(state="active")
    firms = firms.filter(pk__in=mine) if mine else firms.exclude(kind="department")
    chosen = request.GET.get("firm", "") or (str(topic.organisation_id) if topic and topic.organisation_id else "")
    initial: dict[str, Any] = {"firm": chosen or (mine[0] if mine else ""), "title": topic.title if topic else ""}
    named = request.POST.get("firm", "") or str(initial["firm"])
    contacts = Contact.objects.filter(organisation=int(named) if named.isdigit() else 0, until=None)
    choices = {
        "firm": list(firms.order_by("name").values_list("pk", "name")),
        "category": categories(),
        "contact": list(contacts.values_list("pk", "name")),
        "subject": unit_choices(),
    }
    form = NewForm(request.POST or None, initial=initial, choices=choices)
    for name in OF_FIRM if mine else ():
        del form.fields[name]
    return form


@require_safe
def similar(request: Asked) -> HttpResponse:
    """Problems that may be the same, and solved ones like it, for what was typed so far."""
    ISSUES.demand(request.actor, "submit")
    title, more = request.GET.get("title", "")[:80], request.GET.get("text", "")[:2000]
    text = f"{title} {more}"
    firm = request.GET.get("firm", "")
    shown = {
        "same": likely_same(request.actor, text, int(firm) if firm.isdigit() and len(firm) < 19 else 0),
        "lessons": similar_lessons(request.actor, text),
        "categories": [] if request.GET.get("category") else suggested_categories(title, more),
    }
    return render(request, "issues/similar.html", shown)
