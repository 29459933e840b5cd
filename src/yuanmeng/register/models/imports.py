"""An import is a batch: one source file, judged row by row, applied and undone as a whole."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanmeng.register.models.organisation import Organisation


class ImportBatch(models.Model):
    """One file and what became of its rows. States are in register/states.py."""

    state = models.CharField(max_length=16, default="uploaded")
    file_name = models.CharField(_("文件名"), max_length=255)
    file_size = models.PositiveBigIntegerField(_("大小"))
    file_sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=80, blank=True)
    source = models.CharField(_("来源"), max_length=200)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name


class HeldRow(models.Model):
    """A row that a person must decide: kept as it was read, with the sentence that says why."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="held_rows")
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=100, blank=True)
    value = models.TextField(blank=True)
    reason = models.CharField(max_length=40)
    says = models.TextField()
    cells = models.JSONField()
    state = models.CharField(max_length=16, default="held")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("batch", "row")
        constraints = (models.UniqueConstraint(fields=["batch", "sheet", "row", "reason"], name="held_row_once"),)

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row}"


class ColumnMapping(models.Model):
    """The office's own column names, remembered per source once a person confirmed them."""

    source = models.CharField(max_length=200)
    header = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "header"], name="column_mapping_once"),)

    def __str__(self) -> str:
        return f"{self.header} → {self.field}"
