"""What waits on whose desk among problems. Same rules as worklists.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Q, QuerySet

from yuanmeng.core.actor import Actor
from yuanmeng.issues.models import Clock, Consultation, Issue, Part
from yuanmeng.issues.policy import ISSUES, own, units
from yuanmeng.issues.states import CLOSED
from yuanmeng.workdays.queries import calendar

RUNNING = ("raised", "accepted", "dispatched", "objected", "in_hand")


def in_state(verb: str, *states: str) -> Callable[[Actor, dt.date], QuerySet[Issue]]:
    """Problems in these states on which the person may use the verb."""

    def records(actor: Actor, today: dt.date) -> QuerySet[Issue]:
        return ISSUES.among(actor, verb).filter(state__in=states)

    return records


def mine(actor: Actor) -> Q:
    """Of the handler, the coordinator, the lead unit."""
    return Q(handler=actor.user_id) | Q(coordinator=actor.user_id) | Q(lead__in=units(actor))


def in_hand(actor: Actor, today: dt.date) -> QuerySet[Issue]:
    """What the person's unit has in hand."""
    return ISSUES.among(actor, "work").filter(state__in=("in_hand", "consultation", "paused"))


def late(actor: Actor, today: dt.date) -> QuerySet[Issue]:
    """Past their last day: told to handler and coordinator only (TKT-04)."""
    return ISSUES.among(actor, "view").filter(mine(actor), state__in=RUNNING, due__lt=today)


def near(actor: Actor, today: dt.date) -> QuerySet[Issue]:
    """Ending today or on the next working day."""
    last = calendar().shift(today, 1)
    return ISSUES.among(actor, "view").filter(mine(actor), state__in=RUNNING, due__range=(today, last))


def parts(actor: Actor, today: dt.date) -> QuerySet[Part]:
    """Opinions that the person's unit was asked for."""
    open_ones = ISSUES.among(actor, "opine").exclude(state__in=(*CLOSED, "answered")).values("pk")
    return Part.objects.filter(organisation__in=units(actor), state="asked", issue__in=open_ones)


def tables(actor: Actor, today: dt.date) -> QuerySet[Consultation]:
    """Consultation tables without a decision: where one's unit sits, or which one may decide."""
    seen = ISSUES.among(actor, "inside").filter(state="consultation").values("pk")
    found = Consultation.objects.filter(state="called", issue__in=seen)
    return found.filter(participants__organisation__in=units(actor)).distinct() if units(actor) else found


def extensions(actor: Actor, today: dt.date) -> QuerySet[Clock]:
    """Requests for more time that wait for the leader."""
    return Clock.objects.filter(ask="asked", state="running", issue__in=ISSUES.among(actor, "grant").values("pk"))


def escalated(actor: Actor, today: dt.date) -> QuerySet[Issue]:
    """Open problems that reached the leading official."""
    return ISSUES.among(actor, "grant").filter(level__gte=3).exclude(state__in=CLOSED)


def to_confirm(actor: Actor, today: dt.date) -> QuerySet[Issue]:
    """Answers that wait for the own firm's word."""
    return ISSUES.among(actor, "firm").filter(state="answered")


def of_firm(actor: Actor, today: dt.date) -> QuerySet[Issue]:
    """The own firm's problems that are still open."""
    return ISSUES.among(actor, "firm").filter(firm__in=own(actor)).exclude(state__in=CLOSED)


def to_review(actor: Actor, today: dt.date) -> QuerySet[Issue]:
    """Carried over, coming back within a month."""
    month = today + dt.timedelta(days=31)
    return ISSUES.among(actor, "view").filter(state="carried_over", review_on__lte=month)
