"""The interface for other systems: what it takes, what it refuses, and with which status."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from yuanmeng.core.actor import Role
from yuanmeng.matching.models import Lot

LOTS = "/api/labour/lots"


@pytest.fixture
def client(zone, signed_in) -> Client:
    return signed_in(Role.FIRM_ADMINISTRATOR, zone.brewery.pk)


def given(zone, **changes: Any) -> dict[str, Any]:
    from tests.matching.conftest import SHORTAGE

    values = {**SHORTAGE, "side": "shortage", "organisation": zone.brewery.pk, **changes}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def send(client: Client, path: str, values: Any = None, op: Any = None) -> tuple[int, Any]:
    headers = {"Operation-Id": str(op or uuid4())}
    answer = client.post(path, json.dumps(values or {}), "application/json", headers=headers)
    return answer.status_code, answer.json()


def test_a_need_is_posted_once_published_and_listed(zone, client) -> None:
    op = uuid4()
    (status, one), (_again, two) = (send(client, LOTS, given(zone), op) for _time in range(2))
    assert (status, one["state"], one == two) == (201, "draft", True)
    status, lot = send(client, f"{LOTS}/{one['pk']}/publication?version=0")
    assert (status, lot["state"]) == (200, "open")
    listed = client.get(LOTS, {"side": "shortage"}).json()
    assert [row["pk"] for row in listed] == [one["pk"]]
    assert client.get(LOTS, {"side": "shortage", "after": one["pk"]}).json() == []
    assert client.get("/api/labour/loans").json() == []


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"heads": 0}, 422, "body.given.heads"),
        ({"heads": 10**20}, 422, "body.given.heads"),
        ({"organisation": 2**63}, 422, "body.given.organisation"),
        ({"job": 1234}, 422, "job"),
        ({"employment": "dispatched"}, 422, "employment"),
        ({"certificates": ["wings"]}, 422, "shifts"),
    ],
)
def test_what_does_not_fit_is_named(zone, client, changes: dict, status: int, field: str) -> None:
    answered, told = send(client, LOTS, given(zone, **changes))
    assert (answered, list(told["errors"])) == (status, [field])
    assert told["says"]
    assert not Lot.objects.exists()


def test_refusals_have_the_status_of_the_pages(zone, client, signed_in) -> None:
    assert send(client, LOTS, given(zone, organisation=zone.dairy.pk))[0] == 403
    assert send(client, f"{LOTS}/999999/publication?version=0")[0] == 404
    lot = send(client, LOTS, given(zone))[1]
    assert send(client, f"{LOTS}/{lot['pk']}/publication?version=7")[0] == 409
    assert client.post(LOTS, json.dumps(given(zone)), "application/json").status_code == 422
    broken = client.post(LOTS, "{", "application/json", headers={"Operation-Id": str(uuid4())})
    assert broken.status_code == 400
    assert Client().get(LOTS, {"side": "shortage"}).status_code == 401
    assert signed_in(Role.SYSTEM_ADMINISTRATOR).get(LOTS, {"side": "shortage"}).status_code == 403


def test_writes_need_the_csrf_token(zone, client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    headers = {"Operation-Id": str(uuid4())}
    answer = strict.post(LOTS, json.dumps(given(zone)), "application/json", headers=headers)
    assert answer.status_code == 403
    assert not Lot.objects.exists()


def test_the_description_is_for_whoever_signed_in(client) -> None:
    assert "/api/labour/lots" in client.get("/api/openapi.json").json()["paths"]
    assert Client().get("/api/openapi.json").status_code == 302
