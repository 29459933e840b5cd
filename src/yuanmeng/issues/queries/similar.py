"""What a problem being typed may repeat, and what was learnt from ones like it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import Count, Max, Sum
from django.urls import reverse

from yuanmeng.core.actor import Actor
from yuanmeng.core.likeness import SMALL, alike
from yuanmeng.core.tickets.answers import Cases, cases
from yuanmeng.issues.models import Lesson
from yuanmeng.issues.models.case import STATE_NAMES
from yuanmeng.issues.policy import ISSUES, LESSONS
from yuanmeng.issues.queries.searching import sharing
from yuanmeng.issues.states import OPEN

CONSIDERED = 1000
"""Of a firm's problems and of solved cases the newest so many are compared."""
SHARING = 200
"""Of all open problems those so many are compared that share most with the text."""
LARGE = 10_000
"""Where there are SHARING of them, the zone holds many more that share little: its pieces are weighed as of so many."""
CASES = 3000
"""The answers of the newest so many are kept ready."""
MOST = 5
FIT = 6.0
"""Standard deviations above its mean from which an answer fits: of 1,402 replies to messages, the first one that did so
was the right one for three titles in four."""
STATES = dict(STATE_NAMES)


def likely_same(actor: Actor, text: str, firm: int) -> list[dict[str, Any]]:
    """Problems like this one: of the same firm, whatever their state, and open ones of others that the actor sees."""
    view = ISSUES.among(actor, "view")
    seen = view.order_by("-pk").values("pk", "number", "title", "text", "state", "firm")
    rows = {row["pk"]: row for row in seen.filter(firm=firm)[:CONSIDERED]} if firm else {}
    rows |= {row["pk"]: row for row in seen.filter(sharing(text, view.filter(state__in=OPEN), SHARING))}
    many = LARGE if len(rows) >= SHARING else SMALL
    found = alike(text, {pk: f"{row['title']} {row['text']}" for pk, row in rows.items()}, many=many)
    return [
        {
            "url": reverse("issues:issue", args=[pk]),
            "number": rows[pk]["number"],
            "title": rows[pk]["title"],
            "state": STATES[rows[pk]["state"]],
            "own": rows[pk]["firm"] == firm,
        }
        for pk, _share in found
    ]


def similar_lessons(actor: Actor, text: str) -> list[dict[str, Any]]:
    """Solved cases like this one: first those whose question is alike, then those whose answer fits; at most MOST."""
    seen = LESSONS.among(actor, "view").filter(withdrawn=False)
    asked = seen.order_by("-pk")[:CONSIDERED].values_list("pk", "title", "question")
    keys = [pk for pk, _share in alike(text, {pk: f"{title} {question}" for pk, title, question in asked}, MOST)]
    keys += [pk for pk in _fitting(text) if pk not in keys]
    rows = seen.in_bulk(keys)
    return [
        {
            "url": reverse("issues:lesson", args=[pk]),
            "title": rows[pk].title,
            "answer": rows[pk].answer[:80],
        }
        for pk in keys
        if pk in rows
    ][:MOST]


def _fitting(text: str) -> list[int]:
    """Keys of up to MOST cases whose answers fit, the best first, whoever may see them."""
    lessons = Lesson.objects.filter(withdrawn=False)
    told = lessons.aggregate(count=Count("pk"), newest=Max("pk"), changes=Sum("version"))
    found = _ready(told["count"], told["newest"], told["changes"])
    if found is None:
        return []
    keys, known = found
    fits = known.fits(text)
    return [keys[place] for place in np.argsort(-fits, kind="stable")[:MOST] if fits[place] >= FIT]


@lru_cache(maxsize=1)
def _ready(_count: int, _newest: int, _changes: int) -> tuple[list[int], Cases] | None:
    """Kept until a case is published, changed or withdrawn."""
    newest = Lesson.objects.filter(withdrawn=False).order_by("-pk")[:CASES]
    rows = list(newest.values_list("pk", "title", "question", "answer"))
    known = cases([(title, question, answer) for _pk, title, question, answer in rows])
    return ([pk for pk, *_texts in rows], known) if known else None
