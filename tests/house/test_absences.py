"""What must not be there (APP-02): check-in, points, ranks of people, online time, compulsory photo or position."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import models

import yuanmeng

WORDS = {
    "checkin",
    "points",
    "online",
    "track",
    "tracks",
    "trail",
    "score",
    "scores",
    "rank",
    "ranking",
    "likes",
    "streak",
}
PHRASES = ("check_in", "online_seconds", "online_time", "study_time", "login_days")
OF_THINGS = {"register.Likeness.score"}
"""How alike two files of firms are: no person is counted."""
EXACT = re.compile(r"photo|picture|video|gps|latitude|longitude|position_at|geolocation")


def forbidden(names: Iterable[str]) -> list[str]:
    """The names that speak of what must not be counted."""
    return [name for name in names if set(name.split("_")) & WORDS or any(phrase in name for phrase in PHRASES)]


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("yuanmeng.")]


def own_forms() -> Iterator[type[forms.BaseForm]]:
    for module in pkgutil.walk_packages(yuanmeng.__path__, "yuanmeng."):
        if "forms" in module.name.split("."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, type) and issubclass(value, forms.BaseForm) and value.__module__ == module.name:
                    yield value


def exacting(fields: dict[str, Any]) -> list[str]:
    """Photos, videos and positions that a form or a table insists on."""
    return [
        name
        for name, field in fields.items()
        if (EXACT.search(name) or isinstance(field, forms.ImageField | models.ImageField))
        and (getattr(field, "required", False) or not getattr(field, "blank", True))
    ]


def test_no_field_counts_people() -> None:
    names = [f"{model._meta.label}.{field.name}" for model in own_models() for field in model._meta.get_fields()]
    assert [name for name in names if name not in OF_THINGS and forbidden([name.rpartition(".")[2]])] == []
    assert len(names) > 50


def test_no_table_is_for_counting_people() -> None:
    assert forbidden(model._meta.model_name or "" for model in own_models()) == []


@pytest.mark.parametrize(
    "name", ["check_in", "checkin_at", "points", "login_points", "online_seconds", "gps_track", "rank"]
)
def test_a_planted_field_is_found(name: str) -> None:
    assert forbidden([name, "point_of_contact", "soundtracked"]) == [name]


def test_photos_and_positions_are_never_required() -> None:
    for model in own_models():
        assert exacting({field.name: field for field in model._meta.fields}) == []
    for form in own_forms():
        assert exacting(dict(getattr(form, "base_fields", {}))) == []


def test_a_planted_compulsory_photo_is_found() -> None:
    fields = {
        "photo": forms.FileField(),
        "picture": forms.ImageField(required=False),
        "proof": forms.ImageField(),
        "latitude": models.FloatField(),
        "longitude": models.FloatField(blank=True),
    }
    assert exacting(fields) == ["photo", "proof", "latitude"]
