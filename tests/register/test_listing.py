"""The firm list: filters, search, order, pages by key, and that it costs the same at any size."""

from __future__ import annotations

import datetime as dt
import itertools
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yuanmeng.core import pinyin
from yuanmeng.core.actor import Actor, Role
from yuanmeng.core.bigrams import normal, words
from yuanmeng.core.refusals import Invalid
from yuanmeng.core.uscc import check_digits
from yuanmeng.register.actions.facts import add_fact
from yuanmeng.register.actions.people import add_origin
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.models import FormerName, Organisation
from yuanmeng.register.queries import listing
from yuanmeng.register.queries.extra_filters import extra_filters
from yuanmeng.register.queries.listing import Asked, listed
from yuanmeng.register.queries.searching import best, search

DAY = dt.date(2021, 12, 31)
NOBODY = Actor()


def code(number: int) -> str:
    """A valid credit code of division 000000."""
    first = f"91000000{number:08d}"
    return first + check_digits(first)


def many(count: int, **fields) -> list[Organisation]:
    """Firms written and indexed at once."""
    now = timezone.now()
    made = [
        Organisation(name=f"泉北第{n}食品有限公司", source="测试", created_at=now, updated_at=now, **fields)
        for n in range(count)
    ]
    Organisation.objects.bulk_create(made)
    reindex([one.pk for one in made])
    return made


def names(found) -> list[str]:
    return [firm["name"] for firm in found.firms]


def found_by(query: str) -> list[str]:
    return names(listed(Asked(NOBODY, q=query)))


@pytest.fixture
def four(officer, op, firm):
    """Firms that differ in every filter."""
    bread = firm("泉北食品有限公司", industry="1411", division="370115", founded=dt.date(2010, 1, 1))
    soft = firm("泉南软件有限公司", industry="6510", division="370102", founded=dt.date(2020, 1, 1))
    club = firm("泉北食品协会", kind="association", industry="9521", uscc="")
    shut = firm("泉北旧厂", industry="1411")
    Organisation.objects.filter(pk=shut.pk).update(state="closed")
    for kind, value, currency in (("headcount", 300, ""), ("revenue", 2_000_000_000, "CNY")):
        add_fact(bread.pk, kind=kind, as_of=DAY, value=value, currency=currency, source="年报", by=officer, op=op())
    add_origin(soft.pk, kind="taiwan", basis="章程", since=DAY, source="章程", by=officer, op=op())
    reindex([bread.pk, soft.pk, club.pk, shut.pk])
    return {"bread": bread, "soft": soft, "club": club, "shut": shut}


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({}, "bread soft club shut"),
        ({"kind": "association"}, "club"),
        ({"state": "closed"}, "shut"),
        ({"state": "merged"}, ""),
        ({"division": "370115"}, "bread"),
        ({"industry": "C"}, "bread shut"),
        ({"industry": "14"}, "bread shut"),
        ({"industry": "1411", "state": "active"}, "bread"),
        ({"industry": "S"}, "club"),
        ({"size": "medium"}, "bread"),
        ({"origin": "taiwan"}, "soft"),
        ({"founded_from": dt.date(2015, 1, 1)}, "soft"),
        ({"founded_to": dt.date(2015, 1, 1)}, "bread"),
        ({"facts_before": dt.date(2022, 1, 1)}, "bread"),
        ({"facts_before": DAY}, ""),
        ({"industry": "C", "division": "370115", "size": "medium", "kind": "firm"}, "bread"),
    ],
)
@pytest.mark.parametrize("q", ["", "泉"])
def test_filters_combine_with_and_without_a_search(filters, left, q, four) -> None:
    found = listed(Asked(NOBODY, q=q, filters=filters))
    assert {firm["pk"] for firm in found.firms} == {four[key].pk for key in left.split()}
    assert found.total == len(left.split())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("泉北食品", ["泉北食品协会", "泉北食品有限公司"]),
        ("食 品", ["泉北食品协会", "泉北食品有限公司"]),
        ("厂", ["泉北旧厂"]),
        ("qbsp", ["泉北食品协会", "泉北食品有限公司"]),
        ("QNrj", ["泉南软件有限公司"]),
        ("品食", []),
        ("，。", []),
        ("泉北 软件", []),
        ("有限公司 泉南", ["泉南软件有限公司"]),
    ],
)
def test_searches(query, found, four) -> None:
    assert found_by(query) == found


def test_codes_and_former_names_are_found(four, firm) -> None:
    bread = four["bread"]
    assert found_by(bread.uscc[5:]) == [bread.name]
    assert found_by(bread.uscc.lower()) == [bread.name]
    assert found_by(bread.uscc[-3:])[:1] == [bread.name]
    FormerName.objects.create(organisation=bread, name="临川糕点厂", source="测试")
    reindex([bread.pk])
    assert found_by("糕点") == [bread.name]
    assert found_by("lcgdc") == [bread.name]


def test_better_matches_come_first(firm) -> None:
    for name in ("大食品泉北店", "泉北食品", "泉北食品有限公司", "食品泉北"):
        firm(name)
    old = firm("临川公司")
    FormerName.objects.create(organisation=old, name="泉北老店", source="测试")
    reindex([old.pk])
    assert found_by("泉北") == ["泉北食品", "泉北食品有限公司", "食品泉北", "大食品泉北店", "临川公司"]


def test_what_was_merged_is_found_through_the_other(firm) -> None:
    kept, gone = firm("泉北食品有限公司"), firm("泉北食品公司")
    Organisation.objects.filter(pk=gone.pk).update(state="merged", merged_into=kept)
    reindex([gone.pk])
    assert found_by("泉北") == [kept.name]


def test_what_is_gone_is_forgotten(firm) -> None:
    gone = firm("泉北食品有限公司").pk
    Organisation.objects.filter(pk=gone).delete()
    assert reindex([gone]) == 0
    assert reindex([]) == 0
    assert list(search("泉北")) == []


NAME = st.text(alphabet="泉北南食品有限公司重庆行AB19（）𠀀", min_size=1, max_size=10)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_names=st.lists(NAME, min_size=1, max_size=6),
    query=st.text(alphabet="泉北南食品限公qbsp重zc1AB（ 𠀀", max_size=5),
)
def test_search_finds_what_a_plain_comparison_finds(db, given_names, query) -> None:
    now = timezone.now()
    Organisation.objects.all().delete()
    made = [
        Organisation(name=n, uscc=code(i), source="测试", created_at=now, updated_at=now)
        for i, n in enumerate(given_names)
    ]
    Organisation.objects.bulk_create(made)
    reindex([one.pk for one in made])
    wanted = words(query)

    def holds(one: Organisation, word: str) -> bool:
        name = normal(one.name)
        letters = " ".join(pinyin.all_initials(name)) if word.isascii() else ""
        return word in name or word in letters or (word.isascii() and word in one.uscc.lower())

    expected = {one.pk for one in made if wanted and all(holds(one, word) for word in wanted)}
    assert set(search(query).values_list("pk", flat=True)) == expected
    Organisation.objects.all().delete()
    reindex([one.pk for one in made])


SORTS = ["name", "-name", "founded", "-founded", "updated", "-updated", "code", "-code"]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("q", ["", "泉北"])
@pytest.mark.parametrize("few", [0, 2000])
def test_pages_visit_each_row_once_under_ties_both_ways(sort, q, few, db, monkeypatch) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    days = itertools.cycle([None, DAY, DAY, dt.date(2020, 1, 1)])
    made = many(23)
    for number, (one, day) in enumerate(zip(made, days, strict=False)):
        Organisation.objects.filter(pk=one.pk).update(founded=day, uscc=code(number) if number % 3 else None)
    reindex([one.pk for one in made])
    forward, starts, after = [], [], ""
    while True:
        found = listed(Asked(NOBODY, q=q, sort=sort, after=after), size=5)
        assert found.total == 23
        forward += found.page.keys
        starts.append(found.page.keys)
        after = found.page.after
        if not after:
            break
    assert sorted(forward) == sorted(one.pk for one in made)
    backward, before = [found.page.keys], found.page.before
    while before:
        found = listed(Asked(NOBODY, q=q, sort=sort, before=before), size=5)
        backward.insert(0, found.page.keys)
        before = found.page.before
    assert [key for page in backward for key in page] == forward


@pytest.mark.parametrize("sort", SORTS)
def test_order_is_what_it_says(sort, four) -> None:
    found = listed(Asked(NOBODY, sort=sort))
    column = {"name": lambda f: pinyin.sort_key(normal(f["name"])), "founded": lambda f: f["founded"],
              "updated": lambda f: f["updated_at"], "code": lambda f: f["uscc"]}[sort.removeprefix("-")]  # fmt: skip
    values = [column(firm) for firm in found.firms]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=sort.startswith("-"))
    assert values == known + [None] * (len(values) - len(known))


@pytest.mark.parametrize(
    "after", ["x", "~", "2020-01-01", "yesterday~3", "~99999999999999999999", "2020-01-01~-1", "a\0~1"]
)
def test_bad_places_are_refused(after, db) -> None:
    with pytest.raises(Invalid, match="分页"):
        listed(Asked(NOBODY, sort="founded", after=after))


def test_a_place_beyond_the_end_is_an_empty_page(four) -> None:
    found = listed(Asked(NOBODY, sort="-code", after="0~1"))
    assert (names(found), found.page.before, found.page.after) == (["泉北食品协会"], f"~{four['club'].pk}", "")
    assert names(listed(Asked(NOBODY, sort="name", after="zzzz~1"))) == []
    assert listed(Asked(NOBODY, q="泉", after="99999999999999999999~1")).firms == []


@pytest.mark.parametrize("query", ["", "q=食品", "sort=name&size=unknown", "industry=C&sort=-founded", "sort=code"])
def test_the_list_costs_the_same_at_any_size(query, signed_in) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    counts = []
    for more in (1, 2, 27, 70):
        for one in many(more, industry="1411"):
            FormerName.objects.create(organisation=one, name="曾用名", source="测试")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = client.get(f"/firms/?{query}")
        assert answer.status_code == 200
        counts.append(len(seen))
    assert counts == [counts[0]] * 4
    assert counts[0] <= 12


def test_the_page_shows_the_matched_part(signed_in, four) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    FormerName.objects.create(organisation=four["soft"], name="临川<b>软件", source="测试")
    reindex([four["soft"].pk])
    page = client.get("/firms/?q=食品").content.decode()
    assert "泉北<mark>食品</mark>有限公司" in page
    assert "<mark>泉北食品</mark>协会" in client.get("/firms/?q=qbsp").content.decode()
    code_page = client.get(f"/firms/?q={four['bread'].uscc[:10]}").content.decode()
    assert f"<mark>{four['bread'].uscc[:10]}</mark>" in code_page
    assert "曾用名：<mark>临川</mark>&lt;b&gt;软件" in client.get("/firms/?q=临川").content.decode()


def test_links_keep_the_filter_and_leave_the_place(signed_in) -> None:
    many(60, industry="1411")
    client = signed_in(Role.AUDITOR)
    first = client.get("/firms/?industry=C&sort=name")
    after = first.context["pager"]["after"]
    assert "industry=C" in after
    second = client.get(f"/firms/{after}")
    assert [len(page.context["rows"]) for page in (first, second)] == [50, 10]
    assert "before=" in second.context["pager"]["before"]
    assert next(head["sorted"] for head in second.context["heads"]) == "ascending"
    assert second.context["heads"][0]["url"] == "?industry=C&sort=-name"
    assert "共 60 家单位" in second.content.decode()


def test_bad_filters_are_named_and_drop_nothing_else(signed_in, four) -> None:
    page = signed_in(Role.SERVICE_OFFICER).get(
        "/firms/?kind=sect&founded_from=gestern&division=370115&sort=mood&after="
    )
    assert [row["name"] for row in page.context["rows"]] == ["泉北食品有限公司"]
    assert {"kind", "founded_from", "sort"} == set(page.context["form"].errors)
    assert "行政区划：济阳区 370115" in page.content.decode()


@pytest.mark.parametrize("query", ["sort=place", "q=%E2%80%AE", "q=" + "a" * 101, "after=x", "q=~&after=1~1"])
def test_odd_questions_do_not_break_the_page(query, signed_in, four) -> None:
    assert signed_in(Role.SERVICE_OFFICER).get(f"/firms/?{query}").status_code in {200, 422}


def test_empty_states(signed_in, db) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    assert "名录里还没有企业" in client.get("/firms/").content.decode()
    assert "导入或建档后" in signed_in(Role.AUDITOR).get("/firms/").content.decode()
    many(1)
    assert "没有找到与“临川”相符的单位" in client.get("/firms/?q=临川").content.decode()
    assert "没有符合筛选条件的单位" in client.get("/firms/?kind=bank").content.decode()


@pytest.mark.parametrize(
    "role", [Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF, Role.EXPERT, Role.SYSTEM_ADMINISTRATOR, None]
)
def test_who_may_not_browse(role, signed_in, firm) -> None:
    firm()
    assert signed_in(*([role] if role else [])).get("/firms/").status_code == 403


def test_saved_views_on_the_page(signed_in, op) -> None:
    many(1)
    client = signed_in(Role.SERVICE_OFFICER)
    query = urlencode({"kind": "firm", "q": "食品"})
    page = client.get(f"/firms/?{query}&after=")
    saved = client.post("/firms/views/", {"op": op(), "name": "食品企业", "query": page.context["query"]})
    assert saved.status_code == 302
    listing = client.get(saved.headers["Location"])
    assert [view["name"] for view in listing.context["views"]] == ["食品企业"]
    assert [row["name"] for row in listing.context["rows"]] == ["泉北第0<mark>食品</mark>有限公司"]
    pk = listing.context["views"][0]["pk"]
    client.post(f"/firms/views/{pk}/", {"op": op(), "name": "改名"})
    assert "改名" in client.get("/firms/views/").content.decode()
    assert (
        client.post(f"/firms/views/{pk}/", {"op": op(), "name": " "}, follow=True).context["rows"][0]["name"] == "改名"
    )
    client.post(f"/firms/views/{pk}/", {"op": op(), "do": "delete"})
    assert "还没有保存的视图" in client.get("/firms/views/").content.decode()
    assert signed_in(Role.EXPERT).get("/firms/views/").status_code == 403


class ById:
    """A filter as a room above offers it."""

    key, label = "chosen", "选中的"

    def choices(self, actor):
        return [("first", "第一家")]

    def firms(self, actor, value):
        return Organisation.objects.order_by("pk").values("pk")[:1]


BY_ID = ById()


def test_filters_of_other_rooms(signed_in, settings, db) -> None:
    made = many(3)
    settings.FIRM_FILTERS = [f"{__name__}.BY_ID"]
    extra_filters.cache_clear()
    try:
        client = signed_in(Role.AUDITOR)
        for query in ("", "&q=食品"):
            page = client.get(f"/firms/?chosen=first{query}")
            assert [row["url"] for row in page.context["rows"]] == [f"/firms/{made[0].pk}/"]
            assert "选中的：第一家" in page.content.decode()
    finally:
        extra_filters.cache_clear()


@pytest.mark.parametrize("sort", [*SORTS, ""])
@pytest.mark.parametrize("filters", [{"kind": "firm"}, {"industry": "C"}, {"size": "unknown"}, {"founded_to": DAY}])
def test_many_rows_are_met_along_the_order(filters, sort, four, firm, monkeypatch) -> None:
    for _number in range(3):
        firm(industry="1411", founded=DAY)
    asked = Asked(NOBODY, filters=filters, sort=sort)
    sorted_after = [listed(asked), listed(asked, size=2)]
    monkeypatch.setattr(listing, "FEW", 0)
    assert [listed(asked), listed(asked, size=2)] == sorted_after


def test_merged_files_are_listed_when_asked_for(firm) -> None:
    kept, gone = firm("泉北食品有限公司"), firm("泉北食品公司")
    Organisation.objects.filter(pk=gone.pk).update(state="merged", merged_into=kept)
    reindex([gone.pk])
    for sort in SORTS:
        assert names(listed(Asked(NOBODY, filters={"state": "merged"}, sort=sort))) == [gone.name]
    assert names(listed(Asked(NOBODY, filters={"size": "unknown"}))) == [kept.name]


@pytest.mark.parametrize("query", ["泉北", "qbsp", "泉北 食品", "0", "，"])
def test_the_short_way_finds_what_the_long_way_finds(query, four) -> None:
    rows = list(search(query).order_by("place", "pk").values_list("pk", "place"))
    assert best(query, 51) == [(pk, place, len(rows)) for pk, place in rows]
    assert best(query, 1) == [(pk, place, len(rows)) for pk, place in rows][:1]
