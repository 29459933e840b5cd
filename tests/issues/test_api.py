"""Problems handed in and read by other systems: the same action, the same refusals, once for each operation id."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from yuanmeng.issues.actions.reference import load_categories
from yuanmeng.issues.models import Category, Issue

URL = "/api/issues/"


def send(client: Client, values: dict[str, Any], op: Any = None) -> tuple[int, Any]:
    headers = {"Operation-Id": str(op or uuid4())}
    answer = client.post(URL, json.dumps(values), "application/json", headers=headers)
    return answer.status_code, answer.json()


def test_a_problem_is_handed_in_once_and_read(zone, as_) -> None:
    client, op = as_("officer"), uuid4()
    load_categories([("市政", "路灯")], by=zone.officer, op=uuid4())
    leaf = Category.objects.exclude(parent=None).get()
    values = {"firm": zone.bakery.pk, "title": "路灯不亮", "received": "2026-03-02T09:30:00+08:00", "category": leaf.pk}
    (status, one), (_again, two) = (send(client, values, op) for _time in range(2))
    assert (status, one == two, Issue.objects.count()) == (201, True, 1)
    issue = Issue.objects.get()
    assert (issue.via, issue.number, one["number"]) == ("api", "WT20260302-0001", "WT20260302-0001")
    assert (one["category"], one["raised_at"]) == (leaf.pk, "2026-03-02T09:30:00+08:00")
    assert client.get(URL + one["number"]).json() == one
    assert client.get(URL).json() == [one]
    assert client.get(URL, {"after": one["number"]}).json() == []
    assert client.get(URL, {"firm": zone.brewery.pk}).json() == []
    assert client.get(URL + "WT00000000-0000").status_code == 404


def test_a_firm_hands_in_for_itself_alone_and_sees_its_own(zone, as_, raised) -> None:
    raised("brewery")
    client = as_("bakery_people")
    assert send(client, {"firm": zone.brewery.pk, "title": "代人提出"})[0] == 403
    assert client.get(URL).json() == []
    status, made = send(client, {"firm": zone.bakery.pk, "title": "自己提出"})
    assert status == 201
    assert [row["number"] for row in client.get(URL).json()] == [made["number"]]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "body.given.title"),
        ({"title": "长" * 81}, "body.given.title"),
        ({"title": "看不见\u200b的"}, "title"),
        ({"kind": "gossip"}, "body.given.kind"),
        ({"category": 10**9}, "category"),
        ({"received": "2026-03-02T09:30:00"}, "received"),
        ({"received": "2099-03-02T09:30:00+08:00"}, "received"),
    ],
)
def test_what_does_not_fit_is_named(zone, as_, changes: dict[str, Any], field: str) -> None:
    status, told = send(as_("officer"), {"firm": zone.bakery.pk, "title": "路灯不亮", **changes})
    assert (status, list(told["errors"])) == (422, [field])
    assert not Issue.objects.exists()


def test_nobody_without_a_login(zone) -> None:
    assert Client().get(URL).status_code == 401
    assert send(Client(), {"firm": zone.bakery.pk, "title": "匿名"})[0] in {401, 403}
    assert not Issue.objects.exists()
