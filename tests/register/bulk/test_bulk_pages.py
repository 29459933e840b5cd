"""The pages of bulk edits: the whole way of a sheet, paging, what each role sees."""

from __future__ import annotations

import io
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.downloads import workbook
from tests.register.bulk.bulk_files import brought, sheet_of

from yuanmeng.core.actor import Role
from yuanmeng.ledger.models import Event
from yuanmeng.register.models import BulkCell, BulkEdit, Organisation

READERS = (Role.SERVICE_OFFICER, Role.ZONE_LEADER, Role.AUDITOR)
LIST = "/bulk-edits/"


@pytest.fixture
def desk(signed_in):
    return signed_in(Role.SERVICE_OFFICER)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def send(client, name: str, *args, **fields):
    return client.post(reverse(f"register:{name}", args=args), {"op": uuid4(), **fields})


def file_of(book: openpyxl.Workbook, name: str = "改.xlsx") -> SimpleUploadedFile:
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


def test_the_whole_way_of_a_sheet(firm, desk, signed_in) -> None:
    firm("泉北食品有限公司", address="一号")
    firm("济阳机械有限公司", address="二号")
    listed = text(desk.get(LIST, {"query": "q=泉北"}))
    assert "当前筛选：1 家" in listed
    down = send(desk, "bulk_download", query="q=泉北", columns=["address", "scope"])
    assert "attachment" in down.headers["Content-Disposition"]
    book = workbook(down)
    first = book.worksheets[0]
    assert [row[3].value for row in first.iter_rows(min_row=2)] == ["泉北食品有限公司"]
    first.cell(2, 5, "<b>三号</b>")
    sent = send(desk, "bulk_edits", file=file_of(book))
    edit = BulkEdit.objects.get()
    assert sent.headers["Location"] == reverse("register:bulk_edit", args=[edit.pk])
    page = text(desk.get(sent.headers["Location"]))
    assert "&lt;b&gt;三号&lt;/b&gt;" in page
    assert "文件 1 行：修改 1 家共 1 格，0 行无变化，0 处不处理" in page
    assert send(desk, "bulk_proposing", edit.pk, version=0).status_code == 302
    assert "批准并执行" not in text(desk.get(sent.headers["Location"]))
    leader = signed_in(Role.ZONE_LEADER)
    assert "批准并执行" in text(leader.get(sent.headers["Location"]))
    assert send(leader, "bulk_approving", edit.pk, version=1).status_code == 302
    assert Organisation.objects.get(name="泉北食品有限公司").address == "<b>三号</b>"
    assert send(leader, "bulk_undoing", edit.pk, version=2).status_code == 302
    page = text(leader.get(sent.headers["Location"]))
    assert "已撤销" in page
    assert Organisation.objects.get(name="泉北食品有限公司").address == "一号"
    assert "改.xlsx" in text(desk.get(LIST, {"state": "undone"}))
    assert "没有批量修改" in text(desk.get(LIST, {"state": "draft"}))
    verbs = list(Event.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-5:] == ["bulk.download", "bulk.upload", "bulk.propose", "bulk.approve", "bulk.undo"]


def test_declining_and_withdrawing(firm, desk, officer, signed_in, tmp_path) -> None:
    first, second = (draft(firm, officer, tmp_path, 1) for _each in range(2))
    BulkEdit.objects.update(proposed_by=desk.get("/bulk-edits/").wsgi_request.actor.user_id)
    for edit in (first, second):
        send(desk, "bulk_proposing", edit.pk, version=0)
    leader = signed_in(Role.ZONE_LEADER)
    assert send(leader, "bulk_declining", first.pk, version=1, answer="").status_code == 422
    assert send(leader, "bulk_declining", first.pk, version=1, answer="再核对<i>").status_code == 302
    assert "再核对&lt;i&gt;" in text(desk.get(reverse("register:bulk_edit", args=[first.pk])))
    assert send(desk, "bulk_withdrawing", second.pk, version=1).status_code == 302
    assert "已撤回" in text(desk.get(reverse("register:bulk_edit", args=[second.pk])))


def test_a_file_that_cannot_be_read_is_refused_on_the_page(firm, desk) -> None:
    firm()
    assert "没有找到" in text(send(desk, "bulk_edits", file=file_of(openpyxl.Workbook())), 422)
    assert "批量修改" in text(send(desk, "bulk_edits"), 422)
    assert send(desk, "bulk_download", query="").status_code == 422


def draft(firm, officer, tmp_path, rows: int) -> BulkEdit:
    book = sheet_of([firm() for _row in range(rows)], ("address", "name"), officer)
    for row in range(rows):
        book.worksheets[0].cell(row + 2, 5, f"新址{row}")
    return brought(book, tmp_path, officer)


def test_the_difference_pages_by_key_and_by_what_became_of_the_cells(firm, desk, officer, tmp_path) -> None:
    book = sheet_of([firm() for _row in range(105)], ("address", "kind"), officer)
    first = book.worksheets[0]
    for row in range(105):
        first.cell(row + 2, 5, f"新址{row}")
    first.cell(2, 6, "公司")
    first.append([10**6, 0])
    edit = brought(book, tmp_path, officer)
    where = reverse("register:bulk_edit", args=[edit.pk])
    page = desk.get(where, {"tab": "nonsense"})
    rest = desk.get(where, {"tab": "change", "after": page.context["more"]})
    assert (len(page.context["cells"]), len(rest.context["cells"]), rest.context["more"]) == (100, 5, None)
    invalid = desk.get(where, {"tab": "invalid"})
    assert [(one["was"], one["now"]) for one in invalid.context["cells"]] == [("企业", "公司")]
    assert "没有这个档案编号" in text(desk.get(where, {"tab": "unknown"}))


def test_a_draft_of_invalid_cells_alone_opens_on_them_and_is_not_proposed(firm, officer, signed_in, tmp_path) -> None:
    book = sheet_of([firm()], ("kind",), officer)
    book.worksheets[0].cell(2, 5, "公司")
    edit = brought(book, tmp_path, officer)
    desk = signed_in(Role.SERVICE_OFFICER)
    BulkEdit.objects.update(proposed_by=desk.get(LIST).wsgi_request.actor.user_id)
    page = desk.get(reverse("register:bulk_edit", args=[edit.pk]))
    assert (page.context["tab"], page.context["may"]) == ("invalid", ["withdraw"])
    BulkCell.objects.all().delete()
    BulkEdit.objects.update(counts={})
    assert desk.get(reverse("register:bulk_edit", args=[edit.pk])).context["tab"] == "change"


@pytest.mark.parametrize("role", [None, *Role])
def test_who_sees_the_pages(role, firm, officer, signed_in, tmp_path) -> None:
    edit = draft(firm, officer, tmp_path, 1)
    client = signed_in(role)
    for url in (LIST, reverse("register:bulk_edit", args=[edit.pk])):
        status = client.get(url).status_code
        assert status == 200 if role in READERS else status in {403, 404}
    own = role is Role.SERVICE_OFFICER
    assert (send(client, "bulk_download", query="", columns=["address"]).status_code == 200) == own
    assert (send(client, "bulk_edits", file=file_of(openpyxl.Workbook())).status_code == 422) == own


def test_the_pages_ask_the_same_number_of_queries_however_long(firm, desk, officer, tmp_path) -> None:
    counts = []
    for rows in (1, 3, 30):
        edit = draft(firm, officer, tmp_path, rows)
        seen = []
        for url in (LIST, reverse("register:bulk_edit", args=[edit.pk])):
            with CaptureQueriesContext(connection) as queries:
                text(desk.get(url))
            seen.append(len(queries))
        counts.append(seen)
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 14


def test_the_list_pages_by_key(firm, desk, officer, tmp_path) -> None:
    edit = draft(firm, officer, tmp_path, 1)
    fields = {"file_name": "x", "proposed_at": edit.proposed_at, "proposed_by": edit.proposed_by}
    BulkEdit.objects.bulk_create(BulkEdit(**fields) for _each in range(26))
    page = desk.get(LIST)
    rest = desk.get(LIST, {"after": page.context["more"]})
    assert (len(page.context["rows"]), len(rest.context["rows"])) == (25, 2)
