"""The pages of activities, through the client; calendars read by three unrelated parsers."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import ics
import pytest
import vobject
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from yuanmeng.activities import links
from yuanmeng.activities.models import Activity, FollowUp, Series, Topic
from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import Role, Where

DAY = dt.date(2021, 1, 1)


@pytest.fixture
def secretary(zone, signed_in) -> Client:
    return signed_in(Role.ALLIANCE_SECRETARY, zone.food.pk, where=Where.ALLIANCE)


@pytest.fixture
def baker(zone, signed_in) -> Client:
    return signed_in(Role.FIRM_ADMINISTRATOR, zone.bakery.pk)


def typed(zone, **changes: object) -> dict[str, object]:
    day = timezone.localdate() + dt.timedelta(days=30)
    return {
        "op": uuid4(),
        "kind": "exchange",
        "title": "冷链交流会",
        "alliances": [zone.food.pk],
        "starts": f"{day}T14:00",
        "ends": f"{day}T16:00",
        **changes,
    }


def test_the_whole_story(zone, secretary, baker, moved_to) -> None:
    """Plan, invite, reply, topic, hold, attendance, minutes, decision, outcome: each page leads to the next."""
    answer = secretary.post("/activities/new/", typed(zone))
    made = Activity.objects.get()
    assert answer.url == f"/activities/{made.pk}/invitations/"
    chosen = {"op": uuid4(), "version": 0, "organisation": [zone.bakery.pk, zone.brewery.pk]}
    page = secretary.post(answer.url, chosen, follow=True).content.decode()
    assert page.count("/reply/") == 2
    invitation = made.invitations.get(organisation=zone.bakery)
    url = f"/activities/{made.pk}/"
    assert "反垄断提示" in baker.get(url).content.decode()
    reply = {"op": uuid4(), "version": 0, "answer": "yes", "persons": 2}
    assert baker.post(f"/activities/invitations/{invitation.pk}/reply/", reply).status_code == 302
    assert baker.post(f"/activities/invitations/{invitation.pk}/reply/", {"op": uuid4()}).status_code == 422
    baker.post(f"{url}topics/", {"op": uuid4(), "title": "共用冷库"})
    assert Topic.objects.get().organisation == zone.bakery
    moved_to(made, timezone.now() - dt.timedelta(hours=1))
    assert "已举行，开始记录" in secretary.get(url).content.decode()
    secretary.post(f"{url}holding/", {"op": uuid4(), "version": 1})
    there = {"op": uuid4(), "version": 2, "organisation": zone.bakery.pk, "role": "leader", "persons": 2}
    assert secretary.post(f"{url}attendance/", there).status_code == 302
    assert secretary.post(f"{url}attendance/", {"op": uuid4(), "version": 3}).status_code == 422
    secretary.post(f"{url}minutes/", {"op": uuid4(), "version": 3, "minutes": "同意共用冷库"})
    assert secretary.post(f"{url}minutes/", {"op": uuid4(), "version": 4, "minutes": ""}).status_code == 422
    decided = {"op": uuid4(), "text": "商定分摊", "owner": zone.bakery.pk, "due": timezone.localdate().isoformat()}
    secretary.post(f"{url}follow-ups/", decided)
    assert secretary.post(f"{url}follow-ups/", {"op": uuid4()}).status_code == 422
    body = baker.get(url).content.decode()
    assert [text in body for text in ("同意共用冷库", "商定分摊", "共用冷库")] == [True] * 3
    item = FollowUp.objects.get()
    assert "填写落实情况" in baker.get("/activities/follow-ups/").content.decode()
    ended = {"op": uuid4(), "version": 0, "outcome": "按吨分摊"}
    baker.post(f"/activities/follow-ups/{item.pk}/finish/", ended)
    assert "按吨分摊" in baker.get("/activities/follow-ups/?state=done").content.decode()
    assert baker.post(f"/activities/follow-ups/{item.pk}/praise/", ended).status_code == 404


def test_the_list_shows_coming_and_past_by_kind_and_alliance(zone, planned, secretary, moved_to) -> None:
    made = planned()
    past = moved_to(planned(title="去年的会"), timezone.now() - dt.timedelta(days=300))
    titles = lambda query: [row["title"] for row in secretary.get(f"/activities/{query}").context["rows"]]  # noqa: E731
    assert titles("") == [made.title]
    assert titles("?past=1") == [past.title]
    assert titles("?kind=conference&alliance=food") == [made.title]
    assert titles("?alliance=tech") == []
    assert titles("?kind=nonsense&alliance=none&page=x") == [made.title]
    assert "没有符合条件" in secretary.get("/activities/?alliance=tech").content.decode()


def test_pages_turn(zone, planned, secretary) -> None:
    for _number in range(51):
        planned()
    first = secretary.get("/activities/")
    assert (len(first.context["rows"]), first.context["next"], first.context["total"]) == (50, 2, 51)
    assert len(secretary.get("/activities/?page=2").context["rows"]) == 1


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(
    zone, invited, signed_in, django_assert_max_num_queries, count: int
) -> None:
    for _number in range(count):
        made = invited(host=zone.bakery)
    officer = signed_in(Role.SERVICE_OFFICER)
    officer.get("/activities/")
    for url in ("/activities/", f"/activities/{made.pk}/", "/activities/follow-ups/", "/activities/series/"):
        with django_assert_max_num_queries(16 if url.endswith(f"{made.pk}/") else 12):
            officer.get(url)


def test_what_was_typed_stays(zone, secretary) -> None:
    day = timezone.localdate()
    page = secretary.post("/activities/new/", typed(zone, title="特别的会", starts=f"{day}T16:00", ends=f"{day}T14:00"))
    assert page.status_code == 422
    body = page.content.decode()
    assert ("特别的会" in body, "结束时间应晚于开始时间" in body) == (True, True)


def test_editing(zone, planned, secretary) -> None:
    made = planned()
    url = f"/activities/{made.pk}/editing/"
    assert secretary.get(url).context["form"]["title"].value() == made.title
    day = timezone.localdate()
    wrong = typed(zone, version=0, starts=f"{day}T16:00", ends=f"{day}T14:00")
    assert secretary.post(url, wrong).status_code == 422
    assert secretary.post(url, typed(zone, version=0, title="新名称")).status_code == 302
    assert Activity.objects.get().title == "新名称"
    secretary.post(f"/activities/{made.pk}/cancellation/", {"op": uuid4(), "version": 1, "reason": "台风"})
    assert Activity.objects.get().state == "cancelled"
    assert "台风" in secretary.get(f"/activities/{made.pk}/").content.decode()


def test_links_are_renewed_from_the_page(zone, invited, secretary) -> None:
    invitation = invited().invitations.first()
    secretary.post(f"/activities/invitations/{invitation.pk}/link/", {"op": uuid4()})
    invitation.refresh_from_db()
    assert invitation.turn == 1


def test_a_series_fills_the_next_activity_in(zone, secretary) -> None:
    chosen = {"op": uuid4(), "name": "轮值会", "kind": "salon", "months": 2, "alliances": [zone.food.pk]}
    assert secretary.post("/activities/series/", {**chosen, "months": 99}).status_code == 422
    other = Membership.objects.create(
        alliance=zone.tech, organisation=zone.stranger, state="member", invited_on=DAY, joined_on=DAY
    )
    assert secretary.post("/activities/series/", {**chosen, "hosts": [other.organisation_id]}).status_code == 422
    assert secretary.post("/activities/series/", {**chosen, "hosts": [zone.bakery.pk]}).status_code == 302
    series = Series.objects.get()
    assert "轮值会" in secretary.get("/activities/series/").content.decode()
    form = secretary.get(f"/activities/new/?series={series.pk}").context["form"]
    assert (form["title"].value(), form["host"].value()) == ("轮值会", zone.bakery.pk)
    assert secretary.get("/activities/new/?series=999").context["form"]["title"].value() is None


def test_the_sheet_prints_a_code_that_works_without_login(zone, begun, secretary) -> None:
    body = secretary.get(f"/activities/{begun.pk}/sheet/").content.decode()
    url = f"/attendance/{links.sheet_token(begun)}/"
    assert (url in body, "<path" in body, zone.brewery.name in body) == (True, True, True)
    door = Client()
    assert zone.brewery.name in door.get(url).content.decode()
    thanks = door.post(url, {"op": uuid4(), "organisation": zone.bakery.pk, "role": "staff"})
    assert "已登记一人" in thanks.content.decode()
    assert door.post(url, {"op": uuid4()}).status_code == 422


def test_three_parsers_read_the_calendar(zone, planned, secretary) -> None:
    made = planned(title="逗号, 分号; 与\\反斜线", place="一楼；东厅", text="第一行\n第二行")
    for url in (f"/activities/{made.pk}.ics", "/activities.ics"):
        text = secretary.get(url).content.decode()
        one = Calendar.from_ical(text).walk("VEVENT")[0]
        two = next(iter(ics.Calendar(text).events))
        three = vobject.readOne(text).vevent
        assert str(one["summary"]) == two.name == three.summary.value == made.title
        assert one["dtstart"].dt == two.begin.datetime == three.dtstart.value == made.starts.replace(microsecond=0)
        assert str(one["location"]) == two.location == three.location.value == made.place


def test_an_attendance_page_of_a_cancelled_activity_takes_none(zone, planned, secretary) -> None:
    made = planned()
    secretary.post(f"/activities/{made.pk}/cancellation/", {"op": uuid4(), "version": 0, "reason": "台风"})
    assert "ym-form" not in secretary.get(f"/activities/{made.pk}/attendance/").content.decode()
