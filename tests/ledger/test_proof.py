"""Six kinds of tampering, each as somebody would do it who owns the database, each found and named."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from tests.opened import open_ledger

from yuanmeng.core.actor import Actor
from yuanmeng.ledger import proof
from yuanmeng.ledger.actions import record
from yuanmeng.ledger.anchors import anchors, append
from yuanmeng.ledger.chain import START, digest
from yuanmeng.ledger.command import main
from yuanmeng.ledger.models import About, Event
from yuanmeng.ledger.proof import verify

BY = Actor(7)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_anchors(tmp_path: Path, settings: Any) -> Path:
    settings.ANCHORS = tmp_path / "anchors"
    return tmp_path / "anchors"


def written(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            record("firm.edit", ("register.organisation", [number, number + 1]), by=BY, op=uuid4(), seen=number)


def found() -> list[tuple[int, str]]:
    return [(fault.event, fault.kind) for fault in verify().faults]


@pytest.fixture
def ten(own_anchors: Path) -> None:
    """Ten sound events with ten anchors."""
    written(10)
    assert verify().as_json() == {
        "sound": True,
        "events": 10,
        "last": 10,
        "hash": Event.objects.get(pk=10).hash,
        "anchors": 10,
        "unanchored": 0,
        "faults": [],
    }


def test_an_empty_ledger_is_sound() -> None:
    assert verify() == proof.Proof()


def test_edit(ten: None) -> None:
    with open_ledger():
        Event.objects.filter(pk=4).update(facts={"seen": 99})
    assert found() == [(4, "changed")]
    assert verify().faults[0].says.startswith("事件 4（firm.edit）与其密钥哈希不符")


@pytest.mark.parametrize(
    "columns",
    [
        {"verb": "firm.create"},
        {"actor_id": 8},
        {"post": "auditor"},
        {"op": None},
        {"at": F("at") + timedelta(microseconds=1)},
    ],
)
def test_edit_of_any_column(ten: None, columns: dict[str, Any]) -> None:
    with open_ledger():
        Event.objects.filter(pk=4).update(**columns)
    assert found() == [(4, "changed")]


@pytest.mark.parametrize("change", ["key", "kind", "less", "more", "other"])
def test_edit_of_what_an_event_is_about(ten: None, change: str) -> None:
    tie = About.objects.filter(event_id=4)
    with open_ledger():
        if change == "less":
            tie.filter(key=3).delete()
        elif change == "more":
            About.objects.create(event_id=4, kind="register.organisation", key=77)
        elif change == "other":
            tie.filter(key=3).update(event_id=5, key=50)
        else:
            tie.filter(key=3).update(**{change: 9})
    assert found() == [(4, "changed")]


def test_edit_with_a_hash_made_without_the_key(ten: None, settings: Any) -> None:
    real, settings.LEDGER_KEY = settings.LEDGER_KEY, b"guessed"
    event = Event.objects.get(pk=10)
    event.facts = {"seen": 99}
    forged = digest(Event.objects.get(pk=9).hash, event, [("register.organisation", 9), ("register.organisation", 10)])
    settings.LEDGER_KEY = real
    with open_ledger():
        Event.objects.filter(pk=10).update(facts=event.facts, hash=forged)
    assert found() == [(10, "changed"), (10, "replaced")]


def test_delete(ten: None) -> None:
    with open_ledger():
        About.objects.filter(event_id=4).delete()
        Event.objects.filter(pk=4).delete()
    assert found() == [(4, "missing"), (4, "cut")]
    assert verify().faults[0].says == "事件 4 不见了：3 之后直接是 5。"


def test_delete_of_the_first(ten: None) -> None:
    with open_ledger():
        About.objects.filter(event_id=1).delete()
        Event.objects.filter(pk=1).delete()
    assert found()[0] == (1, "missing")


def copied(source: int, target: int) -> Event:
    event = Event.objects.get(pk=source)
    event.pk = target
    event.op = uuid4()
    event.save(force_insert=True)
    return event


def test_insert_at_the_end(ten: None) -> None:
    copied(10, 11)
    assert found() == [(11, "changed")]


def test_insert_in_the_middle(ten: None) -> None:
    with open_ledger():
        for number in range(10, 4, -1):
            copied(number, number + 1)
            About.objects.filter(event_id=number).update(event_id=number + 1)
            Event.objects.filter(pk=number).delete()
    copied(4, 5)
    assert found() == [(5, "changed"), (5, "replaced")]


@pytest.mark.parametrize("number", [0, -3])
def test_insert_before_the_first(ten: None, number: int) -> None:
    copied(10, number)
    assert found() == [(number, "extra")]


def test_swap(ten: None) -> None:
    third, fourth = Event.objects.filter(pk__in=(3, 4)).order_by("pk").values()
    with open_ledger():
        for number, columns in ((3, fourth), (4, third)):
            Event.objects.filter(pk=number).update(**{**columns, "id": number})
        About.objects.filter(event_id=3).update(key=F("key") + 100)
        About.objects.filter(event_id=4).update(event_id=3)
        About.objects.filter(event_id=3, key__gte=100).update(event_id=4, key=F("key") - 100)
    assert found()[0] == (3, "changed")


def cut(first: int) -> None:
    with open_ledger():
        About.objects.filter(event_id__gte=first).delete()
        Event.objects.filter(pk__gte=first).delete()


def test_truncated_tail(ten: None) -> None:
    cut(8)
    assert found() == [(8, "cut")]
    assert "锚点记有事件 8，事件账却没有它，止于 7" in verify().faults[0].says


def test_truncated_tail_grown_again(ten: None) -> None:
    cut(8)
    written(5)
    assert found() == [(8, "replaced")]


def test_everything_gone(ten: None) -> None:
    cut(1)
    assert found() == [(1, "cut")]


def test_whole_table_replaced_by_one_that_fits_together(ten: None) -> None:
    """By somebody who has the key: the chain is perfect, the anchors know better."""
    cut(1)
    with connection.cursor():
        written(10)
    proven = verify()
    assert [(fault.event, fault.kind) for fault in proven.faults] == [(1, "replaced")]
    assert (proven.events, proven.anchors) == (10, 20)


def test_whole_table_replaced_without_the_key(ten: None, settings: Any) -> None:
    real, settings.LEDGER_KEY = settings.LEDGER_KEY, b"another"
    cut(1)
    written(10)
    settings.LEDGER_KEY = real
    assert found() == [(1, "changed"), (1, "replaced")]


def test_anchors_taken_away(ten: None, own_anchors: Path) -> None:
    for file in own_anchors.iterdir():
        file.unlink()
    assert found() == [(10, "unanchored")]


def test_newest_anchors_lost_is_told_and_no_fault(ten: None, own_anchors: Path) -> None:
    (file,) = own_anchors.iterdir()
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:7]))
    assert (verify().unanchored, found()) == (3, [])


def test_reads_in_portions_find_the_same(ten: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "AT_ONCE", 3)
    assert (verify().events, found()) == (10, [])
    cut(8)
    assert found() == [(8, "cut")]


def test_memory_does_not_grow_with_the_events(ten: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "AT_ONCE", 2)
    sizes = []

    @contextmanager
    def watch() -> Any:
        with connection.execute_wrapper(lambda execute, *words: sizes.append(1) or execute(*words)):
            yield

    with watch():
        verify()
    assert len(sizes) == 2 * 5 + 1 + 5  # events and ties of five portions, the end, and five portions of anchors


# Anchors


def test_one_anchor_a_transaction_however_many_events() -> None:
    with transaction.atomic():
        for number in range(20):
            record("a", by=BY, op=None, n=number)
            if number % 5 == 0:
                with transaction.atomic():
                    record("b", by=BY, op=None)
    assert [number for number, _hash in anchors()][-1] == 24
    assert len(list(anchors())) <= 9
    with transaction.atomic():
        record("a", by=BY, op=None)
        record("a", by=BY, op=None)
    assert [number for number, _hash in anchors()].count(26) == 1


def test_no_anchor_for_what_was_rolled_back() -> None:
    def fail() -> None:
        with transaction.atomic():
            record("a", by=BY, op=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(anchors()) == []


def test_rolled_back_inner_part_keeps_the_outer_anchor() -> None:
    def fail() -> None:
        with transaction.atomic():
            record("b", by=BY, op=None)
            raise ZeroDivisionError

    with transaction.atomic():
        record("a", by=BY, op=None)
        with pytest.raises(ZeroDivisionError):
            fail()
        record("c", by=BY, op=None)
    assert [(number, Event.objects.get(pk=number).verb) for number, _hash in anchors()] == [(2, "c")]


def test_a_torn_line_is_passed_over_and_the_next_is_whole(own_anchors: Path) -> None:
    written(1)
    (file,) = own_anchors.iterdir()
    with file.open("a") as torn:
        torn.write("2 abc")
    written(1)
    assert [number for number, _hash in anchors()] == [1, 2]
    assert found() == []
    assert file.stat().st_mode & 0o777 == 0o600


def test_anchors_that_cannot_be_written_do_not_lose_the_event(
    own_anchors: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own_anchors.write_text("a file stands where the folder should be")
    written(1)
    assert Event.objects.count() == 1
    assert "FileExistsError" in caplog.text or "NotADirectoryError" in caplog.text
    own_anchors.unlink()


def test_an_empty_ledger_has_no_anchor(own_anchors: Path) -> None:
    from yuanmeng.ledger.anchors import anchor

    anchor()
    assert not own_anchors.exists()


# The command


def test_command_says_sound(ten: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert re.fullmatch(r"事件账完整：10 个事件，10 个锚点，最后的哈希 [0-9a-f]{64}。\n", capsys.readouterr().out)


def test_command_names_the_fault(ten: None, capsys: pytest.CaptureFixture[str]) -> None:
    cut(10)
    assert (main([]), main(["--json"])) == (1, 1)
    text, line = capsys.readouterr().out.splitlines()
    assert text.startswith("锚点记有事件 10")
    says = json.loads(line)
    assert (says["sound"], says["events"], says["faults"][0]["event"]) == (False, 9, 10)


def test_command_prints_json(ten: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sound"] is True


# The chain


@pytest.mark.parametrize(
    "facts",
    [
        {"confidence": 0.83, "whole": 5.0, "big": 1e16, "minus": -0.0, "small": 1e-7},
        {"nested": {"z": [1, 2.0, {"a": None}], "名": "甲"}, "flag": True},
        {"keys": list(range(3000))},
    ],
)
def test_facts_come_back_as_they_were_hashed(facts: dict[str, Any]) -> None:
    with transaction.atomic():
        record("a", by=BY, op=uuid4(), **facts)
    assert found() == []


def test_the_hash_follows_from_the_key(settings: Any) -> None:
    written(1)
    event = Event.objects.get()
    ties = [("register.organisation", 1), ("register.organisation", 0)]
    assert digest(START, event, ties) == event.hash
    settings.LEDGER_KEY = b"other"
    assert digest(START, event, ties) != event.hash


def test_append_makes_the_folder_private(tmp_path: Path) -> None:
    append(tmp_path / "new" / "a.txt", "x\n")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert settings.ANCHORS
