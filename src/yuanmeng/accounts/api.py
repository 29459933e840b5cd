"""What the interfaces of all rooms share: who asks, keys, and why nothing was written."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Schema

from yuanmeng.core.actor import Actor

Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
MOST = 200
"""Rows of one answer."""


class Refused(Schema):
    """Why nothing was written."""

    says: str
    errors: dict[str, list[str]] = {}


REFUSALS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422), Refused)


def asker(request: HttpRequest) -> Actor:
    """Who asks, with the posts held now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
