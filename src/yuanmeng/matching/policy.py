"""Who may do what with shared labour, one table.

A firm sees its own postings and loans; others' postings not at all: it meets a counterpart when a plan was sent. Zone
staff see postings, plans and loans, never workers' names. The auditor reads. The system administrator sees nothing.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import Policy, Rule, holding
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.matching.models import Incident, Loan, Lot, LotBatch, NameView, Plan, Season, Worker
from yuanmeng.register.policy import FIRM_PEOPLE, auditor, leader, officer, zone_staff

firm_people = holding(_("企业人员"), *FIRM_PEOPLE)
COORDINATORS = (Role.SERVICE_OFFICER, Role.ZONE_LEADER)
coordinator = holding(_("经济发展服务生、园区领导"), *COORDINATORS)


def own(actor: Actor) -> list[int]:
    """The organisations a person works for."""
    return actor.places(Where.ORGANISATION, *FIRM_PEOPLE)


def administered(actor: Actor) -> list[int]:
    """The organisations a person may bind."""
    return actor.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR)


own_lot = Rule(_("发布单位人员"), lambda actor: Q(organisation__in=own(actor)))
_told = ~Q(state="draft")
either = Rule(_("借出、借入双方人员"), lambda actor: _told & (Q(lender__in=own(actor)) | Q(borrower__in=own(actor))))
lender = Rule(_("借出单位人员"), lambda actor: _told & Q(lender__in=own(actor)))
borrower = Rule(_("借入单位人员"), lambda actor: _told & Q(borrower__in=own(actor)))
signers = Rule(
    _("借出、借入双方的企业管理员"),
    lambda actor: _told & (Q(lender__in=administered(actor)) | Q(borrower__in=administered(actor))),
)

LOTS = Policy(
    Lot,
    view=zone_staff | auditor | own_lot,
    browse=zone_staff | auditor | firm_people,
    export=zone_staff | auditor | firm_people,
    post=firm_people | officer,
    change=own_lot | officer,
    release=officer | own_lot,
)
"""post: for one's own organisation; an officer may type one for a firm that asks. release: settle what was held."""

IMPORTS = Policy(LotBatch, view=officer | leader | auditor, load=officer, undo=officer)
SEASONS = Policy(
    Season, view=zone_staff | auditor | own_lot, browse=zone_staff | auditor | firm_people, keep=own_lot | officer
)
PLANS = Policy(Plan, view=coordinator | auditor, make=coordinator)
LOANS = Policy(
    Loan,
    view=zone_staff | auditor | either,
    browse=zone_staff | auditor | firm_people,
    export=zone_staff | auditor | firm_people,
    answer=signers,
    lend=lender,
    borrow=borrower,
    settle=either,
    names=lender | borrower,
    cancel=signers | officer,
)
"""answer: say yes or no for one's firm. lend, borrow: what only one side does. names: ask to see workers' names."""

WORKERS = Policy(
    Worker,
    view=Rule(_("借出、借入双方人员"), lambda actor: Q(loan__lender__in=own(actor)) | Q(loan__borrower__in=own(actor))),
    lend=Rule(_("借出单位人员"), lambda actor: Q(loan__lender__in=own(actor))),
    borrow=Rule(_("借入单位人员"), lambda actor: Q(loan__borrower__in=own(actor))),
)
INCIDENTS = Policy(
    Incident,
    view=zone_staff
    | auditor
    | Rule(_("借出、借入双方人员"), lambda actor: Q(loan__lender__in=own(actor)) | Q(loan__borrower__in=own(actor))),
    take=Rule(_("借出单位人员"), lambda actor: Q(loan__lender__in=own(actor))),
)
NAME_VIEWS = Policy(
    NameView, view=auditor | leader | Rule(_("借出单位人员"), lambda actor: Q(loan__lender__in=own(actor)))
)
