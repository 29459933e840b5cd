"""What becomes of activities when two files of one firm are merged (`settings.MERGED_RELATIONS`)."""

from __future__ import annotations

from yuanmeng.register.queries.merging import Relation, moved, unless_there

RELATIONS = (
    Relation("activities.Host", "organisation_id", moved),
    Relation("activities.Activity", "host_id", moved),
    Relation("activities.Invitation", "organisation_id", unless_there("activity_id")),
    Relation("activities.Topic", "organisation_id", moved),
    Relation("activities.Attendance", "organisation_id", unless_there("activity_id", "role")),
    Relation("activities.FollowUp", "owner_id", moved),
)
