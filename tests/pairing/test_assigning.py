"""Assignments: from the register to a proposal, to both sides, and again for what was declined."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override

from yuanmeng.accounts.models import Post
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.jobs.worker import drain
from yuanmeng.pairing.actions import assigning, conditions, pairs
from yuanmeng.pairing.models import Condition, InstructorRole, Pairing, Place, Profile, Proposal, Wish
from yuanmeng.pairing.pages.proposals import why_not
from yuanmeng.pairing.queries.inputs import gathered, post_holders, settled
from yuanmeng.register.models import Organisation

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NEXT = TODAY + dt.timedelta(days=30)
YEAR = NEXT + dt.timedelta(days=364)
COORDINATORS = {Role.SERVICE_OFFICER, Role.ZONE_LEADER}


@pytest.fixture
def solved(scene) -> Proposal:
    """Ten firms for two people, solved: Zhou knows food (odd firms), Wu machines (even ones)."""
    for person, industry in ((scene.zhou, "1431"), (scene.wu, "3511")):
        fields = {"industries": industry, "languages": "zh", "base": None, "least": 0, "most": 8}
        conditions.set_profile(person.pk, fields, version=None, by=scene.officer, op=scene.op())
    begun = assigning.begin("instructor_firm", NEXT, YEAR, by=scene.officer, op=scene.op())
    return assigning.solve(begun.pk, by=scene.officer, op=scene.op())


def answer_all(scene, proposal: Proposal, declined: set[int] = frozenset()) -> None:
    for pairing in Pairing.objects.filter(proposal=proposal, state="proposed"):
        by = actor_of(pairing.user)
        if pairing.firm_id in declined:
            pairs.decline(pairing.pk, "", version=pairing.version, by=by, op=scene.op())
            continue
        pairs.accept(pairing.pk, version=pairing.version, by=by, op=scene.op())
        firm = scene.acting(Role.FIRM_ADMINISTRATOR, pairing.firm_id)
        pairs.accept(pairing.pk, version=pairing.version + 1, by=firm, op=scene.op())


def test_a_proposal_is_solved_in_the_background_and_says_why(scene) -> None:
    begun = assigning.begin("instructor_firm", NEXT, YEAR, by=scene.officer, op=scene.op())
    assert (begun.state, begun.job is not None) == ("solving", True)


@pytest.mark.django_db(transaction=True)
def test_the_job_solves_it(scene) -> None:
    begun = assigning.begin("instructor_firm", NEXT, YEAR, by=scene.officer, op=scene.op())
    assert drain() == 1
    begun.refresh_from_db()
    assert (begun.state, begun.pairings.count(), begun.found["gap"]) == ("ready", 10, 0.0)


def test_drafts_carry_their_reasons(scene, solved) -> None:
    assert (solved.state, solved.found["value"], solved.found["bound"]) == ("ready", 0, 0)
    assert sorted(solved.found["loads"].values()) == [5, 5]
    draft = Pairing.objects.get(proposal=solved, firm=scene.firms[1])
    assert (draft.user, draft.state, draft.since, draft.until) == (scene.zhou, "draft", NEXT, YEAR)
    assert draft.why["units"] == {"industry": 0, "language": 0, "distance": -1, "continuity": 0}
    assert draft.why["metres"] is None


def test_inputs_are_read_off_the_register(scene) -> None:
    first, second = scene.firms[:2]
    scene.agreed(scene.zhou, first)
    conditions.set_condition(scene.wu.pk, second.pk, "pin", "熟悉情况", by=scene.officer, op=scene.op())
    conditions.set_condition(scene.zhou.pk, second.pk, "forbid", "亲属任职", by=scene.officer, op=scene.op())
    conditions.set_wish(first.pk, "KO、zh zh", by=scene.officer, op=scene.op())
    places = {first.pk: (10, -20), scene.firms[5].pk: (7, 8)}
    conditions.set_places(places, "园区平面图", by=scene.officer, op=scene.op())
    Post.objects.create(
        user=scene.wu, role=Role.PARTY_INSTRUCTOR, where="organisation", key=scene.firms[5].pk, since=TODAY
    )
    outside = Organisation.objects.create(name="泉外", created_at=timezone.now(), updated_at=timezone.now())
    scene.agreed(scene.zhou, outside)
    Post.objects.create(user=scene.wu, role=Role.EXPERT, where="organisation", key=outside.pk, since=TODAY)
    Organisation.objects.filter(pk=scene.firms[9].pk).update(industry="99999")
    given = gathered("instructor_firm", NEXT)
    people = {row["key"]: row for row in given["people"]}
    rows = {row["key"]: row for row in given["firms"]}
    assert people[str(scene.wu.pk)]["place"] == (7, 8)
    assert people[str(scene.zhou.pk)] == {
        "key": str(scene.zhou.pk),
        "industries": [],
        "languages": [],
        "place": None,
        "base": None,
        "least": 0,
        "most": 50,
    }
    assert rows[str(first.pk)] == {
        "key": str(first.pk),
        "industry": "3511",
        "languages": ["ko", "zh"],
        "place": (10, -20),
        "last": str(scene.zhou.pk),
        "pinned": "",
        "excluded": [],
    }
    assert (rows[str(second.pk)]["pinned"], rows[str(second.pk)]["excluded"]) == (
        str(scene.wu.pk),
        [str(scene.zhou.pk)],
    )
    assert rows[str(scene.firms[5].pk)]["excluded"] == [str(scene.wu.pk)]
    assert rows[str(scene.firms[9].pk)]["industry"] == ""
    assert len(gathered("officer_firm", NEXT)["people"]) == 1


def test_a_base_of_ones_own_comes_before_the_unit_of_the_post(scene) -> None:
    conditions.set_places({scene.firms[5].pk: (7, 8)}, "园区平面图", by=scene.officer, op=scene.op())
    fields = {"industries": "", "languages": "", "base": scene.firms[5], "least": 1, "most": 3}
    conditions.set_profile(scene.zhou.pk, fields, version=None, by=scene.officer, op=scene.op())
    people = {row["key"]: row for row in gathered("instructor_firm", NEXT)["people"]}
    assert (people[str(scene.zhou.pk)]["place"], people[str(scene.zhou.pk)]["most"]) == ((7, 8), 3)


def test_both_sides_are_asked_and_their_yes_puts_it_into_force(scene, solved) -> None:
    old = scene.agreed(scene.wu, scene.firms[1])
    sent = assigning.send(solved.pk, version=solved.version, by=scene.officer, op=scene.op())
    assert (sent.state, set(sent.pairings.values_list("state", flat=True))) == ("sent", {"proposed"})
    answer_all(scene, sent)
    assert set(sent.pairings.values_list("state", flat=True)) == {"agreed"}
    old.refresh_from_db()
    assert old.until == NEXT - dt.timedelta(days=1)


def test_declined_pairs_are_solved_again_with_the_rest_kept(scene, solved) -> None:
    sent = assigning.send(solved.pk, version=solved.version, by=scene.officer, op=scene.op())
    declined = {scene.firms[1].pk, scene.firms[2].pk}
    answer_all(scene, sent, declined)
    again = assigning.resolve(sent.pk, by=scene.officer, op=scene.op())
    again = assigning.solve(again.pk, by=scene.officer, op=scene.op())
    drafts = {p.firm_id: p.user for p in again.pairings.all()}
    assert drafts == {scene.firms[1].pk: scene.wu, scene.firms[2].pk: scene.zhou}
    assert Pairing.objects.filter(proposal=sent, state="agreed").count() == 8
    with pytest.raises(Invalid, match="已经有后续方案"):
        assigning.resolve(sent.pk, by=scene.officer, op=scene.op())
    redone = assigning.again(again.pk, version=again.version, by=scene.officer, op=scene.op())
    redone = assigning.solve(redone.pk, by=scene.officer, op=scene.op())
    assert {p.firm_id: p.user for p in redone.pairings.all()} == drafts


def test_nothing_declined_is_nothing_to_solve_again(scene, solved) -> None:
    with pytest.raises(IllegalMove):
        assigning.resolve(solved.pk, by=scene.officer, op=scene.op())
    sent = assigning.send(solved.pk, version=solved.version, by=scene.officer, op=scene.op())
    with pytest.raises(Invalid, match="没有未同意"):
        assigning.resolve(sent.pk, by=scene.officer, op=scene.op())
    with pytest.raises(IllegalMove):
        assigning.send(solved.pk, version=sent.version, by=scene.officer, op=scene.op())


def test_a_new_exclusion_is_solved_again_in_place(scene, solved) -> None:
    conditions.set_condition(scene.zhou.pk, scene.firms[1].pk, "forbid", "亲属任职", by=scene.officer, op=scene.op())
    redone = assigning.again(solved.pk, version=solved.version, by=scene.officer, op=scene.op())
    assert (redone.state, redone.pairings.count()) == ("solving", 0)
    redone = assigning.solve(redone.pk, by=scene.officer, op=scene.op())
    assert redone.pairings.get(firm=scene.firms[1]).user == scene.wu
    assert redone.pairings.count() == 10


def test_without_a_plan_the_proposal_says_who_stands_in_the_way(scene) -> None:
    fields = {"industries": "", "languages": "", "base": None, "least": 0, "most": 1}
    for person in (scene.zhou, scene.wu):
        conditions.set_profile(person.pk, fields, version=None, by=scene.officer, op=scene.op())
    begun = assigning.begin("instructor_firm", NEXT, YEAR, by=scene.officer, op=scene.op())
    failed = assigning.solve(begun.pk, by=scene.officer, op=scene.op())
    assert (failed.state, failed.pairings.count()) == ("failed", 0)
    assert "合计最多负责 2 家，企业 10 家，差 8 家" in failed.says
    assert failed.found["impossible"]["numbers"] == {"most": 2, "all": 10}


def test_who_stands_in_the_way_is_named_in_the_readers_language(scene) -> None:
    fields = {"industries": "", "languages": "", "base": None, "least": 0}
    for person, most in ((scene.zhou, 3), (scene.wu, 50)):
        conditions.set_profile(person.pk, fields | {"most": most}, version=None, by=scene.officer, op=scene.op())
    for unit in scene.firms:
        conditions.set_condition(scene.wu.pk, unit.pk, "forbid", "亲属任职", by=scene.officer, op=scene.op())
    begun = assigning.begin("instructor_firm", NEXT, YEAR, by=scene.officer, op=scene.op())
    failed = assigning.solve(begun.pk, by=scene.officer, op=scene.op())
    assert "只能由指导员“周明”负责，而他们合计最多 3 家" in why_not(failed)
    assert "“泉0食品有限公司”" in why_not(failed)
    with override("en"):
        assert "can only go to “周明”, who together take on at most 3" in why_not(failed)


def test_a_plan_that_fails_its_own_check_is_not_kept(scene, monkeypatch) -> None:
    begun = assigning.begin("instructor_firm", NEXT, YEAR, by=scene.officer, op=scene.op())
    monkeypatch.setattr(assigning, "faults", lambda *_problem_and_plan: ["坏"])
    with pytest.raises(RuntimeError, match="坏"):
        assigning.solve(begun.pk, by=scene.officer, op=scene.op())
    begun.refresh_from_db()
    assert (begun.state, begun.found) == ("solving", {})


def test_what_if_is_answered_from_what_is_kept(scene, solved) -> None:
    change = settled(solved).if_pinned(str(scene.wu.pk), str(scene.firms[1].pk))
    assert (change.points, change.squares, len(change.moved)) == (360, 0, 2)


def test_an_unsent_proposal_may_be_dropped(scene, solved) -> None:
    dropped = assigning.drop(solved.pk, version=solved.version, by=scene.officer, op=scene.op())
    assert (dropped.state, dropped.pairings.count()) == ("dropped", 0)
    with pytest.raises(IllegalMove):
        assigning.again(solved.pk, version=dropped.version, by=scene.officer, op=scene.op())


def test_stale_and_wrong_input_is_refused(scene, solved) -> None:
    with pytest.raises(Stale):
        assigning.send(solved.pk, version=0, by=scene.officer, op=scene.op())
    with pytest.raises(Invalid, match="不用方案分配"):
        assigning.begin("leader_firm", NEXT, YEAR, by=scene.officer, op=scene.op())
    with pytest.raises(Invalid, match="不能早于"):
        assigning.begin("officer_firm", YEAR, NEXT, by=scene.officer, op=scene.op())


@pytest.mark.parametrize("role", [role for role in Role if role not in COORDINATORS])
def test_only_coordinators_assign_and_set_conditions(scene, solved, role: Role) -> None:
    by = scene.acting(role)
    with pytest.raises(Denied):
        assigning.begin("instructor_firm", NEXT, YEAR, by=by, op=scene.op())
    for act in (assigning.send, assigning.drop, assigning.again):
        with pytest.raises((Denied, Hidden)):
            act(solved.pk, version=solved.version, by=by, op=scene.op())
    with pytest.raises((Denied, Hidden)):
        assigning.resolve(solved.pk, by=by, op=scene.op())
    with pytest.raises((Denied, Hidden)):
        assigning.solve(solved.pk, by=by, op=scene.op())
    with pytest.raises(Denied):
        conditions.set_condition(scene.zhou.pk, scene.firms[0].pk, "pin", "x", by=by, op=scene.op())
    with pytest.raises(Denied):
        conditions.set_places({scene.firms[0].pk: (1, 1)}, "x", by=by, op=scene.op())
    with pytest.raises((Denied, Hidden)):
        conditions.set_wish(scene.firms[0].pk, "ko", by=by, op=scene.op())
    if role not in {Role.SERVICE_OFFICER, Role.ZONE_LEADER}:
        fields = {"industries": "", "languages": "", "base": None, "least": 0, "most": 1}
        other = scene.holder(Role.PARTY_INSTRUCTOR, "某人").pk
        with pytest.raises(Denied):
            conditions.set_profile(other, fields, version=None, by=by, op=scene.op())


def test_a_condition_is_set_once_and_lifted_once(scene) -> None:
    firm = scene.firms[0].pk
    made = conditions.set_condition(scene.zhou.pk, firm, "pin", "熟悉情况", by=scene.officer, op=scene.op())
    for person, how in ((scene.zhou, "forbid"), (scene.wu, "pin")):
        with pytest.raises(Invalid):
            conditions.set_condition(person.pk, firm, how, "x", by=scene.officer, op=scene.op())
    with pytest.raises(Invalid):
        conditions.set_condition(scene.wu.pk, firm, "forbid", " ", by=scene.officer, op=scene.op())
    assert conditions.lift_condition(made.pk, by=scene.officer, op=scene.op()).lifted == TODAY
    with pytest.raises(Stale):
        conditions.lift_condition(made.pk, by=scene.officer, op=scene.op())
    assert Condition.objects.count() == 1


def test_people_say_themselves_what_they_can_take_on(scene) -> None:
    by = actor_of(scene.zhou)
    fields = {"industries": "C1310；14", "languages": "zh", "base": None, "least": 0, "most": 5}
    role = InstructorRole.objects.get(slug="adviser").pk
    made = conditions.set_profile(scene.zhou.pk, fields, roles=[role], version=None, by=by, op=scene.op())
    assert (made.industries, made.most, made.roles.get().name) == ("1310、14", 5, "参谋员")
    changed = conditions.set_profile(scene.zhou.pk, fields | {"most": 6}, version=0, by=by, op=scene.op())
    assert (changed.most, changed.version, changed.roles.count()) == (6, 1, 0)
    with pytest.raises(Stale):
        conditions.set_profile(scene.zhou.pk, fields, version=0, by=by, op=scene.op())
    for wrong in ({"industries": "C99"}, {"least": 7}, {"languages": "a\nb"}):
        with pytest.raises(Invalid):
            conditions.set_profile(scene.zhou.pk, fields | wrong, version=1, by=by, op=scene.op())
    with pytest.raises(Hidden):
        conditions.set_profile(scene.zhou.pk, fields, version=1, by=actor_of(scene.wu), op=scene.op())
    assert Profile.objects.count() == 1


def test_places_have_a_source_and_a_reach(scene) -> None:
    first = scene.firms[0].pk
    conditions.set_places({first: (1, 2)}, "平面图", by=scene.officer, op=scene.op())
    conditions.set_places({first: (3, 4)}, "测绘", by=scene.officer, op=scene.op())
    assert Place.objects.values_list("x_m", "y_m", "source").get() == (3, 4, "测绘")
    for places, source in (({first: (1, 2)}, " "), ({first: (2_000_001, 0)}, "x"), ({first: (1, 1), 999: (1, 1)}, "x")):
        with pytest.raises(Invalid):
            conditions.set_places(places, source, by=scene.officer, op=scene.op())


def test_a_wish_is_kept_once(scene) -> None:
    for words in ("ko", "ko，en"):
        conditions.set_wish(scene.firms[0].pk, words, by=scene.officer, op=scene.op())
    assert Wish.objects.get().languages == "ko、en"


def test_the_fourth_role_has_no_name_until_the_zone_gives_one(scene) -> None:
    roles = list(InstructorRole.objects.values_list("name", flat=True))
    assert roles == ["组织员", "宣传员", "参谋员", ""]
    fourth = InstructorRole.objects.get(slug="fourth")
    assert "请由园区填写" in fourth.note
    named = conditions.name_role(fourth.pk, "联络员", "Liaison", version=0, by=scene.officer, op=scene.op())
    assert (str(named), named.version) == ("联络员", 1)
    with pytest.raises(Stale):
        conditions.name_role(fourth.pk, "服务员", "", version=0, by=scene.officer, op=scene.op())
    with pytest.raises(Denied):
        conditions.name_role(fourth.pk, "x", "", version=1, by=scene.acting(Role.PARTY_INSTRUCTOR), op=scene.op())


def test_post_holders_are_named_once(scene) -> None:
    Post.objects.create(user=scene.zhou, role=Role.PARTY_INSTRUCTOR, where="organisation", key=1, since=TODAY)
    assert [post.user for post in post_holders("instructor_firm", TODAY)] == [scene.wu, scene.zhou]
