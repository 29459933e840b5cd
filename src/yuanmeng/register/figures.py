"""What every dataset of firms' records may be filtered by: the firm's industry, and where its capital came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.classify.industries import SECTIONS, divisions_of
from yuanmeng.ledger.datasets import Distinct, Field
from yuanmeng.register.models import Organisation, Origin
from yuanmeng.register.models.organisation import ORIGINS
from yuanmeng.register.policy import FIRMS

INDUSTRY, FIRM = _("企业所在行业"), _("企业")


def industry(path: str, *, key: str = "industry", name: Any = INDUSTRY, many: bool = False) -> Field:
    """The section of GB/T 4754, as the firm's file has it today."""

    def where(_day: Any, sections: Sequence[str]) -> Q:
        firms = Organisation.objects.annotate(of=Substr("industry", 1, 2)).filter(of__in=divisions_of(sections))
        return Q(**{f"{path}__in": firms.values("pk")})

    return Field(key, name, "choice", path, lambda: list(SECTIONS.items()), many=many, where=where)


def origin(path: str, *, many: bool = False) -> Field:
    """Where the capital came from on the day of the record."""

    def where(day: Any, kinds: Sequence[str]) -> Q:
        rows = Origin.objects.filter(organisation=OuterRef(path), kind__in=kinds, since__lte=day)
        return Q(Exists(rows.filter(Q(until__isnull=True) | Q(until__gte=day))))

    return Field("origin", _("企业当日的资金来源"), "choice", path, lambda: list(ORIGINS), many=many, where=where)


def firms(path: str, name: Any = FIRM) -> Distinct:
    """Each firm once."""
    return Distinct(name, path, FIRMS, firm="pk")
