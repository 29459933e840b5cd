"""The pages of the three lists, through the client."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from tests.downloads import workbook

from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import Role
from yuanmeng.exchange.actions import claims
from yuanmeng.exchange.models import Claim, Listing, Task
from yuanmeng.register.models import Contact

SOON = (timezone.localdate() + dt.timedelta(days=10)).isoformat()


@pytest.fixture
def client_of(zone, signed_in):
    return lambda name: signed_in(Role.FIRM_ADMINISTRATOR, getattr(zone, name).pk)


def typed(zone, **changes: object) -> dict[str, object]:
    return {
        "op": uuid4(),
        "direction": "need",
        "organisation": zone.bakery.pk,
        "category": "equipment",
        "title": "需要电动叉车",
        "quantity": "2",
        "unit": "台",
        "since": timezone.localdate().isoformat(),
        "until": SOON,
        "visibility": "zone",
        **changes,
    }


def test_a_pasted_message_fills_the_form(client_of) -> None:
    page = client_of("bakery").post("/exchange/new/", {"do": "read", "message": "我这边有7个人,可以做到年底"})
    form = page.context["form"]
    assert (form["direction"].value(), form["category"].value(), form["quantity"].value()) == ("offer", "labour", 7)
    assert "“7个人”" in page.content.decode()
    assert not Listing.objects.exists()


def test_a_message_that_says_nothing_says_so(client_of) -> None:
    page = client_of("bakery").post("/exchange/new/", {"do": "read", "message": "大家下午好"})
    assert "没有读出" in page.content.decode()


def test_an_empty_or_hidden_message_is_refused(client_of) -> None:
    client = client_of("bakery")
    assert client.post("/exchange/new/", {"do": "read", "message": ""}).status_code == 422
    assert client.post("/exchange/new/", {"do": "read", "message": "有\u202e人"}).status_code == 422
    assert client.post("/exchange/new/", {"do": "read", "message": "有人\u00a0\u00ad\ue000"}).status_code == 422


def test_publish_then_read_it(client_of, zone) -> None:
    page = client_of("bakery").post("/exchange/new/", typed(zone), follow=True)
    assert "需要电动叉车" in page.content.decode()
    assert Listing.objects.get().quantity == 2


def test_what_was_typed_stays_when_it_is_refused(client_of, zone) -> None:
    page = client_of("bakery").post("/exchange/new/", typed(zone, unit="", title="特别的标题"))
    assert page.status_code == 422
    body = page.content.decode()
    assert "数量和计量单位要一起填写" in body
    assert "特别的标题" in body


def test_an_officer_finds_members_only(signed_in, zone) -> None:
    form = signed_in(Role.SERVICE_OFFICER).get("/exchange/new/?direction=offer").context["form"]
    assert zone.stranger not in form.fields["organisation"].queryset
    assert form["direction"].value() == "offer"


def test_lists_filter_and_page(client_of, published) -> None:
    for number in range(52):
        published(title=f"需要叉车{number}")
    offer = published(direction="offer", category="space", title="闲置冷库")
    client = client_of("brewery")
    first = client.get("/exchange/")
    assert (first.context["total"], len(first.context["rows"])) == (52, 50)
    second = client.get(f"/exchange/?before={first.context['next']}")
    assert [row["title"] for row in second.context["rows"]] == ["需要叉车1", "需要叉车0"]
    found = client.get("/exchange/", {"direction": "offer", "category": "space", "q": "冷库"})
    assert [row["title"] for row in found.context["rows"]] == [offer.title]
    assert client.get("/exchange/?show=mine").context["total"] == 0
    assert client_of("bakery").get("/exchange/?show=all&category=nonsense&before=x").context["total"] == 52
    assert "没有符合条件" in client.get("/exchange/?q=没有的词").content.decode()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(client_of, published, django_assert_max_num_queries, count: int) -> None:
    for _number in range(count):
        made = published()
        published("brewery", direction="offer", title="闲置叉车")
    client = client_of("bakery")
    client.get("/exchange/")
    for url in ("/exchange/", f"/exchange/{made.pk}/"):
        with django_assert_max_num_queries(12):
            client.get(url)


def test_an_entry_shows_what_fits_and_why(client_of, published) -> None:
    made = published()
    published("brewery", direction="offer", title="闲置电动叉车", quantity=1)
    body = client_of("bakery").get(f"/exchange/{made.pk}/").content.decode()
    assert "闲置电动叉车" in body
    assert "数量不够" in body
    assert "叉车" in body


def test_contacts_are_for_those_who_may_claim(client_of, signed_in, zone, published) -> None:
    contact = Contact.objects.create(
        organisation=zone.bakery,
        name="宋联系",
        role="行政",
        phone="0531-0000",
        since=dt.date(2024, 1, 1),
        source="测试",
    )
    made = published(contact=contact)
    assert "宋联系" in client_of("brewery").get(f"/exchange/{made.pk}/").content.decode()
    assert "宋联系" not in signed_in(Role.AUDITOR).get(f"/exchange/{made.pk}/").content.decode()


def test_the_whole_story_in_the_browser_s_words(client_of, zone, published) -> None:
    made = published()
    bakery, brewery = client_of("bakery"), client_of("brewery")
    answer = brewery.post(
        f"/exchange/{made.pk}/claims/", {"op": uuid4(), "organisation": zone.brewery.pk, "note": "有"}
    )
    assert answer.status_code == 302
    asked = Claim.objects.get()
    page = bakery.get(f"/exchange/{made.pk}/").content.decode()
    assert "同意合作" in page
    bakery.post(f"/exchange/claims/{asked.pk}/acceptance/", {"op": uuid4(), "version": 0, "due": SOON})
    task = Task.objects.get()
    moves = [
        (brewery, "planning", {"due": SOON, "blocker": "等车"}),
        (brewery, "delivery", {"result": "到了一台"}),
        (bakery, "return", {"reason": "还差一台"}),
        (brewery, "delivery", {"result": "都到了"}),
        (bakery, "confirmation", {"effect": "full"}),
    ]
    for version, (client, verb, said) in enumerate(moves):
        answer = client.post(f"/exchange/tasks/{task.pk}/{verb}/", {"op": uuid4(), "version": version, **said})
        assert answer.status_code == 302
        assert client.get(f"/exchange/tasks/{task.pk}/").status_code == 200
    listed = brewery.get("/exchange/tasks/?state=confirmed").context["rows"]
    assert [(row["title"], row["effect"]) for row in listed] == [("需要电动叉车", "达到预期")]
    assert brewery.get("/exchange/tasks/?state=odd&before=9").context["rows"] == []


def test_refusal_withdrawal_and_abandonment_pages(client_of, zone, published) -> None:
    made = published()
    bakery, brewery = client_of("bakery"), client_of("brewery")

    def claim() -> Claim:
        brewery.post(f"/exchange/{made.pk}/claims/", {"op": uuid4(), "organisation": zone.brewery.pk})
        return Claim.objects.latest("pk")

    said = {"version": 0, "reason": "不合适"}
    assert "撤回认领" in (claim() and brewery.get(f"/exchange/{made.pk}/").content.decode())
    bakery.post(f"/exchange/claims/{Claim.objects.latest('pk').pk}/refusal/", {"op": uuid4(), **said})
    brewery.post(f"/exchange/claims/{claim().pk}/withdrawal/", {"op": uuid4(), **said})
    asked = claim()
    assert bakery.post(f"/exchange/claims/{asked.pk}/acceptance/", {"op": uuid4(), "version": 0}).status_code == 422
    bakery.post(f"/exchange/claims/{asked.pk}/acceptance/", {"op": uuid4(), "version": 0, "due": SOON})
    task = Task.objects.get()
    brewery.post(f"/exchange/tasks/{task.pk}/abandonment/", {"op": uuid4(), **said})
    assert list(Claim.objects.order_by("pk").values_list("state", flat=True)) == ["refused", "withdrawn", "accepted"]
    assert (Task.objects.get().state, Listing.objects.get().state) == ("abandoned", "open")


def test_bad_posts_are_refused_with_a_sentence(client_of, zone, published) -> None:
    made = published()
    bakery, brewery = client_of("bakery"), client_of("brewery")
    assert brewery.post(f"/exchange/{made.pk}/claims/", {"op": uuid4(), "organisation": 999}).status_code == 422
    assert bakery.post(f"/exchange/{made.pk}/renewal/", {"op": uuid4(), "version": 0}).status_code == 422
    asked = claims.claim(made.pk, organisation=zone.brewery.pk, by=zone.brewery_people, op=uuid4())
    task = claims.accept(asked.pk, version=0, due=dt.date.fromisoformat(SOON), by=zone.bakery_people, op=uuid4())
    assert bakery.post(f"/exchange/tasks/{task.pk}/delivery/", {"op": uuid4(), "version": 0}).status_code == 422
    assert bakery.post(f"/exchange/tasks/{task.pk}/dancing/", {"op": uuid4(), "version": 0}).status_code == 404


def test_editing_renewing_withdrawing(client_of, zone, published) -> None:
    made = published()
    bakery = client_of("bakery")
    assert bakery.get(f"/exchange/{made.pk}/editing/").context["form"]["title"].value() == made.title
    wrong = bakery.post(f"/exchange/{made.pk}/editing/", typed(zone, version=0, unit=""))
    assert wrong.status_code == 422
    assert bakery.post(f"/exchange/{made.pk}/editing/", typed(zone, version=0, title="新标题")).status_code == 302
    assert Listing.objects.get().title == "新标题"
    later = (timezone.localdate() + dt.timedelta(days=60)).isoformat()
    bakery.post(f"/exchange/{made.pk}/renewal/", {"op": uuid4(), "version": 1, "until": later})
    bakery.post(f"/exchange/{made.pk}/withdrawal/", {"op": uuid4(), "version": 2})
    assert (Listing.objects.get().until.isoformat(), Listing.objects.get().state) == (later, "withdrawn")
    assert bakery.get(f"/exchange/{made.pk}/").status_code == 200


def test_a_refusal_without_a_field_stands_above_the_form(client_of, zone) -> None:
    page = client_of("stranger").post("/exchange/new/", typed(zone, organisation=zone.stranger.pk))
    assert page.status_code == 422


def test_the_public_list_shows_what_was_made_public(published) -> None:
    published(title="内部条目")
    published(title="=公开条目", visibility="outward", direction="offer")
    client = Client()
    body = client.get("/opportunities/").content.decode()
    assert "=公开条目" in body
    assert "内部条目" not in body
    sheet = workbook(client.get("/opportunities.xlsx")).active
    assert [cell.value for cell in sheet[2]][2] == "=公开条目"
    assert {cell.data_type for cell in sheet[2]} == {"s"}
    feed = Calendar.from_ical(client.get("/opportunities.ics").content)
    assert [str(event["summary"]) for event in feed.walk("VEVENT")] == ["资源到期：=公开条目"]


def test_an_expired_entry_is_marked(client_of, published) -> None:
    made = published()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Listing.objects.filter(pk=made.pk).update(since=yesterday, until=yesterday)
    assert "已过期" in client_of("bakery").get(f"/exchange/{made.pk}/").content.decode()
    assert str(Listing.objects.get()) == "需要电动叉车"


def test_a_firm_that_is_no_member_is_told_to_join_first(client_of, zone, published) -> None:
    made = published(visibility="zone")
    brewery = client_of("brewery")
    assert brewery.get(f"/exchange/{made.pk}/").context["claim_form"]
    Membership.objects.filter(organisation=zone.brewery).update(state="left", left_on=timezone.localdate())
    page = brewery.get(f"/exchange/{made.pk}/")
    assert page.context["claim_form"] is None
    assert "请先确认加入一个联盟" in page.content.decode()
