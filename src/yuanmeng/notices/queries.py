"""Reads of notices used more than once."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import in_force
from yuanmeng.core.actor import Role, Where
from yuanmeng.notices.models import DEFAULTS, Choice, Notice, Preference

FIRM_PEOPLE = (Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF)


def unread_of_person() -> Coalesce:
    """How many notices a person has not read, as an expression over people."""
    unread = Notice.objects.filter(person=OuterRef("pk"), inbox=True, read_at__isnull=True)
    counted = unread.order_by().values("person").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def people_at(organisations: list[int], *roles: Role) -> set[int]:
    """The active people of organisations: firms' own people unless roles are named."""
    posts = in_force(timezone.localdate()).filter(where=Where.ORGANISATION, key__in=organisations)
    return set(posts.filter(role__in=roles or FIRM_PEOPLE, user__is_active=True).values_list("user", flat=True))


def people_of_alliances(alliances: list[int]) -> set[int]:
    """The secretaries of alliances."""
    posts = in_force(timezone.localdate()).filter(where=Where.ALLIANCE, key__in=alliances)
    return set(posts.filter(role=Role.ALLIANCE_SECRETARY, user__is_active=True).values_list("user", flat=True))


def holders(*roles: Role) -> set[int]:
    """The active people who hold one of the roles anywhere."""
    posts = in_force(timezone.localdate()).filter(role__in=roles, user__is_active=True)
    return set(posts.values_list("user", flat=True))


def chosen(people: set[int], kind: str) -> dict[int, dict[str, str]]:
    """Person → channel → mode for one kind, defaults filled in."""
    usual = {"inbox": "at_once", "mail": DEFAULTS.get((kind, "mail"), "off"), "hook": "off"}
    found = {person: dict(usual) for person in people}
    for choice in Choice.objects.filter(person__in=people, kind=kind):
        found[choice.person_id][choice.channel] = choice.mode
    return found


def preferences(people: set[int]) -> dict[int, Preference]:
    """Person → where and when, only of those who gave an address."""
    given = Preference.objects.filter(Q(mail__gt="") | Q(hook__gt=""), person__in=people)
    return {preference.person_id: preference for preference in given}


def preference_of(person: int) -> Preference:
    """What a person set, or the usual times without any address (not saved)."""
    return Preference.objects.filter(person=person).first() or Preference(person=User(pk=person))


def when(preference: Preference, mode: str, now: dt.datetime) -> dt.datetime:
    """When a message may go out: at once but for quiet hours, or at the next time of the digest."""
    local = timezone.localtime(now)
    if mode == "digest":
        due = dt.datetime.combine(local.date(), preference.digest_at, local.tzinfo)
        return due if due > local + dt.timedelta(minutes=1) else due + dt.timedelta(days=1)
    first, last, time = preference.quiet_from, preference.quiet_until, local.time()
    quiet = first <= time < last if first <= last else time >= first or time < last
    if not quiet:
        return local
    due = dt.datetime.combine(local.date(), last, local.tzinfo)
    return due if due > local else due + dt.timedelta(days=1)


def inbox(notices: QuerySet[Notice], show: str, kind: str) -> QuerySet[Notice]:
    """The inbox: unread only, or all; one kind, or "" for any."""
    found = notices.filter(inbox=True)
    if show == "unread":
        found = found.filter(read_at__isnull=True)
    return found.filter(kind=kind) if kind else found
