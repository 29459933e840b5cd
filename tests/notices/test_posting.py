"""From an event to notices and outbox rows: who, how, when, and in the same transaction."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone, translation
from tests.notices.telling import claim

from yuanmeng.accounts.actions import feedback
from yuanmeng.accounts.models import Feedback, User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import PUBLIC, Role
from yuanmeng.exchange.actions import listings
from yuanmeng.jobs.models import Job
from yuanmeng.ledger.models import Event
from yuanmeng.notices.models import Choice, Message, Notice, Preference
from yuanmeng.notices.queries import when
from yuanmeng.notices.reminders import REMINDERS
from yuanmeng.notices.routes import ROUTES
from yuanmeng.notices.saying import sentence


def told() -> list[tuple[int, str]]:
    return [(notice.person_id, sentence(notice)) for notice in Notice.objects.order_by("id")]


def test_a_claim_is_told_to_the_publisher_and_not_to_who_claimed(zone, published) -> None:
    listing = published()
    assert told() == []
    claim(zone, listing)
    assert told() == [(zone.bakery_people.user_id, "“需要电动叉车”有单位认领，请答复")]
    notice = Notice.objects.get()
    assert (notice.kind, notice.url, notice.inbox) == ("asked", f"/exchange/{listing.pk}/", True)
    assert notice.key == f"event:{Event.objects.first().pk}"
    assert not Message.objects.exists()
    with translation.override("en"):
        assert sentence(notice) == "“需要电动叉车” was claimed; please answer"


def test_a_repeated_operation_tells_once(zone, published) -> None:
    listing, op = published(), uuid4()
    claim(zone, listing, op)
    claim(zone, listing, op)
    assert Notice.objects.count() == 1


def test_what_is_rolled_back_was_never_said(zone, published, wants) -> None:
    wants(zone.bakery_people)
    listing = published()
    mark = transaction.savepoint()
    claim(zone, listing)
    assert (Notice.objects.count(), Message.objects.count(), Job.objects.count()) == (1, 1, 1)
    transaction.savepoint_rollback(mark)
    assert (Notice.objects.count(), Message.objects.count(), Job.objects.count()) == (0, 0, 0)


def test_mail_at_once_is_an_outbox_row_with_its_job(zone, published, wants) -> None:
    wants(zone.bakery_people)
    claim(zone, published())
    message = Message.objects.get()
    assert (message.channel, message.state, message.key) == ("mail", "waiting", f"mail-{Notice.objects.get().pk}")
    job = Job.objects.get()
    assert (job.key, job.args, job.run_after) == (f"message:{message.pk}:0", [message.pk], message.due_at)


@pytest.mark.parametrize(("mode", "messages"), [("off", 0), ("digest", 1)])
def test_a_person_chooses_by_kind_and_channel(zone, published, wants, mode: str, messages: int) -> None:
    wants(zone.bakery_people)
    who = zone.bakery_people.user_id
    Choice.objects.create(person_id=who, kind="asked", channel="mail", mode=mode)
    Choice.objects.create(person_id=who, kind="asked", channel="inbox", mode="off")
    Choice.objects.create(person_id=who, kind="progress", channel="hook", mode="at_once")
    claim(zone, published())
    assert Message.objects.count() == messages
    assert not Notice.objects.get().inbox


def test_a_digest_gathers_until_it_is_being_sent(zone, published, wants) -> None:
    wants(zone.bakery_people)
    Choice.objects.create(person_id=zone.bakery_people.user_id, kind="asked", channel="mail", mode="digest")
    claim(zone, published(title="一"))
    claim(zone, published(title="二"))
    first = Message.objects.get()
    assert first.notices.count() == 2
    Message.objects.update(state="sending")
    claim(zone, published(title="三"))
    later = Message.objects.exclude(pk=first.pk).get()
    assert later.due_at == first.due_at + dt.timedelta(days=1)
    assert (first.notices.count(), later.notices.count()) == (2, 1)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-03-03 {text}").replace(tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("mode", "now", "due"),
    [
        ("at_once", "12:00", "2026-03-03 12:00"),
        ("at_once", "19:59", "2026-03-03 19:59"),
        ("at_once", "20:00", "2026-03-04 08:00"),
        ("at_once", "23:00", "2026-03-04 08:00"),
        ("at_once", "07:59", "2026-03-03 08:00"),
        ("at_once", "08:00", "2026-03-03 08:00"),
        ("digest", "08:00", "2026-03-03 08:30"),
        ("digest", "08:29:30", "2026-03-04 08:30"),
        ("digest", "12:00", "2026-03-04 08:30"),
    ],
)
def test_quiet_hours_and_the_time_of_the_digest(mode: str, now: str, due: str) -> None:
    usual = Preference(quiet_from=dt.time(20), quiet_until=dt.time(8), digest_at=dt.time(8, 30))
    assert f"{when(usual, mode, at(now)):%Y-%m-%d %H:%M}" == due


def test_quiet_hours_within_one_day() -> None:
    noon = Preference(quiet_from=dt.time(12), quiet_until=dt.time(14))
    assert f"{when(noon, 'at_once', at('12:30')):%H:%M}" == "14:00"
    assert f"{when(noon, 'at_once', at('11:30')):%H:%M}" == "11:30"


def test_the_unread_number_comes_with_the_posts(zone, published, django_assert_num_queries) -> None:
    for _time in range(3):
        claim(zone, published())
    user = User.objects.get(pk=zone.bakery_people.user_id)
    with django_assert_num_queries(1):
        assert actor_of(user).unread == 3
    Notice.objects.filter(pk=Notice.objects.first().pk).update(read_at=timezone.now())
    assert actor_of(user).unread == 2
    assert actor_of(user) == zone.bakery_people


def test_every_sentence_can_be_said_in_both_languages() -> None:
    values = dict.fromkeys(("title", "firm", "number", "day", "office"), "甲")
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for name in (*ROUTES, *REMINDERS):
                assert sentence(Notice(route=name, values=values))
    assert sentence(Notice(route="gone.verb")) == "gone.verb"


def test_nobody_is_told_of_what_no_route_names(zone, published) -> None:
    listings.withdraw(published().pk, version=0, by=zone.bakery_people, op=uuid4())
    assert told() == []


def test_feedback_reaches_the_administrator(acting) -> None:
    administrator = acting(Role.SYSTEM_ADMINISTRATOR)
    feedback.send(Feedback(kind="complaint", text="太慢", page="/"), by=PUBLIC, op=uuid4())
    assert told() == [(administrator.user_id, "收到对系统的投诉或建议，请答复")]
