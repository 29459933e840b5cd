"""What waits on whose desk about visits. Same rules as worklists.py."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from yuanmeng.core.actor import Actor, Role
from yuanmeng.visits.models import Line, Stop, Visit, Visitor
from yuanmeng.visits.policy import LINES, STOPS, VISITS, own

SOON = dt.timedelta(days=7)


def _with_me(actor: Actor) -> QuerySet[Visitor]:
    return Visitor.objects.filter(user=actor.user_id).values("visit")  # type: ignore[return-value]


def lines(actor: Actor, today: dt.date) -> QuerySet[Line]:
    """Problems and needs heard on visits that nobody raised: one's own; a leader sees all."""
    found = LINES.among(actor, "view").filter(state="noted", visit__state="done")
    return found if actor.holds(Role.ZONE_LEADER) else found.filter(visit__in=_with_me(actor))


def promises(actor: Actor, today: dt.date) -> QuerySet[Visit]:
    """What one promised and is due within a week, or overdue."""
    mine = VISITS.among(actor, "view").filter(state="done", next_done=None, pk__in=_with_me(actor))
    return mine.filter(~Q(next_step=""), next_day__lte=today + SOON)


def planned(actor: Actor, today: dt.date) -> QuerySet[Visit]:
    """One's own visits of the coming week, and planned ones that were not recorded yet."""
    return VISITS.among(actor, "view").filter(state="planned", day__lte=today + SOON, pk__in=_with_me(actor))


def expected(actor: Actor, today: dt.date) -> QuerySet[Stop]:
    """Who wants to come to one's own firm."""
    mine = STOPS.among(actor, "view").filter(organisation__in=own(actor))
    return mine.filter(visit__state="planned", declined_on=None, visit__day__gte=today)
