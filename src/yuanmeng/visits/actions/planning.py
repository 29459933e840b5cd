"""Planning a contact under the burden guard, changing the plan, going along, joining two visits to one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.burden import binding
from yuanmeng.core.refusals import IllegalMove, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Organisation
from yuanmeng.register.queries.people import person_id
from yuanmeng.ui.asked import reason_of
from yuanmeng.visits.actions.saying import Said, attach, fill, firms_of, refuse, trimmed, visitors_of
from yuanmeng.visits.models import HOWS, Stop, Visit, Visitor
from yuanmeng.visits.policy import STOPS, VISITS
from yuanmeng.visits.queries.burden import against
from yuanmeng.visits.states import VISIT

FIRM = "register.organisation"
FARTHEST = dt.timedelta(days=366)


@action("visit.plan")
def plan(said: Said, *, by: Actor, op: UUID) -> Visit:
    """约定走访. Quiet days and the firm's cap bind, unless the firm itself asked to be contacted.

    Raises Denied, Invalid (with what the firm set).
    """
    VISITS.demand(by, "plan")
    said = trimmed(said)
    _to_come(said.day)
    firms = firms_of(by, said.firms)
    visitors = visitors_of(by, said.others, said.day)
    _allowed(said, firms)
    visit = Visit(state="planned", recorded_by=by.user_id, recorded_at=timezone.now())
    fill(visit, said)
    visit.save(force_insert=True)
    attach(visit, firms, visitors)
    record("visit.plan", visit, (FIRM, said.firms), by=by, op=op, **_facts(visit))
    return visit


@action("visit.reschedule")
def reschedule(
    pk: int, *, version: int, day: dt.date, at: dt.time | None = None, how: str = "", by: Actor, op: UUID
) -> Visit:
    """改期: another day, time or way; the burden guard is asked again.

    Raises Denied, Hidden, IllegalMove, Invalid, Stale.
    """
    visit = VISITS.fetch(by, "change", pk=pk)
    VISIT.after(visit.state, "reschedule")
    _to_come(day)
    firms = _firms(visit)
    how = how if how in dict(HOWS) else visit.how
    _allowed(Said(tuple(firm.pk for firm in firms), day, how, visit.purpose), firms, but=visit.pk)
    return _written(visit, "reschedule", {"day": day, "at": at, "how": how}, version=version, by=by, op=op)


@action("visit.come_along")
def come_along(pk: int, *, version: int, by: Actor, op: UUID) -> Visit:
    """一同前往: one visit instead of two. Raises Denied, Hidden, IllegalMove, Invalid, Stale."""
    visit = VISITS.fetch(by, "come_along", pk=pk)
    now = VISIT.after(visit.state, "come_along")
    if Visitor.objects.filter(visit=visit, user=person_id(by)).exists():
        raise IllegalMove(_("您已经在这次走访中。"))
    attach(visit, [], visitors_of(by, (), visit.day))
    return _written(visit, "come_along", {"state": now}, version=version, by=by, op=op)


@action("visit.cancel")
def cancel(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Visit:
    """取消约定. Raises Denied, Hidden, IllegalMove, Invalid, Stale."""
    visit = VISITS.fetch(by, "call_off", pk=pk)
    now = VISIT.after(visit.state, "cancel")
    return _written(visit, "cancel", {"state": now, "reason": reason_of(reason)}, version=version, by=by, op=op)


@action("visit.join")
def join(pk: int, other: int, *, versions: tuple[int, int], by: Actor, op: UUID) -> Visit:
    """合并为联合走访: everybody and every firm of `other` comes to `pk`, and `other` is not held.

    Whoever takes part in one of the two may do it. Raises Denied, Hidden, IllegalMove, Invalid, Stale.
    """
    if pk == other:
        raise Invalid(_("请选择两次不同的走访。"))
    visit, gone = VISITS.fetch(by, "view", pk=pk), VISITS.fetch(by, "view", pk=other)
    if not ({"change", "call_off"} & (VISITS.may(by, visit) | VISITS.may(by, gone))):
        VISITS.fetch(by, "change", pk=pk)
    VISIT.after(visit.state, "come_along")
    now = VISIT.after(gone.state, "join")
    attach(visit, _firms(gone), dict(Visitor.objects.filter(visit=gone).values_list("user_id", "capacity")))
    _written(gone, "join", {"state": now, "joined_to": visit}, version=versions[1], by=by, op=None)
    return _written(visit, "come_along", {"state": visit.state}, version=versions[0], by=by, op=op)


@action("visit.decline")
def decline(stop: int, *, by: Actor, op: UUID) -> Visit:
    """企业婉拒, without a reason. When no firm is left, the visit is not held. Raises Denied, Hidden, IllegalMove."""
    found = STOPS.fetch(by, "decline", pk=stop)
    visit = Visit.objects.get(pk=found.visit_id)
    now = VISIT.after(visit.state, "decline")
    if not Stop.objects.filter(pk=stop, declined_on=None).update(declined_on=timezone.localdate()):
        raise IllegalMove(_("这次来访已经婉拒，无需重复操作。"))
    left = Stop.objects.filter(visit=visit, declined_on=None).exists()
    Visit.objects.filter(pk=visit.pk).update(state=visit.state if left else now, version=F("version") + 1)
    visit.refresh_from_db()
    record("visit.decline", visit, (FIRM, [found.organisation_id]), by=by, op=op, **_facts(visit))
    return visit


def _firms(visit: Visit) -> list[Organisation]:
    """The firms that did not decline."""
    stops = Stop.objects.filter(visit=visit, declined_on=None).select_related("organisation")
    return [stop.organisation for stop in stops]


def _to_come(day: dt.date) -> None:
    today = timezone.localdate()
    if not today <= day <= today + FARTHEST:
        refuse({"day": [_("约定日期应在今天到一年之内；已经发生的走访请用“登记走访”。")]})


def _allowed(said: Said, firms: Iterable[Organisation], *, but: int | None = None) -> None:
    """Raises Invalid with a sentence for each firm whose quiet days or cap speak against it."""
    if said.purpose == "asked":
        return
    found = against(said.firms, said.day, said.how, timezone.localdate(), but=but)
    names = {firm.pk: firm.name for firm in firms}
    sentences = [sentence(code, names[firm]) for firm, codes in found.items() for code in binding(codes)]
    refuse({"day": sentences} if sentences else {})


def sentence(code: str, name: str) -> str:
    """What speaks against a contact, with the way out."""
    said = {
        "quiet": _("“%(name)s”设定这一天为静默日，请改期，或由企业约请。"),
        "cap": _("“%(name)s”设定的联系次数已满，请改期、并入已有的约定，或由企业约请。"),
        "channel": _("“%(name)s”希望用其他方式联系，请先看看企业的设定。"),
    }
    return said[code] % {"name": name}


def _written(visit: Visit, verb: str, columns: dict[str, Any], *, version: int, by: Actor, op: UUID | None) -> Visit:
    """Write the columns if nobody was faster, and the event. Raises Stale."""
    kept = Visit.objects.filter(pk=visit.pk, version=version, state="planned")
    if not kept.update(**columns, version=F("version") + 1):
        raise Stale(_("这次约定刚刚有变动，请查看最新内容后重试。"), record=visit)
    visit.refresh_from_db()
    firms = Stop.objects.filter(visit=visit).values_list("organisation_id", flat=True)
    record(f"visit.{verb}", visit, (FIRM, list(firms)), by=by, op=op, **_facts(visit))
    return visit


def _facts(visit: Visit) -> dict[str, Any]:
    return {"how": visit.how, "purpose": visit.purpose, "day": visit.day.isoformat(), "state": visit.state}
