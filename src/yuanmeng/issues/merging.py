"""What becomes of problems when two files of one firm are merged (`settings.MERGED_RELATIONS`)."""

from __future__ import annotations

from yuanmeng.register.queries.merging import Relation, moved, unless_there

RELATIONS = (
    Relation("issues.Issue", "firm_id", moved),
    Relation("issues.Issue", "subject_id", moved),
    Relation("issues.Issue", "first_receiver_id", moved),
    Relation("issues.Issue", "lead_id", moved),
    Relation("issues.Part", "organisation_id", unless_there("issue_id")),
    Relation("issues.Participant", "organisation_id", unless_there("consultation_id")),
    Relation("issues.Consultation", "lead_id", moved),
)
