"""Writes on the organisation itself: found, edit, rename, close, reopen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.models import FormerName, Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.checking import code_or_refusal, not_future, open_firm, require_whole
from yuanmeng.register.states import ORGANISATION

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor

EDITABLE = (
    "name", "kind", "uscc", "parent_id", "founded", "division", "address", "scope", "industry", "industry_edition",
    "source",
)  # fmt: skip
PLAIN_FACTS = frozenset({"kind", "parent_id", "founded", "division", "industry", "industry_edition"})
"""Fields whose values are ids, enumerations or dates and may stand in an event."""


@action("firm.found")
def found(name: str, *, source: str, confirmed: Any = False, by: Actor, op: UUID, **fields: Any) -> Organisation:
    """建档: a new organisation; `fields` as in EDITABLE, and `fictional`. `confirmed`: a wrong check digit was
    compared with the licence (ENT-02). Raises Denied, Invalid (also when the credit code has a file already)."""
    FIRMS.demand(by, "create")
    _known(fields, (*EDITABLE, "fictional"))
    fields["uscc"], state = code_or_refusal(fields.get("uscc") or "", confirmed=confirmed)
    now = timezone.now()
    firm = Organisation(name=name.strip(), source=source.strip(), created_at=now, updated_at=now, **fields)
    firm.uscc_state = state
    _require_possible(firm)
    firm.save(force_insert=True)
    reindex([firm.pk])
    record("firm.found", firm, *_parents(firm), by=by, op=op, kind=firm.kind, uscc_state=state)
    return firm


@action("firm.edit")
def edit(
    pk: int, *, version: int, changes: Mapping[str, Any], confirmed: Any = False, by: Actor, op: UUID
) -> Organisation:
    """修改档案: set the fields named in `changes` (EDITABLE); `version` is the one the person saw.

    Raises Hidden, Denied, IllegalMove (merged), Invalid, Stale.
    """
    firm = open_firm(pk, by)
    _known(changes, EDITABLE)
    wanted = dict(changes)
    if "uscc" in wanted:
        was_confirmed = firm.uscc_state == "confirmed" and wanted["uscc"] == firm.uscc
        code, state = code_or_refusal(wanted["uscc"] or "", confirmed=confirmed or was_confirmed)
        wanted |= {"uscc": code, "uscc_state": state}
    before = {key: getattr(firm, key) for key in wanted}
    wanted = {key: value for key, value in wanted.items() if value != before[key]}
    for key, value in wanted.items():
        setattr(firm, key, value)
    _require_possible(firm)
    _write(firm, version, **wanted)
    _about_edit(firm, {key: (before[key], value) for key, value in wanted.items()}, by=by, op=op)
    return firm


def _about_edit(firm: Organisation, changes: Mapping[str, tuple[Any, Any]], *, by: Actor, op: UUID) -> None:
    """Texts are named, not quoted; ids, enumerations and dates are given as [was, now]."""
    plain = {key: [_plain(each) for each in pair] for key, pair in changes.items() if key in PLAIN_FACTS}
    record("firm.edit", firm, *_parents(firm), by=by, op=op, fields=sorted(changes), **plain)


@action("firm.rename")
def rename(pk: int, *, version: int, name: str, until: date | None, source: str, by: Actor, op: UUID) -> Organisation:
    """更名: the old name stays as a former name, used until `until` (unknown: None), with its source.

    Raises Hidden, Denied, IllegalMove, Invalid (same name), Stale.
    """
    firm = open_firm(pk, by)
    old, firm.name = firm.name, name.strip()
    if firm.name == old:
        raise Invalid(_("新名称与现用名称相同，无需更名。"), errors={"name": [_("与现用名称相同")]})
    former = FormerName.objects.filter(organisation=firm, name=old).first() or FormerName(organisation=firm, name=old)
    former.until, former.source = until, source.strip()
    _require_possible(firm)
    require_whole(former)
    former.save()
    _write(firm, version, name=firm.name)
    record("firm.rename", firm, by=by, op=op, former=former.pk, until=_plain(until))
    return firm


@action("firm.close")
def close(pk: int, *, version: int, on: date, by: Actor, op: UUID) -> Organisation:
    """注销: deregistered on a day. Raises Hidden, Denied, IllegalMove, Invalid (day in the future), Stale."""
    not_future("on", on)
    return _move(pk, "close", version=version, by=by, op=op, on=on.isoformat())


@action("firm.reopen")
def reopen(pk: int, *, version: int, by: Actor, op: UUID) -> Organisation:
    """恢复在册: it had been closed by mistake. Raises Hidden, Denied, IllegalMove, Stale."""
    return _move(pk, "reopen", version=version, by=by, op=op)


def _move(pk: int, verb: str, *, version: int, by: Actor, op: UUID, **facts: Any) -> Organisation:
    firm = FIRMS.fetch(by, "edit", pk=pk)
    was, firm.state = firm.state, ORGANISATION.after(firm.state, verb)
    _write(firm, version, state=firm.state)
    record(f"firm.{verb}", firm, by=by, op=op, was=was, now=firm.state, **facts)
    return firm


def _write(firm: Organisation, version: int, **fields: Any) -> None:
    """Set the fields if the version is still the one that was seen, and rebuild the index row. Raises Stale."""
    now = timezone.now()
    seen = Organisation.objects.filter(pk=firm.pk, version=version)
    if not seen.update(**fields, updated_at=now, version=F("version") + 1):
        raise Stale(_("在您编辑期间，这份档案已被他人修改。您填写的内容没有丢失，请比对后再保存。"), record=firm.pk)
    firm.version, firm.updated_at = version + 1, now
    reindex([firm.pk])


def _known(fields: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    unknown = sorted(fields.keys() - set(allowed))
    if unknown:
        raise Invalid(_("没有名为“%(names)s”的栏目。") % {"names": "、".join(unknown)})


def _require_possible(firm: Organisation) -> None:
    """Raises Invalid: not whole, founded in the future, its own parent, a parent that is a branch, a code in use."""
    not_future("founded", firm.founded)
    if firm.parent_id:
        _require_parent(firm, firm.parent_id)
    same = Organisation.objects.filter(uscc=firm.uscc).exclude(pk=firm.pk) if firm.uscc else Organisation.objects.none()
    taken = same.values_list("pk", "name").first()
    if taken:
        says = _("统一社会信用代码已属于“%(name)s”，请打开该档案核对。") % {"name": taken[1]}
        raise Invalid(says, errors={"uscc": [says]}, firm=taken[0])
    require_whole(firm)


def _require_parent(firm: Organisation, pk: int) -> None:
    parent = Organisation.objects.filter(pk=pk, state="active").values_list("pk", "parent_id").first()
    if parent is None or (firm.pk and firm.pk in parent):
        raise Invalid(_("上级单位不存在、已注销，或就是本单位。"), errors={"parent": [_("请另选上级单位")]})


def _parents(firm: Organisation) -> list[tuple[str, list[int]]]:
    return [(firm._meta.label_lower, [firm.parent_id])] if firm.parent_id else []


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
