"""Every number on the home page opens exactly its records."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yuanmeng.accounts.models import Post, User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import PUBLIC, Actor
from yuanmeng.desk.demo import words
from yuanmeng.desk.worklists import WORKLISTS, counts, worklists
from yuanmeng.jobs.models import Job
from yuanmeng.ledger.actions import record
from yuanmeng.register.models import BulkEdit, Likeness, Organisation, Qualification

pytestmark = pytest.mark.xdist_group("demo")

"""One process loads the zone."""
PEOPLE = [username for username, *_post in words.PEOPLE[:12]]


def actor(username: str) -> Actor:
    return actor_of(User.objects.get(username=username))


@pytest.fixture
def busy(loaded: int) -> None:
    """One record in each worklist that the demo zone leaves empty."""
    now = timezone.now()
    pks = list(Organisation.objects.order_by("pk").values_list("pk", flat=True)[:2])
    Likeness.objects.create(first_id=pks[0], second_id=pks[1], score=90, codes_differ=False)
    BulkEdit.objects.create(state="proposed", file_name="修改.xlsx", proposed_at=now)
    Job.objects.create(
        task="t",
        op=uuid4(),
        state="failed",
        run_after=now,
        enqueued_at=now,
        finished_at=now,
        error="Traceback\nValueError: x",
    )
    User.objects.create(username="nobody", name="没有岗位")
    soon = timezone.localdate() + dt.timedelta(days=10)
    Post.objects.filter(user__username="officer3").update(until=soon)
    record("session.refuse", by=PUBLIC, op=uuid4(), reason="password")


@pytest.mark.parametrize("username", PEOPLE)
def test_each_number_opens_exactly_its_records(as_demo, busy, username: str) -> None:
    client = as_demo(username)
    tiles = client.get("/").context
    shown = {tile["url"]: tile["count"] for tile in [*tiles["waiting"], *tiles["tiles"]]}
    mine = worklists(actor(username))
    assert (len(shown) > 0) == (len(mine) > 0)
    for each in mine:
        url = f"/work/{each.slug}/"
        seen, answer = 0, client.get(url)
        total = answer.context["total"]
        while True:
            seen += len(answer.context["rows"])
            if not answer.context["more"]:
                break
            answer = client.get(url, {"after": answer.context["more"]})
        assert (each.slug, shown.get(url, 0)) == (each.slug, seen)
        assert seen == total


@pytest.mark.parametrize("username", PEOPLE)
def test_home_takes_at_most_twelve_queries(as_demo, username: str, django_assert_max_num_queries) -> None:
    client = as_demo(username)
    with django_assert_max_num_queries(12):
        assert client.get("/").status_code == 200


def test_worklists_hold_what_their_names_say(loaded: int) -> None:
    officer = counts(actor("officer"), timezone.localdate())
    chosen = next(each for each in WORKLISTS if each.slug == "no-code")
    named = set(chosen.records(actor("officer"), timezone.localdate()).values_list("name", flat=True))
    assert {name for name, _like, _source in words.DOUBLES} <= named
    assert officer["no-code"] == len(named)
    assert officer["held-rows"] == 2
    assert officer["corrections"] == 1
    assert officer["taiwan"] == 7
    assert officer["firms"] == Organisation.objects.filter(state="active").count()
    assert officer["expiring-30"] >= 3


def test_the_firm_sees_its_own_only(loaded: int) -> None:
    mine, other = actor("firm"), actor("firm2")
    assert counts(mine, timezone.localdate())["corrections"] == 1
    assert counts(other, timezone.localdate())["corrections"] == 0
    assert counts(mine, timezone.localdate())["members"] == 1


def test_the_secretary_sees_the_own_alliance(loaded: int) -> None:
    alliance = actor("secretary").seats[0].key
    chosen = next(each for each in WORKLISTS if each.slug == "members")
    kept = chosen.records(actor("secretary"), timezone.localdate()).values_list("alliance", flat=True)
    assert set(kept) == {alliance}


def test_titles_that_run_out_are_in_one_list_each(loaded: int) -> None:
    today = timezone.localdate()
    firm = Organisation.objects.get(name="泉北食品有限公司")
    Qualification.objects.all().delete()
    for days in (-1, 0, 30, 31, 90, 91, 180, 181):
        Qualification.objects.create(
            organisation=firm,
            kind="测试",
            issued=today - dt.timedelta(days=400),
            expires=today + dt.timedelta(days=days),
        )
    found = counts(actor("firm"), today)
    assert [found[f"expiring-{days}"] for days in (30, 90, 180)] == [2, 2, 2]


def test_who_may_not_see_gets_nothing_even_when_asked_directly(loaded: int) -> None:
    today = timezone.localdate()
    for each in WORKLISTS:
        assert each.records(PUBLIC, today).count() == 0, each.slug


def test_a_list_of_another_role_is_hidden(as_demo) -> None:
    assert as_demo("expert").get("/work/firms/").status_code == 404
    assert as_demo("admin").get("/work/firms/").status_code == 404
    assert as_demo("officer").get("/work/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("slug", "after"), [("expiring-180", "x"), ("expiring-180", "~"), ("firms", "-1"), ("firms", "9" * 30)]
)
def test_a_strange_cursor_is_refused(as_demo, slug: str, after: str) -> None:
    assert as_demo("officer").get(f"/work/{slug}/", {"after": after}).status_code == 422


def test_a_far_cursor_is_the_end(as_demo) -> None:
    answer = as_demo("officer").get("/work/expiring-180/", {"after": f"{10**18}~1"})
    assert answer.context["rows"] == []


def test_lists_by_date_go_on_after_ties(loaded: int, as_demo) -> None:
    firm, day = Organisation.objects.first(), timezone.localdate() + dt.timedelta(days=5)
    Qualification.objects.bulk_create(
        Qualification(organisation=firm, kind=f"证{n}", issued=day - dt.timedelta(days=90), expires=day)
        for n in range(60)
    )
    client = as_demo("officer")
    first = client.get("/work/expiring-30/")
    rest = client.get("/work/expiring-30/", {"after": first.context["more"]})
    names = [row["under"] for row in first.context["rows"] + rest.context["rows"]]
    assert len(names) == len(set(names)) == first.context["total"]


def test_the_same_number_of_queries_at_1_3_and_30_rows(as_demo) -> None:
    client, today = as_demo("officer"), timezone.localdate()
    firms = list(Organisation.objects.all()[:30])
    Qualification.objects.all().delete()
    seen = []
    for rows in (1, 3, 30):
        Qualification.objects.all().delete()
        Qualification.objects.bulk_create(
            Qualification(organisation=firm, kind="证", issued=today, expires=today) for firm in firms[:rows]
        )
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get("/work/expiring-30/").context["rows"]) == rows
        seen.append(len(queries))
    assert len(set(seen)) == 1
