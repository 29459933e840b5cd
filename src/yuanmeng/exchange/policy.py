"""Who may do what with the three lists, one table."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import NONE, Policy, Rule, holding
from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import Actor, Where
from yuanmeng.exchange.models import Claim, Listing, Task
from yuanmeng.register.policy import FIRM_PEOPLE, auditor, officer, zone_staff


def own(actor: Actor) -> list[int]:
    """The organisations a person works for."""
    return actor.places(Where.ORGANISATION, *FIRM_PEOPLE)


def _in_reach(actor: Actor) -> Q:
    """What members see of others: the zone's entries, and those of the alliances their organisation belongs to."""
    mine = own(actor)
    alliances = Membership.objects.filter(organisation__in=mine, state="member").values("alliance")
    return Q(visibility__in=("zone", "outward")) | Q(alliance__in=alliances) if mine else NONE


firm_people = holding(_("企业人员"), *FIRM_PEOPLE)
everyone = Rule(_("所有人"), lambda _actor: Q(visibility="outward", state="open"))
members = Rule(_("成员单位人员"), _in_reach)
publisher = Rule(_("发布单位人员"), lambda actor: Q(organisation__in=own(actor)))
claimant = Rule(_("认领单位人员"), lambda actor: Q(organisation__in=own(actor)))
publisher_of_claim = Rule(_("发布单位人员"), lambda actor: Q(listing__organisation__in=own(actor)))
either_side = Rule(
    _("合作双方人员"),
    lambda actor: Q(claim__organisation__in=own(actor)) | Q(claim__listing__organisation__in=own(actor)),
)
beneficiary = Rule(_("受益单位人员"), lambda actor: Q(beneficiary__in=own(actor)))

LISTINGS = Policy(
    Listing,
    view=zone_staff | auditor | members | publisher | everyone,
    browse=zone_staff | auditor | firm_people,
    publish=firm_people | officer,
    change=publisher | officer,
    claim=members & firm_people,
)
CLAIMS = Policy(
    Claim, view=zone_staff | auditor | claimant | publisher_of_claim, answer=publisher_of_claim, withdraw=claimant
)
TASKS = Policy(
    Task, view=zone_staff | auditor | either_side, plan=either_side, deliver=either_side, confirm=beneficiary
)
"""publish: for one's own organisation; an officer may type an entry for a member that asks for it."""
