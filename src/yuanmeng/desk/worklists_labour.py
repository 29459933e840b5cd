"""What waits on whose desk in shared labour, also what ends in 14, 7 and 1 days. Same rules as worklists.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Q, QuerySet

from yuanmeng.core.actor import Actor
from yuanmeng.matching.models import Incident, Loan, Lot
from yuanmeng.matching.policy import INCIDENTS, LOANS, LOTS, administered, own


def asked(actor: Actor, today: dt.date) -> QuerySet[Loan]:
    """Loans that wait for the yes or no of a firm whose administrator this is."""
    mine = administered(actor)
    unanswered = Q(lender__in=mine, lender_agreed=None) | Q(borrower__in=mine, borrower_agreed=None)
    return LOANS.among(actor, "answer").filter(unanswered, state="asked")


def preparing(actor: Actor, today: dt.date) -> QuerySet[Loan]:
    """Loans that both firms agreed to and that have not started."""
    return LOANS.among(actor, "view").filter(state="agreed")


def ending(first: int, last: int) -> Callable[[Actor, dt.date], QuerySet[Loan]]:
    """Active loans that end in `first` to `last` days (LAB-10)."""

    def records(actor: Actor, today: dt.date) -> QuerySet[Loan]:
        days = (today + dt.timedelta(days=first), today + dt.timedelta(days=last))
        return LOANS.among(actor, "view").filter(state="active", until__range=days)

    return records


def overdue(actor: Actor, today: dt.date) -> QuerySet[Loan]:
    """Loans that are over while workers are not back."""
    return LOANS.among(actor, "view").filter(state="active", until__lt=today)


def incidents(actor: Actor, today: dt.date) -> QuerySet[Incident]:
    """Incidents that the lender has not taken over: its own, or all for those who watch."""
    verb = "take" if own(actor) else "view"
    return INCIDENTS.among(actor, verb).filter(taken_on=None)


def held(actor: Actor, today: dt.date) -> QuerySet[Lot]:
    """Postings that a person must settle."""
    return LOTS.among(actor, "release").filter(state="held")


def needs(actor: Actor, today: dt.date) -> QuerySet[Lot]:
    """Published needs that are not over."""
    return LOTS.among(actor, "view").filter(side="shortage", state="open", until__gte=today)
