"""A file becomes records: created, updated, unchanged, held, refused; all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.register.imports.conftest import HEADER, code, firm

from yuanmeng.core.actor import Actor, Role
from yuanmeng.core.refusals import Denied, IllegalMove, Invalid, Refusal, Stale
from yuanmeng.ledger.models import About, Event
from yuanmeng.register.actions import imports
from yuanmeng.register.models import (
    ColumnMapping,
    Contact,
    Fact,
    FirmIndex,
    FormerName,
    HeldRow,
    ImportBatch,
    Organisation,
)
from yuanmeng.register.pages.imports_showing import trouble_file

NOTHING = {"rows": 0, "created": 0, "updated": 0, "unchanged": 0, "held": 0, "refused": 0}
Load = Callable[..., ImportBatch]
File = Callable[..., Path]


def counts(batch: ImportBatch, **expected: int) -> None:
    assert batch.counts == NOTHING | expected


def test_new_firms_with_facts_events_and_search_index(loaded: Load, csv_file: File) -> None:
    batch = loaded(csv_file([HEADER, firm(1), firm(2, capital="N/A")]))
    counts(batch, rows=2, created=2)
    first, second = Organisation.objects.order_by("uscc")
    assert (first.name, first.kind, first.founded, first.division, first.source, first.uscc_state, first.version) == (
        "泉北1食品有限公司",
        "firm",
        dt.date(2012, 5, 24),
        "000000",
        "测试来源",
        "valid",
        0,
    )
    fact = Fact.objects.get()
    assert (fact.organisation_id, fact.kind, fact.value, fact.currency, fact.as_of, fact.batch_id) == (
        first.pk,
        "registered_capital",
        500_000_000,
        "CNY",
        dt.date(2012, 5, 24),
        batch.pk,
    )
    assert fact.source == "测试来源（来源未注明截至日期，按成立日期记）"
    event = Event.objects.get(verb="register.import")
    assert event.facts == {"batch": batch.pk, "created": 2, "updated": 0}
    assert set(About.objects.filter(event=event).values_list("kind", "key")) == {
        ("register.importbatch", batch.pk),
        ("register.organisation", first.pk),
        ("register.organisation", second.pk),
    }
    assert set(FirmIndex.objects.values_list("organisation_id", flat=True)) == {first.pk, second.pk}


def test_the_same_file_twice_changes_nothing(loaded: Load, csv_file: File) -> None:
    path = csv_file([HEADER, firm(1), firm(2, uscc=""), firm(3, capital="200")])
    counts(loaded(path), rows=3, created=1, held=2)
    before = Organisation.objects.values().get(), list(Fact.objects.values()), HeldRow.objects.count()
    counts(loaded(path), rows=3, unchanged=1, held=2)
    assert (Organisation.objects.values().get(), list(Fact.objects.values()), HeldRow.objects.count()) == before
    assert Event.objects.filter(verb="register.import").count() == 1


def test_gb18030_and_utf8_are_the_same_file(loaded: Load, csv_file: File) -> None:
    loaded(csv_file([HEADER, firm(1)], "gb18030"))
    counts(loaded(csv_file([HEADER, firm(1)], "utf-8-sig")), rows=1, unchanged=1)


def test_only_what_the_file_carries_changes(loaded: Load, csv_file: File) -> None:
    loaded(csv_file([HEADER, firm(1)]))
    batch = loaded(
        csv_file([["名称", "信用代码", "地址", "经营范围"], ["泉北1食品有限公司", code(1), "虚构市新街9号", ""]])
    )
    counts(batch, rows=1, updated=1)
    changed = Organisation.objects.get()
    assert (changed.address, changed.scope, changed.version) == ("虚构市新街9号", "食品生产", 1)
    assert batch.changes.get().updated == {
        str(changed.pk): {"before": {"address": "虚构市泉北大街1号"}, "former": [], "contact_since": ""}
    }


def test_a_new_name_keeps_the_old_one(loaded: Load, csv_file: File) -> None:
    loaded(csv_file([HEADER, firm(1)]))
    loaded(csv_file([HEADER, firm(1, name="鹊华食品有限公司")]), as_of=dt.date(2024, 12, 31))
    kept = FormerName.objects.get()
    assert (Organisation.objects.get().name, kept.name, kept.until) == (
        "鹊华食品有限公司",
        "泉北1食品有限公司",
        dt.date(2024, 12, 31),
    )


def test_firms_far_apart_in_the_register(loaded: Load, csv_file: File) -> None:
    batch = loaded(csv_file([HEADER, *(firm(number) for number in range(20))]))
    counts(loaded(csv_file([HEADER, firm(0), firm(19, address="别处")])), rows=2, unchanged=1, updated=1)
    kept = batch.changes.get()
    assert [str(batch), str(kept)] == ["firms.csv", f"{batch.pk}: +20 ~0"]


def test_the_width_of_brackets_is_no_new_name(loaded: Load, csv_file: File) -> None:
    loaded(csv_file([HEADER, firm(1, name="泉北（鹊华）食品有限公司")]))
    counts(loaded(csv_file([HEADER, firm(1, name="泉北(鹊华) 食品有限公司")])), rows=1, unchanged=1)


def test_facts_of_another_day_are_added_and_of_the_same_day_corrected(loaded: Load, csv_file: File) -> None:
    header = ["名称", "信用代码", "从业人员"]

    def file(people: str) -> Path:
        return csv_file([header, ["泉北1食品有限公司", code(1), people]])

    year = dt.date(2023, 12, 31)
    counts(loaded(file("50"), as_of=year), rows=1, created=1)
    counts(loaded(file("50"), as_of=year), rows=1, unchanged=1)
    counts(loaded(file("50"), as_of=dt.date(2024, 12, 31)), rows=1, updated=1)
    counts(loaded(file("55"), as_of=year), rows=1, updated=1)
    assert list(Fact.objects.order_by("pk").values_list("as_of", "value")) == [
        (year, 50),
        (dt.date(2024, 12, 31), 50),
        (year, 55),
    ]
    with pytest.raises(Invalid) as refused:
        loaded(file("50"))
    assert refused.value.facts["reason"] == "as_of"


def test_contacts_and_former_names(loaded: Load, csv_file: File) -> None:
    header = ["名称", "信用代码", "联系人", "职务", "电话", "曾用名"]

    def file(*people: str) -> Path:
        return csv_file([header, ["泉北1食品有限公司", code(1), *people]])

    day = dt.date(2024, 12, 31)
    counts(loaded(file("测试甲", "经理", "0531-1", "鹊华食品"), as_of=day), rows=1, created=1)
    counts(loaded(file("测试甲", "经理", "0531-1", "鹊华食品"), as_of=day), rows=1, unchanged=1)
    counts(loaded(file("测试乙", "经理", "0531-2", "澄波食品"), as_of=day), rows=1, updated=1)
    assert set(Contact.objects.values_list("name", "role", "phone", "since")) == {
        ("测试甲", "经理", "0531-1", day),
        ("测试乙", "经理", "0531-2", day),
    }
    assert set(FormerName.objects.values_list("name", flat=True)) == {"鹊华食品", "澄波食品"}


def test_repeats_in_one_file(loaded: Load, csv_file: File) -> None:
    rows = [firm(1), firm(1), firm(2), firm(2, name="别的名称"), firm(3), firm(3, address="别处"), firm(4), firm(2)]
    batch = loaded(csv_file([HEADER, *rows]))
    counts(batch, rows=8, created=2, unchanged=2, held=4)
    assert list(HeldRow.objects.values_list("row", "reason")) == [
        (4, "same_code_names"),
        (5, "same_code_names"),
        (6, "same_code_values"),
        (7, "same_code_values"),
    ]
    assert HeldRow.objects.first().more == "5"


def test_rows_without_a_code_wait_for_a_person(loaded: Load, csv_file: File) -> None:
    loaded(csv_file([HEADER, firm(1, name="泉北（鹊华）食品有限公司")]))
    batch = loaded(csv_file([HEADER, firm(2, uscc=""), firm(3, uscc="", name="泉北(鹊华)食品有限公司")]))
    counts(batch, rows=2, held=2)
    known = Organisation.objects.get()
    assert list(HeldRow.objects.values_list("reason", "organisation")) == [("no_code", None), ("name_known", known.pk)]


def test_refused_rows_are_told_and_not_kept(checked: Load, csv_file: File, officer: Actor) -> None:
    batch = checked(
        csv_file([HEADER, firm(1), firm(2, uscc="123"), firm(3, name="", capital="很多"), firm(4, capital="=2")])
    )
    counts(batch, rows=4, created=1, held=1, refused=2)
    with trouble_file(batch) as file:
        text = file.read().decode("utf-8-sig")
    lines = [line.split(",")[:5] for line in text.splitlines()]
    assert lines == [
        ["状态", "工作表", "行号", "列", "值"],
        ["拒绝", "", "3", "统一社会信用代码", "123"],
        ["拒绝", "", "4", "名称", ""],
        ["拒绝", "", "4", "注册资本", "很多"],
        ["待定", "", "5", "注册资本", "'=2"],
    ]
    imports.apply(batch.pk, version=batch.version, by=officer, op=uuid4())
    assert HeldRow.objects.get().row == 5


def test_a_firm_that_became_part_of_another_is_held(loaded: Load, csv_file: File) -> None:
    loaded(csv_file([HEADER, firm(1), firm(2)]))
    kept, gone = Organisation.objects.order_by("uscc")
    Organisation.objects.filter(pk=gone.pk).update(state="merged", merged_into=kept)
    counts(loaded(csv_file([HEADER, firm(2, address="别处")])), rows=1, held=1)
    assert HeldRow.objects.get().reason == "merged"


def test_somebody_faster_on_a_row_rolls_everything_back(
    loaded: Load, csv_file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yuanmeng.register.actions.imports_writing import Writing

    loaded(csv_file([HEADER, firm(1)]))
    real = Writing.chunk

    def later(self: Writing, created: list[object], updated: list[object]) -> object:
        Organisation.objects.update(version=9)
        return real(self, created, updated)  # type: ignore[arg-type]

    monkeypatch.setattr(Writing, "chunk", later)
    with pytest.raises(Stale):
        loaded(csv_file([HEADER, firm(1, address="别处"), firm(2)]))
    assert Organisation.objects.get().version == 0


def test_checking_and_applying_step_by_step(checked: Load, csv_file: File, officer: Actor) -> None:
    batch = checked(csv_file([["序号", *HEADER, "备注"], ["1", *firm(1), ""]]))
    assert (batch.state, Organisation.objects.count()) == ("checked", 0)
    assert batch.preview["created"] == [{"row": 2, "name": "泉北1食品有限公司", "uscc": code(1)}]
    op = uuid4()
    done = imports.apply(batch.pk, version=batch.version, by=officer, op=op)
    assert (done.state, done.counts["created"]) == ("applied", 1)
    assert imports.apply(batch.pk, version=batch.version, by=officer, op=op) == done
    assert Organisation.objects.count() == 1
    with pytest.raises(IllegalMove):
        imports.apply(batch.pk, version=done.version, by=officer, op=uuid4())
    assert dict(ColumnMapping.objects.values_list("header", "field"))["备注"] == ""
    assert str(ColumnMapping.objects.get(header="名称")) == "名称 → name"


def test_applying_refuses_when_the_register_changed_since_the_preview(
    checked: Load, loaded: Load, csv_file: File, officer: Actor
) -> None:
    batch = checked(csv_file([HEADER, firm(1)], name="a.csv"))
    loaded(csv_file([HEADER, firm(1)], name="b.csv"))
    with pytest.raises(Stale):
        imports.apply(batch.pk, version=batch.version, by=officer, op=uuid4())


def test_stale_versions_are_refused(checked: Load, received: Load, csv_file: File, officer: Actor) -> None:
    path = csv_file([HEADER, firm(1)])
    batch = received(path)
    for verb in (
        lambda: imports.choose(batch.pk, {}, None, version=5, by=officer, op=uuid4()),
        lambda: imports.choose_sheet(batch.pk, "", version=5, by=officer, op=uuid4()),
        lambda: imports.drop(batch.pk, version=5, by=officer, op=uuid4()),
    ):
        with pytest.raises(Stale):
            verb()
    ready = checked(path)
    with pytest.raises(Stale):
        imports.apply(ready.pk, version=0, by=officer, op=uuid4())
    assert Organisation.objects.count() == 0


def test_a_stored_file_that_was_changed_is_refused(checked: Load, csv_file: File, officer: Actor) -> None:
    batch = checked(csv_file([HEADER, firm(1)]))
    imports.path_of(batch.stored).write_text("x")
    with pytest.raises(Invalid) as refused:
        imports.apply(batch.pk, version=batch.version, by=officer, op=uuid4())
    assert refused.value.facts["reason"] == "changed"


def test_another_sheet_another_mapping_and_giving_up(received: Load, xlsx_file: File, officer: Actor) -> None:
    batch = received(
        xlsx_file({"一": [HEADER, firm(1)], "二": [["单位", "信用代码", "实收"], ["泉北", code(2), "5万元"]]})
    )
    assert batch.mapping["sheets"] == ["一", "二"]
    batch = imports.choose_sheet(batch.pk, "二", version=0, by=officer, op=uuid4())
    assert (batch.state, batch.mapping["sheet"]) == ("uploaded", "二")
    with pytest.raises(IllegalMove):
        imports.examine(batch.pk, by=officer)
    batch = imports.choose(batch.pk, {2: "registered_capital"}, dt.date(2024, 1, 1), version=1, by=officer, op=uuid4())
    found = imports.examine(batch.pk, by=officer)
    assert found.counts == NOTHING | {"rows": 1, "created": 1}
    assert [c["field"] for c in batch.mapping["columns"]] == ["name", "uscc", "registered_capital"]
    batch = imports.drop(batch.pk, version=batch.version, by=officer, op=uuid4())
    assert batch.state == "dropped"
    with pytest.raises(IllegalMove):
        imports.choose(batch.pk, {}, None, version=batch.version, by=officer, op=uuid4())


def test_headers_are_remembered_for_the_source(received: Load, csv_file: File, officer: Actor) -> None:
    path = csv_file([["户名", "名称", "信用代码"], ["泉北食品", "x", code(1)]])
    batch = received(path, "甲局")
    imports.choose(batch.pk, {0: "name", 1: ""}, None, version=0, by=officer, op=uuid4())
    assert [c["field"] for c in received(path, "甲局").mapping["columns"]] == ["name", "", "uscc"]
    assert [c["field"] for c in received(path, "乙局").mapping["columns"]] == ["", "name", "uscc"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE_OFFICER])
def test_only_officers_import(acting: Callable[..., Actor], csv_file: File, received: Load, role: Role) -> None:
    batch = received(csv_file([HEADER, firm(1)]))
    with pytest.raises(Refusal) as refused:
        imports.choose(batch.pk, {}, None, version=0, by=acting(role), op=uuid4())
    assert refused.value.status == (403 if role in {Role.ZONE_LEADER, Role.AUDITOR} else 404)
    with pytest.raises(Denied):
        imports.load(None, None, "", troubles=None, tell=None, by=acting(role), op=uuid4())  # type: ignore[arg-type]


def test_the_number_of_queries_does_not_grow_with_the_rows(loaded: Load, csv_file: File) -> None:
    def queries(numbers: range) -> int:
        with CaptureQueriesContext(connection) as seen:
            loaded(csv_file([HEADER, *(firm(number) for number in numbers)]))
        return len(seen)

    few = queries(range(3))
    assert queries(range(100, 400)) == few
    assert queries(range(100, 400)) < few + 5


def test_progress_is_told(csv_file: File, checked: Load, officer: Actor) -> None:
    batch = checked(csv_file([HEADER, *(firm(number) for number in range(1500))]))
    heard: list[tuple[int, int]] = []
    imports.apply(batch.pk, version=batch.version, tell=lambda *at: heard.append(at), by=officer, op=uuid4())
    assert heard == [(1000, 1500), (1500, 1500)]
    assert Event.objects.filter(verb="register.import").count() == 2


def test_tables_without_rows_and_with_too_many(loaded: Load, csv_file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    from yuanmeng.register.importing import sweeping

    with pytest.raises(Invalid) as refused:
        loaded(csv_file([HEADER, ["备注：无"]]))
    assert refused.value.facts["reason"] == "no_rows"
    monkeypatch.setattr(sweeping, "MOST_ROWS", 2)
    with pytest.raises(Invalid) as refused:
        loaded(csv_file([HEADER, firm(1), firm(2), firm(3)]))
    assert refused.value.facts["reason"] == "too_many"
