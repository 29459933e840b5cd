"""Who may do what with the zone's structure, one table."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import Policy, Rule, holding
from yuanmeng.core.actor import Role, Where
from yuanmeng.register.policy import FIRM_PEOPLE, auditor, leader, officer, zone_staff
from yuanmeng.structure.models import Body, Office

everyone_inside = zone_staff | auditor | holding(_("企业人员"), *FIRM_PEOPLE, Role.EXPERT)
own_secretary = Rule(
    _("本联盟秘书"), lambda actor: Q(alliance__in=actor.places(Where.ALLIANCE, Role.ALLIANCE_SECRETARY))
)
secretary_of_office = Rule(
    _("本联盟秘书"), lambda actor: Q(body__alliance__in=actor.places(Where.ALLIANCE, Role.ALLIANCE_SECRETARY))
)

BODIES = Policy(Body, view=everyone_inside, establish=leader | officer, run=leader | officer | own_secretary)
OFFICES = Policy(Office, view=everyone_inside, end=leader | officer | secretary_of_office)
"""establish: kinds, bodies and their end. run: offices, charters and rotation of a body."""
