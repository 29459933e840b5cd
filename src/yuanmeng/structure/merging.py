"""What becomes of offices and turns when two files of one firm are merged (`settings.MERGED_RELATIONS`)."""

from __future__ import annotations

from yuanmeng.register.queries.merging import Relation, moved

RELATIONS = (
    Relation("structure.Office", "organisation_id", moved),
    Relation("structure.Turn", "organisation_id", moved),
)
