"""Reads over posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet, Value
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


def actor_of(user: User | AnonymousUser) -> Actor:
    """The actor that a signed-in person is today; nobody signed in is the public."""
    if not isinstance(user, User) or not user.is_active:
        return PUBLIC
    posts = in_force(timezone.localdate()).filter(user=user)
    rows = list(posts.annotate(unread=UNREAD[-1]).values_list("role", "where", "key", "unread"))
    seats = tuple(Seat(Role(role), Where(where), key) for role, where, key, _unread in rows)
    return Actor(user.pk, seats, user.name, rows[0][3] if rows else 0)


UNREAD: list[Combinable] = [Value(0)]
"""How many notices the person of a post (`OuterRef("user_id")`) has not read: one query with the posts.

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
