"""Merging duplicates and governed bulk edits: both keep what they need to be undone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanmeng.register.models.organisation import Organisation


class Merge(models.Model):
    """`absorbed` became part of `kept`; `moved` lists every record that changed hands, so it can be undone."""

    kept = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)
    moved = models.JSONField(default=dict)
    state = models.CharField(max_length=16, default="merged")
    merged_by = models.BigIntegerField(null=True)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"


class Distinct(models.Model):
    """Two organisations that a person said are not the same: the pair is not proposed again."""

    first = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    second = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    said_by = models.BigIntegerField(null=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="distinct_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="distinct_ordered"),
        )

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"


class BulkEdit(models.Model):
    """An Excel file sent out, edited and brought back: the difference cell by cell, approved or not, undone or not."""

    state = models.CharField(max_length=16, default="proposed")
    file_name = models.CharField(_("文件名"), max_length=255)
    changes = models.JSONField(default=list)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name
