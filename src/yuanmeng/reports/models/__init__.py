"""Published figures, outside facts, briefings, the superior's own forms, and figures of the zone's own."""

from yuanmeng.reports.models.definitions import DEFINITION_STATES, SORTS, Defined, Definition, DefinitionVersion
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
    PublishedRate,
)

__all__ = [
    "DEFINITION_STATES",
    "FIELDS",
    "FORM_STATES",
    "RHYTHMS",
    "SORTS",
    "SOURCE",
    "SOURCES",
    "SPANS",
    "STATES",
    "Adjustment",
    "Briefing",
    "BriefingEdition",
    "Counted",
    "Defined",
    "Definition",
    "DefinitionVersion",
    "FilledCell",
    "Filling",
    "OutsideFact",
    "Placement",
    "Publication",
    "PublishedRate",
    "Source",
    "SuperiorForm",
]
