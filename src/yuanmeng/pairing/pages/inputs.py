"""What assignments read: where units are, in which languages firms can be spoken with, where people are based."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import in_force as posts_on
from yuanmeng.core.refusals import Invalid
from yuanmeng.pairing.actions import places as actions
from yuanmeng.pairing.forms import InputsForm, LanguagesForm, PlaceForm
from yuanmeng.pairing.models import Place, Profile, Wish
from yuanmeng.pairing.pages.showing import tongues
from yuanmeng.pairing.policy import FOR_ROLE, INPUTS
from yuanmeng.register.models import Organisation
from yuanmeng.register.queries.paging import Order, cursor, page
from yuanmeng.register.queries.suggestions import industry_name
from yuanmeng.ui.asked import op_of, whole

BY_NAME = Order("name", str)
COLUMNS = ("industry", "x", "y", "source_of_place", "spoken")


@require_safe
def index(request: Asked) -> HttpResponse:
    """Firms with what is known of them; what is missing can be asked for."""
    INPUTS.demand(request.actor, "browse")
    form = InputsForm(request.GET)
    words, which = form.asked()
    found = described(INPUTS.among(request.actor, "view").filter(state="active", kind="firm"))
    found = narrowed(found.filter(name__icontains=words) if words else found, which)
    here = page(found, BY_NAME, cursor(BY_NAME, request.GET.get("after", ""), request.GET.get("before", "")), *COLUMNS)
    shown = {
        "form": form,
        "filtered": bool(words or which),
        "rows": [_row(row) for row in here.rows],
        "total": found.count(),
        "before": here.before,
        "after": here.after,
    }
    return render(request, "pairing/inputs.html", shown)


def described(units: QuerySet[Organisation]) -> QuerySet[Any]:
    """With coordinates, their source, and the languages asked for, each empty where nobody said."""
    place = Place.objects.filter(organisation=OuterRef("pk"))
    wish = Wish.objects.filter(organisation=OuterRef("pk"))
    return units.annotate(
        x=Subquery(place.values("x_m")),
        y=Subquery(place.values("y_m")),
        source_of_place=Subquery(place.values("source")),
        spoken=Subquery(wish.values("languages")),
    )


def narrowed(units: QuerySet[Any], which: str) -> QuerySet[Any]:
    """Those without a place or an industry, or that said languages; all when not asked."""
    if which == "place":
        return units.filter(x__isnull=True)
    if which == "industry":
        return units.filter(industry="")
    return units.filter(spoken__gt="") if which == "languages" else units


def _row(row: tuple[Any, ...]) -> dict[str, str]:
    pk, name, industry, x, y, source, spoken = row
    return {
        "name": name,
        "url": reverse("pairing:input", args=[pk]),
        "industry": industry_name(industry) or "—",
        "place": f"{x:,}, {y:,}" if x is not None else "",
        "source": source or "",
        "languages": tongues(spoken or ""),
    }


@require_safe
def people(request: Asked) -> HttpResponse:
    """Instructors, officers and leaders: what they know, where they are based; a link to change it."""
    INPUTS.demand(request.actor, "browse")
    holders = posts_on(timezone.localdate()).filter(role__in=FOR_ROLE.values()).values("user_id")
    found = User.objects.filter(pk__in=holders, is_active=True)
    here = page(found, BY_NAME, cursor(BY_NAME, request.GET.get("after", ""), request.GET.get("before", "")))
    profiles = {one.user_id: one for one in Profile.objects.filter(user__in=here.keys).select_related("base")}
    bases = [one.base_id for one in profiles.values() if one.base_id]
    placed = set(Place.objects.filter(organisation__in=bases).values_list("organisation_id", flat=True))
    shown = {
        "rows": [_person(pk, name, profiles.get(pk), placed) for pk, name in here.rows],
        "total": found.count(),
        "before": here.before,
        "after": here.after,
    }
    return render(request, "pairing/inputs_people.html", shown)


def _person(pk: int, name: str, profile: Profile | None, placed: set[int]) -> dict[str, Any]:
    base = profile.base if profile else None
    return {
        "name": name,
        "url": reverse("pairing:profile", args=[pk]),
        "industries": profile.industries if profile else "",
        "languages": tongues(profile.languages) if profile else "",
        "base": base.name if base else "",
        "lost": base is not None and base.pk not in placed,
        "base_url": reverse("pairing:input", args=[base.pk]) if base else "",
        "caps": _("%(least)s 至 %(most)s 家") % {"least": profile.least, "most": profile.most} if profile else "",
    }


@require_safe
def unit(request: Asked, pk: int) -> HttpResponse:
    """One unit: where it is, and in which languages it can be spoken with."""
    return _unit(request, pk)


def _unit(request: Asked, pk: int, **typed: forms.Form) -> HttpResponse:
    """With the forms that the reader may use; one that was typed wrong comes back as it was."""
    one = INPUTS.fetch(request.actor, "view", pk=pk)
    may = INPUTS.may(request.actor, one)
    where = Place.objects.filter(organisation=one).first()
    said = Wish.objects.filter(organisation=one).first()
    place_form = PlaceForm(initial={"x_m": where.x_m, "y_m": where.y_m, "source": where.source} if where else {})
    languages_form = LanguagesForm(initial={"languages": said.languages if said else ""})
    shown = {
        "unit": {"pk": pk, "name": one.name, "address": one.address, "url": reverse("register:firm", args=[pk])},
        "browse": INPUTS.allows(request.actor, "browse"),
        "place": where,
        "wish": said,
        "languages": tongues(said.languages) if said else "",
        "place_form": typed.get("place_form", place_form) if "locate" in may else None,
        "languages_form": typed.get("languages_form", languages_form) if "speak" in may else None,
    }
    return render(request, "pairing/input.html", shown, status=422 if typed else 200)


def _seen(request: Asked) -> int | None:
    """The version on the page, None where there was nothing yet."""
    return whole(request.POST["version"]) if request.POST.get("version") else None


@require_POST
def place(request: Asked, pk: int) -> HttpResponse:
    """Record where a unit is."""
    INPUTS.fetch(request.actor, "locate", pk=pk)
    form = PlaceForm(request.POST)

    def keep() -> None:
        point = (form.cleaned_data["x_m"], form.cleaned_data["y_m"])
        source = form.cleaned_data["source"]
        actions.locate(pk, point, source, version=_seen(request), by=request.actor, op=op_of(request))

    return _kept(request, pk, form, keep) or _unit(request, pk, place_form=form)


@require_POST
def languages(request: Asked, pk: int) -> HttpResponse:
    """Record in which languages a firm can be spoken with."""
    INPUTS.fetch(request.actor, "speak", pk=pk)
    form = LanguagesForm(request.POST)

    def keep() -> None:
        spoken = form.cleaned_data["languages"]
        actions.speak(pk, spoken, version=_seen(request), by=request.actor, op=op_of(request))

    return _kept(request, pk, form, keep) or _unit(request, pk, languages_form=form)


def _kept(request: Asked, pk: int, form: forms.Form, keep: Callable[[], None]) -> HttpResponse | None:
    """The way back when it was kept, None when the form has errors to show."""
    if not form.is_valid():
        return None
    try:
        keep()
    except Invalid as wrong:
        form.add_error(None, wrong.says)
        return None
    messages.success(request, _("已保存。下一次分配时生效。"))
    return redirect("pairing:input", pk)
