"""Reads of the alliances used more than once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.models import Alliance, MappingEdition, MappingRule, Membership
from yuanmeng.alliances.policy import ALLIANCES, MEMBERSHIPS
from yuanmeng.core.actor import Actor, Where
from yuanmeng.core.classify.mapping import DEFAULT, alliance_of
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRM_PEOPLE, FIRMS
from yuanmeng.register.queries.suggestions import code_of, said_of

SUGGESTED_KINDS = ("firm", "branch")
"""Kinds that are suggested by their industry; associations, institutions, banks and departments may be invited too."""
LIVE = ("invited", "applied", "member")


def require_whole(record: Model) -> None:
    """Check fields and uniqueness before a record is made. Raises Invalid with a sentence for each field."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise Invalid("；".join(error.messages), errors=error.message_dict) from None


def members_on(day: date | OuterRef) -> Q:
    """Memberships in force at the end of a day (or of a column's): who leaves on that day is no longer a member."""
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


def member_organisations(alliances: Iterable[int]) -> QuerySet[Organisation]:
    """The active members of any of the alliances today, each once, by name."""
    joined = Membership.objects.filter(alliance__in=list(alliances), state="member").values("organisation")
    return Organisation.objects.filter(pk__in=joined, state="active").order_by("name")


def invitable(actor: Actor) -> QuerySet[Organisation]:
    """Active organisations of any kind that the actor may see."""
    return FIRMS.among(actor, "view").filter(state="active")


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
    return rules_of(edition) if edition else DEFAULT


def rules_of(edition: MappingEdition) -> dict[str, str]:
    """Prefix → slug ("" for none) of one edition."""
    rules = MappingRule.objects.filter(edition=edition).values_list("prefix", "alliance__slug")
    return {prefix: slug or "" for prefix, slug in rules}


def own_memberships(actor: Actor, alliance: Alliance | None = None) -> list[Membership]:
    """Memberships of the firms the actor works for, open ones first; of one alliance when it is named."""
    firms = actor.places(Where.ORGANISATION, *FIRM_PEOPLE)
    if not firms:
        return []
    rows = MEMBERSHIPS.among(actor, "view").filter(organisation__in=firms).select_related("alliance", "organisation")
    if alliance:
        rows = rows.filter(alliance=alliance)
    return sorted(rows.order_by("-invited_on", "-pk"), key=lambda one: one.state not in LIVE)


def firm_memberships(actor: Actor, firm: int) -> list[Membership]:
    """Memberships of one firm that the actor may see, newest first."""
    rows = MEMBERSHIPS.among(actor, "view").filter(organisation=firm).select_related("alliance", "organisation")
    return list(rows.order_by("-invited_on", "-pk"))


def open_alliances(actor: Actor, firm: Organisation) -> list[Alliance]:
    """Alliances that the actor may invite the firm to now, the one that fits its industry first."""
    if firm.state != "active":
        return []
    live = Membership.objects.filter(organisation=firm, state__in=LIVE).values("alliance_id")
    fitting = alliance_of(code_of(firm.industry, said_of(firm.name, firm.scope)), rules_on())
    return sorted(ALLIANCES.among(actor, "invite").exclude(pk__in=live), key=lambda one: one.slug != fitting)


def unallied(actor: Actor) -> QuerySet[Organisation]:
    """Firms and branches that no alliance ever invited: who declined or left is not pressed again (ENT-13).

    An invitation that was taken back counts as none.
    """
    asked = Membership.objects.filter(organisation=OuterRef("pk")).exclude(state="withdrawn")
    return invitable(actor).filter(~Exists(asked), kind__in=SUGGESTED_KINDS)


def waiting(day: date, state: str, days: int) -> QuerySet[Membership]:
    """Invitations (`invited`) or applications (`applied`) that nobody answered for at least so many days."""
    found = Membership.objects.filter(state=state, invited_on__lte=day - timedelta(days=days))
    return found.order_by("invited_on", "pk")


class ByAlliance:
    """The alliance as a filter of the firm list (`settings.FIRM_FILTERS`): members today."""

    key = "alliance"
    label = _("联盟")

    def choices(self, actor: Actor) -> list[tuple[str, Any]]:
        """Every alliance in force, and "in none"."""
        english = (get_language() or "").startswith("en")
        rows = in_force(timezone.localdate()).values_list("slug", "name_en" if english else "name")
        return [*rows, ("none", _("不在任何联盟"))]

    def firms(self, actor: Actor, value: str) -> QuerySet[Any]:
        """Keys of the members that the actor may know of; for "none" of all organisations that are members nowhere."""
        members = MEMBERSHIPS.among(actor, "view").filter(members_on(timezone.localdate()))
        if value == "none":
            return Organisation.objects.exclude(pk__in=members.values("organisation_id")).values("pk")
        return members.filter(alliance__slug=value).values("organisation_id")


BY_ALLIANCE = ByAlliance()
