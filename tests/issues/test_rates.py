"""The three rates: what each of their numbers counts, the page, and a rate cited in a briefing."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.reports.conftest import draft

from yuanmeng.core.period import Period, read, year
from yuanmeng.core.prose import Citation
from yuanmeng.core.prose import read as paragraphs
from yuanmeng.issues.actions import closing, coordinating, handling
from yuanmeng.issues.figures import RATES
from yuanmeng.issues.models import Clock, Issue, Profile, Recusal
from yuanmeng.ledger import figures
from yuanmeng.reports.actions import writing
from yuanmeng.reports.briefings import live, published
from yuanmeng.reports.models import Publication, PublishedRate

LATER = 10
"""Days after which the time to accept has ended."""


def counted(key: str, text: str) -> int:
    return figures.coded()[0][f"issues.{key}"].records(read(text)).count()


@pytest.fixture
def settled(zone, raised):
    """So many problems answered at once, and the firm's word to each; a dissatisfied one is sent back."""

    def make(count: int, word: str = "yes", satisfaction: str = "satisfied") -> list[Issue]:
        made = [raised(title=f"第 {number} 件") for number in range(count)]
        for issue in made:
            values = {"outcome": "solved", "text": "当场办妥"}
            handling.answer_at_once(issue.pk, version=0, values=values, by=zone.officer, op=uuid4())
            said = {"word": word, "satisfaction": satisfaction, "said": "没好" if word == "no" else ""}
            closing.confirm(issue.pk, version=1, by=zone.bakery_people, op=uuid4(), **said)
        return made

    return make


def test_each_rate_is_of_declared_figures_and_says_what_it_leaves_out() -> None:
    known, shares = figures.coded()
    assert {key for key in shares if key.startswith("issues.")} == set(RATES)
    for each in (shares[key] for key in RATES):
        assert each.least == 5
        assert {each.part, each.base, each.without} <= set(known)


def test_a_problem_is_counted_by_the_firms_last_word(at, loop, zone) -> None:
    """Once, in the month of that word, so that the months add up to the year."""
    at("2026-04-28 10:00")
    loop.answered()(closing.confirm, zone.bakery_people, word="no", satisfaction="dissatisfied", said="还积水")
    assert [counted(key, "2026-04") for key in ("answered", "agreed", "satisfied")] == [1, 0, 0]
    at("2026-05-20 10:00")
    loop(handling.answer, zone.economy_people, values={"outcome": "explained", "text": "已列入计划"})
    assert counted("answered", "2026-04") == 1, "an answer to which the firm has said nothing changes nothing"
    loop(closing.confirm, zone.bakery_people, word="yes", satisfaction="partly")
    for key in ("answered", "agreed", "satisfied"):
        assert [counted(key, text) for text in ("2026-04", "2026-05", "2026")] == [0, 1, 1], key
        assert sum(counted(key, str(month)) for month in year(2026).months()) == 1
    loop(closing.reopen, zone.bakery_people, reason="又积水了")
    assert counted("agreed", "2026-05") == 1, "the last word stands until there is another"


def test_the_time_to_accept_counts_once_it_is_over(at, loop, raised, zone) -> None:
    """Up to today: one that waits counts from the day after its time, one accepted on the last day on that day."""
    due = Clock.objects.get(issue=loop.pk, what="start").due
    month, year_ = f"{due:%Y-%m}", f"{due:%Y}"
    assert [counted("due_to_accept", text) for text in (month, year_)] == [0, 0]
    at(f"{due} 16:00")
    assert counted("due_to_accept", month) == 0
    other = raised(title="同一天提出")
    Clock.objects.filter(issue=other, what="start").update(due=due)
    coordinating.accept(other.pk, version=0, by=zone.officer, op=uuid4())
    assert [counted(key, month) for key in ("due_to_accept", "accepted_in_time")] == [1, 1]
    at(f"{due + dt.timedelta(days=1)} 09:00")
    assert [counted(key, month) for key in ("due_to_accept", "accepted_in_time")] == [2, 1]
    loop.accepted()
    assert [counted(key, month) for key in ("due_to_accept", "accepted_in_time")] == [2, 1], "late"
    after = Period(due + dt.timedelta(days=5), due + dt.timedelta(days=LATER))
    assert counted("due_to_accept", str(after)) == 0, "a period to come"


def test_what_an_older_ledger_brought_is_not_late(at, raised, zone) -> None:
    """Its time began on the ledger's day: waiting, accepted here or withdrawn, no rate is made of it."""
    at("2026-04-01 09:00")
    told = [raised(title=f"台账第 {number} 件") for number in range(3)]
    here = raised(title="这里提出")
    Issue.objects.filter(pk__in=[issue.pk for issue in told]).update(via="import")
    coordinating.accept(told[1].pk, version=0, by=zone.officer, op=uuid4())
    closing.withdraw(told[2].pk, version=0, reason="不需要了", by=zone.bakery_people, op=uuid4())
    at("2026-06-01 09:00")
    for key, pks in (("due_to_accept", [here.pk]), ("accepted_in_time", []), ("withdrawn_before", [])):
        found = figures.coded()[0][f"issues.{key}"].records(year(2026))
        assert [issue.pk for issue in found] == pks, key


def test_only_what_nobody_accepted_was_withdrawn_before(at, loop, raised, zone) -> None:
    kept = Profile.objects.exclude(pk=loop.now.profile_id).filter(limits__what="start").first()
    loop(coordinating.accept, zone.officer, profile=kept)
    assert set(Clock.objects.filter(issue=loop.pk, what="start").values_list("state", flat=True)) == {"met", "void"}
    other = raised(title="不用了")
    for pk in (loop.pk, other.pk):
        version = Issue.objects.get(pk=pk).version
        closing.withdraw(pk, version=version, reason="不需要了", by=zone.bakery_people, op=uuid4())
    found = figures.coded()[0]["issues.withdrawn_before"].records(year(2026))
    assert [issue.pk for issue in found] == [other.pk]


def test_the_page_opens_its_problems_and_hides_few(zone, settled, as_) -> None:
    leader = as_("leader")
    settled(1, "no", "dissatisfied")
    settled(4, "yes", "partly")
    last = (timezone.localdate() + dt.timedelta(days=LATER)).isoformat()
    rows = leader.get(f"/issues/rates/?to={last}").context["rows"]
    assert [(row["n"], row["value"]) for row in rows[1:]] == [(5, "80.0%"), (5, "80.0%")]
    assert rows[0]["value"] == ""
    for row in rows:
        for part in row["parts"]:
            assert leader.get(part["url"]).context["reading"]["number"] == part["count"]
    assert as_("economy_people").get("/issues/rates/").status_code == 403
    assert leader.get("/issues/rates/?from=2026-05-01&to=2026-04-01").status_code == 422
    assert leader.get("/issues/rates/?from=x&to=y").status_code == 200


def test_the_page_and_the_list_of_figures_say_the_same(zone, settled, as_) -> None:
    leader, today = as_("leader"), timezone.localdate()
    settled(6)
    page = leader.get("/issues/rates/").context["rows"]
    everywhere = leader.get("/figures/", {"period": f"{today.year}-01-01..{today}"})
    listed = {row["name"]: row for _room, rows in everywhere.context["rooms"] for row in rows}
    assert [listed[row["name"]]["value"] for row in page] == ["不足 5 条，不显示", "100.0%", "100.0%"]
    for row in page:
        parts = [*listed[row["name"]]["parts"], listed[row["name"]]["without"]]
        assert [(part["name"], part["number"]) for part in parts] == [
            (part["name"], part["count"]) for part in row["parts"]
        ]
    assert "不计入：" in everywhere.content.decode()


def test_who_may_not_open_one_is_told_the_same_number(zone, settled, as_) -> None:
    kept = settled(6)[0]
    Recusal.objects.create(issue=kept, user_id=zone.officer.user_id, reason="亲属", at=timezone.now())
    rows = [as_(who).get("/issues/rates/").context["rows"] for who in ("officer", "leader")]
    assert rows[0] == rows[1]
    shown = as_("officer").get(rows[0][1]["parts"][0]["url"])
    assert (shown.context["reading"]["number"], shown.context["reading"]["open"]) == (6, "5")
    assert kept.number not in shown.content.decode()


def test_the_same_number_of_queries_whatever_is_counted(zone, settled, as_) -> None:
    leader, asked = as_("leader"), []
    for more in (1, 2, 27):
        settled(more)
        with CaptureQueriesContext(connection) as seen:
            leader.get("/issues/rates/")
        asked.append(len(seen))
    assert len(set(asked)) == 1


def test_a_rate_is_cited_and_both_figures_are_frozen(at, zone, settled, as_) -> None:
    settled(1, "no", "dissatisfied")
    settled(4)
    cite = Citation("issues.solution", "2026")
    leader = as_("leader")
    chooser = leader.get("/briefings/new/").content.decode()
    for key, name in zip(RATES, ("响应率", "解决率", "满意率"), strict=True):
        assert f'<option value="{key}" data-period="rate"' in chooser
        assert f"{name}（%）" in chooser
    text = f"解决率{cite}。"
    assert live(paragraphs(text), zone.leader)[cite].text == "80.0%"
    made = writing.start(values=draft(text), by=zone.officer, op=uuid4())
    edition = writing.publish(made.pk, version=made.version, unproven=False, by=zone.leader, op=uuid4())
    settled(5)
    frozen = PublishedRate.objects.get()
    assert [(each.figure, each.value, each.counted.count()) for each in (frozen.part, frozen.base)] == [
        ("issues.agreed", 4, 4), ("issues.answered", 5, 5),
    ]  # fmt: skip
    assert published(edition)[cite].text == "80.0%"
    assert live(paragraphs(text), zone.leader)[cite].text == "90.0%"
    assert Publication.objects.count() == 2
    waits = live(paragraphs("[[issues.response 2026]]"), zone.leader)
    assert [number.text for number in waits.values()] == ["不足 5 条，不显示"]
