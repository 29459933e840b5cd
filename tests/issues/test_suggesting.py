"""A category suggested while typing, with the words that led to it; learnt from the zone's own problems."""

from __future__ import annotations

from uuid import uuid4

import pytest

from yuanmeng.issues.actions.reference import load_categories
from yuanmeng.issues.models import Category, Issue
from yuanmeng.issues.queries import suggesting

WAYS = [("用电", "增容"), ("用水", "排水"), ("用工", "招聘")]
TEXTS = {
    "用电/增容": ("车间用电增容", "变压器容量不够，开烤炉就跳闸，需要增容"),
    "用水/排水": ("厂区门口积水", "雨后排水管堵塞，厂区积水三十厘米"),
    "用工/招聘": ("熟练工招聘难", "旺季招聘包装工困难，用工缺口大"),
}
TYPED = {"title": "烤炉跳闸", "text": "变压器容量小，想增容"}


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    suggesting._learnt.cache_clear()


@pytest.fixture
def learnt(zone, raised) -> dict[str, Category]:
    """Eight problems of each of three categories."""
    load_categories(WAYS, by=zone.officer, op=uuid4())
    known = {category.path: category for category in Category.objects.all()}
    for number in range(8):
        for path, (title, text) in TEXTS.items():
            raised(title=f"{title}{number}", text=text, category=known[path])
    return known


def test_the_likely_category_is_shown_with_its_words_and_taken_by_a_person(learnt, as_) -> None:
    page = as_("officer").get("/issues/similar/", TYPED)
    (found,) = page.context["categories"]
    assert (found["pk"], found["path"]) == (learnt["用电/增容"].pk, "用电 › 增容")
    assert {"增容"} <= set(found["words"].split("、"))
    assert f'data-category="{found["pk"]}"' in page.content.decode()
    chosen = as_("officer").get("/issues/similar/", {**TYPED, "category": found["pk"]})
    assert "建议的分类" not in chosen.content.decode()
    assert as_("officer").get("/issues/similar/", {"title": "zzz"}).context["categories"] == []


def test_too_few_examples_say_nothing(learnt, as_) -> None:
    Issue.objects.filter(pk__in=list(Issue.objects.values_list("pk", flat=True)[:10])).update(category=None)
    assert as_("officer").get("/issues/similar/", TYPED).context["categories"] == []


def test_examples_of_one_category_say_nothing(learnt, as_) -> None:
    Issue.objects.update(category=learnt["用电/增容"])
    assert as_("officer").get("/issues/similar/", TYPED).context["categories"] == []


def test_confidential_problems_teach_nothing_and_retired_categories_are_not_suggested(zone, learnt, as_) -> None:
    of_power = Issue.objects.filter(category=learnt["用电/增容"])
    of_power.update(confidential=True, subject=zone.power)
    assert Issue.objects.filter(confidential=False).count() < suggesting.FEWEST
    assert as_("officer").get("/issues/similar/", TYPED).context["categories"] == []
    of_power.update(confidential=False)
    Category.objects.filter(pk=learnt["用电/增容"].pk).update(retired=True)
    assert as_("officer").get("/issues/similar/", TYPED).context["categories"] == []
