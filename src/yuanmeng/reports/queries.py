"""Reads over publications: the frozen list and its hash, editions, and what changed since."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.apps import apps
from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet, Sum, Value

from yuanmeng.core import period
from yuanmeng.core.period import Period
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.figures import Figure
from yuanmeng.ledger.models import About, Event
from yuanmeng.reports.models import Filling, Publication, PublishedRate

Rows = list[tuple[int, int]]
"""(key of a record, what it adds), in the order of the keys."""


def counted_now(figure: Figure, asked: Period) -> Rows:
    """The records the figure counts at this moment with what each adds: its value is their sum, by construction."""
    records = figure.records(asked).order_by("pk")
    amount = Value(1, output_field=BigIntegerField()) if figure.measure is None else figure.measure
    return [(key, int(added or 0)) for key, added in records.annotate(measured=amount).values_list("pk", "measured")]


def digest(*said: Any) -> str:
    """SM3 (GB/T 32905) over a canonical JSON text, 64 hex digits: anybody who has the list can compute it anew."""
    hashed = hashes.Hash(hashes.SM3())
    hashed.update(canonical(*said))
    return hashed.finalize().hex()


def canonical(*said: Any) -> bytes:
    """The text that is hashed."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(publication: Publication, rows: Iterable[tuple[int, int]]) -> str:
    """The hash of what was published."""
    return digest(*hashed_of(publication, rows))


def hashed_of(publication: Publication, rows: Iterable[tuple[int, int]]) -> list[Any]:
    """What was published: figure, period, edition, definition, value and every record."""
    each = publication
    head = (each.figure, each.period, each.edition, each.definition, each.says, each.kind, each.value)
    return [*head, [list(row) for row in rows]]


def digest_of_rate(rate: PublishedRate) -> str:
    """The hash of a published rate: its definition and the hashes of both its figures."""
    each = rate
    head = (each.rate, each.period, each.definition, each.name, each.says, each.least)
    return digest(*head, each.part.digest, each.base.digest)


def rates_of(publication: Publication) -> QuerySet[PublishedRate]:
    """The published rates that the publication is a part of, newest first."""
    found = PublishedRate.objects.filter(Q(part=publication) | Q(base=publication))
    return found.select_related("part", "base")


def rows_of(publication: Publication) -> Rows:
    """The frozen list."""
    return list(publication.counted.order_by("key").values_list("key", "amount"))


def intact(publication: Publication) -> bool:
    """Whether the frozen list still gives the published value and hash, and the event in the chain says the same."""
    rows = rows_of(publication)
    said = Event.objects.filter(
        verb="publication.publish", abouts__kind=Publication._meta.label_lower, abouts__key=publication.pk
    ).first()
    return (
        sum(amount for _key, amount in rows) == publication.value
        and len(rows) == publication.records
        and digest_of(publication, rows) == publication.digest
        and said is not None
        and said.facts["digest"] == publication.digest
    )


def editions(figure: str, asked: str) -> QuerySet[Publication]:
    """All editions of a figure for a period, newest first."""
    return Publication.objects.filter(figure=figure, period=asked).order_by("-edition")


def known_on(figure: str, asked: str, day: dt.date) -> Publication | None:
    """What had been published by the end of a day; None when nothing had."""
    return editions(figure, asked).filter(at__date__lte=day).first()


@dataclass(frozen=True, slots=True)
class Change:
    """A record that came, went, or adds something else now (0: is not counted), with the events about it since."""

    key: int
    before: int
    now: int
    events: tuple[Event, ...]


PART_OF = {"visits.line": ("visits.visit", "visit_id"), "visits.stop": ("visits.visit", "visit_id")}
"""Kinds of records whose events are about the record that they are part of."""


def changes(before: Rows, now: Rows, kind: str, since: int) -> list[Change]:
    """The difference of two lists, by key, with at most three of the newest events about each record after `since`."""
    was, became = dict(before), dict(now)
    keys = sorted(key for key in was.keys() | became.keys() if was.get(key) != became.get(key))
    found: list[Change] = []
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        told, owner = kind, {key: key for key in some}
        if kind in PART_OF:
            told, column = PART_OF[kind]
            parts = apps.get_model(kind)._default_manager.filter(pk__in=some)
            owner = dict(parts.values_list("pk", column))
        events = _newest(told, set(owner.values()), since)
        found += [
            Change(key, was.get(key, 0), became.get(key, 0), tuple(events.get(owner.get(key, 0), ()))) for key in some
        ]
    return found


def _newest(kind: str, keys: set[int], since: int) -> dict[int, list[Event]]:
    """Key → its newest events after `since`, at most three."""
    events: dict[int, list[Event]] = {}
    ties = About.objects.filter(kind=kind, key__in=keys, event__gt=since)
    for tie in ties.select_related("event").order_by("-event_id"):
        found = events.setdefault(tie.key, [])
        if len(found) < 3:
            found.append(tie.event)
    return events


def changes_since(publication: Publication) -> list[Change] | None:
    """What the same definition counts differently today; None when the figure is no more or is defined anew."""
    figure = ledger.edition(publication.figure, publication.definition)
    if figure is None or figure.version != publication.definition:
        return None
    now = counted_now(figure, period.read(publication.period))
    return changes(rows_of(publication), now, publication.kind, publication.event)


def records_of(publication: Publication) -> QuerySet[Any]:
    """The records of the frozen list, as they are today."""
    records: QuerySet[Any] = apps.get_model(publication.kind)._default_manager.all()
    return records.filter(pk__in=publication.counted.values("key"))


def newest_fillings() -> QuerySet[Filling]:
    """The newest edition of each form and period."""
    later = Filling.objects.filter(form=OuterRef("form"), period=OuterRef("period"), edition__gt=OuterRef("edition"))
    return Filling.objects.filter(~Exists(later))


def saved() -> dict[str, int]:
    """How many forms were filled, and how many numbers nobody had to type; a new edition counts once."""
    found = newest_fillings().aggregate(forms=Count("pk"), numbers=Sum("numbers"))
    return {"forms": found["forms"], "numbers": found["numbers"] or 0}
