"""Pages of the alliances: lists whose number is their rows, the firm's own answer, editions of the mapping."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from yuanmeng.alliances import queries
from yuanmeng.alliances.models import Alliance, MappingEdition, Membership
from yuanmeng.alliances.pages.cards import memberships as card
from yuanmeng.alliances.pages.sentences import SENTENCES
from yuanmeng.core.actor import Role, Where

pytestmark = pytest.mark.django_db
OUTSIDE = (Role.SYSTEM_ADMINISTRATOR,)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def total(page: str) -> int:
    found = re.search(r"<strong>[^<：]+：(\d+) 家</strong>", page)
    assert found
    return int(found.group(1))


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_alliances(five, signed_in, role: Role) -> None:
    client = signed_in(role)
    expected = 403 if role in OUTSIDE else 200
    assert client.get("/alliances/").status_code == expected
    assert client.get("/alliances/services/").status_code == (404 if role in OUTSIDE else 200)
    staff = role not in {Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF, Role.EXPERT, Role.SYSTEM_ADMINISTRATOR}
    assert client.get("/mappings/").status_code == (200 if staff else 403)
    may = role in {Role.SERVICE_OFFICER, Role.ZONE_LEADER}
    assert client.get("/alliances/new/").status_code == (200 if may else 403)
    assert client.get("/mappings/new/").status_code == (200 if may else 403)


def test_before_any_alliance_the_page_says_what_to_do(signed_in) -> None:
    assert "先成立联盟" in text(signed_in(Role.SERVICE_OFFICER).get("/alliances/"))
    assert "园区成立联盟后" in text(signed_in(Role.AUDITOR).get("/alliances/"))


def test_a_leader_establishes_an_alliance_by_the_form(signed_in) -> None:
    client = signed_in(Role.ZONE_LEADER)
    typed = {
        "name": "低空经济联盟",
        "name_en": "Low Altitude",
        "slug": "Low_Altitude",
        "since": "2024-05-01",
        "op": uuid4(),
    }
    assert client.post("/alliances/new/", typed)["Location"] == "/alliances/low_altitude/"
    again = client.post("/alliances/new/", {**typed, "op": uuid4()})
    assert again.status_code == 422
    assert 'value="低空经济联盟"' in again.content.decode()
    assert Alliance.objects.count() == 1


def test_counts_equal_the_lists_and_open_them(five, firm, member, signed_in) -> None:
    for n in range(3):
        member(firm(f"泉北第{n}食品有限公司"))
    member(firm("泉南食品有限公司"), answer="")
    member(firm("泉西食品有限公司"), answer="decline")
    client = signed_in(Role.SERVICE_OFFICER)
    index = text(client.get("/alliances/"))
    assert "<strong>3</strong>" in index
    assert "1 家待确认" in index
    for state, count in (("", 3), ("member", 3), ("invited", 1), ("declined", 1), ("left", 0)):
        page = text(client.get(f"/alliances/food_beverage/?state={state}"))
        assert (total(page), page.count("/firms/") - page.count('href="/firms/"') - page.count('action="/firms/"')) == (
            count,
            count,
        )
    assert total(text(client.get("/alliances/food_beverage/?q=泉北第1"))) == 1
    assert "没有符合条件的企业" in text(client.get("/alliances/food_beverage/?state=left"))
    past = text(client.get("/alliances/food_beverage/?on=2021-04-01"))
    assert (total(past), "截至" in past) == (0, True)


def test_firms_see_who_joined_but_no_open_invitation_of_others(five, firm, member, signed_in) -> None:
    mine, other = firm("泉北食品有限公司"), firm("泉南食品有限公司")
    member(other)
    member(firm("泉西食品有限公司"), answer="")
    client = signed_in(Role.FIRM_STAFF, mine.pk)
    page = text(client.get("/alliances/food_beverage/"))
    assert (total(page), "泉南食品有限公司" in page) == (1, True)
    assert f'href="/firms/{other.pk}/"' not in page
    assert total(text(client.get("/alliances/food_beverage/?state=invited"))) == 0
    assert "家待确认" not in text(client.get("/alliances/"))


def test_members_are_paged_by_key(five, signed_in) -> None:
    now, alliance = timezone.now(), five["services"]
    firms = queries.Organisation.objects.bulk_create(
        queries.Organisation(name=f"泉北第{n}公司", created_at=now, updated_at=now) for n in range(120)
    )
    Membership.objects.bulk_create(
        Membership(
            alliance=alliance,
            organisation=one,
            state="member",
            invited_on=dt.date(2022, 1, 1 + n % 5),
            joined_on=dt.date(2022, 2, 1),
        )
        for n, one in enumerate(firms)
    )
    client, url, seen = signed_in(Role.AUDITOR), "/alliances/services/", []
    while url:
        page = text(client.get(url))
        assert total(page) == 120
        seen += re.findall(r"泉北第\d+公司", page)
        after = re.search(r'rel="next" href="([^"]+)"', page)
        url = "/alliances/services/" + after.group(1).replace("&amp;", "&") if after else ""
    assert (len(seen), len(set(seen))) == (120, 120)
    assert 'rel="prev"' in page
    assert client.get("/alliances/services/?after=x").status_code == 422


def test_lists_ask_the_same_number_of_queries(five, firm, member, signed_in, django_assert_num_queries) -> None:
    client, made = signed_in(Role.SERVICE_OFFICER), 0
    urls = {"/alliances/": 3, "/alliances/food_beverage/": 11}
    for url in urls:
        client.get(url)
    for upto in (1, 3, 30):
        for n in range(made, upto):
            member(firm(f"泉北第{n}食品有限公司"))
        made = upto
        for url, count in urls.items():
            with django_assert_num_queries(count):
                client.get(url)


def test_the_firm_answers_on_its_pages_and_leaves(five, firm, member, signed_in) -> None:
    one = firm()
    invited = member(one, answer="")
    client = signed_in(Role.FIRM_ADMINISTRATOR, one.pk)
    for url in ("/alliances/", "/alliances/food_beverage/", f"/firms/{one.pk}/"):
        page = text(client.get(url))
        assert ("同意加入" in page, "按产业归口" in page) == (True, True)
    base = f"/memberships/{invited.pk}"
    back = f"/firms/{one.pk}/"
    assert client.post(f"{base}/accepting/", {"op": uuid4(), "version": 0, "next": back})["Location"] == back
    assert "退出联盟" in text(client.get(back))
    assert client.post(f"{base}/declining/", {"op": uuid4(), "version": 1}).status_code == 409
    away = client.post(f"{base}/leaving/", {"op": uuid4(), "version": 1, "next": "//elsewhere.example"})
    assert away["Location"] == "/alliances/"
    assert "已退出" in text(client.get("/alliances/"))
    other = member(firm("泉南食品有限公司"), answer="")
    assert client.post(f"/memberships/{other.pk}/accepting/", {"op": uuid4(), "version": 0}).status_code == 404
    assert client.get(f"{base}/leaving/").status_code == 405


def test_the_firm_declines(firm, member, signed_in) -> None:
    one = firm()
    invited = member(one, answer="")
    client = signed_in(Role.FIRM_ADMINISTRATOR, one.pk)
    assert client.post(f"/memberships/{invited.pk}/declining/", {"op": uuid4(), "version": 0}).status_code == 302
    assert "企业谢绝" in text(client.get("/alliances/"))


def test_staff_of_the_firm_see_no_buttons(firm, member, signed_in) -> None:
    one = firm()
    member(one, answer="")
    page = text(signed_in(Role.FIRM_STAFF, one.pk).get("/alliances/"))
    assert ("待企业确认" in page, "同意加入" in page) == (True, False)


def test_an_officer_invites_from_the_firms_page(five, firm, signed_in) -> None:
    one = firm(scope="糕点的生产")
    client = signed_in(Role.SERVICE_OFFICER)
    assert "邀请入盟" in text(client.get(f"/firms/{one.pk}/"))
    url = f"/invitations/new/?organisation={one.pk}"
    options = re.findall(r'<option value="(\d+)">([^<]+)', text(client.get(url)))
    assert options[0] == (str(five["food_beverage"].pk), "食品饮料联盟")
    typed = {"organisation": one.pk, "alliance": five["food_beverage"].pk, "reason": "一位\u202e联系人", "op": uuid4()}
    assert client.post("/invitations/new/", typed).status_code == 422
    assert client.post("/invitations/new/", {**typed, "reason": "", "op": uuid4()})["Location"] == f"/firms/{one.pk}/"
    assert len(re.findall(r"<option", text(client.get(url)))) == 4
    closed = firm("泉西食品有限公司", state="closed")
    assert "没有可以邀请加入的联盟" in text(client.get(f"/invitations/new/?organisation={closed.pk}"))
    assert "邀请入盟" not in text(client.get(f"/firms/{closed.pk}/"))
    assert signed_in(Role.AUDITOR).get(url).status_code == 403


def test_the_card_is_not_for_those_who_may_not_know(firm, acting) -> None:
    assert card(acting(Role.SYSTEM_ADMINISTRATOR), firm()) is None


def test_the_firm_list_is_filtered_by_alliance(five, firm, member, signed_in, acting) -> None:
    member(firm("泉北食品有限公司"))
    firm("泉南软件有限公司")
    client = signed_in(Role.SERVICE_OFFICER)
    mine = text(client.get("/firms/?alliance=food_beverage"))
    none = text(client.get("/firms/?alliance=none"))
    assert [("泉北食品有限公司" in page, "泉南软件有限公司" in page) for page in (mine, none)] == [
        (True, False),
        (False, True),
    ]
    with translation.override("en"):
        assert dict(queries.BY_ALLIANCE.choices(acting(Role.AUDITOR)))["services"] == "Services Alliance"


def test_events_read_as_sentences_in_both_languages() -> None:
    facts = {"alliance": "services"}
    assert str(SENTENCES["alliance.invite"](facts)) == "受邀加入现代服务业联盟"
    assert SENTENCES["alliance.leave"]({"alliance": "low_altitude"}) == "退出low_altitude"
    with translation.override("en"):
        assert "Services Alliance" in SENTENCES["alliance.accept"](facts)


def test_names_follow_the_language(five, signed_in) -> None:
    client = signed_in(Role.AUDITOR)
    client.cookies["django_language"] = "en"
    assert "Food and Beverage Alliance" in text(client.get("/alliances/"))


def test_an_edition_is_typed_or_uploaded_and_shown(five, signed_in) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    assert "默认归口" in text(client.get("/mappings/"))
    form = text(client.get("/mappings/new/"))
    assert "C13, food_beverage" in form
    assert "F, services" in form
    typed = {
        "name": "一版",
        "since": "2022-01-01",
        "source": "会议纪要",
        "rules": "C13，food_beverage\n\nF,无\n512, food_beverage",
    }
    answer = client.post("/mappings/new/", {**typed, "op": uuid4()})
    edition = MappingEdition.objects.get()
    assert answer["Location"] == f"/mappings/{edition.pk}/"
    assert queries.rules_on() == {"13": "food_beverage", "F": "", "512": "food_beverage"}
    page = text(client.get(f"/mappings/{edition.pk}/"))
    assert (page.count("食品饮料联盟"), "细分规则" in page) == (2, True)
    file = SimpleUploadedFile("rules.csv", "I,information_technology\n".encode("gbk"))
    client.post(
        "/mappings/new/", {**typed, "name": "二版", "since": "2024-01-01", "rules": "", "file": file, "op": uuid4()}
    )
    assert queries.rules_on() == {"I": "information_technology"}
    listed = text(client.get("/mappings/"))
    assert (listed.count("现行</span>"), "一版" in listed, "默认归口" in listed) == (1, True, False)
    assert client.get("/mappings/999/").status_code == 404


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ("", "请填写规则"),
        ("ZZ,services", "第 1 行"),
        ("13,nobody", "没有代号为"),
        ("13,services\nC13,services", "出现了两次"),
        ("13", ""),
    ],
)
def test_bad_rules_are_named_and_nothing_typed_is_lost(five, signed_in, rules: str, says: str) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    typed = {"name": "一版", "since": "2022-01-01", "source": "会议纪要", "rules": rules, "op": uuid4()}
    answer = client.post("/mappings/new/", typed)
    assert answer.status_code == (422 if says else 302)
    if says:
        assert says in answer.content.decode()
        assert 'value="会议纪要"' in answer.content.decode()
    assert MappingEdition.objects.count() == (0 if says else 1)


def test_too_many_rules_and_too_large_files_are_refused(five, signed_in) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    typed = {"name": "一版", "since": "2022-01-01", "source": "会议纪要", "rules": ""}
    codes = [f"{division}{n:02}" for division in range(13, 44) for n in range(100)]
    many = "\n".join(f"{code},services" for code in codes)
    answer = client.post("/mappings/new/", {**typed, "rules": many, "op": uuid4()})
    assert "最多 2000 条" in answer.content.decode()
    file = SimpleUploadedFile("rules.csv", b"x" * 200_001)
    answer = client.post("/mappings/new/", {**typed, "file": file, "op": uuid4()})
    assert "不像是对照表" in answer.content.decode()


def test_a_secretary_is_offered_the_own_alliance_only(five, firm, signed_in) -> None:
    one = firm(scope="糕点的生产")
    client = signed_in(Role.ALLIANCE_SECRETARY, five["services"].pk, where=Where.ALLIANCE)
    options = re.findall(r'<option value="(\d+)">', text(client.get(f"/invitations/new/?organisation={one.pk}")))
    assert options == [str(five["services"].pk)]
    assert "邀请企业" in text(client.get("/alliances/services/"))
    assert "邀请企业" not in text(client.get("/alliances/food_beverage/"))
