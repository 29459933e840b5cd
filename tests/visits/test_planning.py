"""Plans under the burden guard: what the firm set wins over what the officer would like (VIS-02, VIS-03)."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.core.actor import PUBLIC
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger.models import Event, Operation
from yuanmeng.visits.actions import asking, planning
from yuanmeng.visits.models import ContactPreference, QuietPeriod, Rhythm, Stop, Tally, Visit
from yuanmeng.visits.queries import burden

DAY = dt.timedelta(days=1)
NOTHING = {"channel": "", "contact": None, "most": None, "days": 90, "weekdays": ""}


@pytest.fixture
def prefer(zone):
    def make(**values):
        found = ContactPreference.objects.filter(organisation=zone.bakery).first()
        return asking.prefer(
            zone.bakery.pk, version=found.version if found else None, values={**NOTHING, **values},
            by=zone.bakery_people, op=uuid4(),
        )  # fmt: skip

    return make


def test_a_plan_and_its_event(zone, planned, today) -> None:
    visit = planned(others=(zone.branch.user_id,), at=dt.time(9, 30))
    assert (visit.state, visit.day, visit.at) == ("planned", today + 3 * DAY, dt.time(9, 30))
    assert Event.objects.get().facts == {
        "how": "door", "purpose": "listen", "day": (today + 3 * DAY).isoformat(), "state": "planned",
    }  # fmt: skip


def test_who_may_not_plan(zone, said, today) -> None:
    for by in (zone.bakery_people, zone.auditor):
        with pytest.raises(Denied):
            planning.plan(said(day=today), by=by, op=uuid4())
    for day in (today - DAY, today + 400 * DAY):
        with pytest.raises(Invalid):
            planning.plan(said(day=day), by=zone.officer, op=uuid4())


def test_the_cap_binds_everybody_together(zone, planned, held, prefer, today) -> None:
    prefer(most=2, days=30)
    held(how="phone", day=today - 5 * DAY)
    planned(by=zone.branch)
    with pytest.raises(Invalid) as refused:
        planned(by=zone.second, how="online")
    assert "联系次数已满" in refused.value.facts["errors"]["day"][0]
    assert planned(by=zone.second, purpose="asked").state == "planned"
    assert held(by=zone.second).state == "done", "what happened is written down"
    assert planned(by=zone.second, day=today + 60 * DAY).state == "planned"


def test_quiet_days_bind(zone, planned, prefer, today) -> None:
    prefer(weekdays=str((today + 3 * DAY).isoweekday()), channel="phone")
    with pytest.raises(Invalid) as refused:
        planned()
    assert "静默日" in refused.value.facts["errors"]["day"][0]
    period = asking.keep_quiet(
        zone.bakery.pk, since=today + 4 * DAY, until=today + 8 * DAY, by=zone.bakery_people, op=uuid4()
    )
    with pytest.raises(Invalid):
        planned(day=today + 4 * DAY)
    asking.lift_quiet(period.pk, by=zone.bakery_people, op=uuid4())
    assert planned(day=today + 4 * DAY).state == "planned"
    with pytest.raises(IllegalMove):
        asking.lift_quiet(period.pk, by=zone.bakery_people, op=uuid4())


def test_wishes_are_the_firms_own(zone, prefer, today) -> None:
    prefer(most=4)
    with pytest.raises(Stale):
        asking.prefer(zone.bakery.pk, version=7, values=NOTHING, by=zone.officer, op=uuid4())
    changed = asking.prefer(zone.bakery.pk, version=0, values=NOTHING, by=zone.officer, op=uuid4())
    assert (changed.most, changed.version) == (None, 1)
    with pytest.raises(Hidden):
        asking.prefer(zone.bakery.pk, version=1, values=NOTHING, by=zone.brewery_people, op=uuid4())
    for by in (zone.leader, zone.auditor):
        with pytest.raises(Denied):
            asking.prefer(zone.bakery.pk, version=1, values=NOTHING, by=by, op=uuid4())
    with pytest.raises(Invalid, match="本企业"):
        prefer(contact=zone.brewery_contact)
    for wrong in ({"weekdays": "71"}, {"most": -1}, {"days": 5}, {"channel": "pigeon"}):
        with pytest.raises(Invalid):
            prefer(**wrong)
    for since, until in ((today, today - DAY), (today - 9 * DAY, today - DAY), (today, today + 400 * DAY)):
        with pytest.raises(Invalid):
            asking.keep_quiet(zone.bakery.pk, since=since, until=until, by=zone.bakery_people, op=uuid4())
    QuietPeriod.objects.bulk_create(
        [QuietPeriod(organisation=zone.bakery, since=today, until=today) for _each in range(20)]
    )
    with pytest.raises(Invalid, match="最多 20 段"):
        asking.keep_quiet(zone.bakery.pk, since=today, until=today, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Hidden):
        asking.lift_quiet(10**9, by=zone.officer, op=uuid4())


def test_a_person_of_two_firms_and_the_zone_sets_their_own_only(zone, acting) -> None:
    both = zone.bakery_people.__class__(
        zone.bakery_people.user_id, zone.bakery_people.seats + zone.officer.seats, "两个岗位"
    )
    with pytest.raises(Denied, match="本企业"):
        asking.prefer(zone.brewery.pk, version=None, values=NOTHING, by=both, op=uuid4())


def test_moving_a_plan(zone, planned, prefer, today) -> None:
    visit = planned()
    prefer(most=1, days=30)
    moved = planning.reschedule(visit.pk, version=0, day=today + 5 * DAY, how="phone", by=zone.officer, op=uuid4())
    assert (moved.day, moved.how, moved.version) == (today + 5 * DAY, "phone", 1)
    with pytest.raises(Stale):
        planning.reschedule(visit.pk, version=0, day=today + 6 * DAY, by=zone.officer, op=uuid4())
    with pytest.raises(Denied):
        planning.reschedule(visit.pk, version=1, day=today + 6 * DAY, by=zone.second, op=uuid4())
    asking.keep_quiet(zone.bakery.pk, since=today + 6 * DAY, until=today + 6 * DAY, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Invalid):
        planning.reschedule(visit.pk, version=1, day=today + 6 * DAY, by=zone.officer, op=uuid4())
    assert planning.cancel(visit.pk, version=1, reason="下雨", by=zone.leader, op=uuid4()).state == "cancelled"
    with pytest.raises(IllegalMove):
        planning.reschedule(visit.pk, version=2, day=today + 6 * DAY, by=zone.officer, op=uuid4())


def test_going_along(zone, planned) -> None:
    visit = planned()
    joined = planning.come_along(visit.pk, version=0, by=zone.branch, op=uuid4())
    assert sorted(joined.visitors.values_list("capacity", flat=True)) == ["branch_member", "service_officer"]
    with pytest.raises(IllegalMove, match="已经在"):
        planning.come_along(visit.pk, version=1, by=zone.branch, op=uuid4())
    with pytest.raises(Stale):
        planning.come_along(visit.pk, version=0, by=zone.second, op=uuid4())
    with pytest.raises(Hidden):
        planning.come_along(visit.pk, version=1, by=zone.bakery_people, op=uuid4())


def test_two_close_plans_become_one_joint_visit(zone, planned, today) -> None:
    first = planned(at=dt.time(9))
    second = planned(by=zone.branch, firms=(zone.bakery.pk, zone.brewery.pk), day=today + 6 * DAY)
    stops = list(burden.coming(today).select_related("visit"))
    assert [(one.visit, two.visit) for one, two in burden.joint(stops, 7)] == [(first, second)]
    assert burden.joint(stops, 2) == []
    with pytest.raises(Denied):
        planning.join(first.pk, second.pk, versions=(0, 0), by=zone.second, op=uuid4())
    with pytest.raises(Stale):
        planning.join(first.pk, second.pk, versions=(0, 4), by=zone.officer, op=uuid4())
    with pytest.raises(Invalid, match="两次不同"):
        planning.join(first.pk, first.pk, versions=(0, 0), by=zone.officer, op=uuid4())
    visit = planning.join(first.pk, second.pk, versions=(0, 0), by=zone.branch, op=uuid4())
    second.refresh_from_db()
    assert (second.state, second.joined_to, visit.version) == ("joined", visit, 1)
    assert {stop.organisation for stop in visit.stops.all()} == {zone.bakery, zone.brewery}
    assert visit.visitors.count() == 2
    assert burden.contacts_of([zone.bakery.pk], today) == {zone.bakery.pk: [first.day]}
    with pytest.raises(IllegalMove):
        planning.join(first.pk, second.pk, versions=(1, 1), by=zone.officer, op=uuid4())


def test_a_firm_declines_without_a_reason(zone, planned) -> None:
    visit = planned(firms=(zone.bakery.pk, zone.brewery.pk))
    mine, other = visit.stops.order_by("pk")
    with pytest.raises(Hidden):
        planning.decline(other.pk, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Denied):
        planning.decline(mine.pk, by=zone.officer, op=uuid4())
    assert planning.decline(mine.pk, by=zone.bakery_people, op=uuid4()).state == "planned"
    with pytest.raises(IllegalMove, match="已经婉拒"):
        planning.decline(mine.pk, by=zone.bakery_people, op=uuid4())
    assert planning.decline(other.pk, by=zone.brewery_people, op=uuid4()).state == "declined"
    assert not burden.counting().exists()


def test_what_was_held_is_a_contact_and_what_was_declined_is_none(zone, held, planned) -> None:
    """VIS-03: a held visit counts for each of its firms; a planned one counts until the firm declines."""
    seen, coming = held().stops.get(), planned().stops.get()
    assert set(burden.counting()) == {seen, coming}
    Stop.objects.update(declined_on=timezone.localdate())
    assert set(burden.counting()) == {seen}
    Stop.objects.update(declined_on=None)
    Visit.objects.filter(pk=coming.visit_id).update(state="declined")
    assert set(burden.counting()) == {seen}


def test_an_opinion_is_nobodys(zone, held, planned) -> None:
    stop = held().stops.get()
    asking.judge(stop.pk, 4, by=PUBLIC, op=uuid4())
    assert list(Tally.objects.values_list("opinion", "count")) == [(4, 1)]
    event = Event.objects.get(verb="visit.judge")
    assert (event.actor_id, event.post, list(event.abouts.all()), set(event.facts)) == (None, "", [], {"quarter"})
    assert Operation.objects.get(verb="visit.judge").actor_id is None
    with pytest.raises(IllegalMove, match="已经评价过"):
        asking.judge(stop.pk, 1, by=PUBLIC, op=uuid4())
    with pytest.raises(Invalid):
        asking.judge(held().stops.get().pk, 9, by=PUBLIC, op=uuid4())
    with pytest.raises(IllegalMove):
        asking.judge(planned().stops.get().pk, 5, by=PUBLIC, op=uuid4())
    with pytest.raises(ValueError, match="nobody"):
        asking.judge(held().stops.get().pk, 5, by=zone.bakery_people, op=uuid4())
    assert list(Tally.objects.values_list("opinion", "count")) == [(4, 1)]


def test_no_row_of_an_opinion_holds_a_person() -> None:
    names = {field.name for field in Tally._meta.get_fields()}
    assert names == {"id", "quarter", "opinion", "count"}
    assert {field.name for field in Stop._meta.get_fields()} == {
        "id", "visit", "organisation", "declined_on", "opinion_given",
    }  # fmt: skip


def test_the_rhythm_of_the_zone(zone) -> None:
    assert (burden.rhythm().remind_after, burden.rhythm().near) == (90, 7)
    values = {"remind_after": 60, "near": 5, "inspection_link": "https://example.gov.cn/"}
    assert asking.set_rhythm(version=0, values=values, by=zone.leader, op=uuid4()).remind_after == 60
    with pytest.raises(Stale):
        asking.set_rhythm(version=0, values=values, by=zone.officer, op=uuid4())
    for wrong in ({"remind_after": 0}, {"near": 40}, {"inspection_link": "javascript:alert(1)"}):
        with pytest.raises(Invalid):
            asking.set_rhythm(version=1, values={**values, **wrong}, by=zone.officer, op=uuid4())
    with pytest.raises(Denied):
        asking.set_rhythm(version=1, values=values, by=zone.branch, op=uuid4())
    assert burden.rhythm() == Rhythm.objects.get()


def test_a_calendar_address_is_renewed(zone) -> None:
    turns = [asking.renew_feed(by=zone.officer, op=uuid4()).turn for _time in range(2)]
    assert turns == [1, 2]
    with pytest.raises(Denied):
        asking.renew_feed(by=PUBLIC, op=uuid4())


def test_nothing_inspects(zone) -> None:
    """VIS-01: no item to check, nothing to put right."""
    names = {field.name for model in (Visit, Stop) for field in model._meta.get_fields()}
    assert not any(word in name for name in names for word in ("check", "inspect", "defect", "rectif", "violation"))
