"""The zone as it stands or stood on a day; one body with its offices, charter and rotation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.alliances.queries import member_organisations
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.register.models import Organisation
from yuanmeng.structure import actions, queries
from yuanmeng.structure.forms import (
    BodyForm,
    CharterForm,
    EndForm,
    KindForm,
    OfficeForm,
    OfficeKindForm,
    OnForm,
    RotationForm,
)
from yuanmeng.structure.models import Body, BodyKind, Office, OfficeKind
from yuanmeng.structure.policy import BODIES, OFFICES
from yuanmeng.ui.asked import op_of, version_of
from yuanmeng.ui.loaded import loaded


def named(one: Any) -> str:
    """The name in the reader's language."""
    return str(one.name_en if get_language() == "en" else one.name)


def office_row(office: Office) -> dict[str, Any]:
    """One holder as text. `kind`, `organisation` and `user` must be loaded."""
    who = [
        part for part in (office.organisation and office.organisation.name, office.user and office.user.name) if part
    ]
    return {
        "pk": office.pk,
        "version": office.version,
        "kind": named(office.kind),
        "who": " · ".join(who),
        "since": str(office.since),
        "until": str(office.until or ""),
        "soon": bool(office.until and office.until <= timezone.localdate() + queries.SOON),
    }


@require_safe
def index(request: Asked) -> HttpResponse:
    """The tree on a day, each body with its people in office and its members that day."""
    BODIES.demand(request.actor, "view")
    form = OnForm(request.GET)
    day = (form.cleaned_data["on"] if form.is_valid() else None) or timezone.localdate()
    found = list(queries.bodies(day))
    held: dict[int, list[dict[str, Any]]] = {}
    for office in queries.holders(day).filter(body__in=found):
        held.setdefault(office.body_id, []).append(office_row(office))
    counts = queries.member_counts([body.alliance_id for body in found if body.alliance_id], day)
    changes = sorted({when for pair in Body.objects.values_list("since", "until") for when in pair if when})
    shown = {
        "tree": _tree(found, held, counts),
        "form": form,
        "day": str(day),
        "today": day == timezone.localdate(),
        "changes": [str(when) for when in changes],
        "may_establish": BODIES.allows(request.actor, "establish"),
    }
    if shown["today"]:
        shown |= _warnings(day)
    return render(request, "structure/index.html", shown)


def _tree(found: list[Body], held: dict[int, list[dict[str, Any]]], counts: dict[int, int]) -> list[dict[str, Any]]:
    """Nested nodes; a body whose parent is not in force stands at the top."""
    nodes: dict[int, dict[str, Any]] = {
        body.pk: {
            "url": reverse("structure:body", args=[body.pk]),
            "name": named(body),
            "kind": named(body.kind),
            "offices": held.get(body.pk, []),
            "members": counts.get(body.alliance_id, 0) if body.alliance_id else None,
            "members_url": reverse("alliances:alliance", args=[body.alliance.slug]) if body.alliance else "",
            "parts": [],
        }
        for body in found
    }
    top: list[dict[str, Any]] = []
    for body in found:
        above = nodes.get(body.parent_id) if body.parent_id else None
        (above["parts"] if above else top).append(nodes[body.pk])
    return top


def _warnings(day: dt.date) -> dict[str, Any]:
    return {
        "vacancies": [
            {"body": named(body), "url": reverse("structure:body", args=[body.pk]), "kind": named(kind)}
            for body, kind in queries.vacancies(day)
        ],
        "ending": [
            {**office_row(office), "body": named(office.body), "url": reverse("structure:body", args=[office.body_id])}
            for office in queries.ending(day)
        ],
    }


@require_safe
def body(request: Asked, pk: int) -> HttpResponse:
    """One body: who holds which office and who held it before, the charter, whose turn it is for a year."""
    one = BODIES.fetch(request.actor, "view", pk=pk)
    may = BODIES.may(request.actor, one)
    today = timezone.localdate()
    held = list(one.offices.select_related("kind", "organisation", "user"))
    now = [office for office in held if office.since <= today and (office.until is None or office.until >= today)]
    rotations = [
        {"kind": named(row.kind), "months": row.months, "turns": queries.year_ahead(row, today)}
        for row in one.rotations.select_related("kind")[:3]
    ]
    shown = {
        "body": one,
        "name": named(one),
        "kind": named(one.kind),
        "parent": one.parent and {"name": named(one.parent), "url": reverse("structure:body", args=[one.parent_id])},
        "now": [office_row(office) for office in now],
        "before": [office_row(office) for office in held if office not in now],
        "charters": list(one.charters.all()),
        "rotations": rotations,
        "may_run": "run" in may,
        "end_form": EndForm(auto_id=False),
        "may_dissolve": "establish" in may and one.until is None,
    }
    return render(request, "structure/body.html", shown)


def _organisations(one: Body) -> QuerySet[Organisation]:
    """Whom a body may appoint: the members of its alliance, or any unit that is no firm for the core."""
    if one.alliance_id:
        return member_organisations([one.alliance_id])
    return Organisation.objects.filter(state="active").exclude(kind__in=("firm", "branch")).order_by("name")


def _typed(
    request: Asked, title: str, form: forms.Form, save: Callable[[dict[str, Any]], Model], back: str
) -> HttpResponse:
    """A page with one form: saved, or shown again with what was typed and the sentences at their fields."""
    if request.method == "POST" and form.is_valid():
        try:
            save(dict(form.cleaned_data))
        except Invalid as refused:
            for name, sentences in (refused.facts.get("errors") or {None: [refused.says]}).items():
                form.add_error(name if name in form.fields else None, sentences)
        else:
            messages.success(request, _("已保存。"))
            return redirect(back)
    shown = {"form": loaded(form), "title": title, "back": back}
    return render(request, "structure/form.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Establish a body."""
    BODIES.demand(request.actor, "establish")
    form = BodyForm(request.POST or None, initial={"since": timezone.localdate()})

    def save(values: dict[str, Any]) -> Model:
        return actions.establish(values=values, by=request.actor, op=op_of(request))

    return _typed(request, _("设立机构"), form, save, reverse("structure:structure"))


@require_POST
def dissolution(request: Asked, pk: int) -> HttpResponse:
    """End a body."""
    actions.dissolve(pk, version=version_of(request), until=_last_day(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已保存。"))
    return redirect("structure:body", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def offices(request: Asked, pk: int) -> HttpResponse:
    """Put somebody in an office."""
    one = BODIES.fetch(request.actor, "run", pk=pk)
    initial = {"since": timezone.localdate()}
    form = OfficeForm(request.POST or None, initial=initial, body=one, organisations=_organisations(one))

    def save(values: dict[str, Any]) -> Model:
        return actions.appoint(pk, values=values, by=request.actor, op=op_of(request))

    return _typed(request, _("任职"), form, save, reverse("structure:body", args=[pk]))


@require_POST
def end(request: Asked, pk: int) -> HttpResponse:
    """End a term."""
    office = OFFICES.fetch(request.actor, "end", pk=pk)
    actions.end_office(pk, version=version_of(request), until=_last_day(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已保存。"))
    return redirect("structure:body", office.body_id)


def _last_day(request: Asked) -> dt.date:
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写最后一天。"))
    day: dt.date = form.cleaned_data["until"]
    return day


@require_http_methods(["GET", "HEAD", "POST"])
def charters(request: Asked, pk: int) -> HttpResponse:
    """Adopt the next edition of the charter, beginning from the last one."""
    one = BODIES.fetch(request.actor, "run", pk=pk)
    last = one.charters.first()
    initial = {"text": last.text if last else "", "adopted": timezone.localdate()}
    form = CharterForm(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> Model:
        return actions.adopt_charter(pk, **values, by=request.actor, op=op_of(request))

    return _typed(request, _("通过新版章程"), form, save, reverse("structure:body", args=[pk]))


@require_safe
def charter(request: Asked, pk: int, edition: int) -> HttpResponse:
    """One edition of a charter, as it was adopted."""
    one = BODIES.fetch(request.actor, "view", pk=pk)
    found = one.charters.filter(edition=min(edition, 32_000)).first()
    if found is None:
        raise Hidden(_("没有这一版章程。"))
    return render(request, "structure/charter.html", {"body": one, "name": named(one), "charter": found})


@require_http_methods(["GET", "HEAD", "POST"])
def rotation(request: Asked, pk: int) -> HttpResponse:
    """Set the order in which members hold an office."""
    one = BODIES.fetch(request.actor, "run", pk=pk)
    initial = {"since": timezone.localdate().replace(day=1)}
    form = RotationForm(request.POST or None, initial=initial, body=one, organisations=_organisations(one))

    def save(values: dict[str, Any]) -> Model:
        order = [firm.pk for firm in values.pop("members")]
        return actions.rotate(pk, values=values, members=order, by=request.actor, op=op_of(request))

    return _typed(request, _("安排轮值"), form, save, reverse("structure:body", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def kinds(request: Asked) -> HttpResponse:
    """The kinds of bodies and offices: data of the zone. `which` names the form that was sent."""
    BODIES.demand(request.actor, "establish")
    which = request.POST.get("which", "")
    body_form = KindForm(request.POST if which == "body" else None, prefix="body")
    office_form = OfficeKindForm(request.POST if which == "office" else None, prefix="office")
    sent = {"body": body_form, "office": office_form}.get(which)
    if sent is not None and sent.is_valid() and _declared(request, which, sent):
        messages.success(request, _("已保存。"))
        return redirect("structure:kinds")
    shown = {
        "body_kinds": [(named(kind), kind.slug) for kind in BodyKind.objects.all()],
        "office_kinds": [
            (named(kind), kind.slug, "、".join(named(each) for each in kind.body_kinds.all()), kind.required)
            for kind in OfficeKind.objects.prefetch_related("body_kinds")
        ],
        "body_form": body_form,
        "office_form": loaded(office_form),
    }
    return render(request, "structure/kinds.html", shown, status=422 if sent is not None and sent.errors else 200)


def _declared(request: Asked, which: str, form: forms.Form) -> bool:
    """Declare the kind; False after putting the refusal's sentences into the form."""
    said = form.cleaned_data
    try:
        if which == "body":
            actions.declare_body_kind(**said, by=request.actor, op=op_of(request))
        else:
            actions.declare_office_kind(
                said["slug"],
                names=(said["name"], said["name_en"]),
                required=said["required"],
                bodies=list(said["body_kinds"]),
                by=request.actor,
                op=op_of(request),
            )
    except Invalid as refused:
        form.add_error("slug", refused.says)
        return False
    return True
