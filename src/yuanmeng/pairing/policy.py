"""Who may do what with pairings, one table, and what a pairing gives to those it joins."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.accounts.policy import NONE, Policy, Rule
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.pairing.models import Condition, InstructorRole, Pairing, Profile, Proposal
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRM_PEOPLE, FIRMS, auditor, leader, officer, zone_staff
from yuanmeng.register.policy import own_administrator as administrator

PAIRED_ROLES = (Role.SERVICE_OFFICER, Role.PARTY_INSTRUCTOR, Role.ZONE_LEADER)
FOR_ROLE = {
    "officer_firm": Role.SERVICE_OFFICER,
    "instructor_firm": Role.PARTY_INSTRUCTOR,
    "leader_firm": Role.ZONE_LEADER,
}
"""The role that the person of each kind holds."""


def covers(day: date, prefix: str = "") -> Q:
    """Agreed pairings whose period covers the day; `until` is the last day."""
    open_end = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": day})
    return open_end & Q(**{f"{prefix}state": "agreed", f"{prefix}since__lte": day})


def paired_with(*kinds: str) -> Rule:
    """Rule on organisations: those that the actor looks after today, by pairings of these kinds (any when none named).

    It ends with the last day of the pairing. Holders of no role that can be paired are refused without a query.
    """

    def where(actor: Actor) -> Q:
        if actor.user_id is None or not actor.holds(*PAIRED_ROLES):
            return NONE
        mine = Pairing.objects.filter(covers(timezone.localdate()), user_id=actor.user_id, firm__isnull=False)
        return Q(pk__in=(mine.filter(kind__in=kinds) if kinds else mine).values("firm_id"))

    return Rule(_("包联责任人"), where)


def grant() -> None:
    """Give the person who looks after a firm its page and its unmasked business phones, for exactly that period.

    Later rooms (visits, issues) ask `paired_with` for their own verbs.
    """
    for verb in ("view", "phone"):
        FIRMS.rules[verb] = FIRMS.rules[verb] | paired_with()


shown = ~Q(state="draft")
oneself = Rule(_("责任人本人"), lambda actor: Q(user_id=actor.user_id) & shown if actor.user_id else NONE)
own_firm = Rule(_("本企业人员"), lambda actor: Q(firm__in=actor.places(Where.ORGANISATION, *FIRM_PEOPLE)) & shown)
own_administrator = Rule(
    _("本企业管理员"), lambda actor: Q(firm__in=actor.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR)) & shown
)
own_branch = Rule(
    _("本支部成员"), lambda actor: Q(branch__in=actor.places(Where.ORGANISATION, Role.BRANCH_MEMBER)) & shown
)
own_secretary = Rule(
    _("本联盟秘书"), lambda actor: Q(alliance__in=actor.places(Where.ALLIANCE, Role.ALLIANCE_SECRETARY)) & shown
)
agreed_ones = Rule(_("园区工作人员"), lambda _actor: Q(state="agreed"))
coordinator = officer | leader
side = oneself | own_administrator | own_branch | own_secretary
own = oneself | own_firm | own_branch | own_secretary
"""side: those who answer. own: those whom a pairing concerns."""

PAIRINGS = Policy(
    Pairing,
    view=coordinator | auditor | (zone_staff & agreed_ones) | own,
    browse=coordinator | auditor | zone_staff,
    propose=coordinator,
    answer=side,
    withdraw=coordinator,
    end=coordinator | side,
    hand_over=coordinator,
)
"""browse: the pages of who looks after whom. answer: say yes or no for one's own side (ALL-05)."""
PROPOSALS = Policy(Proposal, view=coordinator | auditor, make=coordinator)
CONDITIONS = Policy(Condition, view=coordinator | auditor, manage=coordinator)
own_profile = Rule(_("本人"), lambda actor: Q(user_id=actor.user_id) if actor.user_id else NONE)
PROFILES = Policy(Profile, view=coordinator | auditor | own_profile, edit=coordinator | own_profile)
ROLE_NAMES = Policy(InstructorRole, view=zone_staff | auditor, edit=leader | officer)
INPUTS = Policy(
    Organisation,
    view=coordinator | auditor | administrator,
    browse=coordinator | auditor,
    locate=coordinator,
    speak=coordinator | administrator,
)
"""What an assignment reads of a unit. locate: where it is. speak: in which languages, which the firm says itself."""
CARERS = Policy(User, view=coordinator | auditor, hand_over=coordinator)
"""People whose pairings are looked at or handed over."""


def joined(actor: Actor) -> bool:
    """Whether pairings may concern this person: one of the two sides."""
    return actor.holds(*PAIRED_ROLES, *FIRM_PEOPLE, Role.BRANCH_MEMBER, Role.ALLIANCE_SECRETARY)
