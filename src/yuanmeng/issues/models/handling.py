"""Who does what: parts of co-handlers, the consultation table, answers with the firm's word, follow-ups."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.issues.models.case import Issue
from yuanmeng.register.models import Organisation
from yuanmeng.ui.typed import plain_lines, plain_text

PART_STATES = [("asked", _("待提交意见")), ("given", _("已提交意见")), ("released", _("不再需要"))]
TABLE_STATES = [("called", _("待议定")), ("decided", _("已议定")), ("dropped", _("已取消"))]
OUTCOMES = [("solved", _("已解决")), ("explained", _("说明原因")), ("carried_over", _("暂时解决不了，挂账"))]
WORDS = [("", _("未答复")), ("yes", _("认可")), ("no", _("不认可"))]
SATISFACTIONS = [("satisfied", _("满意")), ("partly", _("基本满意")), ("dissatisfied", _("不满意"))]
BYS = [("", ""), ("portal", _("企业登录")), ("link", _("一次性链接"))]
RESULTS = [
    ("silent", _("没有联系上，或没有答复")),
    ("content", _("口头表示认可（仍由企业自己确认）")),
    ("unhappy", _("企业不满意，退回继续办理")),
]


class Part(models.Model):
    """One co-handling unit's own part: what it is asked, by when, and its opinion (TKT-08)."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="parts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("协办单位"))
    task = models.CharField(_("协办内容"), max_length=300, validators=[plain_text])
    due = models.DateField(_("期限"))
    state = models.CharField(_("状态"), max_length=10, choices=PART_STATES, default="asked")
    opinion = models.TextField(_("意见"), max_length=2000, blank=True, validators=[plain_lines])
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("协办事项")
        ordering = ("id",)
        indexes = (models.Index(fields=["organisation", "state", "due"], name="part_unit"),)
        constraints = (models.UniqueConstraint(fields=["issue", "organisation"], name="part_once"),)

    def __str__(self) -> str:
        return f"{self.issue_id}:{self.organisation_id}"


class Consultation(models.Model):
    """A consultation table (会商): the clock stands still until its decision is written down (TKT-08)."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="consultations")
    reason = models.CharField(_("会商事由"), max_length=500, validators=[plain_text])
    meets = models.DateTimeField(_("会商时间"))
    place = models.CharField(_("地点"), max_length=100, blank=True, validators=[plain_text])
    state = models.CharField(_("状态"), max_length=8, choices=TABLE_STATES, default="called")
    minutes = models.TextField(_("纪要"), max_length=20_000, blank=True, validators=[plain_lines])
    decision = models.TextField(_("议定事项"), max_length=2000, blank=True, validators=[plain_lines])
    lead = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主办单位")
    )
    days = models.PositiveSmallIntegerField(_("重新计时（工作日）"), null=True, blank=True)
    called_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("议定时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("会商")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["issue"], condition=Q(state="called"), name="consultation_one_open"),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(decided_at__isnull=False, lead__isnull=False) & ~Q(decision=""),
                name="consultation_decided",
            ),
        )

    def __str__(self) -> str:
        return f"{self.issue_id} {self.called_at:%Y-%m-%d}"


class Participant(models.Model):
    """A unit at the table and its position in writing."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="participants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("参加单位"))
    position = models.TextField(_("意见"), max_length=2000, blank=True, validators=[plain_lines])
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("参加单位")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["consultation", "organisation"], name="participant_once"),)

    def __str__(self) -> str:
        return f"{self.consultation_id}:{self.organisation_id}"


class Answer(models.Model):
    """What the unit answered, and what the firm itself said to it. A reopened problem gets another answer."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="answers")
    outcome = models.CharField(_("办理结果"), max_length=12, choices=OUTCOMES)
    text = models.TextField(_("答复"), max_length=5000, validators=[plain_lines])
    review_on = models.DateField(_("复查日期"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("答复时间"))
    retracted = models.BooleanField(_("已撤回"), default=False)
    attempts = models.PositiveSmallIntegerField(_("回访次数"), default=0)
    word = models.CharField(_("企业意见"), max_length=3, choices=WORDS, blank=True)
    satisfaction = models.CharField(_("满意度"), max_length=12, choices=SATISFACTIONS, blank=True)
    said = models.CharField(_("企业的话"), max_length=1000, blank=True, validators=[plain_lines])
    said_at = models.DateTimeField(_("企业答复时间"), null=True, blank=True)
    said_by = models.CharField(_("答复方式"), max_length=6, choices=BYS, blank=True)

    class Meta:
        verbose_name = _("答复")
        ordering = ("id",)
        indexes = (models.Index(fields=["word", "said_at"], name="answer_word"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(outcome="carried_over") | Q(review_on__isnull=False), name="answer_review"
            ),
            models.CheckConstraint(
                condition=Q(word="", said_at__isnull=True) | ~Q(word="") & Q(said_at__isnull=False), name="answer_said"
            ),
            models.CheckConstraint(condition=Q(satisfaction="") | ~Q(word=""), name="answer_satisfaction_said"),
        )

    def __str__(self) -> str:
        return f"{self.issue_id} {self.outcome}"


class Attempt(models.Model):
    """A follow-up (回访) by someone other than the handler (TKT-07): what came of it."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="follow_ups")
    result = models.CharField(_("回访结果"), max_length=8, choices=RESULTS)
    note = models.CharField(_("说明"), max_length=500, blank=True, validators=[plain_text])
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    day = models.DateField(_("回访日期"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("回访")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["answer", "day"], name="attempt_one_a_day"),)

    def __str__(self) -> str:
        return f"{self.answer_id} {self.day}"
