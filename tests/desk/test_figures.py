"""Figures on pages, in files and on the command line say what their records say."""

from __future__ import annotations

import datetime as dt
import json
import re
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.downloads import content

from yuanmeng.activities.models import Activity
from yuanmeng.core.actor import Role
from yuanmeng.desk import command_figures
from yuanmeng.desk.pages.figures import rate_row
from yuanmeng.ledger import figures
from yuanmeng.ledger.models import Event

URL = "/figures/activities.held/"


def held_on(day: dt.date, title: str) -> None:
    start = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
    Activity.objects.create(
        kind="exchange", title=title, starts=start, ends=start + dt.timedelta(hours=2), state="held"
    )


@pytest.fixture
def three(db) -> None:
    for number, day in enumerate((dt.date(2021, 3, 1), dt.date(2021, 3, 31), dt.date(2021, 4, 1))):
        held_on(day, f"交流会{number}")


def test_the_page_lists_what_it_counts(three, signed_in) -> None:
    page = signed_in(Role.SERVICE_OFFICER).get(URL, {"period": "2021"}).content.decode()
    assert 'data-value="3"' in page
    assert page.count("交流会") == 3
    assert re.findall(r'\?period=2021-0([34])"[^>]*>(\d)', page) == [("3", "2"), ("4", "1")]
    assert 'data-value="2"' in signed_in(Role.AUDITOR).get(URL, {"period": "2021-03"}).content.decode()


def test_the_list_of_figures_opens_each(three, signed_in) -> None:
    page = signed_in(Role.ZONE_LEADER).get("/figures/", {"period": "2021"}).content.decode()
    assert set(re.findall(r'href="/figures/([a-z_.]+)/\?period=2021"', page)) >= set(figures.figures())


def test_the_file_holds_the_same_records_and_is_logged(three, signed_in) -> None:
    asked = {"op": uuid4(), "period": "2021Q1", "form": "csv"}
    answer = signed_in(Role.AUDITOR).post(URL + "export/", asked)
    lines = content(answer).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 2
    event = Event.objects.get(verb="figure.export")
    assert event.facts == {"figure": "activities.held", "period": "2021Q1", "count": 2, "form": "csv"}


@pytest.mark.parametrize(("asked", "status"), [({"period": "1"}, 422), ({"period": "2021"}, 200), ({}, 200)])
def test_a_bad_period_is_refused(asked, status, three, signed_in) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    assert client.get(URL, asked).status_code == status
    assert client.get("/figures/", asked).status_code == status


def test_refusals(three, signed_in) -> None:
    officer = signed_in(Role.SERVICE_OFFICER)
    assert officer.get("/figures/none.such/").status_code == 404
    assert officer.post(URL + "export/", {"op": uuid4(), "period": "2021", "form": "exe"}).status_code == 422
    staff = signed_in(Role.FIRM_STAFF, 7)
    assert [staff.get(each).status_code for each in ("/figures/", URL)] == [403, 403]
    assert staff.post(URL + "export/", {"op": uuid4(), "period": "2021", "form": "csv"}).status_code == 403


def test_pages_go_on_by_key(db, signed_in) -> None:
    for number in range(51):
        held_on(dt.date(2021, 5, 1), f"第{number}次")
    client = signed_in(Role.SERVICE_OFFICER)
    first = client.get(URL, {"period": "2021"}).content.decode()
    after = re.search(r"after=(\d+)", first)[1]
    assert (
        first.count("次</a>"),
        client.get(URL, {"period": "2021", "after": after}).content.decode().count("次</a>"),
    ) == (50, 1)


def test_the_same_number_of_queries_whatever_is_counted(three, signed_in, django_assert_max_num_queries) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    for url in ("/figures/", URL):
        with django_assert_max_num_queries(12):
            client.get(url, {"period": "2021"})


def test_the_command_says_every_figure(three, capsys) -> None:
    assert command_figures.main(["--period", "2021", "--json"]) == 0
    found = {one["key"]: one for one in json.loads(capsys.readouterr().out)}
    assert set(found) == set(figures.figures())
    held = found["activities.held"]
    assert (held["value"], held["records"], held["version"], held["unit"]) == (3, 3, 1, "场")
    assert command_figures.main(["--period", "x"]) == 2
    assert command_figures.main([]) == 0
    assert "activities.held" in capsys.readouterr().out


def test_a_rate_of_few_is_not_said(three, acting) -> None:
    held = figures.figures()["activities.held"]
    few = figures.read([(held, figures.Period(dt.date(2021, 1, 1), dt.date(2021, 12, 31)))], acting(Role.AUDITOR))[0]
    many = figures.Reading(few.figure, few.period, 8, 8, 8)
    closed = figures.Reading(few.figure, few.period, None, 8, 1)
    share = figures.Rate("tests.share", "甲", 1, "", "part", "base")
    assert rate_row(share, {"part": few, "base": few})["value"] == "不足 5 条，不显示"
    assert rate_row(share, {"part": few, "base": many})["value"] == "37.5%"
    assert rate_row(share, {"part": closed, "base": many})["value"] == "不显示"
    assert [part["number"] for part in rate_row(share, {"part": few, "base": many})["parts"]] == [3, 8]
