"""An export holds exactly what is filtered, nothing in it calculates, and it leaves a trace."""

from __future__ import annotations

import csv
import io
import uuid
from urllib.parse import quote

import pytest
from tests.downloads import content, workbook

from yuanmeng.core.actor import Role
from yuanmeng.ledger.models import Event
from yuanmeng.register.models import FormerName, Organisation

EVIL = ["=1+1", "＝1+1", "+1", "－1", "@SUM(A1)", "\u3000=1+1", "http://example.org/"]


def exported(client, query: str, form: str = "xlsx"):
    return client.post("/firms/export/", {"op": uuid.uuid4(), "query": query, "form": form})


def cells(answer) -> list[list[object]]:
    book = workbook(answer)
    return [list(row) for row in book.active.iter_rows()]


def test_exactly_what_is_filtered(signed_in, firm) -> None:
    bread = firm("泉北食品有限公司", industry="1411", division="370115", address="一路")
    firm("泉北软件有限公司", industry="6510")
    FormerName.objects.bulk_create(FormerName(organisation=bread, name=n, source="测试") for n in ("甲厂", "乙厂"))
    client = signed_in(Role.ZONE_LEADER)
    rows = [[cell.value for cell in row] for row in cells(exported(client, "industry=C&q=食品"))]
    assert rows[0][:3] == ["名称", "统一社会信用代码", "类别"]
    assert rows[1:] == [
        ["泉北食品有限公司", bread.uscc, "企业", "在册", "", "济阳区", "一路", "1411",
         rows[1][8], "无法判定", "", "甲厂；乙厂", "", bread.updated_at.astimezone().date().isoformat()],
    ]  # fmt: skip
    event = Event.objects.get(verb="firm.export")
    assert event.facts == {"count": 1, "form": "xlsx", "filters": {"industry": "C", "q": "2"}}


def test_many_firms_in_chunks(signed_in, firm, monkeypatch) -> None:
    from yuanmeng.register.pages import exports

    monkeypatch.setattr(exports, "CHUNK", 2)
    made = [firm().name for _number in range(5)]
    assert [row[0].value for row in cells(exported(signed_in(Role.AUDITOR), ""))][1:] == made
    assert Event.objects.get(verb="firm.export").facts["count"] == 5


def test_no_cell_calculates(signed_in, firm) -> None:
    for text in EVIL:
        firm(text, address=text)
    client = signed_in(Role.SERVICE_OFFICER)
    found = cells(exported(client, ""))
    assert {cell.data_type for row in found for cell in row if cell.value is not None} == {"s"}
    assert [row[0].value for row in found][1:] == [evil.strip() for evil in EVIL]
    assert not any(cell.hyperlink for row in found for cell in row)
    text = content(exported(client, "", "csv")).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert [line[0] for line in lines[1:]] == [f"'{evil.strip()}" for evil in EVIL[:-1]] + EVIL[-1:]


def test_an_empty_export_has_its_heads(signed_in, db) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    assert len(cells(exported(client, quote("没有")))) == 1
    text = content(exported(client, "", "csv")).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("名称,统一社会信用代码")
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SERVICE_OFFICER, Role.ZONE_LEADER, Role.AUDITOR}))
def test_who_may_not_export(role, signed_in, firm) -> None:
    firm()
    assert exported(signed_in(role), "").status_code == 403
    assert Event.objects.filter(verb="firm.export").count() == 0


def test_other_forms_are_refused(signed_in, firm) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    assert exported(client, "", "exe").status_code == 422
    assert client.get("/firms/export/").status_code == 405
    assert Organisation.objects.count() == 0
