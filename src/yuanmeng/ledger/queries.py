"""Reads over events."""

from __future__ import annotations

from django.db import models

from yuanmeng.ledger.models import Event


def timeline(record: models.Model) -> models.QuerySet[Event]:
    """All events about one record, newest first."""
    return Event.objects.filter(abouts__kind=record._meta.label_lower, abouts__key=record.pk)
