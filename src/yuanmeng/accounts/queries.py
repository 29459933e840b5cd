"""Reads over posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, FilteredRelation, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from yuanmeng.accounts.models import Post, User
from yuanmeng.core.actor import PUBLIC, Actor, Role, Seat, Where


def in_force(day: date) -> QuerySet[Post]:
    """The posts in force on a day."""
    return Post.objects.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


def first_holders() -> dict[Role, User]:
    """Each role with the active person who was first to hold it and still does."""
    posts = in_force(timezone.localdate()).filter(user__is_active=True).select_related("user").order_by("-user_id")
    held = {Role(post.role): post.user for post in posts}
    return {role: held[role] for role in Role if role in held}


def person(pk: int) -> User | None:
    """The person with this key, with the posts in force today and the number of unread notices, in one query."""
    day = timezone.localdate()
    in_force_today = Q(posts__since__lte=day) & (Q(posts__until__isnull=True) | Q(posts__until__gte=day))
    held = FilteredRelation("posts", condition=in_force_today)
    found = User.objects.filter(pk=pk).annotate(held=held, waiting=UNREAD[-1])
    found = found.annotate(role=F("held__role"), where=F("held__where"), place=F("held__key"))
    rows = list(found.order_by("-held__since", "-held__id"))
    if not rows:
        return None
    rows[0].seats = tuple(Seat(Role(row.role), Where(row.where), row.place) for row in rows if row.role)
    rows[0].unread = rows[0].waiting
    return rows[0]


def actor_of(user: User | AnonymousUser) -> Actor:
    """The actor that a signed-in person is today; nobody signed in is the public."""
    if not isinstance(user, User) or not user.is_active:
        return PUBLIC
    held = user if hasattr(user, "seats") else person(user.pk)
    return Actor(user.pk, held.seats, user.name, held.unread) if held else PUBLIC


UNREAD: list[Combinable] = [Value(0)]
"""How many notices a person (`OuterRef("pk")`) has not read: one query with the person and the posts.

The room of notices, which stands above, puts its own expression in.
"""


NAMES_OF_PLACES: dict[Where, Callable[[set[int]], dict[int, str]]] = {}
"""How the units and alliances where posts are held are called. The desk fills it: accounts stands below both rooms."""


def place_names(posts: Iterable[Post]) -> dict[tuple[str, int | None], str]:
    """(where, key) → name, one query a kind of place; a place without a name is shown by its key."""
    wanted: dict[Where, set[int]] = {}
    for post in posts:
        if post.key is not None:
            wanted.setdefault(Where(post.where), set()).add(post.key)
    named = {where: NAMES_OF_PLACES[where](keys) for where, keys in wanted.items() if where in NAMES_OF_PLACES}
    return {(where.value, key): name for where, names in named.items() for key, name in names.items()}
