"""The demo zone: the same at every start, valid, fictional, and believable in its counts."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
from django.db.models import Count
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from yuanmeng.accounts.models import Feedback, Post, User
from yuanmeng.activities.models import Invitation
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Role
from yuanmeng.core.classify.industries import SECTION_OF
from yuanmeng.core.period import year
from yuanmeng.core.refusals import Invalid
from yuanmeng.core.uscc import fault
from yuanmeng.desk.actions.demo import MACHINE, NEW_NOTICES, OP, load
from yuanmeng.desk.demo.zone import _parent_name, zone
from yuanmeng.desk.presenting import SHOWN
from yuanmeng.exchange.models import Claim, Listing, Task
from yuanmeng.issues.models import Answer, Issue
from yuanmeng.ledger import figures
from yuanmeng.ledger.models import Event
from yuanmeng.matching import engine
from yuanmeng.matching.actions import plans
from yuanmeng.matching.models import Loan, Plan
from yuanmeng.matching.pages.reasons import gap_words
from yuanmeng.notices.models import Notice
from yuanmeng.pairing.models import Pairing, Proposal
from yuanmeng.pairing.policy import covers
from yuanmeng.register.models import Correction, Fact, HeldRow, Organisation, Qualification
from yuanmeng.reports.models import BriefingEdition, OutsideFact, Publication
from yuanmeng.reports.queries import changes_since, intact
from yuanmeng.structure.models import Office
from yuanmeng.visits.models import Stop, Visit

pytestmark = pytest.mark.xdist_group("demo")

"""One process loads the zone."""

TODAY = dt.date(2026, 11, 23)
SHARED = Path(os.environ.get("YUANMENG_SHARED", Path(__file__).parents[2].parent / "shared")) / "data/enterprise"


def test_the_same_zone_at_every_start() -> None:
    assert zone(TODAY) == zone(TODAY)


def test_codes_are_valid_and_name_no_place() -> None:
    drafts = zone(TODAY)
    wrong = [draft.name for draft in drafts if draft.uscc and fault(draft.uscc)]
    assert wrong == ["德润橡胶密封件厂"]
    assert {draft.uscc[2:8] for draft in drafts if draft.uscc} == {"000000"}
    assert max(Counter(draft.uscc for draft in drafts if draft.uscc).values()) == 1
    assert max(Counter(draft.name for draft in drafts).values()) == 1


def test_industries_exist_and_kinds_vary() -> None:
    drafts = zone(TODAY)
    assert [draft.name for draft in drafts if draft.industry and draft.industry[:2] not in SECTION_OF] == []
    assert Counter(draft.kind for draft in drafts) == {
        "firm": 151, "branch": 3, "bank": 2, "association": 2, "institution": 1, "department": 2, "charity": 1,
    }  # fmt: skip
    assert sum(draft.origin is not None for draft in drafts) == 7


def test_facts_lie_in_the_past_and_some_are_missing() -> None:
    drafts = [draft for draft in zone(TODAY) if draft.kind == "firm" and draft.uscc]
    assert all(as_of < TODAY and value > 0 for draft in drafts for _kind, as_of, value, _source in draft.facts)
    latest = {draft.name: max(as_of for _kind, as_of, _value, _source in draft.facts) for draft in drafts}
    assert 2 < sum(as_of.year < 2025 for as_of in latest.values()) < 20
    ends = sorted((expires - TODAY).days for draft in drafts for *_rest, expires in draft.titles)
    assert sum(0 <= days <= 30 for days in ends) >= 3
    assert all(issued < expires for draft in drafts for *_rest, issued, expires in draft.titles)


@pytest.mark.skipif(not SHARED.is_dir(), reason="YUANMENG_SHARED is not there: names not compared with real firms")
def test_no_name_is_that_of_a_real_firm() -> None:
    real: set[str] = set()
    for name in ("jinan.csv", "shandong.csv"):
        with (SHARED / name).open(encoding="utf-8-sig", newline="") as file:
            real.update(row["name"] for row in csv.DictReader(file))
    assert real & {draft.name for draft in zone(TODAY)} == set()


def test_everything_is_marked_as_fictional(loaded: int) -> None:
    assert loaded == 162
    assert Organisation.objects.filter(fictional=True).count() == 162 + 5
    assert Alliance.objects.count() == 5
    assert set(Membership.objects.values_list("state", flat=True)) == {"member", "invited", "applied", "declined"}
    assert Membership.objects.filter(state="member", organisation__kind="firm").count() == 125
    assert Membership.objects.filter(state="member").exclude(organisation__kind="firm").count() == 2
    assert Fact.objects.filter(organisation__name="泉北食品有限公司", kind="headcount").count() == 3
    assert Qualification.objects.filter(organisation__kind="department").count() == 0
    assert (Correction.objects.count(), HeldRow.objects.count(), Feedback.objects.count()) == (1, 2, 3)
    assert Organisation.objects.get(name="黄河北物流股份有限公司冷链分公司").parent.name == "黄河北物流股份有限公司"


def test_every_role_has_a_person_and_every_firm_an_event(loaded: int) -> None:
    assert set(Post.objects.values_list("role", flat=True)) == set(Role)
    assert Event.objects.filter(verb="firm.found").count() == loaded + 5
    assert not User.objects.get(username="firm").has_usable_password()


def test_the_zone_of_2021_had_members_and_chairs_already(loaded: int) -> None:
    end = dt.date(TODAY.year - 5, 12, 31)
    assert Membership.objects.filter(state="member", joined_on__lte=end).count() > 25
    assert Office.objects.filter(kind__slug="chair-unit", since__lte=end).count() == 5


def test_twenty_five_instructors_have_five_firms_each_now_and_next_year(loaded: int) -> None:
    now = Pairing.objects.filter(covers(timezone.localdate()), kind="instructor_firm")
    assert sorted(Counter(now.values_list("user", flat=True)).values()) == [5] * 25
    coming = Proposal.objects.get(kind="instructor_firm")
    assert (coming.state, coming.found["gap"]) == ("sent", 0)
    assert sorted(coming.found["loads"].values()) == [5] * 25


def test_nobody_is_buried_under_two_years_of_notices(loaded: int) -> None:
    unread = Notice.objects.filter(inbox=True, read_at=None).values("person").annotate(count=Count("pk"))
    assert 0 < max(unread.values_list("count", flat=True)) <= NEW_NOTICES


def test_asked_twice_it_is_done_once(loaded: int) -> None:
    assert load(TODAY, by=MACHINE, op=OP) == loaded
    assert Organisation.objects.count() == loaded + 5


def test_real_firms_are_never_mixed_with_fiction(loaded: int) -> None:
    with pytest.raises(Invalid, match="已有企业档案"):
        load(TODAY, by=MACHINE, op=uuid4())


def test_a_branch_needs_a_parent_in_its_name() -> None:
    with pytest.raises(ValueError, match="稻香街"):
        _parent_name("稻香街分店")


def test_one_click_signs_in_as_each_role(loaded: int, settings) -> None:
    settings.DEMO = True
    page = Client().get("/demo/people/")
    assert len(page.context["cards"]) == 12
    for card in page.context["cards"]:
        client = Client()
        answer = client.post("/demo/session/", {"person": card["pk"], "next": "/me/"})
        assert (answer.status_code, answer.url) == (302, "/me/")
        assert card["name"] in client.get("/me/").content.decode()


def test_outside_the_list_nobody_is_signed_in(loaded: int, settings) -> None:
    settings.DEMO = True
    other = User.objects.get(username="officer2").pk
    assert Client().post("/demo/session/", {"person": other}).status_code == 404
    assert Client().post("/demo/session/", {"person": "x"}).status_code == 422


def test_without_demo_mode_there_is_no_such_page(loaded: int) -> None:
    person = User.objects.get(username="admin").pk
    assert Client().get("/demo/people/").status_code == 404
    assert Client().post("/demo/session/", {"person": person}).status_code == 404


def test_every_figure_of_the_demo_opens_its_records(as_demo) -> None:
    """For each figure with records in a year: as many rows are listed, each with a name and where it leads."""
    client, shown = as_demo("leader"), set()
    for period in ("2021", "2026"):
        for key, each in figures.figures().items():
            page = client.get(f"/figures/{key}/", {"period": period})
            records = each.records(year(int(period))).count()
            assert page.status_code == 200, key
            assert len(page.context["rows"]) == min(50, records), (key, period)
            shown |= {each.policy.model for row in page.context["rows"] if row["url"] and row["name"]}
    assert {Alliance, Issue, Loan, Membership, Pairing, Stop, Task, Visit} <= shown


def test_the_demo_has_the_articles_figures_published(as_demo) -> None:
    """Each number of the briefing is a published figure or an outside fact, and its list is as long as it says."""
    edition = BriefingEdition.objects.get()
    assert edition.by_hand == []
    values = {key.split()[0].strip("[]"): pk for key, pk in edition.cited.items()}
    said = {key: Publication.objects.get(pk=pk) for key, pk in values.items() if not key.startswith("fact")}
    assert {key: said[key].value for key in ("alliances.alliances", "pairing.branches", "pairing.instructing")} == {
        "alliances.alliances": 5, "pairing.branches": 5, "pairing.instructing": 25,
    }  # fmt: skip
    assert said["pairing.instructors"].value == 125
    assert said["visits.held"].value > 2_000
    assert 280 <= said["visits.by_branches"].value < 300
    assert said["activities.held"].value > 20
    assert Publication.objects.get(figure="issues.closed", period="2021").value == 308
    assert {fact.value for fact in OutsideFact.objects.all()} == {"27", "20%"}
    for each in said.values():
        assert intact(each)
        assert each.counted.count() == each.records
    assert changes_since(said["visits.held"]) == []


def test_not_every_firm_says_yes_and_not_every_one_is_content(loaded: int) -> None:
    """So that the rates of this year are believable; a dissent goes back to its unit."""
    known, this = figures.coded()[0], year(timezone.localdate().year)
    said = {key: known[f"issues.{key}"].records(this).count() for key in ("answered", "agreed", "satisfied")}
    assert (said["answered"] - said["agreed"], said["satisfied"] < said["answered"]) == (3, True)
    dissents = Answer.objects.filter(word="no")
    assert set(dissents.values_list("issue__state", "issue__reopened")) == {("in_hand", 1)}
    assert set(dissents.values_list("said_by", flat=True)) == {"link"}


def test_a_row_of_every_kind_of_record_says_what_it_is_and_leads_there(loaded) -> None:
    seen = set()
    for model, (make, along) in SHOWN.items():
        record = model._default_manager.select_related(*along).first() if along else model._default_manager.first()
        if record is not None:
            row = make(record)
            assert row["name"].strip(), model
            assert not row["url"] or resolve(row["url"])
            seen.add(model)
    assert {Claim, Invitation, Listing, Task, Visit} <= seen


def test_a_proposed_plan_awaits_the_coordinator(as_demo) -> None:
    """Begun with the demo, worked out by the worker: a proof in words, and nothing has happened yet."""
    plan = Plan.objects.get()
    assert (plan.state, plan.job is None) == ("solving", False)
    solved = plans.solve(plan.pk, by=MACHINE, op=uuid4())
    assert solved.state == "ready"
    assert 0.99 < solved.found["value"] / solved.found["bound"] <= 1, "the least numbers of both sides take something"
    assert solved.found["heads"] > 50
    assert solved.found["loans"] == engine.solved(solved.given)["loans"]
    assert set(plan.loans.values_list("state", flat=True)) == {"draft"}
    page = as_demo("officer").get(f"/labour/plans/{plan.pk}/").content.decode()
    assert gap_words(solved.found) in page
    assert as_demo("officer").get("/labour/plans/").context["rows"]
