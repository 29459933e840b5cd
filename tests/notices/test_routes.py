"""Who is told of what: each route once, and in confidence nobody who may not know."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from yuanmeng.accounts.models import Post, User
from yuanmeng.activities.models import Activity, FollowUp, Invitation
from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import Role, Where
from yuanmeng.exchange.models import Claim, Task
from yuanmeng.issues.models import Issue, Part, Profile, Recusal
from yuanmeng.notices.routes import ROUTES
from yuanmeng.pairing.models import Pairing
from yuanmeng.register.models import Correction

NOW = timezone.now()
TODAY = timezone.localdate()


def told(verb: str, *records, firms=()) -> tuple[set[int], str]:
    """Everybody whom a verb's route names, and the page."""
    ties = [(record._meta.label_lower, record.pk) for record in records]
    ties += [("register.organisation", firm.pk) for firm in firms]
    found = list(ROUTES[verb].told(SimpleNamespace(verb=verb), ties))  # type: ignore[arg-type]
    return set().union(*(one.people for one in found)), found[0].url if found else ""


@pytest.fixture
def people(zone) -> SimpleNamespace:
    return SimpleNamespace(**{name: getattr(zone, f"{name}_people").user_id for name in ("bakery", "brewery", "chips")})


def at(person: User, role: Role, where: Where, key: int) -> int:
    Post.objects.create(user=person, role=role, where=where, key=key, since=TODAY)
    return person.pk


def test_exchange(zone, published, people) -> None:
    listing = published()
    claim = Claim.objects.create(listing=listing, organisation=zone.chips, made_at=NOW)
    task = Task.objects.create(claim=claim, owner=zone.chips, beneficiary=zone.bakery, due=TODAY, agreed_at=NOW)
    assert told("exchange.withdraw_claim", listing) == ({people.bakery}, f"/exchange/{listing.pk}/")
    assert told("exchange.refuse_claim", claim) == ({people.chips}, f"/exchange/{listing.pk}/")
    assert told("exchange.confirm", task) == ({people.bakery, people.chips}, f"/exchange/tasks/{task.pk}/")
    assert told("exchange.deliver", task)[0] == {people.bakery}
    assert told("exchange.deliver") == (set(), "")


def test_activities(zone, people) -> None:
    activity = Activity.objects.create(kind="conference", title="会", starts=NOW, ends=NOW + dt.timedelta(hours=1))
    for firm, reply in ((zone.bakery, "yes"), (zone.chips, "no")):
        Invitation.objects.create(activity=activity, organisation=firm, reply=reply)
    item = FollowUp.objects.create(activity=activity, text="办", owner=zone.brewery, due=TODAY)
    assert told("activities.invite", activity, firms=[zone.brewery])[0] == {people.brewery}
    assert told("activities.cancel", activity) == ({people.bakery}, f"/activities/{activity.pk}/")
    assert told("activities.decide", item)[0] == {people.brewery}


def test_alliances_and_pairings(zone, people, person) -> None:
    secretary = at(person(), Role.ALLIANCE_SECRETARY, Where.ALLIANCE, zone.food.pk)
    member = at(person(), Role.BRANCH_MEMBER, Where.ORGANISATION, zone.stranger.pk)
    officer = person()
    membership = Membership.objects.filter(organisation=zone.bakery).get()
    assert told("alliance.invite", zone.food, firms=[zone.chips])[0] == {people.chips}
    assert told("alliance.leave", membership) == ({secretary}, "/alliances/food/")
    pair = Pairing.objects.create(kind="officer_firm", user=officer, firm=zone.bakery, since=TODAY)
    assert told("pairing.propose", pair) == ({officer.pk, people.bakery}, f"/pairings/{pair.pk}/")
    pair = Pairing.objects.create(kind="branch_alliance", branch=zone.stranger, alliance=zone.food, since=TODAY)
    assert told("pairing.propose", pair)[0] == {member, secretary}


def test_corrections(zone, people) -> None:
    asked = Correction.objects.create(organisation=zone.bakery, field="name", proposed="新名", asked_by=1, asked_at=NOW)
    assert told("correction.accept", asked)[0] == {people.bakery}


@pytest.fixture
def issue(zone, person):
    zone.lead = at(person(), Role.DEPARTMENT_HANDLER, Where.ORGANISATION, zone.stranger.pk)
    zone.leader = at(person(), Role.ZONE_LEADER, Where.ORGANISATION, zone.stranger.pk)
    return Issue.objects.create(
        number="A-1",
        day=TODAY,
        ordinal=1,
        title="x",
        via="firm",
        firm=zone.bakery,
        lead=zone.stranger,
        profile=Profile.objects.first(),
        raised_at=NOW,
    )


def test_problems(zone, people, issue, person) -> None:
    assert told("issue.raise", issue) == ({zone.officer.user_id}, f"/issues/{issue.pk}/")
    assert told("issue.accept", issue)[0] == {people.bakery}
    assert told("issue.dispatch", issue)[0] == {zone.lead}
    assert told("issue.escalate", issue)[0] == {zone.officer.user_id, zone.lead, zone.leader}
    coordinator, handler = person(), person()
    Issue.objects.update(coordinator=coordinator, handler=handler)
    assert told("issue.confirm", issue)[0] == {coordinator.pk, handler.pk}
    helper = at(person(), Role.DEPARTMENT_HANDLER, Where.ORGANISATION, zone.brewery.pk)
    Part.objects.create(issue=issue, organisation=zone.brewery, due=TODAY, task="x")
    assert told("issue.join", issue)[0] == {helper}
    Issue.objects.update(firm=None, lead=None, handler=None)
    assert told("issue.grant", issue)[0] == set()


def test_whoever_keeps_away_is_not_told_nor_in_confidence_the_unit_complained_of(zone, issue, person) -> None:
    Recusal.objects.create(issue=issue, user_id=zone.officer.user_id, reason="亲属", at=NOW)
    assert told("issue.raise", issue)[0] == set()
    Issue.objects.update(confidential=True, subject=zone.stranger)
    assert told("issue.dispatch", issue)[0] == set()
