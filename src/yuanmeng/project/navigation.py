"""The navigation: groups of pages, and who is shown which. A page not listed here is reached from another page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import FEEDBACK, PEOPLE
from yuanmeng.core.actor import Actor
from yuanmeng.desk.policy import EVENTS
from yuanmeng.exchange.policy import LISTINGS
from yuanmeng.register.policy import FIRMS


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the navigation."""

    name: Any
    url: str
    icon: str
    shown: Callable[[Actor], bool]


def may(verb: str) -> Callable[[Actor], bool]:
    """Shown to those who may use the verb on firms."""
    return lambda actor: FIRMS.allows(actor, verb)


def signed_in(actor: Actor) -> bool:
    """Shown to everybody who signed in."""
    return actor.user_id is not None


GROUPS: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    ("", (Entry(_("首页"), "home", "home", signed_in),)),
    (_("企业"), (Entry(_("企业名录"), "register:firms", "building-factory", may("browse")),)),
    (
        _("联盟"),
        (
            Entry(
                _("资源与需求"), "exchange:listings", "arrows-exchange", lambda actor: LISTINGS.allows(actor, "browse")
            ),
        ),
    ),
    (
        _("系统"),
        (
            Entry(_("人员与岗位"), "accounts:people", "users", lambda actor: PEOPLE.allows(actor, "view")),
            Entry(_("投诉与建议"), "accounts:feedback_list", "message-2", lambda actor: FEEDBACK.allows(actor, "view")),
            Entry(_("操作记录"), "desk:events", "history", lambda actor: EVENTS.allows(actor, "view")),
        ),
    ),
)
PERSONAL: tuple[Entry, ...] = (Entry(_("我的账户"), "accounts:me", "user", signed_in),)
