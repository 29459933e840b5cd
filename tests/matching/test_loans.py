"""A loan from both yeses to the last return: each gate, each refusal, each side's own part."""

from __future__ import annotations

import datetime as dt
import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from yuanmeng.core.actor import PUBLIC
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Refusal, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.matching.actions import loans, papers, workers
from yuanmeng.matching.links import token_of
from yuanmeng.matching.models import Entry, Loan, Lot, NameView, Worker
from yuanmeng.matching.queries.loans import ending, gates, overdue, totals, warnings

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def asked(zone, published):
    """A loan of five packers that both firms are asked about; it may begin today."""
    given, need = published("surplus"), published("shortage")
    Lot.objects.filter(pk__in=(given.pk, need.pk)).update(since=TODAY - DAY)
    return Loan.objects.create(
        surplus=given, shortage=need, lender=zone.bakery, borrower=zone.brewery, job=1101, heads=2, since=TODAY - DAY,
        until=TODAY + 30 * DAY, wage_fen=20_000, state="asked", made_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def agreed(zone, asked):
    loans.say_yes(asked.pk, version=0, by=zone.bakery_people, op=uuid4())
    return loans.say_yes(asked.pk, version=1, by=zone.brewery_people, op=uuid4())


WORKER = {"name": "甲", "age": "adult", "contract_until": None, "hours_kept": 0, "wage_usual_fen": 18_000,
          "certificates": {}}  # fmt: skip


@pytest.fixture
def ready(zone, agreed):
    """Two consented, amended, suited and trained workers and a signed agreement."""
    for name in ("甲", "乙"):
        worker = workers.add(agreed.pk, values=WORKER | {"name": name}, by=zone.bakery_people, op=uuid4())
        workers.answer(token_of(worker), verb="give", by=PUBLIC, op=uuid4())
        workers.prepare(worker.pk, version=1, amended_on=TODAY, suitable="yes", by=zone.bakery_people, op=uuid4())
        workers.train(worker.pk, version=2, on=TODAY, hours=8, by=zone.brewery_people, op=uuid4())
    paper = papers.draw_up(agreed.pk, kind="cooperation", by=zone.bakery_people, op=uuid4())
    papers.sign(agreed.pk, paper=paper.pk, on=TODAY, by=zone.brewery_people, op=uuid4())
    return agreed


@pytest.fixture
def active(zone, ready):
    return loans.start(ready.pk, version=ready.version, on=TODAY, by=zone.brewery_people, op=uuid4())


def test_nothing_happens_until_both_say_yes(zone, asked) -> None:
    loan = loans.say_yes(asked.pk, version=0, by=zone.bakery_people, op=uuid4())
    assert loan.state == "asked"
    with pytest.raises(IllegalMove, match="已经同意"):
        loans.say_yes(asked.pk, version=1, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Stale):
        loans.say_yes(asked.pk, version=0, by=zone.brewery_people, op=uuid4())
    loan = loans.say_yes(asked.pk, version=1, by=zone.brewery_people, op=uuid4())
    assert (loan.state, loan.version) == ("agreed", 2)
    with pytest.raises(IllegalMove):
        loans.refuse(asked.pk, version=2, reason="晚了", by=zone.brewery_people, op=uuid4())


def test_who_may_not_answer(zone, asked, acting) -> None:
    from yuanmeng.core.actor import Role

    for nobody in (zone.dairy_people, zone.administrator):
        with pytest.raises(Hidden):
            loans.say_yes(asked.pk, version=0, by=nobody, op=uuid4())
    for nobody in (zone.officer, zone.leader, zone.auditor, acting(Role.FIRM_STAFF, zone.bakery.pk)):
        with pytest.raises(Denied):
            loans.say_yes(asked.pk, version=0, by=nobody, op=uuid4())
    Loan.objects.filter(pk=asked.pk).update(state="draft")
    with pytest.raises(Hidden):
        loans.say_yes(asked.pk, version=0, by=zone.bakery_people, op=uuid4())


def test_a_no_needs_a_reason_and_the_officer_may_cancel_but_not_answer(zone, asked) -> None:
    with pytest.raises(Invalid, match="原因"):
        loans.refuse(asked.pk, version=0, reason=" ", by=zone.brewery_people, op=uuid4())
    loan = loans.refuse(asked.pk, version=0, reason="订单推迟", by=zone.brewery_people, op=uuid4())
    assert (loan.state, loan.reason) == ("refused", "订单推迟")
    with pytest.raises(IllegalMove):
        loans.cancel(asked.pk, version=1, reason="不再需要", by=zone.officer, op=uuid4())


def test_the_officer_cancels_before_the_start(zone, agreed) -> None:
    assert loans.cancel(agreed.pk, version=2, reason="停产", by=zone.officer, op=uuid4()).state == "cancelled"


def test_a_loan_cannot_start_before_consents_agreement_and_training(zone, agreed) -> None:
    def missing() -> list[str]:
        return [gate.rule for gate in gates(Loan.objects.get(pk=agreed.pk))]

    def start() -> Loan:
        return loans.start(agreed.pk, version=agreed.version, on=TODAY, by=zone.brewery_people, op=uuid4())

    assert missing() == ["LAB-04"]
    with pytest.raises(IllegalMove, match="还没有员工本人同意"):
        start()
    worker = workers.add(agreed.pk, values=WORKER, by=zone.bakery_people, op=uuid4())
    assert missing() == ["LAB-04"]
    workers.answer(token_of(worker), verb="give", by=PUBLIC, op=uuid4())
    assert missing() == ["LAB-06", "LAB-04", "LAB-12", "LAB-14"]
    with pytest.raises(IllegalMove, match="合作协议还没有签署"):
        start()
    workers.prepare(worker.pk, version=1, amended_on=TODAY, suitable="", by=zone.bakery_people, op=uuid4())
    workers.train(worker.pk, version=2, on=TODAY, hours=8, by=zone.brewery_people, op=uuid4())
    paper = papers.draw_up(agreed.pk, kind="cooperation", by=zone.bakery_people, op=uuid4())
    assert missing() == ["LAB-06", "LAB-14"]
    papers.sign(agreed.pk, paper=paper.pk, on=TODAY, by=zone.bakery_people, op=uuid4())
    workers.prepare(worker.pk, version=3, amended_on=TODAY, suitable="yes", by=zone.bakery_people, op=uuid4())
    assert missing() == []
    Worker.objects.filter(pk=worker.pk).update(contract_until=TODAY, hours_kept=4)
    assert missing() == ["LAB-05", "LAB-15"]
    Worker.objects.filter(pk=worker.pk).update(contract_until=None, hours_kept=0)
    assert start().state == "active"
    assert Worker.objects.get().started_on == TODAY


def test_the_start_lies_within_the_loan_and_not_in_the_future(zone, ready) -> None:
    for on in (TODAY - 2 * DAY, TODAY + DAY):
        with pytest.raises(Invalid, match="期限内"):
            loans.start(ready.pk, version=ready.version, on=on, by=zone.brewery_people, op=uuid4())
    with pytest.raises(Denied):
        loans.start(ready.pk, version=ready.version, on=TODAY, by=zone.bakery_people, op=uuid4())


def test_more_consents_than_heads_and_missing_certificates_hold_the_start(zone, ready) -> None:
    Loan.objects.filter(pk=ready.pk).update(heads=1, job=1102)
    assert [gate.rule for gate in gates(Loan.objects.get(pk=ready.pk))] == ["LAB-06", "LAB-13"]
    assert "健康证明" in gates(Loan.objects.get(pk=ready.pk))[1].says


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"age": "child"}, "禁止使用童工"),
        ({"contract_until": TODAY}, "剩余期限"),
        ({"hours_kept": 6}, "第四十一条"),
        ({"name": ""}, "1 处"),
        ({"name": "甲\u202e"}, "1 处"),
    ],
)
def test_who_may_not_be_entered(zone, agreed, changes: dict, clause: str) -> None:
    with pytest.raises(Invalid, match=clause):
        workers.add(agreed.pk, values=WORKER | changes, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Denied):
        workers.add(agreed.pk, values=WORKER, by=zone.brewery_people, op=uuid4())


def test_a_worker_answers_by_link_changes_their_mind_and_a_new_link_voids_it(zone, agreed) -> None:
    worker = workers.add(agreed.pk, values=WORKER, by=zone.bakery_people, op=uuid4())
    old = token_of(worker)
    assert workers.answer(old, verb="refuse", by=PUBLIC, op=uuid4()).consent == "refused"
    assert workers.answer(old, verb="give", by=PUBLIC, op=uuid4()).consent == "given"
    assert workers.answer(old, verb="withdraw", by=PUBLIC, op=uuid4()).consent == "withdrawn"
    with pytest.raises(IllegalMove):
        workers.answer(old, verb="withdraw", by=PUBLIC, op=uuid4())
    worker = workers.renew_link(worker.pk, by=zone.bakery_people, op=uuid4())
    for void in (old, old + "x", "1-0.forged"):
        with pytest.raises(Hidden):
            workers.answer(void, verb="give", by=PUBLIC, op=uuid4())
    said = list(worker.consents.values_list("answer", "channel", "text"))
    assert said == [("refused", "link", "2026-1"), ("given", "link", "2026-1"), ("withdrawn", "link", "2026-1")]
    assert len({one.sheet for one in worker.consents.all()}) == 1
    with pytest.raises(IllegalMove, match="已经答复"):
        workers.remove(worker.pk, version=worker.version, by=zone.bakery_people, op=uuid4())


def test_paper_answers_removal_and_stale_versions(zone, agreed) -> None:
    worker = workers.add(agreed.pk, values=WORKER, by=zone.bakery_people, op=uuid4())
    for stale in (
        lambda: workers.on_paper(worker.pk, version=9, verb="give", by=zone.bakery_people, op=uuid4()),
        lambda: workers.remove(worker.pk, version=9, by=zone.bakery_people, op=uuid4()),
        lambda: workers.prepare(worker.pk, version=9, amended_on=None, suitable="", by=zone.bakery_people, op=uuid4()),
    ):
        with pytest.raises(Stale):
            stale()
    with pytest.raises(IllegalMove, match="还没有同意"):
        workers.train(worker.pk, version=0, on=TODAY, hours=8, by=zone.brewery_people, op=uuid4())
    workers.on_paper(worker.pk, version=0, verb="give", by=zone.bakery_people, op=uuid4())
    with pytest.raises(Invalid, match="学时"):
        workers.train(worker.pk, version=1, on=TODAY, hours=0, by=zone.brewery_people, op=uuid4())
    with pytest.raises(Invalid, match="晚于今天"):
        workers.train(worker.pk, version=1, on=TODAY + DAY, hours=8, by=zone.brewery_people, op=uuid4())
    other = workers.add(agreed.pk, values=WORKER, by=zone.bakery_people, op=uuid4())
    workers.remove(other.pk, version=0, by=zone.bakery_people, op=uuid4())
    assert list(Worker.objects.all()) == [worker]


def test_after_the_start_consent_is_not_withdrawn_by_link(zone, active) -> None:
    with pytest.raises(IllegalMove):
        workers.answer(token_of(active.workers.first()), verb="withdraw", by=PUBLIC, op=uuid4())


def test_names_need_a_reason_that_is_kept(zone, active) -> None:
    with pytest.raises(Invalid, match="原因"):
        workers.view_names(active.pk, reason="", by=zone.brewery_people, op=uuid4())
    workers.view_names(active.pk, reason="安排班组", by=zone.brewery_people, op=uuid4())
    assert NameView.objects.get().reason == "安排班组"
    for nobody in (zone.officer, zone.leader, zone.auditor):
        with pytest.raises(Denied):
            workers.view_names(active.pk, reason="看看", by=nobody, op=uuid4())
    assert not [event for event in Event.objects.all() if "甲" in str(event.facts) or "安排班组" in str(event.facts)]


def test_agreements_have_editions_and_the_newest_is_signed(zone, agreed) -> None:
    first = papers.draw_up(agreed.pk, kind="cooperation", by=zone.bakery_people, op=uuid4())
    second = papers.draw_up(agreed.pk, kind="cooperation", by=zone.brewery_people, op=uuid4())
    assert (len(first.clauses), second.edition) == (11, 2)
    with pytest.raises(Invalid, match="最新"):
        papers.sign(agreed.pk, paper=first.pk, on=TODAY, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Invalid, match="晚于今天"):
        papers.sign(agreed.pk, paper=second.pk, on=TODAY + DAY, by=zone.bakery_people, op=uuid4())
    papers.sign(agreed.pk, paper=second.pk, on=TODAY, by=zone.bakery_people, op=uuid4())
    with pytest.raises(IllegalMove, match="已经签署"):
        papers.sign(agreed.pk, paper=second.pk, on=TODAY, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Invalid, match="没有这一种"):
        papers.draw_up(agreed.pk, kind="sale", by=zone.bakery_people, op=uuid4())
    assert {papers.draw_up(agreed.pk, kind=kind, by=zone.bakery_people, op=uuid4()).edition
            for kind in ("amendment", "tripartite")} == {1}  # fmt: skip


def test_the_settlement_has_no_margin_and_is_corrected_by_reversal(zone, active) -> None:
    def book(kind: str, fen: int, who: str = "brewery") -> Entry:
        by = getattr(zone, f"{who}_people")
        return papers.book(active.pk, kind=kind, fen=fen, month=TODAY, note="发票 1", by=by, op=uuid4())

    book("wage_due", 400_000)
    book("insurance_due", 120_000)
    wrong = book("received", 600_000)
    assert "不得营利" in warnings(active)[0]
    assert "克扣" in warnings(active)[1]
    papers.reverse(active.pk, entry=wrong.pk, note="记错", by=zone.brewery_people, op=uuid4())
    with pytest.raises(IllegalMove, match="已经冲销"):
        papers.reverse(active.pk, entry=wrong.pk, note="再冲", by=zone.brewery_people, op=uuid4())
    book("received", 520_000)
    paid = book("worker_paid", 400_000, "bakery")
    assert warnings(active) == []
    assert totals(active) == {
        "wage_due": 400_000, "insurance_due": 120_000, "received": 520_000, "worker_paid": 400_000,
    }  # fmt: skip
    with pytest.raises(Denied, match="原单位"):
        book("worker_paid", 1)
    with pytest.raises(Denied, match="原单位"):
        papers.reverse(active.pk, entry=paid.pk, note="冲", by=zone.brewery_people, op=uuid4())
    for kind, fen in (("commission", 1), ("wage_due", 0), ("wage_due", 10**13)):
        with pytest.raises(Invalid):
            book(kind, fen)
    with pytest.raises(Invalid):
        papers.reverse(active.pk, entry=10**9, note="冲", by=zone.brewery_people, op=uuid4())
    Worker.objects.update(wage_usual_fen=30_000)
    assert "平时工资" in warnings(active)[0]


def test_an_incident_goes_to_the_lender(zone, active) -> None:
    told = {"kind": "injury", "on": TODAY, "text": "装箱时夹到手指，已送医"}
    incident = papers.report(active.pk, **told, by=zone.brewery_people, op=uuid4())
    for wrong in ({"kind": "gossip"}, {"text": " "}, {"on": TODAY + DAY}, {"on": TODAY - DAY}):
        with pytest.raises(Invalid):
            papers.report(active.pk, **(told | wrong), by=zone.brewery_people, op=uuid4())
    with pytest.raises(Denied):
        papers.take(incident.pk, version=0, measures="申报工伤", by=zone.brewery_people, op=uuid4())
    with pytest.raises(Invalid):
        papers.take(incident.pk, version=0, measures="", by=zone.bakery_people, op=uuid4())
    with pytest.raises(Stale):
        papers.take(incident.pk, version=5, measures="申报工伤", by=zone.bakery_people, op=uuid4())
    assert papers.take(incident.pk, version=0, measures="申报工伤", by=zone.bakery_people, op=uuid4()).taken_on == TODAY
    with pytest.raises(IllegalMove):
        papers.take(incident.pk, version=1, measures="申报工伤", by=zone.bakery_people, op=uuid4())


def test_workers_return_one_by_one_and_the_last_ends_the_loan(zone, active) -> None:
    first, second = active.workers.values_list("pk", flat=True)

    def back(who: list[int], code: str, on: dt.date = TODAY, reason: str = "") -> Loan:
        version = Loan.objects.get(pk=active.pk).version
        return loans.send_back(
            active.pk, workers=who, version=version, ending=(code, on), reason=reason, by=zone.bakery_people, op=uuid4()
        )

    for who, code, on, reason in (
        ([first], "boredom", TODAY, ""),
        ([first], "expired", TODAY, ""),
        ([first], "by_agreement", TODAY, ""),
        ([first], "by_agreement", TODAY + DAY, "提前"),
        ([first], "by_agreement", TODAY, "长" * 501),
        ([], "by_agreement", TODAY, "提前"),
        ([10**9], "by_agreement", TODAY, "提前"),
    ):
        with pytest.raises(Invalid):
            back(who, code, on, reason)
    assert back([first], "by_worker_unfit", reason="不适应倒班").state == "active"
    with pytest.raises(Invalid, match="还在借入单位"):
        back([first], "by_agreement", reason="又来")
    loan = back([second], "by_borrower_breach", reason="违反安全规程")
    assert (loan.state, loan.ended_on, loan.worker_days) == ("returned", TODAY, 2)
    assert list(loan.workers.values_list("return_reason", flat=True)) == ["by_worker_unfit", "by_borrower_breach"]
    papers.book(loan.pk, kind="wage_due", fen=1, month=TODAY, note="补", by=zone.bakery_people, op=uuid4())
    with pytest.raises(IllegalMove):
        papers.report(loan.pk, kind="injury", on=TODAY, text="晚报", by=zone.bakery_people, op=uuid4())


def test_what_runs_out_is_found(active) -> None:
    every = Loan.objects.all()
    assert [ending(every, active.until - days * DAY, 7).count() for days in (8, 7, 0)] == [0, 1, 1]
    assert [overdue(every, active.until + days * DAY).count() for days in (0, 1)] == [0, 1]


def test_a_renewal_is_a_loan_of_its_own(zone, active) -> None:
    for until in (active.until, active.until + 400 * DAY):
        with pytest.raises(Invalid, match="续签"):
            loans.renew(active.pk, version=active.version, until=until, by=zone.brewery_people, op=uuid4())
    Worker.objects.update(contract_until=active.until + 10 * DAY)
    with pytest.raises(Invalid, match="LAB-05"):
        loans.renew(
            active.pk, version=active.version, until=active.until + 20 * DAY, by=zone.brewery_people, op=uuid4()
        )
    until = active.until + 10 * DAY
    after = loans.renew(active.pk, version=active.version, until=until, by=zone.brewery_people, op=uuid4())
    assert (after.state, after.since, after.heads) == ("asked", active.until + DAY, 2)
    assert after.lender_agreed is None
    assert after.borrower_agreed
    with pytest.raises(IllegalMove, match="已经提出"):
        loans.renew(active.pk, version=active.version + 1, until=until, by=zone.bakery_people, op=uuid4())
    after = loans.say_yes(after.pk, version=0, by=zone.bakery_people, op=uuid4())
    Loan.objects.filter(pk=after.pk).update(since=TODAY, until=TODAY + 40 * DAY)
    worker = workers.add(after.pk, values=WORKER, by=zone.bakery_people, op=uuid4())
    workers.on_paper(worker.pk, version=0, verb="give", by=zone.bakery_people, op=uuid4())
    Worker.objects.filter(pk=worker.pk).update(amended_on=TODAY, suitable=True, trained_on=TODAY)
    paper = papers.draw_up(after.pk, kind="cooperation", by=zone.bakery_people, op=uuid4())
    papers.sign(after.pk, paper=paper.pk, on=TODAY, by=zone.bakery_people, op=uuid4())
    loans.start(after.pk, version=after.version, on=TODAY, by=zone.brewery_people, op=uuid4())
    active.refresh_from_db()
    assert (active.state, active.ended_on) == ("renewed", TODAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_is_told(zone, asked) -> None:
    barrier, outcomes = threading.Barrier(2), []

    def race(by) -> None:
        barrier.wait()
        try:
            loans.say_yes(asked.pk, version=0, by=by, op=uuid4())
            outcomes.append("won")
        except Refusal:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(by,)) for by in (zone.bakery_people, zone.brewery_people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told", "won"]


def test_there_is_no_other_kind_of_agreement(zone, agreed) -> None:
    with pytest.raises(Invalid, match="没有这一种"):
        papers.draw_up(agreed.pk, kind="handshake", by=zone.bakery_people, op=uuid4())


def test_an_agreement_has_all_its_clauses_or_is_not_drawn_up(zone, agreed) -> None:
    Lot.objects.filter(pk=agreed.shortage_id).update(place="")
    with pytest.raises(Invalid, match="缺一不可"):
        papers.draw_up(agreed.pk, kind="cooperation", by=zone.bakery_people, op=uuid4())
    assert not agreed.papers.exists()
