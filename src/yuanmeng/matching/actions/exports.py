"""Exports are logged: how many rows, by which filters."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from yuanmeng.core.actor import Actor
from yuanmeng.ledger.actions import action, record
from yuanmeng.matching.policy import LOANS, LOTS

NOT_KEPT = {"q"}
"""What people search for may be a name, and events hold none."""


@action("labour.export_lots")
def log_lots(*, count: int, filters: Mapping[str, str], by: Actor, op: UUID) -> int:
    """导出用工信息. Raises Denied."""
    LOTS.demand(by, "export")
    record("labour.export_lots", by=by, op=op, count=count, filters=_kept(filters))
    return count


@action("labour.export_loans")
def log_loans(*, count: int, filters: Mapping[str, str], by: Actor, op: UUID) -> int:
    """导出共享用工. Raises Denied."""
    LOANS.demand(by, "export")
    record("labour.export_loans", by=by, op=op, count=count, filters=_kept(filters))
    return count


def _kept(filters: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in filters.items() if value and name not in NOT_KEPT}
