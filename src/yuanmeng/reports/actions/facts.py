"""Outside facts: recorded with day and source, never changed, withdrawn with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.reports.actions import signed
from yuanmeng.reports.models import OutsideFact
from yuanmeng.reports.policy import FACTS

FIELDS = ("name", "value", "unit", "on", "source", "note")


@action("fact.record")
def record_fact(*, values: dict[str, Any], by: Actor, op: UUID) -> OutsideFact:
    """登记外部数据. `values` holds FIELDS. Raises Denied, Invalid for a day to come."""
    FACTS.demand(by, "record")
    if values["on"] > timezone.localdate():
        raise Invalid(_("截至日期还没有到。"))
    made = OutsideFact.objects.create(
        **{name: values[name] for name in FIELDS}, **signed(by, "recorded_by", "recorded_at")
    )
    record("fact.record", made, by=by, op=op, on=made.on.isoformat())
    return made


@action("fact.withdraw")
def withdraw(pk: int, *, reason: str, by: Actor, op: UUID) -> OutsideFact:
    """停用外部数据: nothing new may cite it; what was published keeps it. Raises Hidden, Denied, Stale, Invalid."""
    fact = FACTS.fetch(by, "withdraw", pk=pk)
    if not reason.strip():
        raise Invalid(_("请写明原因（500 字以内）。"))
    moved = OutsideFact.objects.filter(pk=pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_reason=reason.strip()
    )
    if not moved:
        raise Stale(_("这条外部数据已经停用。"))
    record("fact.withdraw", fact, by=by, op=op)
    fact.refresh_from_db()
    return fact
