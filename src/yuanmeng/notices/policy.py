"""Everybody reads and chooses for himself; the system administrator sees whether messages leave the house."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import NONE, Policy, Rule, auditor, system_administrator
from yuanmeng.notices.models import Message, Notice

own = Rule(_("收到通知的人"), lambda actor: NONE if actor.user_id is None else Q(person=actor.user_id))

NOTICES = Policy(Notice, view=own, read=own)
MESSAGES = Policy(Message, view=system_administrator | auditor, retry=system_administrator)
