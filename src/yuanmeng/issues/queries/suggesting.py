"""Which category a problem being typed may belong to, learnt from the zone's own problems; a person chooses."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, QuerySet

from yuanmeng.core.tickets.category import Learnt, learn, suggest
from yuanmeng.issues.models import Category, Issue

EXAMPLES = 600
"""The newest so many are learnt from: a fraction of a second, and the zone's words of today."""
FEWEST = 20
"""Fewer examples say nothing."""
ANEW = 25
"""After so many more problems with a category the zone's words are learnt again."""
LEAST = 0.25
"""A weaker suggestion is not shown (1: sure, 0: any other category as well)."""
MOST = 2


def suggested_categories(title: str, text: str) -> list[dict[str, Any]]:
    """Key and whole way of up to two categories in use, with the words of the text that led there.

    Confidential problems teach nothing. Nothing for a text without words that the examples share.
    """
    told = _examples().aggregate(count=Count("pk"), newest=Max("pk"))
    if told["count"] < FEWEST:
        return []
    learnt = _learnt(told["count"] // ANEW, told["newest"] // ANEW)
    if learnt is None:
        return []
    found = [each for each in suggest(learnt, title, text, MOST) if each.value >= LEAST and each.words]
    inner = Category.objects.filter(retired=False, parent__isnull=False).values("parent")
    leaves = Category.objects.filter(retired=False, path__in=[each.category for each in found]).exclude(pk__in=inner)
    keys = {path: pk for pk, path in leaves.values_list("pk", "path")}
    return [
        {"pk": keys[each.category], "path": each.category.replace("/", " › "), "words": "、".join(each.words)}
        for each in found
        if each.category in keys
    ]


def _examples() -> QuerySet[Issue]:
    return Issue.objects.filter(confidential=False, category__isnull=False)


@lru_cache(maxsize=1)
def _learnt(_count: int, _newest: int) -> Learnt | None:
    """Kept until enough has been added; None where the examples all have one category."""
    rows = _examples().order_by("-pk").values_list("title", "text", "category__path")[:EXAMPLES]
    examples = [(title, text, str(path)) for title, text, path in rows]
    return learn(examples) if len({path for _title, _text, path in examples}) > 1 else None
