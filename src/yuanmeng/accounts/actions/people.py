"""People and their posts. Personal data stays in its tables: events hold keys, roles and dates only."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.accounts.models import PLACES, ROLES, Post, User
from yuanmeng.accounts.policy import PEOPLE
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.core.refusals import Denied, Invalid, Stale
from yuanmeng.ledger.actions import action, record

ZONE_ROLES = (Role.ZONE_LEADER, Role.FUND_CLERK, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR)
HELD_AT: dict[Role, tuple[Where, ...]] = {
    **dict.fromkeys(ZONE_ROLES, (Where.ZONE,)),
    Role.SERVICE_OFFICER: (Where.ZONE, Where.ORGANISATION),
    Role.DEPARTMENT_HANDLER: (Where.ZONE, Where.ORGANISATION),
    Role.BRANCH_MEMBER: (Where.ZONE, Where.ORGANISATION),
    Role.PARTY_INSTRUCTOR: (Where.ZONE, Where.ORGANISATION),
    Role.ALLIANCE_SECRETARY: (Where.ALLIANCE,),
    Role.FIRM_ADMINISTRATOR: (Where.ORGANISATION,),
    Role.FIRM_STAFF: (Where.ORGANISATION,),
    Role.EXPERT: (Where.ZONE, Where.ORGANISATION),
}
"""Where each role may be held."""


@action("person.add")
def add_person(username: str, name: str, *, by: Actor, op: UUID) -> User:
    """开户: a login without a password; a one-time link lets the person set one. Raises Denied, Invalid."""
    PEOPLE.demand(by, "manage")
    user = User(username=username, name=name, password=make_password(None))
    _checked(user)
    user.save(force_insert=True)
    record("person.add", user, by=by, op=op)
    return user


@action("person.rename")
def rename_person(pk: int, name: str, seen: int, *, by: Actor, op: UUID) -> User:
    """更名. Raises Hidden, Denied, Invalid, Stale."""
    user = PEOPLE.fetch(by, "manage", pk=pk)
    user.name = name
    _checked(user)
    _changed(user, seen, name=name)
    record("person.rename", user, by=by, op=op)
    return user


@action("person.deactivate")
def deactivate(pk: int, seen: int, *, by: Actor, op: UUID) -> User:
    """停用: the next request of the person is that of the public. Raises Hidden, Denied, Stale."""
    user = PEOPLE.fetch(by, "manage", pk=pk)
    _not_oneself(user, by)
    _changed(user, seen, is_active=False)
    record("person.deactivate", user, by=by, op=op)
    return user


@action("person.reactivate")
def reactivate(pk: int, seen: int, *, by: Actor, op: UUID) -> User:
    """恢复. Raises Hidden, Denied, Stale."""
    user = PEOPLE.fetch(by, "manage", pk=pk)
    _changed(user, seen, is_active=True)
    record("person.reactivate", user, by=by, op=op)
    return user


@action("person.link")
def make_link(pk: int, *, by: Actor, op: UUID) -> User:
    """重置密码: from now on no password opens the account; the link made from the answer sets a new one.

    Raises Hidden, Denied.
    """
    user = PEOPLE.fetch(by, "manage", pk=pk)
    _not_oneself(user, by)
    user.password = make_password(None)
    User.objects.filter(pk=pk).update(password=user.password, version=F("version") + 1)
    record("person.link", user, by=by, op=op)
    return user


@action("person.password")
def set_password(user: User, password: str, *, by: Actor, op: UUID) -> User:
    """改密码, by the person alone. Every other session ends, since its key depends on the password. Raises Invalid."""
    if by.user_id != user.pk:
        raise Denied(_("密码只能由本人设置。"))
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Invalid(" ".join(weak.messages)) from weak
    user.password = make_password(password)
    User.objects.filter(pk=user.pk).update(
        password=user.password, password_set_at=timezone.now(), version=F("version") + 1
    )
    record("person.password", user, by=by, op=op)
    return user


@action("post.give")
def give_post(pk: int, role: Role, where: Where, key: int | None, *, since: dt.date, by: Actor, op: UUID) -> Post:
    """任岗: a role somewhere from a day on. Raises Hidden, Denied, Invalid."""
    user = PEOPLE.fetch(by, "manage", pk=pk)
    _not_oneself(user, by)
    _seat_fits(role, where, key)
    open_posts = Post.objects.filter(Q(until__isnull=True) | Q(until__gte=since), user=user)
    if open_posts.filter(role=role, where=where, key=key).exists():
        raise Invalid(_("此人在该范围已有这个岗位，请先结束原岗位。"))
    _apart(role, {Role(held) for held in open_posts.values_list("role", flat=True)})
    post = Post.objects.create(user=user, role=role, where=where, key=key, since=since)
    record("post.give", user, post, by=by, op=op, role=role, where=where, key=key, since=since.isoformat())
    return post


@action("post.end")
def end_post(pk: int, until: dt.date, *, by: Actor, op: UUID) -> int:
    """离岗: `until` is the last day. A post whose last day would be before its first is withdrawn altogether.

    Returns the key of the person. Raises Denied, Invalid.
    """
    PEOPLE.demand(by, "manage")
    post = Post.objects.filter(pk=pk).select_related("user").first()
    if post is None or (post.until and post.until <= until):
        raise Invalid(_("这个岗位已经结束，请刷新页面。"))
    _not_oneself(post.user, by)
    if until < post.since:
        record("post.withdraw", post.user, post, by=by, op=op, role=post.role, where=post.where, key=post.key)
        Post.objects.filter(pk=pk).delete()
    else:
        Post.objects.filter(pk=pk).update(until=until)
        record("post.end", post.user, post, by=by, op=op, role=post.role, until=until.isoformat())
    return post.user_id


def _seat_fits(role: Role, where: Where, key: int | None) -> None:
    if where not in HELD_AT[role] or (where is Where.ZONE) != (key is None):
        raise Invalid(_("岗位“%(role)s”不能设在“%(where)s”。") % {"role": ROLES[role], "where": PLACES[where]})


def _apart(role: Role, held: set[Role]) -> None:
    """System and audit administration are kept apart, and the system administrator sees no business data (SEC-07)."""
    both = held | {role}
    if Role.SYSTEM_ADMINISTRATOR in both and len(both) > 1:
        raise Invalid(_("系统管理员不能兼任其他岗位。"))
    if Role.AUDITOR in both and len(both) > 1:
        raise Invalid(_("审计员不能兼任其他岗位。"))


def _not_oneself(user: User, by: Actor) -> None:
    if user.pk == by.user_id:
        raise Denied(_("不能对自己的账户执行此操作，请由另一位系统管理员办理。"))


def _checked(user: User) -> None:
    try:
        user.clean_fields(exclude=["password"])
        user.validate_unique()
    except ValidationError as wrong:
        raise Invalid(" ".join(wrong.messages), errors=wrong.message_dict) from wrong


def _changed(user: User, seen: int, **fields: object) -> None:
    if not User.objects.filter(pk=user.pk, version=seen).update(version=F("version") + 1, **fields):
        raise Stale(_("这个账户刚刚被别人修改，请刷新后重试。"), record=user)
