"""Invitations and links that work without a login: expired, used twice, forwarded, guessed, voided."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from yuanmeng.activities import links
from yuanmeng.activities.actions import inviting, planning
from yuanmeng.activities.models import Invitation
from yuanmeng.core.actor import PUBLIC
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid
from yuanmeng.ledger.models import Event
from yuanmeng.register.models import Contact


@pytest.fixture
def invitation(zone, invited) -> Invitation:
    return invited().invitations.get(organisation=zone.bakery)


def test_inviting_again_adds_only_the_new_ones(zone, invited) -> None:
    contact = Contact.objects.create(
        organisation=zone.dairy, name="某某", role="行政", since=dt.date(2024, 1, 1), source="测试"
    )
    made = invited()
    everyone = [zone.bakery.pk, zone.brewery.pk, zone.dairy.pk]
    inviting.invite(made.pk, version=1, organisations=everyone, by=zone.secretary, op=uuid4())
    assert made.invitations.count() == 3
    assert made.invitations.get(organisation=zone.dairy).contact == contact


def test_only_units_in_the_register_are_invited(zone, planned) -> None:
    made = planned()
    for wrong in ([], [10**6]):
        with pytest.raises(Invalid):
            inviting.invite(made.pk, version=0, organisations=wrong, by=zone.secretary, op=uuid4())
    with pytest.raises(Denied):
        inviting.invite(made.pk, version=0, organisations=[zone.bakery.pk], by=zone.bakery_people, op=uuid4())


def test_a_firm_replies_signed_in(zone, invitation) -> None:
    call = {"answer": "yes", "persons": 2, "by": zone.bakery_people}
    made = inviting.reply(invitation.pk, version=0, **call, op=uuid4())
    assert (made.reply, made.persons, made.version) == ("yes", 2, 1)
    with pytest.raises(IllegalMove, match="刚刚"):
        inviting.reply(invitation.pk, version=0, **call, op=uuid4())
    with pytest.raises(Hidden):
        inviting.reply(invitation.pk, version=1, **call | {"by": zone.brewery_people}, op=uuid4())
    with pytest.raises(Denied):
        inviting.reply(invitation.pk, version=1, **call | {"by": zone.officer}, op=uuid4())


@pytest.mark.parametrize(("answer", "persons"), [("yes", 0), ("no", 1), ("perhaps", 1), ("yes", 501)])
def test_a_reply_must_make_sense(invitation, answer: str, persons: int) -> None:
    token = links.reply_token(invitation)
    with pytest.raises(Invalid):
        inviting.reply_by_link(token, answer=answer, persons=persons, by=PUBLIC, op=uuid4())


def test_a_link_used_twice_changes_the_reply_and_adds_none(invitation) -> None:
    token = links.reply_token(invitation)
    inviting.reply_by_link(token, answer="yes", persons=3, by=PUBLIC, op=uuid4())
    again = inviting.reply_by_link(token, answer="no", persons=0, by=PUBLIC, op=uuid4())
    assert (again.reply, again.persons, Invitation.objects.exclude(reply="").count()) == ("no", 0, 1)
    assert Event.objects.filter(verb="activities.reply", facts__link=True).count() == 2


def test_a_guessed_link_is_nothing(invitation) -> None:
    token = links.reply_token(invitation)
    client = Client()
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), f"{invitation.pk}-0.abc", "x", "0-0"):
        assert client.get(f"/reply/{wrong}/").status_code == 404
    other = token.replace(f"{invitation.pk}-", f"{invitation.pk + 1}-")
    assert client.get(f"/reply/{other}/").status_code == 404


def test_a_forwarded_link_shows_nothing_of_others(zone, invitation) -> None:
    body = Client().get(f"/reply/{links.reply_token(invitation)}/").content.decode()
    assert zone.bakery.name in body
    assert zone.brewery.name not in body


def test_a_renewed_link_voids_the_old_one(zone, invitation) -> None:
    old = links.reply_token(invitation)
    with pytest.raises(Denied):
        inviting.renew_link(invitation.pk, by=zone.bakery_people, op=uuid4())
    fresh = links.reply_token(inviting.renew_link(invitation.pk, by=zone.secretary, op=uuid4()))
    assert [Client().get(f"/reply/{token}/").status_code for token in (old, fresh)] == [404, 200]


def test_an_expired_link_says_so(zone, invitation, moved_to) -> None:
    moved_to(invitation.activity, timezone.now() - dt.timedelta(days=2))
    answer = Client().get(f"/reply/{links.reply_token(invitation)}/")
    assert (answer.status_code, "已经结束" in answer.content.decode()) == (409, True)
    with pytest.raises(IllegalMove):
        inviting.reply(invitation.pk, version=0, answer="no", persons=0, by=zone.bakery_people, op=uuid4())


def test_a_cancelled_activity_needs_no_reply(zone, invitation) -> None:
    planning.cancel(invitation.activity_id, version=1, reason="台风", by=zone.secretary, op=uuid4())
    answer = Client().get(f"/reply/{links.reply_token(invitation)}/")
    assert (answer.status_code, "已取消" in answer.content.decode()) == (409, True)


def test_the_link_page_takes_a_reply_without_login(invitation) -> None:
    url = f"/reply/{links.reply_token(invitation)}/"
    client = Client()
    wrong = client.post(url, {"op": uuid4(), "answer": "yes", "persons": ""})
    assert wrong.status_code == 422
    assert client.post(url, {"op": uuid4()}).status_code == 422
    assert client.post(url, {"op": uuid4(), "answer": "yes", "persons": "2"}).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.reply, invitation.persons) == ("yes", 2)
