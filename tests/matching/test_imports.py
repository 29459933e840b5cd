"""Vacancies of a file: taken, held and refused with reasons, once each, and the column of sex not at all."""

from __future__ import annotations

import csv
import datetime as dt
import json
import threading
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from tests.downloads import workbook

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.matching import command_import
from yuanmeng.matching.actions import imports, lots, plans
from yuanmeng.matching.judging import Outcome
from yuanmeng.matching.models import Lot, LotBatch
from yuanmeng.matching.reading import received

SOON = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
FIRM = "brewery（虚构）有限公司"
HEAD = ["职位", "单位", "人数", "工资", "截止日期", "性别", "说明"]
ROWS = [
    ["包装工", FIRM, "10人", "3000-5000", SOON, "女", ""],
    ["包装工", FIRM, "10人", "3000-5000", SOON, "女", ""],
    ["包装工", FIRM, "33,312,323", "面议", SOON, "不限", ""],
    ["制管操作员/印刷操作员/包装工", "别处公司", "数名人", "", "1970-01-01", "男", "限男性，35岁以下"],
    ["", FIRM, "3", "", SOON, "", ""],
    ["电焊工", "", "3", "", (timezone.localdate() + dt.timedelta(days=900)).isoformat(), "", ""],
    ["叉车工", FIRM],
]


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> Path:
    settings.FILES_ROOT = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "缺工.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([HEAD, *ROWS])
    return path


def test_rows_are_taken_held_and_refused(zone, file, tmp_path, capsys) -> None:
    errors = tmp_path / "错误.csv"
    assert command_import.main([str(file), "--json", "--errors", str(errors)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: told[name] for name in ("rows", "created", "held", "refused", "unchanged")} == {
        "rows": 7, "created": 1, "held": 4, "refused": 2, "unchanged": 0,
    }  # fmt: skip
    assert told["reasons"] == {
        "twice": 1, "junk_heads": 1, "several_jobs": 1, "no_heads": 2, "junk_date": 2, "wording": 1,
        "unknown_employer": 1, "no_title": 1, "no_employer": 1, "no_date": 1,
    }  # fmt: skip
    lot = Lot.objects.get(state="draft")
    assert (lot.organisation, lot.job, lot.heads, lot.wage_fen) == (zone.brewery, 1101, 10, 13_793)
    assert "女" not in json.dumps([*Lot.objects.values_list("given", flat=True)], ensure_ascii=False)
    assert Lot.objects.get(held=["junk_heads"]).heads == 33_312_323
    assert "人数超过 500" in errors.read_text("utf-8-sig")
    assert command_import.main([str(file)]) == 0
    assert "以前导入过 6" in capsys.readouterr().out
    assert Lot.objects.count() == 5


def test_a_check_writes_nothing(zone, file, capsys) -> None:
    assert command_import.main([str(file), "--check"]) == 0
    assert "待核对 4" in capsys.readouterr().out
    assert not Lot.objects.exists()


def test_files_that_are_none(zone, tmp_path, capsys) -> None:
    wrong = tmp_path / "别的.csv"
    wrong.write_text("甲,乙\n1,2\n", "utf-8")
    assert command_import.main([str(wrong), "--check"]) == 1
    assert "没有找到岗位列" in capsys.readouterr().err
    assert command_import.main([str(wrong)]) == 1
    assert "没有找到岗位列" in capsys.readouterr().err
    assert command_import.main([str(tmp_path / "没有.csv")]) == 1
    assert "不能读写文件" in capsys.readouterr().err


@pytest.fixture
def batch(zone, file) -> LotBatch:
    taken = received(file.name, [file.read_bytes()])
    return imports.receive(taken, "县人力资源市场", by=zone.officer, op=uuid4())


def load(batch: LotBatch, by, op=None, version: int = 0) -> LotBatch:
    day = timezone.localdate()
    return imports.load(batch.pk, version=version, as_of=day, troubles=Outcome(), by=by, op=op or uuid4())


def test_the_kept_file_holds_only_what_is_read(batch, files, file) -> None:
    (kept,) = files.iterdir()
    text = kept.read_text("utf-8")
    assert "女" not in text.replace("限男性", "")
    assert "33,312,323" in text
    assert (batch.columns["headcount"], batch.ignored, batch.file_size) == ("人数", ["性别"], file.stat().st_size)


def test_a_batch_is_loaded_once_and_undone_as_a_whole(zone, batch) -> None:
    op = uuid4()
    done = load(batch, zone.officer, op)
    assert (done.state, done.counts["created"], done.counts["held"], done.lots.count()) == ("loaded", 1, 4, 5)
    assert load(batch, zone.officer, op) == done
    with pytest.raises(IllegalMove):
        load(batch, zone.officer, version=1)
    assert Event.objects.filter(verb="labour.import").count() == 1
    op = uuid4()
    undone = imports.undo(batch.pk, version=1, by=zone.officer, op=op)
    assert (undone.state, Lot.objects.count()) == ("undone", 0)
    assert imports.undo(batch.pk, version=1, by=zone.officer, op=op) == undone
    with pytest.raises(IllegalMove):
        imports.undo(batch.pk, version=2, by=zone.officer, op=uuid4())


def test_what_was_undone_can_be_loaded_again(zone, batch, file) -> None:
    load(batch, zone.officer)
    imports.undo(batch.pk, version=1, by=zone.officer, op=uuid4())
    again = imports.receive(received(file.name, [file.read_bytes()]), batch.source, by=zone.officer, op=uuid4())
    assert load(again, zone.officer).counts["created"] == 1


def test_what_somebody_went_on_with_is_not_undone(zone, batch, published) -> None:
    load(batch, zone.officer)
    draft = Lot.objects.get(state="draft")
    pair = plans.set_condition(
        published("surplus").pk, draft.pk, how="forbid", reason="另有安排", by=zone.officer, op=uuid4()
    )
    with pytest.raises(Invalid, match="指定或回避"):
        imports.undo(batch.pk, version=1, by=zone.officer, op=uuid4())
    assert batch.lots.count() == 5
    pair.delete()
    lots.withdraw(draft.pk, version=0, by=zone.officer, op=uuid4())
    with pytest.raises(Invalid, match="有 1 条在导入之后又有处理，如“包装工”"):
        imports.undo(batch.pk, version=1, by=zone.officer, op=uuid4())
    assert batch.lots.count() == 5


def test_an_old_page_changes_nothing(zone, batch) -> None:
    for act in (imports.drop, imports.undo):
        with pytest.raises((Stale, IllegalMove)):
            act(batch.pk, version=7, by=zone.officer, op=uuid4())
    with pytest.raises(Stale):
        load(batch, zone.officer, version=7)
    assert not Lot.objects.exists()
    load(batch, zone.officer)
    with pytest.raises(Stale):
        imports.undo(batch.pk, version=7, by=zone.officer, op=uuid4())
    assert Lot.objects.count() == 5


def test_a_dropped_batch_is_over(zone, batch) -> None:
    op = uuid4()
    dropped = imports.drop(batch.pk, version=0, by=zone.officer, op=op)
    assert imports.drop(batch.pk, version=0, by=zone.officer, op=op) == dropped
    with pytest.raises(IllegalMove):
        load(batch, zone.officer, version=1)


@pytest.mark.parametrize("who", ["leader", "auditor"])
def test_readers_only_read(zone, batch, who) -> None:
    by = getattr(zone, who)
    with pytest.raises(Denied):
        imports.receive(received("甲.csv", ["职位\n钳工\n".encode()]), "甲", by=by, op=uuid4())
    for act in (load, lambda b, by: imports.drop(b.pk, version=0, by=by, op=uuid4())):
        with pytest.raises(Denied):
            act(batch, by)
    with pytest.raises(Denied):
        imports.undo(batch.pk, version=0, by=by, op=uuid4())


@pytest.mark.parametrize("who", ["brewery_people", "administrator"])
def test_others_see_no_batch(zone, batch, who) -> None:
    with pytest.raises(Hidden):
        load(batch, getattr(zone, who))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_load_at_once_one_does(zone, batch) -> None:
    barrier, outcomes = threading.Barrier(2), []

    def race() -> None:
        try:
            barrier.wait()
            load(batch, zone.officer)
            outcomes.append("loaded")
        except (Stale, IllegalMove):
            outcomes.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(outcomes), Lot.objects.count()) == (["late", "loaded"], 5)


def upload(client, file: Path, name: str = "缺工.csv"):
    sent = {"op": uuid4(), "file": SimpleUploadedFile(name, file.read_bytes()), "source": "县人力资源市场"}
    return client.post("/labour/lotbatches/new/", sent)


def test_from_the_upload_to_the_postings_and_back(zone, signed_in, file) -> None:
    officer = signed_in(Role.SERVICE_OFFICER)
    assert 'href="/labour/lotbatches/"' in officer.get("/labour/lots/").content.decode()
    assert "还没有导入过缺工信息" in officer.get("/labour/lotbatches/").content.decode()
    assert "性别、年龄、学历等其他列不读取" in officer.get("/labour/lotbatches/new/").content.decode()
    url = upload(officer, file)["Location"]
    page = officer.get(url).content.decode()
    for text in ("人数超过 500，请核实", "33,312,323", "<span data-record>性别</span>", "确认导入 5 行", "包装工"):
        assert text in page
    assert not Lot.objects.exists()
    sheet = workbook(officer.get(url + "troubles/")).active
    assert [cell.value for cell in sheet[4]][:3] == ["5", "待核对", "制管操作员/印刷操作员/包装工"]
    done = officer.post(url, {"op": uuid4(), "version": 0}, follow=True).content.decode()
    assert "已导入：草稿 1 条，待核对 4 条。" in done
    assert "工种目录里没有" not in done.split("本批的用工信息")[0]
    assert len(list(workbook(officer.get(url + "troubles/")).active.rows)) == 7
    assert "缺工.csv" in officer.get("/labour/lotbatches/").content.decode()
    assert officer.post(url + "undoing/", {"op": uuid4(), "version": 1}).status_code == 302
    assert not Lot.objects.exists()
    assert "这一批没有留下用工信息" in officer.get(url).content.decode()


def test_a_batch_given_up_and_files_that_are_none(zone, signed_in, file, tmp_path, files) -> None:
    officer = signed_in(Role.SERVICE_OFFICER)
    wrong = tmp_path / "x.csv"
    wrong.write_text("甲,乙\n1,2\n", "utf-8")
    refused = upload(officer, wrong, "x.csv")
    assert (refused.status_code, list(files.iterdir())) == (422, [])
    assert "没有找到岗位列" in refused.content.decode()
    url = upload(officer, file)["Location"]
    assert officer.post(url + "dropping/", {"op": uuid4(), "version": 0}).status_code == 302
    assert "已放弃" in officer.get(url).content.decode()
    leader = signed_in(Role.ZONE_LEADER)
    assert leader.get(url).status_code == 200
    assert leader.get("/labour/lotbatches/new/").status_code == 403
    assert leader.get(url + "troubles/").status_code == 403
    assert (
        "/labour/lotbatches/"
        not in signed_in(Role.FIRM_ADMINISTRATOR, zone.brewery.pk).get("/labour/lots/").content.decode()
    )


def test_long_lists_are_paged_with_few_questions(zone, signed_in, tmp_path, django_assert_max_num_queries) -> None:
    officer = signed_in(Role.SERVICE_OFFICER)
    path = tmp_path / "many.csv"
    rows = [["包装工", FIRM, f"{n % 400 + 1}", f"{3000 + n}", SOON, "", ""] for n in range(60)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEAD, *rows])
    url = upload(officer, path)["Location"]
    officer.post(url, {"op": uuid4(), "version": 0})
    with django_assert_max_num_queries(10):
        first = officer.get(url)
    assert len(first.context["lots"]) == 50
    assert len(officer.get(f"{url}?after={first.context['after']}").context["lots"]) == 10
    batch = LotBatch.objects.get()
    LotBatch.objects.bulk_create(
        LotBatch(source="甲", file_name="a.csv", file_size=1, file_sha256="0", stored="0", at=batch.at)
        for _n in range(60)
    )
    with django_assert_max_num_queries(8):
        listed = officer.get("/labour/lotbatches/")
    assert len(listed.context["rows"]) == 50
    assert len(officer.get(f"/labour/lotbatches/?before={listed.context['more']}").context["rows"]) == 11
