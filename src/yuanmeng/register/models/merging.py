"""Duplicates, merging them, and governed bulk edits: what is written keeps all it needs to be undone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanmeng.register.models.organisation import Organisation

MERGE_STATES = [("merged", _("已合并")), ("undone", _("已撤销"))]
BULK_STATES = [
    ("draft", _("待提交")),
    ("proposed", _("待批准")),
    ("applied", _("已执行")),
    ("declined", _("未批准")),
    ("withdrawn", _("已撤回")),
    ("undone", _("已撤销")),
]
CELL_STATES = [("change", _("修改")), ("invalid", _("无效")), ("stale", _("已被他人修改")), ("unknown", _("未找到"))]


class Likeness(models.Model):
    """A pair that may be one organisation, as the last search found it (core/duplicates.py). Best pairs come first."""

    first = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    second = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    codes_differ = models.BooleanField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="likeness_ordered"),
        )
        indexes = (models.Index(fields=["codes_differ", "id"], name="likeness_list"),)

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class Distinct(models.Model):
    """Two organisations that a person said are not the same: the pair is not proposed again."""

    first = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    second = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    said_by = models.BigIntegerField(null=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="distinct_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="distinct_ordered"),
        )

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"


class Merge(models.Model):
    """`absorbed` became part of `kept`; `moved` holds every changed value before and after, so it can be undone."""

    kept = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    basis = models.CharField(_("依据"), max_length=500, blank=True)
    moved = models.JSONField(default=dict)
    state = models.CharField(_("状态"), max_length=16, choices=MERGE_STATES, default="merged")
    merged_by = models.BigIntegerField(null=True)
    merged_at = models.DateTimeField()
    undone_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"


class BulkEdit(models.Model):
    """An Excel file sent out, edited and brought back: the difference cell by cell, approved or not, undone or not."""

    state = models.CharField(_("状态"), max_length=16, choices=BULK_STATES, default="draft")
    file_name = models.CharField(_("文件名"), max_length=255)
    columns = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    ignored = models.JSONField(default=list)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("理由"), max_length=500, blank=True)
    undone_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name


class BulkCell(models.Model):
    """One cell that differs from the register: `was` at upload, `now` in the file; both as text of the sheet.

    `seen` is the firm's version in the file. Only cells in state `change` are applied; `reason` says why the others are
    not, `more` what the reason adds.
    """

    edit = models.ForeignKey(BulkEdit, models.PROTECT, related_name="cells")
    row = models.PositiveIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    seen = models.PositiveIntegerField(default=0)
    column = models.CharField(max_length=40)
    was = models.TextField(blank=True)
    now = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=CELL_STATES)
    reason = models.CharField(max_length=16, blank=True)
    more = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["edit", "row", "column"], name="bulk_cell_once"),)
        indexes = (models.Index(fields=["edit", "state", "id"], name="bulk_cell_list"),)

    def __str__(self) -> str:
        return f"{self.edit_id}:{self.row} {self.column}"
