"""Figures and rates that the zone defined itself, as ordinary figures: read from their newest version in use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import get_language

from yuanmeng.core.refusals import Invalid
from yuanmeng.ledger.defining import Asked, read
from yuanmeng.ledger.figures import Figure, Rate, further
from yuanmeng.reports.models import Defined, DefinitionVersion

PREFIX = "zone"
FIELDS = ("sort", "name", "unit", "says", "dataset", "basis", "filters", "distinct", "measure", "whole", "part", "base")


@dataclass(frozen=True, slots=True)
class Said:
    """The zone's own explanation, and the definition in words, in the language of whoever reads."""

    says: str
    words: str
    words_en: str

    def __str__(self) -> str:
        english = (get_language() or "").startswith("en")
        return f"{self.says} {self.words_en if english else self.words}"


def asked_of(defined: Defined) -> Asked:
    """What a figure asks of its dataset. Raises Invalid for what is not offered, or not any more."""
    return read({name: getattr(defined, name) for name in ("dataset", "basis", "filters", "distinct", "measure")})


def made(key: str, number: int, defined: Defined, says: Any) -> Figure:
    """A figure as somebody defined it. Raises Invalid."""
    asked = asked_of(defined)
    return Figure(
        key,
        name=defined.name,
        unit=defined.unit,
        version=number,
        says=says,
        basis=asked.basis.name,
        policy=asked.policy,
        records=asked.records,
        measure=asked.measure.amount if asked.measure else None,
        whole=defined.whole,
        firm=asked.firm,
        by=asked.by,
    )


def _figure(row: DefinitionVersion) -> Figure | None:
    """None where the code no longer offers what it asks for: its page says what is missing."""
    try:
        return made(row.definition.key, row.number, row, Said(row.says, row.words, row.words_en))
    except Invalid:
        return None


def in_use() -> Iterator[Figure | Rate]:
    """All that are in use, in one query."""
    rows = DefinitionVersion.objects.filter(definition__state="in_use", number=F("definition__edition"))
    for row in rows.select_related("definition").order_by("definition__slug"):
        if row.sort == "rate":
            says = Said(row.says, row.words, row.words_en)
            yield Rate(row.definition.key, row.name, row.number, says, part=row.part, base=row.base)
        else:
            found = _figure(row)
            if found:
                yield found


def edition(key: str, number: int) -> Figure | None:
    """A figure as one of its versions says, in use or not."""
    rows = DefinitionVersion.objects.filter(definition__slug=key.removeprefix(f"{PREFIX}."), number=number)
    row = rows.filter(sort="figure").select_related("definition").first()
    return _figure(row) if row else None


further(PREFIX, in_use, edition)
