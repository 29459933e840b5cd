"""Who is or was responsible, what is missing, what ends soon."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from yuanmeng.accounts.models import Post
from yuanmeng.accounts.queries import in_force as posts_on
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.alliances.queries import in_force as alliances_on
from yuanmeng.alliances.queries import members_on
from yuanmeng.core.actor import Actor
from yuanmeng.pairing.models import Pairing
from yuanmeng.pairing.policy import FOR_ROLE, PAIRINGS, covers
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS

SOON, SOONER = 90, 30
"""Days before the end of a term at which it is shown, and shown as urgent."""


def on(day: date) -> QuerySet[Pairing]:
    """The pairings in force on a day."""
    return Pairing.objects.filter(covers(day))


def responsible(firm: int, day: date) -> QuerySet[Pairing]:
    """Who looked after the firm on a day, such as in June 2021."""
    return on(day).filter(firm=firm).select_related("user")


def overlapping(pairing: Pairing) -> QuerySet[Pairing]:
    """Agreed pairings of the same kind and target that share a day with this one."""
    same = Pairing.objects.filter(state="agreed", kind=pairing.kind, firm=pairing.firm_id, alliance=pairing.alliance_id)
    if pairing.until is not None:
        same = same.filter(since__lte=pairing.until)
    return same.filter(Q(until__isnull=True) | Q(until__gte=pairing.since)).exclude(pk=pairing.pk)


def without(actor: Actor, kind: str, day: date) -> QuerySet[Organisation]:
    """Active firms that nobody of this kind looks after on a day; for instructors, members of an alliance only."""
    firms = FIRMS.among(actor, "view").filter(state="active", kind="firm")
    if kind == "instructor_firm":
        firms = firms.filter(pk__in=Membership.objects.filter(members_on(day)).values("organisation_id"))
    return firms.filter(~Exists(on(day).filter(kind=kind, firm=OuterRef("pk")))).order_by("name", "pk")


def alliances_without(day: date) -> QuerySet[Alliance]:
    """Alliances in force that no branch looks after on a day."""
    return alliances_on(day).filter(~Exists(on(day).filter(kind="branch_alliance", alliance=OuterRef("pk"))))


def orphaned(day: date) -> QuerySet[Pairing]:
    """Pairings in force whose person no longer holds the post for it, or may not sign in any more."""
    held = Q(pk__in=[])
    for kind, role in FOR_ROLE.items():
        posts: QuerySet[Post] = posts_on(day).filter(role=role, user=OuterRef("user"))
        held |= Q(kind=kind) & (~Q(Exists(posts)) | Q(user__is_active=False))
    return on(day).filter(held)


def ending(actor: Actor, day: date, within: int = SOON) -> QuerySet[Pairing]:
    """Pairings in force that end within so many days and that nothing agreed follows."""
    follows = Pairing.objects.filter(state="agreed", kind=OuterRef("kind"), since__gt=OuterRef("until"))
    same = follows.filter(Q(firm=OuterRef("firm")) | Q(alliance=OuterRef("alliance")))
    mine = PAIRINGS.among(actor, "view").filter(covers(day), until__lte=day + timedelta(days=within))
    return mine.filter(~Exists(same)).order_by("until", "pk")


def live_of(user: int, day: date) -> QuerySet[Pairing]:
    """What a person has in force or agreed to for later: what must be handed over when they leave."""
    found = Pairing.objects.filter(state="agreed", user=user).filter(Q(until__isnull=True) | Q(until__gte=day))
    return found.select_related("firm", "user").order_by("firm__name", "pk")


def unanswered(day: date, within: int) -> QuerySet[Pairing]:
    """Pairings that wait for a yes or no of one or both sides and begin within so many days, or should have begun."""
    found = Pairing.objects.filter(state="proposed", since__lte=day + timedelta(days=within))
    return found.order_by("since", "pk")
