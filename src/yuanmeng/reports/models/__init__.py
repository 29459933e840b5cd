"""Published figures, outside facts, briefings, and the superior's own forms."""

from yuanmeng.reports.models.forms import (
    FIELDS,
    FORM_STATES,
    RHYTHMS,
    SOURCES,
    SPANS,
    FilledCell,
    Filling,
    Placement,
    Source,
    SuperiorForm,
)
from yuanmeng.reports.models.published import (
    SOURCE,
    STATES,
    Adjustment,
    Briefing,
    BriefingEdition,
    Counted,
    OutsideFact,
    Publication,
)

__all__ = [
    "FIELDS",
    "FORM_STATES",
    "RHYTHMS",
    "SOURCE",
    "SOURCES",
    "SPANS",
    "STATES",
    "Adjustment",
    "Briefing",
    "BriefingEdition",
    "Counted",
    "FilledCell",
    "Filling",
    "OutsideFact",
    "Placement",
    "Publication",
    "Source",
    "SuperiorForm",
]
