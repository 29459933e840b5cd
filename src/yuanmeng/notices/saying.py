"""Notices as sentences, mails and robot messages in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuanmeng.notices.models import Notice
from yuanmeng.notices.reminders import REMINDERS
from yuanmeng.notices.routes import ROUTES

MOST_LINES = 50
"""In one message; the inbox has the rest."""


def sentence(notice: Notice) -> str:
    """What the notice says, on one line; a notice of a verb that is gone names the verb."""
    found: Any = ROUTES.get(notice.route) or REMINDERS.get(notice.route)
    said = str(found.text) % notice.values if found else notice.route
    return " ".join(said.split())


def subject(notices: list[Notice]) -> str:
    """The subject of a message: the sentence itself, or how many there are."""
    if len(notices) == 1:
        return sentence(notices[0])[:120]
    count = len(notices)
    return ngettext("园盟：%(count)s 条通知", "园盟：%(count)s 条通知", count) % {"count": count}


def body(notices: Iterable[Notice]) -> str:
    """Plain text: a sentence and its page each, and how to choose otherwise."""
    listed = list(notices)
    lines = [f"{sentence(notice)}\n{settings.SITE}{notice.url}" for notice in listed[:MOST_LINES]]
    if len(listed) > MOST_LINES:
        lines.append(_("其余 %(count)s 条请在站内查看。") % {"count": len(listed) - MOST_LINES})
    lines.append(_("不想收到这类消息，请在“通知设置”中选择：") + f"{settings.SITE}/notices/preferences/")
    return "\n\n".join(lines) + "\n"
