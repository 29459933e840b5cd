"""What is derived from a firm's file so that lists can filter and search it: rebuilt by `reindex`, never typed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanmeng.register.models.organisation import Organisation

SIZES = [
    ("large", _("大型")),
    ("medium", _("中型")),
    ("small", _("小型")),
    ("micro", _("微型")),
    ("unknown", _("无法判定")),
    ("outside", _("不适用")),
]


class FirmIndex(models.Model):
    """One row for each organisation that was not merged into another; texts are in the normal form of core/bigrams.py.

    The pieces of the texts stand in the table `register_search` (FTS5) or the column `terms` (tsvector), made by
    migration 0002.
    """

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="index")
    name = models.TextField()
    former = models.TextField(blank=True)
    initials = models.TextField(blank=True)
    code = models.CharField(max_length=18, blank=True)
    pinyin = models.CharField(max_length=80, blank=True)
    size = models.CharField(_("规模"), max_length=8, choices=SIZES)
    facts_as_of = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["pinyin", "organisation"], name="firm_index_pinyin"),
            models.Index(fields=["size", "organisation"], name="firm_index_size"),
        )

    def __str__(self) -> str:
        return self.name
