"""Suggestions: filters, paging, preview without writing, confirming many at once."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import Role, Where
from yuanmeng.core.classify.industries import EDITION
from yuanmeng.ledger.models import Event
from yuanmeng.register.models import Industry, Organisation
from yuanmeng.register.queries.suggestions import counted

pytestmark = pytest.mark.django_db
INDUSTRIES, ALLIANCES = "/suggestions/industries/", "/suggestions/alliances/"


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def sent(page: str) -> str:
    found = re.search(r'name="sent" value="([^"]*)"', page)
    assert found
    return found.group(1)


@pytest.fixture
def some(firm):
    return {
        "soft": firm("泉北软件有限公司", scope="计算机软件开发"),
        "food": firm("泉北食品有限公司", scope="糕点的生产、销售"),
        "shop": firm("泉北商贸有限公司", scope="批发、零售：五金、建材"),
        "build": firm("泉北建筑工程有限公司", scope="房屋建筑工程施工"),
        "dark": firm("甲乙丙有限公司", scope=""),
    }


@pytest.mark.parametrize("role", list(Role))
def test_who_confirms_and_who_invites(five, some, signed_in, role: Role) -> None:
    client = signed_in(role)
    officer = role is Role.SERVICE_OFFICER
    for url in (INDUSTRIES, ALLIANCES):
        assert client.get(url).status_code == (200 if officer else 403)
        assert client.post(f"{url}preview/", {"all": "1"}).status_code == (200 if officer else 403)
    confirming = {"sent": f"{some['soft'].pk}:0:65", "op": uuid4()}
    assert client.post(f"{INDUSTRIES}confirming/", confirming).status_code == (302 if officer else 403)
    inviting = {"sent": f"{some['soft'].pk}:{five['services'].pk}", "op": uuid4()}
    status = client.post(f"{ALLIANCES}inviting/", inviting).status_code
    assert status == 302 if officer else status in {403, 404}


def test_a_row_says_what_why_and_how_surely(some, signed_in) -> None:
    page = text(signed_in(Role.SERVICE_OFFICER).get(INDUSTRIES))
    for shown in (
        "5 家企业还没有行业",
        "65 软件和信息技术服务业",
        "“计算机软件开发”",
        "没有可识别的用语",
        "需要人工判断",
    ):
        assert shown in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=食品", {"food"}),
        ("certainty=unsure", {"dark"}),
        ("industry=I", {"soft"}),
        ("industry=14", {"food"}),
        ("alliance=services", {"shop"}),
        ("certainty=nonsense&q=甲", {"dark"}),
    ],
)
def test_filters(five, some, signed_in, query: str, names: set[str]) -> None:
    page = text(signed_in(Role.SERVICE_OFFICER).get(f"{INDUSTRIES}?{query}"))
    assert {key for key, one in some.items() if one.name in page} == names


def test_nothing_to_do_is_said(five, some, signed_in) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    assert "请放宽或清除筛选条件" in text(client.get(f"{INDUSTRIES}?q=没有"))
    Organisation.objects.update(industry="47")
    assert "所有企业都有行业了" in text(client.get(INDUSTRIES))
    assert "没有可以邀请的企业" in text(client.get(ALLIANCES))
    assert "请勾选" in client.post(f"{INDUSTRIES}preview/", {"query": "q=x&after=9"}, follow=True).content.decode()
    assert "请勾选" in client.post(f"{ALLIANCES}preview/", {}, follow=True).content.decode()


def test_pages_follow_one_another(firm, signed_in, monkeypatch) -> None:
    for n in range(65):
        firm(f"泉北第{n}软件有限公司", scope="软件开发")
    client, url, seen = signed_in(Role.SERVICE_OFFICER), INDUSTRIES, []
    while url:
        page = text(client.get(url))
        seen += re.findall(r'id="pick-(\d+)"', page)
        after = re.search(r'rel="next" href="([^"]+)"', page)
        url = INDUSTRIES + after.group(1) if after else ""
    assert (len(seen), len(set(seen))) == (65, 65)
    assert "回到第一页" in page
    assert client.get(f"{INDUSTRIES}?after=x").status_code == 422


def test_a_long_search_goes_on_where_it_stopped(firm, signed_in, monkeypatch) -> None:
    monkeypatch.setattr("yuanmeng.alliances.pages.suggestions.REACH", 2)
    for n in range(3):
        firm(f"泉北第{n}软件有限公司", scope="软件开发")
    assert "继续往后找" in text(signed_in(Role.SERVICE_OFFICER).get(f"{INDUSTRIES}?industry=14"))


def test_ticked_industries_are_previewed_then_confirmed(some, signed_in) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    soft, food, dark = some["soft"], some["food"], some["dark"]
    ticks = {"pick": [f"{one.pk}:0" for one in (soft, food, dark)], "query": "q=泉"}
    typed = {f"code-{soft.pk}": "65", f"code-{food.pk}": " 13 ", f"code-{dark.pk}": "zz"}
    page = text(client.post(f"{INDUSTRIES}preview/", {**ticks, **typed}))
    assert "将确认 2 家企业的行业" in page
    assert "甲乙丙有限公司：行业分类中没有代码“zz”" in page
    assert Organisation.objects.exclude(industry="").count() == 0
    assert sent(page) == f"{soft.pk}:0:65 {food.pk}:0:13"
    Organisation.objects.filter(pk=food.pk).update(version=1)
    done = client.post(f"{INDUSTRIES}confirming/", {"sent": sent(page), "query": "q=泉", "op": uuid4()}, follow=True)
    assert done.redirect_chain == [(f"{INDUSTRIES}?q=%E6%B3%89", 302)]
    assert "已确认 1 家企业的行业" in done.content.decode()
    assert "1 家企业的档案刚被他人修改" in done.content.decode()
    assert dict(Organisation.objects.exclude(industry="").values_list("pk", "industry")) == {soft.pk: "65"}


def test_all_that_are_certain_are_taken_as_filtered(some, signed_in) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    page = text(client.post(f"{INDUSTRIES}preview/", {"all": "1", "query": "industry=C"}))
    assert sent(page) == f"{some['food'].pk}:0:14"
    page = text(client.post(f"{INDUSTRIES}preview/", {"all": "1"}))
    assert len(sent(page).split()) == 4


def test_a_preview_of_nothing_valid_offers_no_button(some, signed_in) -> None:
    soft = some["soft"]
    page = text(signed_in(Role.SERVICE_OFFICER).post(f"{INDUSTRIES}preview/", {"pick": f"{soft.pk}:0"}))
    assert ("没有可以写入的企业" in page, "确认写入" in page) == (True, False)


def test_a_long_preview_counts_what_it_does_not_list(firm, signed_in) -> None:
    for n in range(203):
        firm(f"泉北第{n}软件有限公司", scope="软件开发")
    page = text(signed_in(Role.SERVICE_OFFICER).post(f"{INDUSTRIES}preview/", {"all": "1"}))
    assert ("另有 3 家未列出" in page, len(sent(page).split())) == (True, 203)


def test_only_firms_that_fit_an_alliance_are_offered_an_invitation(five, some, firm, member, signed_in) -> None:
    member(some["shop"], "services", answer="decline")
    known = firm("泉北第九公司", industry="3432")
    page = text(signed_in(Role.SERVICE_OFFICER).get(ALLIANCES))
    assert {key for key, one in some.items() if one.name in page} == {"soft", "food"}
    assert (known.name in page, "智能制造联盟" in page, "已确认行业" in page) == (True, True, True)


def test_invitations_are_previewed_then_sent_and_wait_for_the_firm(five, some, signed_in) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    page = text(client.post(f"{ALLIANCES}preview/", {"all": "1"}))
    assert "将邀请 3 家企业" in page
    assert Membership.objects.count() == 0
    body = {"sent": sent(page), "reason": "按产业归口", "op": uuid4()}
    for _again in range(2):
        done = client.post(f"{ALLIANCES}inviting/", body, follow=True).content.decode()
        assert "已邀请 3 家企业" in done
    found = Membership.objects.order_by("pk").values_list("organisation__name", "alliance__slug", "state", "reason")
    assert list(found) == [
        ("泉北软件有限公司", "information_technology", "invited", "按产业归口"),
        ("泉北食品有限公司", "food_beverage", "invited", "按产业归口"),
        ("泉北商贸有限公司", "services", "invited", "按产业归口"),
    ]
    assert Event.objects.filter(verb="alliance.invite").count() == 3
    twice = client.post(f"{ALLIANCES}inviting/", {**body, "op": uuid4()}, follow=True).content.decode()
    assert "3 家已在联盟、已受邀或不在册" in twice


def test_ticked_invitations_go_to_alliances_one_may_invite_to(five, some, signed_in) -> None:
    client = signed_in(Role.ALLIANCE_SECRETARY, five["services"].pk, where=Where.ALLIANCE)
    page = text(client.get(ALLIANCES))
    assert ("泉北商贸有限公司" in page, "泉北软件有限公司" in page) == (True, False)
    picks = [f"{some['shop'].pk}:{five['services'].pk}", f"{some['soft'].pk}:{five['food_beverage'].pk}"]
    assert sent(text(client.post(f"{ALLIANCES}preview/", {"pick": picks}))) == picks[0]


@pytest.mark.parametrize("bad", ["x", "1", "1:x", "1:0:123456", "-1:0:65"])
def test_what_was_tampered_with_is_refused(some, signed_in, bad: str) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    assert client.post(f"{INDUSTRIES}confirming/", {"sent": bad, "op": uuid4()}).status_code == 422
    assert client.post(f"{INDUSTRIES}confirming/", {"sent": "", "op": uuid4()}).status_code == 422


def test_the_lists_ask_the_same_number_of_queries(five, firm, signed_in, django_assert_num_queries) -> None:
    client, made = signed_in(Role.SERVICE_OFFICER), 0
    client.get(INDUSTRIES)
    for upto in (1, 3, 30):
        for n in range(made, upto):
            firm(f"泉北第{n}软件有限公司", scope="软件开发")
        made = upto
        for url, count in ((INDUSTRIES, 9), (ALLIANCES, 9)):
            with django_assert_num_queries(count):
                client.get(url)


def test_a_group_that_the_table_knows_is_proposed_and_kept(five, firm, signed_in) -> None:
    one = firm("泉北医疗器械有限公司", scope="二类医疗器械的生产、销售")
    client = signed_in(Role.SERVICE_OFFICER)
    assert 'value="35" list="suggested-codes"' in text(client.get(INDUSTRIES))
    Industry.objects.create(
        edition=EDITION, code="358", name="医疗仪器设备及器械制造", level=3, parent="35", section="C"
    )
    assert 'value="358" list="suggested-codes"' in text(client.get(INDUSTRIES))
    assert sent(text(client.post(f"{INDUSTRIES}preview/", {"pick": f"{one.pk}:0", f"code-{one.pk}": "358"}))) == (
        f"{one.pk}:0:358"
    )
    Organisation.objects.filter(pk=one.pk).update(industry="35")
    assert "生物医药联盟</td>" in text(client.get(ALLIANCES))
    Organisation.objects.filter(pk=one.pk).update(industry="3599")
    assert "智能制造联盟</td>" in text(client.get(ALLIANCES))


def test_a_filtered_list_says_how_many_fit_in_all(firm, signed_in) -> None:
    for number in range(35):
        firm(f"泉{number}食品有限公司", scope="糕点的生产")
    client = signed_in(Role.SERVICE_OFFICER)
    page = client.get(INDUSTRIES, {"q": "食品"})
    assert (len(page.context["rows"]), page.context["fitting"], page.context["beyond"]) == (30, 35, "")
    assert "35 家符合" in text(page)
    assert "家符合" not in text(client.get(INDUSTRIES))


def test_beyond_the_reach_it_says_at_least(firm, db) -> None:
    for number in range(5):
        firm(f"泉{number}食品有限公司")
    assert counted(Organisation.objects.all(), lambda one: one.name != "泉0食品有限公司", reach=3) == (2, "more")
    assert counted(Organisation.objects.all(), bool, reach=5) == (5, "")
