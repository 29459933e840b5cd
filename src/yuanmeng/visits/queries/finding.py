"""Which firm is meant by two letters, pinyin initials or a credit code, and who can be met there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from yuanmeng.core.actor import Actor
from yuanmeng.pairing.policy import paired_with
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.searching import best

SHOWN, FILTERED = 12, 300
MOST = 3_000
"""Firms kept on a phone at most; beyond, what is not there is found as soon as there is a signal."""


def mine(actor: Actor) -> QuerySet[Organisation]:
    """The firms that the person looks after today, by name."""
    return Organisation.objects.filter(paired_with().where(actor), state="active").order_by("name", "pk")


def found(actor: Actor, text: str) -> list[dict[str, Any]]:
    """The firms that the text may mean, best first: key, name, pinyin initials."""
    places = [pk for pk, _place, _all in best(text, SHOWN)]
    seen = FIRMS.among(actor, "view").filter(pk__in=places, state="active").values("pk", "name", "index__initials")
    by_key = {row["pk"]: row for row in seen}
    return [
        {"key": pk, "name": by_key[pk]["name"], "initials": by_key[pk]["index__initials"]}
        for pk in places
        if pk in by_key
    ]


def meant(actor: Actor, text: str) -> list[dict[str, Any]]:
    """As `found`, but a whole name or credit code means that firm alone."""
    exact = FIRMS.among(actor, "view").filter(Q(name=text) | Q(uscc=text.upper()), state="active")[:2]
    rows = [{"key": firm.pk, "name": firm.name, "initials": ""} for firm in exact]
    return rows if len(rows) == 1 else found(actor, text)


def named(text: str) -> list[int]:
    """The firms that a filter's text means, the best FILTERED at most."""
    return [pk for pk, _place, _all in best(text, FILTERED)]


def people_at(firms: Iterable[int], day: dt.date | None = None) -> list[Contact]:
    """The contacts of the firms on a day."""
    on = day or timezone.localdate()
    held = Contact.objects.filter(organisation__in=list(firms), since__lte=on)
    return list(held.filter(Q(until=None) | Q(until__gte=on)).order_by("organisation", "-since", "pk"))


def kept_on_a_phone(actor: Actor) -> list[list[Any]]:
    """[key, name, pinyin initials] of the active firms that the person may see, for finding one without a signal."""
    rows = FIRMS.among(actor, "view").filter(state="active", index__isnull=False).order_by("index__pinyin", "pk")
    return [list(row) for row in rows.values_list("pk", "name", "index__initials")[:MOST]]
