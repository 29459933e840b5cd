"""The pages, as each side uses them."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yuanmeng.accounts.models import Post
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Role, Where
from yuanmeng.ledger.actions import record
from yuanmeng.pairing.actions import assigning, conditions, pairs
from yuanmeng.pairing.models import Condition, InstructorRole, Pairing, Profile, Proposal
from yuanmeng.pairing.pages import proposals
from yuanmeng.register.models import Organisation
from yuanmeng.register.pages.sentences import said

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def days(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(signed_in) -> Client:
    return signed_in(Role.SERVICE_OFFICER)


@pytest.fixture
def ready(scene) -> Proposal:
    begun = assigning.begin("instructor_firm", days(30), days(394), by=scene.officer, op=uuid4())
    return assigning.solve(begun.pk, by=scene.officer, op=uuid4())


def get(client: Client, name: str, *args: object, status: int = 200, **query: object) -> str:
    answer = client.get(reverse(f"pairing:{name}", args=args), query)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def post(client: Client, page: str, /, *args: object, **typed: object):
    return client.post(reverse(f"pairing:{page}", args=args), {"op": str(uuid4()), **typed})


def test_who_was_responsible_is_shown_for_any_date(scene, desk) -> None:
    scene.agreed(scene.zhou, scene.firms[0], until=dt.date(2021, 6, 15))
    scene.agreed(scene.wu, scene.firms[0], since=dt.date(2021, 6, 16))
    assert "周明" in get(desk, "pairings", on="2021-06-15")
    assert "吴敏" not in get(desk, "pairings", on="2021-06-15")
    today = get(desk, "pairings")
    assert ("吴敏" in today, "周明" in today) == (True, False)
    assert "泉0食品" in get(desk, "pairings", q="泉0", kind="instructor_firm")
    assert "没有符合条件的结对" in get(desk, "pairings", q="无此")
    assert "回到今天" in get(desk, "pairings", on="2019-01-01")


def test_lists_ask_the_same_number_of_questions_at_1_3_and_30_rows(scene, desk, django_assert_max_num_queries) -> None:
    asked = set()
    for number in (1, 2, 27):
        for _one in range(number):
            firm = Organisation.objects.create(
                name=f"泉列{Organisation.objects.count()}有限公司", created_at=timezone.now(), updated_at=timezone.now()
            )
            scene.agreed(scene.zhou, firm)
        with django_assert_max_num_queries(25) as counted:
            get(desk, "pairings")
        asked.add(len(counted))
    assert len(asked) == 1


@pytest.mark.parametrize("which", ["officer", "instructor", "alliance", "person", "soon", "later"])
def test_each_gap_opens_what_it_counts(scene, desk, which: str) -> None:
    scene.agreed(scene.zhou, scene.firms[0], until=days(10))
    Post.objects.filter(user=scene.zhou).update(until=days(-1))
    page = get(desk, "gap", which)
    assert {"officer": "泉1", "instructor": "泉1", "alliance": "食品饮料", "person": "周明"}.get(which, "周明") in page


def test_an_empty_gap_says_so_and_an_unknown_one_is_hidden(scene, desk) -> None:
    assert "没有需要处理的" in get(desk, "gap", "person")
    get(desk, "gap", "luck", status=404)


def test_people_are_listed_by_name_with_their_load(scene, desk) -> None:
    scene.agreed(scene.zhou, scene.firms[0])
    page = get(desk, "people")
    assert page.index("吴敏") < page.index("周明")
    Post.objects.filter(user=scene.zhou).update(until=days(-1))
    assert "已离岗，请交接" in get(desk, "people")


def test_one_person_with_present_and_past(scene, desk) -> None:
    scene.agreed(scene.zhou, scene.firms[0])
    scene.agreed(scene.zhou, scene.firms[1], until=days(-5))
    assert "还没有填写" in get(desk, "person", scene.zhou.pk)
    fields = {"industries": "13", "languages": "zh", "base": scene.firms[0], "least": 1, "most": 6}
    conditions.set_profile(scene.zhou.pk, fields, version=None, by=scene.officer, op=uuid4())
    page = get(desk, "person", scene.zhou.pk)
    assert ("1 至 6 家" in page, "以前负责过的（1）" in page, "全部交接" in page) == (True, True, True)
    assert "现在没有负责的对象" in get(desk, "person", scene.wu.pk)


def test_a_handover_on_one_screen(scene, desk) -> None:
    one, two = scene.agreed(scene.zhou, scene.firms[0]), scene.agreed(scene.zhou, scene.firms[1])
    third = scene.holder(Role.PARTY_INSTRUCTOR, "孙楠")
    assert "完成交接" in get(desk, "handover", scene.zhou.pk)
    typed = {"since": days(7).isoformat(), f"to-{two.pk}": third.pk, f"note-{one.pk}": "每季度走访"}
    missing = post(desk, "handover", scene.zhou.pk, **typed)
    assert (missing.status_code, "还没有指定接手的人" in missing.content.decode()) == (422, True)
    assert "每季度走访" in missing.content.decode()
    assert post(desk, "handover", scene.zhou.pk, everything=scene.wu.pk, **typed).status_code == 302
    assert set(Pairing.objects.filter(previous__in=[one, two]).values_list("user__name", "note")) == {
        ("吴敏", "每季度走访"), ("孙楠", ""),
    }  # fmt: skip
    assert "没有需要交接的" in get(desk, "handover", scene.holder(Role.PARTY_INSTRUCTOR, "新人").pk)


def test_a_handover_without_anybody_else_says_so(firms, agreed, zhou, desk) -> None:
    agreed(zhou, firms[0])
    assert "没有其他人担任这类岗位" in get(desk, "handover", zhou.pk)


def test_proposing_a_pairing(scene, desk) -> None:
    page = get(desk, "pairing_new", kind="instructor_firm", unit=scene.firms[0].pk)
    assert "泉0食品有限公司" in page
    assert "提议结对" in get(desk, "pairing_new", unit="999999")
    assert "提议结对" in get(desk, "pairing_new", unit="x")
    typed = {"kind": "instructor_firm", "user": scene.zhou.pk, "since": TODAY.isoformat(), "firm": "泉0食品有限公司"}
    assert post(desk, "pairing_new", **typed).status_code == 302
    again = post(desk, "pairing_new", **typed)
    assert (again.status_code, "已经在征求意见" in again.content.decode()) == (422, True)
    unknown = post(desk, "pairing_new", **typed | {"firm": "无此公司"})
    assert (unknown.status_code, "没有找到这个单位：无此公司" in unknown.content.decode()) == (422, True)
    scene.firms[1].name = scene.firms[2].name
    scene.firms[1].save()
    twice = post(desk, "pairing_new", **typed | {"firm": scene.firms[2].name})
    assert "有多个同名单位" in twice.content.decode()
    nobody = post(desk, "pairing_new", **typed | {"firm": ""})
    assert (nobody.status_code, "请选齐结对双方" in nobody.content.decode()) == (422, True)


def test_consent_of_the_person_and_of_the_firm(scene, signed_in) -> None:
    made = pairs.propose(
        Pairing(kind="instructor_firm", user=scene.zhou, firm=scene.firms[0], since=TODAY), by=scene.officer, op=uuid4()
    )
    person, firm = as_user(scene.zhou), signed_in(Role.FIRM_ADMINISTRATOR, scene.firms[0].pk)
    assert "等待答复" in get(person, "mine")
    assert post(person, "pairing_accept", made.pk, version=0).status_code == 302
    assert "您已同意，等待对方答复" in get(person, "mine")
    assert "周明" in get(firm, "mine")
    assert "尚未答复" in get(firm, "pairing", made.pk)
    assert post(firm, "pairing_accept", made.pk, version=1).status_code == 302
    assert "负责中" in get(firm, "mine")
    staff = signed_in(Role.FIRM_STAFF, scene.firms[0].pk)
    assert ("周明" in get(staff, "mine"), "登记最后一天" in get(staff, "pairing", made.pk)) == (True, False)


def test_declining_with_a_reason_that_only_those_concerned_read(scene, desk, signed_in) -> None:
    made = pairs.propose(
        Pairing(kind="instructor_firm", user=scene.zhou, firm=scene.firms[0], since=TODAY), by=scene.officer, op=uuid4()
    )
    firm = signed_in(Role.FIRM_ADMINISTRATOR, scene.firms[0].pk)
    too_long = post(firm, "pairing_decline", made.pk, version=0, reason="长" * 501)
    assert too_long.status_code == 422
    assert post(firm, "pairing_decline", made.pk, version=0, reason="已有安排").status_code == 302
    assert "已有安排" in get(desk, "pairing", made.pk)
    get(signed_in(Role.DEPARTMENT_HANDLER), "pairing", made.pk, status=404)
    assert "还没有与您有关的结对" in get(firm, "mine")


def test_withdrawing_and_ending(scene, desk, signed_in) -> None:
    auditor = signed_in(Role.AUDITOR)
    made = pairs.propose(
        Pairing(kind="instructor_firm", user=scene.zhou, firm=scene.firms[0], since=TODAY), by=scene.officer, op=uuid4()
    )
    assert post(desk, "pairing_withdraw", made.pk, version=0).status_code == 302
    pairing = scene.agreed(scene.zhou, scene.firms[1])
    wrong = post(desk, "pairing_end", pairing.pk, version=0, until="2019-01-01", note="记得资料")
    assert (wrong.status_code, "记得资料" in wrong.content.decode()) == (422, True)
    assert post(desk, "pairing_end", pairing.pk, version=0, until="x").status_code == 422
    assert post(auditor, "pairing_end", pairing.pk, version=0, until="x").status_code == 403
    assert post(desk, "pairing_end", pairing.pk, version=0, until=days(9).isoformat()).status_code == 302
    assert "还剩 9 天" in get(desk, "pairing", pairing.pk)
    over = scene.agreed(scene.zhou, scene.firms[2], until=days(-1))
    later = scene.agreed(scene.zhou, scene.firms[3], since=days(5), until=days(300), previous=over)
    assert "已结束" in get(desk, "pairing", over.pk)
    page = get(desk, "pairing", later.pk)
    assert ("尚未开始" in page, "前后交接" in page) == (True, True)
    assert "负责中" in get(desk, "pairing", scene.agreed(scene.wu, scene.firms[4], until=days(300)).pk)


def test_what_was_done_is_read_off_the_ledger(scene, desk) -> None:
    pairing = scene.agreed(scene.zhou, scene.firms[0], until=days(1))
    record("firm.confirm", scene.firms[0], by=actor_of(scene.zhou), op=uuid4())
    record("pairing.end", scene.firms[0], by=actor_of(scene.zhou), op=uuid4(), until="2021-01-01")
    record("firm.confirm", scene.firms[0], by=scene.officer, op=uuid4())
    page = get(desk, "pairing", pairing.pk)
    assert page.count("企业确认各项指标无误") == 1
    open_ended = scene.agreed(scene.zhou, scene.firms[1])
    assert "还没有记录" in get(desk, "pairing", open_ended.pk)


def test_a_branch_and_an_alliance_have_a_page_too(scene, signed_in) -> None:
    branch = Organisation.objects.create(
        name="机关第一党支部", kind="institution", created_at=timezone.now(), updated_at=timezone.now()
    )
    made = Pairing.objects.create(kind="branch_alliance", branch=branch, alliance=scene.food, since=TODAY)
    member = signed_in(Role.BRANCH_MEMBER, branch.pk)
    assert "食品饮料联盟" in get(member, "pairing", made.pk)
    assert "食品饮料联盟" in get(member, "mine")
    secretary = signed_in(Role.ALLIANCE_SECRETARY, scene.food.pk, where=Where.ALLIANCE)
    secretary.cookies["django_language"] = "en"
    assert "Food" in get(secretary, "mine")


def test_the_page_of_mine_is_for_the_two_sides(signed_in) -> None:
    get(signed_in(Role.AUDITOR), "mine", status=403)


def test_a_proposal_from_its_beginning_to_consent(scene, desk) -> None:
    assert "还没有分配方案" in get(desk, "proposals")
    assert "开始计算" in get(desk, "proposal_new")
    typed = {"kind": "instructor_firm", "since": days(30).isoformat(), "until": days(394).isoformat()}
    assert post(desk, "proposal_new", **typed | {"until": TODAY.isoformat()}).status_code == 422
    made = post(desk, "proposal_new", **typed)
    proposal = Proposal.objects.get()
    assert made.url == reverse("pairing:proposal", args=[proposal.pk])
    assert "正在后台计算" in get(desk, "proposal", proposal.pk)
    assigning.solve(proposal.pk, by=scene.officer, op=uuid4())
    page = get(desk, "proposal", proposal.pk)
    assert ("每人正好 5 家" in page, "已证明是最优方案" in page) == (True, True)
    proposal.refresh_from_db()
    assert post(desk, "proposal_move", proposal.pk, "send", version=proposal.version).status_code == 302
    assert "征求意见 10" in get(desk, "proposal", proposal.pk)
    assert "第 " in get(desk, "proposals")
    assert post(desk, "proposal_move", proposal.pk, "luck").status_code == 404


def test_a_proposal_without_a_proof_of_its_optimum_says_how_far_it_is(scene, desk, ready) -> None:
    ready.found["gap"] = 0.004
    ready.save()
    assert "与已证明的下界相差 0.40%" in get(desk, "proposal", ready.pk)


def test_declined_pairs_are_assigned_again_from_the_page(scene, desk, ready) -> None:
    sent = assigning.send(ready.pk, version=ready.version, by=scene.officer, op=uuid4())
    one = sent.pairings.filter(user=scene.zhou).first()
    pairs.decline(one.pk, "", version=one.version, by=actor_of(scene.zhou), op=uuid4())
    assert "为未同意的 1 家重新分配" in get(desk, "proposal", sent.pk)
    assert post(desk, "proposal_resolve", sent.pk).status_code == 302
    following = Proposal.objects.get(previous=sent)
    assigning.solve(following.pk, by=scene.officer, op=uuid4())
    assert "1 对" in get(desk, "proposal", following.pk)


def test_what_if_shows_every_choice_and_takes_one(scene, desk, ready) -> None:
    draft = ready.pairings.get(firm=scene.firms[0])
    other = scene.wu if draft.user == scene.zhou else scene.zhou
    conditions.set_places({scene.firms[0].pk: (0, 0)}, "平面图", by=scene.officer, op=uuid4())
    page = get(desk, "what_if", ready.pk, scene.firms[0].pk)
    assert (other.name in page, "2 家换人" in page, "回避并重新计算" in page) == (True, True, True)
    missing = post(desk, "what_if", ready.pk, scene.firms[0].pk, how="pin", user=other.pk, version=ready.version)
    assert (missing.status_code, "请填写理由" in missing.content.decode()) == (422, True)
    chosen = {"how": "pin", "user": other.pk, "version": ready.version, "reason": "熟悉这家企业"}
    assert post(desk, "what_if", ready.pk, scene.firms[0].pk, **chosen).status_code == 302
    again = assigning.solve(ready.pk, by=scene.officer, op=uuid4())
    assert again.pairings.get(firm=scene.firms[0]).user == other
    assert Condition.objects.get().reason == "熟悉这家企业"
    only = get(desk, "what_if", ready.pk, scene.firms[0].pk)
    assert "没有可以负责的指导员" in only
    get(desk, "what_if", ready.pk, 999, status=404)


def test_conditions_are_added_and_lifted(scene, desk) -> None:
    assert "没有指定或回避" in get(desk, "conditions")
    typed = {"how": "forbid", "user": scene.zhou.pk, "firm": scene.firms[0].name, "reason": "亲属任职"}
    assert post(desk, "conditions", **typed).status_code == 302
    assert "亲属任职" in get(desk, "conditions")
    assert post(desk, "conditions", **typed).status_code == 422
    assert post(desk, "condition_lift", Condition.objects.get().pk).status_code == 302
    assert "没有指定或回避" in get(desk, "conditions")


def test_a_person_says_what_they_can_take_on(scene, desk) -> None:
    own = as_user(scene.zhou)
    assert "包联意向" in get(own, "profile", scene.zhou.pk)
    role = InstructorRole.objects.get(slug="adviser").pk
    typed = {
        "industries": "13、F",
        "languages": "zh",
        "base": scene.firms[0].name,
        "least": 0,
        "most": 5,
        f"role-{role}": "on",
    }
    assert post(own, "profile", scene.zhou.pk, **typed).url == reverse("pairing:mine")
    made = Profile.objects.get()
    assert (made.industries, made.base, made.roles.count()) == ("13、F", scene.firms[0], 1)
    assert post(desk, "profile", scene.zhou.pk, **typed, version=0).status_code == 302
    wrong = post(desk, "profile", scene.zhou.pk, **typed | {"industries": "Z99"}, version=1)
    assert (wrong.status_code, "不是 GB/T 4754-2017" in wrong.content.decode()) == (422, True)
    get(own, "profile", scene.wu.pk, status=404)


def test_the_fourth_role_is_named_by_the_zone(scene, desk, signed_in) -> None:
    fourth = InstructorRole.objects.get(slug="fourth")
    assert ("（未定名）" in get(desk, "roles"), "请由园区填写" in get(desk, "roles")) == (True, True)
    assert post(desk, "roles", role=fourth.pk, name="a\u200bb", name_en="", version=0).status_code == 422
    assert post(desk, "roles", role="x", name="x", version=0).status_code == 403
    assert post(desk, "roles", role=fourth.pk, name="联络员", name_en="Liaison", version=0).status_code == 302
    reader = signed_in(Role.PARTY_INSTRUCTOR)
    reader.cookies["django_language"] = "en"
    assert ("Liaison" in get(reader, "roles"), "未定名" in get(desk, "roles")) == (True, False)


def test_the_card_on_the_firms_page(scene, desk, signed_in) -> None:
    firm = scene.firms[0]
    page = desk.get(reverse("register:firm", args=[firm.pk])).content.decode()
    assert "现在没有人负责联系" in page
    scene.agreed(scene.zhou, firm)
    scene.agreed(scene.wu, firm, since=dt.date(2019, 1, 1), until=dt.date(2019, 12, 31))
    page = desk.get(reverse("register:firm", args=[firm.pk])).content.decode()
    assert ("周明" in page, "以前的责任人" in page, f"?unit={firm.pk}" in page) == (True, True, True)
    own = signed_in(Role.FIRM_ADMINISTRATOR, firm.pk).get(reverse("register:firm", args=[firm.pk])).content.decode()
    assert "周明" in own
    bank = Organisation.objects.create(name="行", kind="bank", created_at=timezone.now(), updated_at=timezone.now())
    assert "结对包联</h2>" not in desk.get(reverse("register:firm", args=[bank.pk])).content.decode()


@pytest.mark.parametrize("name", ["pairings", "people", "proposals", "conditions", "pairing_new", "proposal_new"])
def test_those_without_a_part_in_it_are_refused(signed_in, name: str) -> None:
    get(signed_in(Role.FIRM_STAFF, 1), name, status=403)
    get(signed_in(Role.SYSTEM_ADMINISTRATOR), name, status=403)


def test_every_event_of_the_room_is_a_sentence(scene, desk) -> None:
    for verb, facts, says in (
        ("pairing.accept", {"now": "agreed"}, "双方同意结对"),
        ("pairing.accept", {"now": "proposed"}, "一方同意结对，等待另一方"),
        ("pairing.condition", {"how": "pin"}, "登记为指定结对"),
        ("pairing.condition", {"how": "forbid"}, "登记为回避结对"),
        ("pairing.lift", {}, "解除指定或回避"),
    ):
        assert said(verb, facts) == says
    assert "结对结束" in said("pairing.end", {"until": "2021-01-01"})


def test_uneven_loads_are_said_as_a_span(scene, ready) -> None:
    ready.found["spread"]["load_least"] = 4
    assert proposals.facts(ready)[0]["says"] == "每人 4 至 5 家，没有更均匀的方案"


def test_a_known_distance_is_said_in_kilometres(scene, desk) -> None:
    places = {firm.pk: (1_000 * number, 0) for number, firm in enumerate(scene.firms)}
    conditions.set_places(places, "平面图", by=scene.officer, op=uuid4())
    for person in (scene.zhou, scene.wu):
        fields = {"industries": "", "languages": "", "base": scene.firms[0], "least": 0, "most": 9}
        conditions.set_profile(person.pk, fields, version=None, by=scene.officer, op=uuid4())
    begun = assigning.begin("instructor_firm", days(30), days(394), by=scene.officer, op=uuid4())
    ready = assigning.solve(begun.pk, by=scene.officer, op=uuid4())
    assert "从泉0食品有限公司算起 9.0 公里" in get(desk, "proposal", ready.pk)
    assert "45.0 公里；任何方案都不会少于 45.0 公里" in get(desk, "proposal", ready.pk)
    assert "9.0" in get(desk, "what_if", ready.pk, scene.firms[9].pk)


def test_records_say_what_they_are(scene, desk, ready) -> None:
    condition = conditions.set_condition(scene.zhou.pk, scene.firms[0].pk, "pin", "熟悉", by=scene.officer, op=uuid4())
    wish = conditions.set_wish(scene.firms[0].pk, "ko", by=scene.officer, op=uuid4())
    fields = {"industries": "", "languages": "", "base": None, "least": 0, "most": 9}
    profile = conditions.set_profile(scene.zhou.pk, fields, version=None, by=scene.officer, op=uuid4())
    pairing = scene.agreed(scene.zhou, scene.firms[0])
    assert [str(each) for each in (condition, wish, profile, pairing, ready)] == [
        f"pin {scene.zhou.pk} {scene.firms[0].pk}", f"{scene.firms[0].pk} ko", str(scene.zhou.pk),
        f"instructor_firm {scene.zhou.pk} → {scene.firms[0].pk}", f"instructor_firm {ready.since}",
    ]  # fmt: skip
