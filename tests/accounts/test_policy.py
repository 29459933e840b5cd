"""Rules, and what a policy refuses."""

from __future__ import annotations

import pytest
from django.db.models import Q

from yuanmeng.accounts.models import Feedback, Post, User
from yuanmeng.accounts.policy import ALL, NONE, PEOPLE, Policy, Rule, holding
from yuanmeng.core.actor import PUBLIC, Actor, Role, Seat
from yuanmeng.core.refusals import Denied, Hidden

AUDITOR = Actor(1, (Seat(Role.AUDITOR),))
some = Rule("本人", lambda actor: Q(pk=actor.user_id or 0))
auditor = holding("审计员", Role.AUDITOR)
nobody = holding("无人")


def test_a_policy_says_who_may_know() -> None:
    with pytest.raises(ValueError, match="User has no view rule"):
        Policy(User, edit=some)


def test_or_keeps_the_wider_rule() -> None:
    assert (auditor | some).where(AUDITOR) == ALL
    assert (some | auditor).where(AUDITOR) == ALL
    assert (nobody | some).where(AUDITOR) == Q(pk=1)
    assert (some | nobody).where(AUDITOR) == Q(pk=1)
    assert (nobody | nobody).where(AUDITOR) == NONE
    assert (some | Rule("二", lambda _actor: Q(pk=2))).where(AUDITOR) == Q(pk=1) | Q(pk=2)
    assert str((auditor | some | auditor).says) == "审计员、本人"


def test_and_needs_both(person) -> None:
    user = person()
    rule = some & Rule("二", lambda _actor: Q(name="测试人员"))
    assert Policy(User, view=rule).among(Actor(user.pk)).get() == user
    assert Policy(User, view=rule & nobody).among(Actor(user.pk)).count() == 0


def test_unseen_is_hidden_and_seen_is_denied_with_who_may(person) -> None:
    user, other = person(), person()
    policy = Policy(User, view=some, edit=auditor)
    me = Actor(user.pk)
    assert policy.fetch(me, pk=user.pk) == user
    with pytest.raises(Hidden):
        policy.fetch(me, "edit", pk=other.pk)
    with pytest.raises(Denied, match="审计员"):
        policy.fetch(me, "edit", pk=user.pk)
    assert policy.may(me, user) == {"view"}
    assert policy.may(me, other) == frozenset()
    with pytest.raises(Denied):
        policy.demand(me, "edit")
    policy.demand(me, "view")


def test_a_verb_on_a_record_that_is_gone() -> None:
    assert not PEOPLE.allows(PUBLIC, "manage")


def test_records_name_themselves() -> None:
    assert str(User(username="u", name="王")) == User(username="u", name="王").get_full_name() == "王"
    assert str(User(username="u")) == "u"
    assert str(Post(role="auditor", where="zone")) == "auditor@zone"
    assert str(Feedback(number="A")) == "A"
