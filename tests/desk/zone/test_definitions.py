"""A figure defined without code: built, previewed, put in use, opened, published, withdrawn and still proven."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

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
