"""A number is its records: value, months, list and export of every declared figure agree, whoever asks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import F, Q

from yuanmeng.accounts.models import User
from yuanmeng.accounts.policy import PEOPLE, Policy, Rule, holding
from yuanmeng.core.actor import PUBLIC, Role
from yuanmeng.core.period import Period, year
from yuanmeng.ledger import figures

TODAY = Period(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


def test_every_figure_counts_its_list(db, acting) -> None:
    actor = acting(Role.AUDITOR)
    known = figures.figures().values()
    assert known
    for reading in figures.read([(each, year(2021)) for each in known], actor):
        assert reading.records == len(reading.figure.records(year(2021)))


@pytest.fixture
def people(person) -> figures.Figure:
    for _number in range(3):
        person(Role.FIRM_STAFF, 7)
    return figures.Figure(
        "tests.people", "人", "人", 1, "", "", PEOPLE, lambda _period: User.objects.filter(pk__gt=0), measure=None
    )


def test_numbers_are_taken_over_the_list_itself(people, acting) -> None:
    User.objects.create(username="twice", name="甲")
    doubled = User.objects.filter(Q(posts__role=Role.FIRM_STAFF) | Q(posts=None)).distinct()
    numbers = figures.totals([doubled, (doubled, F("pk")), User.objects.none()])
    assert numbers == [doubled.count(), sum(doubled.values_list("pk", flat=True)), 0]
    assert figures.totals([]) == []


def test_who_may_not_open_all_is_not_told_the_number(people, acting) -> None:
    everybody, nobody = acting(Role.SYSTEM_ADMINISTRATOR), PUBLIC
    seen, hidden = figures.read([(people, TODAY)], everybody)[0], figures.read([(people, TODAY)], nobody)[0]
    total = User.objects.count()
    assert (seen.value, seen.records, seen.open, seen.partial) == (total, total, total, False)
    assert (hidden.value, hidden.open, hidden.partial) == (None, 0, True)
    assert list(figures.opened(people, TODAY, nobody)) == []


def test_a_definition_may_let_the_number_be_known(people, acting) -> None:
    some = Policy(User, view=Rule("", lambda _actor: Q(username="u1")) | holding("", Role.AUDITOR))
    open_ = figures.Figure("tests.open", "", "", 1, "", "", some, people.records, whole=True)
    found = figures.read([(open_, TODAY)], PUBLIC)[0]
    assert (found.value, found.open, found.partial) == (User.objects.count(), 1, True)


def test_a_key_is_declared_once() -> None:
    known = next(iter(figures.coded()[0]))
    with pytest.raises(ValueError, match="declared twice"):
        figures.rate(known, name="", version=1, says="", part="", base="")
