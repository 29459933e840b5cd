"""Recording a visit that took place, putting it right, voiding it, keeping what was promised."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.ui.asked import reason_of
from yuanmeng.visits.actions.saying import (
    Said,
    attach,
    contacts_of,
    fill,
    firms_of,
    lines_of,
    refuse,
    trimmed,
    visitors_of,
    within_the_last_year,
)
from yuanmeng.visits.models import Line, Stop, Visit
from yuanmeng.visits.policy import VISITS
from yuanmeng.visits.states import VISIT

FIRM = "register.organisation"


@action("visit.hold")
def hold(said: Said, *, plan: tuple[int, int] | None = None, by: Actor, op: UUID) -> Visit:
    """登记走访: what took place, or (`plan`: key and version) a planned visit that now took place.

    What happened is written down even when it was over the firm's cap: refusing the record would only hide it.
    Raises Denied, Hidden, IllegalMove, Invalid, Stale.
    """
    VISITS.demand(by, "record")
    said = trimmed(said)
    within_the_last_year(said.day)
    firms = firms_of(by, said.firms)
    visitors = visitors_of(by, said.others, said.day)
    met = contacts_of(said.firms, said.met)
    visit = _planned(*plan, by=by) if plan else Visit()
    fill(visit, said)
    visit.state, visit.recorded_by, visit.recorded_at = "done", by.user_id, timezone.now()
    lines = lines_of(visit, said)
    _write(visit, plan)
    if plan:
        Stop.objects.filter(visit=visit, declined_on=None).exclude(organisation__in=said.firms).delete()
    attach(visit, firms, visitors)
    visit.met.set(met)
    for line in lines:
        line.visit = visit
    Line.objects.bulk_create(lines)
    facts = {**_facts(visit), "as": sorted(set(visitors.values())), "lines": _counted(lines), "planned": bool(plan)}
    record("visit.hold", visit, (FIRM, said.firms), by=by, op=op, **facts)
    return visit


@action("visit.amend")
def amend(pk: int, said: Said, *, version: int, by: Actor, op: UUID) -> Visit:
    """更正走访: what was heard, met, promised, and when. Firms, visitors and lines stay as they were recorded.

    Raises Denied, Hidden, IllegalMove, Invalid, Stale.
    """
    visit = VISITS.fetch(by, "change", pk=pk)
    VISIT.after(visit.state, "amend")
    said = trimmed(said)
    within_the_last_year(said.day)
    firms = list(Stop.objects.filter(visit=visit).values_list("organisation_id", flat=True))
    met = contacts_of(firms, said.met)
    fill(visit, said)
    if not visit.next_step:
        visit.next_done = None
    fields = ("how", "purpose", "day", "at", "met_other", "heard", "next_step", "next_day", "next_done")
    _changed(visit, version, {name: getattr(visit, name) for name in fields})
    visit.met.set(met)
    record("visit.amend", visit, (FIRM, firms), by=by, op=op, **_facts(visit))
    return visit


@action("visit.void")
def void(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Visit:
    """作废: the record was a mistake; it stays readable with the reason and counts nowhere.

    Raises Denied, Hidden, IllegalMove, Invalid, Stale.
    """
    visit = VISITS.fetch(by, "change", pk=pk)
    now = VISIT.after(visit.state, "void")
    if Line.objects.filter(visit=visit, state="raised").exists():
        refuse({"reason": [_("这次走访的条目已经转为诉求，不能作废；请更正走访内容。")]})
    _changed(visit, version, {"state": now, "reason": reason_of(reason)})
    firms = Stop.objects.filter(visit=visit).values_list("organisation_id", flat=True)
    record("visit.void", visit, (FIRM, list(firms)), by=by, op=op, **_facts(visit))
    return visit


@action("visit.keep_promise")
def keep_promise(pk: int, *, version: int, by: Actor, op: UUID) -> Visit:
    """下一步已完成: what was promised on the visit is done. Raises Denied, Hidden, IllegalMove, Invalid, Stale."""
    visit = VISITS.fetch(by, "change", pk=pk)
    VISIT.after(visit.state, "keep_promise")
    if not visit.next_step or visit.next_done:
        refuse({"next_step": [_("这次走访没有待办的下一步。")]})
    _changed(visit, version, {"next_done": timezone.localdate()})
    firms = Stop.objects.filter(visit=visit).values_list("organisation_id", flat=True)
    record("visit.keep_promise", visit, (FIRM, list(firms)), by=by, op=op)
    return visit


def _planned(pk: int, version: int, *, by: Actor) -> Visit:
    """The planned visit that now took place. Raises Denied, Hidden, IllegalMove, Stale."""
    visit = VISITS.fetch(by, "change", pk=pk)
    VISIT.after(visit.state, "hold")
    if visit.version != version:
        raise Stale(_("这次约定刚刚有变动，请查看最新内容后再登记。"), record=visit)
    return visit


def _write(visit: Visit, plan: tuple[int, int] | None) -> None:
    if plan is None:
        visit.save(force_insert=True)
        return
    names = [field.attname for field in Visit._meta.concrete_fields if field.attname not in {"id", "version"}]
    _changed(visit, plan[1], {name: getattr(visit, name) for name in names})


def _changed(visit: Visit, version: int, columns: dict[str, Any]) -> None:
    """Write the columns if nobody was faster. Raises Stale."""
    if not Visit.objects.filter(pk=visit.pk, version=version).update(**columns, version=F("version") + 1):
        raise Stale(_("这次走访刚刚被他人更新，请查看最新内容后重试。"), record=visit)
    visit.refresh_from_db()


def _facts(visit: Visit) -> dict[str, Any]:
    """What the event keeps: enumerations and dates."""
    return {"how": visit.how, "purpose": visit.purpose, "day": visit.day.isoformat(), "state": visit.state}


def _counted(lines: list[Line]) -> dict[str, int]:
    return dict(Counter(f"{line.kind}:{line.triage}".rstrip(":") for line in lines))
