"""People and posts, for the system administrator (SEC-07)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.actions import people as actions
from yuanmeng.accounts.forms import EndForm, FirstPasswordForm, NameForm, PersonForm
from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import ROLES, Post, User
from yuanmeng.accounts.pages.me import post_rows
from yuanmeng.accounts.policy import PEOPLE
from yuanmeng.accounts.queries import actor_of, in_force
from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.ui.asked import op_of, version_of, whole

ROWS = 50


@require_safe
def index(request: Asked) -> HttpResponse:
    """All people, by username, paged by key; filtered by words and role."""
    PEOPLE.demand(request.actor, "view")
    people = PEOPLE.among(request.actor).order_by("username", "pk")
    words, role = request.GET.get("q", "").strip()[:60], request.GET.get("role", "")
    if words:
        people = people.filter(Q(username__icontains=words) | Q(name__icontains=words))
    if role in set(Role):
        people = people.filter(pk__in=in_force(timezone.localdate()).filter(role=role).values("user_id"))
    total = people.count()
    if request.GET.get("after"):
        people = people.filter(username__gt=request.GET["after"][:150])
    page = list(people[: ROWS + 1])
    shown = {
        "rows": _people_rows(page[:ROWS]),
        "total": total,
        "roles": [(key.value, name) for key, name in ROLES.items()],
        "more": page[ROWS - 1].username if len(page) > ROWS else None,
        "may": PEOPLE.allows(request.actor, "manage"),
    }
    return render(request, "accounts/people.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """A new login; the next page makes its one-time link."""
    PEOPLE.demand(request.actor, "manage")
    typed = PersonForm(request.POST or None)
    if request.method == "POST" and typed.is_valid():
        username, name = typed.cleaned_data["username"], typed.cleaned_data["name"]
        person = actions.add_person(username, name, by=request.actor, op=op_of(request))
        return redirect("accounts:person", pk=person.pk)
    return render(request, "accounts/person_new.html", {"form": typed}, status=422 if typed.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Asked, pk: int) -> HttpResponse:
    """One person: posts, renaming, link, activity."""
    person = PEOPLE.fetch(request.actor, "manage" if request.method == "POST" else "view", pk=pk)
    typed = NameForm(request.POST or None, initial={"name": person.name})
    if request.method == "POST" and typed.is_valid():
        seen = version_of(request)
        actions.rename_person(pk, typed.cleaned_data["name"], seen, by=request.actor, op=op_of(request))
        return redirect("accounts:person", pk=pk)
    return _detail(request, person, {"form": typed}, status=422 if typed.errors else 200)


@require_POST
def link(request: Asked, pk: int) -> HttpResponse:
    """A one-time link with which the person sets a password; shown once, valid for settings.PASSWORD_RESET_TIMEOUT."""
    person = actions.make_link(pk, by=request.actor, op=op_of(request))
    who = urlsafe_base64_encode(str(person.pk).encode())
    where = reverse("accounts:first_password", args=[who, default_token_generator.make_token(person)])
    return _detail(request, person, {"link": request.build_absolute_uri(where)})


@require_POST
def activity(request: Asked, pk: int) -> HttpResponse:
    """Deactivate or reactivate."""
    change = actions.reactivate if request.POST.get("active") == "1" else actions.deactivate
    change(pk, version_of(request), by=request.actor, op=op_of(request))
    return redirect("accounts:person", pk=pk)


@require_POST
def post_end(request: Asked, pk: int, post: int) -> HttpResponse:
    """End a post on a day; without a day, yesterday, so that its rights end at once."""
    typed = EndForm(request.POST)
    if not typed.is_valid():
        raise Invalid(_("请填写最后一天的日期。"))
    person = actions.end_post(post, typed.cleaned_data["until"], by=request.actor, op=op_of(request))
    return redirect("accounts:person", pk=person)


@require_http_methods(["GET", "HEAD", "POST"])
def first_password(request: Asked, who: str, token: str) -> HttpResponse:
    """The page behind a one-time link. Raises Hidden when the link was used, is too old or is wrong."""
    person = _person_of(who)
    if person is None or not person.is_active or not default_token_generator.check_token(person, token):
        raise Hidden(_("这个链接无效、已经用过或已过期，请向系统管理员要一个新链接。"))
    typed = FirstPasswordForm(request.POST or None)
    if request.method == "POST" and typed.is_valid():
        try:
            actions.set_password(person, typed.cleaned_data["password"], by=actor_of(person), op=op_of(request))
            return redirect("account_login")
        except Invalid as weak:
            typed.add_error("password", weak.says)
    shown = {"form": typed, "person": person}
    return render(request, "accounts/first_password.html", shown, status=422 if typed.errors else 200)


def _person_of(who: str) -> User | None:
    try:
        return User.objects.filter(pk=whole(urlsafe_base64_decode(who).decode("ascii"))).first()
    except (ValueError, Invalid):
        return None


def _detail(request: Asked, person: User, more: dict[str, Any], status: int = 200) -> HttpResponse:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    shown = {
        "person": person,
        "posts": post_rows(person.posts.all()),
        "yesterday": yesterday.isoformat(),
        "signed": date_format(localtime(person.last_login), "DATETIME_FORMAT") if person.last_login else "",
        "may": PEOPLE.may(request.actor, person),
        "oneself": person.pk == request.actor.user_id,
        "form": NameForm(initial={"name": person.name}),
    }
    return render(request, "accounts/person.html", shown | more, status=status)


def _people_rows(people: list[User]) -> list[dict[str, Any]]:
    """Ready strings, with the posts in force read in one query."""
    held: dict[int, list[Post]] = {}
    for post in in_force(timezone.localdate()).filter(user__in=people):
        held.setdefault(post.user_id, []).append(post)
    return [
        {
            "pk": one.pk,
            "username": one.username,
            "name": one.name,
            "active": one.is_active,
            "posts": "、".join(str(ROLES[Role(post.role)]) for post in held.get(one.pk, [])),
            "signed": date_format(localtime(one.last_login), "DATETIME_FORMAT") if one.last_login else "",
        }
        for one in people
    ]
