"""An independent program recomputes every figure from exported rows, and agrees."""

from __future__ import annotations

import csv
import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from django.apps import apps
from django.utils import timezone
from tests.desk.zone.recount import COUNTS
from tests.downloads import content

from yuanmeng.core.period import Period, read
from yuanmeng.desk.command_figures import readings
from yuanmeng.desk.slices import NONE, slices, ways
from yuanmeng.issues.models import Answer, Clock, Issue
from yuanmeng.ledger import figures

pytestmark = pytest.mark.xdist_group("demo")

STOCKS = {
    "alliances.alliances",
    "alliances.memberships",
    "pairing.branches",
    "pairing.instructing",
    "pairing.instructors",
}
"""As of the last day; all others add up over time."""


def plain(value: Any) -> Any:
    """Moments in UTC without a zone, as another program would get them."""
    return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ") if isinstance(value, dt.datetime) else value


@pytest.fixture
def agreed(loaded: int, tmp_path: Path) -> Callable[[str], dict[str, int]]:
    """Has the program recount a period from the rows as they are now, and compares; what both say."""

    def compare(text: str) -> dict[str, int]:
        period = read(text)
        program, days = Path(__file__).with_name("recount.py"), (period.first, period.last, timezone.localdate())
        export(tmp_path)
        call = [sys.executable, program, tmp_path, *map(str, days)]
        told = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
        assert told == {each["key"]: each["value"] for each in readings(period) if not each["key"].startswith("zone.")}
        return told

    return compare


def export(folder: Path) -> None:
    """Every table that a figure may count, as CSV."""
    for model in apps.get_models():
        if model._meta.app_label in {"activities", "alliances", "exchange", "issues", "matching", "pairing", "visits"}:
            fields = [each.attname for each in model._meta.concrete_fields]
            with (folder / f"{model._meta.db_table}.csv").open("w", newline="") as file:
                out = csv.writer(file)
                out.writerow([each.column for each in model._meta.concrete_fields])
                out.writerows([plain(cell) for cell in row] for row in model._default_manager.values_list(*fields))


def test_every_figure_is_recounted() -> None:
    assert set(COUNTS) == set(figures.coded()[0])


@pytest.mark.parametrize("text", ["2021", "2025", "2026", "2026-11", "2025Q3", "2021-01-01..2026-11-23"])
def test_duckdb_agrees(text: str, agreed) -> None:
    agreed(text)


def test_duckdb_agrees_on_problems_that_went_another_way(agreed) -> None:
    """The firm spoke twice, nobody accepted in time, the problem was withdrawn: what the demo has none of."""
    today = timezone.localdate()
    before = agreed("2021")
    first, second = Answer.objects.filter(word="yes", said_at__year=2021).order_by("said_at")[:2]
    twice = {"outcome": "solved", "text": "再办", "at": timezone.now(), "word": "no", "satisfaction": "dissatisfied"}
    Answer.objects.create(issue=first.issue, said_at=first.said_at + dt.timedelta(days=1), **twice)
    Answer.objects.create(issue=second.issue, said_at=timezone.now(), **twice)
    now = agreed("2021")
    assert {key: now[key] - before[key] for key in ("issues.answered", "issues.agreed", "issues.satisfied")} == {
        "issues.answered": -1, "issues.agreed": -2, "issues.satisfied": -2,
    }  # fmt: skip
    met = list(Clock.objects.filter(what="start", state="met").order_by("-due", "-pk")[:4])
    for clock, due in zip(met[:2], (today, today - dt.timedelta(days=1)), strict=True):
        Clock.objects.filter(pk=clock.pk).update(state="running", ended=None, due=due)
    Clock.objects.filter(pk__in=[clock.pk for clock in met[2:]]).update(state="void", due=today)
    Issue.objects.filter(pk__in=[clock.issue_id for clock in met[2:]]).update(
        state="withdrawn", closed_at=timezone.now()
    )
    Clock.objects.create(issue=met[3].issue, what="start", amount=1, unit="workday", began=timezone.now(),
                         due=today, state="met", ended=timezone.now())  # fmt: skip
    year = agreed(str(today.year))
    assert year["issues.withdrawn_before"] >= 1
    assert year["issues.due_to_accept"] > year["issues.accepted_in_time"]
    agreed(f"{today}..{today + dt.timedelta(days=40)}")
    Issue.objects.filter(pk__in=[clock.issue_id for clock in met[1:3]]).update(via="import")
    less = agreed(str(today.year))
    assert {key: less[key] - year[key] for key in ("issues.due_to_accept", "issues.withdrawn_before")} == {
        "issues.due_to_accept": -1, "issues.withdrawn_before": -1,
    }  # fmt: skip


def test_months_add_up_to_the_year(loaded: int) -> None:
    """Of every figure that adds up over time; a stock is that of its last day."""
    for number in (2021, 2025, 2026):
        whole = Period(dt.date(number, 1, 1), dt.date(number, 12, 31))
        year = {each["key"]: each["value"] for each in readings(whole)}
        months = [{each["key"]: each["value"] for each in readings(month)} for month in whole.months()]
        for key, value in year.items():
            assert value == (months[-1][key] if key in STOCKS else sum(month[key] for month in months)), (number, key)


@pytest.mark.parametrize("kind", ["industry", "alliance", "size", "unit", "branch"])
def test_slices_are_the_whole_and_each_is_its_list(kind: str, loaded: int) -> None:
    """Every record is in some slice, once in each; a record of one firm is in one industry."""
    period, grouped_somewhere = read("2026"), False
    for key, whole in figures.figures().items():
        found = slices(whole, kind, period)
        assert bool(found) == (kind in ways(whole))
        if not found:
            continue
        lists = {name: list(each.records(period).values_list("pk", flat=True)) for name, each in found}
        assert all(len(set(pks)) == len(pks) for pks in lists.values())
        every = set(whole.records(period).values_list("pk", flat=True))
        assert set().union(*lists.values()) == every, key
        others = [pk for name, pks in lists.items() if name != NONE for pk in pks]
        assert not set(others) & set(lists[NONE])
        if kind in {"industry", "size"} and "__" not in whole.firm:
            assert len(others) == len(set(others)), key
        grouped_somewhere |= bool(others)
    assert grouped_somewhere, "the demo zone shows nothing for this kind"
    assert slices(whole, "gossip", period) == []


def test_a_slice_opens_and_exports_its_records(as_demo) -> None:
    leader = as_demo("leader")
    page = leader.get("/figures/issues.closed/", {"period": "2021", "by": "industry"})
    rows = page.context["slices"]
    assert sum(row["number"] for row in rows) == 308
    assert page.context["overlapping"] is False
    assert rows[0]["bar"] == 100
    sliced = leader.get(rows[0]["url"])
    assert sliced.context["reading"]["number"] == rows[0]["number"] == int(sliced.context["reading"]["open"])
    assert sliced.context["publish_form"] is None
    assert rows[0]["name"] in sliced.content.decode()
    asked = dict(parse_qsl(urlsplit(rows[0]["url"]).query)) | {"op": str(uuid4()), "form": "csv"}
    lines = content(leader.post("/figures/issues.closed/export/", asked)).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + rows[0]["number"]
    joined = leader.get("/figures/visits.held/", {"period": "2026", "by": "alliance"}).context
    assert joined["slices"][-1]["name"] == "不在任何联盟"
    assert leader.get("/figures/issues.closed/", {"by": "industry", "group": "ZZ"}).status_code == 404
    assert leader.get("/figures/activities.held/", {"by": "industry", "group": "C"}).status_code == 404
    assert leader.get("/figures/activities.held/", {"by": "industry"}).context["slices"] == []
