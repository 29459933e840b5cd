"""What waits on whose desk in the alliances' life: lists, meetings, pairings. Same rules as worklists.py."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from yuanmeng.activities.models import Activity, FollowUp, Invitation
from yuanmeng.activities.policy import ACTIVITIES, FOLLOW_UPS, INVITATIONS
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.exchange.models import Claim, Listing, Task
from yuanmeng.exchange.policy import CLAIMS, LISTINGS, TASKS, own
from yuanmeng.pairing.models import Pairing
from yuanmeng.pairing.policy import PAIRINGS

SOON = dt.timedelta(days=7)


def claims(actor: Actor, today: dt.date) -> QuerySet[Claim]:
    """Claims on entries of one's own organisation that wait for its answer."""
    return CLAIMS.among(actor, "answer").filter(state="claimed")


def delivered(actor: Actor, today: dt.date) -> QuerySet[Task]:
    """Joint tasks whose effect one's own organisation has to confirm."""
    return TASKS.among(actor, "confirm").filter(state="delivered")


def late_tasks(actor: Actor, today: dt.date) -> QuerySet[Task]:
    """Joint tasks past their due date, or blocked."""
    return TASKS.among(actor, "view").filter(~Q(blocker="") | Q(due__lt=today), state="running")


def expiring(actor: Actor, today: dt.date) -> QuerySet[Listing]:
    """Own entries that end within a week and can be extended."""
    mine = LISTINGS.among(actor, "change").filter(organisation__in=own(actor))
    return mine.filter(state="open", until__range=(today, today + SOON))


def needs(actor: Actor, today: dt.date) -> QuerySet[Listing]:
    """Current needs that nobody claimed."""
    seen = LISTINGS.among(actor, "view") if LISTINGS.allows(actor, "browse") else Listing.objects.none()
    return seen.filter(direction="need", state="open", until__gte=today)


def invitations(actor: Actor, today: dt.date) -> QuerySet[Invitation]:
    """Invitations of one's own organisation without a reply, to activities that are still to come."""
    coming = Activity.objects.filter(state__in=("planned", "invited"), ends__gt=timezone.now())
    return INVITATIONS.among(actor, "reply").filter(reply="", activity__in=coming)


def follow_ups(actor: Actor, today: dt.date) -> QuerySet[FollowUp]:
    """What meetings decided and is still open: one's own, or of all where one looks after meetings."""
    return FOLLOW_UPS.among(actor, "view").filter(state="open")


def coming(actor: Actor, today: dt.date) -> QuerySet[Activity]:
    """Activities of the next month."""
    month = timezone.now() + dt.timedelta(days=31)
    seen = ACTIVITIES.among(actor, "view").filter(state__in=("planned", "invited"))
    return seen.filter(ends__gt=timezone.now(), starts__lt=month)


def pairings(actor: Actor, today: dt.date) -> QuerySet[Pairing]:
    """Pairings that wait for this person's own word, or for that of the firm, branch or alliance acted for."""
    waiting = PAIRINGS.among(actor, "answer").filter(state="proposed")
    mine = Q(user=actor.user_id) | Q(branch__in=actor.places(Where.ORGANISATION, Role.BRANCH_MEMBER))
    theirs = Q(firm__in=actor.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR))
    theirs |= Q(alliance__in=actor.places(Where.ALLIANCE, Role.ALLIANCE_SECRETARY))
    return waiting.filter(mine & Q(one_agreed=None) | theirs & Q(other_agreed=None))
