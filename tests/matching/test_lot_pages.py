"""The pages of postings, through the client."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from yuanmeng.core.actor import Role
from yuanmeng.matching.models import Lot
from yuanmeng.matching.pages.presenting import job_name

TODAY = timezone.localdate()


@pytest.fixture
def client_of(zone, signed_in):
    return lambda name: signed_in(Role.FIRM_ADMINISTRATOR, getattr(zone, name).pk)


def typed(zone, **changes: object) -> dict[str, object]:
    return {
        "op": uuid4(),
        "organisation": zone.brewery.pk,
        "job": "1101",
        "heads": "10",
        "least": "1",
        "grade": "0",
        "since": TODAY.isoformat(),
        "until": (TODAY + dt.timedelta(days=20)).isoformat(),
        "wage_fen": "200.5",
        "shifts": ["1", "4"],
        "hours_day": "8",
        "days_week": "5",
        "hazards": "无",
        "protection": "手套",
        "training": "8 学时",
        "place": "北厂区",
        "pay_day": "15",
        **changes,
    }


def test_a_need_is_posted_and_published_in_three_steps(zone, client_of) -> None:
    client = client_of("brewery")
    assert client.get("/labour/lots/new/shortage/").status_code == 200
    page = client.post("/labour/lots/new/shortage/", typed(zone), follow=True)
    lot = Lot.objects.get()
    assert (lot.state, lot.wage_fen, lot.shifts, lot.job) == ("draft", 20_050, 5, 1101)
    assert "200.50 元/天" in page.content.decode()
    client.post(f"/labour/lots/{lot.pk}/publication/", {"op": uuid4(), "version": 0})
    lot.refresh_from_db()
    assert lot.state == "open"
    listed = client.get("/labour/lots/?side=shortage").content.decode()
    assert "包装工" in listed
    assert "brewery（虚构）有限公司" in listed
    assert "包装工" not in client_of("dairy").get("/labour/lots/?side=shortage").content.decode().split("ym-filters")[0]
    assert client_of("dairy").get(f"/labour/lots/{lot.pk}/").status_code == 404


def test_a_pasted_message_chooses_the_side_and_fills_the_form(client_of) -> None:
    page = client_of("bakery").post(
        "/labour/lots/new/shortage/", {"do": "read", "message": "我这边有7个包装工,可以做到年底"}
    )
    form = page.context["form"]
    assert (page.context["side"], form["heads"].value(), form["job"].value()) == ("surplus", 7, 1101)
    assert not Lot.objects.exists()
    shifts = client_of("bakery").post(
        "/labour/lots/new/surplus/", {"do": "read", "message": "富余5名包装工，可上夜班，包吃住"}
    )
    assert shifts.context["form"]["shifts"].value() == [4]
    silent = client_of("bakery").post("/labour/lots/new/surplus/", {"do": "read", "message": "大家下午好"})
    assert "没有读出" in silent.content.decode()


def test_hidden_characters_and_empty_messages_are_refused(client_of) -> None:
    client = client_of("bakery")
    assert client.post("/labour/lots/new/surplus/", {"do": "read", "message": ""}).status_code == 422
    assert client.post("/labour/lots/new/surplus/", {"do": "read", "message": "有\u202e人"}).status_code == 422
    unassigned = client.post("/labour/lots/new/surplus/", {"do": "read", "message": "有7个人\u0378"})
    assert unassigned.status_code == 422
    assert "有7个人\u0378" in unassigned.content.decode()


def test_what_the_law_refuses_stands_at_its_field(zone, client_of) -> None:
    wrong = typed(zone, hours_day="12")
    page = client_of("brewery").post("/labour/lots/new/shortage/", wrong)
    assert page.status_code == 422
    assert "劳动法第四十一条" in page.content.decode()
    assert "北厂区" in page.content.decode()
    assert not Lot.objects.exists()


def test_idle_staff_are_typed_with_what_they_suit(zone, client_of) -> None:
    values = typed(zone, organisation=zone.bakery.pk, willing="6", suits=["4", "8"], reach_km="15")
    values |= {"employment": "own", "youngest": "adult"}
    client_of("bakery").post("/labour/lots/new/surplus/", values)
    lot = Lot.objects.get()
    assert (lot.willing, lot.suits, lot.reach_km, lot.hours_kept) == (6, 12, 15, 0)
    client_of("bakery").post("/labour/lots/new/surplus/", values | {"op": uuid4(), "willing": ""})
    assert Lot.objects.first().willing == 0


def test_publishing_too_early_leads_to_the_form(zone, client_of, posted) -> None:
    lot = posted(hazards="")
    client = client_of("brewery")
    assert "发布前还要写明" in client.get(f"/labour/lots/{lot.pk}/").content.decode()
    page = client.post(f"/labour/lots/{lot.pk}/publication/", {"op": uuid4(), "version": 0}, follow=True)
    assert page.redirect_chain == [(f"/labour/lots/{lot.pk}/editing/", 302)]
    assert "如实告知" in page.content.decode()


def test_a_held_posting_is_settled_by_the_officer(zone, posted, signed_in) -> None:
    lot = posted(heads=33_312_323, text="仅限女性")
    client = signed_in(Role.SERVICE_OFFICER)
    page = client.get(f"/labour/lots/{lot.pk}/").content.decode()
    assert "人数超过 500" in page
    assert "就业促进法第二十七条" in page
    form = typed(zone, heads="30", version="0")
    assert client.post(f"/labour/lots/{lot.pk}/editing/", form | {"heads": ""}).status_code == 422
    assert client.post(f"/labour/lots/{lot.pk}/editing/", form | {"least": "40"}).status_code == 422
    assert client.post(f"/labour/lots/{lot.pk}/editing/", form).status_code == 302
    lot.refresh_from_db()
    assert (lot.state, lot.heads) == ("draft", 30)
    assert client.post(f"/labour/lots/{lot.pk}/editing/", form | {"op": uuid4(), "version": "1"}).status_code == 302


def test_the_list_is_filtered_and_paged_with_few_questions(
    zone, posted, client_of, django_assert_max_num_queries
) -> None:
    for number in range(3):
        posted(heads=number + 1)
    client = client_of("brewery")
    asks = "show=draft&job=1101&q=brewery&firm=" + str(zone.brewery.pk)
    with django_assert_max_num_queries(12):
        page = client.get(f"/labour/lots/?side=shortage&{asks}")
    assert page.context["total"] == 3
    assert client.get("/labour/lots/?side=shortage&show=held").context["total"] == 0
    assert client.get("/labour/lots/?side=nonsense&show=all&before=1&job=x&firm=y").context["rows"] == []


def test_pages_that_are_not_there(zone, client_of, posted) -> None:
    client = client_of("brewery")
    assert client.get("/labour/lots/new/nonsense/").status_code == 404
    assert client.post(f"/labour/lots/{posted().pk}/nonsense/", {"op": uuid4(), "version": 0}).status_code == 404


def test_the_system_administrator_sees_nothing(signed_in, posted) -> None:
    client: Client = signed_in(Role.SYSTEM_ADMINISTRATOR)
    assert client.get("/labour/lots/").status_code == 403
    assert client.get(f"/labour/lots/{posted().pk}/").status_code == 404


def test_english_shows_catalogue_names(posted, client_of) -> None:
    lot = posted("surplus", suits=12, contract_until=TODAY + dt.timedelta(days=900), lodging=True, hours_kept=1)
    client = client_of("bakery")
    client.cookies["django_language"] = "en"
    page = client.get(f"/labour/lots/{lot.pk}/").content.decode()
    assert "Packer" in page
    assert "Night work" in page
    assert client.get("/labour/lots/new/surplus/").status_code == 200


def test_an_officer_posts_for_any_firm_and_a_trade_may_be_unsaid(zone, signed_in) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    offered = client.get("/labour/lots/new/surplus/").context["form"].fields["organisation"].queryset
    assert {zone.bakery, zone.brewery, zone.dairy} <= set(offered)
    assert job_name(None) == "工种待定"
