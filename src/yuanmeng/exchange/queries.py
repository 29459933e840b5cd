"""Reads of the three lists used more than once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import Actor
from yuanmeng.core.exchange.fitting import Fit, Side, fits
from yuanmeng.exchange.models import Claim, Listing, Task
from yuanmeng.exchange.policy import LISTINGS

CONSIDERED = 2000
"""Entries of the other list compared for one proposal: the newest open ones in sight."""


def current(day: date | None = None) -> Q:
    """Open entries that are not past their last day."""
    return Q(state="open", until__gte=day or timezone.localdate())


def of(listings: QuerySet[Listing], alliance: str = "", organisation: str = "") -> QuerySet[Listing]:
    """Entries of an alliance's members today (`alliance` is its slug), of one organisation, or both; "" for any."""
    if alliance:
        joined = Membership.objects.filter(alliance__slug=alliance, state="member").values("organisation")
        listings = listings.filter(organisation__in=joined)
    return listings.filter(organisation=int(organisation[:18])) if organisation else listings


def tasks_of(tasks: QuerySet[Task], alliance: str = "") -> QuerySet[Task]:
    """Joint tasks that a member of the alliance owns or gains by; "" for any."""
    if not alliance:
        return tasks
    joined = Membership.objects.filter(alliance__slug=alliance, state="member").values("organisation")
    return tasks.filter(Q(owner__in=joined) | Q(beneficiary__in=joined))


def counts(found: QuerySet[Any], column: str) -> dict[str, int]:
    """Value of the column → how many records have it, counted by the database."""
    return dict(found.order_by().values_list(column).annotate(n=Count("pk")))


def due_for_renewal(day: date, within: int) -> QuerySet[Listing]:
    """Open entries whose last day is `day` or falls within so many days after it: time to renew or to let go."""
    return Listing.objects.filter(state="open", until__range=(day, day + timedelta(days=within))).order_by(
        "until", "pk"
    )


def expired_on(day: date) -> QuerySet[Listing]:
    """Open entries whose last day was the day before: from `day` on nobody sees them any more."""
    return Listing.objects.filter(state="open", until=day - timedelta(days=1)).order_by("pk")


def unanswered(day: date, waiting: int) -> QuerySet[Claim]:
    """Claims that have waited for the other side's answer for at least so many days."""
    until = timezone.make_aware(datetime.combine(day - timedelta(days=waiting), time.max))
    return Claim.objects.filter(state="claimed", made_at__lte=until).order_by("made_at", "pk")


def tasks_due(day: date, within: int) -> QuerySet[Task]:
    """Running joint tasks that are due within so many days, or late."""
    return Task.objects.filter(state="running", due__lte=day + timedelta(days=within)).order_by("due", "pk")


def is_member(organisation: int) -> bool:
    """Whether the organisation belongs to an alliance today."""
    return Membership.objects.filter(organisation=organisation, state="member").exists()


def alliances_of(organisations: Iterable[int]) -> dict[int, frozenset[int]]:
    """Organisation → the alliances it belongs to, in one query."""
    found: dict[int, set[int]] = {}
    pairs = Membership.objects.filter(organisation__in=list(organisations), state="member")
    for organisation, alliance in pairs.values_list("organisation", "alliance"):
        found.setdefault(organisation, set()).add(alliance)
    return {organisation: frozenset(alliances) for organisation, alliances in found.items()}


def others(actor: Actor, listing: Listing) -> QuerySet[Listing]:
    """Current entries of the other list that the actor may see, not of the same organisation."""
    seen = LISTINGS.among(actor, "view").filter(current()).exclude(direction=listing.direction)
    return seen.exclude(organisation=listing.organisation_id)


def proposals(actor: Actor, listing: Listing) -> list[tuple[Listing, Fit]]:
    """What fits an entry, best first, with reasons. Labour has its own engine; here it is compared like the rest."""
    rivals = list(others(actor, listing).select_related("organisation").order_by("-id")[:CONSIDERED])
    alliances = alliances_of([listing.organisation_id, *(rival.organisation_id for rival in rivals)])
    by_key = {rival.pk: rival for rival in rivals}
    found = fits(_side(listing, alliances), [_side(rival, alliances) for rival in rivals])
    return [(by_key[fit.key], fit) for fit in found]


def _side(listing: Listing, alliances: dict[int, frozenset[int]]) -> Side:
    return Side(
        listing.pk,
        listing.category,
        f"{listing.title} {listing.text} {listing.conditions}",
        listing.quantity,
        listing.unit,
        listing.since,
        listing.until,
        alliances.get(listing.organisation_id, frozenset()),
    )
