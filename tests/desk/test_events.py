"""The auditor's view of all events: filters, pages by key, one event whole; nobody else sees it (SEC-07)."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from tests.house.reading import SOURCE

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import PUBLIC, Actor, Role, Seat
from yuanmeng.ledger.actions import record
from yuanmeng.ledger.models import Event
from yuanmeng.register.pages.sentences import tables


@pytest.fixture
def auditor(signed_in) -> Client:
    return signed_in(Role.AUDITOR)


def write(times: int, verb: str = "test.verb", by: Actor = PUBLIC) -> list[Event]:
    return [record(verb, by=by, op=uuid4(), number=n) for n in range(times)]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_only_the_auditor_sees_events(signed_in, role: Role) -> None:
    (event,) = write(1)
    client = signed_in(role, 7) if role in {Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF} else signed_in(role)
    assert client.get("/events/").status_code == 403
    assert client.get(f"/events/{event.pk}/").status_code == 404


def test_events_are_paged_by_key_newest_first(auditor) -> None:
    written = [event.pk for event in write(55)]
    first = auditor.get("/events/", {"verb": "test.verb"})
    rest = auditor.get("/events/", {"verb": "test.verb", "before": first.context["more"]})
    seen = [row["pk"] for row in first.context["rows"] + rest.context["rows"]]
    assert seen == written[::-1]
    assert (first.context["total"], rest.context["more"]) == (55, None)


def test_filters_by_verb_person_and_day(auditor, person) -> None:
    user = person(Role.EXPERT)
    write(1)
    write(2, "other.verb", Actor(user.pk, (Seat(Role.EXPERT),)))
    today = timezone.localdate()
    assert auditor.get("/events/", {"verb": "other.verb"}).context["total"] == 2
    assert auditor.get("/events/", {"person": user.pk}).context["total"] == 2
    assert auditor.get("/events/", {"day": today.isoformat(), "verb": "test.verb"}).context["total"] == 1
    assert auditor.get("/events/", {"day": (today - dt.timedelta(days=1)).isoformat()}).context["total"] == 0
    assert "没有符合条件" in auditor.get("/events/", {"verb": "no.such"}).content.decode()


@pytest.mark.parametrize("asked", [{"day": "soon"}, {"day": "9999-12-31"}, {"person": "x"}, {"before": "-1"}])
def test_a_strange_filter_is_refused(auditor, asked: dict[str, str]) -> None:
    assert auditor.get("/events/", asked).status_code == 422


def test_who_did_it_is_named_and_machines_and_the_public_are_told_apart(auditor, person) -> None:
    user = person(Role.EXPERT)
    write(1, "a.person", Actor(user.pk, (Seat(Role.EXPERT),)))
    write(1, "b.machine", Actor(None, (Seat(Role.SERVICE_OFFICER),)))
    write(1, "c.public")
    rows = {row["verb"]: row["who"] for row in auditor.get("/events/").context["rows"]}
    assert (rows["a.person"], rows["b.machine"], rows["c.public"]) == ("测试人员", "系统", "公众")


def test_one_event_is_shown_whole(auditor, person) -> None:
    user: User = person(Role.EXPERT)
    event = record("test.verb", user, by=PUBLIC, op=uuid4(), number=7)
    page = auditor.get(f"/events/{event.pk}/").content.decode()
    for shown in (event.hash, str(event.op), f"accounts.user {user.pk}", "&quot;number&quot;: 7"):
        assert shown in page
    assert auditor.get("/events/999999/").status_code == 404


def test_the_same_number_of_queries_at_1_3_and_30_rows(auditor, person) -> None:
    seen = []
    for more in (1, 2, 27):
        write(more, "test.verb", Actor(person(Role.EXPERT).pk))
        with CaptureQueriesContext(connection) as queries:
            auditor.get("/events/", {"verb": "test.verb"})
        seen.append(len(queries))
    assert len(set(seen)) == 1


def test_events_are_told_in_words_in_both_languages(auditor, db) -> None:
    record("import.load", by=PUBLIC, op=uuid4(), rows=3)
    record("post.give", by=PUBLIC, op=uuid4())
    (event, *_more) = auditor.get("/events/").context["rows"]
    assert (event["verb"], event["says"]) == ("post.give", "授予岗位")
    assert ("import.load", "由命令行导入（import.load）") in auditor.get("/events/").context["verbs"]
    auditor.cookies["django_language"] = "en"
    with override("en"):
        assert auditor.get("/events/").context["rows"][0]["says"] == "Gave a post"
        assert "Gave a post" in auditor.get(f"/events/{event['pk']}/").content.decode()


def recorded() -> set[str]:
    """Verbs of events that the rooms write, as far as the code names them whole."""
    return {
        verb
        for file in SOURCE.rglob("*.py")
        for verb in re.findall(r'\brecord\(\s*"([a-z_.]+)"', file.read_text("utf-8"))
    }


def test_every_verb_has_its_sentence() -> None:
    assert recorded() > {"firm.found", "post.give"}
    assert recorded() - tables().keys() == set()
