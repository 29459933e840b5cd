"""Notices to people, what each of them chose, and the outbox of messages that carry notices outside."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.ui.typed import plain_text

KINDS = [
    ("asked", _("等我办理")),
    ("deadline", _("期限提醒")),
    ("progress", _("进展")),
    ("meeting", _("会议与活动")),
    ("system", _("系统")),
]
CHANNELS = [("inbox", _("站内")), ("mail", _("邮件")), ("hook", _("群机器人"))]
MODES = [("at_once", _("随时")), ("digest", _("每天汇总")), ("off", _("不要"))]
DEFAULTS = {
    ("asked", "mail"): "at_once",
    ("deadline", "mail"): "digest",
    ("meeting", "mail"): "digest",
    ("progress", "mail"): "digest",
}
"""What holds until a person chooses: everything in the inbox, mail once an address is given, no robot."""
STATES = [("waiting", _("待发送")), ("sending", _("发送中")), ("sent", _("已发送")), ("given_up", _("未能送达"))]


class Notice(models.Model):
    """One thing said to one person, once: `key` names the event or the reminder. The text is made when read."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    kind = models.CharField(_("种类"), max_length=8, choices=KINDS)
    route = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    inbox = models.BooleanField(default=True)
    at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("通知")
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["person", "key"], name="notice_once"),)
        indexes = (
            models.Index(fields=["person", "-id"], condition=Q(inbox=True), name="notice_inbox"),
            models.Index(fields=["person"], condition=Q(inbox=True, read_at__isnull=True), name="notice_unread"),
        )

    def __str__(self) -> str:
        return f"{self.person_id}:{self.key}"


class Preference(models.Model):
    """Where and when a person wants to be told."""

    person = models.OneToOneField(User, models.PROTECT, related_name="+")
    mail = models.EmailField(_("邮箱"), blank=True)
    hook = models.CharField(_("群机器人地址"), max_length=300, blank=True, validators=[plain_text])
    language = models.CharField(_("语言"), max_length=8, default="zh-hans")
    digest_at = models.TimeField(_("汇总时间"), default=dt.time(8, 30))
    quiet_from = models.TimeField(_("免打扰开始"), default=dt.time(20, 0))
    quiet_until = models.TimeField(_("免打扰结束"), default=dt.time(8, 0))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("通知设置")

    def __str__(self) -> str:
        return str(self.person_id)


class Choice(models.Model):
    """How a person wants one kind of notice on one channel; without a row DEFAULTS holds."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=KINDS)
    channel = models.CharField(max_length=8, choices=CHANNELS)
    mode = models.CharField(max_length=8, choices=MODES)

    class Meta:
        verbose_name = _("通知方式")
        constraints = (models.UniqueConstraint(fields=["person", "kind", "channel"], name="choice_once"),)

    def __str__(self) -> str:
        return f"{self.person_id}:{self.kind}:{self.channel}"


class Message(models.Model):
    """An outbox row: one mail or robot message with one notice, or a day's digest of them.

    It is written with the notices, in the transaction of the event. `key` is also its message id, so that a receiver
    can tell a repetition.
    """

    key = models.CharField(max_length=80, unique=True)
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("收件人"))
    channel = models.CharField(_("渠道"), max_length=8, choices=CHANNELS)
    notices = models.ManyToManyField(Notice, related_name="messages")
    state = models.CharField(_("状态"), max_length=8, choices=STATES, default="waiting")
    due_at = models.DateTimeField(_("计划发送"))
    first_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    error = models.CharField(_("原因"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True)

    class Meta:
        verbose_name = _("外发消息")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["state", "due_at"], name="message_due"),
            models.Index(fields=["state", "-id"], name="message_state"),
        )

    def __str__(self) -> str:
        return self.key
