"""Reads over the industry table."""

from __future__ import annotations

from django.db.models import Count

from yuanmeng.core.classify.industries import DIVISIONS, EDITION, SECTIONS
from yuanmeng.register.models import Industry, Organisation


def counted() -> dict[str, int]:
    """Industry code as recorded → organisations in the register (active or closed, as the firm list counts)."""
    rows = Organisation.objects.filter(state__in=("active", "closed")).exclude(industry="").order_by("industry")
    return dict(rows.values_list("industry").annotate(Count("pk")))


def full() -> bool:
    """Whether more than the sections and divisions that ship with the product is loaded."""
    return Industry.objects.filter(edition=EDITION).count() > len(SECTIONS) + len(DIVISIONS)
