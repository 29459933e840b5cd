"""The category tree and the deadlines, as data of the zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.issues.models import Category, Limit, Profile
from yuanmeng.issues.models.case import KINDS
from yuanmeng.issues.models.clocks import WHAT
from yuanmeng.issues.policy import CATEGORIES, PROFILES
from yuanmeng.ledger.actions import action, record

DEEPEST = 5


@action("issue.load_categories")
def load_categories(rows: Iterable[tuple[str, ...]], *, by: Actor, op: UUID) -> dict[str, int]:
    """装入分类: each row is a way down the tree. What the file does not name is retired, never deleted.

    Raises Denied, Invalid.
    """
    CATEGORIES.demand(by, "load")
    rows = list(rows)
    if not rows:
        return {"created": 0, "kept": 0, "retired": 0}
    known = {each.path: each for each in Category.objects.all()}
    seen: dict[str, Category] = {}
    counts = {"created": 0, "kept": 0, "retired": 0}
    for way in rows:
        if not 1 <= len(way) <= DEEPEST or any(not name or "/" in name or len(name) > 60 for name in way):
            raise Invalid(
                _("分类“%(way)s”不合格式：一到五级，每级一到六十字，不含斜线。") % {"way": " / ".join(way)[:100]}
            )
        for depth in range(1, len(way) + 1):
            path = "/".join(way[:depth])
            if path in seen:
                continue
            above = seen.get("/".join(way[: depth - 1]))
            seen[path] = _placed(known.get(path), path, above, len(seen) + 1)
            counts["kept" if path in known else "created"] += 1
    gone = Category.objects.filter(retired=False).exclude(pk__in=[each.pk for each in seen.values()])
    counts["retired"] = gone.update(retired=True)
    record("issue.load_categories", by=by, op=op, **counts)
    return counts


def _placed(there: Category | None, path: str, above: Category | None, position: int) -> Category:
    if there is None:
        name, level = path.rpartition("/")[2], path.count("/") + 1
        there = Category(parent=above, name=name, path=path, level=level, position=position)
        there.save(force_insert=True)
    else:
        Category.objects.filter(pk=there.pk).update(position=position, retired=False)
    return there


@action("issue.set_limits")
def set_limits(
    pk: int, *, version: int, limits: Mapping[str, tuple[int, str]], default_for: Iterable[str], by: Actor, op: UUID
) -> Profile:
    """设定时限: step → (amount, unit), and the kinds of problems it is the default for.

    Clocks that run already keep what they began with. Raises Hidden, Denied, Invalid, Stale.
    """
    profile = PROFILES.fetch(by, "change", pk=pk)
    kinds = [kind for kind, _name in KINDS if kind in set(default_for)]
    bad = [step for step, (amount, _unit) in limits.items() if step not in dict(WHAT) or not 1 <= amount <= 400]
    if bad or not limits:
        raise Invalid(_("时限应为 1 到 400，至少填写一个环节。"))
    if not Profile.objects.filter(pk=pk, version=version).update(default_for=" ".join(kinds), version=F("version") + 1):
        raise Stale(_("这个时限标准刚刚被他人修改，请查看最新内容后重试。"), record=profile)
    for other in Profile.objects.exclude(pk=pk).exclude(default_for=""):
        left = " ".join(kind for kind in other.default_for.split() if kind not in kinds)
        Profile.objects.filter(pk=other.pk).update(default_for=left)
    Limit.objects.filter(profile=profile).delete()
    Limit.objects.bulk_create(
        Limit(profile=profile, what=step, amount=amount, unit=unit) for step, (amount, unit) in limits.items()
    )
    facts = {step: f"{amount} {unit}" for step, (amount, unit) in limits.items()}
    record("issue.set_limits", profile, by=by, op=op, default_for=kinds, limits=facts)
    profile.refresh_from_db()
    return profile
