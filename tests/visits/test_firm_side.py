"""The firm's side of visits, the zone's rhythm, calendars, and the card on the firm's page."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from django.test import Client
from icalendar import Calendar

from yuanmeng.accounts.models import Post
from yuanmeng.core.actor import Role
from yuanmeng.visits.actions.saying import LineSaid
from yuanmeng.visits.models import ContactPreference, Feed, QuietPeriod, Rhythm, Stop, Tally

DAY = dt.timedelta(days=1)


def text(answer) -> str:
    return answer.content.decode()


def test_the_firm_sees_who_came_and_sets_its_wishes(zone, as_, held, planned, today) -> None:
    held(heard="厂长看起来很累", lines=(LineSaid("problem", "路灯不亮", "unit"),), next_step="报修")
    coming = planned()
    client = as_("bakery_people")
    page = text(client.get("/visits/firm/"))
    for shown in ("不是执法检查", "测试人员", "路灯不亮", "报修", "婉拒"):
        assert shown in page
    assert "看起来很累" not in page
    stop = coming.stops.get()
    assert client.post(f"/visits/stops/{stop.pk}/declining/", {"op": uuid4()}).status_code == 302
    assert "已婉拒" in text(client.get("/visits/firm/"))
    done = Stop.objects.get(visit__state="done")
    assert client.post(f"/visits/stops/{done.pk}/opinion/", {"op": uuid4()}).status_code == 422
    assert client.post(f"/visits/stops/{done.pk}/opinion/", {"op": uuid4(), "opinion": 4}).status_code == 302
    assert Tally.objects.get().count == 1
    assert "匿名评价" not in text(client.get("/visits/firm/"))
    asked = {
        "op": uuid4(), "version": "", "firm": zone.bakery.pk, "channel": "phone", "contact": zone.bakery_contact.pk,
        "most": "2", "days": "90", "weekdays": ["5", "1"],
    }  # fmt: skip
    assert client.post("/visits/firm/", asked).status_code == 302
    assert ContactPreference.objects.get().weekdays == "15"
    assert client.post("/visits/firm/", {**asked, "op": uuid4()}).status_code == 409
    assert client.post("/visits/firm/", {**asked, "op": uuid4(), "version": 0, "most": "x"}).status_code == 422
    quiet = {"op": uuid4(), "since": today.isoformat(), "until": (today + DAY).isoformat()}
    assert client.post(f"/visits/firm/{zone.bakery.pk}/quiet/", quiet).status_code == 302
    assert client.post(f"/visits/firm/{zone.bakery.pk}/quiet/", {"op": uuid4()}).status_code == 422
    period = QuietPeriod.objects.get()
    assert client.post(f"/visits/quiet-periods/{period.pk}/lifting/", {"op": uuid4()}).status_code == 302
    assert as_("brewery_people").get("/visits/firm/", {"firm": zone.bakery.pk}).status_code == 404


def test_staff_see_but_do_not_set(zone, as_, signed_in, acting) -> None:
    client = signed_in(Role.FIRM_STAFF, zone.bakery.pk)
    assert "由本企业管理员设定" in text(client.get("/visits/firm/"))
    assert client.post("/visits/firm/", {"op": uuid4(), "firm": zone.bakery.pk}).status_code == 403
    assert as_("leader").post("/visits/firm/", {"op": uuid4(), "firm": zone.bakery.pk}).status_code == 403
    officer = as_("officer")
    assert officer.get("/visits/firm/", {"firm": zone.bakery.pk}).context["form"] is not None
    assert officer.get("/visits/firm/").status_code == 404
    assert signed_in(Role.EXPERT).get("/visits/firm/").status_code == 403
    bad = {"op": uuid4(), "firm": zone.bakery.pk, "version": "", "days": "90", "contact": zone.brewery_contact.pk}
    assert officer.post("/visits/firm/", bad).status_code == 422


def test_a_person_of_two_firms_chooses(zone, as_, today) -> None:
    Post.objects.create(
        user_id=zone.bakery_people.user_id, role=Role.FIRM_STAFF, where="organisation", key=zone.brewery.pk, since=today
    )
    client = as_("bakery_people")
    assert "泉北烘焙（虚构）有限公司" in text(client.get("/visits/firm/", {"firm": zone.brewery.pk}))
    page = client.get("/visits/firm/", {"firm": zone.brewery.pk})
    assert page.context["form"] is None
    assert client.post("/visits/firm/", {"op": uuid4(), "firm": zone.brewery.pk}).status_code == 404


def test_the_rhythm_page(zone, as_) -> None:
    client = as_("leader")
    assert client.get("/visits/rhythm/").status_code == 200
    data = {"op": uuid4(), "version": 0, "remind_after": 60, "near": 5, "inspection_link": "jcxt.example.cn"}
    assert client.post("/visits/rhythm/", data).status_code == 302
    assert Rhythm.objects.get().inspection_link == "https://jcxt.example.cn"
    assert "jcxt.example.cn" in text(as_("bakery_people").get("/visits/firm/"))
    assert client.post("/visits/rhythm/", {**data, "op": uuid4(), "version": 1, "near": 99}).status_code == 422
    assert as_("branch").get("/visits/rhythm/").status_code == 403


def test_a_calendar_behind_a_secret(zone, as_, planned, today) -> None:
    planned(at=dt.time(9, 30)), planned(day=today + 9 * DAY, purpose="labour")
    client, nobody = as_("officer"), Client()
    assert "生成" in text(client.get("/visits/calendar/"))
    client.post("/visits/calendar/", {"op": uuid4()})
    address = client.get("/visits/calendar/").context["address"]
    events = Calendar.from_ical(nobody.get(address).content).walk("VEVENT")
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED"]
    assert zone.bakery.name in str(events[0]["summary"])
    client.post("/visits/calendar/", {"op": uuid4()})
    assert nobody.get(address).status_code == 404
    assert nobody.get("/visits/calendar/1-1.wrong.ics").status_code == 404
    fresh = client.get("/visits/calendar/").context["address"]
    Post.objects.filter(user=zone.officer.user_id).update(until=today - DAY)
    assert nobody.get(fresh).status_code == 404
    assert Feed.objects.get().turn == 2


def test_the_firms_page_carries_a_card(zone, as_, held, planned) -> None:
    client = as_("officer")
    assert "没有记录" in text(client.get(f"/firms/{zone.bakery.pk}/"))
    done, coming = held(), planned()
    page = text(client.get(f"/firms/{zone.bakery.pk}/"))
    for url in (f"/visits/{done.pk}/", f"/visits/{coming.pk}/", f"/visits/new/?firm={zone.bakery.pk}"):
        assert url in page
    assert "登记走访" in page
    assert f"/visits/{done.pk}/" not in text(as_("bakery_people").get(f"/firms/{zone.bakery.pk}/"))
