"""Signing in as allauth does it; who is signed in is read with the posts in force, in one query."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import person


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """See the module."""

    def get_user(self, user_id: Any) -> User | None:
        """The person with this key whose account is active, with what `actor_of` needs."""
        found = person(int(user_id))
        return found if found and self.user_can_authenticate(found) else None
