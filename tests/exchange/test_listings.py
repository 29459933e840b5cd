"""Publishing, changing, renewing, withdrawing; who sees which entry."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.core.actor import PUBLIC, Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.exchange.actions import listings
from yuanmeng.exchange.models import Listing
from yuanmeng.exchange.policy import LISTINGS
from yuanmeng.ledger.models import Event
from yuanmeng.ledger.queries import timeline
from yuanmeng.register.models import Contact

ROLES_WITHOUT = [Role.ZONE_LEADER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.ALLIANCE_SECRETARY, Role.EXPERT]


def test_a_member_publishes_and_the_firm_has_it_on_its_timeline(zone, published) -> None:
    made = published()
    assert (made.state, made.organisation, made.version) == ("open", zone.bakery, 0)
    assert list(timeline(zone.bakery).values_list("verb", flat=True)) == ["exchange.publish"]


def test_the_same_operation_publishes_once(zone, values) -> None:
    op = uuid4()
    first, again = (listings.publish(zone.bakery.pk, values=values, by=zone.bakery_people, op=op) for _time in range(2))
    assert first == again
    assert Listing.objects.count() == 1


def test_an_officer_types_an_entry_for_a_member(zone, values) -> None:
    assert listings.publish(zone.bakery.pk, values=values, by=zone.officer, op=uuid4()).organisation == zone.bakery


@pytest.mark.parametrize("role", ROLES_WITHOUT)
def test_others_may_not_publish(zone, values, acting, role: Role) -> None:
    with pytest.raises(Denied):
        listings.publish(zone.bakery.pk, values=values, by=acting(role), op=uuid4())


def test_nobody_publishes_for_another_firm(zone, values) -> None:
    with pytest.raises(Denied):
        listings.publish(zone.brewery.pk, values=values, by=zone.bakery_people, op=uuid4())


def test_only_members_publish(zone, values) -> None:
    with pytest.raises(Invalid, match="还不是任何联盟的成员"):
        listings.publish(zone.stranger.pk, values=values, by=zone.stranger_people, op=uuid4())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"category": "gold"}, "category"),
        ({"until": timezone.localdate() - dt.timedelta(days=1)}, "until"),
        ({"until": timezone.localdate() + dt.timedelta(days=400)}, "until"),
        ({"unit": ""}, "unit"),
        ({"quantity": None}, "unit"),
        ({"visibility": "alliance"}, "alliance"),
    ],
)
def test_what_does_not_fit_is_named(published, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        published(**changes)
    assert list(refused.value.facts["errors"]) == [field]
    assert not Listing.objects.exists()


def test_another_alliance_or_contact_cannot_be_borrowed(zone, published) -> None:
    theirs = Contact.objects.create(
        organisation=zone.brewery, name="某某", role="经理", since=dt.date(2024, 1, 1), source="测试"
    )
    with pytest.raises(Invalid) as refused:
        published(visibility="alliance", alliance=zone.tech, contact=theirs)
    assert sorted(refused.value.facts["errors"]) == ["alliance", "contact"]


def test_visibility(zone, published) -> None:
    entries = {
        "alliance": published(visibility="alliance", alliance=zone.food),
        "zone": published(),
        "outward": published(visibility="outward"),
    }

    def seen(actor) -> list[str]:
        visible = set(LISTINGS.among(actor, "view"))
        return [name for name, entry in entries.items() if entry in visible]

    assert seen(zone.brewery_people) == ["alliance", "zone", "outward"]
    assert seen(zone.chips_people) == ["zone", "outward"]
    assert seen(zone.stranger_people) == ["zone", "outward"]
    assert seen(zone.officer) == ["alliance", "zone", "outward"]
    assert seen(PUBLIC) == ["outward"]


def test_edit_keeps_the_direction_and_counts_versions(zone, published, values) -> None:
    made = published()
    changed = {**values, "title": "需要三台叉车", "quantity": 3, "direction": "offer"}
    again = listings.edit(made.pk, version=0, values=changed, by=zone.bakery_people, op=uuid4())
    assert (again.title, again.quantity, again.direction, again.version) == ("需要三台叉车", 3, "need", 1)


def test_the_second_of_two_editors_is_told(zone, published, values) -> None:
    made = published()
    listings.edit(made.pk, version=0, values=values, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Stale):
        listings.edit(made.pk, version=0, values=values, by=zone.officer, op=uuid4())


def test_other_firms_may_not_change_it(zone, published, values) -> None:
    made = published()
    with pytest.raises(Denied, match="发布单位人员"):
        listings.edit(made.pk, version=0, values=values, by=zone.brewery_people, op=uuid4())
    hidden = published(visibility="alliance", alliance=zone.food)
    with pytest.raises(Hidden):
        listings.withdraw(hidden.pk, version=0, by=zone.chips_people, op=uuid4())


def test_renewal_needs_a_later_day(zone, published) -> None:
    made = published()
    with pytest.raises(Invalid):
        listings.renew(made.pk, version=0, until=made.until, by=zone.bakery_people, op=uuid4())
    later = made.until + dt.timedelta(days=30)
    assert listings.renew(made.pk, version=0, until=later, by=zone.bakery_people, op=uuid4()).until == later


def test_a_withdrawn_entry_is_closed(zone, published, values) -> None:
    made = published()
    assert listings.withdraw(made.pk, version=0, by=zone.bakery_people, op=uuid4()).state == "withdrawn"
    for call in (
        lambda: listings.withdraw(made.pk, version=1, by=zone.bakery_people, op=uuid4()),
        lambda: listings.edit(made.pk, version=1, values=values, by=zone.bakery_people, op=uuid4()),
        lambda: listings.renew(made.pk, version=1, until=made.until, by=zone.bakery_people, op=uuid4()),
    ):
        with pytest.raises(IllegalMove):
            call()
    assert Event.objects.filter(verb__startswith="exchange.").count() == 2
