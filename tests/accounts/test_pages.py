"""Pages of people, of one's own account, and of feedback."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yuanmeng.accounts.actions import feedback as actions
from yuanmeng.accounts.actions.people import add_person
from yuanmeng.accounts.models import Feedback, Post, User
from yuanmeng.core.actor import PUBLIC, Role, Where
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Stale
from yuanmeng.ledger.models import Event

ADMIN = Role.SYSTEM_ADMINISTRATOR


@pytest.fixture(autouse=True)
def fresh_limits(db) -> None:
    cache.clear()


def op() -> str:
    return str(uuid4())


def test_opening_an_account_and_giving_a_post(signed_in) -> None:
    admin = signed_in(ADMIN)
    answer = admin.post("/people/new/", {"username": "linyt", "name": "林雨桐", "op": op()})
    person = User.objects.get(username="linyt")
    assert answer.url == f"/people/{person.pk}/"
    typed = {"role": "service_officer", "since": "2026-01-01", "op": op()}
    assert admin.post(f"/people/{person.pk}/posts/new/", typed).url == f"/people/{person.pk}/"
    assert person.posts.values_list("role", "where", "key").get() == ("service_officer", "zone", None)
    page = admin.get(f"/people/{person.pk}/").content.decode()
    assert "经济发展服务生" in page
    post = person.posts.get()
    ended = admin.post(f"/people/{person.pk}/posts/{post.pk}/end/", {"until": "2026-02-01", "op": op()})
    assert ended.status_code == 302
    assert Post.objects.get(pk=post.pk).until == dt.date(2026, 2, 1)
    assert admin.post(f"/people/{person.pk}/posts/{post.pk}/end/", {"until": "soon", "op": op()}).status_code == 422


def test_what_was_typed_stays_when_it_is_refused(signed_in) -> None:
    answer = signed_in(ADMIN).post("/people/new/", {"username": "有 空格", "name": "林雨桐", "op": op()})
    assert answer.status_code == 422
    assert 'value="林雨桐"' in answer.content.decode()


def test_renaming_and_switching_off(signed_in, person) -> None:
    admin, user = signed_in(ADMIN), person()
    url = f"/people/{user.pk}/"
    assert admin.post(url, {"name": "", "version": 0, "op": op()}).status_code == 422
    assert admin.post(url, {"name": "陈思远", "version": 0, "op": op()}).status_code == 302
    assert admin.post(url, {"name": "陈思源", "version": 0, "op": op()}).status_code == 409
    assert admin.post(url + "activity/", {"active": "0", "version": 1, "op": op()}).status_code == 302
    assert "停用" in admin.get("/people/").content.decode()
    assert admin.post(url + "activity/", {"active": "1", "version": 2, "op": op()}).status_code == 302
    assert User.objects.get(pk=user.pk).is_active


def test_people_are_found_by_word_and_role_and_paged_by_key(signed_in, person) -> None:
    admin = signed_in(ADMIN)
    person(Role.EXPERT)
    User.objects.bulk_create(User(username=f"p{n:03}", name="批量") for n in range(60))
    assert admin.get("/people/", {"role": "expert"}).context["total"] == 1
    first = admin.get("/people/", {"q": "批量"})
    rest = admin.get("/people/", {"q": "批量", "after": first.context["more"]})
    names = [row["username"] for row in first.context["rows"] + rest.context["rows"]]
    assert names == [f"p{n:03}" for n in range(60)]
    assert rest.context["more"] is None
    assert "没有符合条件的人员" in admin.get("/people/", {"q": "没有这个人"}).content.decode()


def test_the_list_takes_the_same_queries_at_1_3_and_30_people(signed_in) -> None:
    admin, seen = signed_in(ADMIN), []
    for start, stop in ((0, 1), (1, 3), (3, 30)):
        for n in range(start, stop):
            user = User.objects.create(username=f"q{n:03}", name="人")
            Post.objects.create(user=user, role=Role.EXPERT, since=timezone.localdate())
        with CaptureQueriesContext(connection) as queries:
            admin.get("/people/", {"q": "人"})
        seen.append(len(queries))
    assert len(set(seen)) == 1


def test_the_auditor_sees_people_without_buttons(signed_in, person) -> None:
    user, auditor = person(Role.EXPERT), signed_in(Role.AUDITOR)
    page = auditor.get(f"/people/{user.pk}/").content.decode()
    assert "结束岗位" not in page
    assert "停用账户" not in page
    assert auditor.post(f"/people/{user.pk}/", {"name": "x", "version": 0, "op": op()}).status_code == 403
    assert "开户" not in auditor.get("/people/").content.decode()


def test_my_account_shows_my_posts_and_gives_a_copy(signed_in) -> None:
    me = signed_in(Role.SERVICE_OFFICER)
    page = me.get("/me/").content.decode()
    assert "经济发展服务生" in page
    copy = me.get("/me/copy/")
    held = json.loads(copy.content)
    assert held["name"] == "测试人员"
    assert held["posts"][0]["role"] == "service_officer"
    assert copy["Content-Disposition"] == 'attachment; filename="my-account.json"'
    User.objects.update(last_login=None)
    assert json.loads(me.get("/me/copy/").content)["last_sign_in"] is None
    assert Client().get("/me/").status_code == 302
    assert Client().get("/me/copy/").status_code == 302


def test_someone_without_a_post_is_told_so(signed_in) -> None:
    assert "您还没有岗位" in signed_in(None).get("/me/").content.decode()


def send(client: Client, **typed: str):
    return client.post("/feedback/", {"kind": "complaint", "text": "筛选不好用", "op": op()} | typed)


def test_anybody_sends_feedback_and_finds_the_answer_by_number(signed_in) -> None:
    answer = send(Client(), page="/firms/", contact="0531-00001234")
    kept = Feedback.objects.get()
    assert answer.url == f"/feedback/answer/?number={kept.number}&sent=1"
    assert (kept.kind, kept.page, kept.sent_by) == ("complaint", "/firms/", None)
    assert kept.number in Client().get(answer.url).content.decode()
    admin = signed_in(ADMIN)
    assert admin.get("/feedback/received/").context["total"] == 1
    url = f"/feedback/received/{kept.pk}/"
    assert admin.post(url, {"answer": "", "version": 0, "op": op()}).status_code == 422
    assert admin.post(url, {"answer": "已修复。", "version": 0, "op": op()}).status_code == 302
    plain = kept.number.lower().replace("-", "")
    assert "已修复。" in Client().get("/feedback/answer/", {"number": plain}).content.decode()
    assert "已修复。" in admin.get(url).content.decode()
    assert admin.get("/feedback/received/", {"state": "received"}).context["total"] == 0


def test_the_page_it_is_about_is_filled_in(db) -> None:
    page = Client().get("/feedback/", {"page": "/firms/7/"}).content.decode()
    assert 'value="/firms/7/"' in page


def test_an_unknown_number_says_so_and_shows_nothing(db) -> None:
    answer = Client().get("/feedback/answer/", {"number": "AAAA-BBBB-CCCC"})
    assert answer.status_code == 422
    assert "没有这个编号" in answer.content.decode()
    assert Client().get("/feedback/answer/").status_code == 200
    assert Client().get("/feedback/answer/", {"number": ""}).status_code == 422


def test_feedback_without_text_is_refused_and_keeps_what_was_typed(db) -> None:
    answer = send(Client(), text="", contact="王女士")
    assert answer.status_code == 422
    assert 'value="王女士"' in answer.content.decode()


def test_one_address_cannot_flood(db) -> None:
    assert [send(Client()).status_code for _each in range(11)] == [302] * 10 + [429]
    assert Feedback.objects.count() == 10
    assert send(Client(), op=op()).status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.1.1.1")
    assert send(elsewhere).status_code == 302


def test_numbers_cannot_be_guessed_by_trying(db) -> None:
    tries = [Client().get("/feedback/answer/", {"number": f"AAAA-AAAA-{n:04}"}).status_code for n in range(31)]
    assert tries == [422] * 30 + [429]


def test_feedback_is_paged_by_key(signed_in) -> None:
    for _each in range(55):
        actions.send(Feedback(kind="suggestion", text="建议"), by=PUBLIC, op=uuid4())
    admin = signed_in(ADMIN)
    first = admin.get("/feedback/received/")
    rest = admin.get("/feedback/received/", {"before": first.context["more"]})
    assert (len(first.context["rows"]), len(rest.context["rows"]), rest.context["more"]) == (50, 5, None)
    assert first.context["total"] == rest.context["total"] == 55


def test_events_of_feedback_hold_no_text(signed_in) -> None:
    send(signed_in(Role.FIRM_STAFF, 7), contact="13800000000")
    event = Event.objects.get(verb="feedback.send")
    assert event.facts == {"kind": "complaint"}


def test_answering_is_done_once_by_the_right_person(acting) -> None:
    sent = actions.send(Feedback(kind="suggestion", text="建议"), by=PUBLIC, op=uuid4())
    with pytest.raises(Hidden):
        actions.answer(sent.pk, "好", 0, by=acting(Role.SERVICE_OFFICER), op=uuid4())
    with pytest.raises(Denied):
        actions.answer(sent.pk, "好", 0, by=acting(Role.AUDITOR), op=uuid4())
    admin, same = acting(ADMIN), uuid4()
    with pytest.raises(Stale):
        actions.answer(sent.pk, "好", 1, by=admin, op=uuid4())
    for _twice in range(2):
        assert actions.answer(sent.pk, "好", 0, by=admin, op=same).state == "answered"
    with pytest.raises(IllegalMove):
        actions.answer(sent.pk, "不好", 1, by=admin, op=uuid4())
    assert Feedback.objects.get().answer == "好"


def test_every_page_links_to_feedback(db) -> None:
    assert 'href="/feedback/?page=/account/login/"' in Client().get("/account/login/").content.decode()


def test_posts_show_the_name_of_their_place(signed_in, acting) -> None:
    from yuanmeng.register.models import Organisation

    now = timezone.now()
    firm = Organisation.objects.create(name="泉北食品有限公司", uscc_state="missing", created_at=now, updated_at=now)
    admin = signed_in(ADMIN)
    user = add_person("w", "王", by=acting(ADMIN), op=uuid4())
    for unit, status in (("没有这家", 422), ("", 422), ("泉北食品有限公司", 302)):
        typed = {"role": "firm_staff", "unit": unit, "since": "2026-01-01", "op": op()}
        assert admin.post(f"/people/{user.pk}/posts/new/", typed).status_code == status
    assert user.posts.values_list("where", "key").get() == (Where.ORGANISATION, firm.pk)
    assert "泉北食品有限公司" in admin.get(f"/people/{user.pk}/").content.decode()


def test_a_secretary_needs_an_alliance(signed_in, person) -> None:
    from yuanmeng.alliances.models import Alliance

    alliance = Alliance.objects.create(slug="food", name="食品饮料", name_en="Food", since=timezone.localdate())
    admin, user = signed_in(ADMIN), person()
    typed = {"role": "alliance_secretary", "since": "2026-01-01", "op": op()}
    assert admin.post(f"/people/{user.pk}/posts/new/", typed).status_code == 422
    assert admin.post(f"/people/{user.pk}/posts/new/", typed | {"alliance": alliance.pk}).status_code == 302
    assert user.posts.get().key == alliance.pk
    assert admin.get(f"/people/{user.pk}/posts/new/").status_code == 200
    assert "食品饮料" in admin.get(f"/people/{user.pk}/").content.decode()
