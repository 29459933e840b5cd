"""What assignments read has a page: places, languages, bases; and a proposal says what it read."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, Invalid, Stale
from yuanmeng.pairing.actions import assigning, conditions, places
from yuanmeng.pairing.models import Place, Wish
from yuanmeng.pairing.pages.showing import reasons, tongues
from yuanmeng.pairing.queries.inputs import bases_of

pytestmark = pytest.mark.django_db
FIRST = timezone.localdate() + dt.timedelta(days=30)
OTHERS = [r for r in Role if r not in {Role.SERVICE_OFFICER, Role.ZONE_LEADER, Role.FIRM_ADMINISTRATOR}]


@pytest.fixture
def desk(officer) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=officer.user_id))
    return client


def sent(version: int | None = None, **fields: object) -> dict[str, object]:
    return {"op": str(uuid4()), **fields} | ({} if version is None else {"version": version})


def test_a_place_is_recorded_once_and_then_by_version(scene) -> None:
    unit = scene.firms[0]
    once = scene.op()
    first = places.locate(unit.pk, (120, -45), "平面图", version=None, by=scene.officer, op=once)
    assert places.locate(unit.pk, (120, -45), "平面图", version=None, by=scene.officer, op=once) == first
    assert (first.x_m, first.y_m, first.source, first.version) == (120, -45, "平面图", 0)
    second = places.locate(unit.pk, (7, 8), "实测", version=0, by=scene.officer, op=scene.op())
    assert (second.x_m, second.y_m, second.source, second.version) == (7, 8, "实测", 1)
    for seen in (None, 0):
        with pytest.raises(Stale):
            places.locate(unit.pk, (9, 9), "实测", version=seen, by=scene.officer, op=scene.op())
    with pytest.raises(Invalid, match="以米为单位"):
        places.locate(unit.pk, (3_000_000, 0), "实测", version=1, by=scene.officer, op=scene.op())
    with pytest.raises(Invalid):
        places.locate(unit.pk, (3, 0), "", version=1, by=scene.officer, op=scene.op())
    assert Place.objects.get().x_m == 7


def test_the_firm_itself_says_its_languages_but_not_its_place(scene) -> None:
    unit = scene.firms[0]
    by = scene.acting(Role.FIRM_ADMINISTRATOR, unit.pk)
    said = places.speak(unit.pk, "zh, ko；zh", version=None, by=by, op=scene.op())
    assert (said.languages, said.version) == ("zh、ko", 0)
    assert places.speak(unit.pk, "", version=0, by=by, op=scene.op()).languages == ""
    with pytest.raises(Denied):
        places.locate(unit.pk, (1, 1), "自报", version=None, by=by, op=scene.op())
    with pytest.raises(Hidden):
        places.speak(scene.firms[1].pk, "en", version=None, by=by, op=scene.op())


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_changes_what_assignments_read(scene, role: Role) -> None:
    key = scene.firms[0].pk if role is Role.FIRM_STAFF else None
    for call in (
        lambda by: places.locate(scene.firms[0].pk, (1, 1), "平面图", version=None, by=by, op=scene.op()),
        lambda by: places.speak(scene.firms[0].pk, "en", version=None, by=by, op=scene.op()),
    ):
        with pytest.raises((Denied, Hidden)):
            call(scene.acting(role, key))
    assert (Place.objects.count(), Wish.objects.count()) == (0, 0)


def test_the_list_shows_what_is_missing(scene, desk) -> None:
    places.locate(scene.firms[0].pk, (1200, 45), "平面图", version=None, by=scene.officer, op=scene.op())
    places.speak(scene.firms[0].pk, "zh、闽南语", version=None, by=scene.officer, op=scene.op())
    whole = desk.get("/pairings/inputs/")
    assert (whole.context["total"], whole.context["rows"][0]["place"]) == (10, "1,200, 45")
    assert whole.context["rows"][0]["languages"] == "汉语、闽南语"
    for which, count in (("place", 9), ("languages", 1), ("industry", 0)):
        assert desk.get("/pairings/inputs/", {"which": which}).context["total"] == count
    assert "没有符合条件的企业" in desk.get("/pairings/inputs/", {"q": "没有这家"}).content.decode()


def test_one_page_keeps_both_and_loses_nothing_that_was_typed(scene, desk) -> None:
    url = f"/pairings/inputs/{scene.firms[0].pk}/"
    kept = desk.post(url + "place/", sent(x_m="120", y_m="-45", source="平面图"))
    assert (kept.status_code, kept.url) == (302, url)
    wrong = desk.post(url + "place/", sent(0, x_m="9000000", y_m="1", source="手写的来源"))
    assert (wrong.status_code, "以米为单位" in wrong.content.decode()) == (422, True)
    assert "手写的来源" in wrong.content.decode()
    assert desk.post(url + "place/", sent(0, x_m="左", y_m="1", source="x")).status_code == 422
    assert desk.post(url + "place/", sent(x_m="1", y_m="1", source="x")).status_code == 409
    assert desk.post(url + "languages/", sent(languages="zh")).status_code == 302
    assert desk.post(url + "languages/", sent(0, languages="x" * 101)).status_code == 422
    assert Wish.objects.get().languages == "zh"


def test_the_firm_sees_its_place_and_writes_its_languages(scene, signed_in) -> None:
    unit = scene.firms[0]
    places.locate(unit.pk, (120, 45), "平面图", version=None, by=scene.officer, op=scene.op())
    page = signed_in(Role.FIRM_ADMINISTRATOR, unit.pk).get(f"/pairings/inputs/{unit.pk}/")
    assert (page.context["place_form"], page.context["languages_form"] is not None) == (None, True)
    assert "120, 45" in page.content.decode()
    watching = signed_in(Role.AUDITOR).get(f"/pairings/inputs/{scene.firms[1].pk}/")
    assert (watching.context["languages_form"], "没有登记位置" in watching.content.decode()) == (None, True)


def test_people_stand_with_their_bases(scene, desk) -> None:
    fields = {"industries": "14", "languages": "zh、en", "base": scene.firms[0], "least": 0, "most": 6}
    conditions.set_profile(scene.zhou.pk, fields, version=None, by=scene.officer, op=scene.op())
    page = desk.get("/pairings/inputs/people/")
    zhou = next(row for row in page.context["rows"] if row["name"] == "周明")
    assert (zhou["base"], zhou["lost"], zhou["languages"]) == ("泉0食品有限公司", True, "汉语、英语")
    assert "没有登记位置" in page.content.decode()
    wu = next(row for row in page.context["rows"] if row["name"] == "吴敏")
    assert (wu["base"], wu["caps"]) == ("", "")


@pytest.mark.parametrize("path", ["", "people/"])
def test_the_lists_ask_the_same_number_of_questions(scene, desk, path, django_assert_max_num_queries) -> None:
    for unit in scene.firms:
        places.locate(unit.pk, (1, 2), "平面图", version=None, by=scene.officer, op=scene.op())
    with django_assert_max_num_queries(12):
        desk.get(f"/pairings/inputs/{path}")


def test_reasons_name_the_languages_of_both_and_the_base() -> None:
    why = {
        "units": {"industry": 1, "language": 1, "continuity": 0},
        "points": {"industry": 60, "language": 400, "distance": 12, "far": 1, "continuity": 0},
        "metres": 1234,
        "given": {"mine": ["zh", "en"], "theirs": ["ko"], "base": 7},
    }
    said = {each["name"]: each["says"] for each in reasons(why, {7: "泉0食品有限公司"})}
    assert said["语言"] == "没有共同语言：企业用韩语，责任人会汉语、英语"
    assert said["距离"] == "从泉0食品有限公司算起 1.2 公里"
    with override("en"):
        assert "Korean" in reasons(why, {})[1]["says"]
        assert tongues("zh、闽南语、藏语") == "Chinese, Southern Min, 藏语"
    why["units"]["language"], why["given"]["theirs"] = 0, ["zh"]
    assert reasons(why, {})[1]["says"] == "语言合适：企业用汉语，责任人会汉语、英语"


def test_a_proposal_keeps_what_it_read(scene) -> None:
    places.speak(scene.firms[0].pk, "ko", version=None, by=scene.officer, op=scene.op())
    fields = {"industries": "", "languages": "zh", "base": scene.firms[1], "least": 0, "most": 50}
    conditions.set_profile(scene.zhou.pk, fields, version=None, by=scene.officer, op=scene.op())
    begun = assigning.begin("instructor_firm", FIRST, FIRST + dt.timedelta(days=300), by=scene.officer, op=scene.op())
    solved = assigning.solve(begun.pk, by=scene.officer, op=scene.op())
    whys = {one.firm_id: one.why for one in solved.pairings.all()}
    assert whys[scene.firms[0].pk]["given"]["theirs"] == ["ko"]
    assert bases_of(whys.values()) == {scene.firms[1].pk: scene.firms[1].name}
