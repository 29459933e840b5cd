"""Two files of one firm become one: its pairings go along."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yuanmeng.pairing.merging import RELATIONS
from yuanmeng.pairing.models import Place
from yuanmeng.register.queries.merging import pointing

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def plan(model: str, column: str, kept, absorbed):
    relation = next(each for each in RELATIONS if (each.model, each.column) == (model, column))
    return relation.plan(relation, kept, absorbed)


def test_every_relation_of_the_room_is_declared() -> None:
    mine = {pair for pair in pointing() if pair[0].startswith("pairing.")}
    assert mine == {(each.model, each.column) for each in RELATIONS}


def test_periods_go_over_unless_the_kept_firm_has_somebody_then(scene) -> None:
    kept, absorbed = scene.firms[:2]
    scene.agreed(scene.zhou, kept, since=dt.date(2022, 1, 1))
    early = scene.agreed(scene.wu, absorbed, until=dt.date(2021, 12, 31))
    late = scene.agreed(scene.wu, absorbed, since=dt.date(2023, 1, 1))
    changes = plan("pairing.Pairing", "firm_id", kept, absorbed)
    assert [(c.key, c.after) for c in changes] == [(early.pk, {"firm_id": kept.pk}), (late.pk, {})]
    assert changes[1].note.startswith("同一时期")
    assert changes[0].says == f"指导员—企业 吴敏 {early.since.isoformat()}"


def test_a_place_goes_over_unless_there_is_one(scene) -> None:
    kept, absorbed = scene.firms[:2]
    place = Place.objects.create(organisation=absorbed, x_m=1, y_m=2, source="平面图")
    assert [c.after for c in plan("pairing.Place", "organisation_id", kept, absorbed)] == [{"organisation_id": kept.pk}]
    Place.objects.create(organisation=kept, x_m=1, y_m=2, source="平面图")
    changes = plan("pairing.Place", "organisation_id", kept, absorbed)
    assert [(c.key, c.after, c.says) for c in changes] == [(place.pk, {}, str(place))]
