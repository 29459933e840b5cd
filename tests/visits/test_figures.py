"""Figures are their records; officers' and branches' visits are two different numbers."""

from __future__ import annotations

import datetime as dt

from yuanmeng.accounts.models import Post
from yuanmeng.core.actor import Role
from yuanmeng.core.period import Period
from yuanmeng.ledger.figures import grouped
from yuanmeng.visits import figures
from yuanmeng.visits.actions.saying import LineSaid

DAY = dt.timedelta(days=1)


def test_each_figure_counts_its_own_records(zone, held, planned, today) -> None:
    joint = held(
        others=(zone.branch.user_id,),
        firms=(zone.bakery.pk, zone.brewery.pk),
        lines=(LineSaid("problem", "路灯不亮", "unit"), LineSaid("problem", "发票", "spot"), LineSaid("need", "冷库")),
    )
    branch, instructor = held(by=zone.branch), held(by=zone.instructor, day=today - DAY)
    planned(day=today)
    span, both = Period(today, today), Period(today - DAY, today)
    assert set(figures.held(span)) == {joint, branch}
    assert set(figures.held(both)) == {joint, branch, instructor}
    assert list(figures.by_officers(span)) == [joint]
    assert set(figures.by_branches(span)) == {joint, branch}
    assert list(figures.by_instructors(both)) == [instructor]
    assert figures.contacts(span).count() == 3
    assert sorted(figures.problems(span).values_list("text", flat=True)) == ["发票", "路灯不亮"]
    assert list(figures.settled(span).values_list("text", flat=True)) == ["发票"]


def _by(kind: str, records, period: Period) -> dict[str, int]:
    way = next(each for each in figures._by("visitors") if each.kind == kind)
    groups, _anywhere = way.groups(period)
    return grouped(records, way.path, [(name, keys) for _key, name, keys in groups])


def test_visits_are_counted_where_the_visitor_was_posted_on_that_day(zone, held, today) -> None:
    """A later move of the officer changes nothing; a zone-wide post is no unit; a joint visit counts once a unit."""
    Post.objects.filter(user__in=(zone.officer.user_id, zone.second.user_id)).delete()
    for person, unit, since, until in (
        (zone.officer, zone.bakery, today - 9 * DAY, today - DAY),
        (zone.officer, zone.brewery, today, None),
        (zone.second, zone.bakery, today - 9 * DAY, None),
    ):
        Post.objects.create(
            user_id=person.user_id, role=Role.SERVICE_OFFICER, where="organisation", key=unit.pk, since=since,
            until=until,
        )  # fmt: skip
    held(day=today - DAY), held(), held(others=(zone.second.user_id,), day=today - DAY), held(by=zone.branch)
    period = Period(today - DAY, today)
    counted = _by("unit", figures.held(period), period)
    assert counted == {zone.bakery.name: 2, zone.brewery.name: 1, "": 1}
    assert _by("branch", figures.held(period), period) == {"": 4}
