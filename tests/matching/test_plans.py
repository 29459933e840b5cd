"""A plan from the frozen postings to both firms' answers, and the next one for what was declined."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.jobs.models import Job
from yuanmeng.jobs.worker import drain
from yuanmeng.matching import engine
from yuanmeng.matching.actions import loans, plans
from yuanmeng.matching.engine import difference, law_of, relaxed, solved, tied, tried
from yuanmeng.matching.explaining import explained
from yuanmeng.matching.models import Condition, Loan, Lot, Plan
from yuanmeng.matching.pages.reasons import facts, gap_words, left_rows, wishes
from yuanmeng.matching.queries.inputs import gathered, number

TODAY = timezone.localdate()


@pytest.fixture
def market(zone, published):
    """Two lenders of packers, one need of ten; a need of welders that nobody fits."""
    return {
        "near": published("surplus", "bakery", heads=8, willing=6),
        "far": published("surplus", "dairy", heads=7, willing=7, wage_fen=19_900),
        "need": published("shortage", "brewery"),
        "welders": published("shortage", "brewery", job=2118, heads=3),
    }


@pytest.fixture
def ready(zone, market) -> Plan:
    plan = plans.begin(by=zone.officer, op=uuid4())
    return plans.solve(plan.pk, by=zone.officer, op=uuid4())


def lent(plan: Plan) -> dict[int, int]:
    return {loan.surplus_id: loan.heads for loan in Loan.objects.filter(plan=plan)}


def test_only_the_willing_are_planned_and_heads_on_loan_are_taken_off(zone, market) -> None:
    given = gathered(TODAY)
    assert {row["lot"]: row["heads"] for row in given["surplus"]} == {market["near"].pk: 6, market["far"].pk: 7}
    assert "虚构" not in str(given)
    near = next(row for row in given["surplus"] if row["lot"] == market["near"].pk)
    assert (near["first"], near["floor"], near["suits"]) == (number(market["near"].since), 18_000, 8)
    Loan.objects.create(
        surplus=market["near"], shortage=market["need"], lender=zone.bakery, borrower=zone.brewery, job=1101, heads=6,
        since=TODAY, until=TODAY, wage_fen=1, state="agreed", made_at=timezone.now(),
    )  # fmt: skip
    given = gathered(TODAY)
    assert [row["lot"] for row in given["surplus"]] == [market["far"].pk]
    assert {row["lot"]: row["heads"] for row in given["shortage"]}[market["need"].pk] == 4


def test_the_plan_is_proven_and_says_why(market, ready) -> None:
    assert lent(ready) == {market["near"].pk: 6, market["far"].pk: 4}
    found = ready.found
    assert found["value"] == found["bound"] == sum(loan.value for loan in Loan.objects.all())
    left = {row["lot"]: row for row in found["why"]["offers"]}
    assert (left[market["far"].pk]["left"], left[market["far"].pk]["full"]) == (3, 1)
    needs = {row["lot"]: row for row in found["why"]["needs"]}
    assert needs[market["welders"].pk]["removed"] == {"job": 2}


def test_a_certificate_and_a_floor_are_named_as_what_is_missing(zone, published) -> None:
    offer = published("surplus", job=2118, suits=9)
    cheap = published("surplus", "dairy", job=2118, certificates=["welding"], suits=9, wage_fen=90_000)
    need = published("shortage", job=2118)
    why = solved(gathered(TODAY))["why"]
    row = next(one for one in why["needs"] if one["lot"] == need.pk)
    assert row["near"] == [{"lot": cheap.pk, "rule": "wage"}, {"lot": offer.pk, "rule": "LAB-13"}]


def test_a_certificate_the_engine_does_not_know_keeps_a_pair_apart(published) -> None:
    offer, need = published("surplus", job=3105, suits=9), published("shortage", job=3105)
    assert gathered(TODAY)["apart"] == [[offer.pk, need.pk]]
    Lot.objects.filter(pk=offer.pk).update(certificates=["driving"])
    assert gathered(TODAY)["apart"] == []


def test_night_work_and_overtime_need_the_lenders_word(published) -> None:
    offer, need = published("surplus", suits=0, shifts=7), published("shortage", shifts=4, hours_day=9)
    law = law_of(gathered(TODAY))
    assert (law.d["demands"].tolist(), law.d["day_minutes"].tolist()) == ([12], [540])
    Lot.objects.filter(pk=need.pk).update(hours_day=8)
    assert solved(gathered(TODAY))["why"]["needs"][0]["near"] == [{"lot": offer.pk, "rule": "LAB-14"}]


def test_a_firm_without_a_place_is_taken_to_be_in_the_middle(zone, published) -> None:
    from yuanmeng.pairing.models import Place

    published("surplus")
    Place.objects.all().delete()
    given = gathered(TODAY)
    assert given["unplaced"] == [zone.bakery.pk]
    assert (given["surplus"][0]["x"], given["surplus"][0]["y"]) == (0, 0)


def test_what_if_is_solved_not_guessed(market, ready) -> None:
    pair = (market["near"].pk, market["need"].pk)
    forbidden = difference(ready.found, tried(tied(ready.given, pair, "forbid")))
    whole = solved(tied(ready.given, pair, "forbid"))
    assert difference(ready.found, whole) == forbidden
    assert forbidden["heads"] == -3
    assert forbidden["moved"] == [
        {"surplus": market["near"].pk, "shortage": market["need"].pk, "heads": -6},
        {"surplus": market["far"].pk, "shortage": market["need"].pk, "heads": 3},
    ]
    far = (market["far"].pk, market["need"].pk)
    pinned = solved(tied(tied(ready.given, far, "forbid"), far, "pin"))
    assert {one["surplus"]: (one["heads"], one["pinned"]) for one in pinned["loans"]} == {
        market["far"].pk: (7, 1), market["near"].pk: (3, 0),
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        solved(tied(ready.given, (market["near"].pk, market["welders"].pk), "pin"))
    assert refused.value.facts["rule"] == "job"
    assert solved(tied(ready.given, (10**9, market["need"].pk), "pin"))["value"] == ready.found["value"]


@pytest.mark.parametrize(("wish", "side"), [("reach", "near"), ("floor", "near"), ("floor", "need"), ("dates", "near"),
                                            ("grade", "need"), ("lodging", "near"), ("lodging", "need")])  # fmt: skip
def test_a_wish_given_up_changes_only_that_posting(market, ready, wish: str, side: str) -> None:
    changed = relaxed(ready.given, market[side].pk, wish)
    assert solved(changed)["value"] >= ready.found["value"] - 0
    rows = {row["lot"]: row for lots in ("surplus", "shortage") for row in ready.given[lots]}
    others = {row["lot"]: row for lots in ("surplus", "shortage") for row in changed[lots]}
    assert [lot for lot, row in rows.items() if row != others[lot] and lot != market[side].pk] == []


def test_both_firms_are_asked_and_what_is_declined_is_planned_anew(zone, market, ready) -> None:
    with pytest.raises(Stale):
        plans.send(ready.pk, version=0, by=zone.officer, op=uuid4())
    plan = plans.send(ready.pk, version=ready.version, by=zone.leader, op=uuid4())
    assert set(Loan.objects.values_list("state", flat=True)) == {"asked"}
    with pytest.raises(Invalid, match="没有未同意"):
        plans.resolve(plan.pk, by=zone.officer, op=uuid4())
    kept, declined = Loan.objects.get(surplus=market["near"]), Loan.objects.get(surplus=market["far"])
    loans.refuse(declined.pk, version=1, reason="订单增加", by=zone.dairy_people, op=uuid4())
    after = plans.resolve(plan.pk, by=zone.officer, op=uuid4())
    assert [market["far"].pk, market["need"].pk] in after.given["apart"]
    assert {row["lot"]: row["heads"] for row in after.given["shortage"]}[market["need"].pk] == 4
    with pytest.raises(IllegalMove, match="后续方案"):
        plans.resolve(plan.pk, by=zone.officer, op=uuid4())
    after = plans.solve(after.pk, by=zone.officer, op=uuid4())
    assert lent(after) == {}
    with pytest.raises(Invalid, match="没有可以安排"):
        plans.send(after.pk, version=after.version, by=zone.officer, op=uuid4())
    kept.refresh_from_db()
    assert kept.state == "asked"


def test_who_may_not_plan(zone, market, ready) -> None:
    for nobody in (zone.auditor, zone.bakery_people, zone.administrator):
        with pytest.raises(Denied):
            plans.begin(by=nobody, op=uuid4())
        with pytest.raises(Denied):
            plans.set_condition(market["near"].pk, market["need"].pk, how="pin", reason="老搭档", by=nobody, op=uuid4())
    with pytest.raises(Hidden):
        plans.send(ready.pk, version=ready.version, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Denied):
        plans.send(ready.pk, version=ready.version, by=zone.auditor, op=uuid4())


def test_without_postings_there_is_no_plan(zone, published) -> None:
    published("surplus")
    with pytest.raises(Invalid, match="没有同时有效"):
        plans.begin(by=zone.officer, op=uuid4())


def test_pins_and_exclusions_have_reasons_and_are_lifted(zone, market, ready) -> None:
    near, need = market["near"].pk, market["need"].pk
    one = plans.set_condition(near, need, how="forbid", reason="上次有争议", by=zone.officer, op=uuid4())
    two = plans.set_condition(near, need, how="pin", reason="已和好", by=zone.officer, op=uuid4())
    assert list(Condition.objects.filter(lifted_at=None)) == [two]
    assert gathered(TODAY)["pins"] == [[near, need]]
    with pytest.raises(IllegalMove):
        plans.lift_condition(one.pk, by=zone.officer, op=uuid4())
    plans.lift_condition(two.pk, by=zone.officer, op=uuid4())
    assert gathered(TODAY)["pins"] == []
    for how, surplus in (("wish", near), ("pin", need)):
        with pytest.raises(Invalid):
            plans.set_condition(surplus, need, how=how, reason="x", by=zone.officer, op=uuid4())
    plans.set_condition(near, market["welders"].pk, how="pin", reason="试试", by=zone.officer, op=uuid4())
    again = plans.again(ready.pk, version=ready.version, by=zone.officer, op=uuid4())
    assert (again.state, Loan.objects.count()) == ("solving", 0)
    failed = plans.solve(again.pk, by=zone.officer, op=uuid4())
    assert (failed.state, "job" in failed.says) == ("failed", True)
    assert plans.drop(failed.pk, version=failed.version, by=zone.officer, op=uuid4()).state == "dropped"


@pytest.fixture
def client(signed_in) -> Client:
    return signed_in(Role.SERVICE_OFFICER)


@pytest.mark.django_db(transaction=True)
def test_the_coordinator_asks_reads_tries_and_sends(zone, market, client, signed_in) -> None:
    page = client.post("/labour/plans/new/", {"op": uuid4()}, follow=True)
    assert "正在后台计算" in page.content.decode()
    plan = Plan.objects.get()
    drain()
    assert Job.objects.get(pk=plan.job).state == "done"
    page = client.get(f"/labour/plans/{plan.pk}/").content.decode()
    for text in (
        "已证明是最优方案",
        "bakery（虚构）有限公司",
        "没有补足的缺工和原因",
        "还余 3 人",
        "再多一个人值多少",
        "<svg",
    ):
        assert text in page
    near, need = market["near"].pk, market["need"].pk
    ask = f"/labour/plans/{plan.pk}/what-if/"
    assert "安排人数 -3" in client.get(ask, {"surplus": near, "shortage": need}).content.decode()
    assert "可接受路程多 20 公里" in client.get(ask, {"lot": near}).content.decode()
    assert "规则不允许：job" in client.get(ask, {"surplus": near, "shortage": market["welders"].pk}).content.decode()
    for wrong in ({"lot": 10**6}, {"surplus": 10**6, "shortage": need}):
        assert client.get(ask, wrong).status_code == 404
    assert client.get(ask).status_code == 422
    plan.refresh_from_db()
    keep = {
        "op": uuid4(),
        "version": plan.version,
        "surplus": near,
        "shortage": need,
        "how": "forbid",
        "reason": "调休",
    }
    assert client.post(ask, keep).status_code == 302
    drain()
    listed = client.get("/labour/plans/").content.decode()
    assert "调休" in listed
    client.post(f"/labour/conditions/{Condition.objects.get().pk}/lifting/", {"op": uuid4()})
    plan.refresh_from_db()
    assert (
        client.post(f"/labour/plans/{plan.pk}/nonsense/", {"op": uuid4(), "version": plan.version}).status_code == 404
    )
    client.post(f"/labour/plans/{plan.pk}/sending/", {"op": uuid4(), "version": plan.version})
    assert client.get(ask, {"lot": near}).status_code == 404
    loan = Loan.objects.get()
    loans.refuse(loan.pk, version=1, reason="订单", by=zone.brewery_people, op=uuid4())
    client.post(f"/labour/plans/{plan.pk}/following/", {"op": uuid4()})
    assert "后续方案" in client.get(f"/labour/plans/{plan.pk}/").content.decode()
    assert signed_in(Role.AUDITOR).get(f"/labour/plans/{plan.pk}/").status_code == 200
    assert signed_in(Role.FIRM_ADMINISTRATOR, zone.bakery.pk).get("/labour/plans/").status_code == 403


def test_nobody_is_sent_fewer_than_either_firm_asked_for(zone, market) -> None:
    """The form promises it: below that number nothing need be arranged. Without it the far lender sends four."""
    Lot.objects.filter(pk=market["far"].pk).update(least=5)
    plan = plans.begin(by=zone.officer, op=uuid4())
    assert plan.given["wishes"] == ["batches"]
    plan = plans.solve(plan.pk, by=zone.officer, op=uuid4())
    assert lent(plan) == {market["near"].pk: 5, market["far"].pk: 5}
    free = solved({**plan.given, "wishes": []})
    assert plan.found["costs"] == {"batches": free["value"] - plan.found["value"]}
    assert plan.found["costs"]["batches"] > 0
    again = plans.again(plan.pk, version=plan.version, by=zone.officer, op=uuid4())
    assert again.given["wishes"] == ["batches"]


def test_left_over_on_both_sides_is_told_with_the_least_heads(zone, published) -> None:
    offer = published("surplus", heads=4, willing=4, least=4)
    need = published("shortage", heads=9, least=5)
    plan = plans.begin(by=zone.officer, op=uuid4())
    plan = plans.solve(plan.pk, by=zone.officer, op=uuid4())
    assert lent(plan) == {}
    assert plan.found["why"]["needs"][0]["short"] == [{"lot": offer.pk, "least": 5}]
    names = {pk: {"name": f"第{pk}条", "period": ""} for pk in (offer.pk, need.pk)}
    (row,) = left_rows(plan, "needs", names)
    assert row["short"] == [f"第{offer.pk}条 也有剩余，但合起来不够一次安排的最少人数（5 人）"]
    assert row["removed"] == ""
    plan.found["why"]["needs"][0]["short"][0]["least"] = 0
    assert "不值得再安排一次" in left_rows(plan, "needs", names)[0]["short"][0]


def test_a_least_number_nobody_asked_to_hold_is_no_reason(published) -> None:
    offer = published("surplus", heads=4, willing=4, least=4)
    published("shortage", heads=9, least=5)
    law, empty = law_of(gathered(TODAY)), engine._planned(law_of(gathered(TODAY)), ["batches"], engine.go_on)
    assert len(empty.loans) == 0
    for asked, least in ((["batches"], 5), (["few"], 0)):
        (need,) = explained(law, empty, engine.wishes_of(asked))["needs"]
        assert need["short"] == [{"lot": offer.pk, "least": least}]


def test_every_wish_can_be_chosen_and_says_what_it_takes(zone, market, client) -> None:
    page = client.get("/labour/plans/").content.decode()
    assert page.count('name="wish"') == 3
    assert page.count(" checked") == 1
    for asked in ([], ["few"], ["batches", "fair", "few"]):
        client.post("/labour/plans/new/", {"op": uuid4(), "wish": asked})
        plan = Plan.objects.latest("pk")
        plan = plans.solve(plan.pk, by=zone.officer, op=uuid4())
        assert plan.given["wishes"] == asked
        assert set(plan.found["costs"]) == set(asked)
        page = client.get(f"/labour/plans/{plan.pk}/").content.decode()
        assert ("先让每家缺工的单位都有人" in page) == ("fair" in asked)
        assert page.count("没有这一项，总价值") == len(asked)
    assert client.post("/labour/plans/new/", {"op": uuid4(), "wish": ["fame"]}).status_code == 422


def test_what_a_wish_takes_is_said_as_more_less_or_nothing(ready) -> None:
    ready.given["wishes"] = ["batches", "fair", "few"]
    ready.found["costs"] = {"batches": 6_724, "fair": -938, "few": 0}
    says = ["没有这一项，总价值多 6,724 元", "没有这一项，总价值少 938 元", "没有这一项，总价值不变"]
    assert [text for _name, text in wishes(ready)] == says
    ready.found = {}
    assert {text for _name, text in wishes(ready)} == {""}


def test_dates_of_a_loan_are_those_both_allow(market, ready) -> None:
    loan = Loan.objects.get(surplus=market["near"])
    assert (loan.since, loan.until) == (market["need"].since, market["need"].until)
    assert loan.until - loan.since == dt.timedelta(days=40)


def test_who_is_outbid_is_told_by_whom_and_by_how_much(zone, published) -> None:
    offer = published("surplus", heads=5, willing=5)
    dear, cheap = published("shortage", heads=5, wage_fen=26_000), published("shortage", "dairy", heads=5)
    found = solved(gathered(TODAY))
    assert [(loan["shortage"], loan["heads"]) for loan in found["loans"]] == [(dear.pk, 5)]
    (left,) = found["why"]["needs"]
    assert (left["lot"], left["left"]) == (cheap.pk, 5)
    (rival,) = left["rivals"]
    assert rival["lot"] == offer.pk
    assert rival["yuan"] >= 0


def test_a_plan_that_fails_its_own_check_is_not_shown(market, monkeypatch) -> None:
    """The planted fault: the solver claims one yuan more than its loans are worth."""
    planned = engine._planned

    def claims_more(*args: object) -> object:
        return replace(planned(*args), value=planned(*args).value + 1)

    monkeypatch.setattr(engine, "_planned", claims_more)
    with pytest.raises(RuntimeError, match="does not pass its own check"):
        solved(gathered(TODAY))


def test_what_a_plan_says_in_words(zone, market, ready) -> None:
    """Near the best: rounded up. Who is without a place, nearest misses and rivals by name."""
    assert gap_words({"value": 100, "bound": 100}) == "已证明是最优方案"
    assert gap_words({"value": 999_949, "bound": 1_000_000}) == "已证明与最优相差不超过 0.01 %"
    ready.given["unplaced"] = [zone.bakery.pk]
    assert ("没有登记位置", "1 家按园区中部计算路程") in facts(ready)
    welders, near, far = (market[name].pk for name in ("welders", "near", "far"))
    names = {pk: {"name": f"第{pk}条", "period": ""} for pk in (welders, near, far)}
    ready.found["why"]["needs"] = [
        {"lot": welders, "left": 3, "removed": {}, "full": 0, "near": [{"lot": near, "rule": "LAB-13"}],
         "rivals": [{"lot": far, "yuan": 12}, {"lot": near, "yuan": 0}]}
    ]  # fmt: skip
    (row,) = left_rows(ready, "needs", names)
    assert row["near"][0].startswith(f"只差一项：第{near}条")
    assert row["rivals"] == [f"第{far}条 另有安排，每人多 12 元", f"第{near}条 另有同样合算的安排"]
