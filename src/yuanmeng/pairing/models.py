"""Who looks after whom, as dated periods; what people can take on; conditions and proposals of an assignment."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.alliances.models import Alliance
from yuanmeng.pairing.states import PAIRING_STATES, PROPOSAL_STATES
from yuanmeng.register.models import Organisation
from yuanmeng.ui.typed import plain_lines, plain_text

KINDS = {
    "officer_firm": _("服务生—企业"),
    "instructor_firm": _("指导员—企业"),
    "leader_firm": _("领导—重点企业"),
    "branch_alliance": _("支部—联盟"),
}
"""At one time a firm has one officer, one instructor and one leader at most, an alliance one branch."""
ASSIGNED = {"instructor_firm": KINDS["instructor_firm"], "officer_firm": KINDS["officer_firm"]}
"""The kinds that are assigned by proposal (ALL-05)."""
STATE_NAMES = {
    "draft": _("方案中"),
    "proposed": _("征求意见"),
    "agreed": _("双方同意"),
    "declined": _("未同意"),
    "withdrawn": _("已撤回"),
}
PROPOSAL_NAMES = {
    "solving": _("计算中"),
    "ready": _("待发送"),
    "failed": _("没有可行方案"),
    "sent": _("征求意见"),
    "dropped": _("已放弃"),
}
HOW = {"pin": _("指定"), "forbid": _("回避")}
FOR_PERSON = Q(user__isnull=False, branch__isnull=True, firm__isnull=False, alliance__isnull=True)
FOR_BRANCH = Q(user__isnull=True, branch__isnull=False, firm__isnull=True, alliance__isnull=False)


class Proposal(models.Model):
    """One run of the assignment: `given` is what it was made from, `found` what came out and its proof (ALL-05)."""

    kind = models.CharField(_("类别"), max_length=16, choices=list(ASSIGNED.items()), default="instructor_firm")
    state = models.CharField(_("状态"), max_length=10, choices=list(PROPOSAL_STATES.items()), default="solving")
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("结束日期"))
    given = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    says = models.TextField(_("说明"), blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="following")
    job = models.BigIntegerField(null=True)
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=F("since")),
                name="proposal_period",
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.since}"


class Pairing(models.Model):
    """A person looks after a firm, or a branch after an alliance, from `since` to the last day `until` (empty: open).

    Both sides agree (ALL-05): `one_agreed` is the person's or branch's day, `other_agreed` the firm's or alliance's.
    """

    kind = models.CharField(_("类别"), max_length=16, choices=list(KINDS.items()))
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任人"))
    branch = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("支部")
    )
    firm = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("企业")
    )
    alliance = models.ForeignKey(
        Alliance, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("联盟")
    )
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("结束日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=list(PAIRING_STATES.items()), default="proposed")
    one_agreed = models.DateField(null=True, blank=True)
    other_agreed = models.DateField(null=True, blank=True)
    reason = models.CharField(_("未同意的原因"), max_length=500, blank=True, validators=[plain_text])
    note = models.TextField(_("交接说明"), max_length=2_000, blank=True, validators=[plain_lines])
    why = models.JSONField(default=dict, blank=True)
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="pairings")
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="following")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-since", "-id")
        indexes = (
            models.Index(fields=["user", "state", "since"], name="pairing_user"),
            models.Index(fields=["firm", "state", "since"], name="pairing_firm"),
            models.Index(fields=["kind", "state", "until"], name="pairing_ending"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="pairing_period",
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                condition=Q(kind="branch_alliance") & FOR_BRANCH | ~Q(kind="branch_alliance") & FOR_PERSON,
                name="pairing_sides",
                violation_error_message=_("请选齐结对双方。"),
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(one_agreed__isnull=False, other_agreed__isnull=False),
                name="pairing_agreed",
            ),
            models.UniqueConstraint(
                fields=["kind", "firm"],
                condition=Q(state="agreed", until__isnull=True),
                name="pairing_open_firm",
                violation_error_message=_("同一对象在这段时间已有同类责任人，请先结束那一段。"),
            ),
            models.UniqueConstraint(
                fields=["kind", "alliance"],
                condition=Q(state="agreed", until__isnull=True),
                name="pairing_open_alliance",
                violation_error_message=_("同一对象在这段时间已有同类责任人，请先结束那一段。"),
            ),
            models.UniqueConstraint(
                fields=["kind", "firm", "since"],
                condition=Q(state="agreed"),
                name="pairing_firm_since",
                violation_error_message=_("同一对象在这段时间已有同类责任人，请先结束那一段。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id or self.branch_id} → {self.firm_id or self.alliance_id}"


class Condition(models.Model):
    """A pair that must be, or may not be (conflict of interest), with its reason, until it is lifted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("责任人"))
    firm = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("企业"))
    how = models.CharField(_("方式"), max_length=8, choices=list(HOW.items()))
    reason = models.CharField(_("理由"), max_length=200, validators=[plain_text])
    since = models.DateField(_("开始日期"))
    lifted = models.DateField(_("解除日期"), null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["user", "firm"], condition=Q(lifted__isnull=True), name="condition_once"),
        )

    def __str__(self) -> str:
        return f"{self.how} {self.user_id} {self.firm_id}"


class InstructorRole(models.Model):
    """What an instructor is called in this zone (ALL-04). One without a name shows its note, never a guess."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=20, blank=True, validators=[plain_text])
    name_en = models.CharField(_("英文名称"), max_length=40, blank=True, validators=[plain_text])
    note = models.CharField(_("说明"), max_length=200, blank=True, validators=[plain_text])
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """What a person can take on: industries by code or beginning, languages, firms at least and at most."""

    user = models.OneToOneField(User, models.PROTECT, related_name="+", verbose_name=_("责任人"))
    industries = models.CharField(_("熟悉的行业"), max_length=200, blank=True, validators=[plain_text])
    languages = models.CharField(_("语言"), max_length=100, blank=True, validators=[plain_text])
    base = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("常驻单位")
    )
    least = models.PositiveSmallIntegerField(_("最少家数"), default=0)
    most = models.PositiveSmallIntegerField(_("最多家数"), default=50)
    roles = models.ManyToManyField(InstructorRole, blank=True, related_name="+", verbose_name=_("角色"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(most__gte=F("least")),
                name="profile_caps",
                violation_error_message=_("最多家数不能小于最少家数。"),
            ),
        )

    def __str__(self) -> str:
        return str(self.user_id)


class Place(models.Model):
    """Where an organisation is, in metres on the zone's grid, with the source. Without one no distance is told."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name=_("单位"))
    x_m = models.IntegerField(_("横坐标（米）"))
    y_m = models.IntegerField(_("纵坐标（米）"))
    source = models.CharField(_("来源"), max_length=200, validators=[plain_text])
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.organisation_id} ({self.x_m}, {self.y_m})"


class Wish(models.Model):
    """Languages in which a firm can be spoken with, as the firm said."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name=_("企业"))
    languages = models.CharField(_("语言"), max_length=100, blank=True, validators=[plain_text])
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.languages}"
