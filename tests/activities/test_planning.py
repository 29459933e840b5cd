"""Planning, changing, cancelling; series with hosts in turn; topics until their date."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.activities import queries
from yuanmeng.activities.actions import holding, planning
from yuanmeng.activities.models import Activity, Series, Topic
from yuanmeng.activities.policy import ACTIVITIES
from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger.queries import timeline


def at(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 14, tzinfo=timezone.get_default_timezone())


ROLES_WITHOUT = [Role.ZONE_LEADER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.EXPERT, Role.DEPARTMENT_HANDLER]


def test_an_activity_of_two_alliances_is_one(zone, planned) -> None:
    made = planned(alliances=[zone.food, zone.tech], host=zone.bakery)
    assert ACTIVITIES.among(zone.bakery_people, "view").get() == made
    for about in (zone.food, zone.tech, zone.bakery):
        assert timeline(about).get().verb == "activities.plan"


def test_the_same_operation_plans_once(zone, values) -> None:
    op = uuid4()
    one, two = (planning.plan(values=values, alliances=[zone.food], by=zone.officer, op=op) for _time in range(2))
    assert one == two


@pytest.mark.parametrize("role", ROLES_WITHOUT)
def test_others_may_not_plan(zone, planned, acting, role: Role) -> None:
    with pytest.raises(Denied):
        planned(by=acting(role))


def test_a_secretary_plans_for_the_own_alliance(zone, planned) -> None:
    with pytest.raises(Denied, match="本联盟"):
        planned(by=zone.other_secretary)
    made = planned()
    with pytest.raises(Denied):
        planning.cancel(made.pk, version=0, reason="改期", by=zone.other_secretary, op=uuid4())


def test_what_does_not_fit_is_named(zone, values, planned) -> None:
    for changes, field in (
        ({"title": ""}, "title"),
        ({"ends": values["starts"]}, "ends"),
        ({"alliances": []}, "alliances"),
    ):
        with pytest.raises(Invalid) as refused:
            planned(by=zone.officer, **changes)
        assert list(refused.value.facts["errors"]) == [field]
    assert not Activity.objects.exists()


def test_edit_and_cancel_count_versions(zone, planned, values) -> None:
    made = planned()
    changed = {**values, "place": "虚构路 2 号"}
    call = {"values": changed, "alliances": [zone.food, zone.tech], "by": zone.secretary}
    assert planning.edit(made.pk, version=0, **call, op=uuid4()).place == "虚构路 2 号"
    assert made.alliances.count() == 2
    with pytest.raises(Stale):
        planning.edit(made.pk, version=0, **call, op=uuid4())
    with pytest.raises(Invalid):
        planning.cancel(made.pk, version=1, reason=" ", by=zone.secretary, op=uuid4())
    gone = planning.cancel(made.pk, version=1, reason="台风", by=zone.secretary, op=uuid4())
    assert (gone.state, gone.reason) == ("cancelled", "台风")
    with pytest.raises(IllegalMove):
        planning.edit(made.pk, version=2, **call, op=uuid4())


def test_strangers_do_not_know_of_it(zone, planned) -> None:
    with pytest.raises(Hidden):
        planning.propose(planned().pk, title="议题", organisation=zone.stranger.pk, by=zone.stranger_people, op=uuid4())


def test_topics_come_from_members_until_the_date(zone, planned) -> None:
    made = planned(topics_until=timezone.localdate())
    firm = zone.bakery.pk
    planning.propose(made.pk, title=" 共享冷库 ", organisation=firm, by=zone.bakery_people, op=uuid4())
    planning.propose(made.pk, title="班车线路", by=zone.secretary, op=uuid4())
    assert list(Topic.objects.values_list("title", "organisation")) == [("共享冷库", firm), ("班车线路", None)]
    with pytest.raises(Denied):
        planning.propose(made.pk, title="议题", organisation=zone.brewery.pk, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Invalid, match="100"):
        planning.propose(made.pk, title="长" * 101, organisation=firm, by=zone.bakery_people, op=uuid4())
    late = planned(topics_until=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(Invalid, match="截止"):
        planning.propose(late.pk, title="议题", organisation=firm, by=zone.bakery_people, op=uuid4())


def test_members_host_in_turn(zone, planned, moved_to) -> None:
    chosen = {"name": "轮值交流会", "kind": "exchange", "months": 3}
    hosts = [zone.bakery.pk, zone.dairy.pk]
    made = planning.found_series(values=chosen, alliances=[zone.food], hosts=hosts, by=zone.secretary, op=uuid4())

    def scheduled() -> Series:
        return queries.scheduled(Series.objects.all()).get()

    assert queries.next_host(scheduled()) == zone.bakery
    assert queries.next_start(scheduled()) > timezone.now()
    first = planned(series=made)
    moved_to(first, at(2026, 11, 30))
    assert queries.next_host(scheduled()) == zone.dairy
    assert queries.next_start(scheduled()) == at(2027, 2, 28)
    planning.cancel(first.pk, version=0, reason="改期", by=zone.secretary, op=uuid4())
    assert queries.next_host(scheduled()) == zone.bakery


def test_a_series_needs_its_members_and_months(zone) -> None:
    chosen = {"name": "轮值", "kind": "exchange", "months": 3}
    for changes, hosts, field in (({}, [zone.stranger.pk], "hosts"), ({"months": 25}, [], "months")):
        with pytest.raises(Invalid) as refused:
            planning.found_series(
                values={**chosen, **changes}, alliances=[zone.food], hosts=hosts, by=zone.officer, op=uuid4()
            )
        assert list(refused.value.facts["errors"]) == [field]
    with pytest.raises(Denied):
        planning.found_series(values=chosen, alliances=[zone.food], hosts=[], by=zone.bakery_people, op=uuid4())
    alone = planning.found_series(values=chosen, alliances=[zone.food], hosts=[], by=zone.officer, op=uuid4())
    assert queries.next_host(queries.scheduled(Series.objects.filter(pk=alone.pk)).get()) is None


def test_the_first_item_of_the_next_agenda_says_what_became_of_each(zone, begun, planned) -> None:
    holding.hold(begun.pk, version=1, by=zone.secretary, op=uuid4())
    due = timezone.localdate()
    for text in ("定车辆", "定仓库"):
        holding.decide(begun.pk, values={"text": text, "owner": zone.bakery, "due": due}, by=zone.secretary, op=uuid4())
    done = begun.follow_ups.get(text="定车辆")
    holding.end_follow_up(done.pk, version=0, verb="finish", outcome="已定两辆", by=zone.bakery_people, op=uuid4())
    following = planned()
    reported = queries.to_report(following).values_list("text", "state", "outcome")
    assert sorted(reported) == [("定仓库", "open", ""), ("定车辆", "done", "已定两辆")]
    assert queries.to_report(begun).count() == 0
    unlike = planned(kind="salon")
    assert queries.previous(unlike) is None


def test_in_a_series_open_items_stay_on_the_agenda(zone, invited, planned, moved_to) -> None:
    series = planning.found_series(
        values={"name": "季度会", "kind": "conference", "months": 3},
        alliances=[zone.food],
        hosts=[],
        by=zone.officer,
        op=uuid4(),
    )
    due = timezone.localdate()
    for days in (200, 100):
        meeting = moved_to(invited(series=series), timezone.now() - dt.timedelta(days=days))
        holding.hold(meeting.pk, version=1, by=zone.secretary, op=uuid4())
        values = {"text": f"{days} 天前所定", "owner": zone.bakery, "due": due}
        holding.decide(meeting.pk, values=values, by=zone.secretary, op=uuid4())
    following = planned(series=series)
    assert sorted(row.text for row in queries.to_report(following)) == ["100 天前所定", "200 天前所定"]
