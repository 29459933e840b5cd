"""Proposing, agreeing, ending and handing over pairings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import in_force as posts_on
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.pairing.models import Pairing
from yuanmeng.pairing.policy import CARERS, FOR_ROLE, PAIRINGS
from yuanmeng.pairing.queries.checks import require_whole
from yuanmeng.pairing.queries.periods import live_of, overlapping
from yuanmeng.pairing.states import PAIRING
from yuanmeng.register.models import Organisation

MOST = 5_000
"""Pairings handed over in one operation."""


@action("pairing.propose")
def propose(pairing: Pairing, *, by: Actor, op: UUID) -> Pairing:
    """提议结对: an unsaved pairing with kind, both sides and period; both sides are asked. Raises Denied, Invalid."""
    PAIRINGS.demand(by, "propose")
    pairing.state, pairing.one_agreed, pairing.other_agreed = "proposed", None, None
    require_whole(pairing)
    require_post(pairing)
    open_ones = Pairing.objects.filter(
        state="proposed", kind=pairing.kind, firm=pairing.firm_id, alliance=pairing.alliance_id,
        user=pairing.user_id, branch=pairing.branch_id,
    )  # fmt: skip
    if open_ones.exists():
        raise Invalid(_("这一对已经在征求意见，不必重复提议。"))
    pairing.save(force_insert=True)
    record("pairing.propose", *sides(pairing), by=by, op=op, kind=pairing.kind, since=pairing.since.isoformat())
    return pairing


@action("pairing.accept")
def accept(pk: int, *, version: int, by: Actor, op: UUID) -> Pairing:
    """同意, for one's own side; the second yes puts the pairing into force from `since` and ends what stood before.

    Raises Hidden, Denied, IllegalMove, Stale, Invalid.
    """
    pairing = PAIRINGS.fetch(by, "answer", pk=pk)
    now = PAIRING.after(pairing.state, "accept")
    today, mine = timezone.localdate(), own_sides(by, pairing)
    after = {side: getattr(pairing, side) or today for side in mine}
    if all(after.get(side) or getattr(pairing, side) for side in ("one_agreed", "other_agreed")):
        now = PAIRING.after(pairing.state, "agree")
        make_room(pairing)
    change(pairing, version, state=now, **after)
    record("pairing.accept", *sides(pairing), by=by, op=op, now=now, sides=mine)
    return pairing


@action("pairing.decline")
def decline(pk: int, reason: str, *, version: int, by: Actor, op: UUID) -> Pairing:
    """不同意, for one's own side; a reason may be given and need not be. Raises Hidden, Denied, IllegalMove, Stale."""
    pairing = PAIRINGS.fetch(by, "answer", pk=pk)
    now = PAIRING.after(pairing.state, "decline")
    change(pairing, version, state=now, reason=reason.strip()[:500])
    record("pairing.decline", *sides(pairing), by=by, op=op, now=now, sides=own_sides(by, pairing))
    return pairing


@action("pairing.withdraw")
def withdraw(pk: int, *, version: int, by: Actor, op: UUID) -> Pairing:
    """撤回提议, before both agreed. Raises Hidden, Denied, IllegalMove, Stale."""
    pairing = PAIRINGS.fetch(by, "withdraw", pk=pk)
    change(pairing, version, state=PAIRING.after(pairing.state, "withdraw"))
    record("pairing.withdraw", *sides(pairing), by=by, op=op)
    return pairing


@action("pairing.end")
def end(pk: int, until: date, note: str, *, version: int, by: Actor, op: UUID) -> Pairing:
    """结束: `until` is the last day. Either side may, at any time and without a reason. Raises …, Invalid."""
    pairing = PAIRINGS.fetch(by, "end", pk=pk)
    PAIRING.after(pairing.state, "end")
    if pairing.until is not None and pairing.until <= until:
        raise Invalid(_("这一对原定 %(until)s 结束，新的日期要更早。") % {"until": pairing.until.isoformat()})
    if until < pairing.since:
        raise Invalid(_("最后一天不能早于开始日期 %(since)s。") % {"since": pairing.since.isoformat()})
    change(pairing, version, until=until, note=note.strip())
    record("pairing.end", *sides(pairing), by=by, op=op, until=until.isoformat())
    return pairing


@action("pairing.hand_over")
def hand_over(
    leaving: int, to: Mapping[int, int], since: date, notes: Mapping[int, str], *, by: Actor, op: UUID
) -> dict[str, int]:
    """交接: everything of a person to others in one operation, from `since` on.

    `to` maps each pairing of the person to the successor, `notes` to what the successor should know. It takes effect
    at once, so that no firm is left alone; either side may end it later. Answers {"handed": n, "people": m}.
    Raises Hidden, Denied, Invalid (a pairing is missing or too many, a successor has no such post), IllegalMove.
    """
    user = CARERS.fetch(by, "hand_over", pk=leaving)
    live = list(live_of(user.pk, since))
    if {pairing.pk for pairing in live} != set(to) or not live or len(live) > MOST:
        raise Invalid(_("清单已经变化：请刷新页面，为每一家指定接手的人。"))
    successors = {person.pk: person for person in User.objects.filter(pk__in=set(to.values()), is_active=True)}
    following = [_successor(pairing, successors.get(to[pairing.pk]), since, notes) for pairing in live]
    for pairing in live:
        note = notes.get(pairing.pk, "").strip()
        if pairing.since < since:
            change(pairing, pairing.version, until=since - timedelta(days=1), note=note)
        else:
            change(pairing, pairing.version, state="withdrawn", note=note)
    for pairing in following:
        require_whole(pairing)
        require_post(pairing)
        _no_other(pairing)
    Pairing.objects.bulk_create(following, batch_size=500)
    firms = (Organisation._meta.label_lower, [pairing.firm_id for pairing in live if pairing.firm_id])
    people = len({pairing.user_id for pairing in following})
    record(
        "pairing.hand_over", user, *successors.values(), firms, by=by, op=op, since=since.isoformat(), firms=len(live)
    )
    return {"handed": len(live), "people": people}


def _successor(pairing: Pairing, person: User | None, since: date, notes: Mapping[int, str]) -> Pairing:
    """The pairing that follows, in force at once."""
    PAIRING.after(pairing.state, "hand_over")
    if person is None or person.pk == pairing.user_id:
        raise Invalid(_("“%(firm)s”还没有指定接手的人。") % {"firm": pairing.firm})
    start, today = max(since, pairing.since), timezone.localdate()
    return Pairing(
        kind=pairing.kind, user=person, firm_id=pairing.firm_id, since=start, until=pairing.until, state="agreed",
        one_agreed=today, other_agreed=today, previous=pairing, note=notes.get(pairing.pk, "").strip(),
    )  # fmt: skip


def require_post(pairing: Pairing) -> None:
    """The person holds the post for it on the first day, or today when that day is past. Raises Invalid."""
    if pairing.user_id is None:
        return
    day = max(pairing.since, timezone.localdate())
    role = FOR_ROLE[pairing.kind]
    if not posts_on(day).filter(user=pairing.user_id, role=role, user__is_active=True).exists():
        raise Invalid(_("%(name)s 当天没有担任这一类责任人的岗位。") % {"name": pairing.user})


def make_room(pairing: Pairing) -> None:
    """What stood before ends the day before; the same target has one of each kind at a time. Raises Invalid."""
    _lock(pairing)
    for before in overlapping(pairing):
        if before.since >= pairing.since:
            raise Invalid(
                _("同一对象从 %(since)s 起已有人负责，请先结束那一段。") % {"since": before.since.isoformat()}
            )
        last = pairing.since - timedelta(days=1)
        moved = Pairing.objects.filter(pk=before.pk, version=before.version)
        moved.update(until=last, version=F("version") + 1)


def _no_other(pairing: Pairing) -> None:
    _lock(pairing)
    if overlapping(pairing).exists():
        raise Invalid(_("“%(firm)s”在这段时间已有别人负责，请先结束那一段。") % {"firm": pairing.firm})


def _lock(pairing: Pairing) -> None:
    """Hold the target until the transaction ends, so that two periods cannot begin at once."""
    if pairing.firm_id is not None:
        list(Organisation.objects.select_for_update().filter(pk=pairing.firm_id))
    else:
        list(Pairing.objects.select_for_update().filter(alliance=pairing.alliance_id))


def own_sides(by: Actor, pairing: Pairing) -> list[str]:
    """The sides for which a person answers."""
    administered = by.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR)
    one = pairing.user_id == by.user_id if pairing.user_id else False
    one = one or pairing.branch_id in by.places(Where.ORGANISATION, Role.BRANCH_MEMBER)
    other = pairing.firm_id in administered or pairing.alliance_id in by.places(Where.ALLIANCE, Role.ALLIANCE_SECRETARY)
    return ["one_agreed"] * one + ["other_agreed"] * other


def change(pairing: Pairing, version: int, **fields: object) -> None:
    """Update the version that was seen. Raises Stale."""
    seen = Pairing.objects.filter(Q(pk=pairing.pk), version=version, state=pairing.state)
    if not seen.update(version=F("version") + 1, **fields):
        raise Stale(_("这一对刚刚被更新，请查看最新状态后重试。"), record=pairing)
    pairing.refresh_from_db()


def sides(pairing: Pairing) -> list[Pairing | User | Organisation]:
    """The pairing and what it joins, for the event."""
    found = [pairing, pairing.user, pairing.branch, pairing.firm, pairing.alliance]
    return [each for each in found if each is not None]  # type: ignore[misc]
