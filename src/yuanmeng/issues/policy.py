"""Who may do what with problems, one table.

`discreet` takes out, whatever the role, the people who keep away from a problem and, where it is confidential, the unit
complained of (TKT-10). A unit's people know of a problem only while their unit has a share in it.
"""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import NONE, Policy, Rule, holding
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.issues.models import (
    Answer,
    Attachment,
    Category,
    CommonCause,
    Consultation,
    Issue,
    IssueBatch,
    Lesson,
    Part,
    Participant,
    Profile,
    Recusal,
    ReplyTemplate,
)
from yuanmeng.register.policy import FIRM_PEOPLE, auditor, leader, officer, zone_staff


def own(actor: Actor) -> list[int]:
    """The firms a person works for."""
    return actor.places(Where.ORGANISATION, *FIRM_PEOPLE)


def units(actor: Actor) -> list[int]:
    """The units whose problems a person handles."""
    return actor.places(Where.ORGANISATION, Role.DEPARTMENT_HANDLER)


@lru_cache(maxsize=256)
def _not_recused(user: int) -> Q:
    """One object a person, so that rules with this part are known to say the same; asked anew in every query."""
    return ~Q(pk__in=Recusal.objects.filter(user_id=user).values("issue"))


def discreet(rule: Rule) -> Rule:
    """The rule without recused people and without the unit complained of in confidence."""

    def where(actor: Actor) -> Q:
        among = rule.where(actor)
        if among == NONE or actor.user_id is None:
            return among
        among &= _not_recused(actor.user_id)
        places = actor.places(Where.ORGANISATION)
        return among & ~Q(confidential=True, subject__in=places) if places else among

    return Rule(rule.says, where)


def _of_unit(actor: Actor) -> Q:
    mine = units(actor)
    if not mine:
        return NONE
    parts = Part.objects.filter(organisation__in=mine).values("issue")
    tables = Participant.objects.filter(organisation__in=mine).values("consultation__issue")
    return Q(lead__in=mine) | Q(first_receiver__in=mine) | Q(pk__in=parts) | Q(pk__in=tables)


def _of_lead(actor: Actor) -> Q:
    mine = units(actor)
    return Q(lead__in=mine) if mine else NONE


def _of_part(actor: Actor) -> Q:
    mine = units(actor)
    return Q(pk__in=Part.objects.filter(organisation__in=mine).values("issue")) if mine else NONE


def _at_table(actor: Actor) -> Q:
    mine = units(actor)
    seats = Participant.objects.filter(organisation__in=mine, consultation__state="called")
    return Q(pk__in=seats.values("consultation__issue")) if mine else NONE


def _in_hand_of(actor: Actor) -> Q:
    mine = units(actor)
    handled = Q(handler=actor.user_id) if actor.user_id else NONE
    return handled | Q(lead__in=mine) if mine else handled


def _raised_by(actor: Actor) -> Q:
    return Q(raised_by=actor.user_id) if actor.user_id else NONE


def _by_another(actor: Actor) -> Q:
    """An officer, but neither the handler nor one of the units that worked on it (TKT-07)."""
    if not actor.holds(Role.SERVICE_OFFICER):
        return NONE
    others = ~Q(handler=actor.user_id)
    mine = units(actor)
    return others & ~_of_unit(actor) if mine else others


def _own_firm(actor: Actor) -> Q:
    return Q(firm__in=own(actor)) if own(actor) else NONE


firm_people = holding(_("企业人员"), *FIRM_PEOPLE)
handlers = holding(_("部门经办人"), Role.DEPARTMENT_HANDLER)
own_firm = Rule(_("提出问题的企业"), _own_firm)
of_unit = Rule(_("承办、协办和会商单位人员"), _of_unit)
of_lead = Rule(_("主办单位人员"), _of_lead)
in_hand_of = Rule(_("经办人和主办单位人员"), _in_hand_of)
of_part = Rule(_("协办单位人员"), _of_part)
at_table = Rule(_("会商参加单位人员"), _at_table)
raiser = Rule(_("登记人"), _raised_by)
by_another = Rule(_("经办人以外的经济发展服务生"), _by_another)

ISSUES = Policy(
    Issue,
    view=own_firm | discreet(officer | leader | auditor | of_unit | raiser),
    inside=discreet(officer | leader | auditor | of_unit),
    browse=zone_staff | auditor | firm_people,
    submit=zone_staff | firm_people,
    export=officer | leader | auditor,
    coordinate=discreet(officer),
    take_on=discreet(of_lead),
    work=discreet(in_hand_of),
    opine=discreet(of_part),
    call=discreet(officer | leader | in_hand_of),
    state=discreet(at_table),
    decide=discreet(officer | leader),
    grant=discreet(leader),
    escalate=own_firm | discreet(officer | leader | in_hand_of),
    follow_up=discreet(by_another),
    firm=own_firm,
    attach=own_firm | discreet(officer | of_unit | raiser),
    recuse=discreet(officer | leader),
    publish=discreet(officer),
)
"""inside: opinions, positions, internal files. submit: hand in a new one. coordinate: accept, refer, dispatch, rule,
pause. work: report, answer, ask for more time. firm: what the firm alone decides: confirm, disagree, reopen, withdraw.
follow_up: ask the firm, never as the one who handled it. publish: make a solved one a lesson for others."""

LESSONS = Policy(Lesson, view=zone_staff | auditor | firm_people, change=officer)
TEMPLATES = Policy(ReplyTemplate, view=officer | handlers | leader, change=officer)
CAUSES = Policy(CommonCause, view=officer | leader | auditor | handlers, change=officer | leader)
CATEGORIES = Policy(Category, view=zone_staff | auditor | firm_people, load=officer)
IMPORTS = Policy(IssueBatch, view=officer | leader | auditor, load=officer, undo=officer)
PROFILES = Policy(Profile, view=zone_staff | auditor | firm_people, change=leader)
ANSWERS = Policy(
    Answer, view=Rule(_("能看到这个问题的人"), lambda actor: Q(issue__in=ISSUES.among(actor, "view").values("pk")))
)
CONSULTATIONS = Policy(
    Consultation,
    view=Rule(_("办理人员"), lambda actor: Q(issue__in=ISSUES.among(actor, "inside").values("pk"))),
)
ATTACHMENTS = Policy(
    Attachment,
    view=Rule(
        _("能看到这个问题的人"),
        lambda actor: (
            Q(inside=False, issue__in=ISSUES.among(actor, "view").values("pk"))
            | Q(issue__in=ISSUES.among(actor, "inside").values("pk"))
        ),
    ),
)
