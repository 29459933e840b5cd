"""Two-way claiming and the joint task, from claim to confirmed effect."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.racing import at_once

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.exchange.actions import claims, tasks
from yuanmeng.exchange.models import Claim, Listing, Task
from yuanmeng.ledger.queries import timeline

SOON = timezone.localdate() + dt.timedelta(days=10)


@pytest.fixture
def claimed(zone, published):
    made = published()
    return claims.claim(made.pk, organisation=zone.brewery.pk, note="我们有两台", by=zone.brewery_people, op=uuid4())


@pytest.fixture
def task(zone, claimed):
    return claims.accept(claimed.pk, version=0, due=SOON, by=zone.bakery_people, op=uuid4())


def test_a_claim_holds_the_entry(zone, claimed) -> None:
    assert (claimed.state, claimed.listing.organisation) == ("claimed", zone.bakery)
    assert Listing.objects.get().state == "claimed"
    with pytest.raises(IllegalMove, match="已被认领"):
        claims.claim(claimed.listing_id, organisation=zone.chips.pk, by=zone.chips_people, op=uuid4())


def test_the_same_claim_twice_is_one(zone, published) -> None:
    made, op = published(), uuid4()
    one, two = (
        claims.claim(made.pk, organisation=zone.brewery.pk, by=zone.brewery_people, op=op) for _time in range(2)
    )
    assert one == two


def test_who_may_not_claim(zone, published) -> None:
    made = published()
    with pytest.raises(Invalid, match="不能认领自己"):
        claims.claim(made.pk, organisation=zone.bakery.pk, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Invalid, match="还不是任何联盟的成员"):
        claims.claim(made.pk, organisation=zone.stranger.pk, by=zone.stranger_people, op=uuid4())
    with pytest.raises(Denied):
        claims.claim(made.pk, organisation=zone.chips.pk, by=zone.brewery_people, op=uuid4())
    with pytest.raises(Denied):
        claims.claim(made.pk, organisation=zone.chips.pk, by=zone.officer, op=uuid4())
    with pytest.raises(Invalid, match="500"):
        claims.claim(made.pk, organisation=zone.chips.pk, note="长" * 501, by=zone.chips_people, op=uuid4())


def test_an_expired_entry_is_not_claimed(zone, published) -> None:
    made = published()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Listing.objects.filter(pk=made.pk).update(since=yesterday, until=yesterday)
    with pytest.raises(IllegalMove, match="有效期"):
        claims.claim(made.pk, organisation=zone.brewery.pk, by=zone.brewery_people, op=uuid4())


@pytest.mark.django_db(transaction=True)
def test_of_many_claims_at_once_exactly_one_wins(zone, published) -> None:
    made = published()
    rivals = [(zone.brewery, zone.brewery_people), (zone.chips, zone.chips_people)] * 4
    won, told = at_once(
        [partial(claims.claim, made.pk, organisation=firm.pk, by=by, op=uuid4()) for firm, by in rivals]
    )
    assert (len(won), [one.status for one in told]) == (1, [409] * 7)
    assert {"认领" in one.says for one in told} == {True}
    assert (Claim.objects.count(), Listing.objects.get().state) == (1, "claimed")


@pytest.mark.django_db(transaction=True)
def test_an_acceptance_and_a_withdrawal_at_once_leave_entry_and_claim_of_one_mind(zone, claimed) -> None:
    yes = partial(claims.accept, claimed.pk, version=0, due=SOON, by=zone.bakery_people, op=uuid4())
    no = partial(claims.withdraw, claimed.pk, version=0, reason="另有安排", by=zone.brewery_people, op=uuid4())
    won, told = at_once([yes, no])
    assert (len(won), [one.status for one in told]) == (1, [409])
    ends = {"accepted": ("agreed", 1), "withdrawn": ("open", 0)}
    claimed.refresh_from_db()
    assert (Listing.objects.get().state, Task.objects.count()) == ends[claimed.state]


def test_refusal_and_withdrawal_need_a_reason_and_open_the_entry_again(zone, claimed) -> None:
    with pytest.raises(Invalid, match="原因"):
        claims.refuse(claimed.pk, version=0, reason=" ", by=zone.bakery_people, op=uuid4())
    with pytest.raises(Denied):
        claims.refuse(claimed.pk, version=0, reason="不合适", by=zone.brewery_people, op=uuid4())
    refused = claims.refuse(claimed.pk, version=0, reason="型号不合适", by=zone.bakery_people, op=uuid4())
    assert (refused.state, refused.reason, Listing.objects.get().state) == ("refused", "型号不合适", "open")
    again = claims.claim(claimed.listing_id, organisation=zone.chips.pk, by=zone.chips_people, op=uuid4())
    with pytest.raises(Hidden):
        claims.withdraw(again.pk, version=0, reason="另有安排", by=zone.brewery_people, op=uuid4())
    assert (
        claims.withdraw(again.pk, version=0, reason="另有安排", by=zone.chips_people, op=uuid4()).state == "withdrawn"
    )
    with pytest.raises(IllegalMove):
        claims.withdraw(again.pk, version=1, reason="再次", by=zone.chips_people, op=uuid4())


def test_acceptance_makes_a_task_for_the_side_in_need(zone, claimed) -> None:
    with pytest.raises(Invalid, match="不能早于今天"):
        claims.accept(claimed.pk, version=0, due=dt.date(2020, 1, 1), by=zone.bakery_people, op=uuid4())
    with pytest.raises(Stale):
        claims.accept(claimed.pk, version=7, due=SOON, by=zone.bakery_people, op=uuid4())
    made = claims.accept(claimed.pk, version=0, due=SOON, by=zone.bakery_people, op=uuid4())
    assert (made.owner, made.beneficiary, made.state) == (zone.brewery, zone.bakery, "running")
    assert Listing.objects.get().state == "agreed"
    assert timeline(zone.brewery).first().verb == "exchange.accept"


def test_of_an_offer_the_claimant_benefits(zone, published) -> None:
    made = published(direction="offer")
    asked = claims.claim(made.pk, organisation=zone.brewery.pk, by=zone.brewery_people, op=uuid4())
    agreed = claims.accept(asked.pk, version=0, due=SOON, by=zone.bakery_people, op=uuid4())
    assert (agreed.owner, agreed.beneficiary) == (zone.bakery, zone.brewery)


def test_a_task_runs_to_its_confirmed_effect(zone, task) -> None:
    planned = tasks.plan(task.pk, version=0, due=SOON, blocker="等待验收场地", by=zone.brewery_people, op=uuid4())
    assert planned.blocker == "等待验收场地"
    delivered = tasks.deliver(task.pk, version=1, result="两台叉车已到", by=zone.brewery_people, op=uuid4())
    assert (delivered.state, delivered.blocker) == ("delivered", "")
    with pytest.raises(Denied, match="受益单位"):
        tasks.confirm(task.pk, version=2, effect="full", by=zone.brewery_people, op=uuid4())
    back = tasks.send_back(task.pk, version=2, reason="只到了一台", by=zone.bakery_people, op=uuid4())
    assert (back.state, back.reason) == ("running", "只到了一台")
    tasks.deliver(task.pk, version=3, result="第二台已到", by=zone.brewery_people, op=uuid4())
    with pytest.raises(Invalid):
        tasks.confirm(task.pk, version=4, effect="wonderful", by=zone.bakery_people, op=uuid4())
    done = tasks.confirm(task.pk, version=4, effect="full", by=zone.bakery_people, op=uuid4())
    assert (done.state, done.effect, Listing.objects.get().state) == ("confirmed", "full", "done")
    assert done.ended_at is not None
    with pytest.raises(IllegalMove):
        tasks.abandon(task.pk, version=5, reason="太晚", by=zone.bakery_people, op=uuid4())


def test_bad_plans_and_results_are_refused(zone, task) -> None:
    for call in (
        lambda: tasks.plan(task.pk, version=0, due=dt.date(2020, 1, 1), by=zone.bakery_people, op=uuid4()),
        lambda: tasks.plan(task.pk, version=0, due=SOON, blocker="长" * 501, by=zone.bakery_people, op=uuid4()),
        lambda: tasks.deliver(task.pk, version=0, result="  ", by=zone.bakery_people, op=uuid4()),
        lambda: tasks.abandon(task.pk, version=0, reason="", by=zone.bakery_people, op=uuid4()),
    ):
        with pytest.raises(Invalid):
            call()
    with pytest.raises(Stale):
        tasks.plan(task.pk, version=9, due=SOON, by=zone.bakery_people, op=uuid4())


def test_an_abandoned_task_opens_the_entry_again(zone, task) -> None:
    ended = tasks.abandon(task.pk, version=0, reason="设备转让他人", by=zone.brewery_people, op=uuid4())
    assert (ended.state, ended.reason, Listing.objects.get().state) == ("abandoned", "设备转让他人", "open")


@pytest.mark.parametrize("role", [Role.SERVICE_OFFICER, Role.ZONE_LEADER, Role.AUDITOR])
def test_the_zone_sees_tasks_and_does_not_act_for_firms(task, acting, role: Role) -> None:
    with pytest.raises(Denied):
        tasks.deliver(task.pk, version=0, result="完成", by=acting(role), op=uuid4())


def test_strangers_do_not_know_of_a_task(zone, task) -> None:
    with pytest.raises(Hidden):
        tasks.plan(task.pk, version=0, due=SOON, by=zone.chips_people, op=uuid4())


def test_records_name_themselves(zone, task) -> None:
    assert str(task) == str(task.claim_id)
    assert str(task.claim) == f"{task.claim.listing_id}:{zone.brewery.pk}"
