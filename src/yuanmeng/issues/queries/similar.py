"""What a problem being typed may repeat, and what was learnt from ones like it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from yuanmeng.core.actor import Actor
from yuanmeng.core.likeness import alike
from yuanmeng.issues.models.case import STATE_NAMES
from yuanmeng.issues.policy import ISSUES, LESSONS
from yuanmeng.issues.states import OPEN

CONSIDERED = 1000
"""The newest so many are compared."""
STATES = dict(STATE_NAMES)


def likely_same(actor: Actor, text: str, firm: int) -> list[dict[str, Any]]:
    """Problems like this one: of the same firm, whatever their state, and open ones of others that the actor sees."""
    seen = ISSUES.among(actor, "view").order_by("-pk").values("pk", "number", "title", "text", "state", "firm")
    rows = {row["pk"]: row for row in seen.filter(firm=firm)[:CONSIDERED]} if firm else {}
    rows |= {row["pk"]: row for row in seen.filter(state__in=OPEN)[:CONSIDERED]}
    found = alike(text, {pk: f"{row['title']} {row['text']}" for pk, row in rows.items()})
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
    """Solved cases like this one."""
    seen = LESSONS.among(actor, "view").filter(withdrawn=False).order_by("-pk")[:CONSIDERED]
    rows = {row["pk"]: row for row in seen.values("pk", "title", "question", "answer")}
    found = alike(text, {pk: f"{row['title']} {row['question']}" for pk, row in rows.items()})
    return [
        {"url": reverse("issues:lesson", args=[pk]), "title": rows[pk]["title"], "answer": rows[pk]["answer"][:80]}
        for pk, _share in found
    ]
