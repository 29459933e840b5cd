"""Who may do what in the register, one table."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import Policy, Rule, holding
from yuanmeng.core.actor import Role, Where
from yuanmeng.register.models import Organisation

ZONE_STAFF = (
    Role.ZONE_LEADER,
    Role.SERVICE_OFFICER,
    Role.DEPARTMENT_HANDLER,
    Role.BRANCH_MEMBER,
    Role.PARTY_INSTRUCTOR,
    Role.ALLIANCE_SECRETARY,
    Role.FUND_CLERK,
)
FIRM_PEOPLE = (Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF)

zone_staff = holding(_("园区工作人员"), *ZONE_STAFF)
auditor = holding(_("审计员"), Role.AUDITOR)
officer = holding(_("经济发展服务生"), Role.SERVICE_OFFICER)
leader = holding(_("园区领导"), Role.ZONE_LEADER)
own_firm = Rule(_("本企业人员"), lambda actor: Q(pk__in=actor.places(Where.ORGANISATION, *FIRM_PEOPLE)))
own_administrator = Rule(
    _("本企业管理员"), lambda actor: Q(pk__in=actor.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR))
)

FIRMS = Policy(
    Organisation,
    view=zone_staff | auditor | own_firm,
    browse=zone_staff | auditor,
    create=officer,
    edit=officer,
    correct=own_administrator,
    decide=officer,
    phone=officer | own_administrator | leader,
    export=officer | leader | auditor,
    load=officer,
    merge=officer,
    bulk=officer,
    approve=leader,
    classify=officer,
)
"""view: see a firm's page. browse: the list and search. correct: ask for a correction. decide: answer one.
phone: see business phones unmasked. load: import files. bulk, approve: propose and approve a bulk edit (two people)."""
