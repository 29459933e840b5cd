"""Figures of the zone's own as records: drafts, versions, their end; stale, repeated, at once, out of bounds."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from tests.racing import at_once

from yuanmeng.core.actor import Role
from yuanmeng.core.period import year
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger import datasets, figures
from yuanmeng.ledger.datasets import dataset
from yuanmeng.ledger.defining import read
from yuanmeng.ledger.models import Event
from yuanmeng.reports.actions import defining
from yuanmeng.reports.actions.publishing import publish
from yuanmeng.reports.models import Definition, DefinitionVersion

VALUES: dict[str, Any] = {
    "sort": "figure", "name": "甲数", "unit": "家", "says": "说明", "dataset": "alliances.membership",
    "basis": "joined", "filters": [], "distinct": "", "measure": "", "whole": True, "part": "", "base": "",
}  # fmt: skip
RATE = {"sort": "rate", "name": "甲率", "says": "说明"}


def start(by, **more: Any) -> Definition:
    return defining.start(values=VALUES | more, by=by, op=uuid4())


def use(found: Definition, by, reason: str = "") -> DefinitionVersion:
    version = Definition.objects.get(pk=found.pk).version
    return defining.use(found.pk, version=version, reason=reason, by=by, op=uuid4())


def edit(found: Definition, by, **more: Any) -> Definition:
    version = Definition.objects.get(pk=found.pk).version
    return defining.edit(found.pk, version=version, values=VALUES | more, by=by, op=uuid4())


def used(by, **more: Any) -> Definition:
    found = start(by, **more)
    use(found, by)
    return found


def test_a_version_counts_and_the_next_one_leaves_the_first_as_it_was(zone) -> None:
    found = used(zone.leader)
    first = publish(found.key, year(2021), by=zone.leader, op=uuid4())
    assert (first.value, first.definition) == (3, 1)
    food = [["alliance", "is", [zone.alliance.slug]]]
    edit(found, zone.leader, filters=[food])
    assert figures.figures()[found.key].version == 1, "a draft counts nothing yet"
    use(found, zone.leader, "只数食品联盟")
    assert figures.figures()[found.key].version == 2
    assert figures.edition(found.key, 1).version == 1
    assert "食品联盟" in found.versions.get(number=2).words
    assert found.versions.get(number=1).words != found.versions.get(number=2).words


def test_the_database_refuses_to_change_a_version(zone) -> None:
    version = used(zone.leader).versions.get()
    for change in (lambda rows: rows.update(name="改"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(DefinitionVersion.objects.filter(pk=version.pk))


def test_only_who_publishes_defines_and_others_find_nothing(zone, acting) -> None:
    for by in (zone.officer, zone.auditor, zone.owner):
        with pytest.raises(Denied):
            start(by)
    found = start(zone.leader)
    for by, refusal in ((zone.auditor, Denied), (zone.officer, Hidden), (acting(Role.FIRM_STAFF, 1), Hidden)):
        with pytest.raises(refusal):
            use(found, by)


def test_an_old_page_changes_nothing(zone) -> None:
    found = start(zone.leader)
    edit(found, zone.leader, says="更明白的说明")
    for call in (
        lambda: defining.edit(found.pk, version=0, values=VALUES, by=zone.leader, op=uuid4()),
        lambda: defining.use(found.pk, version=0, by=zone.leader, op=uuid4()),
        lambda: defining.withdraw(found.pk, version=0, reason="不用了", by=zone.leader, op=uuid4()),
    ):
        with pytest.raises(Stale):
            call()
    found.refresh_from_db()
    assert (found.says, found.state) == ("更明白的说明", "draft")


def test_a_repeated_send_makes_one(zone) -> None:
    op = uuid4()
    made = [defining.start(values=VALUES, by=zone.leader, op=op) for _time in range(2)]
    assert made[0].pk == made[1].pk
    assert (Definition.objects.count(), Event.objects.filter(op=op).count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_use_it_at_once_make_one_version(zone) -> None:
    found = start(zone.leader)
    call = [partial(defining.use, found.pk, version=0, by=zone.leader, op=uuid4()) for _time in range(2)]
    won, told = at_once(call)
    assert (len(won), len(told), found.versions.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_of_one_name_at_once_are_one(zone) -> None:
    won, told = at_once([partial(start, zone.leader) for _time in range(2)])
    assert (len(won), [type(each) for each in told], Definition.objects.count()) == (1, [Invalid], 1)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"dataset": "auth.user"}, "没有“auth.user”这类记录"),
        ({"dataset": None}, "这类记录可以统计"),
        ({"basis": "id"}, "日期依据没有“id”"),
        ({"distinct": "firm__name"}, "只计一次的对象没有"),
        ({"measure": "1+1"}, "求和的数没有"),
        ({"measure": "x", "distinct": "y"}, "不能同时使用"),
        ({"filters": "state = 1"}, "不成形"),
        ({"filters": [{}]}, "不成形"),
        ({"filters": [[]]}, "有一组条件是空的"),
        ({"filters": [[["alliance", "is", "food"]]]}, "不成形"),
        ({"filters": [[["alliance", "is", ["food"]]]] * 5}, "最多 4 组"),
        ({"filters": [[["alliance", "is", ["food"]]] * 13]}, "共 12 个"),
        ({"filters": [[["organisation__name", "is", ["x"]]]]}, "不能写路径或算式"),
        ({"filters": [[["alliance", "raw", ["food"]]]]}, "不能用“raw”来比较"),
        ({"filters": [[["alliance", "is", ["food' OR 1=1"]]]]}, "没有“food' OR 1=1”这个值"),
        ({"filters": [[["alliance", "is", [str(n) for n in range(31)]]]]}, "最多选 30 个值"),
        ({"name": ""}, "要填 1 到 60 个字"),
        ({"unit": "家" * 11}, "要填 1 到 10 个字"),
        ({"says": "@SUM(1)"}, "不能以 @ 开头"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_a_sentence(more: dict[str, Any], says: str, zone) -> None:
    with pytest.raises(Invalid) as refused:
        start(zone.leader, **more)
    assert says in refused.value.says
    assert not Definition.objects.exists()


@pytest.mark.parametrize(
    ("dataset", "condition", "says"),
    [
        ("issues.issue", ["due", "from", ["2026-02-30"]], "要填日期，“2026-02-30”不是"),
        ("issues.issue", ["due", "from", ["2026-02-01", "2026-03-01"]], "只能填一个值"),
        ("issues.issue", ["reopened", "min", ["1e9"]], "要填整数"),
        ("issues.issue", ["reopened", "min", [" "]], "请为“重新办理次数”填写或选择值"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(dataset: str, condition: list[Any], says: str) -> None:
    with pytest.raises(Invalid) as refused:
        read({"dataset": dataset, "basis": "raised", "filters": [[condition]]})
    assert says in refused.value.says


def test_what_is_too_much_to_publish_or_to_say_is_refused(zone, monkeypatch) -> None:
    monkeypatch.setattr(defining, "MOST", -1)
    with pytest.raises(Invalid, match="超过一次发布的上限"):
        start(zone.leader)
    monkeypatch.undo()
    monkeypatch.setattr(defining, "LONGEST", 5)
    with pytest.raises(Invalid, match="才说得清"):
        start(zone.leader)
    monkeypatch.undo()
    monkeypatch.setattr(defining, "IN_USE", 0)
    with pytest.raises(Invalid, match="请先停用不再需要的"):
        used(zone.leader)


def test_versions_need_a_change_and_a_reason(zone) -> None:
    found = used(zone.leader)
    with pytest.raises(Invalid, match="完全相同"):
        use(found, zone.leader, "再来")
    edit(found, zone.leader, says="改了")
    with pytest.raises(Invalid, match="请写明修改原因"):
        use(found, zone.leader)
    with pytest.raises(Invalid, match="不能互相改"):
        edit(found, zone.leader, sort="rate")
    with pytest.raises(Invalid, match="已有名为"):
        start(zone.leader)


def test_what_is_withdrawn_is_over_and_its_name_free(zone) -> None:
    found = used(zone.leader)
    with pytest.raises(Invalid, match="请写明原因"):
        defining.withdraw(found.pk, version=1, reason=" ", by=zone.leader, op=uuid4())
    defining.withdraw(found.pk, version=1, reason="不用了", by=zone.leader, op=uuid4())
    assert found.key not in figures.figures()
    with pytest.raises(IllegalMove):
        edit(found, zone.leader)
    again = start(zone.leader)
    assert again.slug == f"{found.slug}_2"
    assert start(zone.leader, name="2026数").slug.startswith("n2026")
    assert start(zone.leader, name="！").slug == "figure"


def test_a_rate_is_of_two_figures_of_the_same_records(zone) -> None:
    part, base = used(zone.leader), used(zone.leader, name="乙数")
    for one, other, says in (
        (part.key, part.key, "同一个数字"),
        (part.key, "zone.nothing", "没有这个数字"),
        (part.key, "issues.raised", "不能相除"),
    ):
        with pytest.raises(Invalid) as refused:
            defining.start(values=RATE | {"part": one, "base": other}, by=zone.leader, op=uuid4())
        assert says in refused.value.says
    made = defining.start(values=RATE | {"part": part.key, "base": base.key}, by=zone.leader, op=uuid4())
    defining.use(made.pk, version=0, by=zone.leader, op=uuid4())
    assert made.key in figures.rates()
    with pytest.raises(Invalid, match="不能引用比率"):
        defining.start(values=RATE | {"name": "乙率", "part": made.key, "base": base.key}, by=zone.leader, op=uuid4())
    with pytest.raises(Invalid, match="正在使用它"):
        defining.withdraw(part.pk, version=1, reason="不用了", by=zone.leader, op=uuid4())
    edit(part, zone.leader, unit="户")
    with pytest.raises(Invalid, match="不能相除"):
        use(part, zone.leader, "换单位")


def test_what_the_code_no_longer_offers_is_left_out_and_said(zone, monkeypatch) -> None:
    found = used(zone.leader)
    version = found.versions.get()
    monkeypatch.delitem(datasets._DATASETS, VALUES["dataset"])
    assert found.key not in figures.figures()
    assert figures.edition(found.key, version.number) is None
    assert figures.edition(found.key, 9) is None


def test_a_dataset_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        dataset(VALUES["dataset"])
