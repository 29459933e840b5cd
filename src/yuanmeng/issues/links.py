"""The link with which a firm says without a login whether its problem is solved.

A signed number with the turn of the answer, as in docs/decisions/0021; what happens to it in each case is laid down in
docs/decisions/0050. It shows the problem's title and the answer, and nothing else of the firm.
"""

from __future__ import annotations

import datetime as dt

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove
from yuanmeng.issues.models import Answer, Issue
from yuanmeng.issues.policy import own

CLOSING = TimestampSigner(salt="issues.closing", sep=".")
LIVES = dt.timedelta(days=30)


def token_of(issue: Issue) -> str:
    """The token of the present answer, good for thirty days from now."""
    return CLOSING.sign(f"{issue.pk}-{issue.turn}")


def answered_by(token: str, actor: Actor) -> tuple[Issue, Answer]:
    """The problem behind a link, and the answer that waits for the firm's word.

    Raises Hidden (no such link, or void), IllegalMove (used or expired), Denied (people of the zone).
    """
    try:
        pk, turn = (int(part) for part in CLOSING.unsign(token, max_age=LIVES).split("-"))
    except SignatureExpired:
        raise IllegalMove(_("这个链接已经过期（30 天），请向服务生索取新的链接。")) from None
    except BadSignature:
        raise Hidden(_("这个链接不完整或不存在，请检查是否复制完整。")) from None
    issue = Issue.objects.select_related("firm", "lead").filter(pk=pk, turn=turn).first()
    if issue is None:
        raise Hidden(_("这个链接已经失效，请使用最新的链接。"))
    if actor.user_id is not None and issue.firm_id not in own(actor):
        raise Denied(_("问题是否解决，只能由企业自己确认。请先退出登录，或把链接发给企业。"))
    if issue.state != "answered":
        raise IllegalMove(_("这个链接已经用过：企业已经答复，或者问题已经继续办理。"))
    answer = Answer.objects.filter(issue=issue, word="", retracted=False).order_by("-id")[0]
    return issue, answer
