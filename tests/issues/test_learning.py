"""What remains: lessons without private parts, templates, common causes, the category tree."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from yuanmeng.accounts.models import User
from yuanmeng.core.intervals import wilson
from yuanmeng.core.likeness import alike
from yuanmeng.core.refusals import Denied, IllegalMove, Invalid, Stale
from yuanmeng.issues.actions import learning
from yuanmeng.issues.actions.reference import load_categories
from yuanmeng.issues.command import OWN, main, ways
from yuanmeng.issues.models import Category, CommonCause, Issue, Lesson, ReplyTemplate
from yuanmeng.issues.queries.private import masked, private_words
from yuanmeng.register.models import Contact

TOLD = {"title": "门口积水", "question": "下雨后出不了货", "answer": "疏通管道"}


@pytest.fixture
def officer(zone) -> Client:
    client = Client()
    user = User.objects.get(pk=zone.officer.user_id)
    client.force_login(user)
    return client


def test_a_lesson_says_nothing_private(zone, loop) -> None:
    loop.solved()
    contact = {"name": "王丽萍", "role": "厂长", "since": timezone.localdate(), "source": "测试"}
    Contact.objects.create(organisation=zone.bakery, **contact)
    for left in (zone.bakery.name, "bakery（虚构）", "王丽萍", "13812345678", "0531-84230000", "a.b@c.cn",
                 "370102199001011234", "91370102MA3CABCD5X"):  # fmt: skip
        text = f"请联系{left}，谢谢"
        assert private_words(loop.now, text), left
        assert private_words(loop.now, masked(loop.now, text)) == []
        with pytest.raises(Invalid, match="去掉"):
            loop(learning.publish_lesson, zone.officer, values={**TOLD, "answer": text})
    assert private_words(loop.now, "工期 15 天，费用 120000 元，2026 年完成") == []


def test_lessons_are_published_changed_found_and_taken_down(zone, loop, officer) -> None:
    with pytest.raises(IllegalMove, match="已解决"):
        loop(learning.publish_lesson, zone.officer, values=TOLD)
    loop.solved()
    with pytest.raises(Denied):
        loop(learning.publish_lesson, zone.bakery_people, values=TOLD)
    with pytest.raises(Invalid):
        loop(learning.publish_lesson, zone.officer, values={**TOLD, "title": ""})
    assert officer.get(f"/issues/{loop.pk}/lesson/").status_code == 200
    private = officer.post(f"/issues/{loop.pk}/lesson/", {"op": str(uuid4()), **TOLD, "answer": zone.bakery.name})
    assert private.status_code == 422
    made = loop(learning.publish_lesson, zone.officer, values=TOLD)
    again = loop(learning.publish_lesson, zone.officer, values={**TOLD, "title": "雨后积水"})
    assert (made.pk, Lesson.objects.get().title) == (again.pk, "雨后积水")
    assert "雨后积水" in officer.get("/issues/lessons/?q=积水 管道").content.decode()
    assert officer.get("/issues/lessons/?q=没有").context["total"] == 0
    assert officer.get(f"/issues/lessons/?before={made.pk}").context["rows"] == []
    assert "疏通管道" in officer.get(f"/issues/lessons/{made.pk}/").content.decode()
    sent = {"op": str(uuid4()), "version": Lesson.objects.get().version}
    assert officer.post(f"/issues/lessons/{made.pk}/taking-down/", sent).status_code == 302
    reader = Client()
    user = User.objects.get(pk=zone.bakery_people.user_id)
    reader.force_login(user)
    assert (reader.get(f"/issues/lessons/{made.pk}/").status_code, reader.get("/issues/lessons/").context["total"]) == (
        409, 0,
    )  # fmt: skip


def test_reply_templates(zone, officer) -> None:
    assert officer.get("/issues/replytemplates/new/").status_code == 200
    sent = {"op": str(uuid4()), "name": "已办妥", "text": "您反映的问题已办妥。"}
    assert officer.post("/issues/replytemplates/new/", {**sent, "name": ""}).status_code == 422
    assert officer.post("/issues/replytemplates/new/", sent).status_code == 302
    made = ReplyTemplate.objects.get()
    url = f"/issues/replytemplates/{made.pk}/"
    assert "已办妥" in officer.get(url).content.decode()
    assert officer.post(url, {**sent, "op": str(uuid4()), "version": 0, "text": "改"}).status_code == 302
    assert officer.post(url, {**sent, "op": str(uuid4()), "version": 0}).status_code == 409
    assert "改" in officer.get("/issues/replytemplates/").content.decode()
    with pytest.raises(Denied):
        learning.keep_template(values={"name": "x", "text": "y"}, by=zone.economy_people, op=uuid4())


def test_three_firms_with_one_cause_become_a_topic(zone, raised, officer) -> None:
    from tests.issues.conftest import organisation

    category = Category.objects.create(name="普工短缺", path="用工/普工短缺", level=2)
    issues = [raised(title="缺普工", category=category), raised("brewery", title="招不到人", category=category)]
    told = {"title": "缺人", "text": "旺季集中"}
    with pytest.raises(Invalid, match="3 家"):
        learning.take_up(values=told, issues=[one.pk for one in issues], by=zone.officer, op=uuid4())
    assert officer.get("/issues/commoncauses/").context["common"] == []
    Issue.objects.filter(pk=raised(title="也缺人", category=category).pk).update(firm=organisation("third"))
    shown = officer.get("/issues/commoncauses/").context["common"]
    assert [(row["firms"], row["n"]) for row in shown] == [(3, 3)]
    new = f"/issues/commoncauses/new/?category={category.pk}"
    assert officer.get(new).status_code == 200
    keys = list(Issue.objects.values_list("pk", flat=True))
    sent = {"title": "旺季缺普工", "text": "旺季集中在同一个月", "issues": keys}
    assert officer.post(new, {"op": str(uuid4()), **sent, "issues": keys[:1]}).status_code == 422
    assert officer.post(new, {"op": str(uuid4()), **sent}).status_code == 302
    made = CommonCause.objects.get()
    assert (made.category, made.issues.count()) == (category, 3)
    assert officer.get("/issues/commoncauses/").context["common"] == []
    url = f"/issues/commoncauses/{made.pk}/"
    assert "招不到人" in officer.get(url).content.decode()
    assert officer.post(url, {"op": str(uuid4()), "version": 0, "proposal": ""}).status_code == 422
    assert officer.post(url, {"op": str(uuid4()), "version": 0, "proposal": "错峰共享用工"}).status_code == 302
    with pytest.raises(Stale):
        learning.propose(made.pk, version=0, proposal="迟到", by=zone.officer, op=uuid4())
    with pytest.raises(Invalid):
        learning.propose(made.pk, version=1, proposal=" ", by=zone.officer, op=uuid4())
    assert officer.post(f"{url}ending/", {"op": str(uuid4()), "version": 1}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.proposal) == ("ended", "错峰共享用工")


def test_the_category_tree_is_data(tmp_path, capsys, db) -> None:
    assert main([]) == 0
    leaves = Category.objects.filter(level=3)
    assert (leaves.count(), leaves.get(name="用电增容").path) == (42, "要素保障/水电气热/用电增容")
    assert main(["--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["created"] == 0
    file = tmp_path / "tree.csv"
    file.write_text("一级,二级,三级\n环境治安,环境,积水/排水\n新增,,\n", encoding="gb18030")
    assert main([str(file), "--check"]) == 0
    assert not Category.objects.filter(name="新增").exists()
    assert main([str(file)]) == 0
    assert Category.objects.filter(retired=False).count() == 4
    assert Category.objects.get(name="积水、排水").parent.name == "环境"
    file.write_text("一级\n", encoding="utf-8")
    assert main([str(file)]) == 1
    file.write_text(f"一级\n{'长' * 61}\n", encoding="utf-8")
    assert main([str(file)]) == 1
    assert main([str(tmp_path / "nothing.csv")]) == 1
    assert "nothing.csv" in capsys.readouterr().err
    assert OWN.exists()


def test_only_officers_load_categories(zone) -> None:
    with pytest.raises(Denied):
        load_categories([("一",)], by=zone.bakery_people, op=uuid4())
    assert load_categories([], by=zone.officer, op=uuid4()) == {"created": 0, "kept": 0, "retired": 0}


def test_likeness() -> None:
    texts = {1: "厂区门口道路积水", 2: "门口下雨积水严重", 3: "招不到普工", 4: ""}
    assert [key for key, _share in alike("门口积水", texts)] == [1, 2]
    assert alike("", texts) == alike("积水", {}) == []
    assert alike("门口积水", {7: "门口积水"})[0][1] > 0.8
    few, large = (alike("门口积水变压器", texts, least=0, many=many)[0][1] for many in (4, 4000))
    assert few < large, "what all of them hold is rare in a large zone"


def test_wilson_against_published_values() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81/263 and 15/148, 0/20, 1/29."""
    for part, whole, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
                                   (1, 29, 0.0061, 0.1718)):  # fmt: skip
        found = wilson(part, whole)
        assert (round(found[0], 4), round(found[1], 4)) == (low, high)
    for part, whole in ((1, 0), (3, 2), (-1, 5)):
        with pytest.raises(ValueError, match="of"):
            wilson(part, whole)


def test_a_problem_of_no_firm_has_only_numbers_to_hide(zone, loop) -> None:
    issue = loop.now
    issue.firm = None
    assert masked(issue, "请联系王丽萍 13812345678") == "请联系王丽萍 ……"


def test_a_row_of_empty_cells_is_no_category() -> None:
    assert ways([["一级", "二级"], ["", ""], ["用电", "增容/扩容"], ["用水", ""]]) == [
        ("用电", "增容、扩容"),
        ("用水",),
    ]
