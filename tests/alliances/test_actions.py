"""Alliances: establishing, mapping editions, invitations, and the firm's own answer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yuanmeng.alliances import actions, queries
from yuanmeng.alliances.models import Alliance, MappingEdition, Membership
from yuanmeng.core.actor import Role, Where
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.register.models import Organisation

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 3, 1)
OUTSIDERS = [role for role in Role if role not in {Role.SERVICE_OFFICER, Role.ZONE_LEADER}]


def firm(name: str = "泉北食品有限公司", **fields: object) -> Organisation:
    now = timezone.now()
    return Organisation.objects.create(name=name, created_at=now, updated_at=now, **fields)


@pytest.fixture
def food(acting, op) -> Alliance:
    by = acting(Role.SERVICE_OFFICER)
    return actions.establish("food_beverage", name="食品饮料联盟", name_en="Food", since=DAY, by=by, op=op())


@pytest.fixture
def invited(food, acting, op) -> Membership:
    by = acting(Role.SERVICE_OFFICER)
    actions.invite([(food.pk, firm().pk)], reason="食品制造业", by=by, op=op())
    return Membership.objects.get()


def test_an_alliance_is_established_once_and_recorded(acting, op) -> None:
    by, once = acting(Role.ZONE_LEADER), op()
    first = actions.establish("services", name="现代服务业联盟", name_en="Services", since=DAY, by=by, op=once)
    again = actions.establish("services", name="现代服务业联盟", name_en="Services", since=DAY, by=by, op=once)
    assert (again.pk, Alliance.objects.count()) == (first.pk, 1)
    assert Event.objects.get().facts == {"slug": "services", "kind": "alliance", "since": "2021-03-01"}


@pytest.mark.parametrize(("slug", "name"), [("food_beverage", "另一个"), ("x", ""), ("不 行", "名")])
def test_a_taken_or_bad_slug_and_a_missing_name_are_refused(food, acting, op, slug: str, name: str) -> None:
    with pytest.raises(Invalid):
        actions.establish(slug, name=name, name_en="E", since=DAY, by=acting(Role.ZONE_LEADER), op=op())
    assert Alliance.objects.count() == 1


@pytest.mark.parametrize("role", OUTSIDERS)
def test_only_officers_and_leaders_establish_and_publish(food, acting, op, role: Role) -> None:
    by = acting(role)
    with pytest.raises(Denied):
        actions.establish("x", name="名", name_en="E", since=DAY, by=by, op=op())
    with pytest.raises(Denied):
        actions.publish_mapping(name="版", since=DAY, source="例", rules={"13": "food_beverage"}, by=by, op=op())
    assert (Alliance.objects.count(), MappingEdition.objects.count()) == (1, 0)


def test_a_new_mapping_edition_leaves_the_earlier_one(food, acting, op) -> None:
    by = acting(Role.SERVICE_OFFICER)
    assert queries.rules_on(DAY)["13"] == "food_beverage"
    actions.publish_mapping(
        name="一版", since=DAY, source="会议纪要", rules={"C13": "food_beverage", "F": ""}, by=by, op=op()
    )
    later = dt.date(2024, 1, 1)
    actions.publish_mapping(
        name="二版", since=later, source="会议纪要", rules={"1351": "food_beverage"}, by=by, op=op()
    )
    assert queries.rules_on(dt.date(2023, 12, 31)) == {"13": "food_beverage", "F": ""}
    assert queries.rules_on() == {"1351": "food_beverage"}


@pytest.mark.parametrize("rules", [{}, {"13": "nobody"}, {"13": "food_beverage", "C13": ""}, {"F13": ""}, {"98": ""}])
def test_a_bad_mapping_is_refused_whole(food, acting, op, rules: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        actions.publish_mapping(name="版", since=DAY, source="例", rules=rules, by=acting(Role.ZONE_LEADER), op=op())
    assert MappingEdition.objects.count() == 0


def test_a_date_has_one_edition(food, acting, op) -> None:
    by, rules = acting(Role.SERVICE_OFFICER), {"13": "food_beverage"}
    actions.publish_mapping(name="一版", since=DAY, source="例", rules=rules, by=by, op=op())
    with pytest.raises(Invalid):
        actions.publish_mapping(name="二版", since=DAY, source="例", rules=rules, by=by, op=op())


def test_an_invitation_enrols_nobody(invited, food) -> None:
    assert (invited.state, invited.joined_on, invited.invited_on) == ("invited", None, timezone.localdate())
    assert [(a.members, a.invited) for a in queries.in_force(timezone.localdate())] == [(0, 1)]


def test_a_firm_is_invited_once_while_the_invitation_is_open(invited, food, acting, op) -> None:
    by, other = acting(Role.SERVICE_OFFICER), firm("泉南食品有限公司")
    closed = firm("泉西食品有限公司", state="closed")
    pairs = [(food.pk, invited.organisation_id), (food.pk, other.pk), (food.pk, other.pk), (food.pk, closed.pk)]
    assert actions.invite(pairs, reason="", by=by, op=op()) == {"invited": 1, "skipped": 2}


def test_a_repeated_invitation_changes_nothing(food, acting, op) -> None:
    by, once, pairs = acting(Role.SERVICE_OFFICER), op(), [(food.pk, firm().pk)]
    assert actions.invite(pairs, reason="", by=by, op=once) == actions.invite(pairs, reason="", by=by, op=once)
    assert Membership.objects.count() == 1


def test_inviting_nobody_or_too_much_is_refused(food, acting, op) -> None:
    by = acting(Role.SERVICE_OFFICER)
    for pairs, reason in (([], ""), ([(food.pk, firm().pk)], "字" * 501), ([(food.pk, n) for n in range(5001)], "")):
        with pytest.raises(Invalid):
            actions.invite(pairs, reason=reason, by=by, op=op())


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SERVICE_OFFICER])
def test_others_do_not_invite(food, acting, op, role: Role) -> None:
    with pytest.raises((Denied, Hidden)):
        actions.invite([(food.pk, firm().pk)], reason="", by=acting(role), op=op())
    assert Membership.objects.count() == 0


def test_a_secretary_invites_to_the_own_alliance_only(food, acting, op) -> None:
    other = actions.establish("services", name="服务", name_en="S", since=DAY, by=acting(Role.SERVICE_OFFICER), op=op())
    by = acting(Role.ALLIANCE_SECRETARY, food.pk, where=Where.ALLIANCE)
    assert actions.invite([(food.pk, firm().pk)], reason="", by=by, op=op()) == {"invited": 1, "skipped": 0}
    with pytest.raises(Denied):
        actions.invite([(other.pk, firm().pk)], reason="", by=by, op=op())


def test_a_thousand_invitations_are_one_event(food, acting, op, django_assert_max_num_queries) -> None:
    now = timezone.now()
    firms = Organisation.objects.bulk_create(
        Organisation(name=f"泉北第{n}食品有限公司", created_at=now, updated_at=now) for n in range(1000)
    )
    by = acting(Role.SERVICE_OFFICER)
    with django_assert_max_num_queries(40):
        answer = actions.invite([(food.pk, f.pk) for f in firms], reason="", by=by, op=op())
    assert answer == {"invited": 1000, "skipped": 0}
    assert Event.objects.filter(verb="alliance.invite").count() == 1


def test_the_firm_accepts_and_leaves_without_a_reason(invited, acting, op) -> None:
    by = acting(Role.FIRM_ADMINISTRATOR, invited.organisation_id)
    joined = actions.accept(invited.pk, version=0, by=by, op=op())
    assert (joined.state, joined.joined_on, joined.version) == ("member", timezone.localdate(), 1)
    left = actions.leave(invited.pk, version=1, by=by, op=op())
    assert (left.state, left.left_on, left.version) == ("left", timezone.localdate(), 2)
    assert [e.facts for e in Event.objects.order_by("pk")][-1] == {
        "alliance": "food_beverage",
        "was": "member",
        "now": "left",
    }


def test_the_firm_declines_and_may_be_invited_anew(invited, food, acting, op) -> None:
    by, once = acting(Role.FIRM_ADMINISTRATOR, invited.organisation_id), op()
    for _again in range(2):
        assert actions.decline(invited.pk, version=0, by=by, op=once).version == 1
    pairs = [(food.pk, invited.organisation_id)]
    assert actions.invite(pairs, reason="", by=acting(Role.SERVICE_OFFICER), op=op())["invited"] == 1
    assert sorted(Membership.objects.values_list("state", flat=True)) == ["declined", "invited"]


def test_stale_and_illegal_answers_change_nothing(invited, acting, op) -> None:
    by = acting(Role.FIRM_ADMINISTRATOR, invited.organisation_id)
    with pytest.raises(Stale):
        actions.accept(invited.pk, version=7, by=by, op=op())
    with pytest.raises(IllegalMove):
        actions.leave(invited.pk, version=0, by=by, op=op())
    assert Membership.objects.get().state == "invited"


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.FIRM_ADMINISTRATOR])
def test_nobody_answers_for_the_firm(invited, acting, op, role: Role) -> None:
    key = invited.organisation_id if role is Role.FIRM_STAFF else None
    for verb in (actions.accept, actions.decline, actions.leave):
        with pytest.raises((Denied, Hidden)):
            verb(invited.pk, version=0, by=acting(role, key), op=op())
    assert Membership.objects.get().state == "invited"


def test_another_firm_sees_no_open_invitation(invited, acting, op) -> None:
    other = firm("泉南食品有限公司")
    with pytest.raises(Hidden):
        actions.accept(invited.pk, version=0, by=acting(Role.FIRM_ADMINISTRATOR, other.pk), op=op())


def test_members_are_counted_as_of_a_date(food) -> None:
    Membership.objects.create(
        alliance=food, organisation=firm(), state="left", invited_on=DAY, joined_on=DAY, left_on=dt.date(2022, 1, 1)
    )
    days = [dt.date(2021, 2, 28), DAY, dt.date(2021, 12, 31), dt.date(2022, 1, 1)]
    assert [[a.members for a in queries.in_force(day)] for day in days] == [[], [1], [1], [0]]
    assert [Membership.objects.filter(queries.members_on(day)).count() for day in days] == [0, 1, 1, 0]


def test_records_name_themselves(invited, food, acting, op) -> None:
    by = acting(Role.SERVICE_OFFICER)
    edition = actions.publish_mapping(
        name="一版", since=DAY, source="例", rules={"13": "food_beverage"}, by=by, op=op()
    )
    names = [str(one) for one in (food, invited, edition, edition.rules.get())]
    key = f"{food.pk}"
    assert names == ["食品饮料联盟", f"{key}:{invited.organisation_id}", "一版", f"13 → {key}"]


def test_a_mistaken_invitation_is_taken_back_and_counts_as_none(invited, food, acting, op) -> None:
    officer = acting(Role.SERVICE_OFFICER)
    assert list(queries.unallied(officer)) == []
    taken = actions.withdraw(invited.pk, version=0, by=officer, op=op())
    assert (taken.state, taken.joined_on, taken.version) == ("withdrawn", None, 1)
    assert [one.pk for one in queries.unallied(officer)] == [invited.organisation_id]
    with pytest.raises(IllegalMove):
        actions.accept(invited.pk, version=1, by=acting(Role.FIRM_ADMINISTRATOR, invited.organisation_id), op=op())
    with pytest.raises(IllegalMove):
        actions.withdraw(invited.pk, version=1, by=officer, op=op())
    assert actions.invite([(food.pk, invited.organisation_id)], reason="", by=officer, op=op())["invited"] == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE_OFFICER])
def test_only_the_officer_and_the_alliances_own_secretary_settle(invited, food, acting, op, role: Role) -> None:
    with pytest.raises((Denied, Hidden)):
        actions.withdraw(invited.pk, version=0, by=acting(role, invited.organisation_id), op=op())
    other = Alliance.objects.create(slug="other", name="另一联盟", name_en="Other", since=DAY)
    by = acting(Role.ALLIANCE_SECRETARY, other.pk, where=Where.ALLIANCE)
    with pytest.raises(Denied):
        actions.withdraw(invited.pk, version=0, by=by, op=op())
    own = acting(Role.ALLIANCE_SECRETARY, food.pk, where=Where.ALLIANCE)
    assert actions.withdraw(invited.pk, version=0, by=own, op=op()).state == "withdrawn"


@pytest.fixture
def applied(food, firm, acting, op) -> Membership:
    bank = firm("济北村镇银行", kind="bank")
    return actions.apply(food.pk, organisation=bank.pk, by=acting(Role.FIRM_ADMINISTRATOR, bank.pk), op=op())


def test_an_organisation_of_any_kind_applies_and_is_admitted(applied, food, acting, op) -> None:
    assert (applied.state, applied.organisation.kind, applied.joined_on) == ("applied", "bank", None)
    by = acting(Role.FIRM_ADMINISTRATOR, applied.organisation_id)
    with pytest.raises(Invalid, match="已申请"):
        actions.apply(food.pk, organisation=applied.organisation_id, by=by, op=op())
    with pytest.raises(Denied):
        actions.admit(applied.pk, version=0, by=by, op=op())
    with pytest.raises(Stale):
        actions.admit(applied.pk, version=4, by=acting(Role.SERVICE_OFFICER), op=op())
    joined = actions.admit(applied.pk, version=0, by=acting(Role.SERVICE_OFFICER), op=op())
    assert (joined.state, joined.joined_on) == ("member", timezone.localdate())


def test_an_application_is_refused_or_taken_back(applied, food, acting, op) -> None:
    by = acting(Role.FIRM_ADMINISTRATOR, applied.organisation_id)
    assert actions.refuse(applied.pk, version=0, by=acting(Role.SERVICE_OFFICER), op=op()).state == "refused"
    again = actions.apply(food.pk, organisation=applied.organisation_id, by=by, op=op())
    assert actions.retract(again.pk, version=0, by=by, op=op()).state == "withdrawn"


def test_nobody_applies_for_another(food, firm, acting, op) -> None:
    mine, other = firm("泉北食品有限公司"), firm("泉南食品有限公司")
    with pytest.raises(Denied, match="本单位"):
        actions.apply(food.pk, organisation=other.pk, by=acting(Role.FIRM_ADMINISTRATOR, mine.pk), op=op())
    with pytest.raises(Denied):
        actions.apply(food.pk, organisation=mine.pk, by=acting(Role.FIRM_STAFF, mine.pk), op=op())
