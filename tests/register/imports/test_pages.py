"""Importing in the browser, without JavaScript: upload, columns, check, preview, apply, result, undo, held rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.downloads import content
from tests.register.imports.conftest import HEADER, code, firm

from yuanmeng.core.actor import Role
from yuanmeng.jobs.worker import drain
from yuanmeng.register.models import HeldRow, ImportBatch, Organisation
from yuanmeng.register.pages import held, imports, imports_showing

File = Callable[..., Path]


@pytest.fixture(autouse=True)
def _jobs(tmp_path: Path, settings: object) -> None:
    settings.JOBS = tmp_path / "jobs"  # type: ignore[attr-defined]


@pytest.fixture
def client(signed_in: Callable[..., Client]) -> Client:
    return signed_in(Role.SERVICE_OFFICER)


def fresh(**typed: object) -> dict[str, object]:
    return {"op": str(uuid4()), **typed}


def upload(client: Client, path: Path, **typed: object) -> str:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post("/imports/new/", fresh(file=file, source="测试来源", as_of="", **typed))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def text(client: Client, url: str, **query: object) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def seen(html: str) -> str:
    return re.findall(r'name="version" value="(\d+)"', html)[0]


def columns(html: str) -> dict[str, str]:
    found = re.findall(r'<select name="(column_\d+)".*?</select>', html, re.DOTALL)
    chosen = re.findall(r'<select name="(column_\d+)"[^>]*>(?:(?!</select>).)*value="(\w*)" selected', html, re.DOTALL)
    return dict.fromkeys(found, "") | dict(chosen)


def settle(client: Client, url: str) -> None:
    html = text(client, url)
    answer = client.post(url, fresh(version=seen(html), as_of="", **columns(html)))
    assert answer.status_code == 302, answer.content.decode()


def applied(client: Client, path: Path) -> str:
    url = upload(client, path)
    settle(client, url)
    drain()
    assert client.post(f"{url}applying/", fresh(version=seen(text(client, url)))).status_code == 302
    drain()
    return url


def test_the_whole_way_of_a_file(client: Client, csv_file: File) -> None:
    assert "还没有导入过文件" in text(client, "/imports/")
    assert 'type="file"' in text(client, "/imports/new/")
    rows = [firm(1), firm(2, uscc="123"), firm(3, uscc="")]
    url = upload(client, csv_file([["序号", *HEADER, "备注"], *[["1", *row, ""] for row in rows]], name="名录.csv"))
    assert columns(text(client, url)) == {
        "column_0": "",
        "column_1": "name",
        "column_2": "uscc",
        "column_3": "founded",
        "column_4": "registered_capital",
        "column_5": "scope",
        "column_6": "address",
        "column_7": "",
    }
    settle(client, url)
    assert "等待后台处理" in text(client, url)
    assert "HX-Refresh" not in client.get(f"{url}working/").headers
    drain()
    assert client.get(f"{url}working/")["HX-Refresh"] == "true"
    preview = text(client, url)
    assert re.findall(r"<strong>(\d+)</strong><span>(\w+)", preview) == [
        ("3", "数据行"),
        ("1", "新建"),
        ("0", "更新"),
        ("0", "无变化"),
        ("1", "待定"),
        ("1", "拒绝"),
    ]
    assert "应为 18 位，这里是 3 位" in preview
    assert code(1) in preview
    errors = client.get(f"{url}troubles/")
    assert errors["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert content(errors).decode("utf-8-sig").count("\n") == 3
    client.cookies["django_language"] = "en"
    said = "has 18 characters, this has 3"
    assert said in text(client, url)
    english = content(client.get(f"{url}troubles/")).decode("utf-8-sig")
    assert english.startswith("State,")
    assert said in english
    client.cookies["django_language"] = "zh-hans"
    assert "column_1" in text(client, url, columns=1)
    client.post(f"{url}applying/", fresh(version=seen(preview)))
    drain()
    made = Organisation.objects.get()
    result = text(client, url)
    assert f"/firms/{made.pk}/" in result
    assert "有 1 行等待您决定" in result
    assert content(client.get(f"{url}source/")).decode().startswith("序号,名称")
    assert "名录.csv" in text(client, "/imports/")


def test_a_file_that_cannot_be_read_is_told_beside_the_field_and_not_kept(client: Client, settings: object) -> None:
    file = SimpleUploadedFile("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x")
    answer = client.post("/imports/new/", fresh(file=file, source="测试来源"))
    assert answer.status_code == 422
    assert "测试来源" in answer.content.decode()
    note = SimpleUploadedFile("x.csv", "备注\n无\n".encode())
    answer = client.post("/imports/new/", fresh(file=note, source="测试来源"))
    assert (answer.status_code, "没有找到表头" in answer.content.decode()) == (422, True)
    assert list(Path(settings.FILES_ROOT).iterdir()) == []  # type: ignore[attr-defined]
    assert client.post("/imports/new/", fresh(source="测试来源")).status_code == 422
    assert ImportBatch.objects.count() == 0


def test_columns_that_contradict_each_other_are_told(client: Client, csv_file: File) -> None:
    url = upload(client, csv_file([["名称", "信用代码", "从业人员"], ["泉北食品", code(1), "5"]]))
    html = text(client, url)
    for changed, sentence in (
        ({}, "请给出截至日期"),
        ({"column_1": "name"}, "两列都对应"),
        ({"column_0": ""}, "没有一列对应"),
    ):
        answer = client.post(url, fresh(version=seen(html), as_of="", **columns(html) | changed))
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    answer = client.post(url, fresh(version=seen(html), as_of="没有", **columns(html)))
    assert answer.status_code == 422


def test_another_sheet_and_giving_up(client: Client, xlsx_file: File) -> None:
    url = upload(client, xlsx_file({"一": [HEADER, firm(1)], "二": [HEADER, firm(2)]}))
    html = text(client, url)
    assert "<option selected>一</option><option>二</option>" in html
    assert client.post(f"{url}sheet/", fresh(sheet="二", version=seen(html))).status_code == 302
    html = text(client, url)
    assert code(2) in html
    assert client.post(f"{url}dropping/", fresh(version=seen(html))).status_code == 302
    assert "已放弃" in text(client, url)


def test_updates_are_shown_before_they_are_written(client: Client, csv_file: File) -> None:
    applied(client, csv_file([HEADER, firm(1)]))
    url = upload(client, csv_file([HEADER, firm(1, address="别处", capital="600万元")]))
    settle(client, url)
    drain()
    preview = text(client, url)
    assert '<del class="ym-del">虚构市泉北大街1号</del>' in preview
    assert '<ins class="ym-ins">别处</ins>' in preview
    assert "6,000,000.00 CNY" in preview


def test_a_job_that_was_refused_says_why(client: Client, csv_file: File) -> None:
    url = upload(client, csv_file([HEADER, firm(1)]))
    settle(client, url)
    Path(imports.path_of(ImportBatch.objects.get().stored)).write_text("x")
    drain()
    html = text(client, url)
    assert "与上传时不一致" in html
    assert columns(html)["column_0"] == "name"


def test_undoing_with_preview(client: Client, csv_file: File) -> None:
    url = applied(client, csv_file([HEADER, firm(1)]))
    html = text(client, f"{url}undoing/")
    assert "确认撤销" in html
    assert client.post(f"{url}undoing/", fresh(version=seen(html))).status_code == 302
    drain()
    assert "已撤销" in text(client, url)
    assert "本批没有写入任何单位" in text(client, url)
    assert Organisation.objects.count() == 0


def test_pages_of_troubles_and_of_firms(client: Client, csv_file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports_showing, "PAGE", 2)
    url = upload(client, csv_file([HEADER, *(firm(n) for n in range(3)), *(firm(n, uscc="1") for n in range(3))]))
    settle(client, url)
    drain()
    first = text(client, url)
    assert ("?start=2" in first, "?start=0" in first) == (True, False)
    second = text(client, url, start=2)
    assert ("?start=4" in second, "?start=0" in second) == (False, True)
    client.post(f"{url}applying/", fresh(version=seen(first)))
    drain()
    assert "?start=2" in text(client, url)
    assert "?start=0" in text(client, url, start=2)


def test_the_list_is_paged_by_key(client: Client, csv_file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "PAGE", 1)
    path = csv_file([HEADER, firm(1)])
    upload(client, path)
    second = ImportBatch.objects.get().pk + 1
    upload(client, path)
    html = text(client, "/imports/")
    assert f"?before={second}" in html
    assert f"/imports/{second - 1}/" in text(client, "/imports/", before=second)


@pytest.mark.parametrize("url", ["/imports/", "/held-rows/"])
def test_lists_take_the_same_number_of_queries(client: Client, csv_file: File, url: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as run:
            text(client, url)
        return len(run)

    applied(client, csv_file([HEADER, firm(1, uscc="")], name="1.csv"))
    queries()
    few = queries()
    for number in range(2, 5):
        applied(client, csv_file([HEADER, firm(number, uscc="")], name=f"{number}.csv"))
    assert queries() == few


def test_held_rows_are_decided(client: Client, csv_file: File) -> None:
    url = applied(
        client, csv_file([HEADER, firm(1, uscc="91350100M0001TGQXM"), firm(2, uscc=""), firm(3, capital="200")])
    )
    batch = url.split("/")[2]
    listed = text(client, "/held-rows/", batch=batch)
    assert listed.count("/held-rows/") >= 3
    first, second, third = HeldRow.objects.order_by("pk")
    html = text(client, f"/held-rows/{first.pk}/")
    assert "已对照营业执照，代码无误" in html
    cells = {f"cell_{place}": cell for place, cell in first.cells.items()}
    answer = client.post(f"/held-rows/{first.pk}/", fresh(version="0", choice="take", accepted="", note="", **cells))
    assert (answer.status_code, "校验位不符" in answer.content.decode()) == (422, True)
    answer = client.post(
        f"/held-rows/{first.pk}/", fresh(version="0", choice="take", accepted="wrong_check", note="执照", **cells)
    )
    assert answer.status_code == 302
    answer = client.post(f"/held-rows/{second.pk}/", fresh(version="0", choice="dismiss", note=""))
    assert (answer.status_code, "请写明不收录的原因" in answer.content.decode()) == (422, True)
    assert client.post(f"/held-rows/{second.pk}/", fresh(version="0", choice="dismiss", note="重复")).status_code == 302
    assert (
        client.post(f"/held-rows/{third.pk}/", fresh(version="0", choice="take", accepted="maybe")).status_code == 422
    )
    assert "重复" in text(client, f"/held-rows/{second.pk}/")
    assert str(first.batch) in text(client, "/held-rows/", state="taken")
    assert "没有这样的行" in text(client, "/held-rows/", state="undone")
    assert str(third.value) in text(client, "/held-rows/", state="nonsense")


def test_a_known_name_is_shown_with_its_firm(client: Client, csv_file: File) -> None:
    applied(client, csv_file([HEADER, firm(1)], name="1.csv"))
    applied(client, csv_file([HEADER, firm(1, uscc="", scope="食" * 70)], name="2.csv"))
    row = HeldRow.objects.get()
    html = text(client, f"/held-rows/{row.pk}/")
    assert f"/firms/{row.organisation_id}/" in html
    assert "是另一家同名单位" in html
    assert f"但名录中已有同名单位“{row.more}”" in html


def test_a_merged_firm_can_only_be_mended(client: Client, csv_file: File) -> None:
    applied(client, csv_file([HEADER, firm(1), firm(2)], name="1.csv"))
    kept, gone = Organisation.objects.order_by("uscc")
    Organisation.objects.filter(pk=gone.pk).update(state="merged", merged_into=kept)
    applied(client, csv_file([HEADER, firm(2, address="别处")], name="2.csv"))
    row = HeldRow.objects.get()
    cells = {f"cell_{place}": cell for place, cell in row.cells.items()}
    answer = client.post(f"/held-rows/{row.pk}/", fresh(version="0", choice="take", accepted="", **cells))
    assert (answer.status_code, "已并入其他单位" in answer.content.decode()) == (422, True)


def test_held_rows_are_paged_by_key(client: Client, csv_file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "PAGE", 1)
    applied(client, csv_file([HEADER, firm(1, uscc=""), firm(2, uscc="")]))
    first = HeldRow.objects.order_by("pk").first()
    assert f"after={first.pk}" in text(client, "/held-rows/")
    assert f"/held-rows/{first.pk}/" not in text(client, "/held-rows/", after=first.pk)


def test_who_may_look_and_who_may_not(signed_in: Callable[..., Client], client: Client, csv_file: File) -> None:
    url = upload(client, csv_file([HEADER, firm(1)]))
    auditor = signed_in(Role.AUDITOR)
    assert "上传文件" not in text(auditor, "/imports/")
    assert "确认并检查" not in text(auditor, url)
    assert auditor.get("/imports/new/").status_code == 403
    assert auditor.post(url, fresh(version="0")).status_code == 403
    assert auditor.get(f"{url}source/").status_code == 403
    assert auditor.get(f"{url}undoing/").status_code == 403
    stranger = signed_in(Role.FIRM_STAFF, 1)
    for page in ("/imports/", "/held-rows/"):
        assert stranger.get(page).status_code == 403
    assert stranger.get(url).status_code == 404
    assert client.get(f"{url}troubles/").status_code == 404


def test_samples_of_a_file_that_is_gone(client: Client, csv_file: File) -> None:
    url = upload(client, csv_file([HEADER, firm(1)]))
    Path(imports.path_of(ImportBatch.objects.get().stored)).write_bytes(b"\xd0\xcf\x11\xe0")
    assert columns(text(client, url))["column_0"] == "name"


def test_an_error_file_that_is_gone_is_told(client: Client, csv_file: File) -> None:
    url = upload(client, csv_file([HEADER, firm(1, uscc="123")], name="名录.csv"))
    settle(client, url)
    drain()
    assert content(client.get(f"{url}troubles/"))
    imports_showing._log(ImportBatch.objects.get()).unlink()
    assert client.get(f"{url}troubles/").status_code == 404
