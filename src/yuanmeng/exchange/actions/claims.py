"""Two-way claiming (双向认领): the other side claims, both accept, it becomes a joint task."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Denied, IllegalMove, Invalid, Stale
from yuanmeng.exchange.models import Claim, Listing, Task
from yuanmeng.exchange.policy import CLAIMS, LISTINGS, own
from yuanmeng.exchange.queries import is_member
from yuanmeng.exchange.states import CLAIM, LISTING
from yuanmeng.ledger.actions import action, record
from yuanmeng.ui.asked import reason_of


@action("exchange.claim")
def claim(pk: int, *, organisation: int, note: str = "", by: Actor, op: UUID) -> Claim:
    """认领. Of several at once exactly one wins; the others are told. Raises Hidden, Denied, IllegalMove, Invalid."""
    listing = LISTINGS.fetch(by, "claim", pk=pk)
    if organisation not in own(by):
        raise Denied(_("只能以本单位名义认领。"))
    _claimable(listing, organisation, note)
    LISTING.after(listing.state, "claim")
    if not Listing.objects.filter(pk=pk, state="open").update(state="claimed", version=F("version") + 1):
        raise IllegalMove(_("刚刚已有单位认领了这条信息，请看看其他条目。"))
    made = Claim(
        listing=listing, organisation_id=organisation, note=note.strip(), made_by=by.user_id, made_at=timezone.now()
    )
    made.save(force_insert=True)
    record("exchange.claim", listing, made, made.organisation, listing.organisation, by=by, op=op, state="claimed")
    return made


def _claimable(listing: Listing, organisation: int, note: str) -> None:
    if listing.organisation_id == organisation:
        raise Invalid(_("这是本单位发布的条目，不能认领自己。"))
    if listing.until < timezone.localdate():
        raise IllegalMove(_("这条信息已过有效期，请发布单位延长后再认领。"))
    if not is_member(organisation):
        raise Invalid(_("本单位还不是任何联盟的成员，请先确认加入一个联盟。"))
    if len(note) > 500:
        raise Invalid(_("留言最多 500 字。"))


@action("exchange.accept")
def accept(pk: int, *, version: int, due: date, by: Actor, op: UUID) -> Task:
    """同意认领: both agree, the joint task begins. `due` is its last day. Raises Hidden, Denied, IllegalMove, Stale."""
    asked = CLAIMS.fetch(by, "answer", pk=pk)
    now = CLAIM.after(asked.state, "accept")
    if due < timezone.localdate():
        raise Invalid(_("完成期限不能早于今天。"))
    _moved(asked, version, now, "")
    _list_moved(asked.listing, "agree")
    offer = asked.listing.direction == "offer"
    task = Task(
        claim=asked,
        owner=asked.listing.organisation if offer else asked.organisation,
        beneficiary=asked.organisation if offer else asked.listing.organisation,
        due=due,
        agreed_at=timezone.now(),
    )
    task.save(force_insert=True)
    parties = (asked.organisation, asked.listing.organisation)
    record("exchange.accept", asked, asked.listing, task, *parties, by=by, op=op, due=due.isoformat())
    return task


@action("exchange.refuse")
def refuse(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Claim:
    """谢绝认领, with a reason; the entry is open again. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    return _ended(CLAIMS.fetch(by, "answer", pk=pk), "refuse", reason, version=version, by=by, op=op)


@action("exchange.withdraw_claim")
def withdraw(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Claim:
    """撤回认领, with a reason; the entry is open again. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    return _ended(CLAIMS.fetch(by, "withdraw", pk=pk), "withdraw", reason, version=version, by=by, op=op)


def _ended(asked: Claim, verb: str, reason: str, *, version: int, by: Actor, op: UUID) -> Claim:
    now = CLAIM.after(asked.state, verb)
    _moved(asked, version, now, reason_of(reason))
    _list_moved(asked.listing, "release")
    asked.refresh_from_db()
    parties = (asked.organisation, asked.listing.organisation)
    record(f"exchange.{verb}_claim", asked, asked.listing, *parties, by=by, op=op, state=now)
    return asked


def _moved(asked: Claim, version: int, now: str, reason: str) -> None:
    if not Claim.objects.filter(pk=asked.pk, version=version, state=asked.state).update(
        state=now, reason=reason, answered_at=timezone.now(), version=F("version") + 1
    ):
        raise Stale(_("这条认领刚刚被他人更新，请查看最新内容后重试。"), record=asked)


def _list_moved(listing: Listing, verb: str) -> None:
    now = LISTING.after(listing.state, verb)
    Listing.objects.filter(pk=listing.pk, state=listing.state).update(state=now, version=F("version") + 1)
