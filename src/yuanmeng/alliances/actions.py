"""Every write of the alliances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.alliances import queries
from yuanmeng.alliances.models import Alliance, MappingEdition, MappingRule, Membership
from yuanmeng.alliances.policy import ALLIANCES, MAPPINGS, MEMBERSHIPS
from yuanmeng.alliances.states import MEMBERSHIP
from yuanmeng.core.actor import Role, Where
from yuanmeng.core.classify.mapping import prefix_of
from yuanmeng.core.refusals import Denied, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor


MOST = 5000
"""Invitations in one operation."""


@action("alliance.establish")
def establish(
    slug: str, *, name: str, name_en: str, since: date, kind: str = "alliance", by: Actor, op: UUID
) -> Alliance:
    """成立联盟. Raises Denied, Invalid (the slug is taken or a name is missing)."""
    ALLIANCES.demand(by, "establish")
    alliance = Alliance(slug=slug, name=name.strip(), name_en=name_en.strip(), kind=kind, since=since)
    queries.require_whole(alliance)
    alliance.save(force_insert=True)
    record("alliance.establish", alliance, by=by, op=op, slug=slug, kind=kind, since=since.isoformat())
    return alliance


@action("alliance.publish_mapping")
def publish_mapping(
    *, name: str, since: date, source: str, rules: Mapping[str, str], by: Actor, op: UUID
) -> MappingEdition:
    """发布产业归口对照表: a new dated edition; `rules` maps a code prefix (`C13`, `13`, `F`) to a slug, "" to none.

    Earlier editions stay as they were. Raises Denied, Invalid (unknown prefix or slug, a date already taken).
    """
    MAPPINGS.demand(by, "publish")
    edition = MappingEdition(name=name.strip(), since=since, source=source.strip())
    queries.require_whole(edition)
    wanted = _resolved(rules)
    edition.save(force_insert=True)
    MappingRule.objects.bulk_create(MappingRule(edition=edition, prefix=p, alliance=a) for p, a in wanted.items())
    record("alliance.publish_mapping", edition, by=by, op=op, since=since.isoformat(), rules=len(wanted))
    return edition


def _resolved(rules: Mapping[str, str]) -> dict[str, Alliance | None]:
    """Stored prefix → alliance. Raises Invalid for an unknown slug, a doubled prefix or no rule at all."""
    alliances = {alliance.slug: alliance for alliance in Alliance.objects.all()}
    resolved: dict[str, Alliance | None] = {}
    for text, slug in rules.items():
        prefix = prefix_of(text)
        if slug and slug not in alliances:
            raise Invalid(_("没有代号为“%(slug)s”的联盟，请先成立联盟。") % {"slug": slug[:40]})
        if prefix in resolved:
            raise Invalid(_("行业代码前缀“%(prefix)s”出现了两次。") % {"prefix": prefix})
        resolved[prefix] = alliances[slug] if slug else None
    if not resolved:
        raise Invalid(_("对照表是空的，请至少填写一条规则。"))
    return resolved


@action("alliance.invite")
def invite(pairs: Iterable[tuple[int, int]], *, reason: str, by: Actor, op: UUID) -> dict[str, int]:
    """邀请企业加入联盟: `pairs` of (alliance key, organisation key), any number in one operation.

    Nobody is enrolled: each membership waits for the firm's own answer (ENT-13). Firms that are already invited or
    members are left as they are. Answers {"invited": n, "skipped": m}. Raises Hidden, Denied, Invalid.
    """
    wanted = dict.fromkeys(pairs)
    if not wanted:
        raise Invalid(_("没有选中任何企业。"))
    if len(wanted) > MOST or len(reason) > 500:
        raise Invalid(_("一次最多邀请 5000 家，依据最多 500 字。"))
    alliances = {key: ALLIANCES.fetch(by, "invite", pk=key) for key in sorted({alliance for alliance, _firm in wanted})}
    FIRMS.demand(by, "browse")
    queries.lock(alliances)
    firms = set(queries.invitable(by).filter(pk__in={firm for _alliance, firm in wanted}).values_list("pk", flat=True))
    live = queries.live_pairs(wanted)
    fresh = [pair for pair in wanted if pair[1] in firms and pair not in live]
    today = timezone.localdate()
    Membership.objects.bulk_create(
        [Membership(alliance_id=a, organisation_id=o, invited_on=today, reason=reason.strip()) for a, o in fresh],
        batch_size=500,
    )
    for key, count in Counter(alliance for alliance, _firm in fresh).items():
        mine = [firm for alliance, firm in fresh if alliance == key]
        about = (Organisation._meta.label_lower, mine)
        record("alliance.invite", alliances[key], about, by=by, op=op, alliance=alliances[key].slug, firms=count)
    return {"invited": len(fresh), "skipped": len(wanted) - len(fresh)}


@action("alliance.accept")
def accept(pk: int, *, version: int, by: Actor, op: UUID) -> Membership:
    """企业确认加入. Raises Hidden, Denied, IllegalMove, Stale."""
    return _move(pk, "accept", version, by, op)


@action("alliance.decline")
def decline(pk: int, *, version: int, by: Actor, op: UUID) -> Membership:
    """企业谢绝邀请; no reason is asked. Raises Hidden, Denied, IllegalMove, Stale."""
    return _move(pk, "decline", version, by, op)


@action("alliance.leave")
def leave(pk: int, *, version: int, by: Actor, op: UUID) -> Membership:
    """企业退出联盟, at any time and without a reason (ENT-13). Raises Hidden, Denied, IllegalMove, Stale."""
    return _move(pk, "leave", version, by, op)


@action("alliance.apply")
def apply(alliance: int, *, organisation: int, by: Actor, op: UUID) -> Membership:
    """申请加入: the organisation's own wish; the alliance admits it. Raises Hidden, Denied, Invalid (it is there)."""
    found = ALLIANCES.fetch(by, "apply", pk=alliance)
    if organisation not in by.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR):
        raise Denied(_("只有本单位的管理员可以申请加入。"))
    firm = FIRMS.fetch(by, "view", pk=organisation)
    queries.lock([found.pk])
    if firm.state != "active" or queries.live_pairs({(found.pk, firm.pk)}):
        raise Invalid(_("本单位已在这个联盟、已受邀或已申请。"))
    made = Membership(alliance=found, organisation=firm, state="applied", invited_on=timezone.localdate())
    made.save(force_insert=True)
    record("alliance.apply", made, found, firm, by=by, op=op, alliance=found.slug, now="applied")
    return made


@action("alliance.admit")
def admit(pk: int, *, version: int, by: Actor, op: UUID) -> Membership:
    """接纳申请; who applied is a member from today. Raises Hidden, Denied, IllegalMove, Stale."""
    return _move(pk, "admit", version, by, op)


@action("alliance.refuse")
def refuse(pk: int, *, version: int, by: Actor, op: UUID) -> Membership:
    """不接纳申请. Raises Hidden, Denied, IllegalMove, Stale."""
    return _move(pk, "refuse", version, by, op)


@action("alliance.retract")
def retract(pk: int, *, version: int, by: Actor, op: UUID) -> Membership:
    """企业撤回申请, before it was answered. Raises Hidden, Denied, IllegalMove, Stale."""
    return _move(pk, "retract", version, by, op)


@action("alliance.withdraw")
def withdraw(pk: int, *, version: int, by: Actor, op: UUID) -> Membership:
    """撤回邀请, before the firm answered: a mistake is no invitation. Raises Hidden, Denied, IllegalMove, Stale."""
    return _move(pk, "withdraw", version, by, op)


DATED = {"accept": "joined_on", "admit": "joined_on", "leave": "left_on"}
"""The date that a move sets."""
RIGHTS = {"leave": "leave", "withdraw": "settle", "admit": "settle", "refuse": "settle"}
"""The right that a move needs; the others are the firm's own answers."""


def _move(pk: int, verb: str, version: int, by: Actor, op: UUID) -> Membership:
    membership = MEMBERSHIPS.fetch(by, RIGHTS.get(verb, "answer"), pk=pk)
    now = MEMBERSHIP.after(membership.state, verb)
    dates = {DATED[verb]: timezone.localdate()} if verb in DATED else {}
    moved = Membership.objects.filter(pk=pk, state=membership.state, version=version).update(
        state=now, version=F("version") + 1, **dates
    )
    if not moved:
        raise Stale(_("这条成员关系刚刚被更新，请查看最新状态后重试。"), record=membership)
    was = membership.state
    membership.refresh_from_db()
    about = (membership, membership.alliance, membership.organisation)
    record(f"alliance.{verb}", *about, by=by, op=op, alliance=membership.alliance.slug, was=was, now=now)
    return membership
