"""The pages of a loan as both firms, the worker and the zone see them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from yuanmeng.core.actor import Role
from yuanmeng.matching.models import Entry, Incident, Loan, Lot, Paper, Worker

TODAY = timezone.localdate()


@pytest.fixture
def loan(zone, published) -> Loan:
    given, need = published("surplus"), published("shortage", text="包装线")
    Lot.objects.filter(pk__in=(given.pk, need.pk)).update(since=TODAY)
    return Loan.objects.create(
        surplus=given, shortage=need, lender=zone.bakery, borrower=zone.brewery, job=1101, heads=2, since=TODAY,
        until=TODAY + dt.timedelta(days=30), wage_fen=20_000, state="asked", made_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def both(zone, signed_in) -> tuple[Client, Client]:
    return tuple(signed_in(Role.FIRM_ADMINISTRATOR, firm.pk) for firm in (zone.bakery, zone.brewery))


def version(loan: Loan) -> int:
    return Loan.objects.get(pk=loan.pk).version


def press(client: Client, path: str, **values: object) -> int:
    return client.post(path, {"op": uuid4(), **values}).status_code


def shown(client: Client, loan: Loan) -> str:
    return client.get(f"/labour/loans/{loan.pk}/").content.decode()


def agree(loan: Loan, both: tuple[Client, Client]) -> None:
    for client in both:
        assert press(client, f"/labour/loans/{loan.pk}/answers/acceptance/", version=version(loan)) == 302


def test_the_whole_story_through_the_pages(zone, loan, both, signed_in) -> None:
    lender, borrower = both
    at = f"/labour/loans/{loan.pk}/"
    assert "待答复" in shown(lender, loan)
    agree(loan, both)
    assert "还没有员工本人同意" in shown(borrower, loan)
    assert lender.get(f"{at}workers/new/").status_code == 200
    typed = {"name": "甲一", "age": "adult", "hours_kept": "0", "wage_usual_fen": "180"}
    assert press(lender, f"{at}workers/new/", **typed | {"name": ""}) == 422
    assert press(lender, f"{at}workers/new/", **typed | {"age": "child"}) == 422
    assert press(lender, f"{at}workers/new/", **typed) == 302
    worker = Worker.objects.get()
    page = lender.get(at)
    link = page.context["workers"][0]["link"]
    assert "甲一" not in page.content.decode()
    assert "员工本人同意后" in shown(borrower, loan)
    public = Client()
    sheet = public.get(link).content.decode()
    for text in ("工作服、手套", "岗前 8 学时", "brewery", "我同意"):
        assert text in sheet
    assert press(public, link, answer="agreement") == 302
    assert "撤回同意" in public.get(link).content.decode()
    move = f"/labour/workers/{worker.pk}/"
    assert press(lender, f"{move}preparation/", version=1, amended_on=TODAY, suitable="on") == 302
    assert press(borrower, f"{move}training/", version=2, on=TODAY, hours="8") == 302
    assert press(borrower, f"{move}training/", version=3, on="", hours="8") == 422
    assert press(lender, f"{at}papers/", kind="cooperation") == 302
    paper = Paper.objects.get()
    assert press(borrower, f"{at}signature/", paper=paper.pk, on=TODAY) == 302
    assert press(borrower, f"{at}start/", version=version(loan), on=TODAY) == 302
    assert "进行中" in shown(signed_in(Role.SERVICE_OFFICER), loan)
    assert press(borrower, f"{at}entries/", kind="wage_due", fen="4200.50", month=TODAY, note="考勤") == 302
    assert press(borrower, f"{at}entries/", kind="wage_due", fen="x", month=TODAY, note="考勤") == 422
    entry = Entry.objects.get()
    assert entry.fen == 420_050
    assert press(borrower, f"{at}reversals/", entry=entry.pk, note="记错") == 302
    assert press(borrower, f"{at}incidents/", kind="injury", on=TODAY, text="割伤手指，已包扎") == 302
    incident = Incident.objects.get()
    assert "割伤手指" in shown(lender, loan)
    assert press(lender, f"/labour/incidents/{incident.pk}/taking/", version=0, measures="已申报") == 302
    back = {"workers": [worker.pk], "code": "by_agreement", "on": TODAY, "reason": "产线停工"}
    assert press(lender, f"{at}return/", version=version(loan), **back) == 302
    page = shown(borrower, loan)
    for text in ("已返回", "已冲销", "已申报", "员工返回原单位"):
        assert text in page


def test_names_open_for_the_two_firms_only_after_a_reason(zone, loan, both, signed_in) -> None:
    lender, borrower = both
    agree(loan, both)
    at = f"/labour/loans/{loan.pk}/"
    for name in ("甲一", "乙二"):
        press(lender, f"{at}workers/new/", name=name, age="adult", hours_kept="0", wage_usual_fen="180")
    first = Worker.objects.first()
    press(lender, f"/labour/workers/{first.pk}/paper/", version=0, answer="agreement")
    assert press(borrower, f"{at}names/", reason="") == 422
    assert press(borrower, f"{at}names/", reason="排班") == 302
    page = shown(borrower, loan)
    assert "甲一" in page
    assert "乙二" not in page
    assert "甲一" not in shown(lender, loan)
    for role in (Role.SERVICE_OFFICER, Role.ZONE_LEADER, Role.AUDITOR):
        client = signed_in(role)
        assert press(client, f"{at}names/", reason="看看") == 403
        assert "甲一" not in shown(client, loan)


def test_agreements_come_as_word_with_all_clauses(zone, loan, both, signed_in) -> None:
    lender, _borrower = both
    agree(loan, both)
    at = f"/labour/loans/{loan.pk}/"
    press(lender, f"{at}workers/new/", name="甲一", age="adult", hours_kept="0", wage_usual_fen="180")
    press(lender, f"/labour/workers/{Worker.objects.get().pk}/paper/", version=0, answer="agreement")
    for kind in ("cooperation", "amendment", "tripartite"):
        press(lender, f"{at}papers/", kind=kind)
    texts = {}
    for named in ("", "甲一"):
        for paper in Paper.objects.all():
            answer = lender.get(f"{at}papers/{paper.pk}/")
            assert answer.headers["Content-Disposition"].startswith("attachment")
            with zipfile.ZipFile(io.BytesIO(answer.content)) as word:
                texts[paper.kind, named] = word.read("word/document.xml").decode()
        press(lender, f"{at}names/", reason="签协议")
    assert "十一、交通等费用结算" in texts["cooperation", ""]
    assert "工伤保险条例第四十三条" in texts["cooperation", ""]
    assert "甲一" not in texts["tripartite", ""]
    assert "甲一" in texts["tripartite", "甲一"]
    assert "甲一" not in texts["cooperation", "甲一"]
    assert "乙方（盖章）" not in texts["amendment", ""]
    assert lender.get(f"{at}papers/999999/").status_code == 404


def test_small_steps_of_the_lender(zone, loan, both) -> None:
    lender, borrower = both
    agree(loan, both)
    at = f"/labour/loans/{loan.pk}/"
    press(lender, f"{at}workers/new/", name="甲一", age="adult", hours_kept="0", wage_usual_fen="180")
    worker = Worker.objects.get()
    move = f"/labour/workers/{worker.pk}/"
    assert press(lender, f"{move}link/", version=0) == 302
    assert press(borrower, f"{move}link/", version=1) == 403
    assert press(lender, f"{move}nonsense/", version=1) == 404
    assert press(lender, f"{move}removal/", version=1) == 302
    assert not Worker.objects.exists()
    assert press(lender, f"{at}answers/cancellation/", version=version(loan), reason="停产") == 302
    assert "停产" in shown(borrower, loan)


def test_a_no_and_pages_that_are_not_there(zone, loan, both, signed_in) -> None:
    lender, borrower = both
    at = f"/labour/loans/{loan.pk}/"
    assert press(borrower, f"{at}answers/nonsense/", version=0) == 404
    assert press(borrower, f"{at}answers/refusal/", version=0, reason="推迟") == 302
    assert "推迟" in shown(lender, loan)
    assert signed_in(Role.FIRM_ADMINISTRATOR, zone.dairy.pk).get(at).status_code == 404
    assert signed_in(Role.SYSTEM_ADMINISTRATOR).get(at).status_code == 404
    assert Client().get("/labour/consents/1-0.forged/").status_code == 404


def test_a_renewal_through_the_page(zone, loan, both) -> None:
    lender, _borrower = both
    worker = Worker.objects.create(loan=loan, name="甲一", consent="given", started_on=TODAY)
    Loan.objects.filter(pk=loan.pk).update(state="active", started_on=TODAY)
    at = f"/labour/loans/{loan.pk}/"
    until = TODAY + dt.timedelta(days=60)
    assert press(lender, f"{at}renewal/", version=0, until=until) == 302
    after = loan.following.get()
    assert (after.state, after.heads, worker.loan_id) == ("asked", 1, loan.pk)


def test_the_list_is_filtered_and_paged_with_few_questions(loan, both, django_assert_max_num_queries) -> None:
    lender, _borrower = both
    with django_assert_max_num_queries(12):
        page = lender.get("/labour/loans/", {"state": "asked", "firm": loan.lender_id, "before": 10**9})
    assert (page.context["total"], page.context["rows"][0]["heads"]) == (1, 2)
    assert lender.get("/labour/loans/", {"state": "active"}).context["total"] == 0


def test_seasons_are_entered_changed_and_paired(zone, both, signed_in) -> None:
    lender, borrower = both
    months = {f"m{month}": "s" if month < 7 else "p" for month in range(1, 13)}
    other = {f"m{month}": "p" if month < 7 else "n" for month in range(1, 13)}
    assert lender.get("/labour/seasons/new/").status_code == 200
    typed = {"organisation": zone.bakery.pk, "job": "1101", "spare": "9", "missing": "0", **months}
    assert press(lender, "/labour/seasons/new/", **typed) == 302
    assert press(lender, "/labour/seasons/new/", **typed | {"op": uuid4()}) == 409
    assert press(lender, "/labour/seasons/new/", **typed | {"m1": "x"}) == 422
    values = typed | {"organisation": zone.brewery.pk, "spare": "0", "missing": "5", **other}
    assert press(borrower, "/labour/seasons/new/", **values) == 302
    page = lender.get("/labour/seasons/")
    assert page.context["pairs"][0]["heads"] == 5
    assert page.context["pairs"][0]["months"] == "1、2、3、4、5、6"
    season = page.context["rows"][0]["url"]
    assert lender.get(season).status_code == 200
    assert press(lender, season, **typed | {"spare": "3", "version": 0}) == 302
    assert press(lender, season, **typed | {"spare": "3", "version": 0}) == 409
    assert lender.get("/labour/seasons/").context["pairs"][0]["heads"] == 3
    assert signed_in(Role.SERVICE_OFFICER).get("/labour/seasons/").context["pairs"][0]["heads"] == 3
    assert signed_in(Role.FIRM_ADMINISTRATOR, zone.dairy.pk).get("/labour/seasons/").context["pairs"] == []
    assert press(lender, "/labour/seasons/new/", **typed | {"organisation": zone.brewery.pk}) == 422


def test_results_by_group_open_exactly_their_loans(zone, loan, both, signed_in, django_assert_max_num_queries) -> None:
    from yuanmeng.register.actions.searching import reindex

    reindex([zone.bakery.pk, zone.brewery.pk])
    Loan.objects.filter(pk=loan.pk).update(state="returned", started_on=TODAY, worker_days=34, value=900)
    client = signed_in(Role.ZONE_LEADER)
    for by, name in (("job", "包装工"), ("alliance", "food"), ("size", "无法判定"), ("nonsense", "包装工")):
        with django_assert_max_num_queries(12):
            page = client.get("/labour/results/", {"by": by, "year": TODAY.year})
        row = page.context["rows"][0]
        counted = (row["name"], row["loans"], row["heads"], row["days"], row["value"], row["wanted"], row["filled"])
        assert counted == (name, 1, "2", "34", "900", "10", "20%")
        assert client.get(row["url"]).context["total"] == 1
        assert client.get(page.context["total"]["url"]).context["total"] == 1
    assert client.get("/labour/loans/", {"by": "alliance", "group": ""}).context["total"] == 0
    assert client.get("/labour/loans/", {"year": "2021"}).context["total"] == 0
    assert client.get("/labour/results/", {"year": "2022"}).context["rows"] == []
    assert signed_in(Role.FIRM_ADMINISTRATOR, zone.dairy.pk).get("/labour/results/").context["rows"] == []


def test_who_said_yes_waits_for_the_other_side(zone, loan, both) -> None:
    lender, borrower = both
    assert press(lender, f"/labour/loans/{loan.pk}/answers/acceptance/", version=version(loan)) == 302
    assert "answers/acceptance/" not in shown(lender, loan)
    assert "answers/refusal/" in shown(lender, loan)
    assert "answers/acceptance/" in shown(borrower, loan)


def test_the_certificates_of_the_post_are_asked_with_their_last_day(zone, loan, both) -> None:
    Lot.objects.filter(pk=loan.shortage_id).update(certificates=["welding"])
    agree(loan, both)
    lender, _borrower = both
    at = f"/labour/loans/{loan.pk}/workers/new/"
    assert "焊接" in lender.get(at).content.decode()
    typed = {"name": "甲一", "age": "adult", "hours_kept": "0", "wage_usual_fen": "180"}
    assert press(lender, at, **typed) == 422
    assert press(lender, at, **typed, c_welding=(TODAY + dt.timedelta(days=400)).isoformat()) == 302
    assert Worker.objects.get().certificates == {"welding": (TODAY + dt.timedelta(days=400)).isoformat()}
