"""What every move of a problem does: the table, the version in the UPDATE, the records its event is tied to."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Model
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Stale
from yuanmeng.issues.models import Issue
from yuanmeng.issues.states import ISSUE

About = tuple[Model, ...]


def moved(issue: Issue, verb: str, version: int, **changed: Any) -> str:
    """Write the state after `verb` and the changed fields unless somebody was faster; the state before.

    Raises IllegalMove, Stale.
    """
    was, now = issue.state, ISSUE.after(issue.state, verb)
    if not Issue.objects.filter(pk=issue.pk, version=version, state=was).update(
        state=now, version=F("version") + 1, **changed
    ):
        raise Stale(_("这个问题刚刚被他人更新，请查看最新内容后重试。"), record=issue)
    issue.state, issue.version = now, version + 1
    for name, value in changed.items():
        setattr(issue, name, value)
    return was


def about(issue: Issue, *more: Model | None) -> About:
    """What an event of this problem concerns. In confidence the firm's own timeline keeps silent (TKT-10)."""
    firm = () if issue.confidential or issue.firm is None else (issue.firm,)
    return (issue, *firm, *(each for each in more if each is not None))
