"""What allauth asks us: sign-ins are recorded, passwords are set by our action.

Hooks of the adapter and not signals: each is called at one known place, in order, and an exception stays loud.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.actions import people, signing
from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import PUBLIC


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """See the module."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("登录失败次数过多，已暂停登录，请 10 分钟后重试，或请系统管理员重置密码。"),
        "username_password_mismatch": _("用户名或密码不正确。"),
    }

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Recorded after allauth knows the new session, so that the oldest beyond the limit can end."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        signing.signed_in(user, by=actor_of(user), op=uuid4())
        return response

    def logout(self, request: HttpRequest) -> None:
        """Recorded before the person is forgotten."""
        user = cast("User", request.user)
        signing.signed_out(user, by=actor_of(user), op=uuid4())
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Locked out after 5 failures in 10 minutes from one address (see `_get_login_attempts_cache_key`)."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            signing.sign_in_refused(credentials.get("username", ""), "locked", by=PUBLIC, op=uuid4())
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Recorded; the typed username is kept only when it is a person's."""
        signing.sign_in_refused(credentials.get("username", ""), "password", by=PUBLIC, op=uuid4())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Account and address together: who guesses elsewhere locks nobody out of their own desk."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}@{self.get_client_ip(request)}"

    def set_password(self, user: User, password: str) -> None:
        """Through the action, so that it is one transaction with its event."""
        people.set_password(user, password, by=actor_of(user), op=uuid4())
