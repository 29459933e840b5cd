"""What happened to the organisations of a batch since it was imported."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Min

from yuanmeng.ledger.models import About, Event
from yuanmeng.register.models import ImportBatch, Organisation

SHOWN = 5
VERBS = ("register.import", "register.import_undo", "held.take")
"""Events that a batch itself makes about organisations; their facts name the batch."""


class Later(NamedTuple):
    """How many organisations have later events, and the names of the first ones."""

    firms: int
    names: list[str]


def touched(batch: ImportBatch) -> list[int]:
    """Every organisation that the batch created or updated."""
    return [pk for change in batch.changes.all() for pk in (*change.created, *map(int, change.updated))]


def built_upon(batch: ImportBatch) -> Later:
    """Organisations with an event after the import, other than the events of batches that were themselves undone."""
    mine = Event.objects.filter(verb="register.import", facts__batch=batch.pk)
    first = mine.aggregate(first=Min("id"))["first"]
    if first is None:
        return Later(0, [])
    gone = list(ImportBatch.objects.filter(state="undone").values_list("pk", flat=True))
    forgiven = Event.objects.filter(id__gte=first, verb__in=VERBS, facts__batch__in=[batch.pk, *gone])
    later: set[int] = set()
    ids = touched(batch)
    for start in range(0, len(ids), 5000):
        about = About.objects.filter(kind="register.organisation", key__in=ids[start : start + 5000], event__gt=first)
        later.update(about.exclude(event__in=forgiven).values_list("key", flat=True).distinct())
    names = Organisation.objects.filter(pk__in=sorted(later)[:SHOWN]).values_list("name", flat=True)
    return Later(len(later), list(names))
