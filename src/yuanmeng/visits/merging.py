"""What becomes of visits when two files of one firm are merged (`settings.MERGED_RELATIONS`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yuanmeng.pairing.merging import unless_any
from yuanmeng.register.queries.merging import Relation, moved, unless_there

RELATIONS = (
    Relation("visits.Stop", "organisation_id", unless_there("visit_id"), _("走访")),
    Relation("visits.Line", "organisation_id", moved, _("走访记录条目")),
    Relation("visits.ContactPreference", "organisation_id", unless_any, _("联系偏好")),
    Relation("visits.QuietPeriod", "organisation_id", moved, _("静默期")),
)
