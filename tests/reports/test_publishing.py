"""A published figure is fixed with every record behind it; corrections are editions; nothing is overridden by hand."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone
from tests.opened import open_ledger
from tests.racing import at_once
from tests.reports.conftest import KEY, THIS_YEAR, unit

from yuanmeng.accounts.models import User
from yuanmeng.accounts.policy import PEOPLE
from yuanmeng.accounts.queries import actor_of
from yuanmeng.alliances.models import Membership
from yuanmeng.core.period import year
from yuanmeng.core.refusals import Denied, Hidden, Invalid
from yuanmeng.ledger import figures
from yuanmeng.ledger.actions import record
from yuanmeng.ledger.models import Event
from yuanmeng.reports.actions import publishing
from yuanmeng.reports.models import Counted, Publication
from yuanmeng.reports.queries import changes_since, counted_now, intact, known_on, rows_of
from yuanmeng.visits.actions import holding
from yuanmeng.visits.actions.saying import LineSaid, Said


@pytest.fixture
def first(zone) -> Publication:
    return publishing.publish(KEY, THIS_YEAR, by=zone.leader, op=uuid4())


def test_value_definition_and_records_are_frozen(first, zone, one_leaves) -> None:
    assert (first.value, first.records, first.edition, first.reason) == (3, 3, 1, "")
    assert rows_of(first) == [(each.pk, 1) for each in zone.members]
    one_leaves()
    first.refresh_from_db()
    assert (first.value, len(rows_of(first))) == (3, 3)
    assert intact(first)


def test_the_difference_names_the_record_and_the_event(first, zone, one_leaves) -> None:
    assert changes_since(first) == []
    one_leaves()
    (change,) = changes_since(first)
    assert (change.key, change.before, change.now) == (zone.members[0].pk, 1, 0)
    assert [event.verb for event in change.events] == ["alliance.leave"]


def test_a_correction_is_a_reasoned_new_edition(first, zone, one_leaves) -> None:
    with pytest.raises(Invalid, match="没有可发布的变化"):
        publishing.publish(KEY, THIS_YEAR, reason="更正", by=zone.leader, op=uuid4())
    one_leaves()
    with pytest.raises(Invalid, match="写明更正原因"):
        publishing.publish(KEY, THIS_YEAR, by=zone.leader, op=uuid4())
    second = publishing.publish(KEY, THIS_YEAR, reason="一家已退出", by=zone.leader, op=uuid4())
    assert (second.edition, second.value, second.reason) == (2, 2, "一家已退出")
    assert Publication.objects.get(pk=first.pk).value == 3
    assert {each.digest for each in (first, second)} == set(
        Event.objects.filter(verb="publication.publish").values_list("facts__digest", flat=True)
    )


def test_known_on_a_day_is_what_had_been_published(first) -> None:
    day = first.at.date()
    assert known_on(KEY, str(THIS_YEAR), day.replace(year=day.year + 1)) == first
    assert known_on(KEY, str(THIS_YEAR), day.replace(year=2020, day=1)) is None


def test_a_repeated_operation_publishes_once(zone) -> None:
    op = uuid4()
    made = [publishing.publish(KEY, THIS_YEAR, by=zone.leader, op=op) for _time in range(3)]
    assert len({each.pk for each in made}) == Publication.objects.count() == 1


def test_who_may_publish(zone) -> None:
    for actor in (zone.officer, zone.auditor, zone.owner):
        with pytest.raises(Denied):
            publishing.publish(KEY, THIS_YEAR, by=actor, op=uuid4())
    with pytest.raises(Hidden):
        publishing.publish("no.such", THIS_YEAR, by=zone.leader, op=uuid4())


def declared(key: str, **changes) -> figures.Figure:
    """A figure over people, whom a leader may not look through."""
    known = {"name": "人", "unit": "人", "version": 1, "says": "人", "basis": "", "policy": PEOPLE}
    return figures.Figure(key, records=lambda _period: User.objects.all(), **{**known, **changes})


def test_nobody_publishes_records_that_are_closed_to_them(zone) -> None:
    with pytest.raises(Denied, match="无权查看的记录"), transaction.atomic():
        publishing.frozen(declared("tests.closed"), THIS_YEAR, reason="", by=zone.leader, op=uuid4())


def test_a_sum_is_the_sum_of_its_frozen_amounts(zone, person) -> None:
    summed = declared("tests.sum", measure=F("pk"), whole=True)
    with transaction.atomic():
        made, new = publishing.frozen(summed, THIS_YEAR, reason="", by=zone.leader, op=uuid4())
    assert new
    assert made.value == sum(User.objects.values_list("pk", flat=True)) == sum(amount for _key, amount in rows_of(made))
    assert changes_since(made) is None, "a figure that is no longer declared has no difference"


def test_too_many_records_are_refused(zone, monkeypatch) -> None:
    monkeypatch.setattr(publishing, "MOST", 2)
    with pytest.raises(Invalid, match="一次最多发布 2 条"):
        publishing.publish(KEY, THIS_YEAR, by=zone.leader, op=uuid4())
    assert not Publication.objects.exists()


def test_an_adjusted_value_stands_beside_and_is_signed(first, zone) -> None:
    made = publishing.adjust(first.pk, value=4, reason="一家以口头同意，待补手续", by=zone.leader, op=uuid4())
    assert (made.value, made.by_id) == (4, zone.leader.user_id)
    assert Publication.objects.get(pk=first.pk).value == 3
    for value, reason in ((3, "相同"), (5, " ")):
        with pytest.raises(Invalid):
            publishing.adjust(first.pk, value=value, reason=reason, by=zone.leader, op=uuid4())
    with pytest.raises(Denied):
        publishing.adjust(first.pk, value=9, reason="无", by=zone.officer, op=uuid4())


TABLES = ("reports_publication", "reports_counted", "reports_adjustment")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_it(table, statement, first, zone) -> None:
    publishing.adjust(first.pk, value=4, reason="待补手续", by=zone.leader, op=uuid4())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    "planted",
    [
        lambda one: Counted.objects.filter(publication=one).first().delete(),
        lambda one: Counted.objects.filter(publication=one).update(amount=2),
        lambda one: Publication.objects.filter(pk=one.pk).update(value=4),
        lambda one: Publication.objects.filter(pk=one.pk).update(says="另一种口径"),
        lambda one: Publication.objects.filter(pk=one.pk).update(digest="0" * 64),
    ],
    ids=["record", "amount", "value", "definition", "digest"],
)
def test_tampering_past_the_product_is_seen(planted, first) -> None:
    assert intact(first)
    with open_ledger():
        planted(first)
    assert not intact(Publication.objects.get(pk=first.pk))


@pytest.mark.django_db(transaction=True)
def test_two_leaders_at_once_make_one_edition(zone, person) -> None:
    other = actor_of(person("zone_leader"))
    won, told = at_once(
        [lambda by=by: publishing.publish(KEY, year(2021), by=by, op=uuid4()) for by in (zone.leader, other)]
    )
    assert (len(won), len(told)) == (1, 1)
    assert Publication.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_frozen_value_equals_its_frozen_list_while_records_change(zone) -> None:
    """Members come while editions are published: each edition's value is its own list, and none is lost."""
    arriving = [unit(10 + number) for number in range(6)]

    def arrive() -> str:
        for firm in arriving:
            joined = zone.members[0].joined_on
            Membership.objects.create(
                alliance=zone.alliance, organisation=firm, state="member", invited_on=joined, joined_on=joined
            )
        return "all"

    def publish_all() -> str:
        for _time in range(6):
            try:
                publishing.publish(KEY, THIS_YEAR, reason="更新", by=zone.leader, op=uuid4())
            except Invalid:
                continue
        return "done"

    won, told = at_once([arrive, publish_all])
    assert (sorted(won), told) == (["all", "done"], [])
    for each in Publication.objects.all():
        assert each.value == len(rows_of(each))
        assert intact(each)
    assert len(counted_now(figures.figures()[KEY], THIS_YEAR)) == 9


def test_events_about_a_visit_explain_what_changed_on_its_lines(zone, acting) -> None:
    """Lines have no events of their own: those of their visit tell what happened."""
    said = Said((zone.firms[0].pk,), timezone.localdate(), lines=(LineSaid("problem", "路灯不亮", "spot"),))
    visit = holding.hold(said, by=zone.officer, op=uuid4())
    made = publishing.publish("visits.problems", THIS_YEAR, by=zone.leader, op=uuid4())
    holding.void(visit.pk, version=0, reason="重复登记", by=zone.officer, op=uuid4())
    (change,) = changes_since(made)
    assert (change.key, change.now) == (visit.lines.get().pk, 0)
    assert [event.verb for event in change.events] == ["visit.void"]


def test_at_most_three_events_explain_a_change(first, zone, one_leaves) -> None:
    for _time in range(4):
        record("alliance.note", zone.members[0], by=zone.officer, op=uuid4())
    one_leaves()
    (change,) = changes_since(first)
    assert [event.verb for event in change.events] == ["alliance.leave", "alliance.note", "alliance.note"]
