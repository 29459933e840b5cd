"""The pages of duplicates and merges: whole ways through them, what each role sees, nothing typed is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.register.merging.merging_files import DAY, fact, filled

from yuanmeng.core.actor import Role
from yuanmeng.jobs.worker import drain
from yuanmeng.register.actions.merging import merge
from yuanmeng.register.actions.merging_pairs import find, mark_distinct
from yuanmeng.register.models import Distinct, Likeness, Merge, Organisation
from yuanmeng.register.queries.merging import plan

READERS = (Role.SERVICE_OFFICER, Role.ZONE_LEADER, Role.AUDITOR)


@pytest.fixture
def desk(signed_in):
    return signed_in(Role.SERVICE_OFFICER)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def pair(firm, **more):
    kept = firm("泉北食品有限公司", **more)
    return kept, firm("泉北食品有限责任公司", uscc="", address="济阳区一路")


def send(desk, name: str, *args, **fields):
    return desk.post(reverse(f"register:{name}", args=args), {"op": uuid4(), **fields})


def test_from_the_proposal_to_the_merge_and_back(firm, desk, officer, op, person) -> None:
    kept, absorbed = pair(firm)
    filled(absorbed, person())
    find(by=officer, op=op())
    listed = text(desk.get(reverse("register:duplicates")))
    assert "名称只差“有限公司/有限责任公司”" in listed
    assert f"?kept={kept.pk}&amp;absorbed={absorbed.pk}" in listed
    where = f"{reverse('register:merge_new')}?kept={kept.pk}&absorbed={absorbed.pk}"
    preview = desk.get(where)
    assert "转移 10 条，留下 0 条" in text(preview)
    assert {row["key"]: row["absorbed_chosen"] for row in preview.context["fields"]}["address"]
    sent = send(
        desk,
        "merge_new",
        kept=kept.pk,
        absorbed=absorbed.pk,
        seen=preview.context["seen"],
        **{"field-address": "absorbed"},
    )
    done = Merge.objects.get()
    assert sent.headers["Location"] == reverse("register:merge", args=[done.pk])
    page = text(desk.get(sent.headers["Location"]))
    assert "济阳区一路" in page
    assert "已合并" in page
    assert text(desk.get(reverse("register:merges"))).count("泉北食品有限责任公司") == 1
    assert "没有需要核对的重复" in text(desk.get(reverse("register:duplicates")))
    undone = send(desk, "merge_undoing", done.pk, version=0)
    assert undone.headers["Location"] == reverse("register:merge", args=[done.pk])
    assert "撤销合并</button>" not in text(desk.get(undone.headers["Location"]))
    assert Organisation.objects.get(pk=absorbed.pk).state == "active"


def test_nothing_chosen_or_typed_is_lost(firm, desk) -> None:
    kept, absorbed = firm(address="济阳区一路", founded=DAY), firm(address="济阳区二路")
    asked = {"kept": kept.pk, "absorbed": absorbed.pk, "field-address": "absorbed"}
    seen = desk.get(reverse("register:merge_new"), asked).context["seen"]
    refused = send(desk, "merge_new", seen=seen, **asked)
    assert "请写明合并依据" in text(refused, 422)
    assert {row["key"]: row["absorbed_chosen"] for row in refused.context["fields"]}["address"]
    fact(absorbed)
    stale = send(desk, "merge_new", seen=seen, basis="执照<b>已换</b>", **asked)
    assert "执照&lt;b&gt;已换&lt;/b&gt;" in text(stale, 409)
    again = send(desk, "merge_new", seen=stale.context["seen"], basis="执照已换", **asked)
    assert again.status_code == 302
    assert Merge.objects.get().basis == "执照已换"
    assert "执照已换" in text(desk.get(again.headers["Location"]))


def test_a_merge_that_cannot_be_is_refused_with_a_sentence(firm, desk) -> None:
    one = firm()
    for other, status in ((one.pk, 422), (10**6, 404), ("x", 422)):
        assert desk.get(reverse("register:merge_new"), {"kept": one.pk, "absorbed": other}).status_code == status


def test_marking_and_unmarking(firm, desk, officer, op) -> None:
    kept, absorbed = pair(firm)
    find(by=officer, op=op())
    sent = send(desk, "distinct", first=kept.pk, second=absorbed.pk, tab="codes")
    assert sent.headers["Location"].endswith("?tab=codes")
    listed = text(desk.get(reverse("register:duplicates"), {"tab": "distinct"}))
    assert "测试人员" in listed
    send(desk, "distinct_undoing", Distinct.objects.get().pk)
    assert Distinct.objects.count() == 0
    assert "没有标记为不是同一家的单位" in text(desk.get(reverse("register:duplicates"), {"tab": "distinct"}))
    assert send(desk, "distinct", first=kept.pk, second=absorbed.pk).headers["Location"] == reverse(
        "register:duplicates"
    )


@pytest.mark.django_db(transaction=True)
def test_searching_in_the_background(firm, desk) -> None:
    assert "还没有查找过" in text(desk.get(reverse("register:duplicates")))
    pair(firm)
    for _again in range(2):
        assert send(desk, "duplicates_finding").status_code == 302
    assert "正在后台查找" in text(desk.get(reverse("register:duplicates")))
    drain()
    page = text(desk.get(reverse("register:duplicates"), {"tab": "nonsense"}))
    assert "正在后台查找" not in page
    assert "共 1 对" in page
    firm()
    assert "此后有 1 家单位变更" in text(desk.get(reverse("register:duplicates")))


def test_a_failed_search_is_told(firm, desk, acting) -> None:
    from yuanmeng.jobs.work import enqueue
    from yuanmeng.register.actions.merging_pairs import search

    enqueue(search, by=acting(Role.AUDITOR))
    drain()
    assert "上一次查找没有完成" in text(desk.get(reverse("register:duplicates")))


def test_pairs_with_valid_codes_stand_apart(firm, desk, officer, op) -> None:
    firm("泉北食品厂", founded=DAY)
    firm("泉北食品厂")
    find(by=officer, op=op())
    assert "没有需要核对的重复" in text(desk.get(reverse("register:duplicates")))
    assert "通常是两个法人" in text(desk.get(reverse("register:duplicates"), {"tab": "codes"}))


def test_paging_by_key(firm, desk, officer, op) -> None:
    first, *others = [firm("泉北食品厂", uscc="") for _number in range(31)]
    find(by=officer, op=op())
    pages = [desk.get(reverse("register:duplicates"))]
    pages.append(desk.get(reverse("register:duplicates"), {"after": pages[0].context["more"]}))
    assert [row["second"]["pk"] for page in pages for row in page.context["rows"]] == [one.pk for one in others]
    assert pages[1].context["more"] is None
    for other in others:
        mark_distinct(first.pk, other.pk, by=officer, op=op())
    page = desk.get(reverse("register:duplicates"), {"tab": "distinct"})
    rest = desk.get(reverse("register:duplicates"), {"tab": "distinct", "after": page.context["more"]})
    assert len(page.context["rows"]) + len(rest.context["rows"]) == 30


def merged(firm, officer, count: int) -> None:
    for _number in range(count):
        kept, absorbed = firm(uscc=""), firm(uscc="")
        merge(kept.pk, absorbed.pk, seen=plan(kept, absorbed, {}).seen, chosen={}, by=officer, op=uuid4())


def test_merges_page_by_key(firm, desk, officer) -> None:
    merged(firm, officer, 26)
    page = desk.get(reverse("register:merges"))
    rest = desk.get(reverse("register:merges"), {"after": page.context["more"]})
    assert (len(page.context["rows"]), len(rest.context["rows"])) == (25, 1)


@pytest.mark.parametrize("role", [None, *Role])
def test_who_sees_the_pages(role, firm, signed_in, officer) -> None:
    merged(firm, officer, 1)
    client = signed_in(role)
    for url in (
        reverse("register:duplicates"),
        reverse("register:merges"),
        reverse("register:merge", args=[Merge.objects.get().pk]),
    ):
        status = client.get(url).status_code
        assert status == 200 if role in READERS else status in {403, 404}
    assert ("比较与合并" in client.get(reverse("register:duplicates")).content.decode()) is False
    pair = Organisation.objects.order_by("pk").values_list("pk", flat=True)
    asked = {"kept": pair[0], "absorbed": pair[1]}
    assert client.get(reverse("register:merge_new"), asked).status_code != 200
    for name, args in (("duplicates_finding", ()), ("distinct", ()), ("merge_undoing", (Merge.objects.get().pk,))):
        answer = send(client, name, *args, first=pair[0], second=pair[1], version=0)
        assert (answer.status_code == 302) == (role is Role.SERVICE_OFFICER)


def test_the_lists_ask_the_same_number_of_queries_however_long(firm, desk, officer, op) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(url: str, **query: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            text(desk.get(url, query))
        return len(seen)

    counts = []
    for rows in (2, 3, 20):
        for _number in range(rows):
            firm("泉北食品厂", uscc="")
        find(by=officer, op=op())
        merged(firm, officer, rows)
        mark_distinct(*Likeness.objects.values_list("first", "second").first(), by=officer, op=op())
        firm("泉北食品厂", uscc="")
        find(by=officer, op=op())
        counts.append(
            (
                asked(reverse("register:duplicates")),
                asked(reverse("register:duplicates"), tab="distinct"),
                asked(reverse("register:merges")),
            )
        )
    assert counts[0] == counts[1] == counts[2]


def test_the_preview_asks_the_same_number_of_queries_however_many_records(firm, desk, person) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    kept, absorbed = pair(firm)
    counts = []
    for _round in range(3):
        filled_more(absorbed, person())
        with CaptureQueriesContext(connection) as seen:
            text(desk.get(reverse("register:merge_new"), {"kept": kept.pk, "absorbed": absorbed.pk}))
        counts.append(len(seen))
    assert counts[0] == counts[1] == counts[2]


def filled_more(firm, user) -> None:
    from yuanmeng.register.models import Contact, FormerName

    for number in range(5):
        fact(firm, number)
        Contact.objects.create(organisation=firm, name=f"王{number}", role="经理", since="2024-05-01", source="电话")
        FormerName.objects.create(organisation=firm, name=f"{uuid4()}", source="档案")
