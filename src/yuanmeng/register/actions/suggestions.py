"""A person confirms the industry of firms, singly or many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.classify.industries import EDITION
from yuanmeng.core.refusals import Hidden, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.suggestions import known_codes

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor

MOST = 5000
"""Firms in one operation."""


@action("industry.confirm")
def classify(choices: Iterable[tuple[int, int, str]], *, by: Actor, op: UUID) -> dict[str, Any]:
    """确认行业: `choices` of (organisation key, version seen, code of two to four digits), any number at once.

    A firm that somebody changed since is left as it is and answered under `stale`; with all of them stale nothing is
    done. Answers {"classified": n, "stale": [keys]}. Raises Denied, Hidden, Invalid (unknown code), Stale.
    """
    FIRMS.demand(by, "classify")
    wanted = {pk: (version, code) for pk, version, code in choices}
    _require_possible(wanted)
    firms = FIRMS.among(by, "classify").filter(pk__in=wanted, state="active").select_for_update()
    versions = dict(firms.order_by("pk").values_list("pk", "version"))
    if not versions:
        raise Hidden(_("没有找到这些企业，或者它们已不在册。"))
    groups: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pk, (version, code) in wanted.items():
        if versions.get(pk) == version:
            groups[code][version].append(pk)
    stale = sorted(pk for pk, (version, _code) in wanted.items() if versions.get(pk) != version)
    if not groups:
        raise Stale(_("所选企业的档案刚刚被他人修改，请刷新后重新核对。"), record=stale[0])
    for code, by_version in groups.items():
        _classify(code, by_version, by=by, op=op)
    reindex(pk for by_version in groups.values() for pks in by_version.values() for pk in pks)
    return {"classified": len(wanted) - len(stale), "stale": stale}


def _require_possible(wanted: dict[int, tuple[int, str]]) -> None:
    if not wanted or len(wanted) > MOST:
        raise Invalid(_("请选择 1 到 5000 家企业。"))
    codes = {code for _version, code in wanted.values()}
    unknown = sorted(codes - known_codes(codes).keys())
    if unknown:
        raise Invalid(_("行业分类中没有代码“%(codes)s”。") % {"codes": "、".join(unknown)[:60]})


def _classify(code: str, by_version: dict[int, list[int]], *, by: Actor, op: UUID) -> None:
    """One event a code, about every firm that got it."""
    pks = [pk for part in by_version.values() for pk in part]
    for version, part in by_version.items():
        Organisation.objects.filter(pk__in=part, version=version).update(
            industry=code, industry_edition=EDITION, updated_at=timezone.now(), version=F("version") + 1
        )
    record("industry.confirm", (Organisation._meta.label_lower, pks), by=by, op=op, industry=code, edition=EDITION)
