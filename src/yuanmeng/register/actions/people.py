"""Writes on business contacts and on where the capital comes from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Hidden, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.actions.searching import touch
from yuanmeng.register.models import Contact, Origin
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.checking import not_future, open_firm, require_whole
from yuanmeng.register.queries.people import PHONE, WHY_SHOWN

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor


@action("contact.add")
def add_contact(
    pk: int, *, name: str, role: str, phone: str, source: str, since: date | None = None, by: Actor, op: UUID
) -> Contact:
    """登记联系人: name, role and business phone only (SEC-02). Raises Hidden, Denied, IllegalMove, Invalid."""
    firm = open_firm(pk, by)
    contact = Contact(organisation=firm, name=name.strip(), role=role.strip(), phone=phone.strip())
    contact.since, contact.source = since or timezone.localdate(), source.strip()
    if contact.phone and not PHONE.fullmatch(contact.phone):
        raise Invalid(
            _("电话只能包含数字、空格、加号、括号和连字符，且至少6位数字。"), errors={"phone": [_("请核对电话")]}
        )
    require_whole(contact)
    contact.save(force_insert=True)
    touch(firm)
    record("contact.add", firm, contact, by=by, op=op, since=contact.since.isoformat())
    return contact


@action("contact.end")
def end_contact(pk: int, *, version: int, on: date, by: Actor, op: UUID) -> Contact:
    """联系人停用 after a day. Raises Hidden, Denied, Invalid (before it began, in the future), Stale."""
    contact = _contact(pk)
    firm = open_firm(contact.organisation_id, by)
    not_future("on", on)
    if on < contact.since:
        raise Invalid(_("停用日期不能早于开始日期。"), errors={"on": [_("不能早于开始日期")]})
    if not Contact.objects.filter(pk=pk, version=version, until=None).update(until=on, version=F("version") + 1):
        raise Stale(_("这条记录已被他人修改，请刷新页面后重试。"))
    contact.until, contact.version = on, version + 1
    touch(firm)
    record("contact.end", firm, contact, by=by, op=op, on=on.isoformat())
    return contact


@action("contact.show_phone")
def show_phone(pk: int, *, why: str, by: Actor, op: UUID) -> Contact:
    """查看完整电话, for a stated reason, logged (SEC-15). Raises Hidden, Denied, Invalid (no known reason)."""
    contact = _contact(pk)
    firm = FIRMS.fetch(by, "phone", pk=contact.organisation_id)
    if why not in WHY_SHOWN:
        raise Invalid(_("请选择查看电话的事由。"), errors={"why": [_("请选择查看电话的事由。")]})
    record("contact.show_phone", firm, contact, by=by, op=op, why=why)
    return contact


def _contact(pk: int) -> Contact:
    contact = Contact.objects.filter(pk=pk).first()
    if contact is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    return contact


@action("origin.add")
def add_origin(pk: int, *, kind: str, basis: str, since: date, source: str, by: Actor, op: UUID) -> Origin:
    """登记资金来源 with its basis (ENT-09). An earlier origin stays. Raises Hidden, Denied, IllegalMove, Invalid."""
    firm = open_firm(pk, by)
    origin = Origin(organisation=firm, kind=kind, basis=basis.strip(), since=since, source=source.strip())
    not_future("since", since)
    require_whole(origin)
    if Origin.objects.filter(organisation=firm, kind=kind, until=None).exists():
        raise Invalid(_("该资金来源已经登记且仍然有效。"), errors={"kind": [_("已经登记")]})
    origin.save(force_insert=True)
    touch(firm)
    record("origin.add", firm, origin, by=by, op=op, kind=kind, since=since.isoformat())
    return origin


@action("origin.end")
def end_origin(pk: int, *, on: date, by: Actor, op: UUID) -> Origin:
    """资金来源终止, such as when the Taiwan partner sold its share. Raises Hidden, Denied, Invalid, Stale (ended)."""
    origin = Origin.objects.filter(pk=pk).first()
    if origin is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    firm = open_firm(origin.organisation_id, by)
    if on < origin.since:
        raise Invalid(_("终止日期不能早于开始日期。"), errors={"on": [_("不能早于开始日期")]})
    if not Origin.objects.filter(pk=pk, until=None).update(until=on):
        raise Stale(_("这条记录已被他人修改，请刷新页面后重试。"))
    origin.until = on
    touch(firm)
    record("origin.end", firm, origin, by=by, op=op, kind=origin.kind, on=on.isoformat())
    return origin
