"""Evidence packs: what is in them is what the value says, anybody can check the hashes, nothing closed leaves."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from django.test import Client
from openpyxl import load_workbook
from tests.downloads import content
from tests.reports.conftest import KEY
from tests.reports.evaluations import FIGURE, TYPED, file, given, item, used
from tests.reports.test_evaluation_pages import url
from tests.reports.test_pages import post

from yuanmeng.core.actor import Role
from yuanmeng.desk.presenting import present
from yuanmeng.files.storage import path_of
from yuanmeng.ledger import figures
from yuanmeng.ledger.models import Event
from yuanmeng.reports import evidence
from yuanmeng.reports.actions import evaluating, publishing, valuing
from yuanmeng.reports.models import Evidence, IndicatorSystem

SUMS = {"SHA256SUMS", "SM3SUMS"}


@pytest.fixture
def leader(zone, signed_in) -> Client:
    return signed_in(Role.ZONE_LEADER)


@pytest.fixture
def system(zone) -> IndicatorSystem:
    made = used(zone.leader)
    given(item(made, "1.1"), "figure", FIGURE, zone.leader)
    return made


def packed(client: Client, path: str) -> bytes:
    answer = post(client, path + "pack/")
    assert answer.status_code == 200
    assert ".zip" in answer.headers["Content-Disposition"]
    return content(answer)


def files(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def listed(book: bytes) -> list[tuple[str, ...]]:
    return list(load_workbook(BytesIO(book)).active.values)[1:]


def test_the_pack_holds_exactly_the_records_of_the_value(leader, system, zone) -> None:
    value = item(system, "1.1").values.get()
    valuing.attach(value.pk, kept=file("a/b:证 书.pdf"), by=zone.officer, op=uuid4())
    found = files(packed(leader, url(system, "1.1")))
    assert found.keys() == {"目录.html", "记录.xlsx", "发布摘要原文.json", "附件/01 b 证 书.pdf"} | SUMS
    lines = listed(found["记录.xlsx"])
    assert len(lines) == sum(int(line[1]) for line in lines) == int(value.text) == 3
    index = found["目录.html"].decode()
    for said in ("只是例子", "1.1 成员关系", "<strong>3</strong>", "计入 3 条记录：“记录.xlsx”里有 3 条", "40%",
                 value.publication.digest, "不计算得分和名次", "与发布时写入操作记录的一致"):  # fmt: skip
        assert said in index
    hashed = hashes.Hash(hashes.SM3())
    hashed.update(found["发布摘要原文.json"])
    assert hashed.finalize().hex() == value.publication.digest
    event = Event.objects.filter(verb="evaluation.pack").get()
    assert event.facts == {"code": "1.1", "records": 3, "closed": 0}


def test_the_same_data_give_the_same_bytes(leader, system) -> None:
    assert packed(leader, url(system, "1.1")) == packed(leader, url(system, "1.1"))


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="NOT PROVEN: coreutils are not installed")
def test_a_reader_checks_the_hashes_with_the_commands_in_the_index(leader, system, tmp_path: Path) -> None:
    pack = packed(leader, url(system))
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        archive.extractall(tmp_path)
    index = (tmp_path / "目录.html").read_text("utf-8")
    for command in evidence.CHECK[:2]:
        assert command in index
        done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    (tmp_path / "1.1 成员关系" / "记录.xlsx").write_bytes(b"PK")
    for command in evidence.CHECK[:2]:
        assert subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_records_that_the_person_may_not_open_stay_and_are_counted(system, acting) -> None:
    """Whoever holds no post opens no membership; a pack made with these rights names none."""
    pack, told = evidence.packed(item(system, "1.1"), acting(), present)
    with pack:
        found = files(pack.read())
    assert (told.records, told.closed) == (0, 3)
    assert listed(found["记录.xlsx"]) == []
    assert "发布摘要原文.json" not in found
    index = found["目录.html"].decode()
    assert "有 0 条；另有 3 条测试人员无权打开，没有放入" in index
    assert "（虚构）有限公司" not in index


def test_a_figure_that_is_no_more_keeps_its_digest_but_no_list(system, zone, monkeypatch) -> None:
    figures.found()
    monkeypatch.delitem(figures._FIGURES, KEY)
    pack, told = evidence.packed(item(system, "1.1"), zone.leader, present)
    with pack:
        found = files(pack.read())
    assert (told.records, told.closed) == (0, 3)
    assert found.keys() == {"目录.html"} | SUMS


def test_other_kinds_of_values_and_what_is_missing(leader, zone, rank) -> None:
    made = used(zone.leader)
    bare = files(packed(leader, url(made, "1.1")))["目录.html"].decode()
    assert "缺：还没有填。" in bare
    assert "没有记录，也没有附件。" in bare
    given(item(made, "1.1"), "missing", {"missing": "缺名单"}, zone.leader)
    assert "缺：缺名单" in files(packed(leader, url(made, "1.1")))["目录.html"].decode()
    given(item(made, "1.1"), "typed", TYPED | {"reason": "有了"}, zone.leader, 1)
    typed = files(packed(leader, url(made, "1.1")))["目录.html"].decode()
    assert "未经证明" in typed
    assert "缺：缺名单" in typed, "the history is in it"
    given(item(made, "1.2"), "fact", {"fact": rank.pk}, zone.leader)
    assert "由来源算出" in files(packed(leader, url(made, "1.2")))["目录.html"].decode()


def test_an_adjusted_value_is_told_beside_and_a_changed_file_left_out(leader, system, zone) -> None:
    value = item(system, "1.1").values.get()
    publishing.adjust(value.publication_id, value=4, reason="漏记一家", by=zone.leader, op=uuid4())
    kept = file()
    valuing.attach(value.pk, kept=kept, by=zone.officer, op=uuid4())
    path_of(kept.stored).write_bytes(b"other")
    found = files(packed(leader, url(system, "1.1")))
    index = found["目录.html"].decode()
    assert "漏记一家" in index
    assert "与上传时不一致，没有放入：证书.pdf" in index
    assert not [name for name in found if name.startswith("附件")]
    path_of(kept.stored).unlink()
    assert "没有放入：证书.pdf" in files(packed(leader, url(system, "1.1")))["目录.html"].decode()


def test_the_pack_of_a_system_has_a_folder_for_each_value(leader, system, zone, rank) -> None:
    evaluating.cite(system.pk, fact=rank.pk, by=zone.leader, op=uuid4())
    given(item(system, "2"), "typed", TYPED, zone.leader)
    found = files(packed(leader, url(system)))
    assert found.keys() == {
        "目录.html", "1.1 成员关系/目录.html", "1.1 成员关系/记录.xlsx", "1.1 成员关系/发布摘要原文.json",
        "2 绿色/目录.html",
    } | SUMS  # fmt: skip
    index = found["目录.html"].decode()
    for said in ("由来源算出，不是本系统按这套指标算的", "27 位", "缺：还没有填", 'href="1.1%20%E6%88%90'):
        assert said in index
    assert Event.objects.filter(verb="evaluation.pack").get().facts == {"code": "", "records": 3, "closed": 0}


def test_a_pack_that_would_be_too_large_is_refused_with_the_way_out(leader, system, monkeypatch) -> None:
    monkeypatch.setattr(evidence, "MOST_RECORDS", 2)
    answer = post(leader, url(system) + "pack/")
    assert answer.status_code == 422
    assert "整套有 3 条记录" in answer.content.decode()
    assert "请逐项下载" in answer.content.decode()
    assert not Event.objects.filter(verb="evaluation.pack").exists()


def test_files_that_were_removed_are_not_packed(leader, system, zone) -> None:
    value = item(system, "1.1").values.get()
    kept = valuing.attach(value.pk, kept=file(), by=zone.officer, op=uuid4())
    valuing.remove(kept.pk, by=zone.officer, op=uuid4())
    assert Evidence.objects.count() == 1
    assert "附件/01 证书.pdf" not in files(packed(leader, url(system, "1.1")))


@pytest.mark.parametrize(("name", "kept"), [
    ("甲" * 80 + ".pdf", "甲" * 50 + ".pdf"), ("甲" * 80, "甲" * 60), ("..a\\b|c.pdf", "a b c.pdf"),
    ("结尾有点.", "结尾有点"), ("1.1 外资/内资", "1.1 外资 内资"),
])  # fmt: skip
def test_names_can_be_unpacked_everywhere(name, kept) -> None:
    assert evidence.plain(name) == kept
