"""Pins and exclusions, what a person can take on, how the zone calls the instructors' roles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import in_force as posts_on
from yuanmeng.core.refusals import Denied, Hidden, Invalid
from yuanmeng.pairing.actions import conditions as actions
from yuanmeng.pairing.forms import ConditionForm, ProfileForm, RoleForm
from yuanmeng.pairing.models import HOW, Condition, InstructorRole, Profile
from yuanmeng.pairing.policy import CONDITIONS, FOR_ROLE, ROLE_NAMES
from yuanmeng.pairing.queries.naming import role_name
from yuanmeng.register.pages.showing import iso
from yuanmeng.ui.asked import op_of, version_of

MOST = 200
"""Conditions shown; there are a handful in a zone."""


@require_http_methods(["GET", "HEAD", "POST"])
def conditions(request: Asked) -> HttpResponse:
    """Pins and exclusions in force, and a new one."""
    CONDITIONS.demand(request.actor, "manage" if request.method == "POST" else "view")
    from_posts = posts_on(timezone.localdate()).filter(role__in=FOR_ROLE.values()).values("user_id")
    people = list(User.objects.filter(pk__in=from_posts, is_active=True).order_by("name", "pk"))
    form = ConditionForm(request.POST or None, people=people, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.set_condition(
                typed["user"], typed["firm"].pk, typed["how"], typed["reason"], by=request.actor, op=op_of(request)
            )
        except Invalid as wrong:
            form.add_error(None, wrong.says)
        else:
            return redirect("pairing:conditions")
    found = CONDITIONS.among(request.actor, "view").filter(lifted__isnull=True).select_related("user", "firm")[:MOST]
    shown = {
        "form": form,
        "may": CONDITIONS.allows(request.actor, "manage"),
        "rows": [_line(one) for one in found],
    }
    return render(request, "pairing/conditions.html", shown, status=422 if form.errors else 200)


def _line(one: Condition) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "how": HOW[one.how],
        "tone": "accent" if one.how == "pin" else "bad",
        "person": one.user.name,
        "firm": one.firm.name,
        "url": reverse("register:firm", args=[one.firm_id]),
        "reason": one.reason,
        "since": iso(one.since),
    }


@require_POST
def lift(request: Asked, pk: int) -> HttpResponse:
    """Lift a pin or an exclusion."""
    actions.lift_condition(pk, by=request.actor, op=op_of(request))
    return redirect("pairing:conditions")


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: Asked, pk: int) -> HttpResponse:
    """What a person can take on: typed by the person or a coordinator."""
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not (pk == request.actor.user_id or CONDITIONS.allows(request.actor, "manage")):
        raise Hidden(_("没有这个人，或者您无权查看。"))
    known = Profile.objects.select_related("base").filter(user=pk).first()
    form = ProfileForm(request.POST or None, instance=known or Profile(user=user), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        typed, roles = form.typed()
        try:
            seen = version_of(request) if known else None
            actions.set_profile(pk, typed, roles=roles, version=seen, by=request.actor, op=op_of(request))
        except Invalid as wrong:
            form.add_error(None, wrong.says)
        else:
            messages.success(request, _("已保存。下一次分配时生效。"))
            return redirect("pairing:mine" if pk == request.actor.user_id else reverse("pairing:person", args=[pk]))
    shown = {"form": form, "record": known, "person": user.name, "own": pk == request.actor.user_id}
    return render(request, "pairing/profile.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: Asked) -> HttpResponse:
    """What the instructors' roles are called here; the fourth is blank until the zone names it (ALL-04)."""
    ROLE_NAMES.demand(request.actor, "edit" if request.method == "POST" else "view")
    asked, failed = request.POST.get("role", ""), None
    if request.method == "POST":
        role = InstructorRole.objects.filter(pk=int(asked)).first() if asked.isdigit() and len(asked) < 19 else None
        if role is None:
            raise Denied(_("没有这个角色。"))
        failed = _named(request, role)
        if failed is None:
            return redirect("pairing:roles")
    shown = {
        "rows": [
            {
                "record": one,
                "name": role_name(one),
                "note": one.note if not one.name else "",
                "form": failed
                if failed and str(one.pk) == asked
                else RoleForm(instance=one, auto_id=f"id_{one.pk}_%s"),
            }
            for one in InstructorRole.objects.all()
        ],
        "may": ROLE_NAMES.allows(request.actor, "edit"),
    }
    return render(request, "pairing/roles.html", shown, status=422 if failed else 200)


def _named(request: Asked, role: InstructorRole) -> RoleForm | None:
    """The form with its errors, None when the name is kept."""
    form = RoleForm(request.POST, instance=role, auto_id=f"id_{role.pk}_%s")
    if not form.is_valid():
        return form
    name, english = form.cleaned_data["name"], form.cleaned_data["name_en"]
    actions.name_role(role.pk, name, english, version=version_of(request), by=request.actor, op=op_of(request))
    return None
