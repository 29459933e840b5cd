"""Who may do what in the register, one table."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import Policy, Rule, holding
from yuanmeng.core.actor import Role, Where
from yuanmeng.register.models import BulkEdit, Correction, HeldRow, ImportBatch, Merge, Organisation

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

MERGES = Policy(Merge, view=officer | leader | auditor, undo=officer)
"""view: proposed pairs, pairs marked distinct and merges. Merging itself is the verb `merge` on both firms."""

proposer = Rule(_("提出批量修改的人"), lambda actor: Q(proposed_by=actor.user_id))
BULK_EDITS = Policy(
    BulkEdit,
    view=officer | leader | auditor,
    propose=officer & proposer,
    withdraw=officer & proposer,
    approve=leader,
    decline=leader,
    undo=officer | leader,
)
"""Two people: nobody approves what they proposed themselves (checked in the action, with its own sentence)."""

own_request = Rule(_("本企业人员"), lambda actor: Q(organisation_id__in=actor.places(Where.ORGANISATION, *FIRM_PEOPLE)))
own_administrators_request = Rule(
    _("本企业管理员"), lambda actor: Q(organisation_id__in=actor.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR))
)
CORRECTIONS = Policy(
    Correction,
    view=officer | leader | auditor | own_request,
    inbox=officer | leader | auditor,
    decide=officer,
    withdraw=own_administrators_request,
)
"""inbox: the list of all requests. decide: accept or decline one. withdraw: take one's own firm's request back."""

IMPORTS = Policy(ImportBatch, view=officer | leader | auditor, load=officer, undo=officer)
HELD_ROWS = Policy(HeldRow, view=officer | leader | auditor, decide=officer)
"""Rows of an import that wait for a person."""
