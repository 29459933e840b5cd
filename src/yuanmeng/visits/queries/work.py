"""Who has not been heard from, what was promised, and a day's round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from yuanmeng.core.actor import Actor
from yuanmeng.core.burden import free_from
from yuanmeng.pairing.models import Place, Profile
from yuanmeng.register.queries.people import person_id
from yuanmeng.visits.models import Stop, Visit, Visitor
from yuanmeng.visits.queries.burden import contacts_of, wishes_of
from yuanmeng.visits.queries.finding import mine


@dataclass(frozen=True, slots=True)
class Silent:
    """A firm nobody contacted for long: the last contact, the next planned one, and when the firm allows a contact."""

    pk: int
    name: str
    last: dt.date | None
    coming: tuple[int, dt.date] | None
    free: dt.date | None


def silent(actor: Actor, today: dt.date, after: int) -> list[Silent]:
    """The firms that the person looks after and nobody contacted for more than `after` days, longest first."""
    held = Stop.objects.filter(organisation=OuterRef("pk"), visit__state="done")
    last = held.order_by("-visit__day").values("visit__day")[:1]
    firms = mine(actor).annotate(last=Subquery(last))
    old = firms.filter(Q(last=None) | Q(last__lt=today - dt.timedelta(days=after)))
    rows = list(old.values_list("pk", "name", "last"))
    keys = [pk for pk, _name, _last in rows]
    wishes, contacts, next_ones = wishes_of(keys), contacts_of(keys, today), _next(keys, today)
    found = [
        Silent(
            pk, name, seen, next_ones.get(pk),
            free_from(wishes[pk], today, contacts.get(pk, ())) if pk in wishes else today,
        )
        for pk, name, seen in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.last or dt.date.min, each.pk))


def _next(firms: list[int], today: dt.date) -> dict[int, tuple[int, dt.date]]:
    """Firm → its next planned contact (key, day)."""
    stops = Stop.objects.filter(organisation__in=firms, declined_on=None, visit__state="planned", visit__day__gte=today)
    found: dict[int, tuple[int, dt.date]] = {}
    rows = stops.order_by("-visit__day", "-visit").values_list("organisation_id", "visit_id", "visit__day")
    for firm, visit, day in rows:
        found[firm] = (visit, day)
    return found


def promises(actor: Actor) -> QuerySet[Visit]:
    """What the person promised on a visit and has not done, the most urgent first."""
    taking_part = Visitor.objects.filter(user=person_id(actor)).values("visit")
    open_ones = Visit.objects.filter(state="done", next_done=None, pk__in=taking_part).exclude(next_step="")
    return open_ones.order_by("next_day", "pk")


def round_of(actor: Actor, day: dt.date) -> list[Stop]:
    """The person's stops of a day where somebody is to be seen, by time."""
    stops = Stop.objects.filter(visit__day=day, visit__state="planned", visit__how="door", declined_on=None)
    stops = stops.filter(visit__visitors__user=person_id(actor)).select_related("visit", "organisation")
    return list(stops.order_by("visit__at", "pk"))


def places(firms: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Firm → its place in metres on the zone's grid."""
    rows = Place.objects.filter(organisation__in=list(firms)).values_list("organisation_id", "x_m", "y_m")
    return {firm: (x, y) for firm, x, y in rows}


def base_of(actor: Actor) -> tuple[int, int] | None:
    """Where the person starts from: the place of the unit named in the profile."""
    base = Profile.objects.filter(user=person_id(actor)).values_list("base_id", flat=True).first()
    return places([base]).get(base) if base else None
