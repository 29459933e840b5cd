"""`yuanmeng administrator`: the first system administrator, made by whoever has the shell of the machine."""

from __future__ import annotations

import argparse
import sys
from uuid import uuid4

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode

from yuanmeng.accounts.actions.people import add_person, give_post, make_link
from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Actor, Role, Seat, Where
from yuanmeng.core.refusals import Refusal
from yuanmeng.project.serving import address

SHELL = Actor(None, (Seat(Role.SYSTEM_ADMINISTRATOR),))
"""Events made here have no person: their post says system_administrator."""


def main(argv: list[str]) -> int:
    """Make the login where there is none, give it the post, print a one-time link that sets the password."""
    parser = argparse.ArgumentParser(
        prog="yuanmeng administrator", description="第一位系统管理员 / makes a system administrator, prints a link"
    )
    parser.add_argument("username", help="登录名 / login")
    parser.add_argument("name", nargs="?", default="", help="姓名，新账户必填 / the person's name, for a new login")
    asked = parser.parse_args(argv)
    try:
        person = administrator(asked.username, asked.name)
    except Refusal as refusal:
        print(refusal.says, file=sys.stderr)
        return 1
    who = urlsafe_base64_encode(str(person.pk).encode())
    where = reverse("accounts:first_password", args=[who, default_token_generator.make_token(person)])
    print(f"请用此链接设置密码，只能用一次 / set the password here, once: {address().rstrip('/')}{where}")
    return 0


@transaction.atomic
def administrator(username: str, name: str) -> User:
    """The person, in the post from today. Raises Invalid (no name, or another post that may not go with it)."""
    person = User.objects.filter(username=username).first() or add_person(username, name, by=SHELL, op=uuid4())
    if not actor_of(person).holds(Role.SYSTEM_ADMINISTRATOR):
        today = timezone.localdate()
        give_post(person.pk, Role.SYSTEM_ADMINISTRATOR, Where.ZONE, None, since=today, by=SHELL, op=uuid4())
    return make_link(person.pk, by=SHELL, op=uuid4())
