"""Who may do what with alliances, one table."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import NONE, Policy, Rule, holding
from yuanmeng.alliances.models import Alliance, MappingEdition, Membership
from yuanmeng.core.actor import Role, Where
from yuanmeng.register.policy import FIRM_PEOPLE, auditor, leader, officer, zone_staff

firm_people = holding(_("企业人员"), *FIRM_PEOPLE)
expert = holding(_("专家"), Role.EXPERT)
own_secretary = Rule(_("本联盟秘书"), lambda actor: Q(pk__in=actor.places(Where.ALLIANCE, Role.ALLIANCE_SECRETARY)))
own_firm = Rule(_("本企业人员"), lambda actor: Q(organisation__in=actor.places(Where.ORGANISATION, *FIRM_PEOPLE)))
own_administrator = Rule(
    _("本企业管理员"), lambda actor: Q(organisation__in=actor.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR))
)
fellow = Rule(_("企业人员"), lambda actor: Q(joined_on__isnull=False) if actor.holds(*FIRM_PEOPLE) else NONE)

secretary_there = Rule(
    _("本联盟秘书"), lambda actor: Q(alliance__in=actor.places(Where.ALLIANCE, Role.ALLIANCE_SECRETARY))
)

ALLIANCES = Policy(
    Alliance,
    view=zone_staff | auditor | firm_people | expert,
    establish=officer | leader,
    invite=officer | own_secretary,
    apply=holding(_("企业管理员"), Role.FIRM_ADMINISTRATOR),
)
MEMBERSHIPS = Policy(
    Membership,
    view=zone_staff | auditor | own_firm | fellow,
    answer=own_administrator,
    leave=own_administrator,
    settle=officer | secretary_there,
)
"""answer: accept or decline an invitation or take an application back, which only the firm itself may (ENT-13).
settle: take an invitation back, admit or refuse who applied. Firms see who joined, and of
their own firm everything; open and declined invitations of others are the zone's business."""
MAPPINGS = Policy(MappingEdition, view=zone_staff | auditor, publish=officer | leader)
