"""Starting, stopping and counting the clocks of a problem. Parts of actions: the moves record the events."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Stale
from yuanmeng.issues.models import Clock, Issue, Limit, Part, Pause
from yuanmeng.issues.queries.counting import Counting, overdue
from yuanmeng.issues.states import CLOCK

FROM_RECEIPT = ("contact", "start", "dispatch", "reply", "finish")
"""Steps whose deadlines run from the receipt on, where the profile has them."""
USUAL = {"return": 2, "rule": 1, "assist": 3}
"""Working days where the profile says nothing: 2 to send back (Shandong 2020), 1 to rule, 3 to assist (Quanzhou)."""


def begin_all(issue: Issue) -> None:
    """The clocks that run from the receipt on."""
    counting = Counting()
    for limit in Limit.objects.filter(profile=issue.profile_id, what__in=FROM_RECEIPT):
        begin(issue, limit.what, limit.amount, unit=limit.unit, since=issue.raised_at, counting=counting)


def begin(
    issue: Issue,
    what: str,
    amount: int,
    *,
    unit: str = "workday",
    since: dt.datetime | None = None,
    part: Part | None = None,
    counting: Counting | None = None,
) -> Clock:
    """One clock from a moment on. No earlier pause reaches beyond that moment."""
    clock = Clock(issue=issue, part=part, what=what, amount=amount, unit=unit, began=since or timezone.now())
    _count(clock, counting or Counting(), [])
    clock.save(force_insert=True)
    _shown(clock)
    return clock


def begin_usual(issue: Issue, what: str, *, part: Part | None = None, days: int | None = None) -> Clock:
    """A step that begins now, with the profile's time or the usual one."""
    limit = limit_of(issue, what)
    if days is not None or limit is None:
        return begin(issue, what, days if days is not None else USUAL[what], part=part)
    return begin(issue, what, limit.amount, unit=limit.unit, part=part)


def limit_of(issue: Issue, what: str) -> Limit | None:
    """What the problem's profile says about a step."""
    return Limit.objects.filter(profile=issue.profile_id, what=what).first()


def begin_again(issue: Issue) -> None:
    """The time to finish, counted anew from now: after a disagreement, a reopening or a review date."""
    limit = limit_of(issue, "finish")
    if limit:
        begin(issue, "finish", limit.amount, unit=limit.unit)


def stop(issue: Issue, *steps: str, part: Part | None = None) -> None:
    """The step is done: its running clock ends in time or late."""
    now = timezone.now()
    for clock in Clock.objects.filter(issue=issue, what__in=steps, part=part, state="running"):
        state = CLOCK.after("running", "miss" if overdue(clock, now) else "meet")
        Clock.objects.filter(pk=clock.pk).update(state=state, ended=now)


def void(issue: Issue, *steps: str) -> None:
    """Running clocks of these steps (of all, when none is named) no longer matter."""
    running = Clock.objects.filter(issue=issue, state="running")
    running = running.filter(what__in=steps) if steps else running
    running.update(state=CLOCK.after("running", "void"), ended=timezone.now())


def run_on(issue: Issue) -> None:
    """The newest clock to finish runs on as if it had not been stopped: an answer was taken back."""
    clock = Clock.objects.filter(issue=issue, what="finish").order_by("-id").first()
    if clock and clock.state in {"met", "late"}:
        Clock.objects.filter(pk=clock.pk).update(state="running", ended=None)


def pause(issue: Issue, reason: str) -> None:
    """From today on no day counts, until `go_on`."""
    if not Pause.objects.filter(issue=issue, until=None).exists():
        Pause(issue=issue, since=timezone.localdate(), reason=reason).save(force_insert=True)


def go_on(issue: Issue) -> None:
    """Days count again from today on; running clocks are counted anew."""
    Pause.objects.filter(issue=issue, until=None).update(until=timezone.localdate())
    counting = Counting()
    for clock in Clock.objects.filter(issue=issue, state="running"):
        counted_anew(clock, counting)


def counted_anew(clock: Clock, counting: Counting) -> bool:
    """Count a running clock as its fields stand; whether its end changed."""
    before = (clock.due, clock.due_at, clock.provisional)
    _count(clock, counting, None)
    if (clock.due, clock.due_at, clock.provisional) == before:
        return False
    Clock.objects.filter(pk=clock.pk).update(due=clock.due, due_at=clock.due_at, provisional=clock.provisional)
    _shown(clock)
    return True


def extend(clock: Clock, days: int) -> None:
    """Grant more days on top. Raises Stale when the clock was stopped meanwhile."""
    changed = Clock.objects.filter(pk=clock.pk, state="running", ask="asked")
    if not changed.update(extra=F("extra") + days, ask="granted"):
        raise Stale(_("这个时限刚刚有了变化，请查看最新内容后重试。"), record=clock)
    clock.refresh_from_db()
    counted_anew(clock, Counting())


def _count(clock: Clock, counting: Counting, pauses: list[tuple[dt.date, dt.date | None]] | None) -> None:
    found = counting.sum(clock, pauses)
    clock.due, clock.provisional = found.due, found.provisional
    clock.due_at = found.moment if clock.unit == "hour" else None


def _shown(clock: Clock) -> None:
    """The end of the time to finish stands on the problem too, for lists to sort by."""
    if clock.what == "finish":
        Issue.objects.filter(pk=clock.issue_id).update(due=clock.due)
        clock.issue.due = clock.due
