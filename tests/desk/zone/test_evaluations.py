"""The demo zone's evaluations: the national headings are a marked sample, own values are proven or say they are not."""

from __future__ import annotations

import pytest
from django.test import Client

from yuanmeng.reports.indicators import tree, weight_faults
from yuanmeng.reports.models import IndicatorSystem
from yuanmeng.reports.queries import intact
from yuanmeng.reports.sample import MARK

pytestmark = pytest.mark.xdist_group("demo")


def test_the_national_sample_has_five_headings_and_no_value(as_demo) -> None:
    system = IndicatorSystem.objects.get(mark=MARK)
    assert [(each.indicator.name, int(each.indicator.weight or 0), each.value) for each in tree(system)] == [
        ("对外开放", 30, None), ("发展质量", 30, None), ("科技创新", 15, None), ("绿色发展", 15, None),
        ("统筹协调", 10, None),
    ]  # fmt: skip
    leader: Client = as_demo("leader")
    assert MARK in leader.get(f"/evaluations/{system.pk}/").content.decode()
    assert not system.standings.exists(), "the rank is another evaluation's"


def test_the_zones_own_values_are_proven_typed_or_missing(loaded) -> None:
    system = IndicatorSystem.objects.exclude(mark=MARK).get()
    nodes = tree(system)
    assert weight_faults(system, [node.indicator for node in nodes]) == []
    values = {node.indicator.code: node.value for node in nodes if node.leaf}
    assert {code: value.kind for code, value in values.items() if value} == {
        "1.1": "figure", "1.2": "figure", "2.1": "figure", "2.2": "typed", "2.3": "missing",
    }  # fmt: skip
    published = [value.publication for value in values.values() if value and value.publication]
    assert all(intact(each) for each in published)
    assert published[0].value == 308
    assert [each.fact.value for each in system.standings.all()] == ["27"]
    assert "不是山东省的指标" in system.mark
