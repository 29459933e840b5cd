"""Typing in: nothing typed is lost, and of two people editing one firm the second sees both versions."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from yuanmeng.core.actor import Role
from yuanmeng.register.actions.organisations import edit
from yuanmeng.register.models import Contact, Correction, Fact, Organisation, Origin, Qualification
from yuanmeng.register.pages.editing import TYPED

DAY = "2021-12-31"


@pytest.fixture
def client(signed_in):
    """An officer at the browser."""
    return signed_in(Role.SERVICE_OFFICER)


def text(answer) -> str:
    return answer.content.decode()


def opened(client, one, **typed):
    """What the browser sends: the form as it was opened, with some fields typed over."""
    page = client.get(f"/firms/{one.pk}/editing/")
    before = dict(page.context["before"])
    sent = {"op": uuid.uuid4(), "version": page.context["version"], **{f"before-{key}": before[key] for key in TYPED}}
    return sent | before | typed


def send(client, one, sent):
    return client.post(f"/firms/{one.pk}/editing/", sent)


def hidden(page) -> dict[str, str]:
    """What the conflict page sends back."""
    shown = page.context
    sent = {"op": uuid.uuid4(), "version": shown["firm"].version} | dict(shown["kept"])
    sent |= {f"before-{key}": value for key, value in shown["before"]}
    return sent | {f"take-{row['key']}": row["take"] for row in shown["rows"]}


def test_found_in_the_browser(client, new_code, firm) -> None:
    parent = firm("泉北集团有限公司")
    code = new_code()
    typed = {"op": uuid.uuid4(), "name": "泉北食品一分厂", "kind": "branch", "uscc": code.lower(), "source": "营业执照",
             "parent_code": parent.uscc, "founded": DAY, "division": "370115"}  # fmt: skip
    done = client.post("/firms/new/", typed)
    one = Organisation.objects.get(name="泉北食品一分厂")
    assert done.headers["Location"] == f"/firms/{one.pk}/"
    assert (one.uscc, one.parent_id, one.founded) == (code, parent.pk, dt.date(2021, 12, 31))
    again = client.post("/firms/new/", typed | {"op": uuid.uuid4(), "name": "重复的"})
    assert again.status_code == 422
    assert "已属于“泉北食品一分厂”" in text(again)
    assert 'value="重复的"' in text(again)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": ""}, "您填写的内容都还在"),
        ({"uscc": "123"}, "18位"),
        ({"parent_code": "91000000000000000X"}, "请先为上级单位建档"),
        ({"scope": "糕点\u202e"}, "U+202E"),
    ],
)
def test_nothing_typed_is_lost(typed, says, client, db) -> None:
    sent = {
        "op": uuid.uuid4(),
        "name": "泉北食品",
        "kind": "firm",
        "address": "只写了一半的地址",
        "source": "执照",
    } | typed
    answer = client.post("/firms/new/", sent)
    assert answer.status_code == 422
    assert says in text(answer)
    assert "只写了一半的地址" in text(answer)
    assert Organisation.objects.count() == 0


def test_edit_in_the_browser(client, firm) -> None:
    one = firm(division="999999", address="旧地址", founded=dt.date(2010, 1, 1))
    done = send(client, one, opened(client, one, address="新地址"))
    assert done.status_code == 302
    kept = Organisation.objects.get(pk=one.pk)
    assert (kept.address, kept.division, kept.founded, kept.version) == ("新地址", "999999", dt.date(2010, 1, 1), 1)
    wrong = send(client, one, opened(client, one, uscc="123", address="另一个"))
    assert (wrong.status_code, "另一个" in text(wrong)) == (422, True)
    assert send(client, one, opened(client, one, name="")).status_code == 422
    assert send(client, one, opened(client, one) | {"op": "x"}).status_code == 422


def test_the_second_editor_sees_both_and_takes_either(client, officer, op, firm) -> None:
    one = firm(address="旧地址", scope="糕点", kind="firm")
    sent = opened(client, one, address="我的地址", scope="糕点\r\n饮料", kind="bank")
    theirs = {"address": "他的地址", "source": "他的来源", "kind": "charity"}
    edit(one.pk, version=0, changes=theirs, by=officer, op=op())
    page = send(client, one, sent)
    assert page.status_code == 409
    rows = {row["key"]: (row["before"], row["theirs"], row["mine"], row["take"]) for row in page.context["rows"]}
    assert rows == {
        "kind": ("企业", "慈善组织", "银行", "mine"),
        "address": ("旧地址", "他的地址", "我的地址", "mine"),
        "scope": ("糕点", "糕点", "糕点\r\n饮料", "mine"),
        "source": ("测试", "他的来源", "测试", "theirs"),
    }
    done = send(client, one, hidden(page) | {"take-address": "theirs"})
    assert done.status_code == 302
    kept = Organisation.objects.get(pk=one.pk)
    assert (kept.address, kept.kind, kept.source, kept.version) == ("他的地址", "bank", "他的来源", 2)
    assert kept.scope.splitlines() == ["糕点", "饮料"]


def test_a_third_editor_in_between_is_seen_too(client, officer, op, firm) -> None:
    one = firm(address="旧地址")
    sent = opened(client, one, address="我的地址") | {"confirmed": "on"}
    edit(one.pk, version=0, changes={"address": "第二人"}, by=officer, op=op())
    page = send(client, one, sent)
    assert 'name="confirmed" value="on"' in text(page)
    edit(one.pk, version=1, changes={"address": "第三人"}, by=officer, op=op())
    again = send(client, one, hidden(page))
    assert again.status_code == 409
    assert [(row["before"], row["theirs"], row["mine"]) for row in again.context["rows"]] == [
        ("第二人", "第三人", "我的地址")
    ]


def test_the_same_change_twice_needs_no_choice(client, officer, op, firm) -> None:
    one = firm(address="旧地址")
    sent = opened(client, one, address="新地址")
    edit(one.pk, version=0, changes={"address": "新地址"}, by=officer, op=op())
    assert "完全相同，无需再保存" in text(send(client, one, sent))


def test_rename_close_and_reopen_in_the_browser(client, firm) -> None:
    one = firm("泉北食品厂")
    typed = {"op": uuid.uuid4(), "version": 0, "name": "泉北食品有限公司", "until": DAY, "source": "通知书"}
    assert client.get(f"/firms/{one.pk}/renaming/").status_code == 200
    assert client.post(f"/firms/{one.pk}/renaming/", typed).status_code == 302
    same = client.post(f"/firms/{one.pk}/renaming/", typed | {"op": uuid.uuid4(), "version": 1})
    assert (same.status_code, "相同" in text(same)) == (422, True)
    assert client.post(f"/firms/{one.pk}/renaming/", typed | {"op": uuid.uuid4(), "name": "甲"}).status_code == 409
    assert client.get(f"/firms/{one.pk}/state/").status_code == 200
    client.post(f"/firms/{one.pk}/state/", {"op": uuid.uuid4(), "version": 1, "on": DAY})
    assert Organisation.objects.get(pk=one.pk).state == "closed"
    assert client.get(f"/firms/{one.pk}/state/").status_code == 200
    client.post(f"/firms/{one.pk}/state/", {"op": uuid.uuid4(), "version": 2})
    assert Organisation.objects.get(pk=one.pk).state == "active"


ADDED = {
    "facts": ({"kind": "revenue", "value": "12.5", "as_of": DAY, "source": "年报"}, Fact),
    "qualifications": (
        {"kind": "高新技术企业", "issued": DAY, "expires": "2024-12-31", "source": "证书"},
        Qualification,
    ),
    "contacts": ({"name": "王测试", "role": "厂长", "phone": "13800001234", "source": "走访"}, Contact),
    "origins": ({"kind": "taiwan", "basis": "章程", "since": DAY, "source": "章程"}, Origin),
}


@pytest.mark.parametrize("noun", ADDED)
def test_add_in_the_browser(noun, client, firm) -> None:
    one, (typed, model) = firm(), ADDED[noun]
    url = f"/firms/{one.pk}/{noun}/"
    assert client.get(url).status_code == 200
    refused = client.post(url, typed | {"op": uuid.uuid4(), "source": ""})
    assert (refused.status_code, model.objects.count()) == (422, 0)
    assert client.post(url, typed | {"op": uuid.uuid4()}).headers["Location"] == f"/firms/{one.pk}/"
    assert model.objects.get().organisation_id == one.pk


@pytest.mark.parametrize("noun", ["qualifications", "contacts", "origins"])
def test_end_in_the_browser(noun, client, firm) -> None:
    one, (typed, model) = firm(), ADDED[noun]
    client.post(f"/firms/{one.pk}/{noun}/", typed | {"op": uuid.uuid4()})
    record = model.objects.get()
    url = f"/{noun}/{record.pk}/ending/"
    assert client.get(url).status_code == 200
    early = client.post(url, {"op": uuid.uuid4(), "version": 0, "on": "2001-01-01"})
    assert early.status_code == 422
    today = record.since.isoformat() if noun == "contacts" else "2022-01-01"
    assert client.post(url, {"op": uuid.uuid4(), "version": 0, "on": today}).status_code == 302
    record.refresh_from_db()
    assert (record.expires if noun == "qualifications" else record.until).isoformat() == today
    assert client.get(f"/{noun}/{record.pk + 1}/ending/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"kind": "revenue", "value": "12.5"}, (12_500_000, "CNY")),
        ({"kind": "revenue", "value": "0.000001", "currency": "USD"}, (1, "USD")),
        ({"kind": "headcount", "value": "12", "currency": "USD"}, (12, "")),
        ({"kind": "headcount", "value": "12.5"}, None),
        ({"kind": "revenue", "value": "0.0000001"}, None),
        ({"kind": "revenue", "value": "-1"}, None),
        ({"kind": "revenue", "value": "NaN"}, None),
        ({"kind": "revenue", "value": "1e13"}, None),
        ({"kind": "mood", "value": "1"}, None),
    ],
)
def test_numbers_as_typed(typed, stored, client, firm) -> None:
    one = firm()
    sent = {"op": uuid.uuid4(), "as_of": DAY, "source": "年报"} | typed
    assert client.post(f"/firms/{one.pk}/facts/", sent).status_code == (302 if stored else 422)
    assert list(Fact.objects.values_list("value", "currency")) == ([stored] if stored else [])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"field": "fact.revenue", "proposed": "12.5", "as_of": DAY}, "12500000"),
        ({"field": "fact.headcount", "proposed": "12", "as_of": DAY}, "12"),
        ({"field": "address", "proposed": "新地址"}, "新地址"),
        ({"field": "fact.headcount", "proposed": "12.5", "as_of": DAY}, None),
        ({"field": "fact.headcount", "proposed": "十二", "as_of": DAY}, None),
        ({"field": "fact.headcount", "proposed": "-1", "as_of": DAY}, None),
        ({"field": "fact.headcount", "proposed": "12"}, None),
        ({"field": "state", "proposed": "closed"}, None),
        ({"field": "fact.headcount", "proposed": ""}, None),
    ],
)
def test_the_firm_asks_in_the_browser(typed, stored, signed_in, firm) -> None:
    one = firm()
    own = signed_in(Role.FIRM_ADMINISTRATOR, one.pk)
    assert own.get(f"/firms/{one.pk}/corrections/").status_code == 200
    answer = own.post(f"/firms/{one.pk}/corrections/", {"op": uuid.uuid4(), **typed})
    assert answer.status_code == (302 if stored else 422)
    assert list(Correction.objects.values_list("proposed", flat=True)) == ([stored] if stored else [])


@pytest.fixture
def asked(signed_in, firm):
    """A firm, its administrator at the browser, and a request."""
    one = firm(address="旧地址")
    own = signed_in(Role.FIRM_ADMINISTRATOR, one.pk)
    sent = {"op": uuid.uuid4(), "field": "address", "proposed": "新地址", "reason": "搬迁"}
    own.post(f"/firms/{one.pk}/corrections/", sent)
    return one, own, Correction.objects.get()


def answer(client, request, do: str, **typed):
    sent = {"op": uuid.uuid4(), "version": 0, "do": do} | typed
    return client.post(f"/corrections/{request.pk}/", sent)


def test_the_inbox_and_acceptance(client, asked) -> None:
    one, own, request = asked
    inbox = client.get("/corrections/")
    assert [(shown["field"], name) for shown, name in inbox.context["rows"]] == [("地址", one.name)]
    page = text(client.get(f"/corrections/{request.pk}/"))
    for part in ("旧地址", "新地址", "搬迁", "采纳并修改档案"):
        assert part in page
    assert answer(client, request, "dance").status_code == 422
    assert answer(client, request, "decline").status_code == 422
    assert answer(client, request, "accept", answer="x" * 501).status_code == 422
    assert answer(client, request, "accept", answer="已核实").status_code == 302
    assert Organisation.objects.get(pk=one.pk).address == "新地址"
    assert "没有待处理的更正申请" in text(client.get("/corrections/"))
    assert len(client.get("/corrections/?state=all").context["rows"]) == 1
    done = text(own.get(f"/corrections/{request.pk}/"))
    assert "已核实" in done
    assert "撤回申请" not in done
    assert answer(client, request, "accept").status_code == 409


def test_declining_and_withdrawing(client, asked) -> None:
    one, own, request = asked
    assert answer(client, request, "withdraw").status_code == 403
    assert answer(own, request, "accept").status_code == 403
    assert "撤回申请" in text(own.get(f"/corrections/{request.pk}/"))
    assert answer(own, request, "withdraw").status_code == 302
    own.post(f"/firms/{one.pk}/corrections/", {"op": uuid.uuid4(), "field": "address", "proposed": "再次"})
    second = Correction.objects.get(proposed="再次")
    assert answer(client, second, "decline", answer="与执照不符").status_code == 302
    assert "与执照不符" in text(own.get(f"/firms/{one.pk}/"))


def test_a_code_is_confirmed_when_accepting(client, signed_in, firm, new_code) -> None:
    one = firm()
    own = signed_in(Role.FIRM_ADMINISTRATOR, one.pk)
    code = new_code()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    own.post(f"/firms/{one.pk}/corrections/", {"op": uuid.uuid4(), "field": "uscc", "proposed": wrong})
    request = Correction.objects.get()
    assert answer(client, request, "accept").status_code == 422
    assert answer(client, request, "accept", confirmed="on").status_code == 302
    assert Organisation.objects.values_list("uscc", "uscc_state").get(pk=one.pk) == (wrong, "confirmed")


def test_the_inbox_pages_by_key(client, officer, firm) -> None:
    from django.utils import timezone

    one, now = firm(), timezone.now()
    Correction.objects.bulk_create(
        Correction(organisation=one, field="address", proposed=f"{n}号", asked_by=1, asked_at=now) for n in range(60)
    )
    assert "还没有企业申请更正" not in text(client.get("/corrections/?state=all"))
    first = client.get("/corrections/")
    second = client.get(f"/corrections/?after={first.context['page'].after}")
    assert [len(page.context["rows"]) for page in (first, second)] == [50, 10]
    assert second.context["page"].before


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SERVICE_OFFICER}))
def test_pages_that_only_officers_open(role, signed_in, firm) -> None:
    one, client = firm(), signed_in(role)
    pages = ["editing", "renaming", "state", "facts", "qualifications", "contacts", "origins", "corrections"]
    assert {client.get(f"/firms/{one.pk}/{page}/").status_code for page in pages} <= {403, 404}
    assert client.get("/firms/new/").status_code == 403
    expected = 200 if role in {Role.ZONE_LEADER, Role.AUDITOR} else 403
    assert client.get("/corrections/").status_code == expected
