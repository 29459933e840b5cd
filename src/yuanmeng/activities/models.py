"""Meetings and other activities: invitations, topics, attendance by firm and role, minutes, what was decided."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.models import Alliance
from yuanmeng.register.models import Contact, Organisation

KINDS = [
    ("exchange", _("交流会")),
    ("conference", _("联席会议")),
    ("table", _("会商")),
    ("theme_day", _("主题党日")),
    ("training", _("培训")),
    ("salon", _("沙龙")),
    ("welfare", _("公益活动")),
]
STATES = [("planned", _("筹备中")), ("invited", _("已邀请")), ("held", _("已举行")), ("cancelled", _("已取消"))]
REPLIES = [("", _("未回复")), ("yes", _("参加")), ("no", _("不参加"))]
ATTENDING = [
    ("leader", _("负责人")),
    ("manager", _("部门主管")),
    ("staff", _("员工")),
    ("expert", _("专家")),
    ("guest", _("来宾")),
]
FOLLOW_UP_STATES = [("open", _("办理中")), ("done", _("已办结")), ("dropped", _("不再办理"))]


class Series(models.Model):
    """Activities that return, with members hosting in turn."""

    name = models.CharField(_("系列名称"), max_length=60)
    kind = models.CharField(_("类型"), max_length=16, choices=KINDS)
    months = models.PositiveSmallIntegerField(_("间隔月数"))
    alliances = models.ManyToManyField(Alliance, related_name="+", verbose_name=_("联盟"))

    class Meta:
        verbose_name = _("系列")
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=Q(months__range=(1, 24)), name="series_months"),)

    def __str__(self) -> str:
        return self.name


class Host(models.Model):
    """One place in the rotation of a series."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="hosts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["series", "position"], name="host_position"),)

    def __str__(self) -> str:
        return f"{self.series_id}:{self.position}"


class Activity(models.Model):
    """One activity, of one or more alliances, counted once. Taking part is voluntary and free (TKT-13)."""

    kind = models.CharField(_("类型"), max_length=16, choices=KINDS)
    title = models.CharField(_("名称"), max_length=60)
    alliances = models.ManyToManyField(Alliance, related_name="activities", verbose_name=_("联盟"))
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("系列")
    )
    host = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办单位")
    )
    starts = models.DateTimeField(_("开始时间"))
    ends = models.DateTimeField(_("结束时间"))
    place = models.CharField(_("地点"), max_length=100, blank=True)
    text = models.TextField(_("说明"), max_length=2000, blank=True)
    topics_until = models.DateField(_("议题征集截止"), null=True, blank=True)
    minutes = models.TextField(_("纪要"), max_length=20_000, blank=True)
    state = models.CharField(_("状态"), max_length=16, choices=STATES, default="planned")
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    planned_by = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("活动")
        ordering = ("-starts", "-id")
        indexes = (models.Index(fields=["-starts", "-id"], name="activity_starts"),)
        constraints = (models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="activity_period"),)

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """An organisation invited. `turn` is part of its link: a new turn makes every earlier link void."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    turn = models.PositiveSmallIntegerField(default=0)
    reply = models.CharField(_("回复"), max_length=4, choices=REPLIES, blank=True)
    persons = models.PositiveSmallIntegerField(_("人数"), default=0)
    replied_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("邀请")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["activity", "organisation"], name="invitation_once"),)

    def __str__(self) -> str:
        return f"{self.activity_id}:{self.organisation_id}"


class Topic(models.Model):
    """A topic for the agenda, collected until the activity's date for it."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="topics")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("议题"), max_length=100)
    proposed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("议题")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Who took part: so many persons of an organisation in a role. No names."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attendances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("单位"))
    role = models.CharField(_("身份"), max_length=8, choices=ATTENDING)
    persons = models.PositiveSmallIntegerField(_("人数"))

    class Meta:
        verbose_name = _("出席")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["activity", "organisation", "role"], name="attendance_once"),
            models.CheckConstraint(condition=Q(persons__gte=1), name="attendance_someone"),
        )

    def __str__(self) -> str:
        return f"{self.activity_id}:{self.organisation_id}:{self.role}"


class FollowUp(models.Model):
    """What was decided: who does what by when, and what became of it at the next meeting."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="follow_ups")
    text = models.CharField(_("事项"), max_length=300)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    due = models.DateField(_("完成期限"))
    state = models.CharField(_("状态"), max_length=8, choices=FOLLOW_UP_STATES, default="open")
    outcome = models.CharField(_("结果"), max_length=500, blank=True)
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("后续事项")
        ordering = ("due", "id")

    def __str__(self) -> str:
        return self.text
