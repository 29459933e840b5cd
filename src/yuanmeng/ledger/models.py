"""Events, what they are about, and operation ids. Append-only: triggers refuse UPDATE and DELETE (see migrations)."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One change that happened. Facts hold ids and enumerations, never names or phone numbers."""

    id = models.BigIntegerField(primary_key=True)
    op = models.UUIDField(null=True)
    verb = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    post = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["verb", "id"], name="event_verb"),)

    def __str__(self) -> str:
        return f"{self.id} {self.verb}"


class About(models.Model):
    """A record that an event concerns. All timelines are the same query over this table."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="abouts")
    kind = models.CharField(max_length=64)
    key = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "key", "event"], name="about_once"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class Operation(models.Model):
    """An operation id made by the client, and the first answer it got: a repeat gets it again and changes nothing."""

    op = models.UUIDField(primary_key=True)
    verb = models.CharField(max_length=64)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    answer = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.verb} {self.op}"
