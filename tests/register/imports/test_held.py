"""What a person decides on rows that could not be taken by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from tests.register.imports.conftest import HEADER, code, firm

from yuanmeng.core.actor import Actor, Role
from yuanmeng.core.refusals import Denied, IllegalMove, Invalid, Stale
from yuanmeng.register.actions.held import NEW, dismiss, take
from yuanmeng.register.actions.imports_undoing import undo
from yuanmeng.register.models import Fact, HeldRow, ImportBatch, Organisation

Load = Callable[..., ImportBatch]
File = Callable[..., Path]
WRONG = "91350100M0001TGQXM"


@pytest.fixture
def held(loaded: Load, csv_file: File) -> Callable[..., HeldRow]:
    """Import one row that is held."""

    def make(**changes: str) -> HeldRow:
        loaded(csv_file([HEADER, firm(1, **changes)]))
        return HeldRow.objects.order_by("pk").last()

    return make


def test_a_code_compared_with_the_licence_is_confirmed(held: Callable[..., HeldRow], officer: Actor) -> None:
    row = held(uscc=WRONG)
    op = uuid4()
    taken = take(row.pk, {}, "wrong_check", "执照复印件", version=0, by=officer, op=op)
    made = Organisation.objects.get()
    assert (made.uscc, made.uscc_state, taken.state, taken.organisation_id) == (WRONG, "confirmed", "taken", made.pk)
    assert str(row) == f"{row.batch_id}:2"
    assert (taken.decided_by, taken.note) == (officer.user_id, "执照复印件")
    assert take(row.pk, {}, "wrong_check", "", version=0, by=officer, op=op) == taken
    with pytest.raises(IllegalMove):
        take(row.pk, {}, "wrong_check", "", version=1, by=officer, op=uuid4())


def test_a_mended_cell_is_judged_again(held: Callable[..., HeldRow], officer: Actor) -> None:
    row = held(capital="200")
    with pytest.raises(Invalid) as refused:
        take(row.pk, {"3": "300"}, "", "", version=0, by=officer, op=uuid4())
    assert list(refused.value.facts["errors"]) == ["3"]
    take(row.pk, {"3": "300万元"}, "", "", version=0, by=officer, op=uuid4())
    assert Fact.objects.get().value == 300_000_000


def test_a_value_may_be_left_out(held: Callable[..., HeldRow], officer: Actor) -> None:
    take(held(capital="200").pk, {}, "money_unit", "", version=0, by=officer, op=uuid4())
    assert (Organisation.objects.count(), Fact.objects.count()) == (1, 0)


def test_a_row_without_a_code_becomes_a_unit_without_one(held: Callable[..., HeldRow], officer: Actor) -> None:
    row = held(uscc="")
    take(row.pk, {}, "no_code", "", version=0, by=officer, op=uuid4())
    made = Organisation.objects.get()
    assert (made.uscc, made.uscc_state, made.name, made.founded) == (
        None,
        "missing",
        "泉北1食品有限公司",
        dt.date(2012, 5, 24),
    )


def test_the_same_name_may_be_the_same_firm_or_another(
    held: Callable[..., HeldRow], loaded: Load, csv_file: File, officer: Actor
) -> None:
    loaded(csv_file([HEADER, firm(1)]))
    row = held(uscc="", address="别处")
    assert row.reason == "name_known"
    take(row.pk, {}, "name_known", "", version=0, by=officer, op=uuid4())
    assert Organisation.objects.get().address == "别处"
    other = held(uscc="", address="又一处")
    take(other.pk, {}, NEW, "", version=0, by=officer, op=uuid4())
    assert sorted(Organisation.objects.values_list("uscc_state", "address")) == [
        ("missing", "又一处"),
        ("valid", "别处"),
    ]


def test_a_row_that_says_nothing_new_is_taken_without_writing(
    held: Callable[..., HeldRow], loaded: Load, csv_file: File, officer: Actor
) -> None:
    loaded(csv_file([HEADER, firm(1)]))
    row = held(uscc="")
    taken = take(row.pk, {"1": code(1)}, "", "", version=0, by=officer, op=uuid4())
    known = Organisation.objects.get()
    assert (taken.organisation_id, known.version) == (known.pk, 0)


def test_a_firm_that_was_merged_is_not_written(
    held: Callable[..., HeldRow], loaded: Load, csv_file: File, officer: Actor
) -> None:
    loaded(csv_file([HEADER, firm(2), firm(3)]))
    kept, gone = Organisation.objects.order_by("uscc")
    Organisation.objects.filter(pk=gone.pk).update(state="merged", merged_into=kept)
    row = held(uscc="")
    with pytest.raises(Invalid, match="并入"):
        take(row.pk, {"1": code(3)}, "", "", version=0, by=officer, op=uuid4())


def test_leaving_a_row_out_needs_a_reason(held: Callable[..., HeldRow], officer: Actor) -> None:
    row = held(uscc="")
    with pytest.raises(Invalid):
        dismiss(row.pk, " ", version=0, by=officer, op=uuid4())
    left = dismiss(row.pk, "重复", version=0, by=officer, op=uuid4())
    assert (left.state, left.note, Organisation.objects.count()) == ("dismissed", "重复", 0)
    with pytest.raises(IllegalMove):
        dismiss(row.pk, "重复", version=1, by=officer, op=uuid4())


def test_what_was_dismissed_is_not_asked_again(held: Callable[..., HeldRow], officer: Actor) -> None:
    row = held(uscc="")
    dismiss(row.pk, "重复", version=0, by=officer, op=uuid4())
    assert held(uscc="").pk == row.pk


def test_undoing_the_batch_takes_back_what_was_decided(held: Callable[..., HeldRow], officer: Actor) -> None:
    row = held(uscc=WRONG)
    take(row.pk, {}, "wrong_check", "", version=0, by=officer, op=uuid4())
    undo(row.batch_id, version=row.batch.version, by=officer, op=uuid4())
    row.refresh_from_db()
    assert (row.state, Organisation.objects.count()) == ("undone", 0)


def test_stale_and_denied(held: Callable[..., HeldRow], acting: Callable[..., Actor], officer: Actor) -> None:
    row = held(uscc="")
    with pytest.raises(Stale):
        take(row.pk, {}, "no_code", "", version=7, by=officer, op=uuid4())
    for role in (Role.AUDITOR, Role.ZONE_LEADER):
        with pytest.raises(Denied):
            take(row.pk, {}, "no_code", "", version=0, by=acting(role), op=uuid4())
        with pytest.raises(Denied):
            dismiss(row.pk, "x", version=0, by=acting(role), op=uuid4())
    assert Organisation.objects.count() == 0
