"""Reads of the alliances used more than once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone

from yuanmeng.alliances.models import Alliance, MappingEdition, MappingRule, Membership
from yuanmeng.core.actor import Actor
from yuanmeng.core.classify.mapping import DEFAULT
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS

INVITABLE_KINDS = ("firm", "branch")
LIVE = ("invited", "member")


def require_whole(record: Model) -> None:
    """Check fields and uniqueness before a record is made. Raises Invalid with a sentence for each field."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise Invalid("；".join(error.messages), errors=error.message_dict) from None


def members_on(day: date) -> Q:
    """Memberships in force at the end of a day: who leaves on that day is no longer a member."""
    return Q(joined_on__lte=day) & (Q(left_on__isnull=True) | Q(left_on__gt=day))


def in_force(day: date) -> QuerySet[Alliance]:
    """The alliances in force on a day, each with `members` and `invited` counted."""
    return Alliance.objects.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day).annotate(
        members=Count(
            "memberships",
            Q(memberships__joined_on__lte=day)
            & (Q(memberships__left_on__isnull=True) | Q(memberships__left_on__gt=day)),
        ),
        invited=Count("memberships", Q(memberships__state="invited")),
    )


def invitable(actor: Actor) -> QuerySet[Organisation]:
    """Active firms and branches that the actor may see."""
    return FIRMS.among(actor, "view").filter(state="active", kind__in=INVITABLE_KINDS)


def lock(keys: Iterable[int]) -> None:
    """Hold the alliances until the transaction ends, so that two officers cannot invite one firm twice."""
    list(Alliance.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk"))


def live_pairs(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the (alliance, organisation) pairs that are invited or members already."""
    firms = {firm for _alliance, firm in pairs}
    live = Membership.objects.filter(state__in=LIVE, organisation__in=firms)
    return set(live.values_list("alliance_id", "organisation_id")) & set(pairs)


def edition_on(day: date) -> MappingEdition | None:
    """The mapping edition in force on a day."""
    return MappingEdition.objects.filter(since__lte=day).order_by("-since").first()


def rules_on(day: date | None = None) -> dict[str, str]:
    """Prefix → slug ("" for none) of the edition in force, today unless told; before any edition, the default."""
    edition = edition_on(day or timezone.localdate())
    if edition is None:
        return DEFAULT
    rules = MappingRule.objects.filter(edition=edition).values_list("prefix", "alliance__slug")
    return {prefix: slug or "" for prefix, slug in rules}
