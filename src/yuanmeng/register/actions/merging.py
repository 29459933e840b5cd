"""Merging two files of one organisation, and undoing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import IllegalMove, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.actions.merging_records import carry_out, take_back
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.models import Distinct, FormerName, Merge, Organisation
from yuanmeng.register.policy import FIRMS, MERGES
from yuanmeng.register.queries.merging import Change, Plan, codes_differ, packed, plan
from yuanmeng.register.states import MERGE

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor

SOURCE = "合并档案"
"""The source of a former name that a merge made."""
NAMED = 8
"""So many conflicts are named in the refusal; of more the number is said."""


@action("firm.merge")
def merge(
    kept: int, absorbed: int, *, seen: str, chosen: Mapping[str, str], basis: str = "", by: Actor, op: UUID
) -> Merge:
    """合并: `absorbed` becomes part of `kept`; `chosen` says for which fields the absorbed file's value is taken.

    `seen` is the mark of the plan that the person looked at (`Plan.seen`). Where both have valid and different credit
    codes, `basis` must say why they are one all the same. Raises Hidden, Denied, Invalid, IllegalMove, Stale.
    """
    _lock(by, kept, absorbed)
    mine, theirs = FIRMS.fetch(by, "merge", pk=kept), FIRMS.fetch(by, "merge", pk=absorbed)
    planned = plan(mine, theirs, chosen)
    _require_mergeable(mine, theirs, basis.strip())
    if planned.seen != seen:
        raise Stale(_("预览之后，两份档案或其中的记录有了变化。请核对新的预览后再合并。"))
    now = timezone.now()
    stamps = {str(one.pk): [one.updated_at.isoformat(), now.isoformat()] for one in (mine, theirs)}
    carry_out((*planned.records, *planned.organisations))
    Organisation.objects.filter(pk__in=(kept, absorbed)).update(updated_at=now, version=F("version") + 1)
    done = Merge.objects.create(
        kept=mine,
        absorbed=theirs,
        basis=basis.strip(),
        moved=_moved(planned) | {"stamps": stamps},
        merged_by=by.user_id,
        merged_at=now,
    )
    reindex([kept, absorbed])
    counts = Counter(change.label.lower() for change in planned.records if change.after)
    record("firm.merge", mine, theirs, by=by, op=op, merge=done.pk, moved=counts, chosen=_taken(chosen))
    return done


def _lock(by: Actor, *keys: int) -> None:
    """Nobody else writes the two files, or adds records to them, until this transaction ends."""
    list(FIRMS.among(by, "merge").select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def _taken(chosen: Mapping[str, str]) -> list[str]:
    return sorted(key for key, side in chosen.items() if side == "absorbed")


def _require_mergeable(kept: Organisation, absorbed: Organisation, basis: str) -> None:
    first, second = sorted((kept.pk, absorbed.pk))
    if Distinct.objects.filter(first=first, second=second).exists():
        raise IllegalMove(_("这两家已标记为“不是同一家”。要合并，请先在“重复与合并”中撤销该标记。"))
    if len(basis) > 500:
        raise Invalid(_("依据最多 500 字。"), errors={"basis": [_("依据最多 500 字。")]})
    if codes_differ(kept, absorbed) and not basis:
        says = _("两家各有校验通过的信用代码，通常是两个法人。确属同一家的，请写明合并依据。")
        raise Invalid(says, errors={"basis": [says]})


def _moved(planned: Plan) -> dict[str, Any]:
    """What the merge keeps for its undoing; creates the former name."""
    changes = [asdict(change) for change in (*planned.records, *planned.organisations)]
    if not planned.former_name:
        return {"changes": changes, "created": []}
    former = FormerName.objects.create(organisation=planned.kept, name=planned.former_name, source=SOURCE)
    values = packed(former, "organisation_id", "name", "until", "source")
    return {"changes": changes, "created": [{"key": former.pk, "values": values}]}


@action("firm.unmerge")
def undo(pk: int, *, version: int, by: Actor, op: UUID) -> Merge:
    """撤销合并: every moved record and both files as they were; only the version counters go on.

    Raises Hidden, Denied, Stale, IllegalMove (undone already, or later changes stand in the way: it names them).
    """
    done = MERGES.fetch(by, "undo", pk=pk)
    now = MERGE.after(done.state, "undo")
    _lock(by, done.kept_id, done.absorbed_id)
    undone = Merge.objects.filter(pk=pk, state=done.state, version=version).update(
        state=now, undone_by=by.user_id, undone_at=timezone.now(), version=F("version") + 1
    )
    if not undone:
        raise Stale(_("这次合并刚刚被他人处理，请查看最新状态。"), record=done.pk)
    _require_free(Organisation.objects.select_related("merged_into").get(pk=done.kept_id))
    changes = [Change(**change) for change in done.moved["changes"]]
    _require_unchanged([*_uncreate(done.moved["created"]), *take_back(changes)])
    _stamp(done.moved["stamps"])
    reindex([done.kept_id, done.absorbed_id])
    record("firm.unmerge", done.kept, done.absorbed, by=by, op=op, merge=pk)
    return Merge.objects.get(pk=pk)


def _require_free(kept: Organisation) -> None:
    if kept.merged_into:
        raise IllegalMove(
            _("“%(name)s”后来又合并到“%(into)s”，请先撤销那一次合并。")
            % {"name": kept.name, "into": kept.merged_into.name}
        )


def _require_unchanged(conflicts: Sequence[str]) -> None:
    if conflicts:
        named = "；".join(conflicts[:NAMED])
        raise IllegalMove(
            _("不能撤销：此后又有 %(count)s 处变更：%(named)s。请先把它们改回，或保留现状。")
            % {"count": len(conflicts), "named": named}
        )


def _uncreate(created: Sequence[Mapping[str, Any]]) -> list[str]:
    """Delete what the merge made; a line for each that somebody changed since."""
    conflicts = []
    for one in created:
        rows = FormerName.objects.filter(pk=one["key"])
        if rows.exists() and not rows.filter(**one["values"]).delete()[0]:
            conflicts.append(_("曾用名“%(name)s”已变更") % {"name": one["values"]["name"]})
    return conflicts


def _stamp(stamps: Mapping[str, Sequence[str]]) -> None:
    """The time of the last change goes back to what it was, except where somebody changed the file in between.

    The version goes on: a form opened during the merge must not fit the file again.
    """
    for key, (before, after) in stamps.items():
        rows, on = Organisation.objects.filter(pk=int(key)), F("version") + 1
        untouched = rows.filter(updated_at=datetime.fromisoformat(after))
        if not untouched.update(updated_at=datetime.fromisoformat(before), version=on):
            rows.update(updated_at=timezone.now(), version=on)
