"""A loan of staff from one firm to another, the workers in it, and what each of them said."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.matching.models.lots import Lot
from yuanmeng.matching.models.plans import Plan
from yuanmeng.register.models import Organisation
from yuanmeng.ui.typed import plain_text

LOAN_STATES = [
    ("draft", _("方案中")),
    ("asked", _("征求两家意见")),
    ("agreed", _("两家同意，准备中")),
    ("active", _("进行中")),
    ("returned", _("已返回")),
    ("renewed", _("已续签")),
    ("refused", _("未同意")),
    ("cancelled", _("已取消")),
]
RETURN_REASONS = [
    ("expired", _("期满返回")),
    ("by_worker_breach", _("借入方未履行义务，员工返回")),
    ("by_worker_unfit", _("员工不能适应，协商返回")),
    ("by_borrower_breach", _("员工严重违纪，借入方退回")),
    ("by_borrower_unfit", _("员工不能胜任，借入方退回")),
    ("by_agreement", _("约定的其他情形")),
]
CONSENT_STATES = [
    ("asked", _("待本人答复")),
    ("given", _("本人同意")),
    ("refused", _("本人不同意")),
    ("withdrawn", _("本人已撤回")),
]
CHANNELS = [("link", _("一次性链接")), ("paper", _("纸质签字"))]
AGES = [("adult", _("满 18 周岁")), ("young", _("16–17 周岁")), ("child", _("未满 16 周岁"))]


class Loan(models.Model):
    """One lender, one borrower, one job. The labour relation stays with the lender (LAB-01)."""

    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="loans")
    surplus = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    shortage = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    lender = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("借出单位"))
    borrower = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("借入单位"))
    job = models.PositiveSmallIntegerField(_("工种"))
    heads = models.PositiveIntegerField(_("人数"))
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("结束日期"))
    wage_fen = models.PositiveIntegerField(_("工资（每日）"))
    value = models.BigIntegerField(default=0)
    why = models.JSONField(default=dict)
    state = models.CharField(_("状态"), max_length=12, choices=LOAN_STATES, default="draft")
    lender_agreed = models.DateTimeField(null=True)
    borrower_agreed = models.DateTimeField(null=True)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="following")
    started_on = models.DateField(_("开始上岗"), null=True)
    ended_on = models.DateField(_("结束日"), null=True)
    worker_days = models.PositiveIntegerField(_("人日"), default=0)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("共享用工")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["state", "until"], name="loan_state"),
            models.Index(fields=["lender", "-id"], name="loan_lender"),
            models.Index(fields=["borrower", "-id"], name="loan_borrower"),
            models.Index(fields=["started_on"], name="loan_started"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="loan_period"),
            models.CheckConstraint(condition=~Q(lender=F("borrower")), name="loan_two_firms"),
            models.CheckConstraint(condition=Q(heads__gte=1), name="loan_heads"),
            models.CheckConstraint(
                condition=~Q(state__in=("active", "returned", "renewed")) | Q(started_on__isnull=False),
                name="loan_started",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Worker(models.Model):
    """One person of the lender's in a loan. The name reaches the borrower only after consent (LAB-17).

    `turn` voids earlier links; `suitable` is the lender's word that the post suits the person: no health data are kept.
    """

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="workers")
    name = models.CharField(_("姓名"), max_length=50, validators=[plain_text])
    age = models.CharField(_("年龄"), max_length=8, choices=AGES, default="adult")
    contract_until = models.DateField(_("劳动合同到期日"), null=True, blank=True)
    certificates = models.JSONField(_("证书有效期"), default=dict, blank=True)
    hours_kept = models.PositiveSmallIntegerField(_("在原单位的每日工时"), default=0)
    wage_usual_fen = models.PositiveIntegerField(_("平时工资（每日）"), default=0)
    suitable = models.BooleanField(_("原单位确认适合该岗位"), default=False)
    consent = models.CharField(_("本人意见"), max_length=12, choices=CONSENT_STATES, default="asked")
    turn = models.PositiveIntegerField(default=0)
    amended_on = models.DateField(_("劳动合同变更日"), null=True, blank=True)
    trained_on = models.DateField(_("安全培训日"), null=True, blank=True)
    trained_hours = models.PositiveSmallIntegerField(_("培训学时"), default=0)
    started_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(_("返回日"), null=True, blank=True)
    return_reason = models.CharField(_("返回原因"), max_length=24, choices=RETURN_REASONS, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("共享员工")
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.pk)


class Consent(models.Model):
    """One answer of one worker; rows are only added. `text` names the version of what was read, `sheet` its SM3."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="consents")
    answer = models.CharField(_("答复"), max_length=12, choices=CONSENT_STATES)
    text = models.CharField(_("文本版本"), max_length=20)
    sheet = models.CharField(_("告知书摘要"), max_length=64)
    channel = models.CharField(_("方式"), max_length=8, choices=CHANNELS)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("本人同意")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.worker_id}:{self.answer}"


class NameView(models.Model):
    """Somebody asked to see the names of a loan, and why; the names open for a quarter of an hour."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="views")
    user_id = models.BigIntegerField()
    reason = models.CharField(_("原因"), max_length=500)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("查看姓名")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.loan_id}:{self.user_id}"
