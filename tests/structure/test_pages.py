"""The pages of the structure, through the client."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.core.actor import Role, Where
from yuanmeng.structure import actions
from yuanmeng.structure.models import Body, BodyKind, Charter, Office, OfficeKind, Rotation

TODAY = timezone.localdate()


@pytest.fixture
def leader(zone, signed_in):
    return signed_in(Role.ZONE_LEADER)


def test_the_tree_shows_bodies_people_and_members(zone, term, leader) -> None:
    actions.appoint(zone.body.pk, values=term(user=zone.user), by=zone.leader, op=uuid4())
    (core,) = leader.get("/structure/").context["tree"]
    (alliance,) = core["parts"]
    assert (core["name"], alliance["name"], alliance["members"]) == ("党工委", "食品饮料联盟", 2)
    assert [office["who"] for office in alliance["offices"]] == [f"{zone.bakery.name} · {zone.user.name}"]


def test_the_page_of_a_day_shows_the_zone_as_it_was(zone, leader) -> None:
    actions.dissolve(zone.body.pk, version=0, until=dt.date(2025, 3, 25), by=zone.leader, op=uuid4())
    tree = lambda query: leader.get(f"/structure/{query}").context["tree"]  # noqa: E731
    assert [node["name"] for node in tree("?on=2025-03-25")[0]["parts"]] == ["食品饮料联盟"]
    assert tree("")[0]["parts"] == []
    assert "还没有机构" in leader.get("/structure/?on=2019-01-01").content.decode()
    assert leader.get("/structure/?on=nonsense").status_code == 200


def test_a_body_without_its_parent_stands_at_the_top(zone, leader) -> None:
    Body.objects.filter(pk=zone.core.pk).update(until=dt.date(2024, 1, 1))
    assert [node["name"] for node in leader.get("/structure/").context["tree"]] == ["食品饮料联盟"]


def test_names_follow_the_language(zone, leader) -> None:
    leader.cookies["django_language"] = "en"
    assert leader.get("/structure/").context["tree"][0]["name"] == "党工委 EN"


def test_warnings_are_for_today(zone, term, leader) -> None:
    assert "空缺" in leader.get("/structure/").content.decode()
    soon = term(until=TODAY + dt.timedelta(days=10))
    actions.appoint(zone.body.pk, values=soon, by=zone.leader, op=uuid4())
    body = leader.get("/structure/").content.decode()
    assert ("空缺" in body, "任期到" in body) == (False, True)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(zone, term, leader, django_assert_max_num_queries, count: int) -> None:
    for number in range(count):
        values = {
            "kind": zone.alliance_kind,
            "name": f"联盟{number}",
            "name_en": "A",
            "since": dt.date(2021, 1, 1),
            "source": "文件",
            "alliance": None,
            "parent": zone.core,
        }
        made = actions.establish(values=values, by=zone.leader, op=uuid4())
        actions.appoint(made.pk, values=term(), by=zone.leader, op=uuid4())
    leader.get("/structure/")
    for url in ("/structure/", f"/structure/{zone.body.pk}/"):
        with django_assert_max_num_queries(12):
            leader.get(url)


def test_a_body_is_established_appointed_chartered_rotated_and_dissolved(zone, leader) -> None:
    said = {"op": uuid4(), "kind": zone.alliance_kind.pk, "name": "新联盟", "name_en": "New", "source": "文件"}
    assert leader.post("/structure/new/", {**said, "since": "2020-01-01", "parent": zone.core.pk}).status_code == 422
    answer = leader.post("/structure/new/", {**said, "since": "2022-01-01", "parent": zone.core.pk})
    assert answer.status_code == 302
    url = f"/structure/{zone.body.pk}/"
    office = {"op": uuid4(), "kind": zone.chair.pk, "organisation": zone.bakery.pk, "since": "2026-01-01"}
    assert leader.post(f"{url}offices/", office).status_code == 422
    assert leader.post(f"{url}offices/", {**office, "source": "纪要"}).status_code == 302
    charter = {"op": uuid4(), "text": "第一条 自愿。", "adopted": "2026-01-01", "source": "全体会议"}
    assert leader.post(f"{url}charters/", charter).status_code == 302
    assert "第一条 自愿。" in leader.get(f"{url}charters/1/").content.decode()
    assert leader.get(f"{url}charters/").context["form"]["text"].value() == "第一条 自愿。"
    assert leader.get(f"{url}charters/9/").status_code == 404
    turns = {"op": uuid4(), "kind": zone.chair.pk, "since": "2026-01-01", "months": 3}
    assert leader.post(f"{url}rotation/", {**turns, "members": [zone.bakery.pk]}).status_code == 422
    chosen = [zone.bakery.pk, zone.brewery.pk]
    assert leader.post(f"{url}rotation/", {**turns, "members": chosen}).status_code == 302
    body = leader.get(url).content.decode()
    assert [text in body for text in (zone.bakery.name, "第 1 版", "每任 3 个月")] == [True] * 3
    held = Office.objects.get()
    assert leader.post(f"/structure/offices/{held.pk}/end/", {"op": uuid4(), "version": 0}).status_code == 422
    ended = {"op": uuid4(), "version": 0, "until": "2026-02-01"}
    assert leader.post(f"/structure/offices/{held.pk}/end/", ended).status_code == 302
    assert "历任" in leader.get(url).content.decode()
    leader.post(f"{url}dissolution/", {"op": uuid4(), "version": 0, "until": "2026-03-01"})
    assert Body.objects.get(pk=zone.body.pk).until == dt.date(2026, 3, 1)
    assert (Charter.objects.count(), Rotation.objects.count()) == (1, 1)


def test_a_body_of_the_core_appoints_units_that_are_no_firms(zone, leader) -> None:
    form = leader.get(f"/structure/{zone.core.pk}/offices/").context["form"]
    assert zone.bakery not in form.fields["organisation"].queryset


def test_kinds_are_added_from_the_page(zone, leader) -> None:
    body = {"op": uuid4(), "which": "body", "body-slug": "chain", "body-name": "产业链党委", "body-name_en": "Chain"}
    assert leader.post("/structure/kinds/", body).status_code == 302
    assert leader.post("/structure/kinds/", {**body, "op": uuid4()}).status_code == 422
    office = {
        "op": uuid4(),
        "which": "office",
        "office-slug": "liaison",
        "office-name": "联络员",
        "office-name_en": "Liaison",
        "office-body_kinds": [zone.alliance_kind.pk],
    }
    assert leader.post("/structure/kinds/", office).status_code == 302
    assert leader.post("/structure/kinds/", {"which": "nothing"}).status_code == 200
    assert (BodyKind.objects.count(), OfficeKind.objects.count()) == (3, 2)
    assert "联络员" in leader.get("/structure/kinds/").content.decode()


def test_readers_see_no_buttons(zone, signed_in) -> None:
    firm = signed_in(Role.FIRM_ADMINISTRATOR, zone.bakery.pk)
    assert firm.get(f"/structure/{zone.body.pk}/").context["may_run"] is False
    assert firm.get("/structure/kinds/").status_code == 403
    secretary = signed_in(Role.ALLIANCE_SECRETARY, zone.food.pk, where=Where.ALLIANCE)
    shown = secretary.get(f"/structure/{zone.body.pk}/").context
    assert (shown["may_run"], shown["may_dissolve"]) == (True, False)


def test_the_alliance_page_shows_who_is_in_office(zone, term, leader) -> None:
    assert "现在没有人任职" in leader.get("/alliances/food/").content.decode()
    actions.appoint(zone.body.pk, values=term(), by=zone.leader, op=uuid4())
    shown = [card for card in leader.get("/alliances/food/").context["cards"] if "held" in card.context]
    assert [row["who"] for row in shown[0].context["held"]] == [zone.bakery.name]
