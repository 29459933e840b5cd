"""Problems that several firms share: the same category, three firms or more, within a year (TKT-12)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count
from django.utils import timezone

from yuanmeng.core.actor import Actor
from yuanmeng.issues.models import CommonCause
from yuanmeng.issues.policy import ISSUES

WITHIN = dt.timedelta(days=365)
LEAST_FIRMS = 3
SHOWN = 30


def common(actor: Actor) -> list[dict[str, Any]]:
    """Categories with problems of three firms or more that nobody took up yet, most firms first."""
    taken = CommonCause.objects.exclude(category=None).exclude(state="ended").values("category")
    found = (
        ISSUES.among(actor, "view")
        .filter(raised_at__gte=timezone.now() - WITHIN, category__isnull=False, firm__isnull=False)
        .exclude(category__in=taken)
        .order_by()
        .values("category", "category__path")
        .annotate(firms=Count("firm", distinct=True), n=Count("pk"))
        .filter(firms__gte=LEAST_FIRMS)
        .order_by("-firms", "-n", "category")
    )
    return [
        {"category": row["category"], "path": row["category__path"].replace("/", " › "), "firms": row["firms"],
         "n": row["n"]}
        for row in found[:SHOWN]
    ]  # fmt: skip


def candidates(actor: Actor, category: int) -> list[dict[str, Any]]:
    """The problems of a category within the year, newest first."""
    found = ISSUES.among(actor, "view").filter(category=category, raised_at__gte=timezone.now() - WITHIN)
    rows = found.order_by("-pk").values("pk", "number", "title", "firm__name", "category__name")[:100]
    return [dict(row) for row in rows]
