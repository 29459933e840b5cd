"""Background work, one row a job. Its progress while it runs lies in a file beside the database (see progress)."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.actor import Actor, Role, Seat, Where

STATES = [("waiting", _("等待")), ("running", _("进行中")), ("done", _("已完成")), ("failed", _("失败"))]


class Job(models.Model):
    """`key` names a piece of work: it exists once, unless it failed. `op` is the operation id for its effect."""

    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True)
    op = models.UUIDField(unique=True)
    actor_id = models.BigIntegerField(null=True)
    seats = models.JSONField(default=list)
    state = models.CharField(_("状态"), max_length=8, choices=STATES, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    most_attempts = models.PositiveSmallIntegerField(default=3)
    run_after = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key"], condition=~Q(state="failed"), name="job_once"),
            models.CheckConstraint(condition=~Q(state="running") | Q(leased_until__isnull=False), name="job_leased"),
        )
        indexes = (models.Index(fields=["state", "run_after", "id"], name="job_due"),)

    def __str__(self) -> str:
        return f"{self.pk} {self.task}"

    @property
    def by(self) -> Actor:
        """The person who asked for the work, with the seats held then."""
        return Actor(self.actor_id, tuple(Seat(Role(role), Where(where), key) for role, where, key in self.seats))

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {"done", "failed"}

    @property
    def progress(self) -> tuple[int, int]:
        """Units done and units in all, (0, 0) while unknown; also seen while the job's transaction is open."""
        try:
            done, total = self.progress_file.read_text().split()
        except (FileNotFoundError, ValueError):
            return self.done, self.total
        return int(done), int(total)

    @property
    def percent(self) -> int:
        """Progress from 0 to 100; 0 while the total is unknown."""
        done, total = self.progress
        return min(100, done * 100 // total) if total else 0

    @property
    def progress_file(self) -> Path:
        """A writer on SQLite hides its rows from everybody until it commits, so running progress is not a row."""
        return Path(settings.JOBS) / str(self.pk)
