"""What is written when a figure leaves the house."""

from __future__ import annotations

from uuid import UUID

from yuanmeng.core.actor import Actor
from yuanmeng.desk.policy import FIGURES
from yuanmeng.ledger.actions import action, record


@action("figure.export")
def log_export(*, key: str, period: str, count: int, form: str, by: Actor, op: UUID) -> None:
    """导出记录: how many records of which figure left in which file form."""
    FIGURES.demand(by, "view")
    record("figure.export", by=by, op=op, figure=key, period=period, count=count, form=form)
