"""Deadlines as data, several clocks at once, hours, holidays, and what a new year's notice changes."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import override
from tests.issues.conftest import Loop

from yuanmeng.core.workdays.sums import Part as Did
from yuanmeng.issues.actions import clocks, closing, coordinating, handling, raise_issue
from yuanmeng.issues.actions.coordinating import Asked
from yuanmeng.issues.actions.recounting import recount
from yuanmeng.issues.models import Clock, Issue, Part, Profile
from yuanmeng.issues.pages.presenting import span
from yuanmeng.issues.queries.counting import Counting, overdue
from yuanmeng.ledger.models import Event
from yuanmeng.workdays.models import CalendarDay, YearNotice

LIMITS = {
    "enterprise-2020": {"start": "1 workday", "reply": "3 workday", "finish": "15 workday", "extend": "15 workday"},
    "environment-2022": {"finish": "5 workday", "extend": "10 workday"},
    "hotline-2018": {"reply": "5 workday"},
    "hotline-2020": {"return": "2 workday", "finish": "5 workday", "extend": "10 workday"},
    "complaint-2017": {"finish": "15 workday", "extend": "7 workday"},
    "quanzhou-2022": {
        "return": "1 workday",
        "rule": "1 workday",
        "assist": "3 workday",
        "finish": "7 workday",
        "ask_before": "1 workday",
    },
    "xinyang-2022": {"reply": "7 day"},
    "petition-2022": {"start": "15 day", "return": "5 workday", "finish": "60 day", "extend": "30 day"},
    "arrears-2025": {"dispatch": "10 workday", "finish": "30 day", "extend": "60 day"},
    "2115": {"contact": "2 hour", "dispatch": "1 workday", "finish": "15 workday"},
}
"""TKT-03, typed in a second time."""


@pytest.mark.parametrize("slug", list(LIMITS))
def test_the_deadlines_are_those_of_their_sources(slug, db) -> None:
    limits = Profile.objects.get(slug=slug).limits.all()
    assert {each.what: f"{each.amount} {each.unit}" for each in limits} == LIMITS[slug]
    assert set(LIMITS) == set(Profile.objects.values_list("slug", flat=True))


def due(issue: Issue) -> dict[str, dt.date]:
    return dict(Clock.objects.filter(issue=issue).values_list("what", "due"))


@pytest.mark.parametrize(
    ("received", "ends"),
    [
        ("2026-02-13 10:00", {"start": "2026-02-14", "reply": "2026-02-25", "finish": "2026-03-12"}),
        ("2026-04-30 16:59", {"start": "2026-05-06", "reply": "2026-05-08", "finish": "2026-05-25"}),
        ("2026-04-30 17:01", {"start": "2026-05-07", "reply": "2026-05-09", "finish": "2026-05-26"}),
        ("2026-10-02 12:00", {"start": "2026-10-09", "reply": "2026-10-12", "finish": "2026-10-28"}),
    ],
)
def test_several_clocks_run_from_the_receipt(received, ends, at, zone, raised) -> None:
    """Round the Spring Festival, before a long break, after hours, on a day off: moved days count, holidays do not."""
    at(received)
    assert due(raised()) == {what: dt.date.fromisoformat(day) for what, day in ends.items()}


def test_two_hours_are_office_hours(at, zone, raised) -> None:
    Profile.objects.filter(slug="enterprise-2020").update(default_for="")
    Profile.objects.filter(slug="2115").update(default_for="problem")
    at("2026-04-27 16:00")
    raised()
    clock = Clock.objects.get(what="contact")
    assert timezone.localtime(clock.due_at) == dt.datetime.fromisoformat("2026-04-28 09:30+08:00")
    moment = clock.due_at
    assert (overdue(clock, moment), overdue(clock, moment + dt.timedelta(minutes=1))) == (False, True)


def test_every_due_date_opens_its_sum(at, zone, loop) -> None:
    loop.in_hand()
    at("2026-04-29 09:00")
    loop(coordinating.pause, zone.officer, reason="等材料")
    at("2026-05-07 09:00")
    loop(coordinating.resume, zone.officer)
    clock = Clock.objects.get(what="finish")
    lines = Counting().sum(clock).lines
    assert (lines[-1].day.date, lines[-1].number, loop.now.due) == (loop.now.due, 15, dt.date(2026, 5, 25))
    paused = [line.day.date.isoformat()[5:] for line in lines if line.part is Did.PAUSED]
    assert paused == ["04-29", "04-30", "05-01", "05-02", "05-03", "05-04", "05-05", "05-06"]


def test_a_year_not_announced_is_provisional_and_counted_again(at, zone, loop) -> None:
    """Raised on 30 December: the count runs into a year without a notice, and then the notice comes."""
    YearNotice.objects.filter(year=2027).delete()
    at("2026-12-30 10:00")
    issue = raise_issue(zone.bakery.pk, values={"title": "跨年"}, by=zone.officer, op=uuid4())
    coordinating.accept(issue.pk, version=0, by=zone.officer, op=uuid4())
    parts = [Asked(zone.power.pk, "看线路", 10)]
    coordinating.dispatch(issue.pk, version=1, lead=zone.economy.pk, parts=parts, by=zone.officer, op=uuid4())
    clock = Clock.objects.get(issue=issue, what="finish")
    assert (clock.provisional, clock.due) == (True, dt.date(2027, 1, 21))
    notice = YearNotice.objects.create(year=2027, source="测试", imported_at=timezone.now())
    for day in (1, 4):
        CalendarDay.objects.create(date=dt.date(2027, 1, day), works=False, name="元旦", notice=notice)
    changed = recount(by=zone.officer, op=uuid4())
    clock.refresh_from_db()
    issue.refresh_from_db()
    assert (clock.provisional, clock.due, issue.due) == (False, dt.date(2027, 1, 22), dt.date(2027, 1, 22))
    told = Event.objects.filter(verb="issue.recount")
    assert (changed, told.count()) == (4, 4)
    assert told.filter(facts__clock="finish", facts__was="2027-01-21", facts__now="2027-01-22").count() == 1
    assert Part.objects.get().due == Clock.objects.get(what="assist").due
    assert recount(by=zone.officer, op=uuid4()) == 0


def test_a_running_clock_keeps_what_it_began_with(zone, loop) -> None:
    before = due(loop.now)
    Profile.objects.get(slug="enterprise-2020").limits.filter(what="finish").update(amount=3)
    assert recount(by=zone.officer, op=uuid4()) == 0
    assert due(loop.now) == before


def test_nothing_to_run_on(zone, loop) -> None:
    clocks.run_on(loop.now)
    assert Clock.objects.filter(what="finish").get().state == "running"


def test_a_profile_that_names_a_step_sets_its_time_and_one_that_does_not_leaves_it(zone, raised) -> None:
    """Quanzhou 2022 gives one working day to send back, where two are usual; hotline 2018 has no time to finish."""
    days = {}
    for slug in ("quanzhou-2022", "hotline-2018"):
        profile = Profile.objects.get(slug=slug)
        loop = Loop(zone, raised(title=slug))
        loop(coordinating.accept, zone.officer, profile=profile)
        loop(coordinating.dispatch, zone.officer, lead=zone.economy.pk)
        days[slug] = Clock.objects.get(issue=loop.pk, what="return").amount
    assert days == {"quanzhou-2022": 1, "hotline-2018": 2}
    loop(handling.take_on, zone.economy_people)
    loop(handling.answer, zone.economy_people, values={"outcome": "solved", "text": "已疏通"})
    loop(closing.confirm, zone.bakery_people, word="no", satisfaction="dissatisfied", said="没有疏通")
    assert not Clock.objects.filter(issue=loop.pk, what="finish", state="running").exists()


def test_a_limit_is_said_in_words_in_both_languages() -> None:
    limits = [(1, "workday"), (15, "workday"), (2, "hour"), (60, "day")]
    with override("en"):
        said = [span(*each) for each in limits]
    assert said == ["1 working day", "15 working days", "2 working hours", "60 calendar days"]
    with override("zh-hans"):
        assert [span(*each) for each in limits] == ["1 个工作日", "15 个工作日", "2 个工作小时", "60 个自然日"]
