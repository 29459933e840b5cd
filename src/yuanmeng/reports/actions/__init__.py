"""Every write of published figures, outside facts and briefings."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from yuanmeng.core.actor import Actor


def signed(by: Actor, who: str = "by", when: str = "at") -> dict[str, Any]:
    """Who writes, and now, as the values of two fields."""
    return {f"{who}_id": by.user_id, when: timezone.now()}
