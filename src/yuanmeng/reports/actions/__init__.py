"""Every write of published figures, outside facts and briefings."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Model
from django.utils import timezone

from yuanmeng.core.actor import Actor


def signed(by: Actor, who: str = "by", when: str = "at") -> dict[str, Any]:
    """Who writes, and now, as the values of two fields."""
    return {f"{who}_id": by.user_id, when: timezone.now()}


def written(record: Model, version: int, **values: Any) -> bool:
    """Write where nobody was faster; whether it was written."""
    found = type(record)._default_manager.filter(pk=record.pk, version=version)
    if not found.update(**values, version=F("version") + 1):
        return False
    record.refresh_from_db()
    return True
