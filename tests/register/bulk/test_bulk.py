"""Governed bulk edit: the difference, two people, all or nothing, undone as a whole."""

from __future__ import annotations

import datetime as dt
import re
import threading
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.utils import timezone
from django.utils.translation import override
from tests.register.bulk.bulk_files import applied, brought, cells, saved, sheet_of

from yuanmeng.accounts.models import Post
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Actor, Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Refusal, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.register.actions import bulk
from yuanmeng.register.actions.bulk import approve, decline, download, propose, undo, upload, withdraw
from yuanmeng.register.actions.organisations import edit as edit_firm
from yuanmeng.register.models import BulkCell, BulkEdit, FirmIndex, Organisation
from yuanmeng.register.queries import bulk as reading
from yuanmeng.register.queries.bulk import Row, Sheet, read, sentence
from yuanmeng.register.queries.bulk_columns import COLUMNS

ALL = tuple(COLUMNS)


@pytest.fixture
def leader(acting) -> Actor:
    return acting(Role.ZONE_LEADER)


def place(book, key: str) -> int:
    heads = [cell.value for cell in book.worksheets[0][1]]
    return heads.index(str(COLUMNS[key].head)) + 1


def change(book, row: int, key: str, value) -> None:
    book.worksheets[0].cell(row, place(book, key), value)


def test_the_sheet_holds_the_firms_as_text_and_comes_back_unchanged(firm, officer, tmp_path) -> None:
    one = firm("泉北食品有限公司", address="=1+1", founded=dt.date(2012, 5, 24), scope="生产：\n饼干", industry="1411")
    book = sheet_of([one, firm()], ALL, officer)
    first, second = book.worksheets
    row = [cell.value for cell in first[2]]
    assert row[:4] == [one.pk, one.version, one.uscc, "泉北食品有限公司"]
    assert dict(zip(ALL, (value or "" for value in row[4:]), strict=True)) == {
        "name": "泉北食品有限公司",
        "kind": "企业",
        "founded": "2012-05-24",
        "division": "",
        "address": "=1+1",
        "industry": "1411",
        "industry_edition": "",
        "scope": "生产：\n饼干",
        "source": "测试",
    }
    assert {cell.data_type for line in first.iter_rows(min_row=2) for cell in line} <= {"s", "n"}
    assert second.max_row == 4
    assert (Event.objects.first().verb, Event.objects.first().facts) == (
        "bulk.download",
        {"firms": 2, "columns": list(ALL)},
    )
    with pytest.raises(Invalid, match="完全一致"):
        brought(book, tmp_path, officer)


def test_the_difference_cell_by_cell(firm, officer, op, tmp_path) -> None:
    firms = [firm(f"泉北{n}厂", address=f"{n}号") for n in range(6)]
    book = sheet_of(firms, ("name", "kind", "founded", "division", "address", "industry"), officer)
    first = book.worksheets[0]
    change(book, 2, "address", " １号楼 ")
    change(book, 2, "founded", dt.date(2012, 5, 24))
    change(book, 2, "kind", "银行")
    change(book, 3, "name", "")
    change(book, 3, "founded", "去年")
    change(book, 3, "division", "37")
    change(book, 3, "industry", "x")
    change(book, 3, "kind", "公司")
    change(book, 4, "address", "另一处")
    edit_firm(firms[2].pk, version=0, changes={"address": "先到的地址"}, by=officer, op=op())
    change(book, 5, "address", "=HYPERLINK(1)")
    first.cell(6, 1, "1" + "0" * 30)
    first.cell(7, 2, "一")
    first.append([firms[0].pk, 0])
    first.append([None, None, None])
    first.insert_cols(1)
    first.cell(1, 1, "我的备注")
    edit = brought(book, tmp_path, officer)
    assert cells(edit) == [
        (2, "kind", "firm", "bank", "change"),
        (2, "founded", "", "2012-05-24", "change"),
        (2, "address", "0号", "１号楼", "change"),
        (3, "name", "泉北1厂", "", "invalid"),
        (3, "kind", "firm", "公司", "invalid"),
        (3, "founded", "", "去年", "invalid"),
        (3, "division", "", "37", "invalid"),
        (3, "industry", "", "x", "invalid"),
        (4, "address", "先到的地址", "另一处", "stale"),
        (5, "address", "3号", "", "invalid"),
        (6, "", "", "1" + "0" * 30, "unknown"),
        (7, "", "", str(firms[5].pk), "unknown"),
        (8, "", "", str(firms[0].pk), "unknown"),
    ]
    with override("en"):
        says = [sentence(cell) for cell in edit.cells.all()]
    assert [bool(words) for words in says] == [cell.state != "change" for cell in edit.cells.all()]
    assert says[-1] == "This file number already stands in row 2. This row is left out."
    assert not any(re.search("[一-鿿]", words) for words in says if "GB/T" not in words)
    assert sentence(BulkCell(column="founded", now="2012-05-24", reason="unfit")).startswith("上传时这个值还不能用")
    assert edit.ignored == ["我的备注"]
    assert edit.counts == {"change": 3, "invalid": 6, "stale": 1, "unknown": 3, "rows": 7, "unchanged": 0, "firms": 1}
    assert [*Organisation.objects.order_by("pk").values_list("version", flat=True)] == [0, 0, 1, 0, 0, 0]


def test_hostile_cells_stay_text(firm, officer, leader, tmp_path) -> None:
    one = firm()
    book = sheet_of([one], ("address", "name"), officer)
    change(book, 2, "address", "x")
    book.worksheets[0].cell(2, place(book, "address")).value = "+cmd|' /C calc'!A0"
    change(book, 2, "name", "泉北\u202e厂")
    edit = brought(book, tmp_path, officer)
    assert [(c.column, c.state) for c in edit.cells.all()] == [("name", "invalid"), ("address", "change")]
    applied(edit, officer, leader)
    again = sheet_of([one], ("address",), officer)
    cell = again.worksheets[0].cell(2, 5)
    assert (cell.value, cell.data_type) == ("+cmd|' /C calc'!A0", "s")


def test_a_formula_in_the_key_or_a_future_day_is_not_taken(firm, officer, tmp_path) -> None:
    one = firm()
    book = sheet_of([one], ("founded",), officer)
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    change(book, 2, "founded", tomorrow)
    assert cells(brought(book, tmp_path, officer)) == [(2, "founded", "", tomorrow, "invalid")]
    book.worksheets[0].cell(2, 1, f"={one.pk}+0")
    assert [state for *_cell, state in cells(brought(book, tmp_path, officer))] == ["unknown"]


def test_approval_writes_everything_at_once_and_undo_takes_it_back(firm, officer, leader, op, tmp_path) -> None:
    firms = [firm(f"泉北{n}厂", address="同一处", founded=dt.date(2012, 5, 24)) for n in range(3)]
    before = list(Organisation.objects.order_by("pk").values_list("name", "address", "founded", "scope"))
    book = sheet_of(firms, ("name", "address", "founded"), officer)
    for row in (2, 3):
        change(book, row, "address", "新址")
        change(book, row, "founded", "")
    change(book, 4, "name", "泉北新厂")
    edit = brought(book, tmp_path, officer)
    proposed = propose(edit.pk, version=0, by=officer, op=op())
    assert (proposed.state, Organisation.objects.filter(address="新址").count()) == ("proposed", 0)
    done = approve(edit.pk, version=1, by=leader, op=op())
    assert (done.state, done.decided_by, done.version) == ("applied", leader.user_id, 2)
    after = list(Organisation.objects.order_by("pk").values_list("name", "address", "founded", "version"))
    assert after == [
        ("泉北0厂", "新址", None, 1),
        ("泉北1厂", "新址", None, 1),
        ("泉北新厂", "同一处", dt.date(2012, 5, 24), 1),
    ]
    assert FirmIndex.objects.get(pk=firms[2].pk).name == "泉北新厂"
    event = Event.objects.first()
    assert (event.verb, event.facts) == ("bulk.approve", {"was": "proposed", "now": "applied", "cells": 5})
    assert event.abouts.filter(kind="register.organisation").count() == 3
    undone = undo(edit.pk, version=2, by=officer, op=op())
    assert (undone.state, undone.undone_by) == ("undone", officer.user_id)
    assert list(Organisation.objects.order_by("pk").values_list("name", "address", "founded", "scope")) == before
    assert FirmIndex.objects.get(pk=firms[2].pk).name == "泉北2厂"


def test_a_firm_that_changed_since_the_download_stops_the_whole(firm, officer, leader, op, tmp_path) -> None:
    firms = [firm("泉北甲厂"), firm("泉北乙厂")]
    book = sheet_of(firms, ("address",), officer)
    change(book, 2, "address", "新址")
    change(book, 3, "address", "新址")
    edit = brought(book, tmp_path, officer)
    propose(edit.pk, version=0, by=officer, op=op())
    edit_firm(firms[1].pk, version=0, changes={"scope": "饼干"}, by=officer, op=op())
    with pytest.raises(Stale, match="1 家单位已被修改：泉北乙厂"):
        approve(edit.pk, version=1, by=leader, op=op())
    assert Organisation.objects.filter(address="新址").count() == 0
    assert BulkEdit.objects.get().state == "proposed"


def test_undo_is_refused_with_names_when_a_cell_changed_later(firm, officer, leader, op, tmp_path) -> None:
    firms = [firm("泉北甲厂"), firm("泉北乙厂")]
    book = sheet_of(firms, ("address",), officer)
    change(book, 2, "address", "新址")
    change(book, 3, "address", "新址")
    edit = applied(brought(book, tmp_path, officer), officer, leader)
    edit_firm(firms[0].pk, version=1, changes={"scope": "饼干"}, by=officer, op=op())
    edit_firm(firms[1].pk, version=1, changes={"address": "更新"}, by=officer, op=op())
    with pytest.raises(IllegalMove, match="“泉北乙厂”的地址已变更"):
        undo(edit.pk, version=2, by=leader, op=op())
    assert Organisation.objects.get(pk=firms[0].pk).address == "新址"
    edit_firm(firms[1].pk, version=2, changes={"address": "新址"}, by=officer, op=op())
    undo(edit.pk, version=2, by=leader, op=op())
    assert list(Organisation.objects.order_by("pk").values_list("address", "scope")) == [("", "饼干"), ("", "")]


@pytest.fixture
def proposed(firm, officer, op, tmp_path) -> BulkEdit:
    book = sheet_of([firm()], ("address",), officer)
    change(book, 2, "address", "新址")
    edit = brought(book, tmp_path, officer)
    return propose(edit.pk, version=0, by=officer, op=op())


def test_decline_and_withdraw(proposed, officer, leader, op) -> None:
    for answer in ("  ", "字" * 501):
        with pytest.raises(Invalid, match="理由"):
            decline(proposed.pk, version=1, answer=answer, by=leader, op=op())
    assert decline(proposed.pk, version=1, answer=" 再核对 ", by=leader, op=op()).answer == "再核对"
    for act in (approve, withdraw, undo, propose):
        with pytest.raises(IllegalMove):
            act(proposed.pk, version=2, by=officer if act in {withdraw, propose} else leader, op=op())


def test_withdrawing_ends_it(proposed, officer, op) -> None:
    assert withdraw(proposed.pk, version=1, by=officer, op=op()).state == "withdrawn"


def test_nobody_approves_what_they_proposed(proposed, officer, person, op) -> None:
    user = person(Role.ZONE_LEADER)
    Post.objects.create(user=user, role=Role.SERVICE_OFFICER, since=dt.date(2024, 5, 1))
    both = actor_of(user)
    BulkEdit.objects.update(proposed_by=both.user_id)
    for act, more in ((approve, {}), (decline, {"answer": "不"})):
        with pytest.raises(Denied, match="不能自己批准"):
            act(proposed.pk, version=1, by=both, op=op(), **more)


@pytest.mark.parametrize("role", list(Role))
def test_who_may(role, proposed, acting, op) -> None:
    one, leader = Organisation.objects.get(), acting(Role.ZONE_LEADER)
    by = acting(role, one.pk if role in {Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF} else None)
    if role is not Role.SERVICE_OFFICER:
        for write in (
            lambda: download([one.pk], columns=["address"], by=by, op=op()),
            lambda: upload(Sheet([], [], []), file_name="", by=by, op=op()),
        ):
            with pytest.raises(Denied):
                write()
    for act in (propose, withdraw):
        with pytest.raises((Denied, Hidden)):
            act(proposed.pk, version=1, by=by, op=op())
    if role is not Role.ZONE_LEADER:
        for act, more in ((approve, {}), (decline, {"answer": "不"})):
            with pytest.raises((Denied, Hidden)):
                act(proposed.pk, version=1, by=by, op=op(), **more)
    if role not in {Role.ZONE_LEADER, Role.SERVICE_OFFICER}:
        approve(proposed.pk, version=1, by=leader, op=op())
        with pytest.raises((Denied, Hidden)):
            undo(proposed.pk, version=2, by=by, op=op())


def test_the_same_operation_twice_and_stale_versions(proposed, officer, leader, op) -> None:
    for act, by in ((withdraw, officer), (approve, leader)):
        with pytest.raises(Stale):
            act(proposed.pk, version=0, by=by, op=op())
    again = op()
    first = approve(proposed.pk, version=1, by=leader, op=again)
    assert approve(proposed.pk, version=1, by=leader, op=again) == first
    assert Organisation.objects.get(address="新址").version == 1


def test_a_download_needs_firms_and_columns_and_not_too_many(firm, officer, op, monkeypatch) -> None:
    one, other = firm(), firm()
    for keys, columns in (([one.pk], []), ([one.pk], ["uscc"]), ([], ["address"]), ([10**6], ["address"])):
        with pytest.raises(Invalid):
            download(keys, columns=columns, by=officer, op=op())
    Organisation.objects.filter(pk=other.pk).update(state="merged", merged_into=one)
    assert download([one.pk, other.pk], columns=["address"], by=officer, op=op()) == [one.pk]
    Organisation.objects.filter(pk=other.pk).update(state="active", merged_into=None)
    monkeypatch.setattr(bulk, "MOST", 1)
    with pytest.raises(Invalid, match="最多 1 家"):
        download([one.pk, other.pk], columns=["address"], by=officer, op=op())


def test_files_that_are_no_download_are_refused(firm, officer, tmp_path, monkeypatch) -> None:
    book = openpyxl.Workbook()
    for row in range(9):
        book.worksheets[0].append(["名称", row])
    with pytest.raises(Invalid, match="没有找到"):
        read(saved(book, tmp_path))
    short = openpyxl.Workbook()
    short.worksheets[0].append(["名称"])
    with pytest.raises(Invalid, match="没有找到"):
        read(saved(short, tmp_path))
    (tmp_path / "macro.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Invalid):
        read(tmp_path / "macro.xlsx")
    monkeypatch.setattr(reading, "MOST", 1)
    book = sheet_of([firm(), firm()], ("address",), officer)
    with pytest.raises(Invalid, match="最多修改 1 家"):
        read(saved(book, tmp_path))


def test_a_sheet_of_the_other_language_is_read(firm, officer, tmp_path) -> None:
    with override("en"):
        book = sheet_of([firm()], ("address", "kind"), officer)
    book.worksheets[0].cell(2, 5, "新址")
    edit = brought(book, tmp_path, officer)
    assert cells(edit) == [(2, "address", "", "新址", "change")]


def test_short_rows_count_as_empty_cells(firm, officer) -> None:
    one = firm(address="一号")
    row = reading._row(reading.Line(2, [str(one.pk), "0"], []), {"key": 0, "version": 1, "address": 2})
    assert row == Row(2, str(one.pk), "0", {"address": ""}, frozenset())
    edit = upload(Sheet(["address"], [row], []), file_name="x", by=officer, op=uuid4())
    assert cells(edit) == [(2, "address", "一号", "", "change")]


def test_a_draft_with_nothing_to_change_is_not_proposed(firm, officer, op, tmp_path) -> None:
    book = sheet_of([firm()], ("name",), officer)
    change(book, 2, "name", "")
    edit = brought(book, tmp_path, officer)
    with pytest.raises(Invalid, match="没有可以修改"):
        propose(edit.pk, version=0, by=officer, op=op())


@pytest.mark.django_db(transaction=True)
def test_two_leaders_at_once_one_approves(proposed, leader, acting) -> None:
    people, answers, gate = [leader, acting(Role.ZONE_LEADER)], [], threading.Barrier(2)

    def go(by: Actor) -> None:
        gate.wait()
        try:
            answers.append(approve(proposed.pk, version=1, by=by, op=uuid4()).state)
        except Refusal as refusal:
            answers.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(by,)) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "applied" in answers
    assert set(answers) <= {"applied", "IllegalMove", "Stale"}
    assert answers.count("applied") == 1
    assert BulkCell.objects.count() == Organisation.objects.get(address="新址").version == 1
