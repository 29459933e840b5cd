"""Signing in and out: recorded with time, person and success (SEC-07), sessions limited in number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import Actor
from yuanmeng.ledger.actions import action, record


@action("session.open")
def signed_in(user: User, *, by: Actor, op: UUID) -> int:
    """登录. Ends the person's oldest sessions beyond settings.SESSIONS_AT_MOST; returns how many ended."""
    sessions = UserSession.objects.filter(user_id=user.pk).order_by("-created_at", "-pk")
    ended = [session.end() for session in sessions[sessions_at_most() :]]
    record("session.open", user, by=by, op=op, ended=len(ended))
    return len(ended)


@action("session.close")
def signed_out(user: User, *, by: Actor, op: UUID) -> None:
    """退出."""
    record("session.close", user, by=by, op=op)


@action("session.refuse")
def sign_in_refused(username: str, reason: str, *, by: Actor, op: UUID) -> None:
    """登录失败: tied to the person when the username is known; an unknown username is not kept."""
    user = User.objects.filter(username=username).first()
    record("session.refuse", *([user] if user else []), by=by, op=op, reason=reason)


def sessions_at_most() -> int:
    """How many sessions one person may have open at once."""
    most: Any = getattr(settings, "SESSIONS_AT_MOST")  # noqa: B009 - a setting of our own, unknown to the stubs
    return int(most)
