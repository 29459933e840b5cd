"""What becomes of memberships when two files of one firm are merged (`settings.MERGED_RELATIONS`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.alliances.models import Membership
from yuanmeng.register.models import Organisation
from yuanmeng.register.queries.merging import Change, Relation, handed_over, packed

LIVE = ("invited", "member")


def memberships(relation: Relation, kept: Organisation, absorbed: Organisation) -> list[Change]:
    """All go over. Where both files are live in one alliance one membership ends, so that the firm counts once.

    The one that the firm has said yes to goes on (ENT-13), else the kept file's.
    """
    rows = Membership.objects.select_related("alliance").order_by("pk")
    here = {m.alliance_id: m for m in rows.filter(organisation=kept, state__in=LIVE)}
    changes = []
    for mine in rows.filter(organisation=absorbed):
        over = replace(handed_over(relation, mine, kept), says=mine.alliance.name)
        theirs = here.get(mine.alliance_id)
        if theirs is None or mine.state not in LIVE:
            changes.append(over)
        elif mine.state == "member" and theirs.state == "invited":
            changes += [_ended(relation, theirs), over]
        else:
            changes.append(_ended(relation, mine, organisation_id=kept.pk))
    return changes


def _ended(relation: Relation, membership: Membership, **more: Any) -> Change:
    after = {"state": "left", "left_on": timezone.localdate().isoformat(), **more}
    note = _("两份档案都在同一联盟：只保留一条有效的成员关系，这一条记为已退出。")
    return Change(relation.model, membership.pk, packed(membership, *after), after, membership.alliance.name, note)


RELATIONS = (Relation("alliances.Membership", "organisation_id", memberships, gettext_lazy("联盟成员")),)
