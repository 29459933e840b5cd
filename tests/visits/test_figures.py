"""Figures are their records; officers' and branches' visits are two different numbers."""

from __future__ import annotations

import datetime as dt

from yuanmeng.core.period import Period
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
