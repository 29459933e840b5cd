"""Lists as workbooks: the rows on the page, no more, no formula, no worker's name, and the export is logged."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.downloads import workbook
from tests.matching.test_loans import agreed, asked, ready  # noqa: F401

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied
from yuanmeng.ledger.models import Event
from yuanmeng.matching.actions import exports
from yuanmeng.register.models import Organisation


def rows(client, url: str, query: str = "") -> list[tuple]:
    answer = client.post(url, {"op": uuid4(), "query": query})
    assert answer.status_code == 200
    return list(workbook(answer).active.values)


def test_postings_on_the_page_are_those_of_the_workbook(zone, published, posted, signed_in) -> None:
    Organisation.objects.filter(pk=zone.brewery.pk).update(name="=1+1")
    published(heads=7)
    posted(heads=3)
    published(who="dairy", heads=9)
    mine = rows(signed_in(Role.FIRM_ADMINISTRATOR, zone.brewery.pk), "/labour/lots/export/", "side=shortage&show=all")
    assert [row[4] for row in mine[1:]] == ["3", "7"]
    assert {row[3] for row in mine[1:]} == {"=1+1"}
    assert len(rows(signed_in(Role.SERVICE_OFFICER), "/labour/lots/export/", "side=shortage&q=dairy")) == 2
    kept = Event.objects.filter(verb="labour.export_lots").first()
    assert (kept.facts["count"], kept.facts["filters"]) == (1, {"side": "shortage", "show": "current"})


def test_loans_tell_when_they_were_signed_and_no_worker(zone, ready, signed_in) -> None:  # noqa: F811
    head, only = rows(signed_in(Role.FIRM_ADMINISTRATOR, zone.bakery.pk), "/labour/loans/export/", "state=agreed")
    assert (only[0], only[4], head[8]) == (str(ready.pk), "2", "合作协议签署日期")
    assert only[8]
    assert not {"甲", "乙"} & set(only)
    assert len(rows(signed_in(Role.AUDITOR), "/labour/loans/export/", f"firm={zone.dairy.pk}")) == 1
    assert len(rows(signed_in(Role.FIRM_ADMINISTRATOR, zone.dairy.pk), "/labour/loans/export/")) == 1


def test_an_unsigned_loan_has_no_day(zone, asked, signed_in) -> None:  # noqa: F811
    assert rows(signed_in(Role.ZONE_LEADER), "/labour/loans/export/")[1][8] in {None, ""}


def test_who_sees_no_list_exports_none(zone, signed_in) -> None:
    client = signed_in(Role.SYSTEM_ADMINISTRATOR)
    for url in ("/labour/lots/export/", "/labour/loans/export/"):
        assert client.post(url, {"op": uuid4(), "query": ""}).status_code == 403
    for log in (exports.log_lots, exports.log_loans):
        with pytest.raises(Denied):
            log(count=0, filters={}, by=zone.administrator, op=uuid4())


def test_a_workbook_asks_few_questions(zone, published, signed_in) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    published()
    rows(client, "/labour/lots/export/")
    with CaptureQueriesContext(connection) as one:
        rows(client, "/labour/lots/export/")
    published()
    published()
    with CaptureQueriesContext(connection) as three:
        assert len(rows(client, "/labour/lots/export/")) == 4
    assert len(three) == len(one)
