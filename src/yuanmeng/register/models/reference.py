"""Reference tables: industries by edition of GB/T 4754, divisions of GB/T 2260 with their dates."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Industry(models.Model):
    """One class of GB/T 4754; level 1 section, 2 division, 3 group, 4 class (ENT-04)."""

    edition = models.CharField(_("版本"), max_length=16)
    code = models.CharField(_("代码"), max_length=5)
    name = models.CharField(_("名称"), max_length=120)
    level = models.PositiveSmallIntegerField()
    parent = models.CharField(max_length=5, blank=True)
    section = models.CharField(max_length=1)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ("edition", "code")
        constraints = (models.UniqueConstraint(fields=["edition", "code"], name="industry_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Division(models.Model):
    """A county-level division and the years its code was in force; 370125 became 370115 in 2018 (ENT-10)."""

    code = models.CharField(_("代码"), max_length=6)
    name = models.CharField(_("名称"), max_length=60)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    successor = models.CharField(max_length=6, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=["code"], name="division_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
