"""A figure defined without code: built, previewed, put in use, opened, published, withdrawn and still proven."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from yuanmeng.desk.pages import definitions
from yuanmeng.reports.models import Definition

pytestmark = pytest.mark.xdist_group("demo")
URL = "/definitions/new/?dataset=issues.issue"
HEAD = {"name": "甲数", "says": "说明", "unit": "件", "basis": "closed", "counting": "", "period": "2021"}
ROWS = {
    "c0-field": "state", "c0-group": "1", "c0-operator": "is", "c0-value": ["solved"],
    "c1-field": "alliance", "c1-group": "1", "c1-operator": "is", "c1-value": ["food_beverage"],
}  # fmt: skip


def asked(**more: object) -> dict:
    return HEAD | {"op": str(uuid4())} | more


def version(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page)[1]


def test_from_the_builder_to_the_proof(as_demo) -> None:
    leader = as_demo("leader")
    assert 'name="c0-field"' in leader.post(URL, asked(do="add", added="state")).content.decode()
    preview = leader.post(URL, asked(do="preview") | ROWS)
    value = preview.context["preview"]["reading"]["number"]
    assert value == len(preview.context["preview"]["rows"]) > 0
    said = "统计企业问题，按办结日期计，计数；条件：状态为“已解决”，并且企业当日所在联盟为“食品饮料联盟”。"
    assert preview.context["said"]["words"] == said
    page = leader.post(URL, asked(do="save") | ROWS).url
    assert leader.post(page + "using/", {"op": uuid4(), "version": "0"}).status_code == 302
    shown = leader.get(page, {"period": "2021", "one": "1", "other": "draft"})
    assert (shown.context["added"]["count"], shown.context["removed"]["count"]) == (0, 0)
    figure = f"/figures/{shown.context['definition'].key}/"
    opened = leader.get(figure, {"period": "2021", "by": "alliance"}).context
    assert opened["reading"]["number"] == len(opened["rows"]) == value
    proof = leader.post(figure + "publishing/", {"op": uuid4(), "period": "2021"}).url
    ended = {"op": uuid4(), "version": version(leader.get(page).content.decode()), "reason": "不再需要"}
    assert leader.post(page + "withdrawal/", ended).status_code == 302
    assert leader.get(figure).status_code == 404
    proven = leader.get(proof).context
    assert (proven["intact"], len(proven["rows"]), proven["row"]["number"]) == (True, value, value)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"c0-field": "firm__name"}, "不能写路径或算式"),
        ({"c0-operator": "regex"}, "来比较"),
        ({"c0-value": ["1) OR (1=1"]}, "没有“1) OR (1=1”这个值"),
        ({"c0-value": []}, "填写或选择值"),
        ({"name": "=HYPERLINK(1)"}, "不能以 = 开头"),
        ({"name": "解决企业问题"}, "已有名为"),
    ],
)
def test_a_bad_definition_is_refused_with_a_sentence(changes: dict, says: str, as_demo) -> None:
    answer = as_demo("leader").post(URL, asked(do="save") | ROWS | changes)
    assert answer.status_code == 422
    assert says in answer.context["fault"]


def test_only_who_publishes_defines(as_demo) -> None:
    assert as_demo("officer").get("/definitions/").status_code == 403
    assert as_demo("officer").post(URL, asked(do="save") | ROWS).status_code == 403
    leader = as_demo("leader")
    for url in ("/definitions/", "/definitions/new/", "/definitions/new/?sort=rate"):
        assert leader.get(url).status_code == 200


def test_conditions_are_added_removed_and_kept_while_others_are_wrong(as_demo) -> None:
    leader = as_demo("leader")
    more = {"c2-field": "due", "c2-group": "9", "c2-operator": "from", "c2-value": ["soon"]}
    kept = leader.post(URL, asked(do="add", added="reopened", whole="on") | ROWS | more).context
    assert [(row["field"], row["group"]) for row in kept["rows"]] == [
        ("state", 1), ("alliance", 1), ("due", 1), ("reopened", 1),
    ]  # fmt: skip
    assert [kept["rows"][2]["value"], kept["form"].initial["whole"]] == ["soon", True]
    assert [row["field"] for row in leader.post(URL, asked(remove="1") | ROWS).context["rows"]] == ["state"]
    strange = leader.post(URL, asked(do="add", added="firm__name") | ROWS).context["rows"]
    assert [row["field"] for row in strange] == ["state", "alliance"]
    for do in ("save", "preview"):
        refused = leader.post(URL, asked(do=do, name="") | ROWS)
        assert (refused.status_code, len(refused.context["rows"])) == (422, 2)
    many = {f"c{at}-field": "state" for at in range(13)} | {f"c{at}-value": ["solved"] for at in range(13)}
    many |= {f"c{at}-operator": "is" for at in range(13)}
    assert "最多 4 组、共 12 个" in leader.post(URL, asked(do="preview") | many).context["fault"]
    assert leader.get("/definitions/new/?dataset=auth.user").status_code == 404


def test_the_sentence_follows_what_is_chosen(as_demo) -> None:
    leader = as_demo("leader")
    other = {"c1-group": "2", "c1-operator": "not"}
    said = leader.post(URL, asked(do="say", counting="once:firm") | ROWS | other)
    words = "每个企业只计一次；条件：（状态为“已解决”），或者（企业当日所在联盟不为“食品饮料联盟”（未填写的也算））。"
    assert words in said.content.decode()
    assert "不能写路径" in leader.post(URL, asked(do="say") | ROWS | {"c0-field": "firm__name"}).content.decode()
    assert leader.post(URL, asked(do="say", counting="once:firm")).context["said"]["words"].endswith("没有其他条件。")
    meals = {"c0-field": "board", "c0-group": "1", "c0-operator": "equal", "c0-value": ["yes"]}
    posting = "/definitions/new/?dataset=matching.lot"
    shown = leader.post(posting, asked(do="preview", basis="since") | meals).context
    assert shown["said"]["words"].endswith("条件：工作餐为“是的”。"), shown["fault"]
    assert shown["rows"][0]["options"] == [("yes", "是的", True), ("no", "不是的", False)]


def edited(client, page: str, **more: object):
    shown = client.get(page + "editing/")
    return client.post(page + "editing/", asked(do="save", version=version(shown.content.decode())) | ROWS | more)


def used(client, page: str, reason: str = ""):
    number = version(client.get(page).content.decode())
    return client.post(page + "using/", {"op": uuid4(), "version": number, "reason": reason})


def test_a_new_version_says_which_records_it_counts_otherwise(as_demo) -> None:
    leader = as_demo("leader")
    page = leader.post(URL, asked(do="save", counting="once:firm") | ROWS).url
    draft = leader.get(page).context
    assert (draft["versions"], draft["may"]["use"], draft["changed"]) == ([], True, False)
    assert leader.get(page + "editing/").context["form"].initial["counting"] == "once:firm"
    edited(leader, page, counting="")
    used(leader, page)
    edited(leader, page, **{"c1-field": "reopened", "c1-value": ["0"], "c1-operator": "min"})
    assert leader.get(page).context["changed"]
    used(leader, page, "各联盟都计")
    shown = leader.get(page, {"period": "2021", "one": "1", "other": "2"}).context
    assert shown["added"]["count"] > 0 == shown["removed"]["count"]
    assert len(shown["added"]["rows"]) == min(shown["added"]["count"], 20)
    assert "没有这个版本" in leader.get(page, {"one": "1", "other": "7"}).context["fault"]
    edited(leader, page, counting="once:firm")
    assert "种类不同" in leader.get(page, {"one": "1", "other": "draft"}).context["fault"]
    part = as_demo("auditor").get(page, {"period": "2021", "one": "1", "other": "2"})
    assert part.status_code == 200
    stale = leader.post(page + "using/", {"op": uuid4(), "version": "0", "reason": "旧页"})
    assert stale.status_code == 409


def test_a_rate_is_built_shown_and_told_what_it_lacks(as_demo) -> None:
    leader = as_demo("leader")
    url = "/definitions/new/?sort=rate"
    head = {"name": "甲率", "says": "说明", "part": "issues.closed", "base": "issues.raised"}
    assert "不能相除" in leader.post(url, head | {"op": str(uuid4())}).context["fault"]
    assert leader.post(url, head | {"op": str(uuid4()), "part": "no"}).status_code == 422
    base = leader.post(URL, asked(do="save", name="办结数") | {}).url
    used(leader, base)
    key = leader.get(base).context["definition"].key
    other = leader.post(URL, asked(do="save", name="认可数") | ROWS).url
    used(leader, other)
    mine = {"part": leader.get(other).context["definition"].key, "base": key}
    page = leader.post(url, head | mine | {"op": str(uuid4())}).url
    shown = leader.get(page, {"period": "2021"}).context["rate"]
    assert [part["name"] for part in shown["parts"]] == ["认可数", "办结数"]
    assert leader.get(page + "editing/").context["form"].initial["part"] == mine["part"]
    turned = leader.post(url, head | {"op": str(uuid4()), "name": "反了", "part": key, "base": mine["part"]}).url
    assert leader.get(turned, {"period": "2021"}).context["rate"]["value"] == "分子多于分母，不显示"
    assert str(Definition.objects.get(slug=key.removeprefix("zone."))) == "办结数"
    number = version(leader.get(base).content.decode())
    leader.post(base + "withdrawal/", {"op": uuid4(), "version": number, "reason": "不用"})
    assert f"“{key}”：没有这个数字" in leader.get(page).context["fault"]


def test_the_list_is_paged_and_shows_what_was_withdrawn_on_request(as_demo, monkeypatch) -> None:
    leader = as_demo("leader")
    monkeypatch.setattr(definitions, "PAGE", 2)
    first = leader.get("/definitions/").context
    assert (len(first["rows"]), first["total"]) == (2, 3)
    rest = leader.get("/definitions/", {"before": first["next"]}).context
    assert (len(rest["rows"]), rest["next"]) == (1, None)
    assert leader.get("/definitions/", {"state": "withdrawn"}).context["total"] == 0


@pytest.mark.parametrize("path", ["", "new/", "new/?dataset=issues.issue", "new/?sort=rate", "1/", "3/"])
def test_no_page_asks_more_than_twelve(path: str, as_demo, django_assert_max_num_queries) -> None:
    leader = as_demo("leader")
    if path.rstrip("/").isdigit():
        path = f"{Definition.objects.order_by('pk')[int(path[0]) - 1].pk}/"
    with django_assert_max_num_queries(12):
        assert leader.get(f"/definitions/{path}").status_code == 200
