"""Loading the industry table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from yuanmeng.core.classify.industries import EDITION
from yuanmeng.core.classify.industry_table import Class
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Industry
from yuanmeng.register.policy import FIRMS

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor

FIELDS = ("name", "level", "parent", "section", "description")


@action("industry.load")
def load(classes: Iterable[Class], *, by: Actor, op: UUID) -> dict[str, int]:
    """装入行业分类: checked classes of GB/T 4754-2017. Answers how many were created, updated, unchanged.

    What is there and not in the file stays; a file without changes records no event. Raises Denied.
    """
    FIRMS.demand(by, "load")
    known = {one.code: one for one in Industry.objects.filter(edition=EDITION)}
    wanted = [_industry(each) for each in classes]
    fresh = [one for one in wanted if one.code not in known]
    changed = [
        _changed(known[one.code], one) for one in wanted if one.code in known and not _same(known[one.code], one)
    ]
    Industry.objects.bulk_create(fresh, batch_size=500)
    Industry.objects.bulk_update(changed, FIELDS, batch_size=200)
    counts = {"created": len(fresh), "updated": len(changed), "unchanged": len(wanted) - len(fresh) - len(changed)}
    if fresh or changed:
        codes = {"changed": [one.code for one in changed]}
        record("industry.load", by=by, op=op, edition=EDITION, **counts, **codes)
    return counts


def _industry(each: Class) -> Industry:
    return Industry(
        edition=EDITION,
        code=each.code,
        name=each.name,
        level=each.level,
        parent=each.parent,
        section=each.section,
        description=each.description,
    )


def _same(known: Industry, one: Industry) -> bool:
    return all(getattr(known, field) == getattr(one, field) for field in FIELDS)


def _changed(known: Industry, one: Industry) -> Industry:
    for field in FIELDS:
        setattr(known, field, getattr(one, field))
    return known
