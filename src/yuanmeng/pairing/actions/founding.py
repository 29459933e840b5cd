"""The pairings of the demo zone: two years of instructors with a handover, officers, branches, and what waits now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from yuanmeng.accounts.actions.people import add_person, end_post, give_post
from yuanmeng.accounts.models import Post, User
from yuanmeng.alliances.models import Alliance
from yuanmeng.core.actor import Actor, Role, Seat, Where
from yuanmeng.core.assigning.plan import Settled
from yuanmeng.ledger.actions import action, record
from yuanmeng.pairing import demo
from yuanmeng.pairing.actions import assigning, conditions, pairs
from yuanmeng.pairing.models import InstructorRole, Pairing, Proposal
from yuanmeng.pairing.queries.inputs import gathered, post_holders, problem_of
from yuanmeng.register.models import Organisation

SEED = 20_261_125
PARK = 9_000
"""The demo zone is a square of so many metres."""
ALONE = 4
"""Firms without an officer, so that the gap shows."""
ANSWERED = 18
"""Pairs of next year that both sides have answered."""


@dataclass(slots=True)
class Founding:
    """What the steps share. `steps` numbers the operations."""

    today: dt.date
    by: Actor
    op: UUID
    draw: Random
    steps: int = 0
    instructors: list[User] = field(default_factory=list)

    def call(self, by: Actor | None = None) -> dict[str, Any]:
        """Who acts, and a new operation of this one."""
        self.steps += 1
        return {"by": by or self.by, "op": uuid5(self.op, f"pairing/{self.steps}")}


@action("pairing.found")
def found(today: dt.date, *, by: Actor, op: UUID) -> int:
    """演示: everything about who looks after whom; how many pairings. `by` administers people and coordinates."""
    made = Founding(today, by, op, Random(SEED))  # noqa: S311 - the same zone at every start, nothing secret
    _places(made)
    _instructors(made)
    _years(made)
    _officers(made)
    _leader(made)
    _branches(made)
    _next_year(made)
    firms = Pairing.objects.filter(state="agreed", firm__isnull=False).values_list("firm_id", flat=True)
    record("pairing.found", (Organisation._meta.label_lower, sorted(set(firms))), by=by, op=op)
    return Pairing.objects.count()


def _places(made: Founding) -> None:
    """A place for all units but a few, which have only an address: their distance stays unknown."""
    units = list(Organisation.objects.filter(state="active").order_by("pk").values_list("pk", flat=True))
    known = {pk: (made.draw.randrange(PARK), made.draw.randrange(PARK)) for pk in units}
    for pk in _active_firms()[3::22]:
        del known[pk]
    conditions.set_places(known, "园区平面图（演示）", **made.call())
    for firm in Organisation.objects.filter(origins__kind="taiwan").distinct().order_by("pk"):
        conditions.set_wish(firm.pk, "zh、闽南语", **made.call())


def _instructors(made: Founding) -> None:
    """25 in all: what they know, where they are based, what they are called."""
    since = dt.date(made.today.year - 2, 12, 1)
    for number, name in enumerate(demo.INSTRUCTORS, 2):
        person = add_person(f"instructor{number}", name, **made.call())
        give_post(person.pk, Role.PARTY_INSTRUCTOR, Where.ZONE, None, since=since, **made.call())
    made.instructors = [post.user for post in post_holders("instructor_firm", made.today)]
    bases = _active_firms()[::4]
    roles = list(InstructorRole.objects.exclude(name="").order_by("pk").values_list("pk", flat=True))
    for number, person in enumerate(made.instructors):
        fields = {
            "industries": demo.EXPERTISE[number % len(demo.EXPERTISE)],
            "languages": demo.TONGUES[number % len(demo.TONGUES)],
            "base": Organisation.objects.get(pk=bases[number % len(bases)]),
            "least": 0,
            "most": 6,
        }
        called = [roles[number % len(roles)]]
        conditions.set_profile(person.pk, fields, roles=called, version=None, **made.call())


def _years(made: Founding) -> None:
    """Last year and this year, assigned by the solver; in last year's July one person handed everything over."""
    year = made.today.year
    for first in (dt.date(year - 1, 1, 1), dt.date(year, 1, 1)):
        plan = Settled(problem_of(gathered("instructor_firm", first))).plan()
        agreed = [
            _agreed("instructor_firm", int(pair.person), int(pair.firm), first, dt.date(first.year, 12, 31))
            for pair in plan.pairs
        ]
        Pairing.objects.bulk_create(agreed)
        if first.year < year:
            _hand_over(made, made.instructors[3], made.instructors[4:6], dt.date(first.year, 7, 1))


def _agreed(kind: str, user: int, firm: int, since: dt.date, until: dt.date | None) -> Pairing:
    day = since - dt.timedelta(days=7)
    return Pairing(
        kind=kind,
        user_id=user,
        firm_id=firm,
        since=since,
        until=until,
        state="agreed",
        one_agreed=day,
        other_agreed=day,
    )


def _hand_over(made: Founding, leaving: User, others: list[User], since: dt.date) -> None:
    live = Pairing.objects.filter(user=leaving, state="agreed").order_by("pk")
    keys = [one.pk for one in live if one.until is None or one.until >= since]
    to = {pk: others[number % len(others)].pk for number, pk in enumerate(keys)}
    pairs.hand_over(leaving.pk, to, since, dict.fromkeys(keys, demo.HANDED), **made.call())


def _officers(made: Founding) -> None:
    """Each firm has an officer, but for a few; one officer left last year and handed everything over."""
    year = made.today.year
    since = dt.date(year - 2, 3, 1)
    here = [post.user for post in post_holders("officer_firm", made.today)]
    for person, industries, base in zip(here, demo.OFFICERS, _active_firms()[::45], strict=False):
        unit = Organisation.objects.get(pk=base)
        fields = {"industries": industries, "languages": "zh", "base": unit, "least": 0, "most": 60}
        conditions.set_profile(person.pk, fields, version=None, **made.call())
    gone = add_person(demo.LEFT[0], demo.LEFT[1], **made.call())
    give_post(gone.pk, Role.SERVICE_OFFICER, Where.ZONE, None, since=since, **made.call())
    firms = _active_firms()[:-ALONE]
    team = [*here, gone]
    mine = [
        _agreed("officer_firm", team[number % len(team)].pk, firm, since, None) for number, firm in enumerate(firms)
    ]
    Pairing.objects.bulk_create(mine)
    _hand_over(made, gone, here, dt.date(year - 1, 9, 1))
    end_post(Post.objects.get(user=gone).pk, dt.date(year - 1, 8, 31), **made.call())


def _leader(made: Founding) -> None:
    """The leading official looks after five key firms."""
    leaders = post_holders("leader_firm", made.today)
    since = dt.date(made.today.year, 2, 1)
    firms = _active_firms()[:40:8]
    Pairing.objects.bulk_create(_agreed("leader_firm", leaders[0].user_id, firm, since, None) for firm in firms)


def _active_firms() -> list[int]:
    firms = Organisation.objects.filter(state="active", kind="firm").order_by("pk")
    return list(firms.values_list("pk", flat=True))


def _branches(made: Founding) -> None:
    """Five branches and five alliances; the last pair ends soon, and its next period waits for the alliance's yes."""
    now = timezone.now()
    since = dt.date(made.today.year - 1, 3, 1)
    for name, slug in demo.BRANCHES:
        branch = Organisation.objects.create(
            name=name, kind="institution", uscc_state="missing", source="演示文件", fictional=True,
            created_at=now, updated_at=now,
        )  # fmt: skip
        record("firm.found", branch, kind=branch.kind, uscc_state=branch.uscc_state, **made.call())
        alliance = Alliance.objects.get(slug=slug)
        pairing = Pairing(kind="branch_alliance", branch=branch, alliance=alliance, since=since)
        pairing.state, pairing.one_agreed, pairing.other_agreed = "agreed", since, since
        last = (name, slug) == demo.BRANCHES[-1]
        pairing.until = made.today + dt.timedelta(days=8) if last else None
        Pairing.objects.bulk_create([pairing])
        if last:
            begins = made.today + dt.timedelta(days=9)
            following = Pairing(kind=pairing.kind, branch=branch, alliance=alliance, since=begins)
            pairs.propose(following, **made.call())
    _member_of_the_last(made)


def _member_of_the_last(made: Founding) -> None:
    """The branch member of the demo may answer for a branch."""
    member = Post.objects.filter(role=Role.BRANCH_MEMBER).order_by("pk")[0].user_id
    last = Organisation.objects.get(name=demo.BRANCHES[-1][0])
    since = dt.date(made.today.year - 1, 3, 1)
    give_post(member, Role.BRANCH_MEMBER, Where.ORGANISATION, last.pk, since=since, **made.call())


def _next_year(made: Founding) -> None:
    """Instructors for next year are out for consent, some answered; officers' proposal is solved and not yet sent."""
    sent = _solved(made, "instructor_firm")
    assigning.send(sent.pk, version=sent.version, **made.call())
    waiting = list(Pairing.objects.filter(proposal=sent, state="proposed").select_related("user").order_by("pk"))
    for number, pairing in enumerate(waiting[-ANSWERED:]):
        firm = Actor(None, (Seat(Role.FIRM_ADMINISTRATOR, Where.ORGANISATION, pairing.firm_id),), "演示数据")
        if number < len(demo.DECLINED):
            pairs.decline(pairing.pk, demo.DECLINED[number], version=pairing.version, **made.call(firm))
            continue
        person = Actor(pairing.user_id, (Seat(Role.PARTY_INSTRUCTOR),))
        pairs.accept(pairing.pk, version=pairing.version, **made.call(person))
        pairs.accept(pairing.pk, version=pairing.version + 1, **made.call(firm))
    _solved(made, "officer_firm")


def _solved(made: Founding, kind: str) -> Proposal:
    """A proposal solved at once, not in the background."""
    year = made.today.year + 1
    since = dt.date(year, 1, 1)
    proposal = Proposal.objects.create(
        kind=kind, since=since, until=dt.date(year, 12, 31), given=gathered(kind, since),
        created_by=made.by.user_id or 0, created_at=timezone.now(),
    )  # fmt: skip
    record("proposal.begin", proposal, kind=kind, since=since.isoformat(), **made.call())
    return assigning.solve(proposal.pk, **made.call())
