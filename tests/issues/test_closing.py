"""Only the firm closes: by portal or by its one-time link. Others ask, and what they hear is counted apart."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from yuanmeng.core.actor import PUBLIC, Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid
from yuanmeng.issues.actions import closing, coordinating, handling
from yuanmeng.issues.links import CLOSING, token_of
from yuanmeng.issues.models import Answer, Attempt, Clock, Consultation, Issue
from yuanmeng.jobs.worker import drain
from yuanmeng.ledger.models import Event

WORDS = {"word": "yes", "satisfaction": "satisfied"}
UNHAPPY = {"word": "no", "satisfaction": "dissatisfied", "said": "还在漏"}


@pytest.mark.parametrize("outcome", ["solved", "explained", "carried_over"])
def test_the_firm_agrees_to_what_was_answered(outcome, zone, loop) -> None:
    day = timezone.localdate() + dt.timedelta(days=30)
    loop.answered(outcome, review_on=day)
    loop(closing.confirm, zone.bakery_people, **WORDS)
    now = loop.now
    assert (now.state, now.closed_at is not None) == (outcome, True)
    assert now.review_on == (day if outcome == "carried_over" else None)
    answer = Answer.objects.get()
    assert (answer.word, answer.satisfaction, answer.said_by) == ("yes", "satisfied", "portal")


@pytest.mark.parametrize("who", ["economy_people", "officer", "leader", "brewery_people", "auditor"])
def test_nobody_else_answers_for_the_firm(who, zone, loop) -> None:
    loop.answered()
    with pytest.raises((Denied, Hidden)):
        loop(closing.confirm, getattr(zone, who), **WORDS)
    assert loop.now.state == "answered"


def test_an_unhappy_firm_sends_it_back_to_work(zone, loop) -> None:
    loop.answered()
    with pytest.raises(Invalid, match="没有解决"):
        loop(closing.confirm, zone.bakery_people, **{**UNHAPPY, "said": " "})
    with pytest.raises(Invalid, match="满意程度"):
        loop(closing.confirm, zone.bakery_people, word="yes", satisfaction="")
    loop(closing.confirm, zone.bakery_people, **UNHAPPY)
    now = loop.now
    assert (now.state, now.reopened, now.lead) == ("in_hand", 1, zone.economy)
    assert Clock.objects.filter(what="finish", state="running").count() == 1
    with pytest.raises(IllegalMove):
        loop(closing.confirm, zone.bakery_people, **WORDS)


def test_a_reopened_problem_has_no_closing_date(zone, loop) -> None:
    loop.solved()
    loop(closing.reopen, zone.bakery_people, reason="又积水了")
    now = loop.now
    assert (now.state, now.closed_at, now.reopened) == ("in_hand", None, 1)
    assert now.text.endswith("企业补充：又积水了")


def test_after_half_a_year_a_new_problem_is_raised(zone, loop) -> None:
    loop.solved()
    Issue.objects.filter(pk=loop.pk).update(closed_at=timezone.now() - dt.timedelta(days=181))
    with pytest.raises(IllegalMove, match="新问题"):
        loop(closing.reopen, zone.bakery_people, reason="又来了")


def test_a_firm_withdraws_at_any_time(zone, loop) -> None:
    loop.in_hand()
    with pytest.raises(Denied):
        loop(closing.withdraw, zone.officer, reason="替企业撤")
    loop(closing.withdraw, zone.bakery_people, reason="自己解决了")
    assert (loop.now.state, loop.now.due) == ("withdrawn", None)
    assert not Clock.objects.filter(state="running").exists()
    assert not Consultation.objects.exists()


def test_one_link_one_word(zone, loop) -> None:
    loop.answered()
    token = token_of(loop.now)
    closing.confirm_by_link(token, **WORDS, by=PUBLIC, op=uuid4())
    assert (loop.now.state, Answer.objects.get().said_by) == ("solved", "link")
    assert Event.objects.get(verb="issue.confirm").actor_id is None
    with pytest.raises(IllegalMove, match="已经用过"):
        closing.confirm_by_link(token, **WORDS, by=PUBLIC, op=uuid4())


def test_guessed_cut_voided_and_expired_links(zone, loop, monkeypatch) -> None:
    loop.answered()
    token = token_of(loop.now)
    for guess in ("", "1-1", token[:-1], f"{loop.pk}-1.x.y"):
        with pytest.raises(Hidden, match="不存在"):
            closing.confirm_by_link(guess, **WORDS, by=PUBLIC, op=uuid4())
    loop(closing.renew_link, zone.officer)
    with pytest.raises(Hidden, match="失效"):
        closing.confirm_by_link(token, **WORDS, by=PUBLIC, op=uuid4())
    later = signing.time.time() + 31 * 86400
    fresh = token_of(loop.now)
    monkeypatch.setattr(signing.time, "time", lambda: later)
    with pytest.raises(IllegalMove, match="过期"):
        closing.confirm_by_link(fresh, **WORDS, by=PUBLIC, op=uuid4())


def test_a_new_answer_voids_the_old_link(zone, loop) -> None:
    loop.answered()
    old = token_of(loop.now)
    loop(handling.retract, zone.economy_people)
    loop(handling.answer, zone.economy_people, values={"outcome": "solved", "text": "重新答复"})
    with pytest.raises(Hidden, match="失效"):
        closing.confirm_by_link(old, **WORDS, by=PUBLIC, op=uuid4())


def test_people_of_the_zone_cannot_use_the_firms_link(zone, loop) -> None:
    loop.answered()
    for who in (zone.officer, zone.economy_people, zone.brewery_people):
        with pytest.raises(Denied, match="企业自己"):
            closing.confirm_by_link(token_of(loop.now), **WORDS, by=who, op=uuid4())
    closing.confirm_by_link(token_of(loop.now), **WORDS, by=zone.bakery_people, op=uuid4())
    assert loop.now.state == "solved"


def test_the_page_behind_the_link_shows_the_answer_and_nothing_of_the_firm(zone, loop) -> None:
    loop.answered()
    url = f"/issues/closing/{token_of(loop.now)}/"
    shown = Client().get(url).content.decode()
    assert "已经疏通排水管" in shown
    assert zone.bakery.name not in shown
    op = str(uuid4())
    assert Client().post(url, {"op": op, "word": "no", "satisfaction": "dissatisfied"}).status_code == 422
    sent = {"op": op, "word": "yes", "satisfaction": "partly", "said": ""}
    assert Client().post(url, sent).status_code == 200
    assert (loop.now.state, Answer.objects.get().satisfaction) == ("solved", "partly")
    assert Client().post(url, {**sent, "op": str(uuid4())}).status_code == 409
    assert Client().get("/issues/closing/guess/").status_code == 404


def test_the_handler_does_not_follow_up(zone, loop, acting) -> None:
    loop(handling.answer_at_once, zone.officer, values={"outcome": "solved", "text": "当场接通"})
    with pytest.raises(Denied, match="经办人以外"):
        loop(closing.follow_up, zone.officer, result="silent")
    loop(closing.follow_up, zone.other_officer, result="content")
    assert (loop.now.state, Attempt.objects.get().result) == ("answered", "content")


def test_someone_of_the_unit_does_not_follow_up_as_an_officer(zone, loop, person) -> None:
    from yuanmeng.accounts.models import Post
    from yuanmeng.accounts.queries import actor_of

    loop.answered()
    both = person(Role.SERVICE_OFFICER)
    place = {"role": Role.DEPARTMENT_HANDLER, "where": "organisation", "key": zone.economy.pk}
    Post.objects.create(user=both, since=timezone.localdate(), **place)
    with pytest.raises(Denied):
        loop(closing.follow_up, actor_of(both), result="silent")


def test_two_silent_days_close_it_unconfirmed(at, zone, loop) -> None:
    loop.answered()
    loop(closing.follow_up, zone.officer, result="silent")
    with pytest.raises(IllegalMove, match="今天已经回访"):
        loop(closing.follow_up, zone.other_officer, result="silent")
    assert loop.now.state == "answered"
    at("2026-04-28 10:00")
    loop(closing.follow_up, zone.officer, result="silent")
    assert (loop.now.state, Answer.objects.get().word) == ("unconfirmed", "")
    loop(closing.reopen, zone.bakery_people, reason="没接到电话，问题还在")
    assert loop.now.state == "in_hand"


def test_unhappy_by_telephone_goes_back_to_work(zone, loop) -> None:
    loop.answered()
    with pytest.raises(Invalid, match="原因"):
        loop(closing.follow_up, zone.officer, result="unhappy")
    loop(closing.follow_up, zone.officer, result="unhappy", note="还在漏")
    assert (loop.now.state, Answer.objects.get().retracted) == ("in_hand", True)
    with pytest.raises(IllegalMove, match="没有等企业确认"):
        loop(closing.follow_up, zone.officer, result="silent")


def test_what_is_carried_over_comes_back_on_its_day(at, zone, loop) -> None:
    loop.answered("carried_over", review_on=dt.date(2026, 6, 1))
    loop(closing.confirm, zone.bakery_people, **WORDS)
    with pytest.raises(IllegalMove, match="复查日期"):
        closing.bring_back(loop.pk, by=zone.officer, op=uuid4())
    at("2026-06-01 08:00")
    assert drain() == 1
    assert (loop.now.state, loop.now.review_on, loop.now.closed_at) == ("in_hand", None, None)


def test_what_was_reopened_does_not_come_back_twice(at, zone, loop) -> None:
    loop.answered("carried_over", review_on=dt.date(2026, 6, 1))
    loop(closing.confirm, zone.bakery_people, **WORDS)
    loop(closing.reopen, zone.bakery_people, reason="等不及")
    at("2026-06-01 08:00")
    assert drain() == 1
    assert (loop.now.state, loop.now.reopened) == ("in_hand", 1)


def test_a_forwarded_link_answers_for_that_problem_only(zone, loop, raised) -> None:
    """Whoever gets it can speak to this one answer; the number of another problem is not signed."""
    loop.answered()
    other = raised(title="另一件")
    forged = token_of(loop.now).replace(str(loop.pk), str(other.pk), 1)
    with pytest.raises(Hidden):
        closing.confirm_by_link(forged, **WORDS, by=PUBLIC, op=uuid4())
    assert CLOSING.unsign(token_of(loop.now)) == f"{loop.pk}-{loop.now.turn}"
    assert coordinating.accept(other.pk, version=0, by=zone.officer, op=uuid4()).state == "accepted"
