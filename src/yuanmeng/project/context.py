"""What the shell of every page shows: navigation by role, the search box, the roles held."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import ROLES
from yuanmeng.core.actor import PUBLIC, Actor, Where
from yuanmeng.project.navigation import GROUPS, PERSONAL, Entry
from yuanmeng.register.policy import FIRMS


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the navigation as shown."""

    name: Any
    url: str
    icon: str
    here: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html, computed only when a page shows it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, Any]:
    actor: Actor = getattr(request, "actor", PUBLIC)
    groups = [{"name": name, "entries": _links(entries, actor, request.path)} for name, entries in GROUPS]
    return {
        "zone": _("济北开发区（演示）") if settings.DEMO else settings.ZONE_NAME,
        "demo": settings.DEMO,
        "nav": [group for group in groups if group["entries"]],
        "personal": _links(PERSONAL, actor, request.path),
        "search": reverse("register:firms") if FIRMS.allows(actor, "browse") else "",
        "inbox": reverse("notices:inbox") if actor.user_id else "",
        "unread": actor.unread,
        "roles": [ROLES[seat.role] for seat in actor.seats if seat.where is Where.ZONE or seat.key],
    }


_address = lru_cache(reverse)


def _links(entries: tuple[Entry, ...], actor: Actor, path: str) -> list[Link]:
    links = [(entry, _address(entry.url)) for entry in entries if entry.shown(actor)]
    here = max((url for _entry, url in links if path.startswith(url)), key=len, default="")
    return [Link(entry.name, url, entry.icon, url == here and (url != "/" or path == "/")) for entry, url in links]
