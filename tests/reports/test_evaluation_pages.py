"""What people do with evaluations on the pages: import, write by hand, give values, attach, list ranks."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.downloads import content
from tests.reports.conftest import KEY, THIS_YEAR
from tests.reports.evaluations import FIGURE, PLAN, TYPED, VALUES, file, given, item, sheet, started, used
from tests.reports.test_grids import HOSTILE
from tests.reports.test_pages import page, post

from yuanmeng.core.actor import Role
from yuanmeng.reports.actions import evaluating, facts, publishing, valuing
from yuanmeng.reports.indicators_sheet import template
from yuanmeng.reports.models import Evidence, IndicatorSystem, IndicatorValue
from yuanmeng.reports.pages import evaluation

LIST = "/evaluations/"


@pytest.fixture
def leader(zone, signed_in) -> Client:
    return signed_in(Role.ZONE_LEADER)


@pytest.fixture
def officer(zone, signed_in) -> Client:
    return signed_in(Role.SERVICE_OFFICER)


def url(system: IndicatorSystem, code: str = "") -> str:
    own = f"{LIST}{system.pk}/"
    return f"{own}indicators/{item(system, code).pk}/" if code else own


def sent(client: Client, book: bytes, **changes):
    return post(client, LIST + "new/", **VALUES, file=SimpleUploadedFile("指标.xlsx", book), **changes)


def test_a_system_from_excel_to_use(leader) -> None:
    assert "还没有指标体系" in page(leader, LIST)
    assert content(leader.get(LIST + "template/")) == template()
    answer = sent(leader, sheet([["1", "对外开放", 30], ["1.1", "外资", 20], ["2", "发展质量", 60]]))
    made = IndicatorSystem.objects.get()
    assert answer.headers["Location"] == url(made)
    shown = page(leader, url(made))
    assert "第一级的权重合计是 90%，不是 100%。" in shown
    assert "“1 对外开放”的下一级的权重合计是 20%，不是 30%。" in shown
    assert "只是例子" in shown
    assert "下载整套佐证包" not in shown
    assert post(leader, url(made) + "using/", version=0).status_code == 302
    assert "最下一级 2 项：0 项有值，2 项缺。" in page(leader, url(made))
    assert "自评表" in page(leader, LIST)


def test_a_sheet_with_errors_is_shown_row_by_row_and_not_stored(leader, monkeypatch) -> None:
    book = sheet([["1", "甲", "多"], ["3.1", "<b>乙</b>"]])
    answer = sent(leader, book)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "读到 2 行，其中 2 行有问题，共 2 处。什么都没有保存" in told
    assert re.search(r">2</td><td[^>]*>权重</td><td[^>]*>多</td><td>权重是 0 到 100", told)
    assert "编号 3.1 的上级 3 不在表里。" in told
    assert 'value="自评表"' in told, "what was typed stays"
    assert not IndicatorSystem.objects.exists()
    monkeypatch.setattr(evaluation, "SHOWN", 1)
    assert "3.1" not in sent(leader, book).content.decode()


@pytest.mark.parametrize("name", ["macro", "bomb", "other"])
def test_a_hostile_sheet_is_refused_beside_the_field(name, leader) -> None:
    answer = sent(leader, HOSTILE[name])
    assert answer.status_code == 422
    assert "id_file-errors" in answer.content.decode()
    assert not IndicatorSystem.objects.exists()


def test_a_system_by_hand(leader) -> None:
    assert post(leader, LIST + "new/", **VALUES | {"period": "21"}).status_code == 422
    post(leader, LIST + "new/", **VALUES)
    made = IndicatorSystem.objects.get()
    assert "还没有指标" in page(leader, url(made))
    placing = url(made) + "placing/"
    assert 'name="code" value="1"' in page(leader, placing)
    assert post(leader, placing, version=0, code="1", name="发展", weight="100").status_code == 302
    assert 'name="code" value="2"' in page(leader, placing)
    post(leader, placing, version=1, code="1.1", name="子", weight="40", direction="lower")
    assert 'name="code" value="1.2"' in page(leader, placing, code="1.9")
    kept = page(leader, placing, code="1.1")
    assert 'value="40"' in kept
    assert 'value="lower" selected' in kept
    wrong = post(leader, placing, version=2, code="9.1", name="子")
    assert wrong.status_code == 422
    assert "编号 9.1 的上级 9 不在表里。" in wrong.content.decode()
    assert "权重是 0 到 100" in post(leader, placing, version=2, code="2", name="甲", weight="x").content.decode()
    assert post(leader, placing, version=2, code="", name="甲").status_code == 422
    assert post(leader, placing, version=2, do="drop", code="1.1").status_code == 302
    assert 'value="自评表"' in page(leader, url(made) + "editing/")
    assert post(leader, url(made) + "editing/", version=3, **VALUES | {"name": ""}).status_code == 422
    post(leader, url(made) + "editing/", version=3, **VALUES | {"name": "改过的名"})
    assert "改过的名" in page(leader, LIST)


def test_too_many_rows_are_told_above_the_form(leader, zone, monkeypatch) -> None:
    made = started(zone.leader)
    monkeypatch.setattr(evaluating, "MOST", 4)
    answer = post(leader, url(made) + "placing/", version=0, code="3", name="多")
    assert "最多 4 行" in answer.content.decode()


def test_the_sample_is_a_draft_marked_as_one(leader) -> None:
    shown = page(leader, post(leader, LIST + "new/", do="sample").headers["Location"])
    assert "国家级经开区 2021 版五个一级标题样例，不是山东省的指标" in shown
    assert "权重合计" not in shown
    assert len(re.findall(r"data-record>\d (?:对外开放|发展质量|科技创新|绿色发展|统筹协调)<", shown)) == 5


def test_the_list_by_state_and_page_by_page(leader, zone, monkeypatch) -> None:
    monkeypatch.setattr(evaluation, "PAGE", 2)
    old, *_rest = [started(zone.leader, name=f"第{number}套") for number in range(3)]
    first = page(leader, LIST)
    assert "第0套" not in first
    assert "第0套" in page(leader, LIST, before=old.pk + 1)
    assert "共 3 条" in first
    assert "没有符合条件的条目" in page(leader, LIST, state="withdrawn")
    reason = post(leader, url(old) + "withdrawal/", version=0, reason="文件已换")
    assert "文件已换" in page(leader, reason.headers["Location"])
    assert "第0套" in page(leader, LIST, state="withdrawn")
    assert "第0套" not in page(leader, LIST, before=old.pk + 1)


def test_values_of_every_kind_are_shown_for_what_they_are(leader, zone, rank) -> None:
    made = used(zone.leader, (*PLAN, ("3", "缺的", "")))
    figure, typed, outside, lacking = (url(made, code) for code in ("1.1", "1.2", "2", "3"))
    assert post(leader, figure, kind="figure", edition=0, figure=KEY, period="2021").status_code == 302
    shown = page(leader, figure)
    assert 'data-value="3"' in shown
    assert "已发布并固定，有 3 条记录" in shown
    post(leader, typed, kind="typed", edition=0, text="93.5", unit="%", period="2021", source="问卷")
    assert "手填，未经证明。" in page(leader, typed)
    post(leader, outside, kind="fact", edition=0, fact=rank.pk)
    assert "由来源算出，不是本系统算的。" in page(leader, outside)
    assert "更正原因" not in page(leader, lacking)
    post(leader, lacking, kind="missing", edition=0, missing="缺名单，由秘书处提供")
    assert "缺名单，由秘书处提供" in page(leader, lacking)
    tree = page(leader, url(made))
    assert "最下一级 4 项：3 项有值，1 项缺。" in tree
    assert "缺名单，由秘书处提供" in tree
    assert "未经证明" in tree
    assert "这一项下面还有指标" in page(leader, url(made, "1"))


def test_a_correction_needs_a_reason_and_the_history_stays(leader, zone) -> None:
    made = used(zone.leader)
    one = url(made, "1.2")
    given(item(made, "1.2"), "typed", TYPED, zone.officer)
    values = {"kind": "typed", "edition": 1, "text": "94", "unit": "%", "period": "2021", "source": "复核表"}
    bad = post(leader, one, **values)
    assert bad.status_code == 422
    assert '<details class="ym-more" open>' in bad.content.decode(), "the form with the error is open"
    assert 'value="复核表"' in bad.content.decode()
    assert post(leader, one, **values, reason="复核").status_code == 302
    shown = page(leader, one)
    assert "复核" in shown
    assert "问卷第 3 页" in shown
    same = post(leader, one, **values | {"edition": 2}, reason="再")
    assert "第 2 版完全相同" in same.content.decode()
    assert post(leader, one, **values, reason="晚了").status_code == 409
    assert post(leader, one, edition=2).status_code == 422


def test_what_should_be_checked_is_said(leader, zone, one_leaves, rank) -> None:
    row = {"code": "2", "name": "绿色", "weight": "40", "unit": "亿元"}
    made = started(zone.leader)
    evaluating.put(made.pk, version=0, row=row, by=zone.leader, op=uuid4())
    evaluating.use(made.pk, version=1, by=zone.leader, op=uuid4())
    given(item(made, "2"), "figure", {"figure": KEY, "period": THIS_YEAR}, zone.leader)
    shown = page(leader, url(made, "2"))
    assert "指标的计量单位是“亿元”，值的是" in shown
    assert "后来发布了" not in shown
    one_leaves()
    publishing.publish(KEY, THIS_YEAR, reason="一家退出", by=zone.leader, op=uuid4())
    assert "这个数字后来发布了第 2 版" in page(leader, url(made, "2"))
    given(item(made, "1.1"), "fact", {"fact": rank.pk}, zone.leader)
    assert "后来停用了" not in page(leader, url(made, "1.1"))
    facts.withdraw(rank.pk, reason="作废", by=zone.officer, op=uuid4())
    assert "这条外部数据后来停用了：作废" in page(leader, url(made, "1.1"))


def test_evidence_is_added_opened_and_removed(officer, zone) -> None:
    made = used(zone.leader)
    value = given(item(made, "1.2"), "typed", TYPED, zone.officer)
    one = url(made, "1.2")
    assert post(officer, one + "evidence/", value=value.pk).status_code == 422
    upload = SimpleUploadedFile("证书.pdf", b"%PDF-1.7 x")
    assert post(officer, one + "evidence/", value=value.pk, file=upload).status_code == 302
    kept = Evidence.objects.get()
    assert "证书.pdf" in page(officer, one)
    assert content(officer.get(f"{LIST}evidence/{kept.pk}/")) == b"%PDF-1.7 x"
    assert post(officer, f"{LIST}evidence/{kept.pk}/removal/").status_code == 302
    assert "证书.pdf" not in page(officer, one)
    assert "已经移除" in page(officer, f"{LIST}evidence/{kept.pk}/", 404)
    page(officer, f"{LIST}evidence/{kept.pk + 1}/", 404)


def test_an_officer_gives_values_but_publishes_no_figure(officer, zone) -> None:
    made = used(zone.leader)
    shown = page(officer, url(made, "1.1"))
    assert "写明缺什么" in shown
    assert "用系统的数字" not in shown
    answer = post(officer, url(made, "1.1"), kind="figure", edition=0, figure=KEY, period="2021")
    assert answer.status_code == 422
    assert not IndicatorValue.objects.exists()


def test_the_auditor_reads_only(signed_in, zone) -> None:
    made = used(zone.leader)
    given(item(made, "1.1"), "figure", FIGURE, zone.leader)
    auditor = signed_in(Role.AUDITOR)
    assert "写下缺什么" not in page(auditor, url(made, "1.1"))
    assert "新建指标体系" not in page(auditor, LIST)
    assert post(auditor, url(made, "1.1"), kind="missing", edition=1, missing="缺", reason="改").status_code == 403
    page(auditor, url(made) + "indicators/0/", 404)


def test_ranks_stand_beside_the_system_with_their_source(leader, zone, rank) -> None:
    made = used(zone.leader)
    assert "没有列出名次或评分" in page(leader, url(made))
    post(leader, url(made) + "standings/", fact=rank.pk)
    shown = page(leader, url(made))
    assert "由来源算出，不是本系统按这套指标算的。" in shown
    assert "27位" in shown
    assert "演示文件（虚构）" in shown
    facts.withdraw(rank.pk, reason="作废了", by=zone.officer, op=uuid4())
    assert "作废了" in page(leader, url(made))
    post(leader, url(made) + "standings/", fact=rank.pk, do="remove")
    assert "没有列出名次或评分" in page(leader, url(made))


@pytest.mark.parametrize("where", ["list", "tree"])
def test_the_number_of_queries_does_not_grow(where, leader, zone) -> None:
    counts = []
    for many in (1, 3, 30):
        made = used(zone.leader, [(str(number), "甲", "") for number in range(1, many + 1)])
        for each in made.indicators.all():
            value = given(each, "figure", FIGURE, zone.leader)
            valuing.attach(value.pk, kept=file(), by=zone.officer, op=uuid4())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(leader, LIST if where == "list" else url(made))
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert counts[0] <= 12
