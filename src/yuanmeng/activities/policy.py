"""Who may do what with activities, one table."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import NONE, Policy, Rule, holding
from yuanmeng.activities.models import Activity, FollowUp, Invitation, Series
from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.register.policy import FIRM_PEOPLE, auditor, leader, officer, zone_staff


def own(actor: Actor) -> list[int]:
    """The organisations a person works for."""
    return actor.places(Where.ORGANISATION, *FIRM_PEOPLE)


def _invited_or_member(actor: Actor) -> Q:
    mine = own(actor)
    if not mine:
        return NONE
    invited = Invitation.objects.filter(organisation__in=mine).values("activity")
    alliances = Membership.objects.filter(organisation__in=mine, state="member").values("alliance")
    among = Activity.alliances.through.objects.filter(alliance__in=alliances).values("activity")
    return Q(pk__in=invited) | Q(pk__in=among)


def _of_own_alliance(actor: Actor) -> Q:
    mine = actor.places(Where.ALLIANCE, Role.ALLIANCE_SECRETARY)
    return Q(pk__in=Activity.alliances.through.objects.filter(alliance__in=mine).values("activity")) if mine else NONE


members = Rule(_("受邀单位和成员单位人员"), _invited_or_member)
firm_people = holding(_("企业人员"), *FIRM_PEOPLE)
own_secretary = Rule(_("本联盟秘书"), _of_own_alliance)
secretary = holding(_("联盟秘书"), Role.ALLIANCE_SECRETARY)

ACTIVITIES = Policy(
    Activity,
    view=zone_staff | auditor | members,
    browse=zone_staff | auditor | firm_people,
    plan=officer | secretary,
    run=officer | own_secretary,
    propose=members | officer | own_secretary,
)
INVITATIONS = Policy(
    Invitation,
    view=zone_staff | auditor | Rule(_("受邀单位人员"), lambda actor: Q(organisation__in=own(actor))),
    reply=Rule(_("受邀单位人员"), lambda actor: Q(organisation__in=own(actor))),
)
FOLLOW_UPS = Policy(
    FollowUp,
    view=zone_staff | auditor | Rule(_("责任单位人员"), lambda actor: Q(owner__in=own(actor))),
    end=officer | secretary | leader | Rule(_("责任单位人员"), lambda actor: Q(owner__in=own(actor))),
)
SERIES = Policy(Series, view=zone_staff | auditor, found=officer | secretary)
"""plan: make a new one. run: change, invite, cancel, attendance, minutes, decisions. propose: hand in a topic."""
