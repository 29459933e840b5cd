"""Who may publish and write: leaders and officers write, leaders publish, everybody who works with figures reads."""

from __future__ import annotations

from yuanmeng.accounts.policy import Policy, auditor
from yuanmeng.register.policy import leader, officer, zone_staff
from yuanmeng.reports.models import Briefing, Definition, IndicatorSystem, OutsideFact, Publication, SuperiorForm

readers = zone_staff | auditor

PUBLICATIONS = Policy(Publication, view=readers, publish=leader, adjust=leader)
"""A proof page (definition, value, hash; no records) needs no rule: whoever has its address may read it."""
FACTS = Policy(OutsideFact, view=readers, record=leader | officer, withdraw=leader | officer)
BRIEFINGS = Policy(Briefing, view=readers, write=leader | officer, publish=leader, discard=leader | officer)
FORMS = Policy(SuperiorForm, view=readers, define=leader | officer, fill=leader | officer, withdraw=leader | officer)
"""view: the forms and what was filled. define: upload one, and say what goes into which cell. fill: freeze a period."""
DEFINITIONS = Policy(Definition, view=leader | auditor, define=leader)
"""Who may publish a figure may define one; what is in use everybody sees who works with figures."""
EVALUATIONS = Policy(
    IndicatorSystem, view=readers, define=leader, withdraw=leader, state=leader | officer, attach=leader | officer
)
"""define: the tree and what stands beside it. state: an own value; one that publishes a figure needs that right too."""
