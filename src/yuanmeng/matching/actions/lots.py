"""Postings: typed, published, revised, withdrawn; held ones released by a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.labour.catalogue import CERTIFICATES, GRADES, jobs
from yuanmeng.core.labour.rules import hours_refused, person_refused
from yuanmeng.core.labour.vacancy import MOST_HEADS
from yuanmeng.core.refusals import Denied, IllegalMove, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.matching.models import Lot
from yuanmeng.matching.policy import LOTS, own
from yuanmeng.matching.queries.lots import taken_of
from yuanmeng.matching.states import LOT
from yuanmeng.register.policy import FIRMS

FIELDS = (
    "job", "heads", "least", "grade", "certificates", "since", "until", "shifts", "hours_day", "days_week",
    "hours_kept", "willing", "suits", "wage_fen",
    "pay_day", "board", "lodging", "bus", "place", "reach_km", "employment", "youngest", "contract_until", "hazards",
    "protection", "training", "exposed", "text", "contact",
)  # fmt: skip
TOLD = ("hazards", "protection", "training", "place", "pay_day")
"""What a need must say before it is published (LAB-11)."""
LONGEST = timedelta(days=366)
MOST_WAGE = 1_000_000
"""Fen a day: ten thousand yuan. More is a slip of the hand."""


@action("labour.post")
def post(organisation: int, side: str, *, values: Mapping[str, Any], by: Actor, op: UUID) -> Lot:
    """录入用工信息 as a draft; more heads than a firm lends at once are held for a person.

    Raises Denied, Hidden, Invalid (with the clause where the law refuses).
    """
    LOTS.demand(by, "post")
    if own(by) and organisation not in own(by):
        raise Denied(_("只能以本单位名义发布。"))
    firm = FIRMS.fetch(by, "view", pk=organisation)
    lot = Lot(organisation=firm, side=side, made_by=by.user_id, made_at=timezone.now())
    fill(lot, values)
    if (lot.heads or 0) > MOST_HEADS:
        lot.state, lot.held = "held", ["junk_heads"]
    lot.save(force_insert=True)
    record("labour.post", lot, firm, by=by, op=op, **facts(lot))
    return lot


@action("labour.edit")
def edit(pk: int, *, version: int, values: Mapping[str, Any], by: Actor, op: UUID) -> Lot:
    """修改草稿. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    lot = LOTS.fetch(by, "change", pk=pk)
    LOT.after(lot.state, "edit")
    fill(lot, values)
    changed = {name: getattr(lot, name) for name in FIELDS if name in values}
    return _written(lot, "labour.edit", changed, version=version, by=by, op=op)


@action("labour.publish")
def publish(pk: int, *, version: int, by: Actor, op: UUID) -> Lot:
    """发布. A need tells hazards, protection and training first (LAB-11). Raises Hidden, Denied, IllegalMove, Invalid,
    Stale."""
    lot = LOTS.fetch(by, "change", pk=pk)
    now = LOT.after(lot.state, "publish")
    missing = {
        name: [_("发布缺工信息前必须写明这一项。")]
        for name in TOLD
        if lot.side == "shortage" and not getattr(lot, name)
    }
    if lot.side == "surplus" and not lot.willing:
        missing["willing"] = [_("发布前先征询员工意见，至少 1 人愿意（LAB-04）。")]
    if not lot.wage_fen:
        missing["wage_fen"] = [_("发布前请写明工资。")]
    if lot.until and lot.until < timezone.localdate():
        missing["until"] = [_("结束日期已过，请先修改。")]
    if missing:
        raise Invalid(
            _("还差 %(count)d 项才能发布（人社厅发〔2020〕98号，职业病防治法第三十三条：如实告知）。")
            % {"count": len(missing)},
            errors=missing,
        )
    return _written(lot, "labour.publish", {"state": now}, version=version, by=by, op=op)


@action("labour.revise")
def revise(pk: int, *, version: int, by: Actor, op: UUID) -> Lot:
    """收回修改: back to a draft, when no loan depends on it. Raises Hidden, Denied, IllegalMove, Stale."""
    return _unbound(pk, "revise", version=version, by=by, op=op)


@action("labour.withdraw")
def withdraw(pk: int, *, version: int, by: Actor, op: UUID) -> Lot:
    """撤回, when no loan depends on it. Raises Hidden, Denied, IllegalMove, Stale."""
    return _unbound(pk, "withdraw", version=version, by=by, op=op)


@action("labour.release")
def release(pk: int, *, version: int, organisation: int, values: Mapping[str, Any], by: Actor, op: UUID) -> Lot:
    """核对放行: a person settled what was held; it becomes a draft of that firm.

    Raises Hidden, Denied, IllegalMove, Invalid, Stale.
    """
    lot = LOTS.fetch(by, "release", pk=pk)
    now = LOT.after(lot.state, "release")
    if own(by) and organisation not in own(by):
        raise Denied(_("只能以本单位名义发布。"))
    lot.organisation = FIRMS.fetch(by, "view", pk=organisation)
    fill(lot, values)
    changed = {name: getattr(lot, name) for name in FIELDS if name in values}
    changed |= {"state": now, "held": [], "organisation": lot.organisation}
    return _written(lot, "labour.release", changed, version=version, by=by, op=op)


def _unbound(pk: int, verb: str, *, version: int, by: Actor, op: UUID) -> Lot:
    lot = LOTS.fetch(by, "change", pk=pk)
    now = LOT.after(lot.state, verb)
    if taken_of(lot):
        raise IllegalMove(_("已有共享用工依据这条信息，请先了结。"))
    return _written(lot, f"labour.{verb}", {"state": now}, version=version, by=by, op=op)


def _written(lot: Lot, verb: str, changed: Mapping[str, Any], *, version: int, by: Actor, op: UUID) -> Lot:
    """Write the changed fields if nobody was faster, and the event."""
    rows = Lot.objects.filter(pk=lot.pk, version=version, state=lot.state)
    if not rows.update(**changed, version=F("version") + 1):
        raise Stale(_("这条用工信息刚刚被他人更新，请查看最新内容后重试。"), record=lot)
    lot.refresh_from_db()
    about = [lot, lot.organisation] if lot.organisation else [lot]
    record(verb, *about, by=by, op=op, **facts(lot))
    return lot


def facts(lot: Lot) -> dict[str, Any]:
    """What the event keeps: enumerations, numbers and dates."""
    return {
        "side": lot.side, "job": lot.job, "heads": lot.heads, "state": lot.state, "held": lot.held,
        "since": lot.since and lot.since.isoformat(), "until": lot.until and lot.until.isoformat(),
    }  # fmt: skip


def fill(lot: Lot, values: Mapping[str, Any]) -> None:
    """Set the fields and check them all. Raises Invalid with a sentence for each field that does not fit."""
    for name in FIELDS:
        if name in values:
            setattr(lot, name, values[name])
    errors: dict[str, list[str]] = {}
    try:
        lot.clean_fields(exclude=["organisation"])
    except ValidationError as error:
        errors.update(error.message_dict)
    if not errors:
        errors = {**_numbers(lot), **_lawful(lot)}
    if errors:
        raise Invalid(_("有 %(count)d 处需要修改。") % {"count": len(errors)}, errors=errors)


def _numbers(lot: Lot) -> dict[str, list[str]]:
    """Heads, days and numbers that cannot be."""
    return {**_heads(lot), **_days(lot), **_chosen(lot)}


def _heads(lot: Lot) -> dict[str, list[str]]:
    if not lot.heads:
        return {"heads": [_("请填写人数。")]}
    if not 1 <= lot.least <= lot.heads:
        return {"least": [_("最少人数应在 1 和人数之间。")]}
    return {"willing": [_("愿意支援的人数不能多于人数。")]} if lot.willing > lot.heads else {}


def _days(lot: Lot) -> dict[str, list[str]]:
    if lot.since is None or lot.until is None:
        return {"since" if lot.since is None else "until": [_("请填写开始和结束日期。")]}
    if lot.until < lot.since:
        return {"until": [_("结束日期早于开始日期。")]}
    return {"until": [_("一条用工信息最长一年。")]} if lot.until - lot.since > LONGEST else {}


def _chosen(lot: Lot) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if lot.job not in jobs():
        wrong["job"] = [_("请从工种目录中选择。")]
    if not 1 <= lot.shifts <= 7 or lot.grade not in GRADES or set(lot.certificates) - set(CERTIFICATES):
        wrong["shifts"] = [_("班次、技能等级和证书请从目录中选择。")]
    if lot.wage_fen is not None and not 0 < lot.wage_fen <= MOST_WAGE:
        wrong["wage_fen"] = [_("工资按元/天填写，在 1 和 10000 之间。")]
    if lot.pay_day is not None and not 1 <= lot.pay_day <= 28:
        wrong["pay_day"] = [_("发薪日在 1 和 28 之间。")]
    if lot.contact and lot.contact.organisation_id != lot.organisation_id:
        wrong["contact"] = [_("联系人应是本单位的联系人。")]
    return wrong


def _lawful(lot: Lot) -> dict[str, list[str]]:
    """The hard refusals, with the clause (LAB-03, 05, 14, 15)."""
    job = jobs().get(lot.job or 0)
    if job is None:
        return {}
    hazard = lot.exposed or job.hazard
    wrong: dict[str, list[str]] = {}
    for refused in person_refused(lot.employment, lot.youngest, hazard=hazard, weight=job.weight):
        wrong["employment" if refused.rule == "LAB-03" else "youngest"] = [f"{refused.clause}（{refused.rule}）"]
    for refused in hours_refused(lot.hours_day, lot.hours_kept, lot.days_week):
        wrong["hours_day"] = [f"{refused.clause}（{refused.rule}）"]
    if lot.side == "surplus" and lot.until and lot.contract_until and lot.contract_until < lot.until:
        wrong["contract_until"] = [_("共享用工期限不得超过劳动合同剩余期限，请提前结束日期（LAB-05）。")]
    return wrong
