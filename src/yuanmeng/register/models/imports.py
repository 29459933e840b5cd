"""An import is a batch: one source file, judged row by row, applied and undone as a whole."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanmeng.register.models.organisation import Organisation


class ImportBatch(models.Model):
    """One file and what became of its rows. States are in register/states_imports.py."""

    state = models.CharField(_("状态"), max_length=16, default="uploaded")
    file_name = models.CharField(_("文件名"), max_length=255)
    file_size = models.PositiveBigIntegerField(_("大小"))
    file_sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=80, blank=True)
    errors = models.CharField(max_length=80, blank=True)
    source = models.CharField(_("来源"), max_length=160)
    as_of = models.DateField(_("截至日期"), null=True, blank=True)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("导入批次")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name


class ImportChange(models.Model):
    """What up to a thousand rows of a batch changed, kept so that the batch can be undone.

    `created` lists organisations; `updated` maps an organisation to its version afterwards, the values before, and the
    former name and contact that were added.
    """

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="changes")
    created = models.JSONField(default=list)
    updated = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.batch_id}: +{len(self.created)} ~{len(self.updated)}"


class HeldRow(models.Model):
    """A row that a person must decide: kept as it was read, with the reason and what the reason adds.

    `cells` maps a column's place to its text; `digest` finds the same row again in a later file of the same source.
    """

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="held_rows")
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField(_("行号"))
    column = models.CharField(max_length=200, blank=True)
    value = models.TextField(blank=True)
    reason = models.CharField(max_length=40)
    more = models.TextField(blank=True)
    cells = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(_("状态"), max_length=16, default="held")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("说明"), max_length=500, blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("待定行")
        ordering = ("batch", "row")
        indexes = (
            models.Index(fields=["state", "id"], name="held_row_state"),
            models.Index(fields=["digest"], name="held_row_digest"),
        )
        constraints = (models.UniqueConstraint(fields=["batch", "sheet", "row"], name="held_row_once"),)

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row}"


class ColumnMapping(models.Model):
    """The office's own column names, remembered per source once a person confirmed them."""

    source = models.CharField(max_length=160)
    header = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "header"], name="column_mapping_once"),)

    def __str__(self) -> str:
        return f"{self.header} → {self.field}"
