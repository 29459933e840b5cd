"""The endpoint to which phones deliver, and the pages of the phone."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.test import Client

from yuanmeng.pairing.models import Pairing
from yuanmeng.visits.models import Line, Visit

DAY = dt.timedelta(days=1)


def draft(zone, **changes: object) -> dict[str, object]:
    form = {
        "firms": [str(zone.bakery.pk)], "how": "door", "purpose": "listen", "heard": "订单增加",
        "line_kind": ["problem"], "line_text": ["路灯不亮"], "line_triage": ["unit"], "line_firm": [""],
        **changes.pop("form", {}),
    }  # fmt: skip
    return {"op": str(uuid4()), "who": zone.officer.user_id, "age": 30, "plan": None, "form": form, **changes}


def deliver(client: Client, body: object):
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post("/api/visits/", text, content_type="application/json")


def test_a_draft_is_one_visit_however_often_it_comes(zone, as_, today) -> None:
    client, body = as_("officer"), draft(zone)
    answers = [deliver(client, body).json() for _time in range(3)]
    assert answers == [
        {"op": body["op"], "visit": Visit.objects.get().pk, "url": f"/visits/{Visit.objects.get().pk}/",
         "day": today.isoformat()}
    ] * 3  # fmt: skip
    assert Line.objects.count() == 1


@pytest.mark.parametrize(("age", "days"), [(0, 0), (2 * 86_400, 2), (-5e8, 0), (5e8, 0), (89 * 86_400, 89)])
def test_the_day_is_the_servers_whatever_the_phones_clock_says(zone, as_, today, age, days) -> None:
    deliver(as_("officer"), draft(zone, age=age))
    assert Visit.objects.get().day == today - days * DAY


def test_a_day_that_was_chosen_stays(zone, as_, today) -> None:
    day = today - 5 * DAY
    deliver(as_("officer"), draft(zone, form={"day": day.isoformat()}))
    assert Visit.objects.get().day == day


def test_refusals_come_with_sentences_and_write_nothing(zone, as_, planned) -> None:
    client = as_("officer")
    refused = deliver(client, draft(zone, form={"line_triage": [""], "day": "2999-01-01"}))
    assert refused.status_code == 422
    assert "还没有到" in refused.json()["errors"]["day"][0]
    assert deliver(client, draft(zone, form={"heard": "长" * 2001})).json()["errors"]["heard"]
    assert deliver(client, draft(zone, form={"firms": [], "firm": "没有这家"})).status_code == 422
    signed_out = deliver(Client(), draft(zone))
    assert (signed_out.status_code, "登录" in signed_out.json()["says"]) == (401, True)
    other = deliver(client, draft(zone, who=zone.second.user_id))
    assert (other.status_code, "另一位同志" in other.json()["says"]) == (403, True)
    mine = deliver(as_("bakery_people"), draft(zone, who=zone.bakery_people.user_id))
    assert mine.status_code == 403
    assert not Visit.objects.exists()
    plan = planned()
    stale = deliver(client, draft(zone, plan=[plan.pk, 7]))
    assert (stale.status_code, "刚刚有变动" in stale.json()["says"]) == (409, True)
    assert deliver(client, draft(zone, plan=[plan.pk, 0])).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        "", "[]", "null", "{", '{"op": 1}', "[" * 100_000, "x" * 70_000, {"op": "x"}, {"who": "1"}, {"who": True},
        {"age": "old"}, {"age": True}, {"plan": 7}, {"plan": [1]}, {"plan": ["a", "b"]}, {"form": []},
        {"form": {"heard": 7}}, {"form": {"heard": [None]}}, {"who": -1},
    ],
)  # fmt: skip
def test_what_is_no_draft_is_refused(zone, as_, wrong) -> None:
    body = wrong
    if isinstance(wrong, dict):
        body = draft(zone)
        body.update(wrong)
    answer = deliver(as_("officer"), body)
    assert answer.status_code == 422
    assert "不完整" in answer.json()["says"]
    assert not Visit.objects.exists()


def test_without_the_token_nothing_is_taken(zone, as_) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_("officer").cookies
    assert deliver(client, draft(zone)).status_code == 403


def test_the_phones_pages(zone, as_, planned, today) -> None:
    client = as_("officer")
    page = client.get("/visits/phone/")
    assert "测试人员" in page.content.decode()
    shell = client.get("/visits/phone/shell/").content.decode()
    assert "测试人员" not in shell, "the shell kept on the phone names nobody"
    assert "走访登记" in shell
    assert Client().get("/visits/phone/").status_code == 403
    worker = client.get("/visits/phone/worker.js")
    assert worker["Content-Type"] == "text/javascript"
    assert '"/static/visits/keep.js"' in worker.content.decode()


def test_the_pack_holds_own_firms_contacts_and_plans_and_no_telephone(zone, as_, planned, today) -> None:
    Pairing.objects.create(
        kind="officer_firm", user_id=zone.officer.user_id, firm=zone.bakery, since=today - DAY, state="agreed",
        one_agreed=today, other_agreed=today,
    )  # fmt: skip
    visit = planned(firms=(zone.brewery.pk,), others=(zone.branch.user_id,))
    client = as_("officer")
    text = client.get("/visits/phone/pack/").content.decode()
    pack = json.loads(text)
    assert pack["mine"] == [zone.bakery.pk]
    assert {firm for _key, firm, _name in pack["people"]} == {zone.bakery.pk, zone.brewery.pk}
    assert [row[0] for row in pack["firms"]] == [zone.bakery.pk, zone.brewery.pk]
    assert pack["plans"][0]["pk"] == visit.pk
    assert pack["plans"][0]["others"] == [zone.branch.user_id]
    assert "0531" not in text
    assert as_("bakery_people").get("/visits/phone/pack/").status_code == 403
