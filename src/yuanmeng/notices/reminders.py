"""What falls due and who is reminded: one table. Every reminder has a stage and reaches each person once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.activities.models import Activity, FollowUp
from yuanmeng.core.actor import Role
from yuanmeng.exchange.models import Listing, Task
from yuanmeng.issues.models import Issue
from yuanmeng.issues.states import WITH_UNIT
from yuanmeng.notices.queries import FIRM_PEOPLE, holders, people_at, people_of_alliances
from yuanmeng.notices.routes import PARTIES, Told
from yuanmeng.pairing.models import Pairing
from yuanmeng.structure.models import Office
from yuanmeng.workdays.queries import calendar

Due = Iterable[tuple[Told, str]]
"""Who is told, and the stage: the part of the key that makes a reminder this one and no other."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """The kind of notice, its sentence, and what is due today."""

    kind: str
    text: Any
    due: Callable[[dt.date], Due]


def near(day: dt.date, today: dt.date, *stages: int) -> int | None:
    """The smallest stage that the days left have come down to; None when it is too early, or over."""
    left = (day - today).days
    return min((stage for stage in stages if 0 <= left <= stage), default=None)


def staged(rows: Iterable[Any], date: str, today: dt.date, *stages: int) -> Iterator[tuple[Any, str]]:
    """Records with the key of their stage, such as 12:2026-12-01:7; a moved date is reminded of anew."""
    for row in rows:
        day = getattr(row, date)
        stage = near(day, today, *stages)
        if stage is not None:
            yield row, f"{row.pk}:{day.isoformat()}:{stage}"


def _listings(today: dt.date) -> Due:
    soon = Listing.objects.filter(state="open", until__range=(today, today + dt.timedelta(days=7)))
    for one, stage in staged(soon, "until", today, 7):
        values = {"title": one.title, "day": one.until.isoformat()}
        yield Told(people_at([one.organisation_id]), reverse("exchange:listing", args=[one.pk]), values), stage


def _tasks(today: dt.date) -> Due:
    soon = Task.objects.filter(state="running", due__range=(today, today + dt.timedelta(days=14)))
    for one, stage in staged(soon.select_related("claim__listing"), "due", today, 14, 7, 1):
        values = {"title": one.claim.listing.title, "day": one.due.isoformat()}
        people = people_at([one.owner_id, one.beneficiary_id])
        yield Told(people, reverse("exchange:task", args=[one.pk]), values), stage


def _follow_ups(today: dt.date) -> Due:
    soon = FollowUp.objects.filter(state="open", due__range=(today, today + dt.timedelta(days=3)))
    for one, stage in staged(soon, "due", today, 3):
        people = people_at([one.owner_id], *FIRM_PEOPLE, Role.DEPARTMENT_HANDLER)
        values = {"title": one.text[:60], "day": one.due.isoformat()}
        yield Told(people, reverse("activities:follow_ups"), values), stage


def _meetings(today: dt.date) -> Due:
    """The day before, to those who come."""
    tomorrow = today + dt.timedelta(days=1)
    for one in Activity.objects.filter(state="planned", starts__date__range=(today, tomorrow)):
        firms = one.invitations.filter(reply="yes").values_list("organisation", flat=True)
        starts = timezone.localtime(one.starts)
        values = {"title": one.title, "day": f"{starts:%Y-%m-%d %H:%M}"}
        told = Told(people_at(list(firms)), reverse("activities:activity", args=[one.pk]), values)
        yield told, f"{one.pk}:{starts:%Y-%m-%dT%H:%M}"


def _terms(today: dt.date) -> Due:
    """Two months and two weeks before a term ends: its holder, the alliance's secretary, the zone's officers."""
    soon = Office.objects.filter(until__range=(today, today + dt.timedelta(days=60)))
    for one, stage in staged(soon.select_related("body", "kind"), "until", today, 60, 14):
        people = {one.user_id} if one.user_id else people_at([one.organisation_id or 0])
        people |= people_of_alliances([one.body.alliance_id]) if one.body.alliance_id else holders(Role.SERVICE_OFFICER)
        values = {"title": one.body.name, "office": one.kind.name, "day": str(one.until)}
        yield Told({who for who in people if who}, reverse("structure:body", args=[one.body_id]), values), stage


def _pairings(today: dt.date) -> Due:
    soon = Pairing.objects.filter(state="agreed", until__range=(today, today + dt.timedelta(days=30)))
    for one, stage in staged(soon.select_related("firm", "alliance"), "until", today, 30):
        people = {one.user_id} if one.user_id else people_at([one.branch_id or 0], Role.BRANCH_MEMBER)
        title = one.firm.name if one.firm else one.alliance.name if one.alliance else ""
        values = {"title": title, "day": str(one.until)}
        yield Told({who for who in people if who}, reverse("pairing:pairing", args=[one.pk]), values), stage


def _yellow(today: dt.date) -> Due:
    """One working day before the last: handler and coordinator only (TKT-04)."""
    yield from _deadlines(Issue.objects.filter(state__in=WITH_UNIT, due=calendar().shift(today, 1)), "yellow")


def _red(today: dt.date) -> Due:
    """From the first overdue day on, once (TKT-04)."""
    yield from _deadlines(Issue.objects.filter(state__in=WITH_UNIT, due__lt=today), "red")


def _deadlines(issues: Iterable[Issue], colour: str) -> Due:
    for one in issues:
        people = PARTIES["lead"](one) | PARTIES["coordinator"](one)
        values = {"number": one.number, "day": str(one.due)}
        yield Told(people, reverse("issues:issue", args=[one.pk]), values), f"{one.pk}:{one.due}:{colour}"


REMINDERS: dict[str, Reminder] = {
    "listing.ends": Reminder("deadline", _("“%(title)s”将于 %(day)s 到期，可以延长"), _listings),
    "task.due": Reminder("deadline", _("合作项目“%(title)s”将于 %(day)s 到期"), _tasks),
    "follow_up.due": Reminder("deadline", _("后续事项“%(title)s”将于 %(day)s 到期"), _follow_ups),
    "meeting.soon": Reminder("meeting", _("“%(title)s”将于 %(day)s 开始"), _meetings),
    "term.ends": Reminder("deadline", _("“%(title)s”%(office)s的任期将于 %(day)s 届满"), _terms),
    "pairing.ends": Reminder("deadline", _("与“%(title)s”的结对将于 %(day)s 到期"), _pairings),
    "issue.yellow": Reminder("deadline", _("问题 %(number)s 的期限 %(day)s 就要到了"), _yellow),
    "issue.red": Reminder("deadline", _("问题 %(number)s 已超过期限 %(day)s"), _red),
}
