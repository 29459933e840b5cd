"""Whether the events are what was recorded: chain, ties, numbers without gaps, anchors. Streams; bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from yuanmeng.ledger.anchors import anchors
from yuanmeng.ledger.chain import START, digest
from yuanmeng.ledger.models import About, Event

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first event that is wrong in one respect. `kind`: changed, missing, extra, cut, replaced, unanchored."""

    event: int
    kind: str
    says: str


@dataclass(slots=True)
class Proof:
    """What was checked. `last` and `hash` are those of the newest event; `unanchored` events came after all anchors."""

    events: int = 0
    last: int = 0
    hash: str = START
    anchors: int = 0
    unanchored: int = 0
    faults: list[Fault] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For `yuanmeng verify --json`."""
        return {"sound": not self.faults, **asdict(self)}


def verify() -> Proof:
    """Read every event and every anchor. At most one fault of the chain and one of the anchors, the first each."""
    proof = Proof()
    for event, ties in events_with_ties():
        if wrong := _wrong(proof, event, ties):
            proof.faults.append(wrong)
            break
        proof.events, proof.last, proof.hash = proof.events + 1, event.pk, event.hash
    newest = _check_anchors(proof)
    proof.unanchored = max(0, proof.last - newest)
    if proof.events and not proof.anchors:
        says = _("有 %(count)s 个事件，却没有任何锚点文件：锚点被移走或删除。") % {"count": proof.events}
        proof.faults.append(Fault(proof.last, "unanchored", says))
    return proof


def events_with_ties() -> Iterator[tuple[Event, list[tuple[str, int]]]]:
    """Every event in the order of numbers with the records it concerns, in short reads that block nobody."""
    last: int | None = None
    while True:
        query = Event.objects.order_by("pk") if last is None else Event.objects.order_by("pk").filter(pk__gt=last)
        events = list(query[:AT_ONCE])
        if not events:
            return
        ties: dict[int, list[tuple[str, int]]] = {event.pk: [] for event in events}
        rows = About.objects.filter(event_id__gte=events[0].pk, event_id__lte=events[-1].pk)
        for number, kind, key in rows.values_list("event_id", "kind", "key").iterator():
            ties[number].append((kind, key))
        for event in events:
            yield event, ties[event.pk]
        last = events[-1].pk


def _wrong(proof: Proof, event: Event, ties: list[tuple[str, int]]) -> Fault | None:
    expected = proof.last + 1
    if event.pk < expected:
        says = _("事件 %(number)s 的编号不应存在：第一个事件是 1。") % {"number": event.pk}
        return Fault(event.pk, "extra", says)
    if event.pk > expected:
        says = _("事件 %(number)s 不见了：%(before)s 之后直接是 %(after)s。") % {
            "number": expected,
            "before": proof.last,
            "after": event.pk,
        }
        return Fault(expected, "missing", says)
    if digest(proof.hash, event, ties) != event.hash:
        says = _("事件 %(number)s（%(verb)s）与其密钥哈希不符：内容、关联或先后次序被改动，或者是外人加入的。") % {
            "number": event.pk,
            "verb": event.verb,
        }
        return Fault(event.pk, "changed", says)
    return None


def _check_anchors(proof: Proof) -> int:
    """Compare all anchors with the events, note the first that differs; returns the newest anchored number."""
    newest = 0
    fault: Fault | None = None
    for some in _portions(anchors()):
        proof.anchors += len(some)
        newest = max(newest, *(number for number, _hash in some))
        if fault is None:
            fault = _first_difference(some)
    if fault:
        proof.faults.append(fault)
    return newest


def _first_difference(some: list[tuple[int, str]]) -> Fault | None:
    found = dict(Event.objects.filter(pk__in={number for number, _hash in some}).values_list("pk", "hash"))
    wrong = sorted((number, value) for number, value in some if found.get(number) != value)
    if not wrong:
        return None
    number = wrong[0][0]
    if number not in found:
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        says = _("锚点记有事件 %(number)s，事件账却没有它，止于 %(last)s：尾部被截去，或恢复了较早的备份。") % {
            "number": number,
            "last": last,
        }
        return Fault(number, "cut", says)
    says = _("事件 %(number)s 的哈希与当时写下的锚点不同：事件账被整体替换。") % {"number": number}
    return Fault(number, "replaced", says)


def _portions(pairs: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    source = iter(pairs)
    while some := list(islice(source, AT_ONCE)):
        yield some
