"""Who may do what with visits, one table."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import NONE, Policy, Rule, holding
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.register.policy import FIRM_PEOPLE, auditor, leader, officer, zone_staff
from yuanmeng.visits.models import CAPACITIES, ContactPreference, Line, Rhythm, Stop, Visit, Visitor


def own(actor: Actor) -> list[int]:
    """The organisations a person works for."""
    return actor.places(Where.ORGANISATION, *FIRM_PEOPLE)


def _mine(actor: Actor) -> Q:
    """Visits that the person recorded or takes part in."""
    if actor.user_id is None:
        return NONE
    taking_part = Visitor.objects.filter(user_id=actor.user_id).values("visit")
    return Q(pk__in=taking_part) | Q(recorded_by=actor.user_id)


visiting = holding(_("园区走访人员"), *CAPACITIES)
taking_part = Rule(_("参加走访的人"), _mine)
firm_people = Rule(_("本企业人员"), lambda actor: Q(organisation__in=own(actor)) if own(actor) else NONE)
firm_administrator = Rule(
    _("本企业管理员"),
    lambda actor: (
        Q(organisation__in=places) if (places := actor.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR)) else NONE
    ),
)

VISITS = Policy(
    Visit,
    view=zone_staff | auditor,
    record=visiting,
    plan=visiting,
    change=visiting & taking_part,
    come_along=visiting,
    call_off=(visiting & taking_part) | leader,
    export=officer | leader | auditor,
    burden=leader | officer | auditor,
)
"""record, plan: make a new one. change: amend, reschedule, void, keep a promise. burden: contacts of each firm."""
STOPS = Policy(Stop, view=zone_staff | auditor | firm_people, decline=firm_people, judge=firm_people)
"""What a firm sees of visits: who came, when and why. decline needs no reason; judge is the anonymous opinion."""
LINES = Policy(Line, view=zone_staff | auditor | firm_people, take_up=visiting)
PREFERENCES = Policy(ContactPreference, view=zone_staff | auditor | firm_people, set=firm_administrator | officer)
"""set: the firm itself; an officer may note what the firm asked for on the telephone."""
RHYTHM = Policy(Rhythm, view=zone_staff | auditor, set=leader | officer)
