"""Signing in and out: lock-out, sessions, records, second factor, and nothing that we do not use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from yuanmeng.accounts.actions.people import make_link, set_password
from yuanmeng.accounts.backend import Backend
from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Role
from yuanmeng.ledger.models import Event

LOCKED = "登录失败次数过多"
PASSWORD = "稻香街-86-号院内"


@pytest.fixture
def member(person) -> Callable[..., User]:
    """Like `person`, with PASSWORD."""

    def make(*args: object, **kwargs: object) -> User:
        user: User = person(*args, **kwargs)
        set_password(user, PASSWORD, by=actor_of(user), op=uuid4())
        return user

    return make


@pytest.fixture(autouse=True)
def fresh_limits(db) -> None:
    cache.clear()


def sign_in(client: Client, username: str, password: str = PASSWORD, **headers: str):
    return client.post("/account/login/", {"login": username, "password": password}, **headers)


def test_sign_in_opens_a_session_and_is_recorded(member) -> None:
    user, client = member(Role.SERVICE_OFFICER), Client()
    answer = sign_in(client, user.username)
    assert (answer.status_code, answer.url) == (302, "/")
    assert Event.objects.get(verb="session.open").actor_id == user.pk
    assert client.session.get_expiry_age() == 8 * 3600
    assert client.cookies["sessionid"]["max-age"] == ""
    client.post("/account/logout/")
    assert Event.objects.filter(verb="session.close", actor_id=user.pk).count() == 1
    assert client.get("/me/").status_code == 302


def test_the_session_key_changes_at_sign_in(member) -> None:
    user, client = member(), Client()
    client.get("/account/login/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client, user.username)
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_wrong_password_is_recorded_without_the_typed_name(member) -> None:
    user = member()
    answer = sign_in(Client(), user.username, "wrong")
    assert "用户名或密码不正确" in answer.content.decode()
    sign_in(Client(), "nobody-here", "wrong")
    known, unknown = Event.objects.filter(verb="session.refuse").order_by("pk")
    assert list(known.abouts.values_list("kind", "key")) == [("accounts.user", user.pk)]
    assert (list(unknown.abouts.all()), unknown.facts) == ([], {"reason": "password"})


def test_five_failures_lock_this_account_from_this_address_alone(member) -> None:
    user, other = member(), member()
    for _time in range(5):
        assert LOCKED not in sign_in(Client(), user.username, "wrong").content.decode()
    assert LOCKED in sign_in(Client(), user.username).content.decode()
    assert sign_in(Client(), other.username).status_code == 302
    assert sign_in(Client(), user.username, REMOTE_ADDR="10.0.0.9").status_code == 302
    assert Event.objects.filter(verb="session.refuse", facts={"reason": "locked"}).count() == 1


def test_a_forged_forwarding_header_unlocks_nothing(member) -> None:
    user = member()
    for number in range(5):
        sign_in(Client(), user.username, "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert LOCKED in sign_in(Client(), user.username, HTTP_X_FORWARDED_FOR="10.9.9.9").content.decode()


def test_behind_one_proxy_the_address_before_it_counts(member, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    user = member()
    for number in range(5):
        sign_in(Client(), user.username, "wrong", HTTP_X_FORWARDED_FOR=f"6.6.6.{number}, 10.0.0.1")
    assert LOCKED in sign_in(Client(), user.username, HTTP_X_FORWARDED_FOR="7.7.7.7, 10.0.0.1").content.decode()
    assert sign_in(Client(), user.username, HTTP_X_FORWARDED_FOR="10.0.0.1, 10.0.0.2").status_code == 302


def test_the_lock_opens_after_ten_minutes(member, monkeypatch) -> None:
    import time

    user = member()
    for _time in range(5):
        sign_in(Client(), user.username, "wrong")
    assert LOCKED in sign_in(Client(), user.username).content.decode()
    now = time.time()
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: now + 601)
    assert sign_in(Client(), user.username).status_code == 302


def test_the_oldest_session_beyond_the_limit_ends(member, settings) -> None:
    settings.SESSIONS_AT_MOST = 2
    user = member()
    clients = [Client() for _each in range(3)]
    for client in clients:
        sign_in(client, user.username)
    assert [client.get("/me/").status_code for client in clients] == [302, 200, 200]
    assert UserSession.objects.filter(user=user).count() == 2
    assert Event.objects.filter(verb="session.open").first().facts == {"ended": 1}


def test_sessions_elsewhere_end_at_once(member) -> None:
    user = member()
    here, there = Client(), Client()
    sign_in(here, user.username)
    sign_in(there, user.username)
    assert here.get("/account/sessions/").context["session_count"] == 2
    here.post("/account/sessions/")
    assert (here.get("/me/").status_code, there.get("/me/").status_code) == (200, 302)


def test_a_new_password_ends_the_other_sessions(member) -> None:
    user = member()
    here, there = Client(), Client()
    sign_in(here, user.username)
    sign_in(there, user.username)
    fresh = "汇泉街-12-号楼下"
    typed = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    assert here.post("/account/password/change/", typed).status_code == 302
    assert (here.get("/me/").status_code, there.get("/me/").status_code) == (200, 302)
    assert sign_in(Client(), user.username, fresh).status_code == 302
    assert Event.objects.filter(verb="person.password", actor_id=user.pk).count() == 2


def test_a_deactivated_person_stays_out(member, acting) -> None:
    user, client = member(Role.SERVICE_OFFICER), Client()
    sign_in(client, user.username)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/me/").status_code == 302
    assert client.get("/firms/").status_code in {302, 403}
    sign_in(Client(), user.username)
    assert Event.objects.filter(verb="session.open", actor_id=user.pk).count() == 1


def test_nobody_signs_up_and_unused_pages_are_not_there(db) -> None:
    for path in ("signup/", "email/", "password/reset/", "confirm-email/", "login/code/", "3rdparty/"):
        assert Client().get(f"/account/{path}").status_code == 404, path


def test_nobody_sets_a_first_password_here(member) -> None:
    """Whoever has none is led to the own account, and a password sent along is not taken."""
    user = member(Role.SERVICE_OFFICER)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    client = Client()
    client.force_login(user)
    sent = {"password1": "a-first-password-9", "password2": "a-first-password-9"}
    for answer in (client.get("/account/password/set/"), client.post("/account/password/set/", sent)):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/me/")
    user.refresh_from_db()
    assert not user.has_usable_password()


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_a_second_factor_is_asked_for_and_a_code_works_once(member) -> None:
    user = member(Role.SERVICE_OFFICER)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = Client()
    answer = sign_in(client, user.username)
    assert answer.url == "/account/2fa/authenticate/"
    assert client.get("/me/").status_code == 302
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    code = code_of(secret)
    assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/me/").status_code == 200
    again = Client()
    sign_in(again, user.username)
    assert again.post("/account/2fa/authenticate/", {"code": code}).status_code == 200
    assert again.get("/me/").status_code == 302


def test_a_recovery_code_works_once(member) -> None:
    user = member()
    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user).get_unused_codes()
    for statuses in (302, 200):
        client = Client()
        sign_in(client, user.username)
        assert client.post("/account/2fa/authenticate/", {"code": codes[0]}).status_code == statuses


def test_setting_up_an_authenticator_shows_a_picture_and_a_secret(member) -> None:
    user, client = member(), Client()
    sign_in(client, user.username)
    assert client.get("/account/2fa/totp/activate/").url.startswith("/account/reauthenticate/")
    assert client.post("/account/reauthenticate/", {"password": "wrong"}).status_code == 200
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert "data:image/svg+xml" in page.content.decode()
    assert client.post("/account/2fa/totp/activate/", {"code": "1"}).status_code == 200
    client.get("/account/2fa/totp/activate/")
    session_secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code_of(session_secret)})
    assert Authenticator.objects.filter(user=user, type="totp").count() == 1
    for path in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/", "webauthn/"):
        assert client.get(f"/account/2fa/{path}").status_code == 200, path
    assert client.get("/account/2fa/recovery-codes/download/")["Content-Type"].startswith("text/plain")
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user, type="totp").exists()


def test_the_sign_in_page_has_no_inline_script_but_offers_a_passkey(db) -> None:
    page = Client().get("/account/login/").content.decode()
    assert 'data-passkey="sign-in"' in page
    assert "<script>" not in page
    assert "Remember" not in page


def test_a_one_time_link_sets_a_password_once(member, signed_in) -> None:
    user, admin = member(Role.EXPERT), signed_in(Role.SYSTEM_ADMINISTRATOR)
    page = admin.post(f"/people/{user.pk}/link/", {"op": str(uuid4())})
    path = page.context["link"].partition("testserver")[2]
    assert sign_in(Client(), user.username).status_code == 200
    assert Client().get(path).status_code == 200
    op = str(uuid4())
    assert Client().post(path, {"password": "a", "again": "b", "op": op}).status_code == 422
    assert Client().post(path, {"password": "short", "again": "short", "op": op}).status_code == 422
    fresh = {"password": "汇泉街-12-号楼下", "again": "汇泉街-12-号楼下", "op": op}
    assert Client().post(path, fresh).url == "/account/login/"
    assert Client().get(path).status_code == 404
    assert sign_in(Client(), user.username, "汇泉街-12-号楼下").status_code == 302


@pytest.mark.parametrize("path", ["/password/MQ/x/", "/password/!!/x/", "/password/4pyT/x/", "/password/eA/x/"])
def test_a_wrong_link_is_refused(db, path: str) -> None:
    assert Client().get(path).status_code in {302, 404}


def test_a_link_is_void_once_the_account_is_off(person, acting) -> None:
    from django.contrib.auth.tokens import default_token_generator
    from django.utils.http import urlsafe_base64_encode

    user = person()
    make_link(user.pk, by=acting(Role.SYSTEM_ADMINISTRATOR), op=uuid4())
    user = User.objects.get(pk=user.pk)
    path = f"/password/{urlsafe_base64_encode(str(user.pk).encode())}/{default_token_generator.make_token(user)}/"
    assert Client().get(path).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get(path).status_code in {302, 404}


def test_who_is_signed_in_is_read_with_the_posts_in_one_query(person, django_assert_num_queries) -> None:
    user = person(Role.EXPERT)
    with django_assert_num_queries(1):
        found = Backend().get_user(user.pk)
        assert found
        assert [seat.role for seat in actor_of(found).seats] == [Role.EXPERT]
    user.posts.update(
        until=timezone.localdate() - dt.timedelta(days=1), since=timezone.localdate() - dt.timedelta(days=9)
    )
    assert actor_of(Backend().get_user(user.pk)).seats == ()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert Backend().get_user(user.pk) is None
    assert Backend().get_user(10**9) is None
