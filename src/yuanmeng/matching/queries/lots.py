"""Reads of postings and seasons used more than once."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from yuanmeng.core.actor import Actor
from yuanmeng.core.labour.seasons import Pair, Profile, ahead, standing_pairs
from yuanmeng.matching.models import Loan, Lot, Season
from yuanmeng.matching.policy import SEASONS, own

LIVE = ("asked", "agreed", "active")
"""States of a loan that take heads of both postings."""


def current(day: dt.date | None = None) -> Q:
    """Published postings that are not past their last day."""
    return Q(state="open", until__gte=day or timezone.localdate())


def _holding() -> QuerySet[Loan]:
    """Loans that take heads of their postings; a renewal takes none beside the loan that it follows."""
    return Loan.objects.filter(state__in=LIVE).exclude(previous__state__in=LIVE)


def taken(lots: QuerySet[Lot]) -> dict[int, int]:
    """Posting → heads that live loans take of it, in two queries."""
    keys = list(lots.values_list("pk", flat=True))
    found: dict[int, int] = {}
    for side in ("surplus", "shortage"):
        live = _holding().filter(**{f"{side}__in": keys})
        rows = live.values_list(side).annotate(n=Coalesce(Sum("heads"), 0)).order_by()
        found |= dict(rows)
    return found


def taken_of(lot: Lot) -> int:
    """Heads that live loans take of one posting."""
    live = _holding().filter(**{lot.side: lot})
    return int(live.aggregate(n=Coalesce(Sum("heads"), 0))["n"])


def standing(actor: Actor, today: dt.date) -> list[tuple[Pair, dict[int, Season]]]:
    """Standing pairs in sight, those whose season comes first on top: for firms only the pairs they are part of."""
    rows = {row.pk: row for row in Season.objects.select_related("organisation")} if may_see(actor) else {}
    profiles = [
        Profile(row.pk, row.organisation_id, row.job, row.months, row.spare, row.missing) for row in rows.values()
    ]
    pairs = standing_pairs(profiles)
    mine = set(own(actor))
    if mine:
        pairs = [pair for pair in pairs if mine & {pair.lender.firm, pair.borrower.firm}]
    pairs.sort(key=lambda pair: ahead(pair, today.month))
    return [(pair, rows) for pair in pairs]


def may_see(actor: Actor) -> bool:
    """Whether seasons concern this person at all."""
    return SEASONS.allows(actor, "browse")
