"""The first system administrator, from the shell."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Role
from yuanmeng.ledger.models import Event
from yuanmeng.project.administrator import main

pytestmark = pytest.mark.django_db


def link(said: str) -> str:
    found = re.search(r"http://[^/]+(/\S+)", said)
    assert found
    return found[1]


def test_a_new_login_gets_the_post_and_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["root", "马一凡"]) == 0
    person = User.objects.get(username="root")
    assert actor_of(person).holds(Role.SYSTEM_ADMINISTRATOR)
    assert not person.has_usable_password()
    assert Client().get(link(capsys.readouterr().out)).status_code == 200
    assert list(Event.objects.order_by("pk").values_list("verb", "actor_id", "post")) == [
        (verb, None, "system_administrator") for verb in ("person.add", "post.give", "person.link")
    ]


def test_again_gives_a_new_link_only(capsys: pytest.CaptureFixture[str]) -> None:
    main(["root", "马一凡"])
    assert main(["root"]) == 0
    assert (User.objects.count(), Event.objects.filter(verb="post.give").count()) == (1, 1)


def test_without_a_name_a_new_login_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["root"]) == 1
    assert capsys.readouterr().err
    assert not User.objects.exists()


def test_who_sees_business_data_cannot_be_administrator(
    person: Callable[..., User], capsys: pytest.CaptureFixture[str]
) -> None:
    officer = person(Role.SERVICE_OFFICER)
    assert main([officer.username]) == 1
    assert not actor_of(officer).holds(Role.SYSTEM_ADMINISTRATOR)
