"""Puts the actor on the request: `request.actor`, made fresh for each request so that an ended post ends at once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Actor


class Asked(HttpRequest):
    """A request as pages see it."""

    actor: Actor


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware; see the module."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request.user)  # type: ignore[attr-defined]
        return get_response(request)

    return handle
