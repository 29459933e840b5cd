"""The life of the demo zone: its structure, two years of lists and of meetings, each with its event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import TypedDict
from uuid import UUID, uuid5

from django.utils import timezone

from yuanmeng.accounts.models import User
from yuanmeng.activities.models import Activity, Attendance, FollowUp, Host, Invitation, Series, Topic
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Actor
from yuanmeng.desk.demo import life
from yuanmeng.exchange.models import Claim, Listing, Task
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.structure import actions as structure_actions
from yuanmeng.structure.models import Body, BodyKind, OfficeKind

SEED = 20_261_124
HOLDS_BACK = ("泉北食品有限公司",)
"""Firms that a demo person acts for: they always have an entry and an invitation of their own."""


class Call(TypedDict):
    """What every action is called with."""

    by: Actor
    op: UUID


@dataclass(slots=True)
class Zone:
    """What the life is made of."""

    today: dt.date
    alliances: dict[str, Alliance]
    members: dict[str, list[Organisation]]
    people: dict[str, User]
    draw: Random
    by: Actor
    op: UUID


@action("demo.live")
def live(today: dt.date, people: dict[str, int], *, by: Actor, op: UUID) -> dict[str, int]:
    """演示: structure, lists and meetings of the zone; how many of each. `people` maps logins to their keys."""
    zone = _zone(today, people, by, op)
    _structure(zone)
    return {"listings": _listings(zone), "activities": _activities(zone)}


def _zone(today: dt.date, people: dict[str, int], by: Actor, op: UUID) -> Zone:
    users = User.objects.in_bulk(people.values())
    alliances = {alliance.slug: alliance for alliance in Alliance.objects.all()}
    members: dict[str, list[Organisation]] = {slug: [] for slug in alliances}
    joined = Membership.objects.filter(state="member").select_related("organisation", "alliance").order_by("pk")
    for membership in joined:
        members[membership.alliance.slug].append(membership.organisation)
    named = {login: users[key] for login, key in people.items()}
    draw = Random(SEED)  # noqa: S311 - the same zone at every start, nothing secret
    return Zone(today, alliances, members, named, draw, by, op)


def _structure(zone: Zone) -> None:
    """1+5+N from 2021 on; three chain committees beside it from 2025 on (dossier §3.1), as two dated states."""
    for slug, name, english in life.BODY_KINDS:
        structure_actions.declare_body_kind(slug, name=name, name_en=english, **_next(zone, f"body/{slug}"))
    kinds = {kind.slug: kind for kind in BodyKind.objects.all()}
    for slug, name, english, owners, required in life.OFFICE_KINDS:
        structure_actions.declare_office_kind(
            slug,
            names=(name, english),
            required=required,
            bodies=[kinds[owner] for owner in owners.split()],
            **_next(zone, f"office/{slug}"),
        )
    core = _body(zone, kinds["core"], life.CORE, dt.date(2012, 6, 1))
    for slug, alliance in zone.alliances.items():
        body = _body(zone, kinds["alliance"], (alliance.name, alliance.name_en), alliance.since, core, alliance)
        _offices(zone, body, zone.members[slug])
    comprehensive = _body(zone, kinds["comprehensive-committee"], life.COMPREHENSIVE, dt.date(2025, 3, 26), core)
    for name, english, slug in life.CHAINS:
        chain = _body(zone, kinds["chain-committee"], (name, english), dt.date(2025, 3, 26), comprehensive)
        lead = {"kind": OfficeKind.objects.get(slug="lead-firm-secretary"), "organisation": zone.members[slug][0]}
        _appoint(zone, chain, {**lead, "since": chain.since})
        for office, login in (("leading-official", "leader"), ("liaison", "officer2"))[
            : 1 if slug == "biomedicine" else 2
        ]:
            held = {"kind": OfficeKind.objects.get(slug=office), "user": zone.people[login], "since": chain.since}
            _appoint(zone, chain, held)
    _appoint(zone, core, {"kind": OfficeKind.objects.get(slug="leading-official"), "user": zone.people["leader"],
                          "since": dt.date(zone.today.year - 2, 1, 1)})  # fmt: skip


def _next(zone: Zone, name: str) -> Call:
    return {"by": zone.by, "op": uuid5(zone.op, name)}


def _body(zone: Zone, kind: BodyKind, names: tuple[str, str], since: dt.date, *above: Body | Alliance) -> Body:
    parent = next((each for each in above if isinstance(each, Body)), None)
    alliance = next((each for each in above if isinstance(each, Alliance)), None)
    values = {"kind": kind, "name": names[0], "name_en": names[1], "since": since, "source": "演示文件"}
    values |= {"parent": parent, "alliance": alliance}
    return structure_actions.establish(values=values, **_next(zone, f"body/{names[0]}"))


def _offices(zone: Zone, body: Body, members: list[Organisation]) -> None:
    """A chair unit after another; members take turns as rotating chair; a charter in two editions."""
    year = zone.today.year
    chair, turn = OfficeKind.objects.get(slug="chair-unit"), OfficeKind.objects.get(slug="rotating-chair")
    for first, last, firm in (
        (body.since, dt.date(year - 2, 12, 31), members[1]),
        (dt.date(year - 1, 1, 1), dt.date(year, 12, 31), members[0]),
    ):
        _appoint(zone, body, {"kind": chair, "organisation": firm, "since": first, "until": last})
    if body.alliance and body.alliance.slug != "services":
        general = {"kind": OfficeKind.objects.get(slug="secretary-general"), "organisation": members[2]}
        _appoint(zone, body, {**general, "since": dt.date(year - 1, 3, 1)})
    values = {"kind": turn, "since": dt.date(year, 1, 1), "months": 6}
    order = [firm.pk for firm in members[:5]]
    structure_actions.rotate(body.pk, values=values, members=order, **_next(zone, f"rotation/{body.pk}"))
    for edition, day in enumerate((body.since, dt.date(year - 2, 3, 15)), 1):
        text = life.CHARTER if edition == 2 else life.CHARTER.rsplit("\n", 1)[0]
        structure_actions.adopt_charter(
            body.pk,
            text=text,
            adopted=day,
            source="全体成员会议",
            **_next(zone, f"charter/{body.pk}/{edition}"),
        )


def _appoint(zone: Zone, body: Body, values: dict[str, object]) -> None:
    full = {"organisation": None, "user": None, "until": None, "source": "演示文件", **values}
    name = f"appoint/{body.pk}/{full['since']}/{getattr(full['kind'], 'slug', '')}"
    structure_actions.appoint(body.pk, values=full, **_next(zone, name))


def _listings(zone: Zone) -> int:
    """Two years of offers and needs: most of the past became joint tasks, some expired; the recent ones are open."""
    everyone = [firm for members in zone.members.values() for firm in members]
    contacts = {contact.organisation_id: contact for contact in Contact.objects.filter(until__isnull=True)}
    for number in range(6 * len(life.LISTINGS)):
        direction, category, title, text, quantity, unit = life.LISTINGS[number % len(life.LISTINGS)]
        age = round(720 * (1 - number / (6 * len(life.LISTINGS))) ** 1.8)
        firm = everyone[(number * 17 + 3) % len(everyone)]
        since = zone.today - dt.timedelta(days=age)
        listing = Listing(
            direction=direction, category=category, title=title, text=text, organisation=firm, unit=unit,
            quantity=quantity and quantity + number % 4, since=since,
            until=since + dt.timedelta(days=60 + number % 5 * 15), contact=contacts.get(firm.pk),
            visibility=("zone", "outward", "zone")[number % 3], published_at=_moment(since),
        )  # fmt: skip
        listing.save(force_insert=True)
        record("exchange.publish", listing, firm, by=zone.by, op=zone.op, direction=direction, category=category)
        _outcome(zone, listing, everyone[(number * 29 + 11) % len(everyone)], number)
    return 6 * len(life.LISTINGS)


def _outcome(zone: Zone, listing: Listing, other: Organisation, number: int) -> None:
    """What became of an entry: nothing, a claim that waits, one refused, a task running or confirmed."""
    over = listing.until < zone.today
    if other.pk == listing.organisation_id or number % 7 == 0 or (not over and number % 5 > 1):
        return
    state = ("accepted", "accepted", "refused", "accepted")[number % 4] if over or number % 5 else "claimed"
    claim = Claim(
        listing=listing, organisation=other, note="可以合作，请电话联系。", state=state,
        made_at=_moment(listing.since + dt.timedelta(days=5)),
        reason=life.REFUSALS[number % 3] if state == "refused" else "",
    )  # fmt: skip
    claim.save(force_insert=True)
    record("exchange.claim", listing, claim, other, listing.organisation, by=zone.by, op=zone.op, state=state)
    now = {"claimed": "claimed", "refused": "open", "accepted": "done" if over else "agreed"}[state]
    Listing.objects.filter(pk=listing.pk).update(state=now)
    if state == "accepted":
        _task(zone, claim, number, over=over)


def _task(zone: Zone, claim: Claim, number: int, *, over: bool) -> None:
    offer = claim.listing.direction == "offer"
    owner, gains = (claim.listing.organisation, claim.organisation)[:: 1 if offer else -1]
    task = Task(
        claim=claim, owner=owner, beneficiary=gains, due=claim.listing.until, agreed_at=_moment(claim.listing.since),
        state="confirmed" if over else "running", effect=("full", "full", "part")[number % 3] if over else "",
        result=life.RESULTS[number % len(life.RESULTS)] if over else "",
        blocker="等待场地验收" if not over and number % 5 == 0 else "",
        ended_at=_moment(claim.listing.until) if over else None,
    )  # fmt: skip
    task.save(force_insert=True)
    record("exchange.accept", claim, claim.listing, task, owner, gains, by=zone.by, op=zone.op, due=str(task.due))


def _activities(zone: Zone) -> int:
    """Quarterly conferences of each alliance with what they decided, and other activities between them."""
    made = 0
    for slug, alliance in zone.alliances.items():
        series = Series(name=f"{alliance.name}季度联席会议", kind="conference", months=3)
        series.save(force_insert=True)
        series.alliances.add(alliance)
        hosts = zone.members[slug][:4]
        Host.objects.bulk_create(Host(series=series, organisation=firm, position=at) for at, firm in enumerate(hosts))
        record("activities.found_series", series, alliance, by=zone.by, op=zone.op, months=3, hosts=len(hosts))
        for quarter in range(-8, 2):
            made += 1
            _conference(zone, series, slug, quarter)
    for number, kind in enumerate(["exchange", "theme_day", "training", "salon", "welfare"] * 4):
        made += 1
        slugs = list(zone.alliances)
        both = [slugs[number % 5], slugs[(number + 2) % 5]][: 1 + number % 2]
        day = zone.today - dt.timedelta(days=35 * number - 20)
        _activity(zone, kind, life.MEETINGS[kind], day, both)
    return made


def _conference(zone: Zone, series: Series, slug: str, quarter: int) -> None:
    day = zone.today + dt.timedelta(days=quarter * 91 + 10)
    name = f"{day.year}年第{(day.month + 2) // 3}季度"
    activity = _activity(zone, "conference", life.MEETINGS["conference"].format(quarter=name), day, [slug], series)
    topic = life.TOPICS[quarter % len(life.TOPICS)]
    Topic(activity=activity, organisation=zone.members[slug][0], title=topic, proposed_at=_moment(day)).save()
    if activity.state != "held":
        return
    Activity.objects.filter(pk=activity.pk).update(minutes=life.MINUTES.format(topic=topic))
    for number in (quarter, quarter + 1):
        text, outcome = life.FOLLOW_UPS[number % len(life.FOLLOW_UPS)]
        done = quarter < -1 or number % 2 == 0
        item = FollowUp(
            activity=activity, text=text, owner=zone.members[slug][number % 4], due=day + dt.timedelta(days=45),
            state="done" if done else "open", outcome=outcome if done else "",
            ended_on=day + dt.timedelta(days=40) if done else None,
        )  # fmt: skip
        item.save(force_insert=True)
        record("activities.decide", activity, item, item.owner, by=zone.by, op=zone.op, due=str(item.due))


def _activity(zone: Zone, kind: str, title: str, day: dt.date, slugs: list[str], *series: Series) -> Activity:
    starts = _moment(day).replace(hour=14, minute=0)
    held = starts < timezone.now()
    members = [firm for slug in slugs for firm in zone.members[slug]]
    activity = Activity(
        kind=kind, title=title, series=series[0] if series else None, host=members[day.month % len(members)],
        starts=starts, ends=starts + dt.timedelta(hours=2), place="开发区企业服务中心二楼会议室",
        topics_until=day - dt.timedelta(days=7), state="held" if held else "invited",
    )  # fmt: skip
    activity.save(force_insert=True)
    alliances = [zone.alliances[slug] for slug in slugs]
    activity.alliances.set(alliances)
    record("activities.plan", activity, *alliances, by=zone.by, op=zone.op, kind=kind, starts=starts.isoformat())
    _guests(zone, activity, members, held=held)
    return activity


def _guests(zone: Zone, activity: Activity, members: list[Organisation], *, held: bool) -> None:
    chosen = sorted(zone.draw.sample(members, min(len(members), 14)), key=lambda firm: firm.pk)
    chosen += [firm for firm in members if firm.name in HOLDS_BACK and firm not in chosen]
    invitations, there = [], []
    for firm in chosen:
        answer = zone.draw.choice(("yes", "yes", "yes", "no", ""))
        persons = zone.draw.randint(1, 3) if answer == "yes" else 0
        replied = activity.starts - dt.timedelta(days=4) if answer else None
        invitations.append(
            Invitation(activity=activity, organisation=firm, reply=answer, persons=persons, replied_at=replied)
        )
        if held and persons:
            role = zone.draw.choice(("leader", "manager", "staff"))
            there.append(Attendance(activity=activity, organisation=firm, role=role, persons=persons))
    Invitation.objects.bulk_create(invitations)
    Attendance.objects.bulk_create(there)
    keys = [firm.pk for firm in chosen]
    record("activities.invite", activity, ("register.organisation", keys), by=zone.by, op=zone.op, invited=len(keys))


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 9, 30, tzinfo=timezone.get_default_timezone())
