"""The firm's page: one place for everything, the same number of queries whatever hangs on it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yuanmeng.core.actor import Role
from yuanmeng.ledger.queries import timeline
from yuanmeng.register.actions.corrections import ask_correction
from yuanmeng.register.actions.facts import add_fact, add_qualification, end_qualification
from yuanmeng.register.actions.organisations import close, edit, rename, reopen
from yuanmeng.register.actions.people import add_contact, add_origin, end_contact, end_origin
from yuanmeng.register.models import Contact, Correction, Division, Fact, FormerName, Industry, Organisation, SavedView
from yuanmeng.register.pages import cards as card_page
from yuanmeng.register.pages import firm_facts, showing
from yuanmeng.register.pages.sentences import said, tables

DAY = dt.date(2021, 12, 31)
TODAY = timezone.localdate


def text(answer) -> str:
    return answer.content.decode()


def fill(one, officer, op, times: int) -> None:
    """Hang `times` of everything on the firm."""
    for number in range(times):
        day = DAY + dt.timedelta(days=number)
        add_fact(one.pk, kind="headcount", as_of=day, value=100 + number, source="年报", by=officer, op=op())
        add_qualification(one.pk, kind=f"称号{number}", issued=day, expires=None, source="证书", by=officer, op=op())
        add_contact(one.pk, name="王测试", role="厂长", phone="13800001234", source="走访", by=officer, op=op())


def test_everything_about_a_firm(officer, op, signed_in, firm) -> None:
    one = firm("泉北食品厂", industry="1411", division="370115", scope="糕点")
    rename(one.pk, version=0, name="泉北食品有限公司", until=DAY, source="通知书", by=officer, op=op())
    branch = firm("泉北食品一分厂", kind="branch", parent_id=one.pk)
    fill(one, officer, op, 3)
    add_fact(one.pk, kind="revenue", as_of=DAY, value=1_999_999_999, currency="CNY", source="年报", by=officer, op=op())
    origin = {"kind": "taiwan", "basis": "台方持股", "source": "章程"}
    add_origin(one.pk, since=DAY, **origin, by=officer, op=op())
    page = text(signed_in(Role.SERVICE_OFFICER).get(f"/firms/{one.pk}/"))
    for part in (
        "泉北食品有限公司", "校验通过", "泉北食品厂", "用至2021年12月31日", "1411", "C 制造业", "济阳区（370115）",
        "糕点",
        branch.name,
        "102 人", "2,000 万元", "称号0", "长期", "138****1234", "台资", "台方持股",
        "更名，原名称记入曾用名", "登记从业人员：100 人（截至2021年12月31日）", "还差", "请与区统计部门核对", "小型",
    ):  # fmt: skip
        assert part in page, part
    assert "13800001234" not in page
    assert "上级单位" in text(signed_in(Role.AUDITOR).get(f"/firms/{branch.pk}/"))


def test_facts_as_of_a_day(officer, op, signed_in, firm) -> None:
    one = firm(industry="1411")
    for year, people in ((2020, 80), (2021, 120), (2023, 300)):
        day = dt.date(year, 12, 31)
        add_fact(one.pk, kind="headcount", as_of=day, value=people, source="年报", by=officer, op=op())
    client = signed_in(Role.AUDITOR)
    shown = client.get(f"/firms/{one.pk}/?as_of=2021-12-31").context["facts"]
    assert [(row["amount"], row["as_of"]) for row in shown["rows"]] == [("120 人", "2021年12月31日")]
    assert shown["past"]
    assert client.get(f"/firms/{one.pk}/").context["facts"]["rows"][0]["amount"] == "300 人"
    assert "之前没有登记任何指标" in text(client.get(f"/firms/{one.pk}/?as_of=2019-01-01"))
    assert client.get(f"/firms/{one.pk}/?as_of=2021-02-31").status_code == 422
    (trend,) = shown["trends"]
    assert trend["points"] == "0.0,35.2 66.7,28.8 200.0,0.0"
    assert trend["says"] == "2020年12月31日：80 人，2023年12月31日：300 人"


def test_queries_do_not_grow(officer, op, signed_in, firm) -> None:
    client, counts = signed_in(Role.SERVICE_OFFICER), []
    for times in (0, 1, 3, 30):
        one = firm(industry="1411")
        fill(one, officer, op, times)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/firms/{one.pk}/").status_code == 200
        counts.append(len(seen))
    assert counts == [counts[0]] * 4
    assert counts[0] <= 12


@pytest.mark.parametrize(
    ("days", "tone", "left"),
    [
        (None, "plain", "长期"), (-1, "plain", "到期"), (0, "bad", "还有0天到期"),
        (30, "bad", "还有30天到期"), (31, "warn", "31"),
        (90, "warn", "90"), (91, "accent", "91"), (180, "accent", "180"), (181, "good", "有效"),
    ],
)  # fmt: skip
def test_titles_warn_before_they_end(days, tone, left) -> None:
    from yuanmeng.register.pages.firm_parts import expiry

    today = dt.date(2024, 6, 1)
    found = expiry(None if days is None else today + dt.timedelta(days=days), today)
    assert found[0] == tone
    assert left in found[1]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("91370125MA00000000", "370125：济阳县（用至2018年，现为370115；年份据本区登记，旧代码继续有效，不必更改）"),
        ("91370115MA00000000", "370115：济阳区"),
        ("91370199MA00000000", "370199：济南市"),
        ("91339999MA00000000", "339999：浙江省"),
        ("91000000MA00000000", ""),
        (None, ""),
    ],
)
def test_what_the_division_in_a_code_means(code, says, firm, signed_in) -> None:
    one = firm()
    Organisation.objects.filter(pk=one.pk).update(uscc=code)
    shown = signed_in(Role.AUDITOR).get(f"/firms/{one.pk}/").context["identity"]["code_division"]
    assert shown.endswith(says)
    assert bool(shown) == bool(says)


def test_size_says_what_is_missing() -> None:
    def card(industry, **facts):
        rows = [Fact(kind=k, as_of=DAY, value=v, unit="person" if k == "headcount" else "fen",
                     currency="" if k == "headcount" else "CNY") for k, v in facts.items()]  # fmt: skip
        return firm_facts.size_card(industry, rows, DAY)

    assert card("1411", headcount=300)["why"] == "无法判定：缺少营业收入。"
    assert card("")["why"] == "无法判定：缺少行业代码。"
    assert card("6610")["why"] == "该行业不在大中小微划分范围内。"
    assert card("1411", headcount=5)["why"] == "缺少营业收入，但现有指标已可判定。"
    assert card("1411", headcount=300, revenue=2_000_000_000)["size"] == "中型"
    assert card("1411", revenue=1_000_000_000)["scale"] == "距规上标准2,000 万元还差1,000 万元。"
    assert "已达到" in card("1411", revenue=2_000_000_000)["scale"]
    assert "缺少营业收入" in card("1411")["scale"]
    assert card("4710")["scale"] == ""


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0"), (1_000_000, "1"), (123_450_000, "123.45"), (12_345_000_000, "12,345"), (10_000, "0.01")],
)
def test_money_in_ten_thousands(fen, shown) -> None:
    assert showing.wan(fen) == shown


def test_amounts_ages_and_labels() -> None:
    assert showing.amount("revenue", 1_000_000, "USD") == "1 万美元"
    assert showing.amount("party_organisations", 2) == "2 个"
    today = dt.date(2024, 1, 1)
    ages = [showing.age(today - dt.timedelta(days=n), today) for n in (3, 90, 800)]
    assert ages == ["3 天前", "3 个月前", "2 年前"]
    assert (showing.industry(""), showing.section(""), showing.iso(None), showing.day(None), showing.size(None)) == (
        "",
    ) * 5
    assert showing.industry("1411", {"1411": "糕点"}) == "1411 糕点"


def test_every_sentence_can_be_said() -> None:
    facts = {
        "fields": ["name", "parent_id"], "kind": "headcount", "value": 5, "currency": "", "as_of": "2021-12-31",
        "on": "2021-12-31", "issued": "2021-12-31", "now": "2021-12-31", "field": "fact.headcount", "why": "visit",
    }  # fmt: skip
    mine = ("firm.", "fact.", "qualification.", "contact.", "correction.")
    for verb in tables():
        if verb.startswith(mine):
            assert said(verb, facts)
            assert "%" not in said(verb, facts)
    assert said("origin.add", {"kind": "taiwan"}) == "登记资金来源：台资"
    assert said("firm.edit", facts) == "修改了名称、上级单位"
    assert said("firm.edit", {"fields": []}) == "保存了档案，内容没有变化"
    assert said("moon.land", {}) == "其他事项（moon.land）"
    assert said("firm.close", {}) == "登记为已注销（未注明）"


def test_the_whole_timeline_by_key(officer, op, signed_in, firm) -> None:
    one = firm()
    for number in range(101):
        edit(one.pk, version=number, changes={"address": f"{number}号"}, by=officer, op=op())
    client = signed_in(Role.AUDITOR)
    assert client.get(f"/firms/{one.pk}/").context["more_events"]
    first = client.get(f"/firms/{one.pk}/timeline/")
    assert len(first.context["timeline"]) == 100
    second = client.get(f"/firms/{one.pk}/timeline/?before={first.context['more']}")
    assert [event["says"] for event in second.context["timeline"]] == ["修改了地址", "建立档案"]
    assert second.context["more"] is None
    assert client.get(f"/firms/{one.pk}/timeline/?before=x").status_code == 422


def test_what_ended_or_merged_or_closed(officer, op, signed_in, firm) -> None:
    one, kept = firm(), firm("泉北存续有限公司")
    fill(one, officer, op, 1)
    origin = add_origin(one.pk, kind="foreign", basis="章程", since=DAY, source="章程", by=officer, op=op())
    end_origin(origin.pk, on=DAY, by=officer, op=op())
    contact = Contact.objects.get()
    Contact.objects.filter(pk=contact.pk).update(since=DAY)
    end_contact(contact.pk, version=0, on=DAY, by=officer, op=op())
    title = one.qualifications.get()
    end_qualification(title.pk, version=0, on=DAY, by=officer, op=op())
    client = signed_in(Role.SERVICE_OFFICER)
    seen = client.get(f"/firms/{one.pk}/").context
    assert (seen["contacts"], seen["titles"][0]["open"], seen["origins"][0]["open"]) == ([], False, False)
    close(one.pk, version=0, on=DAY, by=officer, op=op())
    assert "恢复在册" in text(client.get(f"/firms/{one.pk}/"))
    reopen(one.pk, version=1, by=officer, op=op())
    Organisation.objects.filter(pk=one.pk).update(state="merged", merged_into=kept)
    merged = text(client.get(f"/firms/{one.pk}/"))
    assert "这份档案已并入：" in merged
    assert "泉北存续有限公司" in merged
    assert "修改档案" not in merged


def test_names_of_industries_come_from_the_full_table(signed_in, firm) -> None:
    Industry.objects.get_or_create(
        edition="2017", code="1411", defaults={"name": "糕点、面包制造", "level": 4, "section": "C"}
    )
    one = firm(industry="1411")
    assert "1411 糕点、面包制造" in text(signed_in(Role.AUDITOR).get(f"/firms/{one.pk}/"))


@pytest.mark.parametrize("role", [Role.EXPERT, Role.SYSTEM_ADMINISTRATOR, Role.FIRM_ADMINISTRATOR, None])
def test_strangers_do_not_know_of_the_firm(role, signed_in, firm) -> None:
    one = firm()
    client = signed_in(*([role] if role else []))
    assert [client.get(f"/firms/{one.pk}/{page}").status_code for page in ("", "timeline/")] == [404, 404]


def test_phones_are_shown_after_a_reason(officer, op, signed_in, firm) -> None:
    one = firm()
    fill(one, officer, op, 1)
    contact = Contact.objects.get()
    client = signed_in(Role.SERVICE_OFFICER)
    url = f"/contacts/{contact.pk}/phone/"
    assert client.post(url, {"op": uuid.uuid4(), "why": ""}).status_code == 422
    answer = client.post(url, {"op": uuid.uuid4(), "why": "visit"})
    assert "13800001234" in text(answer)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert timeline(contact).first().facts == {"why": "visit"}
    assert client.get(url).status_code == 405
    assert signed_in(Role.AUDITOR).post(url, {"op": uuid.uuid4(), "why": "visit"}).status_code == 403
    assert "显示号码" not in text(signed_in(Role.AUDITOR).get(f"/firms/{one.pk}/"))


def test_cards_of_other_rooms(signed_in, firm, settings) -> None:
    one = firm()
    settings.FIRM_CARDS = [f"{__name__}.shown", f"{__name__}.silent"]
    card_page.makers.cache_clear()
    try:
        page = signed_in(Role.AUDITOR).get(f"/firms/{one.pk}/")
    finally:
        card_page.makers.cache_clear()
    assert [card["title"] for card in page.context["cards"]] == ["别处的卡片"]


def shown(actor, firm):
    return card_page.Card("别处的卡片", "ui/empty.html", {"text": "空"})


def silent(actor, firm):
    return None


def test_own_firm_confirms_and_asks(officer, op, signed_in, firm) -> None:
    one = firm(address="旧地址")
    fill(one, officer, op, 1)
    own = signed_in(Role.FIRM_ADMINISTRATOR, one.pk)
    page = text(own.get(f"/firms/{one.pk}/"))
    assert "以上指标仍然正确" in page
    assert "申请更正" in page
    assert "修改档案" not in page
    own.post(f"/firms/{one.pk}/confirming/", {"op": uuid.uuid4()})
    assert "确认指标无误" in text(own.get(f"/firms/{one.pk}/"))
    asked = own.post(f"/firms/{one.pk}/corrections/", {"op": uuid.uuid4(), "field": "address", "proposed": "新地址"})
    assert asked.status_code == 302
    assert "待处理" in text(own.get(f"/firms/{one.pk}/"))
    staff = signed_in(Role.FIRM_STAFF, one.pk)
    assert "申请更正</a>" not in text(staff.get(f"/firms/{one.pk}/"))


def test_requests_are_shown_to_those_who_may_see_them(officer, acting, op, signed_in, firm) -> None:
    one = firm()
    own = acting(Role.FIRM_ADMINISTRATOR, one.pk)
    ask_correction(one.pk, field="fact.headcount", proposed="12", as_of=DAY, by=own, op=op())
    seen = signed_in(Role.SERVICE_OFFICER).get(f"/firms/{one.pk}/").context["corrections"]
    assert [(asked["field"], asked["before"], asked["proposed"]) for asked in seen] == [("从业人员", "", "12 人")]
    assert signed_in(Role.BRANCH_MEMBER).get(f"/firms/{one.pk}/").context["corrections"] == []


def test_records_name_themselves(officer, op, firm) -> None:
    one = firm("泉北食品有限公司")
    fill(one, officer, op, 1)
    origin = add_origin(one.pk, kind="taiwan", basis="章程", since=DAY, source="章程", by=officer, op=op())
    asked = Correction(organisation=one, field="address")
    said = [one, one.index, one.facts.get(), one.qualifications.get(), one.contacts.get(), origin, asked]
    key, name = one.pk, one.name
    texts = [name, name, f"{key} headcount 2021-12-31", "称号0", "王测试", f"{key} taiwan", f"{key} address"]
    assert [str(record) for record in said] == texts
    others = (FormerName(name="甲厂"), SavedView(name="台资"), Division(code="370115", name="济阳区"))
    assert [str(record) for record in others] == ["甲厂", "台资", "370115 济阳区"]
