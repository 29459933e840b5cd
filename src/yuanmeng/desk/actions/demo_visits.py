"""Two years of visits in the demo zone: rows in bulk, an event for each, plans and wishes by their own actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from yuanmeng.accounts.actions.people import add_person, give_post
from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import actor_of, in_force
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.core.refusals import Invalid
from yuanmeng.desk.demo import visits as words
from yuanmeng.ledger.actions import action, record
from yuanmeng.pairing.models import Pairing
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.visits.actions import asking, planning
from yuanmeng.visits.actions.saying import Said
from yuanmeng.visits.models import Line, Stop, Tally, Visit, Visitor
from yuanmeng.visits.queries.burden import quarter_of

SEED = 20_261_126
HELD, PLANNED = 620, 26
DAYS = 730
EARLIER, BRANCHES = 1_750, 19
"""Visits from 2021 on until those of the last two years, and every how many of them a branch member made."""
FIRST = dt.date(2021, 1, 4)
HOWS = ("door",) * 6 + ("phone",) * 3 + ("online",)
PURPOSES = ("listen",) * 5 + ("policy", "policy", "follow_up", "follow_up", "labour", "project", "asked")
OWN_FIRM = "泉北食品有限公司"


@dataclass(slots=True)
class Made:
    """Rows on their way to the database."""

    today: dt.date
    draw: Random
    by: Actor
    op: UUID
    carers: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    contacts: dict[int, list[int]] = field(default_factory=dict)
    count: int = 0

    def next_op(self) -> UUID:
        """The next operation id of the demo."""
        self.count += 1
        return uuid5(self.op, str(self.count))


@action("demo.visit")
def visit(today: dt.date, people: dict[str, int], *, by: Actor, op: UUID) -> int:
    """演示: two years of visits, declines, plans and wishes; how many were held. `people` maps logins to keys."""
    made = Made(today, Random(SEED), by, op)  # noqa: S311 - the same zone at every start, nothing secret
    members = _members(made)
    _carers(made, members)
    _earlier(made)
    _held(made)
    _wishes(made, people)
    _planned(made)
    return EARLIER + HELD


def _earlier(made: Made) -> None:
    """The years before, briefly: by the first officer of each firm, now and then by a branch member; one event."""
    span = (made.today - dt.timedelta(days=DAYS) - FIRST).days
    firms = sorted(made.carers)
    days = sorted(FIRST + dt.timedelta(days=made.draw.randrange(span)) for _each in range(EARLIER))
    days = [day - dt.timedelta(days=2) if day.weekday() > 4 else day for day in days]
    visits = Visit.objects.bulk_create([_visit(made, day) for day in days])
    stops, visitors = [], []
    for number, row in enumerate(visits):
        firm = firms[made.draw.randrange(len(firms))]
        carers = {as_: user for user, as_ in reversed(made.carers[firm])}
        as_ = "branch_member" if number % BRANCHES == 0 or "service_officer" not in carers else "service_officer"
        stops.append(Stop(visit=row, organisation_id=firm))
        visitors.append(Visitor(visit=row, user_id=carers[as_], capacity=as_))
    Stop.objects.bulk_create(stops)
    Visitor.objects.bulk_create(visitors)
    keys = [row.pk for row in visits]
    record("visit.carry", (Visit._meta.label_lower, keys), by=made.by, op=made.next_op(), visits=len(keys))


def _members(made: Made) -> list[int]:
    """A member of each branch that looks after an alliance, with a post there since the earliest visits."""
    branches = Pairing.objects.filter(kind="branch_alliance").order_by("branch").values_list("branch", flat=True)
    keys, since = [], FIRST
    for number, (name, branch) in enumerate(zip(words.BRANCH_MEMBERS, branches.distinct(), strict=True), 2):
        person = add_person(f"branch{number}", name, by=made.by, op=made.next_op())
        give_post(person.pk, Role.BRANCH_MEMBER, Where.ORGANISATION, branch, since=since, by=made.by, op=made.next_op())
        keys.append(person.pk)
    return keys


def _carers(made: Made, members: list[int]) -> None:
    """Who goes to which firm: those it is paired with, and now and then a branch member."""
    kinds = {"officer_firm": "service_officer", "instructor_firm": "party_instructor", "leader_firm": "zone_leader"}
    paired = Pairing.objects.filter(state="agreed", kind__in=kinds).order_by("firm_id", "-since", "pk")
    for firm, user, kind in paired.values_list("firm_id", "user_id", "kind"):
        made.carers.setdefault(firm, []).append((user, kinds[kind]))
    for number, firm in enumerate(sorted(made.carers)):
        made.carers[firm].append((members[number % len(members)], "branch_member"))
    for firm, contact in Contact.objects.filter(organisation__in=made.carers).values_list("organisation_id", "pk"):
        made.contacts.setdefault(firm, []).append(contact)


def _held(made: Made) -> None:
    """Visits that took place, the oldest first, so that numbers follow days."""
    firms = sorted(made.carers)
    days = sorted(made.today - dt.timedelta(days=made.draw.randrange(1, DAYS)) for _each in range(HELD))
    days = [day - dt.timedelta(days=2) if day.weekday() > 4 else day for day in days]
    rows = [_visit(made, day) for day in days]
    visits = Visit.objects.bulk_create(rows)
    stops, visitors, lines, met = [], [], [], []
    order = made.draw.sample(firms, k=len(firms))
    for number, row in enumerate(visits):
        firm = order[number % len(order)]
        people = made.draw.sample(made.carers[firm], k=min(len(made.carers[firm]), made.draw.choice((1, 1, 1, 2))))
        stops.append(Stop(visit=row, organisation_id=firm))
        visitors += [Visitor(visit=row, user_id=user, capacity=as_) for user, as_ in dict(people).items()]
        lines += _lines(made, row, firm)
        met.append(Visit.met.through(visit_id=row.pk, contact_id=made.draw.choice(made.contacts[firm])))
        facts: dict[str, Any] = {"how": row.how, "purpose": row.purpose, "day": row.day.isoformat(), "state": "done"}
        who = Actor(people[0][0])
        record("visit.hold", row, ("register.organisation", [firm]), by=who, op=made.next_op(), **facts)
    Stop.objects.bulk_create(stops)
    Visitor.objects.bulk_create(visitors)
    Line.objects.bulk_create(lines)
    Visit.met.through.objects.bulk_create(met)


def _visit(made: Made, day: dt.date) -> Visit:
    draw = made.draw
    owed = draw.random() < 0.25
    due = day + dt.timedelta(days=draw.randrange(5, 30))
    kept = owed and (due < made.today - dt.timedelta(days=12) or draw.random() < 0.5)
    return Visit(
        how=draw.choice(HOWS),
        purpose=draw.choice(PURPOSES),
        day=day,
        heard=draw.choice(words.HEARD),
        next_step=draw.choice(words.NEXT) if owed else "",
        next_day=due if owed else None,
        next_done=min(due, made.today) if kept else None,
        state="done",
        recorded_at=timezone.make_aware(dt.datetime.combine(day, dt.time(16, draw.randrange(60)))),
    )


def _lines(made: Made, row: Visit, firm: int) -> list[Line]:
    """None, one or two; what is older than two months was taken up long ago or noted as it is."""
    draw, found = made.draw, []
    for _each in range(draw.choice((0, 0, 1, 1, 2))):
        kind = draw.choice(("problem", "problem", "need", "policy", "project"))
        if kind == "problem":
            text, triage = draw.choice(words.PROBLEMS)
            recent = row.day > made.today - dt.timedelta(days=20)
            triage = triage if recent else "spot"
            found.append(_line(row, firm, (kind, triage, "noted" if triage != "spot" else "settled"), text))
        elif kind == "need" and row.day > made.today - dt.timedelta(days=60):
            found.append(_line(row, firm, (kind, "", "noted"), draw.choice(words.NEEDS)))
        elif kind != "need":
            found.append(
                _line(row, firm, (kind, "", "kept"), draw.choice(words.HINTS if kind == "policy" else words.PROJECTS))
            )
    return found


def _line(row: Visit, firm: int, sort: tuple[str, str, str], text: str) -> Line:
    kind, triage, state = sort
    return Line(visit=row, organisation_id=firm, kind=kind, triage=triage, state=state, text=text)


def _wishes(made: Made, people: dict[str, int]) -> None:
    """Firms with a cap, a quiet weekday, a quiet period; the rhythm; last quarter's opinions as totals."""
    today = made.today
    firms = [firm for firm in sorted(made.carers) if Organisation.objects.filter(pk=firm, state="active").exists()]
    for number, firm in enumerate(firms[::9]):
        values = {
            "channel": ("", "phone", "door")[number % 3], "contact": None, "most": (4, 2, None, 1)[number % 4],
            "days": (90, 30)[number % 2], "weekdays": ("", "1", "5")[number % 3],
        }  # fmt: skip
        asking.prefer(firm, version=None, values=values, by=made.by, op=made.next_op())
    for firm in firms[4::25]:
        span = {"since": today + dt.timedelta(days=6), "until": today + dt.timedelta(days=13)}
        asking.keep_quiet(firm, **span, by=made.by, op=made.next_op())
    for back, counts in ((95, (11, 7, 3, 1, 1)), (190, (9, 8, 2, 0, 1))):
        quarter = quarter_of(today - dt.timedelta(days=back))
        Tally.objects.bulk_create(
            [Tally(quarter=quarter, opinion=5 - at, count=count) for at, count in enumerate(counts) if count]
        )
    leader = actor_of(User.objects.get(pk=people["leader"]))
    values = {"remind_after": 90, "near": 7, "inspection_link": ""}
    asking.set_rhythm(version=0, values=values, by=leader, op=made.next_op())


def _planned(made: Made) -> None:
    """Plans of the coming weeks, a few of them close together and one declined; what the guard forbids is left out."""
    own = Organisation.objects.filter(name=OWN_FIRM).values_list("pk", flat=True)
    firms = [*own, *own, *sorted(made.carers)[1 :: max(1, len(made.carers) // PLANNED)]]
    firms = [firm for firm in firms if made.carers.get(firm)]
    posted = set(in_force(made.today).values_list("user", flat=True))
    for number, firm in enumerate(firms):
        going = {"service_officer", "branch_member"}
        users = [user for user, as_ in made.carers[firm] if as_ in going and user in posted]
        by = actor_of(User.objects.get(pk=users[number % len(users)]))
        day = made.today + dt.timedelta(days=number % 3 if number % 4 else 2 + number % 24)
        at = dt.time(9 + number % 8, 30)
        said = Said(
            (firm,), day, how="door" if number % 3 else "phone", purpose=PURPOSES[number % len(PURPOSES)], at=at
        )
        try:
            planning.plan(said, by=by, op=made.next_op())
        except Invalid:
            continue
    last = Visit.objects.filter(state="planned").order_by("-day", "-pk")[0]
    Stop.objects.filter(visit=last).update(declined_on=made.today)
    Visit.objects.filter(pk=last.pk).update(state="declined")
    record("visit.decline", last, by=made.by, op=made.next_op(), state="declined", day=last.day.isoformat())
