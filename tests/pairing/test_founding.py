"""The demo zone's pairings, as a reader of the demo meets them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yuanmeng.accounts.models import Post
from yuanmeng.core.actor import Role
from yuanmeng.desk.actions.demo import MACHINE, OP, load
from yuanmeng.ledger.models import Event
from yuanmeng.pairing.models import Pairing, Proposal
from yuanmeng.pairing.queries import periods

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def demo(db: None) -> None:
    load(TODAY, by=MACHINE, op=OP)


def test_the_demo_has_two_years_with_handovers_and_something_to_do(demo) -> None:
    assert Post.objects.filter(role=Role.PARTY_INSTRUCTOR).values("user").distinct().count() == 25
    for year in (TODAY.year - 1, TODAY.year):
        day = dt.date(year, 6, 30)
        loads = periods.on(day).filter(kind="instructor_firm").values_list("user_id", flat=True)
        counts = {list(loads).count(user) for user in set(loads)}
        assert max(counts) - min(counts) <= 1
        assert len(set(loads)) == 25
    assert periods.on(dt.date(TODAY.year - 1, 6, 30)).filter(following__isnull=False).exists()
    assert periods.without(MACHINE, "officer_firm", TODAY).count() == 4
    assert periods.alliances_without(TODAY).count() == 0
    assert periods.alliances_without(TODAY + dt.timedelta(days=9)).count() == 1, "the next period waits for a yes"
    assert list(periods.orphaned(TODAY)) == []
    assert set(Proposal.objects.values_list("kind", "state")) == {
        ("instructor_firm", "sent"),
        ("officer_firm", "ready"),
    }
    assert all(proposal.found["gap"] == 0 for proposal in Proposal.objects.all())
    states = Pairing.objects.filter(proposal__state="sent").values_list("state", flat=True)
    assert {state: list(states).count(state) for state in ("agreed", "declined")} == {"agreed": 15, "declined": 3}
    assert Event.objects.filter(verb="pairing.found").count() == 1


def test_the_same_zone_at_every_start_and_once(demo) -> None:
    count = Pairing.objects.count()
    load(TODAY, by=MACHINE, op=OP)
    assert Pairing.objects.count() == count
