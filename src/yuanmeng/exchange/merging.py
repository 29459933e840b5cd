"""What becomes of the three lists when two files of one firm are merged (`settings.MERGED_RELATIONS`)."""

from __future__ import annotations

from yuanmeng.register.queries.merging import Relation, moved

RELATIONS = (
    Relation("exchange.Listing", "organisation_id", moved),
    Relation("exchange.Claim", "organisation_id", moved),
    Relation("exchange.Task", "owner_id", moved),
    Relation("exchange.Task", "beneficiary_id", moved),
)
