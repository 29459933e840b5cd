"""Every write of the structure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Organisation
from yuanmeng.structure.models import Body, BodyKind, Charter, Office, OfficeKind, Rotation, Turn
from yuanmeng.structure.policy import BODIES, OFFICES


@action("structure.declare_body_kind")
def declare_body_kind(slug: str, *, name: str, name_en: str, by: Actor, op: UUID) -> BodyKind:
    """增加机构类型. Raises Denied, Invalid."""
    BODIES.demand(by, "establish")
    kind = BodyKind(slug=slug, name=name.strip(), name_en=name_en.strip())
    _require_whole(kind)
    kind.save(force_insert=True)
    record("structure.declare_body_kind", kind, by=by, op=op, slug=slug)
    return kind


@action("structure.declare_office_kind")
def declare_office_kind(
    slug: str, *, names: tuple[str, str], required: bool, bodies: Sequence[BodyKind], by: Actor, op: UUID
) -> OfficeKind:
    """增加职务类型 of some kinds of bodies; `names` are Chinese and English. Raises Denied, Invalid."""
    BODIES.demand(by, "establish")
    kind = OfficeKind(slug=slug, name=names[0].strip(), name_en=names[1].strip(), required=required)
    _require_whole(kind)
    if not bodies:
        raise Invalid(_("请选择这个职务属于哪些类型的机构。"), errors={"body_kinds": [_("请至少选择一项。")]})
    kind.save(force_insert=True)
    kind.body_kinds.set(bodies)
    record("structure.declare_office_kind", kind, by=by, op=op, slug=slug, required=required)
    return kind


@action("structure.establish")
def establish(*, values: Mapping[str, Any], by: Actor, op: UUID) -> Body:
    """设立机构: `values` has kind, name, name_en, alliance, parent, since, source. Raises Denied, Invalid."""
    BODIES.demand(by, "establish")
    body = Body(**values)
    _require_whole(body)
    if body.parent and (body.parent.since > body.since or (body.parent.until and body.parent.until < body.since)):
        raise Invalid(_("上级机构在这一天还没有设立，或者已经结束。"), errors={"parent": [_("上级机构当日不在任。")]})
    body.save(force_insert=True)
    about = [record_ for record_ in (body.parent, body.alliance) if record_]
    record("structure.establish", body, *about, by=by, op=op, kind=body.kind.slug, since=body.since.isoformat())
    return body


@action("structure.dissolve")
def dissolve(pk: int, *, version: int, until: dt.date, by: Actor, op: UUID) -> Body:
    """撤销机构 after its last day; its parts must end first. Raises Hidden, Denied, Invalid, Stale."""
    body = BODIES.fetch(by, "establish", pk=pk)
    if until < body.since or body.until:
        raise Invalid(_("结束日期应晚于设立日期，且机构尚未结束。"))
    if Body.objects.filter(parent=body, until__isnull=True).exists():
        raise Invalid(_("还有下级机构没有结束，请先结束下级机构。"))
    if not Body.objects.filter(pk=pk, version=version).update(until=until, version=F("version") + 1):
        raise Stale(_("这个机构刚刚被他人更新，请查看最新内容后重试。"), record=body)
    Office.objects.filter(body=body, until__isnull=True).update(until=until, version=F("version") + 1)
    body.refresh_from_db()
    record("structure.dissolve", body, by=by, op=op, until=until.isoformat())
    return body


@action("structure.appoint")
def appoint(pk: int, *, values: Mapping[str, Any], by: Actor, op: UUID) -> Office:
    """任职: `values` has kind, organisation and/or user, since, until, source. Raises Hidden, Denied, Invalid."""
    body = BODIES.fetch(by, "run", pk=pk)
    office = Office(body=body, **values)
    if office.organisation is None and office.user is None:
        raise Invalid(_("请选择单位或人员。"), errors={"organisation": [_("请选择单位或人员。")]})
    _require_whole(office)
    if not office.kind.body_kinds.filter(pk=body.kind_id).exists():
        raise Invalid(_("这类机构没有这个职务。"), errors={"kind": [_("这类机构没有这个职务。")]})
    office.save(force_insert=True)
    about = [record_ for record_ in (office.organisation, office.user) if record_]
    record("structure.appoint", body, office, *about, by=by, op=op, kind=office.kind.slug, **_term(office))
    return office


@action("structure.end_office")
def end_office(pk: int, *, version: int, until: dt.date, by: Actor, op: UUID) -> Office:
    """结束任职 after its last day. Raises Hidden, Denied, Invalid, Stale."""
    office = OFFICES.fetch(by, "end", pk=pk)
    if until < office.since:
        raise Invalid(_("结束日期早于开始日期。"))
    if not Office.objects.filter(pk=pk, version=version).update(until=until, version=F("version") + 1):
        raise Stale(_("这项任职刚刚被他人更新，请查看最新内容后重试。"), record=office)
    office.refresh_from_db()
    about = [record_ for record_ in (office.organisation, office.user) if record_]
    record("structure.end_office", office.body, office, *about, by=by, op=op, **_term(office))
    return office


@action("structure.adopt_charter")
def adopt_charter(pk: int, *, text: str, adopted: dt.date, source: str, by: Actor, op: UUID) -> Charter:
    """通过章程: the next edition; earlier ones stay as they were. Raises Hidden, Denied, Invalid."""
    body = BODIES.fetch(by, "run", pk=pk)
    last = Charter.objects.filter(body=body).aggregate(edition=Max("edition"), adopted=Max("adopted"))
    charter = Charter(
        body=body, edition=(last["edition"] or 0) + 1, text=text.strip(), adopted=adopted, source=source.strip()
    )
    _require_whole(charter)
    if last["adopted"] and adopted < last["adopted"]:
        raise Invalid(_("通过日期早于上一版。"), errors={"adopted": [_("通过日期早于上一版。")]})
    charter.save(force_insert=True)
    record("structure.adopt_charter", body, charter, by=by, op=op, edition=charter.edition, adopted=adopted.isoformat())
    return charter


@action("structure.rotate")
def rotate(pk: int, *, values: Mapping[str, Any], members: Sequence[int], by: Actor, op: UUID) -> Rotation:
    """安排轮值: `values` has kind, since, months; `members` are organisations in the order of their turns.

    Raises Hidden, Denied, Invalid.
    """
    body = BODIES.fetch(by, "run", pk=pk)
    rotation = Rotation(body=body, **values)
    _require_whole(rotation)
    order = list(dict.fromkeys(members))
    if len(order) < 2 or Organisation.objects.filter(pk__in=order, state="active").count() != len(order):
        raise Invalid(_("请选择至少两个在册单位。"), errors={"members": [_("请选择至少两个在册单位。")]})
    rotation.save(force_insert=True)
    Turn.objects.bulk_create(
        Turn(rotation=rotation, organisation_id=key, position=position) for position, key in enumerate(order)
    )
    facts = {"kind": rotation.kind.slug, "since": rotation.since.isoformat(), "months": rotation.months}
    record("structure.rotate", body, rotation, ("register.organisation", order), by=by, op=op, **facts)
    return rotation


def _term(office: Office) -> dict[str, str | None]:
    return {"since": office.since.isoformat(), "until": office.until.isoformat() if office.until else None}


def _require_whole(made: BodyKind | OfficeKind | Body | Office | Charter | Rotation) -> None:
    """Raises Invalid with a sentence for each field that does not fit, before the database would."""
    try:
        made.full_clean()
    except ValidationError as error:
        raise Invalid("；".join(error.messages), errors=error.message_dict) from None
