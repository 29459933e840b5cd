"""Exports are logged: how many rows, by which filters."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from yuanmeng.core.actor import Actor
from yuanmeng.issues.policy import ISSUES
from yuanmeng.ledger.actions import action, record

NOT_KEPT = {"q"}
"""What people search for may be a name, and events hold none."""


@action("issue.export")
def log_export(*, count: int, filters: Mapping[str, str], by: Actor, op: UUID) -> int:
    """导出问题清单. Raises Denied."""
    ISSUES.demand(by, "export")
    kept = {name: value for name, value in filters.items() if name not in NOT_KEPT}
    record("issue.export", by=by, op=op, count=count, filters=kept)
    return count
