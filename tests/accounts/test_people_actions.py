"""Accounts and posts: who may, what is refused, and that rights follow at the next request."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.accounts.actions import people
from yuanmeng.accounts.models import Post, User
from yuanmeng.accounts.policy import FEEDBACK, PEOPLE
from yuanmeng.accounts.queries import actor_of, first_holders, place_names
from yuanmeng.core.actor import PUBLIC, Actor, Role, Where
from yuanmeng.core.refusals import Denied, Hidden, Invalid, Reused, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.ledger.queries import timeline

OTHERS = [role for role in Role if role is not Role.SYSTEM_ADMINISTRATOR]


@pytest.fixture
def admin(acting) -> Actor:
    return acting(Role.SYSTEM_ADMINISTRATOR)


def today() -> dt.date:
    return timezone.localdate()


def test_a_new_person_has_no_password_and_an_event_without_name(admin) -> None:
    user = people.add_person("linyt", "林雨桐", by=admin, op=uuid4())
    assert not user.has_usable_password()
    event = timeline(user).get()
    assert (event.verb, event.actor_id, event.facts) == ("person.add", admin.user_id, {})


def test_the_same_operation_makes_one_person(admin) -> None:
    op = uuid4()
    first = people.add_person("linyt", "林雨桐", by=admin, op=op)
    assert people.add_person("linyt", "林雨桐", by=admin, op=op).pk == first.pk
    assert User.objects.filter(username="linyt").count() == 1
    with pytest.raises(Reused):
        people.make_link(first.pk, by=admin, op=op)


@pytest.mark.parametrize(
    ("username", "name", "field"),
    [
        ("linyt", "", "name"),
        ("", "林", "username"),
        ("a b", "林", "username"),
        ("x", "林\u202e", "name"),
        ("t", "林" * 51, "name"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(admin, username: str, name: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.add_person(username, name, by=admin, op=uuid4())
    assert list(refused.value.facts["errors"]) == [field]


def test_a_username_belongs_to_one_person(admin) -> None:
    people.add_person("linyt", "林雨桐", by=admin, op=uuid4())
    with pytest.raises(Invalid, match="已经有人使用"):
        people.add_person("linyt", "另一人", by=admin, op=uuid4())


@pytest.mark.parametrize("role", OTHERS)
def test_only_the_system_administrator_manages(acting, person, role: Role) -> None:
    by = acting(role, 7) if role in {Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF} else acting(role)
    user = person(Role.EXPERT)
    refusal = Denied if role is Role.AUDITOR else (Hidden, Denied)
    calls = [
        lambda: people.add_person("x", "某人", by=by, op=uuid4()),
        lambda: people.rename_person(user.pk, "某人", 0, by=by, op=uuid4()),
        lambda: people.deactivate(user.pk, 0, by=by, op=uuid4()),
        lambda: people.reactivate(user.pk, 0, by=by, op=uuid4()),
        lambda: people.make_link(user.pk, by=by, op=uuid4()),
        lambda: people.give_post(user.pk, Role.EXPERT, Where.ZONE, None, since=today(), by=by, op=uuid4()),
        lambda: people.end_post(user.posts.get().pk, today(), by=by, op=uuid4()),
    ]
    before = Event.objects.count()
    for call in calls:
        with pytest.raises(refusal):
            call()
    assert Event.objects.count() == before


def test_renaming_needs_the_version_that_was_seen(admin, person) -> None:
    user = person()
    assert people.rename_person(user.pk, "陈思远", 0, by=admin, op=uuid4()).name == "陈思远"
    with pytest.raises(Stale):
        people.rename_person(user.pk, "陈思源", 0, by=admin, op=uuid4())
    assert User.objects.get(pk=user.pk).name == "陈思远"
    with pytest.raises(Invalid):
        people.rename_person(user.pk, "", 1, by=admin, op=uuid4())


def test_deactivating_ends_all_rights_and_reactivating_gives_them_back(admin, person) -> None:
    user = person(Role.SERVICE_OFFICER)
    people.deactivate(user.pk, 0, by=admin, op=uuid4())
    assert actor_of(User.objects.get(pk=user.pk)) == PUBLIC
    with pytest.raises(Stale):
        people.reactivate(user.pk, 0, by=admin, op=uuid4())
    people.reactivate(user.pk, 1, by=admin, op=uuid4())
    assert actor_of(User.objects.get(pk=user.pk)).holds(Role.SERVICE_OFFICER)


def test_nobody_manages_oneself(admin) -> None:
    me = admin.user_id
    calls = [
        lambda: people.deactivate(me, 0, by=admin, op=uuid4()),
        lambda: people.make_link(me, by=admin, op=uuid4()),
        lambda: people.give_post(me, Role.SERVICE_OFFICER, Where.ZONE, None, since=today(), by=admin, op=uuid4()),
        lambda: people.end_post(Post.objects.get(user_id=me).pk, today(), by=admin, op=uuid4()),
    ]
    for call in calls:
        with pytest.raises(Denied, match="另一位系统管理员"):
            call()


def test_a_link_voids_the_password(admin, person) -> None:
    user = person()
    people.set_password(user, "稻香街-86-号院内", by=actor_of(user), op=uuid4())
    people.make_link(user.pk, by=admin, op=uuid4())
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_only_the_person_sets_the_password_and_a_weak_one_is_refused(admin, person) -> None:
    user = person()
    with pytest.raises(Denied):
        people.set_password(user, "稻香街-86-号院内", by=admin, op=uuid4())
    for weak in ("short", "1234567890123", "password123", f"{user.username}{user.username}{user.username}12"[:12]):
        with pytest.raises(Invalid):
            people.set_password(user, weak, by=actor_of(user), op=uuid4())
    people.set_password(user, "稻香街-86-号院内", by=actor_of(user), op=uuid4())
    kept = User.objects.get(pk=user.pk)
    assert kept.check_password("稻香街-86-号院内")
    assert kept.password.startswith("argon2")
    assert kept.password_set_at is not None


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_held_only_where_it_belongs(admin, person, role: Role) -> None:
    user = person()
    for where in Where:
        key = None if where is Where.ZONE else 7
        if where in people.HELD_AT[role]:
            post = people.give_post(user.pk, role, where, key, since=today(), by=admin, op=uuid4())
            assert (post.role, post.where, post.key) == (role, where, key)
            post.delete()
        else:
            with pytest.raises(Invalid, match="不能设在"):
                people.give_post(user.pk, role, where, key, since=today(), by=admin, op=uuid4())
    with pytest.raises(Invalid):
        people.give_post(user.pk, role, Where.ORGANISATION, None, since=today(), by=admin, op=uuid4())


def test_a_post_is_held_once_at_a_time(admin, person) -> None:
    user = person(Role.SERVICE_OFFICER)
    with pytest.raises(Invalid, match="已有这个岗位"):
        people.give_post(user.pk, Role.SERVICE_OFFICER, Where.ZONE, None, since=today(), by=admin, op=uuid4())


@pytest.mark.parametrize(
    ("held", "given"),
    [
        (Role.SERVICE_OFFICER, Role.SYSTEM_ADMINISTRATOR),
        (Role.SYSTEM_ADMINISTRATOR, Role.SERVICE_OFFICER),
        (Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR),
        (Role.AUDITOR, Role.SERVICE_OFFICER),
        (Role.FUND_CLERK, Role.AUDITOR),
    ],
)
def test_system_and_audit_administration_are_kept_apart(admin, person, held: Role, given: Role) -> None:
    user = person(held)
    with pytest.raises(Invalid, match="不能兼任"):
        people.give_post(user.pk, given, Where.ZONE, None, since=today(), by=admin, op=uuid4())
    assert user.posts.count() == 1


def test_an_ended_post_ends_its_rights_at_the_next_request(admin, person, client) -> None:
    user = person(Role.SERVICE_OFFICER)
    client.force_login(user)
    assert client.get("/work/corrections/").status_code == 200
    people.end_post(user.posts.get().pk, today() - dt.timedelta(days=1), by=admin, op=uuid4())
    assert client.get("/work/corrections/").status_code == 404
    assert timeline(user).first().facts["until"] == (today() - dt.timedelta(days=1)).isoformat()


def test_a_post_ends_on_its_last_day_and_not_before(admin, person) -> None:
    user = person(Role.SERVICE_OFFICER)
    people.end_post(user.posts.get().pk, today(), by=admin, op=uuid4())
    assert actor_of(user).holds(Role.SERVICE_OFFICER)


def test_a_post_that_never_ran_is_withdrawn(admin, person) -> None:
    user = person()
    post = people.give_post(user.pk, Role.SERVICE_OFFICER, Where.ZONE, None, since=today(), by=admin, op=uuid4())
    assert people.end_post(post.pk, today() - dt.timedelta(days=1), by=admin, op=uuid4()) == user.pk
    assert user.posts.count() == 0
    assert timeline(user).first().verb == "post.withdraw"


def test_what_has_ended_cannot_end_later_or_again(admin, person) -> None:
    post = person(Role.EXPERT).posts.get()
    people.end_post(post.pk, today(), by=admin, op=uuid4())
    for until in (today(), today() + dt.timedelta(days=1)):
        with pytest.raises(Invalid, match="已经结束"):
            people.end_post(post.pk, until, by=admin, op=uuid4())
    with pytest.raises(Invalid):
        people.end_post(0, today(), by=admin, op=uuid4())


def test_first_holders_are_active_and_in_office(person) -> None:
    gone, stays = person(Role.EXPERT), person(Role.EXPERT)
    gone.posts.update(until=today() - dt.timedelta(days=1), since=today() - dt.timedelta(days=9))
    off = person(Role.AUDITOR)
    User.objects.filter(pk=off.pk).update(is_active=False)
    assert first_holders() == {Role.EXPERT: stays}


def test_places_without_a_name_are_left_out(person) -> None:
    post = person(Role.FIRM_STAFF, 10**9).posts.get()
    assert place_names([post]) == {}


def test_who_may_see_people_and_feedback() -> None:
    assert not PEOPLE.allows(PUBLIC, "view")
    assert not FEEDBACK.allows(PUBLIC, "view")
