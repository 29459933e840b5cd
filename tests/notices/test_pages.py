"""The inbox, the settings and the operator's log."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied
from yuanmeng.jobs.worker import drain
from yuanmeng.ledger.models import Event
from yuanmeng.notices.actions import choosing
from yuanmeng.notices.models import CHANNELS, KINDS, Choice, Message, Notice, Preference


def client_of(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def many(actor, count: int) -> None:
    Notice.objects.bulk_create(
        Notice(
            person_id=actor.user_id,
            key=f"k{n}",
            kind="asked",
            route="issue.accept",
            values={"number": n},
            url="/",
            at=timezone.now(),
        )
        for n in range(count)
    )


def test_a_notice_is_opened_where_it_is_dealt_with(zone, claimed) -> None:
    client = client_of(zone.bakery_people)
    page = client.get("/notices/")
    text = page.content.decode()
    assert "“需要电动叉车”有单位认领，请答复" in text
    assert '<b class="ym-count">1<span class="visually-hidden"> 条未读</span></b>' in text
    notice = Notice.objects.get()
    answer = client.post(f"/notices/{notice.pk}/opening/", {"op": str(uuid4())})
    assert (answer.status_code, answer["Location"]) == (302, notice.url)
    assert client.get(notice.url).status_code == 200
    assert "没有未读的通知" in client.get("/notices/").content.decode()
    assert "有单位认领" in client.get("/notices/?show=all&kind=asked").content.decode()
    assert "还没有通知" in client.get("/notices/?show=all&kind=meeting").content.decode()
    assert not Event.objects.get(verb="notice.read").abouts.exists()


def test_marking_one_and_all(zone) -> None:
    many(zone.bakery_people, 3)
    client = client_of(zone.bakery_people)
    first = Notice.objects.first()
    answer = client.post(f"/notices/{first.pk}/opening/", {"op": str(uuid4()), "do": "stay"})
    assert answer["Location"] == "/notices/"
    Notice.objects.filter(pk=first.pk).update(url="https://evil.example.org/")
    assert client.post(f"/notices/{first.pk}/opening/", {"op": str(uuid4())})["Location"] == "/notices/"
    answer = client.post("/notices/reading/", {"op": str(uuid4())}, follow=True)
    assert "2 条已标为已读。" in answer.content.decode()


def test_others_know_nothing_of_it(zone, claimed) -> None:
    notice = Notice.objects.get()
    other = client_of(zone.chips_people)
    assert other.post(f"/notices/{notice.pk}/opening/", {"op": str(uuid4())}).status_code == 404
    assert "有单位认领" not in other.get("/notices/?show=all").content.decode()
    assert Client().get("/notices/").status_code == 403
    assert Client().post("/notices/reading/").status_code == 403


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_inbox_asks_as_often_however_long_it_is(zone, count: int, django_assert_max_num_queries) -> None:
    many(zone.bakery_people, count)
    client = client_of(zone.bakery_people)
    with django_assert_max_num_queries(6):
        client.get("/notices/")


def test_the_inbox_is_paged(zone) -> None:
    many(zone.bakery_people, 120)
    client = client_of(zone.bakery_people)
    page = client.get("/notices/")
    assert "99+" in page.content.decode()
    seen = len(page.context["rows"])
    while page.context["next"]:
        page = client.get(f"/notices/?before={page.context['next']}")
        seen += len(page.context["rows"])
    assert seen == 120


def wanted(**changes) -> dict[str, str]:
    usual = {f"mode_{kind}_{channel}": "at_once" for kind, _name in KINDS for channel, _called in CHANNELS}
    times = {"digest_at": "09:00", "quiet_from": "21:00", "quiet_until": "07:00", "language": "en"}
    return {**usual, **times, "mail": "", "hook": "", "version": "0", "op": str(uuid4()), **changes}


def test_everybody_chooses_for_himself(zone) -> None:
    client = client_of(zone.bakery_people)
    assert "随时" in client.get("/notices/preferences/").content.decode()
    asked = wanted(mail="a@example.org", mode_asked_mail="digest", mode_system_inbox="off")
    assert client.post("/notices/preferences/", asked).status_code == 302
    mine = Preference.objects.get()
    assert (mine.person_id, mine.mail, f"{mine.digest_at:%H:%M}", mine.version) == (
        zone.bakery_people.user_id,
        "a@example.org",
        "09:00",
        1,
    )
    assert Choice.objects.get(kind="asked", channel="mail").mode == "digest"
    assert "a@example.org" not in str(Event.objects.first().facts)
    again = client.post("/notices/preferences/", wanted(version="1", mail="a@example.org"))
    assert again.status_code == 302
    assert Choice.objects.count() == 15
    assert client.post("/notices/preferences/", wanted(version="0")).status_code == 409


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mail": "nobody"}, "邮"),
        ({"hook": "http://10.0.0.1/"}, "群机器人地址必须是 https"),
        ({"mode_asked_mail": "always"}, "always"),
        ({"digest_at": "25:00"}, "时间"),
    ],
)
def test_what_cannot_be_chosen(zone, changes: dict[str, str], said: str) -> None:
    page = client_of(zone.bakery_people).post("/notices/preferences/", wanted(**changes))
    assert (page.status_code, said in page.content.decode()) == (422, True)
    assert not Preference.objects.exists()


def test_a_robot_of_an_allowed_host_is_kept(zone, settings) -> None:
    settings.HOOK_HOSTS = ["oapi.dingtalk.com"]
    url = "https://oapi.dingtalk.com/robot/send?access_token=x"
    assert client_of(zone.bakery_people).post("/notices/preferences/", wanted(hook=url)).status_code == 302
    assert Preference.objects.get().hook == url


def test_the_public_chooses_nothing(db) -> None:
    from yuanmeng.core.actor import PUBLIC

    with pytest.raises(Denied):
        choosing.choose(version=0, values={}, modes={}, by=PUBLIC, op=uuid4())


def test_the_operator_sees_what_left_and_sends_again(claimed, signed_in, django_assert_max_num_queries) -> None:
    client = signed_in(Role.SYSTEM_ADMINISTRATOR)
    Message.objects.update(state="given_up", error="no server")
    with django_assert_max_num_queries(9):
        text = client.get("/notices/messages/?state=given_up").content.decode()
    assert "no server" in text
    assert "someone@example.org" not in text
    assert "需要电动叉车" not in text
    pk = Message.objects.get().pk
    answer = client.post(f"/notices/messages/{pk}/retrying/", {"op": str(uuid4())}, follow=True)
    assert "已重新排队发送。" in answer.content.decode()
    drain()
    assert "已发送" in client.get("/notices/messages/").content.decode()
    assert "没有外发消息" in client.get(f"/notices/messages/?before={pk}").content.decode()
    auditor = signed_in(Role.AUDITOR)
    Message.objects.update(state="given_up")
    assert "重新发送" not in auditor.get("/notices/messages/").content.decode()
    assert signed_in(Role.SERVICE_OFFICER).get("/notices/messages/").status_code == 403


def test_the_log_is_paged(zone, signed_in) -> None:
    Message.objects.bulk_create(
        Message(key=f"m{n}", person_id=zone.officer.user_id, channel="mail", due_at=timezone.now()) for n in range(60)
    )
    client = signed_in(Role.AUDITOR)
    page = client.get("/notices/messages/")
    assert len(page.context["rows"]) == 50
    page = client.get(f"/notices/messages/?before={page.context['next']}")
    assert (len(page.context["rows"]), page.context["next"]) == (10, None)


def test_texts_of_records() -> None:
    assert str(Notice(person_id=1, key="k")) == "1:k"
    assert str(Preference(person_id=1)) == "1"
    assert str(Choice(person_id=1, kind="asked", channel="mail")) == "1:asked:mail"
    assert str(Message(key="m")) == "m"
