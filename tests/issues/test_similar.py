"""Solved cases shown while a problem is typed: by their questions, and by answers that fit; only what one may see."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.core.test_answers import KNOWN

from yuanmeng.issues.actions.searching import index
from yuanmeng.issues.models import Issue, Lesson
from yuanmeng.issues.queries import searching, similar

ASKED = {"title": "河口变压器", "text": "想请供电公司换一台"}
"""Said in the words of an answer: no question has a variable pair of it but the place."""
FITTING = "河口用电增容"


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    similar._ready.cache_clear()


@pytest.fixture
def lessons(zone, raised) -> list[Lesson]:
    now = timezone.now()
    return [
        Lesson.objects.create(
            issue=raised(title=title, text=question), title=title, question=question, answer=answer, published_at=now,
            published_by_id=zone.officer.user_id,
        )
        for title, question, answer in KNOWN
    ]  # fmt: skip


def shown(client) -> list[str]:
    return [row["title"] for row in client.get("/issues/similar/", ASKED).context["lessons"]]


def test_an_answer_that_fits_is_shown_and_opens(lessons, as_, monkeypatch) -> None:
    monkeypatch.setattr(similar, "FIT", 2.0)  # thirty-six short texts do not spread as hundreds do
    found = shown(as_("officer"))
    assert FITTING in found
    assert len(found) <= similar.MOST
    monkeypatch.setattr(similar, "FIT", 1e9)
    assert FITTING not in shown(as_("officer")), "by its question alone it is not found"


def test_what_is_withdrawn_or_changed_is_so_at_once(lessons, as_, monkeypatch) -> None:
    monkeypatch.setattr(similar, "FIT", 2.0)
    assert FITTING in shown(as_("officer"))
    Lesson.objects.filter(title=FITTING).update(withdrawn=True)
    assert FITTING not in shown(as_("officer"))


def test_few_cases_are_found_by_their_questions_alone(lessons, as_) -> None:
    Lesson.objects.filter(pk__gt=lessons[5].pk).update(withdrawn=True)
    assert similar._fitting("河口变压器") == []
    titles = [
        row["title"] for row in as_("officer").get("/issues/similar/", {"title": "东区厂区门口积水"}).context["lessons"]
    ]
    assert "东区厂区门口积水" in titles


def test_it_takes_few_queries_however_many_there_are(lessons, as_, django_assert_max_num_queries) -> None:
    client = as_("officer")
    shown(client)
    with django_assert_max_num_queries(12):
        shown(client)


@pytest.fixture
def many(zone, raised) -> Issue:
    """A problem of the bakery, and after it more others of the brewery than are compared, with words of their own."""
    first = raised(title="东墙外电杆倾斜", text="刮风时晃动")
    model = raised("brewery", title="门口积水")
    rows = [
        Issue(
            day=model.day, ordinal=1000 + n, number=f"X{n}", title=f"门口积水第{n}处", text="希望尽快解决",
            firm=model.firm, via="firm", profile=model.profile, raised_at=model.raised_at,
        )
        for n in range(similar.CONSIDERED + 1)
    ]  # fmt: skip
    index(Issue.objects.bulk_create(rows))
    return first


def same(client, title: str) -> list[str]:
    return [row["title"] for row in client.get("/issues/similar/", {"title": title}).context["same"]]


def test_a_twin_older_than_the_newest_thousand_is_found(many, as_, django_assert_max_num_queries) -> None:
    client = as_("officer")
    assert same(client, "墙外的电杆倾斜，希望尽快解决") == [many.title]
    assert set(same(client, "门口积水第7处")) >= {"门口积水第7处"}, "and among hundreds alike the one that is meant"
    with django_assert_max_num_queries(12):
        same(client, "墙外的电杆倾斜")
    Issue.objects.filter(pk=many.pk).update(state="withdrawn", closed_at=many.raised_at)
    assert same(client, "墙外的电杆倾斜，希望尽快解决") == [], "of another firm, and closed"


def test_what_one_may_not_see_takes_no_place(many, as_, monkeypatch) -> None:
    monkeypatch.setattr(similar, "SHARING", 1)
    assert same(as_("bakery_people"), "门口积水第7处，电杆") == []
    assert same(as_("bakery_people"), "门口积水第7处，墙外电杆倾斜") == [many.title]


def test_a_piece_that_too_many_hold_is_counted_in_the_newest(many, as_, monkeypatch) -> None:
    monkeypatch.setattr(searching, "HOLDERS", 5)
    found = same(as_("officer"), "门口积水")
    assert found == [f"门口积水第{similar.CONSIDERED - n}处" for n in range(4, -1, -1)]


@pytest.mark.parametrize("title", ["", "电", "？！"])
def test_less_than_a_pair_is_like_nothing(many, as_, title: str) -> None:
    assert same(as_("officer"), title) == []
