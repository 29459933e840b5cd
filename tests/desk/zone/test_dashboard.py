"""The dashboard: what a chart, a table and a tile say is what their lists hold."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from http.cookies import SimpleCookie

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from yuanmeng.core.actor import Actor, Role
from yuanmeng.core.period import Period, read, so_far
from yuanmeng.desk.pages import dashboard
from yuanmeng.desk.pages.heads import HEAD, _change
from yuanmeng.desk.slices import read_slices, slices, ways
from yuanmeng.ledger import figures
from yuanmeng.ui.charts import drawn

pytestmark = pytest.mark.xdist_group("demo")

WHOLE = re.compile(r"[^\d]")


def number(text: str) -> int:
    return int(WHOLE.sub("", text))


def opened(client: Client, url: str) -> tuple[int, int]:
    """Value and number of records of the page that a number leads to."""
    shown = client.get(url).context["reading"]
    return shown["number"], number(shown["records"])


def listed(key: str, period: Period, group: str = "") -> int:
    """What the list holds: its keys, or what they add up to."""
    figure = figures.figures()[key]
    figure = dict(slices(figure, "alliance", period))[group] if group else figure
    return figures.totals([(figure.records(period), figure.measure)])[0]


def test_every_chart_of_every_figure_says_what_its_lists_hold(loaded, acting) -> None:
    leader = acting(Role.ZONE_LEADER)
    period = read("2026")
    for key, figure in figures.figures().items():
        found = {each["id"]: each for each in dashboard.charts(figure, period, leader)}
        assert set(found) == ({"trend", "alliance"} if figure.firm else {"trend"})
        trend = found["trend"]["option"]["series"][0]["data"]
        assert [each["value"] for each in trend] == [listed(key, month) for month in period.months()], key
        rows = found["trend"]["rows"]
        assert [(each["value"], each["url"]) for each in trend] == [(row["number"], row["url"]) for row in rows]
        if figure.firm:
            groups = [name for name, _slice in slices(figure, "alliance", period)]
            bars = found["alliance"]["option"]["series"][0]["data"]
            assert [each["value"] for each in bars] == [listed(key, period, name) for name in groups], key


def test_the_drawing_shows_the_numbers_of_the_chart(loaded, acting) -> None:
    chart = dashboard.charts(figures.figures()["visits.held"], read("2026"), acting(Role.ZONE_LEADER))[1]
    svg = drawn(chart["option"])
    said = re.findall(r">([^<>]+)</text>", svg)
    assert {str(row["number"]) for row in chart["rows"]} | {row["name"] for row in chart["rows"]} <= set(said)


def test_each_number_of_the_dashboard_opens_its_records(as_demo) -> None:
    leader = as_demo("leader")
    shown = leader.get("/dashboard/").context
    assert [row["key"] for row in shown["head"]] == list(HEAD)
    rows = [each for row in shown["head"] for each in (row, *row["compared"])]
    rows += [row for chart in shown["charts"] for row in chart["rows"]] + shown["news"]
    for row in rows:
        value, records = opened(leader, row["url"])
        assert (value, f"{records:,}") == (row["number"], row["records"])
    for tile in shown["late"]:
        assert leader.get(tile["url"]).context["total"] == tile["count"]


def test_a_change_is_the_difference_with_its_sign(as_demo) -> None:
    for row in as_demo("leader").get("/dashboard/").context["head"]:
        for then in row["compared"]:
            assert int(then["change"]) == row["number"] - then["number"]
            assert then["change"].startswith("+") == (row["number"] > then["number"])


def test_the_page_carries_chart_table_and_picture(as_demo) -> None:
    leader = as_demo("leader")
    page = leader.get("/dashboard/", {"figure": "issues.raised"}).content.decode()
    assert page.count('type="application/json"') == page.count("<noscript><img") == page.count("data-chart=") == 2
    assert page.count('<details class="ym-drawn">') == 2
    picture = re.search(r'<noscript><img src="([^"]+)"', page)
    assert picture
    answer = leader.get(unescape(picture[1]))
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert leader.get("/dashboard/", {"figure": "activities.held"}).content.decode().count("data-chart=") == 1


def test_what_is_no_chart_is_refused(as_demo) -> None:
    leader = as_demo("leader")
    assert leader.get("/dashboard/", {"figure": "no.such"}).status_code == 404
    assert leader.get("/figures/activities.held/chart.svg", {"chart": "alliance"}).status_code == 404
    assert leader.get("/figures/activities.held/chart.svg", {"period": "x"}).status_code == 422
    firm = as_demo("firm")
    for url in ("/dashboard/", "/dashboard/wall/", "/figures/activities.held/chart.svg", "/dashboard/map/"):
        assert firm.get(url).status_code == 403, url


def test_who_may_open_only_some_records_is_told_the_number_only_where_the_figure_allows(loaded, acting) -> None:
    department = acting(Role.DEPARTMENT_HANDLER)
    period = read("2026")
    allowed = figures.figures()["issues.raised"]
    (chart, *_rest) = dashboard.charts(allowed, period, department)
    assert sum(row["number"] for row in chart["rows"]) == allowed.records(period).count() > 0
    assert {row["partial"] for row in chart["rows"] if row["number"]} == {True}
    refused = figures.Figure(**{name: getattr(allowed, name) for name in allowed.__slots__} | {"whole": False})
    rows = dashboard.charts(refused, period, department)[0]["rows"]
    assert {row["value"] for row in rows if row["partial"]} == {"不显示"}
    assert {row["number"] for row in rows if row["partial"]} == {None}


def test_no_number_of_the_wall_is_without_its_records(as_demo) -> None:
    leader = as_demo("leader")
    page = leader.get("/dashboard/wall/").content.decode()
    wall = page[page.index('<div id="wall"') : page.index('<p class="ym-soft">截至')]
    assert 'hx-trigger="every 60s"' in wall
    outside = re.sub(r"<a .*?</a>", "", wall[wall.index(">") + 1 :], flags=re.DOTALL)
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", outside))
    assert len(re.findall("<a ", wall)) > 3 * len(HEAD)


def test_the_home_of_the_leader_shows_the_head_and_nobody_elses_does(as_demo) -> None:
    page = as_demo("leader").get("/")
    assert [row["key"] for row in page.context["head"]] == list(HEAD)
    assert 'href="/dashboard/"' in page.content.decode()
    assert as_demo("officer").get("/").context["head"] == []


@pytest.mark.parametrize("url", ["/", "/dashboard/", "/dashboard/wall/", "/dashboard/map/"])
def test_no_page_asks_more_than_twelve(url, as_demo, django_assert_max_num_queries) -> None:
    leader = as_demo("leader")
    leader.get(url)
    with django_assert_max_num_queries(12):
        assert leader.get(url).status_code == 200


def test_the_same_days_of_other_months() -> None:
    day = dt.date(2024, 3, 31)
    assert [str(so_far(day, back)) for back in (0, 1, 12)] == ["2024-03", "2024-02", "2023-03"]
    assert str(so_far(dt.date(2026, 1, 10), 1)) == "2025-12-01..2025-12-10"
    assert str(dashboard.year_to(dt.date(2026, 11, 27))) == "2025-12-01..2026-11-27"


def test_who_sees_nothing_or_all_is_counted_once(loaded, acting, django_assert_num_queries) -> None:
    figure = figures.figures()["visits.held"]
    for actor in (acting(Role.ZONE_LEADER), Actor(None)):
        with django_assert_num_queries(1):
            (reading,) = figures.read([(figure, read("2026"))], actor)
        assert reading.records == figure.records(read("2026")).count()
        assert reading.open == (reading.records if actor.user_id else 0)
        assert (reading.value is None) == reading.partial


def test_the_map_and_the_list_below_are_all_firms(as_demo) -> None:
    leader = as_demo("leader")
    shown = leader.get("/dashboard/map/").context
    firms = leader.get("/work/firms/").context["total"]
    drawn_there = sum(point.get("count", 1) for point in shown["card"]["points"])
    assert 0 < drawn_there + shown["total"] <= firms
    assert shown["more"] is None
    assert len(shown["rows"]) == shown["total"] > 0


def test_a_square_of_the_map_opens_its_firms(as_demo, monkeypatch) -> None:
    monkeypatch.setattr("yuanmeng.pairing.pages.maps.SINGLE", 1)
    leader = as_demo("leader")
    page = leader.get("/dashboard/map/")
    many = [point for point in page.context["card"]["points"] if "count" in point]
    assert many
    for point in many:
        assert f'href="?square={point["square"]}"' in page.content.decode()
        assert leader.get("/dashboard/map/", {"square": point["square"]}).context["total"] == point["count"]
    assert leader.get("/dashboard/map/", {"square": "none"}).context["rows"] == []


def test_the_list_of_firms_without_a_place_goes_on(as_demo, monkeypatch) -> None:
    monkeypatch.setattr(dashboard, "ROWS", 3)
    leader = as_demo("leader")
    first = leader.get("/dashboard/map/").context
    assert len(first["rows"]) == 3
    second = leader.get("/dashboard/map/", {"after": str(first["more"])}).context
    assert not {row["url"] for row in first["rows"]} & {row["url"] for row in second["rows"]}
    assert second["total"] == first["total"]


def _news_since(client, looked: str | None) -> tuple[str, dict[str, int], SimpleCookie]:
    if looked is not None:
        client.cookies["dashboard_looked"] = looked
    page = client.get("/dashboard/")
    return page.context["since"], {row["key"]: row["number"] for row in page.context["news"]}, page.cookies


def test_what_came_since_the_person_last_looked(as_demo, loaded) -> None:
    """By each figure's own date; looking twice on a day keeps the day before; a strange cookie means yesterday."""
    leader, today = as_demo("leader"), timezone.localdate()
    me, week, yesterday = leader.session["_auth_user_id"], today - dt.timedelta(days=7), today - dt.timedelta(days=1)
    since, news, cookies = _news_since(leader, None)
    assert since == ""
    assert news == {key: listed(key, Period(yesterday, today)) for key in news}
    assert news
    assert cookies["dashboard_looked"].value == f"{me}~{yesterday}~{today}"
    assert cookies["dashboard_looked"]["httponly"]
    for looked in (f"{me}~2020-01-01~{week}", f"{me}~{week}~{today}"):
        since, news, cookies = _news_since(leader, looked)
        assert since != ""
        assert news == {key: listed(key, Period(week, today)) for key in news}
        assert cookies["dashboard_looked"].value == f"{me}~{week}~{today}"
    tomorrow = today + dt.timedelta(days=1)
    for strange in (f"0~{week}~{week}", f"{me}~{week}~{tomorrow}", f"{me}~x~{week}", "~", f"{me}~2020-01-01~{today}"):
        assert _news_since(leader, strange)[0] == ""


@pytest.mark.parametrize("kind", ["alliance", "industry", "size", "unit", "branch"])
def test_slices_read_in_one_pass_are_those_read_one_by_one(kind, loaded, acting) -> None:
    period = read("2026")
    known = [each for each in figures.figures().values() if kind in ways(each)]
    measured = replace(figures.figures()["issues.raised"], measure=F("pk"))
    for actor in (acting(Role.ZONE_LEADER), acting(Role.DEPARTMENT_HANDLER), Actor(None)):
        for figure in (*known, replace(known[0], whole=False), measured):
            singly = figures.read([(each, period) for _key, each in slices(figure, kind, period)], actor)
            at_once = [each for _key, each in read_slices(figure, kind, period, actor)]
            assert [(one.value, one.records, one.open) for one in at_once] == [
                (one.value, one.records, one.open) for one in singly
            ], figure.key


def test_nothing_is_compared_with_what_may_not_be_known() -> None:
    figure = figures.coded()[0]["visits.held"]
    known, hidden = (figures.Reading(figure, read("2026"), value, 5, 3) for value in (5, None))
    assert [_change(known, hidden), _change(hidden, known), _change(known, known)] == ["", "", "0"]
