"""Deadline profiles as data, the clocks that run on a problem, and the days that do not count."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.ui.typed import plain_text

WHAT = [
    ("contact", _("联系企业")),
    ("start", _("受理")),
    ("dispatch", _("派发或转送")),
    ("return", _("退回不当派发")),
    ("rule", _("裁定退回")),
    ("reply", _("首次答复")),
    ("assist", _("协办意见")),
    ("finish", _("办结")),
    ("extend", _("最多延长")),
    ("ask_before", _("延期须提前申请")),
]
UNITS = [("hour", _("工作小时")), ("workday", _("工作日")), ("day", _("自然日"))]
CLOCK_STATES = [("running", _("计时中")), ("met", _("按时完成")), ("late", _("逾期完成")), ("void", _("不再计时"))]
ASKS = [("", _("没有申请")), ("asked", _("待批准")), ("granted", _("已批准")), ("refused", _("未批准"))]


class Profile(models.Model):
    """One set of deadlines with the text it comes from (TKT-03). `default_for` names a kind of problem, or nothing."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=120)
    source = models.CharField(_("出处"), max_length=300)
    default_for = models.CharField(_("默认用于"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("时限标准")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class Limit(models.Model):
    """One deadline of a profile: so many hours or days for one step."""

    profile = models.ForeignKey(Profile, models.PROTECT, related_name="limits")
    what = models.CharField(_("环节"), max_length=10, choices=WHAT)
    amount = models.PositiveSmallIntegerField(_("时限"))
    unit = models.CharField(_("计量单位"), max_length=8, choices=UNITS)

    class Meta:
        verbose_name = _("时限")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["profile", "what"], name="limit_once"),
            models.CheckConstraint(condition=Q(amount__range=(1, 400)), name="limit_amount"),
        )

    def __str__(self) -> str:
        return f"{self.profile_id}:{self.what}"


class Clock(models.Model):
    """A deadline that runs on a problem, copied from its profile when it began, so that later changes spare it.

    `due` is the last day; `due_at` the moment where hours are counted. `extra` days were granted on top, `asked` days
    wait for consent. `provisional`: a day of a year counted that the State Council has not announced (CAL-03).
    """

    issue = models.ForeignKey("issues.Issue", models.PROTECT, related_name="clocks")
    part = models.ForeignKey("issues.Part", models.PROTECT, null=True, blank=True, related_name="clocks")
    what = models.CharField(_("环节"), max_length=10, choices=WHAT)
    amount = models.PositiveSmallIntegerField(_("时限"))
    unit = models.CharField(_("计量单位"), max_length=8, choices=UNITS)
    began = models.DateTimeField(_("起算"))
    due = models.DateField(_("期限"))
    due_at = models.DateTimeField(_("期限时刻"), null=True, blank=True)
    provisional = models.BooleanField(_("暂定"), default=False)
    extra = models.PositiveSmallIntegerField(_("已延长"), default=0)
    asked = models.PositiveSmallIntegerField(_("申请延长"), default=0)
    ask = models.CharField(_("延期申请"), max_length=8, choices=ASKS, blank=True)
    ask_reason = models.CharField(_("延期原因"), max_length=500, blank=True, validators=[plain_text])
    ask_answer = models.CharField(_("批复意见"), max_length=500, blank=True, validators=[plain_text])
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("状态"), max_length=8, choices=CLOCK_STATES, default="running")
    ended = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("时限")
        ordering = ("id",)
        indexes = (
            models.Index(fields=["state", "due"], name="clock_due"),
            models.Index(fields=["what", "state", "began"], name="clock_rates"),
            models.Index(fields=["ask", "state"], name="clock_asked"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["issue", "what"],
                condition=Q(state="running", part__isnull=True),
                name="clock_one_running",
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended__isnull=True) | ~Q(state="running") & Q(ended__isnull=False),
                name="clock_ended",
            ),
            models.CheckConstraint(condition=~Q(ask="asked") | Q(asked__gt=0), name="clock_asked_days"),
        )

    def __str__(self) -> str:
        return f"{self.issue_id}:{self.what}"


class Pause(models.Model):
    """Days that do not count, from the day `since` on, until work goes on again on the day `until`."""

    issue = models.ForeignKey("issues.Issue", models.PROTECT, related_name="pauses")
    since = models.DateField(_("暂停日"))
    until = models.DateField(_("恢复日"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=500, validators=[plain_text])

    class Meta:
        verbose_name = _("暂停")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["issue"], condition=Q(until__isnull=True), name="pause_one_open"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="pause_period"),
        )

    def __str__(self) -> str:
        return f"{self.issue_id} {self.since}"
