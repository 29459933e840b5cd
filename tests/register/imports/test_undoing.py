"""A batch is undone as a whole, or refused with the names of the firms that were changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from tests.register.imports.conftest import HEADER, code, firm

from yuanmeng.core.actor import Actor, Role
from yuanmeng.core.refusals import Denied, IllegalMove, Invalid, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.register.actions.imports_undoing import undo
from yuanmeng.register.actions.organisations import edit
from yuanmeng.register.models import Contact, Fact, FirmIndex, FormerName, HeldRow, ImportBatch, Likeness, Organisation

Load = Callable[..., ImportBatch]
File = Callable[..., Path]
DAY = dt.date(2024, 12, 31)
WIDE = [*HEADER, "联系人", "电话", "曾用名", "从业人员"]


def wide(number: int, **changes: str) -> list[str]:
    return [*firm(number, **changes), f"测试{number}{changes.get('name', '')}", "0531-1", f"鹊华{number}", "50"]


def state() -> list[object]:
    columns = ("uscc", "name", "founded", "division", "address", "scope", "industry", "kind", "state")
    return [
        sorted(Organisation.objects.values_list(*columns)),
        sorted(Fact.objects.values_list("organisation__uscc", "kind", "as_of", "value")),
        sorted(FormerName.objects.values_list("organisation__uscc", "name")),
        sorted(Contact.objects.values_list("organisation__uscc", "name")),
        sorted(FirmIndex.objects.values_list("organisation__uscc", "name")),
    ]


def test_created_firms_go_and_changed_ones_come_back(loaded: Load, csv_file: File, officer: Actor) -> None:
    loaded(csv_file([WIDE, wide(1), wide(2)]), as_of=DAY)
    before = state()
    later = [WIDE, wide(1, name="别的名称", address="别处"), wide(2), wide(3), [*firm(4, uscc=""), "", "", "", ""]]
    batch = loaded(csv_file(later), as_of=dt.date(2025, 12, 31))
    assert batch.counts["created"] == 1
    first, third = Organisation.objects.filter(uscc__in=[code(1), code(3)]).order_by("uscc")
    Likeness.objects.create(first=first, second=third, **_likeness())
    op = uuid4()
    undone = undo(batch.pk, version=batch.version, by=officer, op=op)
    assert (undone.state, state()) == ("undone", before)
    assert HeldRow.objects.get().state == "undone"
    assert undo(batch.pk, version=batch.version, by=officer, op=op) == undone
    assert [e.facts["removed"] for e in Event.objects.filter(verb="register.import_undo")] == [1]
    with pytest.raises(IllegalMove):
        undo(batch.pk, version=undone.version, by=officer, op=uuid4())


def _likeness() -> dict[str, object]:
    needed = {
        f.name: f
        for f in Likeness._meta.concrete_fields
        if not (f.primary_key or f.null or f.has_default() or f.is_relation)
    }
    made: dict[str, object] = {}
    for name, field in needed.items():
        kind = field.get_internal_type()
        made[name] = (
            dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
            if kind == "DateTimeField"
            else False
            if kind == "BooleanField"
            else 1
        )
    return made


def test_a_firm_changed_since_refuses_the_undoing_by_name(loaded: Load, csv_file: File, officer: Actor) -> None:
    batch = loaded(csv_file([HEADER, firm(1), firm(2)]))
    changed = Organisation.objects.get(uscc=code(2))
    edit(changed.pk, version=0, changes={"address": "别处"}, by=officer, op=uuid4())
    with pytest.raises(Invalid, match="泉北2食品有限公司 等 1 家"):
        undo(batch.pk, version=batch.version, by=officer, op=uuid4())
    assert Organisation.objects.count() == 2


def test_batches_are_undone_from_the_newest(loaded: Load, csv_file: File, officer: Actor) -> None:
    first = loaded(csv_file([HEADER, firm(1)]))
    second = loaded(csv_file([HEADER, firm(1, address="别处")]))
    with pytest.raises(Invalid):
        undo(first.pk, version=first.version, by=officer, op=uuid4())
    undo(second.pk, version=second.version, by=officer, op=uuid4())
    undo(first.pk, version=first.version, by=officer, op=uuid4())
    assert Organisation.objects.count() == 0


def test_a_record_without_an_event_protects_its_firm(loaded: Load, csv_file: File, officer: Actor) -> None:
    batch = loaded(csv_file([HEADER, firm(1)]))
    kept = Organisation.objects.get()
    Organisation.objects.create(name="泉北分公司", parent=kept, created_at=kept.created_at, updated_at=kept.updated_at)
    with pytest.raises(Invalid, match="泉北分公司"):
        undo(batch.pk, version=batch.version, by=officer, op=uuid4())
    assert Organisation.objects.count() == 2


def test_a_batch_that_wrote_nothing_is_undone_too(loaded: Load, csv_file: File, officer: Actor) -> None:
    batch = loaded(csv_file([HEADER, firm(1, uscc="")]))
    assert undo(batch.pk, version=batch.version, by=officer, op=uuid4()).state == "undone"


def test_stale_and_denied(loaded: Load, csv_file: File, officer: Actor, acting: Callable[..., Actor]) -> None:
    batch = loaded(csv_file([HEADER, firm(1)]))
    with pytest.raises(Stale):
        undo(batch.pk, version=batch.version + 1, by=officer, op=uuid4())
    with pytest.raises(Denied):
        undo(batch.pk, version=batch.version, by=acting(Role.AUDITOR), op=uuid4())
    assert Organisation.objects.count() == 1
