"""One table: which event is told to whom, as what kind, in which words. A new verb is one line here.

A teller reads what the event is tied to and gives people, the words' values and the page to open. Values hold titles,
numbers and names of organisations, never of persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuanmeng.activities.models import Activity, FollowUp
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Role
from yuanmeng.exchange.models import Claim, Listing, Task
from yuanmeng.issues.models import Issue, Part, Recusal
from yuanmeng.ledger.models import Event
from yuanmeng.notices.queries import FIRM_PEOPLE, holders, people_at, people_of_alliances
from yuanmeng.pairing.models import Pairing
from yuanmeng.register.models import Correction

Ties = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told, the values of the sentence, and the page where it is dealt with."""

    people: set[int]
    url: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """The kind of notice, its sentence, and who is told."""

    kind: str
    text: Any
    told: Callable[[Event, Ties], Iterable[Told]]


def keys(ties: Ties, label: str) -> list[int]:
    """The keys of one kind of record among what an event is tied to."""
    return [key for kind, key in ties if kind == label]


def _listing(event: Event, ties: Ties) -> Iterable[Told]:
    """The people of the organisation that published the entry."""
    for listing in Listing.objects.filter(pk__in=keys(ties, "exchange.listing")):
        url = reverse("exchange:listing", args=[listing.pk])
        yield Told(people_at([listing.organisation_id]), url, {"title": listing.title})


def _claimants(event: Event, ties: Ties) -> Iterable[Told]:
    """The people of the organisation that claimed the entry."""
    for claim in Claim.objects.filter(pk__in=keys(ties, "exchange.claim")).select_related("listing"):
        url = reverse("exchange:listing", args=[claim.listing_id])
        yield Told(people_at([claim.organisation_id]), url, {"title": claim.listing.title})


def _both_sides(event: Event, ties: Ties) -> Iterable[Told]:
    """The people of both sides of a joint task."""
    tasks = Task.objects.filter(pk__in=keys(ties, "exchange.task")).select_related("claim__listing")
    for task in tasks:
        people = people_at([task.owner_id, task.beneficiary_id])
        yield Told(people, reverse("exchange:task", args=[task.pk]), {"title": task.claim.listing.title})


def _beneficiary(event: Event, ties: Ties) -> Iterable[Told]:
    for task in Task.objects.filter(pk__in=keys(ties, "exchange.task")).select_related("claim__listing"):
        url = reverse("exchange:task", args=[task.pk])
        yield Told(people_at([task.beneficiary_id]), url, {"title": task.claim.listing.title})


def _invited_firms(event: Event, ties: Ties) -> Iterable[Told]:
    """The people of the organisations that an activity's invitation names."""
    for activity in Activity.objects.filter(pk__in=keys(ties, "activities.activity")):
        firms = keys(ties, "register.organisation")
        yield _activity(activity, people_at(firms))


def _all_invited(event: Event, ties: Ties) -> Iterable[Told]:
    """Everybody who was invited and did not decline."""
    for activity in Activity.objects.filter(pk__in=keys(ties, "activities.activity")):
        firms = activity.invitations.exclude(reply="no").values_list("organisation", flat=True)
        yield _activity(activity, people_at(list(firms)))


def _activity(activity: Activity, people: set[int]) -> Told:
    return Told(people, reverse("activities:activity", args=[activity.pk]), {"title": activity.title})


def _owner(event: Event, ties: Ties) -> Iterable[Told]:
    """The people of the unit that is to see to a follow-up."""
    for item in FollowUp.objects.filter(pk__in=keys(ties, "activities.followup")):
        people = people_at([item.owner_id], *FIRM_PEOPLE, Role.DEPARTMENT_HANDLER)
        yield Told(people, reverse("activities:follow_ups"), {"title": item.text[:60]})


def _alliance_invitation(event: Event, ties: Ties) -> Iterable[Told]:
    for alliance in Alliance.objects.filter(pk__in=keys(ties, "alliances.alliance")):
        people = people_at(keys(ties, "register.organisation"))
        yield Told(people, reverse("home"), {"title": alliance.name})


def _secretaries(event: Event, ties: Ties) -> Iterable[Told]:
    found = Membership.objects.filter(pk__in=keys(ties, "alliances.membership"))
    for one in found.select_related("alliance", "organisation"):
        url = reverse("alliances:alliance", args=[one.alliance.slug])
        values = {"title": one.alliance.name, "firm": one.organisation.name}
        yield Told(people_of_alliances([one.alliance_id]), url, values)


def _pairs(event: Event, ties: Ties) -> Iterable[Told]:
    """Both sides of a pairing: the person or the branch's members, the firm's people or the alliance's secretary."""
    found = Pairing.objects.filter(pk__in=keys(ties, "pairing.pairing")).select_related("firm", "alliance")
    for pair in found:
        people = {pair.user_id} if pair.user_id else people_at([pair.branch_id or 0], Role.BRANCH_MEMBER)
        people |= people_at([pair.firm_id]) if pair.firm_id else people_of_alliances([pair.alliance_id or 0])
        title = pair.firm.name if pair.firm else pair.alliance.name if pair.alliance else ""
        yield Told({one for one in people if one}, reverse("pairing:pairing", args=[pair.pk]), {"title": title})


def _asker(event: Event, ties: Ties) -> Iterable[Told]:
    for asked in Correction.objects.filter(pk__in=keys(ties, "register.correction")).select_related("organisation"):
        people = people_at([asked.organisation_id])
        url = reverse("register:firm", args=[asked.organisation_id])
        yield Told(people, url, {"title": asked.organisation.name})


def _administrators(event: Event, ties: Ties) -> Iterable[Told]:
    yield Told(holders(Role.SYSTEM_ADMINISTRATOR), reverse("accounts:feedback_list"))


def issue(*to: str) -> Callable[[Event, Ties], Iterable[Told]]:
    """Tell those parties of a problem: firm, coordinator, officers, handler, lead, parts.

    Whoever keeps away from it is not told, nor in confidence the unit complained of (TKT-10). The words name the
    number alone.
    """

    def told(event: Event, ties: Ties) -> Iterable[Told]:
        for one in Issue.objects.filter(pk__in=keys(ties, "issues.issue")):
            people = set[int]().union(*(PARTIES[party](one) for party in to))
            people -= set(Recusal.objects.filter(issue=one).values_list("user", flat=True))
            if one.confidential and one.subject_id:
                people -= people_at([one.subject_id], *Role)
            yield Told(people, reverse("issues:issue", args=[one.pk]), {"number": one.number})

    return told


def _lead(one: Issue) -> set[int]:
    if one.handler_id:
        return {one.handler_id}
    return people_at([one.lead_id], Role.DEPARTMENT_HANDLER) if one.lead_id else set()


def _parts(one: Issue) -> set[int]:
    units = Part.objects.filter(issue=one, state="asked").values_list("organisation", flat=True)
    return people_at(list(units), Role.DEPARTMENT_HANDLER)


PARTIES: dict[str, Callable[[Issue], set[int]]] = {
    "firm": lambda one: people_at([one.firm_id]) if one.firm_id else set(),
    "coordinator": lambda one: {one.coordinator_id} if one.coordinator_id else holders(Role.SERVICE_OFFICER),
    "lead": _lead,
    "parts": _parts,
    "leaders": lambda _one: holders(Role.ZONE_LEADER),
}
ROUTES: dict[str, Route] = {
    "exchange.claim": Route("asked", _("“%(title)s”有单位认领，请答复"), _listing),
    "exchange.accept": Route("progress", _("“%(title)s”双方同意，合作开始"), _both_sides),
    "exchange.refuse_claim": Route("progress", _("对“%(title)s”的认领被谢绝"), _claimants),
    "exchange.withdraw_claim": Route("progress", _("对“%(title)s”的认领已撤回"), _listing),
    "exchange.deliver": Route("asked", _("“%(title)s”已报告结果，请确认效果"), _beneficiary),
    "exchange.return": Route("asked", _("“%(title)s”的结果被退回"), _both_sides),
    "exchange.confirm": Route("progress", _("“%(title)s”的效果已确认"), _both_sides),
    "exchange.abandon": Route("progress", _("“%(title)s”的合作已终止"), _both_sides),
    "activities.invite": Route("meeting", _("邀请参加“%(title)s”，请回复"), _invited_firms),
    "activities.edit": Route("meeting", _("“%(title)s”的安排有变动"), _all_invited),
    "activities.cancel": Route("meeting", _("“%(title)s”已取消"), _all_invited),
    "activities.minute": Route("progress", _("“%(title)s”的纪要已记录"), _all_invited),
    "activities.decide": Route("asked", _("会议交办：%(title)s"), _owner),
    "alliance.invite": Route("asked", _("“%(title)s”邀请本企业加入，请答复"), _alliance_invitation),
    "alliance.accept": Route("progress", _("%(firm)s加入了“%(title)s”"), _secretaries),
    "alliance.decline": Route("progress", _("%(firm)s谢绝了“%(title)s”的邀请"), _secretaries),
    "alliance.leave": Route("progress", _("%(firm)s退出了“%(title)s”"), _secretaries),
    "pairing.propose": Route("asked", _("与“%(title)s”的结对请您确认"), _pairs),
    "pairing.accept": Route("progress", _("与“%(title)s”的结对已有一方同意"), _pairs),
    "pairing.decline": Route("progress", _("与“%(title)s”的结对没有成"), _pairs),
    "pairing.end": Route("progress", _("与“%(title)s”的结对到期结束"), _pairs),
    "correction.accept": Route("progress", _("“%(title)s”的更正申请已采纳"), _asker),
    "correction.decline": Route("progress", _("“%(title)s”的更正申请未采纳"), _asker),
    "feedback.send": Route("asked", _("收到对系统的投诉或建议，请答复"), _administrators),
    "issue.raise": Route("asked", _("新问题 %(number)s 待受理"), issue("coordinator")),
    "issue.accept": Route("progress", _("问题 %(number)s 已受理"), issue("firm")),
    "issue.dispatch": Route("asked", _("问题 %(number)s 派给本单位，请领办"), issue("lead")),
    "issue.object": Route("asked", _("问题 %(number)s 被退回，请裁定"), issue("coordinator")),
    "issue.rule": Route("progress", _("问题 %(number)s 的退回已裁定"), issue("lead", "coordinator")),
    "issue.take_on": Route("progress", _("问题 %(number)s 已有人领办"), issue("firm", "coordinator")),
    "issue.join": Route("asked", _("问题 %(number)s 请本单位协办"), issue("parts")),
    "issue.opine": Route("progress", _("问题 %(number)s 收到协办意见"), issue("lead")),
    "issue.ask_extension": Route("asked", _("问题 %(number)s 申请延期，请审批"), issue("coordinator")),
    "issue.grant": Route("progress", _("问题 %(number)s 的延期申请已有结果"), issue("lead", "firm")),
    "issue.escalate": Route("asked", _("问题 %(number)s 已升级"), issue("coordinator", "lead", "leaders")),
    "issue.call": Route("meeting", _("问题 %(number)s 将会商"), issue("lead", "parts", "coordinator")),
    "issue.decide": Route("progress", _("问题 %(number)s 的会商已有结论"), issue("lead", "parts", "firm")),
    "issue.answer": Route("asked", _("问题 %(number)s 已答复，请确认是否解决"), issue("firm")),
    "issue.answer_at_once": Route("asked", _("问题 %(number)s 已答复，请确认是否解决"), issue("firm")),
    "issue.confirm": Route("progress", _("企业对问题 %(number)s 的答复表示了意见"), issue("lead", "coordinator")),
    "issue.reopen": Route("asked", _("问题 %(number)s 重新办理"), issue("lead", "coordinator")),
    "issue.bring_back": Route("asked", _("挂账的问题 %(number)s 到期，重新办理"), issue("lead", "coordinator")),
}
