"""Publishing, changing, renewing and withdrawing an offer or a need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Denied, Invalid, Stale
from yuanmeng.exchange.models import Listing
from yuanmeng.exchange.policy import LISTINGS, own
from yuanmeng.exchange.queries import alliances_of, is_member
from yuanmeng.exchange.states import LISTING
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS

FIELDS = ("direction", "category", "title", "text", "quantity", "unit", "since", "until", "conditions")
PLACED = ("contact", "visibility", "alliance")
LONGEST = timedelta(days=366)
"""An entry is looked at again after a year at the latest."""


@action("exchange.publish")
def publish(organisation: int, *, values: Mapping[str, Any], by: Actor, op: UUID) -> Listing:
    """发布资源或需求 for a member organisation. Raises Denied, Hidden, Invalid."""
    LISTINGS.demand(by, "publish")
    if own(by) and organisation not in own(by):
        raise Denied(_("只能以本单位名义发布。"))
    firm = FIRMS.fetch(by, "view", pk=organisation)
    if not is_member(organisation):
        raise Invalid(_("“%(name)s”还不是任何联盟的成员，请先确认加入一个联盟，再发布。") % {"name": firm.name})
    listing = Listing(organisation=firm, published_by=by.user_id, published_at=timezone.now())
    _fill(listing, values)
    listing.save(force_insert=True)
    record("exchange.publish", listing, firm, by=by, op=op, **_facts(listing))
    return listing


@action("exchange.edit")
def edit(pk: int, *, version: int, values: Mapping[str, Any], by: Actor, op: UUID) -> Listing:
    """修改条目. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    listing = LISTINGS.fetch(by, "change", pk=pk)
    LISTING.after(listing.state, "edit")
    _fill(listing, values)
    changed = {name: getattr(listing, name) for name in (*FIELDS[1:], *PLACED)}
    return _written(listing, "exchange.edit", changed, version=version, by=by, op=op)


@action("exchange.renew")
def renew(pk: int, *, version: int, until: date, by: Actor, op: UUID) -> Listing:
    """延长有效期 to a later last day. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    listing = LISTINGS.fetch(by, "change", pk=pk)
    LISTING.after(listing.state, "renew")
    if until <= max(listing.until, timezone.localdate()):
        raise Invalid(_("新的结束日期应晚于今天和原来的结束日期。"))
    listing.until = until
    _check(listing)
    return _written(listing, "exchange.renew", {"until": until}, version=version, by=by, op=op)


@action("exchange.withdraw")
def withdraw(pk: int, *, version: int, by: Actor, op: UUID) -> Listing:
    """撤回条目. Raises Hidden, Denied, IllegalMove, Stale."""
    listing = LISTINGS.fetch(by, "change", pk=pk)
    now = LISTING.after(listing.state, "withdraw")
    return _written(listing, "exchange.withdraw", {"state": now}, version=version, by=by, op=op)


def _written(listing: Listing, verb: str, changed: Mapping[str, Any], *, version: int, by: Actor, op: UUID) -> Listing:
    """Write the changed fields if nobody was faster, and the event."""
    if not Listing.objects.filter(pk=listing.pk, version=version, state="open").update(
        **changed, version=F("version") + 1
    ):
        raise Stale(_("这条信息刚刚被他人更新，请查看最新内容后重试。"), record=listing)
    listing.refresh_from_db()
    record(verb, listing, listing.organisation, by=by, op=op, **_facts(listing))
    return listing


def _facts(listing: Listing) -> dict[str, Any]:
    """What the event keeps: enumerations, numbers and dates."""
    return {
        "direction": listing.direction,
        "category": listing.category,
        "visibility": listing.visibility,
        "since": listing.since.isoformat(),
        "until": listing.until.isoformat(),
        "state": listing.state,
    }


def _fill(listing: Listing, values: Mapping[str, Any]) -> None:
    for name in (*FIELDS, *PLACED):
        if name in values:
            setattr(listing, name, values[name])
    if listing.visibility != "alliance":
        listing.alliance = None
    _check(listing)


def _check(listing: Listing) -> None:
    """Raises Invalid with a sentence for each field that does not fit."""
    errors: dict[str, list[str]] = {}
    try:
        listing.clean_fields()
    except ValidationError as error:
        errors.update(error.message_dict)
    if not errors:
        errors = _against_rules(listing)
    if errors:
        raise Invalid(_("有 %(count)d 处需要修改。") % {"count": len(errors)}, errors=errors)


def _against_rules(listing: Listing) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if listing.until < listing.since:
        wrong["until"] = [_("结束日期早于开始日期。")]
    elif listing.until - timezone.localdate() > LONGEST:
        wrong["until"] = [_("有效期最长一年，到期可以延长。")]
    if bool(listing.quantity) != bool(listing.unit):
        wrong["unit"] = [_("数量和计量单位要一起填写。")]
    if listing.contact and listing.contact.organisation_id != listing.organisation_id:
        wrong["contact"] = [_("联系人应是本单位的联系人。")]
    if listing.visibility == "alliance" and not _belongs(listing.organisation, listing.alliance_id):
        wrong["alliance"] = [_("请选择本单位所在的联盟。")]
    return wrong


def _belongs(organisation: Organisation, alliance: int | None) -> bool:
    return alliance in alliances_of([organisation.pk]).get(organisation.pk, frozenset())
