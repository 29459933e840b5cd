"""What people do with superiors' forms on the pages: upload, place, take up proposals, preview, fill, download."""

from __future__ import annotations

import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from python_calamine import CalamineWorkbook
from tests.downloads import content
from tests.reports.conftest import KEY
from tests.reports.test_forms import MONTH, fill, source, uploaded
from tests.reports.test_grids import HOSTILE
from tests.reports.test_pages import page, post

from yuanmeng.core.actor import Role
from yuanmeng.desk.demo import forms as made
from yuanmeng.ledger import figures
from yuanmeng.reports.actions import facts
from yuanmeng.reports.actions import forms as actions
from yuanmeng.reports.models import Filling, SuperiorForm
from yuanmeng.reports.pages import forms as forms_page

LIST = "/superior-forms/"


@pytest.fixture
def leader(zone, signed_in) -> Client:
    return signed_in(Role.ZONE_LEADER)


@pytest.fixture
def form(zone) -> SuperiorForm:
    return uploaded(zone.officer)


@pytest.fixture
def placed(form, zone) -> SuperiorForm:
    return actions.place(form.pk, version=0, sources=[source("1!C5")], by=zone.officer, op=uuid4())


def sent(client: Client, file: bytes, name: str = "表.xlsx", **changes):
    values = {"name": "诉求月报", "superior": "演示局（虚构）", "rhythm": "month"} | changes
    return post(client, LIST + "new/", file=SimpleUploadedFile(name, file), **values)


def test_a_form_from_upload_to_download(leader, zone) -> None:
    assert "还没有上级报表" in page(leader, LIST)
    answer = sent(leader, made.appeals())
    form = SuperiorForm.objects.get()
    url = f"{LIST}{form.pk}/"
    assert answer.headers["Location"] == url + "placing/"
    drawn = page(leader, url + "placing/")
    assert 'rowspan="2" colspan="1" data-cell="1!A3"' in drawn
    assert f'href="{url}placing/?cell=1%21C5#source"' in drawn
    assert 'value="1!C5" selected' in page(leader, url + "placing/", cell="1!C5")
    values = {"cell": "1!C5", "source": f"figure:{KEY}", "span": "this"}
    assert post(leader, url + "placing/", version=0, **values).status_code == 302
    drawn = page(leader, url + "placing/", cell="1!C5")
    assert f'<option value="figure:{KEY}" selected>' in drawn
    proposals = re.findall(r'name="proposal" value="([^"]+)"', drawn)
    assert "1!A2 field:zone" in proposals
    assert "1!D5 figure:issues.raised last_year" in proposals
    taken = {"proposal": ["1!A2 field:zone", "1!D5 figure:issues.raised last_year"], "version": 1}
    assert post(leader, url + "suggestions/", **taken).status_code == 302
    assert "已采用 2 条建议" in page(leader, url)
    preview = page(leader, url + "filling/", period=MONTH)
    assert re.search(rf'href="/figures/{KEY}/\?period={MONTH}" title="[^"]*3 条记录[^"]*" data-number>3</a>', preview)
    assert "没有来源，会留空： D2、" in preview
    assert "还没有结束" not in preview
    filled = post(leader, url + "filling/", version=2, period=MONTH).headers["Location"]
    assert ">3</a>" in page(leader, filled)
    file = leader.get(filled + "file/")
    assert "attachment" in file.headers["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(BytesIO(content(file))).get_sheet_by_index(0).to_python()
    assert rows[4][:4] == ["收到的企业问题", "件", 3.0, 0.0]
    meter = page(leader, LIST)
    assert "<strong data-forms>1</strong>" in meter
    assert "<strong data-numbers>2</strong>" in meter
    assert re.findall(r"data-added>(\d+)<", page(leader, LIST + "fillings/")) == ["2"]
    assert content(leader.get(url + "original/")) == made.appeals()


def test_a_word_form_is_uploaded_and_filled(leader, zone) -> None:
    sent(leader, made.visits(), "表.docx")
    form = SuperiorForm.objects.get()
    actions.place(form.pk, version=0, sources=made.visits_sources(), by=zone.officer, op=uuid4())
    drawn = page(leader, f"{LIST}{form.pk}/")
    assert "表外的文字" in drawn
    assert "表 1" in drawn
    done = fill(form, zone.leader)
    file = content(leader.get(f"{LIST}{form.pk}/fillings/{done.pk}/file/"))
    assert Document(BytesIO(file)).tables[0].cell(2, 1).text == "0"


@pytest.mark.parametrize(("name", "says"), [
    ("macro", "文件含有宏"), ("link", "链接了其他文件"), ("bomb", "不相称"), ("old", "旧版 Office"),
    ("other", "这不是 .xlsx"), ("doctype", "文档类型声明"), ("large", "超过 300 行"),
    ("object", "嵌有其他文件"), ("broken", "已损坏"),
])  # fmt: skip
def test_a_hostile_file_is_not_stored(name, says, leader) -> None:
    answer = sent(leader, HOSTILE[name])
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "诉求月报" in answer.content.decode(), "what was typed stays"
    assert not SuperiorForm.objects.exists()


def test_a_file_that_is_too_large_or_missing_is_refused(leader, monkeypatch) -> None:
    monkeypatch.setattr(forms_page, "MOST", 100)
    assert "文件超过" in sent(leader, made.appeals()).content.decode()
    assert post(leader, LIST + "new/", name="甲").status_code == 422


def test_bad_input_is_refused_with_a_sentence(leader, placed) -> None:
    url = f"{LIST}{placed.pk}/"
    wrong = {"cell": "1!A5", "source": f"figure:{KEY}", "span": "this", "version": 1}
    assert post(leader, url + "placing/", **wrong).status_code == 422
    empty = post(leader, url + "placing/", cell="1!C6", source="text", text="", version=1)
    assert "请写要填的文字" in empty.content.decode()
    for proposal in ("", "1!C6", "1!C6 figure:x this more"):
        assert post(leader, url + "suggestions/", proposal=proposal, version=1).status_code == 422
    assert post(leader, url + "suggestions/", version=1).status_code == 422
    assert post(leader, url + "clearing/", cell="1!Z9", version=1).status_code == 422
    for asked in ("2021Q3", "x", "2098-01"):
        page(leader, url + "filling/", 422, period=asked)
        assert post(leader, url + "filling/", version=1, period=asked).status_code == 422
    assert post(leader, url + "filling/", version=0, period=MONTH).status_code == 409
    page(leader, url + "fillings/999/", 404)
    assert not Filling.objects.exists()


def test_a_source_is_taken_away_and_a_form_withdrawn(leader, placed, zone) -> None:
    url = f"{LIST}{placed.pk}/"
    fill(placed, zone.leader)
    assert post(leader, url + "clearing/", cell="1!C5", version=1).status_code == 302
    assert "还没有指定" in page(leader, url + "placing/")
    assert "按此填报" not in page(leader, url + "filling/"), "there is nothing to fill"
    assert post(leader, url + "withdrawal/", version=2, reason="").status_code == 422
    assert post(leader, url + "withdrawal/", version=2, reason="换了新表").status_code == 302
    shown = page(leader, url)
    assert "换了新表" in shown
    assert "预览并填报" not in shown
    assert MONTH in shown
    assert placed.name not in page(leader, LIST)
    assert placed.name in page(leader, LIST, state="withdrawn")
    assert "没有符合条件" in page(leader, LIST, q="别的")


def test_editions_show_their_difference_and_what_was_missing(leader, placed, zone, rank, monkeypatch) -> None:
    first = fill(placed, zone.leader)
    sources = [source("1!C6", "fact", str(rank.pk)), source("1!C7", "rate", "matching.fill")]
    sources.append(source("1!C8", "text", text="无"))
    actions.place(placed.pk, version=1, sources=sources, by=zone.leader, op=uuid4())
    second = fill(placed, zone.leader)
    url = f"{LIST}{placed.pk}/fillings/"
    shown = page(leader, f"{url}{second.pk}/")
    assert "与上一版不同的格" in shown
    assert re.search(r"<td>C6</td>.*?全省开发区综合评价名次.*?—.*?27", shown)
    assert re.search(r"<li>C7：<span data-record>“缺工得到支援的比例”的基数不足", shown)
    assert f'href="/outside-facts/{rank.pk}/"' in shown
    assert "与上一版不同的格" not in page(leader, f"{url}{first.pk}/")
    facts.withdraw(rank.pk, reason="更正", by=zone.officer, op=uuid4())
    detail = page(leader, f"{LIST}{placed.pk}/")
    assert f"已停用：{rank.pk}" in detail
    assert "“无”" in detail
    monkeypatch.delitem(figures._FIGURES, KEY)
    assert re.search(r"<span[^>]*>3</span>", page(leader, f"{url}{second.pk}/")), "no link to a figure that is no more"


def test_a_rate_opens_its_part(leader, placed, zone, monkeypatch) -> None:
    from dataclasses import replace

    rate = replace(figures.rates()["matching.fill"], part=KEY, base=KEY, least=1)
    monkeypatch.setitem(figures._RATES, "matching.fill", rate)
    actions.place(placed.pk, version=1, sources=[source("1!C7", "rate", "matching.fill")], by=zone.leader, op=uuid4())
    shown = page(leader, f"{LIST}{placed.pk}/filling/", period=MONTH)
    assert re.search(rf'href="/figures/{KEY}/\?period={MONTH}"[^>]*>100.0%</a>', shown)


def test_a_period_that_runs_says_so(leader, zone) -> None:
    form = uploaded(zone.officer, rhythm="year", name="年报")
    from django.utils import timezone

    assert "才结束，数还会变" in page(leader, f"{LIST}{form.pk}/filling/", period=str(timezone.localdate().year))


def test_who_sees_and_who_may(placed, zone, signed_in) -> None:
    done = fill(placed, zone.leader)
    url = f"{LIST}{placed.pk}/"
    for role in (Role.AUDITOR, Role.DEPARTMENT_HANDLER):
        client = signed_in(role)
        assert "上传空白表" not in page(client, LIST)
        assert "指定数据来源" not in page(client, url)
        page(client, f"{url}fillings/{done.pk}/")
        for address in ("placing/", "filling/"):
            page(client, url + address, 403)
        assert post(client, url + "withdrawal/", version=1, reason="无").status_code == 403
        page(client, LIST + "new/", 403)
    firm = signed_in(Role.FIRM_ADMINISTRATOR, zone.firms[0].pk)
    for address in (LIST, LIST + "fillings/", LIST + "new/"):
        page(firm, address, 403)
    for address in (
        url,
        url + "original/",
        url + "placing/",
        f"{url}fillings/{done.pk}/",
        f"{url}fillings/{done.pk}/file/",
    ):
        page(firm, address, 404)
    assert Client().get(LIST).status_code == 403


@pytest.mark.parametrize("address", [LIST, LIST + "fillings/"])
def test_lists_ask_the_same_however_long(address, leader, zone, monkeypatch) -> None:
    asked = {}
    for count in (1, 3, 30):
        while SuperiorForm.objects.count() < count:
            form = uploaded(zone.officer, name=f"表{SuperiorForm.objects.count()}")
            actions.place(form.pk, version=0, sources=[source("1!C5")], by=zone.officer, op=uuid4())
            fill(form, zone.leader, version=1)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(leader, address)
        asked[count] = len(queries)
    assert asked[1] == asked[3] == asked[30] <= 12
    module = "forms" if address == LIST else "forms_filling"
    monkeypatch.setattr(f"yuanmeng.reports.pages.{module}.PAGE", 20)
    first = page(leader, address)
    older = re.search(r"\?before=(\d+)", first)[1]
    assert len(re.findall(r"<tr><td><a", first)) == 20
    assert len(re.findall(r"<tr><td><a", page(leader, address, before=older))) == 10
    page(leader, address, 422, before="x")


def test_a_page_of_a_form_asks_little(leader, placed, zone) -> None:
    fill(placed, zone.leader)
    for address in ("", "placing/", f"fillings/{Filling.objects.get().pk}/", "filling/"):
        with CaptureQueriesContext(connection) as queries:
            page(leader, f"{LIST}{placed.pk}/{address}")
        assert len(queries) <= 12, address
