"""Answers given at once, in real threads: exactly one counts, and the other side is told."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.racing import at_once

from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Actor, Role
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.pairing.actions import pairs
from yuanmeng.pairing.models import Pairing

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()


def proposed(scene, user) -> Pairing:
    pairing = Pairing(kind="instructor_firm", user=user, firm=scene.firms[0], since=TODAY)
    return pairs.propose(pairing, by=scene.officer, op=scene.op())


def yes(pairing: Pairing, version: int, by: Actor) -> partial[Pairing]:
    return partial(pairs.accept, pairing.pk, version=version, by=by, op=uuid4())


def test_of_two_sides_that_say_yes_at_once_one_is_told_and_says_it_again(scene) -> None:
    pairing = proposed(scene, scene.zhou)
    sides = [actor_of(scene.zhou), scene.acting(Role.FIRM_ADMINISTRATOR, scene.firms[0].pk)]
    won, told = at_once([yes(pairing, 0, by) for by in sides])
    assert ([one.state for one in won], [type(one) for one in told]) == (["proposed"], [Stale])
    assert "查看最新状态后重试" in told[0].says
    pairing.refresh_from_db()
    late = sides[0] if pairing.one_agreed is None else sides[1]
    assert yes(pairing, pairing.version, late)().state == "agreed"
    assert Event.objects.filter(verb="pairing.accept").count() == 2


def test_two_consents_that_would_give_one_firm_two_people_leave_it_one(scene) -> None:
    by = scene.acting(Role.FIRM_ADMINISTRATOR, scene.firms[0].pk)
    waiting = [proposed(scene, user) for user in (scene.zhou, scene.wu)]
    for pairing, user in zip(waiting, (scene.zhou, scene.wu), strict=True):
        yes(pairing, 0, actor_of(user))()
    won, told = at_once([yes(pairing, 1, by) for pairing in waiting])
    assert ([one.state for one in won], [type(one) for one in told]) == (["agreed"], [Invalid])
    assert "已有人负责" in told[0].says
    assert Pairing.objects.filter(firm=scene.firms[0], state="agreed").count() == 1


def test_a_yes_and_a_withdrawal_at_once_leave_one_of_both(scene) -> None:
    pairing = proposed(scene, scene.zhou)
    withdraw = partial(pairs.withdraw, pairing.pk, version=0, by=scene.officer, op=uuid4())
    won, told = at_once([yes(pairing, 0, actor_of(scene.zhou)), withdraw])
    assert (len(won), [one.status for one in told]) == (1, [409])
    pairing.refresh_from_db()
    assert (pairing.state == "withdrawn") == (pairing.one_agreed is None)
