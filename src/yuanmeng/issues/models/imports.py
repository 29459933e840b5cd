"""An imported list of problems is a batch: one file, loaded and undone as a whole."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.issues.models.case import Issue

IMPORT_STATES = [("uploaded", _("待确认")), ("loaded", _("已导入")), ("undone", _("已撤销")), ("dropped", _("已放弃"))]


class IssueBatch(models.Model):
    """One file (problem ledger) of one source. `columns` maps a field to the header of its column."""

    source = models.CharField(_("来源"), max_length=160)
    file_name = models.CharField(_("文件名"), max_length=200)
    file_size = models.PositiveBigIntegerField(_("大小"))
    file_sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=60)
    columns = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    state = models.CharField(_("状态"), max_length=8, choices=IMPORT_STATES, default="uploaded")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("上传时间"))
    loaded_at = models.DateTimeField(_("导入时间"), null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("问题导入批次")
        ordering = ("-id",)
        indexes = (models.Index(fields=["source", "state"], name="issue_batch_source"),)

    def __str__(self) -> str:
        return self.file_name


class IssueRow(models.Model):
    """A row of a batch that became a problem, or answered one of an earlier batch (`created` false).

    `mark` is the digest of the cells that were read, `bare` that of the cells without the answer, `key` the file's own
    number; `version` is the problem's afterwards.
    """

    batch = models.ForeignKey(IssueBatch, models.PROTECT, related_name="rows")
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="+")
    row = models.PositiveIntegerField(_("行号"))
    mark = models.CharField(max_length=64)
    bare = models.CharField(max_length=64)
    key = models.CharField(max_length=60, blank=True)
    created = models.BooleanField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("导入的行")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["batch", "row"], name="issue_row_once"),)

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row}"
