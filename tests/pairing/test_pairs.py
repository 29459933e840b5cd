"""Proposing, agreeing, ending, handing over, and who was responsible when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from yuanmeng.accounts.models import Post
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import PUBLIC, Role, Where
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.pairing.actions import pairs
from yuanmeng.pairing.models import Pairing
from yuanmeng.pairing.policy import paired_with
from yuanmeng.pairing.queries import periods
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LONG_AGO = dt.date(2020, 1, 1)
COORDINATORS = {Role.SERVICE_OFFICER, Role.ZONE_LEADER}


def days(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


@pytest.fixture
def proposed(zhou, firms, officer, op) -> Pairing:
    return pairs.propose(instructs(zhou, firms[0]), by=officer, op=op())


def instructs(user, firm, since: dt.date = TODAY, until: dt.date | None = None) -> Pairing:
    return Pairing(kind="instructor_firm", user=user, firm=firm, since=since, until=until)


def administrator(acting, firm):
    return acting(Role.FIRM_ADMINISTRATOR, firm.pk)


def test_it_takes_two_to_pair(proposed, zhou, firms, acting, op) -> None:
    first = pairs.accept(proposed.pk, version=0, by=actor_of(zhou), op=op())
    assert (first.state, first.one_agreed, first.other_agreed) == ("proposed", TODAY, None)
    assert list(periods.responsible(firms[0].pk, TODAY)) == []
    second = pairs.accept(proposed.pk, version=1, by=administrator(acting, firms[0]), op=op())
    assert (second.state, second.one_agreed, second.other_agreed) == ("agreed", TODAY, TODAY)
    assert list(periods.responsible(firms[0].pk, TODAY)) == [second]
    assert Event.objects.first().facts == {"now": "agreed", "sides": ["other_agreed"]}


def test_the_firm_may_say_yes_first_and_twice_is_no_third_side(proposed, firms, acting, op) -> None:
    by = administrator(acting, firms[0])
    pairs.accept(proposed.pk, version=0, by=by, op=op())
    assert pairs.accept(proposed.pk, version=1, by=by, op=op()).state == "proposed"


def test_a_repeated_yes_counts_once(proposed, zhou, op) -> None:
    once, by = op(), actor_of(zhou)
    pairs.accept(proposed.pk, version=0, by=by, op=once)
    assert pairs.accept(proposed.pk, version=0, by=by, op=once).version == 1


def test_either_side_may_decline_with_or_without_a_reason(proposed, zhou, firms, acting, op) -> None:
    declined = pairs.decline(proposed.pk, " 路太远 ", version=0, by=actor_of(zhou), op=op())
    assert (declined.state, declined.reason) == ("declined", "路太远")
    with pytest.raises(IllegalMove):
        pairs.accept(proposed.pk, version=1, by=administrator(acting, firms[0]), op=op())


def test_a_decline_of_the_firm_needs_no_reason(proposed, firms, acting, op) -> None:
    assert pairs.decline(proposed.pk, "", version=0, by=administrator(acting, firms[0]), op=op()).reason == ""


def test_only_the_two_sides_answer(proposed, wu, acting, firms, op) -> None:
    for role in Role:
        if role in {Role.ALLIANCE_SECRETARY, Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF}:
            continue
        with pytest.raises((Denied, Hidden)):
            pairs.accept(proposed.pk, version=0, by=acting(role), op=op())
    for by in (actor_of(wu), PUBLIC, acting(Role.FIRM_STAFF, firms[0].pk), administrator(acting, firms[1])):
        with pytest.raises((Denied, Hidden)):
            pairs.decline(proposed.pk, "", version=0, by=by, op=op())


def test_stale_answers_are_told(proposed, zhou, firms, acting, op) -> None:
    pairs.accept(proposed.pk, version=0, by=actor_of(zhou), op=op())
    with pytest.raises(Stale):
        pairs.accept(proposed.pk, version=0, by=administrator(acting, firms[0]), op=op())


@pytest.mark.parametrize("role", [role for role in Role if role not in COORDINATORS])
def test_only_coordinators_propose_withdraw_and_hand_over(scene, proposed, role: Role) -> None:
    by = scene.acting(role)
    with pytest.raises(Denied):
        pairs.propose(instructs(scene.wu, scene.firms[1]), by=by, op=scene.op())
    with pytest.raises((Denied, Hidden)):
        pairs.withdraw(proposed.pk, version=0, by=by, op=scene.op())
    with pytest.raises((Denied, Hidden)):
        pairs.hand_over(scene.zhou.pk, {}, TODAY, {}, by=by, op=scene.op())


def test_a_proposal_is_made_once_and_may_be_withdrawn(proposed, zhou, firms, officer, op) -> None:
    with pytest.raises(Invalid, match="已经在征求意见"):
        pairs.propose(instructs(zhou, firms[0]), by=officer, op=op())
    assert pairs.withdraw(proposed.pk, version=0, by=officer, op=op()).state == "withdrawn"
    with pytest.raises(IllegalMove):
        pairs.withdraw(proposed.pk, version=1, by=officer, op=op())


def test_a_person_without_the_post_cannot_be_proposed(firms, holder, zhou, officer, op) -> None:
    someone = holder(Role.EXPERT, "沈明哲")
    with pytest.raises(Invalid, match="沈明哲 当天没有"):
        pairs.propose(instructs(someone, firms[0]), by=officer, op=op())
    Post.objects.filter(user=zhou).update(until=days(5))
    with pytest.raises(Invalid):
        pairs.propose(instructs(zhou, firms[0], since=days(6)), by=officer, op=op())
    assert pairs.propose(instructs(zhou, firms[0], since=days(5)), by=officer, op=op()).state == "proposed"


def test_a_period_ends_after_it_begins(zhou, firms, officer, op) -> None:
    with pytest.raises(Invalid):
        pairs.propose(instructs(zhou, firms[0], since=TODAY, until=days(-1)), by=officer, op=op())


def test_branches_pair_with_alliances(food, firms, acting, officer, op) -> None:
    branch = Organisation.objects.create(
        name="机关第一党支部", kind="institution", created_at=timezone.now(), updated_at=timezone.now()
    )
    made = pairs.propose(
        Pairing(kind="branch_alliance", branch=branch, alliance=food, since=TODAY), by=officer, op=op()
    )
    assert [a.pk for a in periods.alliances_without(TODAY)] == [food.pk]
    pairs.accept(made.pk, version=0, by=acting(Role.BRANCH_MEMBER, branch.pk), op=op())
    secretary = acting(Role.ALLIANCE_SECRETARY, food.pk, where=Where.ALLIANCE)
    assert pairs.accept(made.pk, version=1, by=secretary, op=op()).state == "agreed"
    assert list(periods.alliances_without(TODAY)) == []


def test_agreeing_to_a_new_person_ends_the_old_period_the_day_before(scene) -> None:
    old = scene.agreed(scene.zhou, scene.firms[0])
    new = pairs.propose(instructs(scene.wu, scene.firms[0], since=days(10)), by=scene.officer, op=scene.op())
    pairs.accept(new.pk, version=0, by=actor_of(scene.wu), op=scene.op())
    pairs.accept(new.pk, version=1, by=administrator(scene.acting, scene.firms[0]), op=scene.op())
    old.refresh_from_db()
    assert (old.until, old.version) == (days(9), 1)
    assert [p.user for p in periods.responsible(scene.firms[0].pk, days(9))] == [scene.zhou]
    assert [p.user for p in periods.responsible(scene.firms[0].pk, days(10))] == [scene.wu]


def test_two_people_never_have_one_firm_at_a_time(scene) -> None:
    scene.agreed(scene.zhou, scene.firms[0], since=days(20))
    new = pairs.propose(instructs(scene.wu, scene.firms[0], since=days(10)), by=scene.officer, op=scene.op())
    pairs.accept(new.pk, version=0, by=actor_of(scene.wu), op=scene.op())
    with pytest.raises(Invalid, match="已有人负责"):
        pairs.accept(new.pk, version=1, by=administrator(scene.acting, scene.firms[0]), op=scene.op())
    with pytest.raises(IntegrityError), transaction.atomic():
        scene.agreed(scene.wu, scene.firms[0], since=days(30))
    other = scene.agreed(scene.wu, scene.firms[0], kind="officer_firm")
    assert {p.pk for p in periods.responsible(scene.firms[0].pk, days(30))} == {
        other.pk,
        Pairing.objects.get(user=scene.zhou).pk,
    }


def test_who_was_responsible_in_june_2021(agreed, zhou, wu, firms) -> None:
    agreed(zhou, firms[0], since=dt.date(2020, 3, 1), until=dt.date(2021, 6, 15))
    agreed(wu, firms[0], since=dt.date(2021, 6, 16), until=dt.date(2022, 3, 1))
    on = {day: [p.user.name for p in periods.responsible(firms[0].pk, dt.date(2021, 6, day))] for day in (1, 15, 16)}
    assert on == {1: ["周明"], 15: ["周明"], 16: ["吴敏"]}
    assert list(periods.responsible(firms[0].pk, dt.date(2022, 3, 2))) == []


@pytest.mark.parametrize("who", ["officer", "person", "firm"])
def test_either_side_and_the_zone_may_end_a_pairing(scene, who: str) -> None:
    pairing = scene.agreed(scene.zhou, scene.firms[0])
    by = {
        "officer": scene.officer,
        "person": actor_of(scene.zhou),
        "firm": administrator(scene.acting, scene.firms[0]),
    }[who]
    ended = pairs.end(pairing.pk, days(3), "资料在档案柜", version=0, by=by, op=scene.op())
    assert (ended.until, ended.note, ended.state) == (days(3), "资料在档案柜", "agreed")
    assert list(periods.responsible(scene.firms[0].pk, days(4))) == []


def test_an_end_must_come_earlier_and_after_the_beginning(scene, proposed) -> None:
    pairing = scene.agreed(scene.zhou, scene.firms[1], until=days(5))
    for until in (days(5), days(6), LONG_AGO - dt.timedelta(days=1)):
        with pytest.raises(Invalid):
            pairs.end(pairing.pk, until, "", version=0, by=scene.officer, op=scene.op())
    with pytest.raises(Stale):
        pairs.end(pairing.pk, days(4), "", version=7, by=scene.officer, op=scene.op())
    with pytest.raises(IllegalMove):
        pairs.end(proposed.pk, days(4), "", version=0, by=scene.officer, op=scene.op())
    with pytest.raises((Denied, Hidden)):
        pairs.end(pairing.pk, days(4), "", version=0, by=scene.acting(Role.DEPARTMENT_HANDLER), op=scene.op())


def test_one_operation_hands_everything_over(scene) -> None:
    third = scene.holder(Role.PARTY_INSTRUCTOR, "孙楠")
    now, later = (
        scene.agreed(scene.zhou, scene.firms[0], until=days(300)),
        scene.agreed(scene.zhou, scene.firms[1], since=days(30)),
    )
    past = scene.agreed(scene.zhou, scene.firms[2], until=days(-1))
    to, notes = {now.pk: scene.wu.pk, later.pk: third.pk}, {now.pk: "每季度首月走访"}
    assert pairs.hand_over(scene.zhou.pk, to, days(7), notes, by=scene.officer, op=scene.op()) == {
        "handed": 2,
        "people": 2,
    }
    assert [(p.user.name, p.since, p.until) for p in Pairing.objects.filter(firm=scene.firms[0])] == [
        ("吴敏", days(7), days(300)), ("周明", LONG_AGO, days(6)),
    ]  # fmt: skip
    successor = Pairing.objects.get(firm=scene.firms[0], user=scene.wu)
    assert (successor.note, successor.previous_id, successor.state) == ("每季度首月走访", now.pk, "agreed")
    assert [(p.user.name, p.state, p.since) for p in Pairing.objects.filter(firm=scene.firms[1])] == [
        ("孙楠", "agreed", days(30)), ("周明", "withdrawn", days(30)),
    ]  # fmt: skip
    past.refresh_from_db()
    assert past.until == days(-1)
    assert Event.objects.first().facts == {"since": days(7).isoformat(), "firms": 2}
    assert list(periods.live_of(scene.zhou.pk, days(7))) == []


def test_a_handover_names_a_fit_successor_for_every_firm(scene) -> None:
    one, two = scene.agreed(scene.zhou, scene.firms[0]), scene.agreed(scene.zhou, scene.firms[1])
    expert = scene.holder(Role.EXPERT, "沈明哲")
    for to in (
        {one.pk: scene.wu.pk},
        {},
        {one.pk: scene.wu.pk, two.pk: 999},
        {one.pk: scene.wu.pk, two.pk: scene.zhou.pk},
        {one.pk: scene.wu.pk, two.pk: expert.pk},
    ):
        with pytest.raises(Invalid):
            pairs.hand_over(scene.zhou.pk, to, TODAY, {}, by=scene.officer, op=scene.op())
    with pytest.raises(Hidden):
        pairs.hand_over(99_999, {}, TODAY, {}, by=scene.officer, op=scene.op())
    assert Pairing.objects.filter(user=scene.wu).count() == 0


def test_a_handover_does_not_run_into_a_later_period(scene) -> None:
    one = scene.agreed(scene.zhou, scene.firms[0], until=days(300))
    Pairing.objects.create(
        kind="instructor_firm",
        user=scene.wu,
        firm=scene.firms[0],
        since=days(100),
        state="agreed",
        one_agreed=TODAY,
        other_agreed=TODAY,
    )
    with pytest.raises(Invalid, match="已有别人负责"):
        pairs.hand_over(scene.zhou.pk, {one.pk: scene.wu.pk}, days(7), {}, by=scene.officer, op=scene.op())


def test_a_pairing_gives_page_and_phone_to_its_last_day_and_no_longer(agreed, zhou, firms, monkeypatch) -> None:
    agreed(zhou, firms[0], since=days(-10), until=days(2))
    for day, may in ((-11, False), (-10, True), (2, True), (3, False)):
        monkeypatch.setattr(timezone, "localdate", lambda *_args, day=day: days(day))
        by = actor_of(zhou)
        assert FIRMS.among(by, "phone").filter(pk=firms[0].pk).exists() is may
        assert Organisation.objects.filter(paired_with().where(by), pk=firms[0].pk).exists() is may
        assert Organisation.objects.filter(paired_with("officer_firm").where(by)).count() == 0
        assert ("phone" in FIRMS.may(by, firms[0])) is may


def test_a_pairing_that_only_one_side_wants_gives_nothing(proposed, zhou, firms) -> None:
    assert Organisation.objects.filter(paired_with().where(actor_of(zhou))).count() == 0


def test_people_without_such_a_post_are_refused_without_a_query(acting, django_assert_num_queries) -> None:
    expert = acting(Role.EXPERT)
    with django_assert_num_queries(0):
        assert not FIRMS.allows(expert, "phone")
        assert paired_with().where(PUBLIC) == paired_with().where(expert)


def test_gaps_are_found_before_they_hurt(scene) -> None:
    scene.agreed(scene.zhou, scene.firms[0], until=days(20))
    follow = scene.agreed(scene.zhou, scene.firms[1], until=days(80))
    scene.agreed(scene.wu, scene.firms[1], since=days(81))
    ending = scene.agreed(scene.zhou, scene.firms[2], until=days(90))
    scene.agreed(scene.zhou, scene.firms[3], until=days(91))
    assert [p.firm for p in periods.ending(scene.officer, TODAY)] == [scene.firms[0], scene.firms[2]]
    assert [p.firm for p in periods.ending(scene.officer, TODAY, 30)] == [scene.firms[0]]
    assert follow.pk != ending.pk
    assert [f.name for f in periods.without(scene.officer, "instructor_firm", TODAY)] == [
        f.name for f in scene.firms[4:]
    ]
    outside = Organisation.objects.create(name="泉外食品有限公司", created_at=timezone.now(), updated_at=timezone.now())
    assert outside in periods.without(scene.officer, "officer_firm", TODAY)
    assert outside not in periods.without(scene.officer, "instructor_firm", TODAY)


def test_a_person_who_lost_the_post_is_shown(agreed, zhou, wu, firms) -> None:
    gone, away = agreed(zhou, firms[0]), agreed(wu, firms[1])
    assert list(periods.orphaned(TODAY)) == []
    Post.objects.filter(user=zhou).update(until=days(-1))
    assert list(periods.orphaned(TODAY)) == [gone]
    wu.is_active = False
    wu.save()
    assert set(periods.orphaned(TODAY)) == {gone, away}
