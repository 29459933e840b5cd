"""Bodies, offices with terms, charters in editions, rotation."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Invalid, Stale
from yuanmeng.ledger.queries import timeline
from yuanmeng.structure import actions, queries
from yuanmeng.structure.models import Body, Office

DAY = dt.date(2026, 6, 1)


def values_of(kind, **more: object) -> dict[str, object]:
    first = {"kind": kind, "name": "新机构", "name_en": "New", "since": DAY, "source": "文件"}
    return {**first, "alliance": None, "parent": None, **more}


def test_the_shape_of_another_year_is_data(zone) -> None:
    """2021: alliances under the core; 2025: chain committees in their place, each year still answerable."""
    kind = actions.declare_body_kind("chain", name="产业链党委", name_en="Chain", by=zone.leader, op=uuid4())
    actions.dissolve(zone.body.pk, version=0, until=dt.date(2025, 3, 25), by=zone.leader, op=uuid4())
    chain = values_of(kind, name="食品链党委", parent=zone.core, since=dt.date(2025, 3, 26))
    actions.establish(values=chain, by=zone.leader, op=uuid4())
    names = lambda day: [one.name for one in queries.bodies(day)]  # noqa: E731
    assert names(dt.date(2021, 6, 1)) == ["党工委", "食品饮料联盟"]
    assert names(dt.date(2025, 3, 25)) == ["党工委", "食品饮料联盟"]
    assert names(dt.date(2025, 3, 26)) == ["党工委", "食品链党委"]


def test_ending_a_body_ends_its_offices_and_waits_for_its_parts(zone, term) -> None:
    actions.appoint(zone.body.pk, values=term(), by=zone.leader, op=uuid4())
    with pytest.raises(Invalid, match="下级"):
        actions.dissolve(zone.core.pk, version=0, until=DAY, by=zone.leader, op=uuid4())
    actions.dissolve(zone.body.pk, version=0, until=DAY, by=zone.leader, op=uuid4())
    assert Office.objects.get().until == DAY
    with pytest.raises(Invalid):
        actions.dissolve(zone.body.pk, version=1, until=DAY, by=zone.leader, op=uuid4())
    with pytest.raises(Stale):
        actions.dissolve(zone.core.pk, version=7, until=DAY, by=zone.leader, op=uuid4())


def test_a_body_stands_under_one_that_exists(zone) -> None:
    early = values_of(zone.alliance_kind, parent=zone.core, since=dt.date(2020, 1, 1))
    with pytest.raises(Invalid) as refused:
        actions.establish(values=early, by=zone.leader, op=uuid4())
    assert list(refused.value.facts["errors"]) == ["parent"]
    with pytest.raises(Invalid):
        actions.establish(values=values_of(zone.committee, name=""), by=zone.leader, op=uuid4())


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FIRM_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.EXPERT])
def test_others_change_nothing(zone, term, acting, role: Role) -> None:
    by = acting(role, zone.bakery.pk) if role is Role.FIRM_ADMINISTRATOR else acting(role)
    calls = [
        lambda: actions.declare_body_kind("x", name="甲", name_en="X", by=by, op=uuid4()),
        lambda: actions.declare_office_kind("x", names=("甲", "X"), required=False, bodies=[], by=by, op=uuid4()),
        lambda: actions.establish(values=values_of(zone.committee), by=by, op=uuid4()),
    ]
    for call in calls:
        with pytest.raises(Denied):
            call()
    if role is not Role.SYSTEM_ADMINISTRATOR:
        with pytest.raises(Denied):
            actions.appoint(zone.body.pk, values=term(), by=by, op=uuid4())


def test_a_secretary_runs_the_own_alliance_only(zone, term) -> None:
    made = actions.appoint(zone.body.pk, values=term(), by=zone.secretary, op=uuid4())
    assert timeline(zone.bakery).get().verb == "structure.appoint"
    with pytest.raises(Denied):
        actions.appoint(zone.core.pk, values=term(), by=zone.secretary, op=uuid4())
    ended = actions.end_office(made.pk, version=0, until=DAY, by=zone.secretary, op=uuid4())
    assert ended.until == DAY
    with pytest.raises(Stale):
        actions.end_office(made.pk, version=0, until=DAY, by=zone.secretary, op=uuid4())
    with pytest.raises(Invalid):
        actions.end_office(made.pk, version=1, until=dt.date(2020, 1, 1), by=zone.secretary, op=uuid4())


def test_an_appointment_must_make_sense(zone, term) -> None:
    wrong = [term(organisation=None), term(until=dt.date(2020, 1, 1)), term(source="")]
    for values in wrong:
        with pytest.raises(Invalid):
            actions.appoint(zone.body.pk, values=values, by=zone.leader, op=uuid4())
    with pytest.raises(Invalid, match="没有这个职务"):
        actions.appoint(zone.core.pk, values=term(), by=zone.leader, op=uuid4())
    person = actions.appoint(zone.body.pk, values=term(organisation=None, user=zone.user), by=zone.leader, op=uuid4())
    assert person.user == zone.user


def test_the_same_appointment_twice_is_one(zone, term) -> None:
    op = uuid4()
    one, two = (actions.appoint(zone.body.pk, values=term(), by=zone.leader, op=op) for _time in range(2))
    assert one == two


def test_vacant_offices_and_ending_terms_are_shown_before_they_hurt(zone, term) -> None:
    assert [(b.pk, k.pk) for b, k in queries.vacancies(DAY)] == [(zone.body.pk, zone.chair.pk)]
    made = actions.appoint(zone.body.pk, values=term(until=DAY + dt.timedelta(days=90)), by=zone.leader, op=uuid4())
    assert queries.vacancies(DAY) == []
    assert list(queries.ending(DAY)) == [made]
    assert list(queries.ending(DAY - dt.timedelta(days=1))) == []
    follows = term(organisation=zone.brewery, since=DAY + dt.timedelta(days=91))
    actions.appoint(zone.body.pk, values=follows, by=zone.leader, op=uuid4())
    assert list(queries.ending(DAY)) == []


def test_charters_come_in_editions(zone) -> None:
    for edition, day in ((1, dt.date(2021, 3, 1)), (2, dt.date(2022, 3, 1))):
        made = actions.adopt_charter(
            zone.body.pk, text=f"第{edition}版", adopted=day, source="全体会议", by=zone.secretary, op=uuid4()
        )
        assert made.edition == edition
    with pytest.raises(Invalid, match="早于上一版"):
        actions.adopt_charter(
            zone.body.pk, text="旧", adopted=dt.date(2021, 1, 2), source="会议", by=zone.leader, op=uuid4()
        )
    with pytest.raises(Invalid):
        actions.adopt_charter(zone.body.pk, text=" ", adopted=DAY, source="会议", by=zone.leader, op=uuid4())
    assert [charter.text for charter in zone.body.charters.all()] == ["第2版", "第1版"]


def test_rotation_is_computed_a_year_ahead(zone) -> None:
    since = dt.date(2026, 1, 31)
    order = [zone.bakery.pk, zone.brewery.pk]
    values = {"kind": zone.chair, "since": since, "months": 6}
    made = actions.rotate(zone.body.pk, values=values, members=order, by=zone.secretary, op=uuid4())
    stretches = [(s.organisation, s.since, s.until) for s in queries.year_ahead(made, DAY)]
    assert stretches == [
        (zone.bakery, dt.date(2026, 1, 28), dt.date(2026, 7, 27)),
        (zone.brewery, dt.date(2026, 7, 28), dt.date(2027, 1, 27)),
        (zone.bakery, dt.date(2027, 1, 28), dt.date(2027, 7, 27)),
    ]
    made.turns.all().delete()
    assert queries.year_ahead(made, DAY) == []


def test_a_rotation_needs_two_members(zone) -> None:
    values = {"kind": zone.chair, "since": DAY, "months": 6}
    for members in ([zone.bakery.pk], [zone.bakery.pk, 10**6]):
        with pytest.raises(Invalid) as refused:
            actions.rotate(zone.body.pk, values=values, members=members, by=zone.leader, op=uuid4())
        assert list(refused.value.facts["errors"]) == ["members"]
    with pytest.raises(Invalid):
        actions.rotate(
            zone.body.pk, values={**values, "months": 99}, members=[zone.bakery.pk], by=zone.leader, op=uuid4()
        )


def test_kinds_have_names_and_bodies(zone) -> None:
    with pytest.raises(Invalid):
        actions.declare_body_kind("core", name="重复", name_en="Again", by=zone.leader, op=uuid4())
    with pytest.raises(Invalid):
        actions.declare_office_kind(
            "liaison", names=("联络员", "Liaison"), required=False, bodies=[], by=zone.leader, op=uuid4()
        )


def test_records_name_themselves(zone, term) -> None:
    office = actions.appoint(zone.body.pk, values=term(), by=zone.leader, op=uuid4())
    charter = actions.adopt_charter(zone.body.pk, text="文", adopted=DAY, source="会", by=zone.leader, op=uuid4())
    values = {"kind": zone.chair, "since": DAY, "months": 6}
    members = [zone.bakery.pk, zone.brewery.pk]
    rotation = actions.rotate(zone.body.pk, values=values, members=members, by=zone.leader, op=uuid4())
    said = [zone.committee, zone.chair, zone.body, office, charter, rotation, rotation.turns.first()]
    key = zone.body.pk
    assert [str(one) for one in said] == [
        "党工委",
        "轮值主席",
        "食品饮料联盟",
        f"{key}:{zone.chair.pk}",
        f"{key}:1",
        f"{key}:{zone.chair.pk}",
        f"{rotation.pk}:0",
    ]
    assert Body.objects.count() == 2
