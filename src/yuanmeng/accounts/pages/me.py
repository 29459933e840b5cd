"""My account: what the system holds about me, my posts, and a copy of it (SEC-06)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import PLACES, ROLES, Feedback, Post, User
from yuanmeng.accounts.queries import place_names
from yuanmeng.core.actor import Role, Where
from yuanmeng.ledger.models import Event


@login_required
@require_safe
def page(request: Asked) -> HttpResponse:
    """My account."""
    user = User.objects.get(username=request.user.get_username())
    shown = {
        "person": user,
        "posts": post_rows(user.posts.all()),
        "facts": _held_about(user),
    }
    return render(request, "accounts/me.html", shown)


@login_required
@require_safe
def copy(request: Asked) -> HttpResponse:
    """Everything about me as JSON (PIPL art. 45)."""
    user = User.objects.get(username=request.user.get_username())
    answer = JsonResponse(_copy(user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="my-account.json"'
    return answer


def post_rows(posts: Iterable[Post]) -> list[dict[str, Any]]:
    """Ready strings of posts, with the names of their places."""
    held, today = list(posts), timezone.localdate()
    names = place_names(held)
    return [
        {
            "pk": post.pk,
            "role": ROLES[Role(post.role)],
            "where": names.get((post.where, post.key), PLACES[Where(post.where)]),
            "since": date_format(post.since),
            "until": date_format(post.until) if post.until else "",
            "open": not post.until or post.until >= today,
        }
        for post in held
    ]


def _held_about(user: User) -> dict[str, int]:
    """Counts of what is kept besides the account itself."""
    return {
        "sessions": UserSession.objects.filter(user_id=user.pk).count(),
        "keys": Authenticator.objects.filter(user_id=user.pk).count(),
        "events": Event.objects.filter(actor_id=user.pk).count(),
        "feedback": Feedback.objects.filter(sent_by=user.pk).count(),
    }


def _copy(user: User) -> dict[str, Any]:
    posts = user.posts.values("role", "where", "key", "since", "until")
    sessions = UserSession.objects.filter(user_id=user.pk).values("ip", "user_agent", "created_at")
    sent = Feedback.objects.filter(sent_by=user.pk).values("number", "kind", "text", "contact", "sent_at", "answer")
    return {
        "username": user.username,
        "name": user.name,
        "account_made": localtime(user.date_joined),
        "last_sign_in": localtime(user.last_login) if user.last_login else None,
        "posts": list(posts),
        "sessions": list(sessions),
        "feedback": list(sent),
        "events_recorded": Event.objects.filter(actor_id=user.pk).count(),
    }
