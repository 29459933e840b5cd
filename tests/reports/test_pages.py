"""What people do with published figures, briefings and outside facts on the pages."""

from __future__ import annotations

import hashlib
import json
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.downloads import content
from tests.reports.conftest import KEY, THIS_YEAR, draft

from yuanmeng.core.actor import Role
from yuanmeng.ledger.models import Event
from yuanmeng.reports.actions import publishing, writing
from yuanmeng.reports.models import Briefing, OutsideFact, Publication

CITE = f"[[{KEY} {THIS_YEAR}]]"


@pytest.fixture
def leader(zone, signed_in) -> Client:
    return signed_in(Role.ZONE_LEADER)


@pytest.fixture
def published(zone) -> Publication:
    return publishing.publish(KEY, THIS_YEAR, by=zone.leader, op=uuid4())


@pytest.fixture
def briefing(zone) -> Briefing:
    return writing.start(values=draft(f"成员关系{CITE}个。"), by=zone.officer, op=uuid4())


def page(client: Client, url: str, status: int = 200, **asked) -> str:
    answer = client.get(url, asked)
    assert answer.status_code == status, url
    return answer.content.decode()


def post(client: Client, url: str, **values):
    return client.post(url, {"op": uuid4(), **values})


def test_a_leader_publishes_corrects_a_record_and_sees_the_difference_explained(leader, zone, one_leaves) -> None:
    figure = page(leader, f"/figures/{KEY}/", period=str(THIS_YEAR))
    assert "发布这个数字" in figure
    answer = post(leader, f"/figures/{KEY}/publishing/", period=str(THIS_YEAR), reason="")
    proof = answer.headers["Location"]
    assert "没有变化" in page(leader, proof)
    one_leaves()
    told = page(leader, proof)
    assert "发布时 3，现在 2；有 1 条记录不同" in told
    assert zone.firms[0].name in told
    assert "退出" in re.search(r"发布后发生的事.*?</table>", told, re.DOTALL)[0]
    again = post(leader, f"/figures/{KEY}/publishing/", period=str(THIS_YEAR), reason="一家退出")
    newer = page(leader, again.headers["Location"])
    assert 'data-value="2"' in newer
    assert "一家退出" in newer
    assert 'data-value="3"' in page(leader, proof), "the first edition stays as it was"
    assert "发布更正的一版" in page(leader, f"/figures/{KEY}/", period=str(THIS_YEAR))
    index = page(leader, "/publications/")
    assert index.count('href="/proof/') == 2
    assert "没有符合条件" in page(leader, "/publications/", q="没有这样的数字")


def test_the_public_reads_the_proof_but_no_record(published, zone) -> None:
    public = page(Client(), f"/proof/{published.digest}/")
    assert 'data-value="3"' in public
    assert published.digest in public
    assert published.says in public
    assert not [firm.name for firm in zone.firms if firm.name in public]
    assert zone.leader.name not in public
    page(Client(), f"/proof/{'0' * 64}/", 404)


def test_a_proof_that_was_tampered_with_says_so(published, leader, tampered) -> None:
    tampered(published)
    assert "核对不符" in page(leader, f"/proof/{published.digest}/")


@pytest.fixture
def tampered():
    from tests.opened import open_ledger

    def plant(publication: Publication) -> None:
        with open_ledger():
            publication.counted.first().delete()

    return plant


def test_who_sees_what_of_a_publication(published, signed_in, zone) -> None:
    url = f"/proof/{published.digest}/"
    auditor = signed_in(Role.AUDITOR)
    assert zone.firms[0].name in page(auditor, url)
    assert "署名登记" not in page(auditor, url)
    firm = signed_in(Role.FIRM_ADMINISTRATOR, zone.firms[0].pk)
    assert zone.firms[1].name not in page(firm, url)
    assert firm.get("/publications/").status_code == 403
    assert post(auditor, f"/figures/{KEY}/publishing/", period="2021").status_code == 403
    assert post(auditor, url + "adjusting/", value=1, reason="无").status_code == 403


def test_the_exported_list_gives_the_digest_anew(published, leader) -> None:
    """Whoever has the file and the proof page can compute the hash without us."""
    lines = content(post(leader, f"/proof/{published.digest}/export/", form="csv")).decode("utf-8-sig").splitlines()[1:]
    rows = [[int(cell) for cell in line.split(",")[:2]] for line in lines]
    one = published
    head = [one.figure, one.period, one.edition, one.definition, one.says, one.kind, one.value]
    said = json.dumps([*head, rows], ensure_ascii=False, separators=(",", ":"))
    assert hashlib.new("sm3", said.encode()).hexdigest() == published.digest
    assert Event.objects.filter(verb="figure.export").count() == 1
    assert post(leader, f"/proof/{published.digest}/export/", form="exe").status_code == 422


def test_an_adjusted_value_is_shown_beside(published, leader) -> None:
    url = f"/proof/{published.digest}/"
    assert post(leader, url + "adjusting/", value="4", reason="一家待补手续").status_code == 302
    shown = page(leader, url)
    assert 'data-value="3"' in shown
    assert "一家待补手续" in shown
    assert post(leader, url + "adjusting/", value="四", reason="无").status_code == 422


@pytest.mark.parametrize("period", ["", "2021-13", "abc"])
def test_a_bad_period_publishes_nothing(period, leader) -> None:
    assert post(leader, f"/figures/{KEY}/publishing/", period=period).status_code == 422
    assert not Publication.objects.exists()


def test_a_figure_that_is_no_more_keeps_its_proof(published, leader, gone) -> None:
    shown = page(leader, f"/proof/{published.digest}/")
    assert 'data-value="3"' in shown
    assert "口径已经改变或停用" in shown
    assert post(leader, f"/proof/{published.digest}/export/", form="csv").status_code == 404


@pytest.fixture
def gone(monkeypatch):
    """The definition is taken out of the product after it was published."""
    from yuanmeng.ledger import figures

    figures.figures()
    monkeypatch.delitem(figures._FIGURES, KEY)


def test_a_briefing_from_the_first_word_to_the_file(leader, zone, one_leaves) -> None:
    form = draft(f"一、概况\n成员关系{CITE}个，捐款260万元。")
    preview = post(leader, "/briefings/new/", do="preview", **form).content.decode()
    assert re.search(r"data-number>3</a>", preview)
    assert "<mark" in preview
    assert not Briefing.objects.exists()
    made = post(leader, "/briefings/new/", **form)
    url = made.headers["Location"]
    assert "260万" in page(leader, url)
    version = Briefing.objects.get().version
    refused = post(leader, url + "publishing/", version=version)
    assert refused.status_code == 422
    answer = post(leader, url + "publishing/", version=version, unproven="yes")
    edition = answer.headers["Location"]
    one_leaves()
    assert re.search(r'href="/proof/[0-9a-f]{64}/"[^>]*data-number>3</a>', page(leader, edition))
    assert re.search(r"data-number>2</a>", page(leader, url))
    for kind, begins in (("html", b"<!doctype"), ("pdf", b"%PDF"), ("docx", b"PK")):
        file = leader.get(f"{edition}{kind}/")
        assert file.content.startswith(begins)
        assert "attachment" in file.headers["Content-Disposition"]
    page(leader, edition + "exe/", 404)
    page(leader, url + "editions/9/", 404)


def test_what_was_typed_stays_when_it_is_refused(leader, briefing) -> None:
    wrong = draft("共[[no.figure 2021]]个")
    for url, more in (("/briefings/new/", {}), (f"/briefings/{briefing.pk}/editing/", {"version": 0})):
        for do in ("", "preview"):
            answer = post(leader, url, do=do, **wrong, **more)
            assert answer.status_code == 422
            assert "共[[no.figure 2021]]个" in answer.content.decode()
    assert post(leader, f"/briefings/{briefing.pk}/editing/", version=0, **draft("新的正文")).status_code == 302
    assert post(leader, f"/briefings/{briefing.pk}/editing/", version=0, **draft("旧的正文")).status_code == 409
    assert Briefing.objects.get().text == "新的正文"


def test_a_draft_that_can_no_longer_be_read_says_why(leader, rank, zone) -> None:
    made = writing.start(values=draft(f"第[[fact:{rank.pk}]]位"), by=zone.officer, op=uuid4())
    assert post(leader, f"/outside-facts/{rank.pk}/withdrawal/", reason="通报已更正").status_code == 302
    shown = page(leader, f"/briefings/{made.pk}/")
    assert "没有这条外部数据" in shown
    assert "发布这一版" not in shown


def test_the_list_of_briefings(leader, briefing, signed_in) -> None:
    assert briefing.title in page(leader, "/briefings/")
    assert "没有符合条件" in page(leader, "/briefings/", q="别的")
    assert "没有符合条件" in page(leader, "/briefings/", state="published")
    assert post(leader, f"/briefings/{briefing.pk}/discarding/", version=0).status_code == 302
    assert briefing.title not in page(leader, "/briefings/")
    assert briefing.title in page(leader, "/briefings/", state="discarded")
    assert "写简报" not in page(signed_in(Role.AUDITOR), "/briefings/")


def test_lists_are_paged(leader, zone, monkeypatch, published, rank) -> None:
    from yuanmeng.desk.pages import publications
    from yuanmeng.reports.pages import briefings, facts

    for module, name in ((publications, "ROWS"), (briefings, "PAGE"), (facts, "PAGE")):
        monkeypatch.setattr(module, name, 1)
    publishing.publish(KEY, THIS_YEAR.before(), by=zone.leader, op=uuid4())
    for number in range(2):
        writing.start(values=draft("甲", title=f"第{number}份"), by=zone.officer, op=uuid4())
    OutsideFact.objects.create(
        name="另一个", value="1", on=rank.on, source="演示", recorded_by_id=rank.recorded_by_id,
        recorded_at=rank.recorded_at,
    )  # fmt: skip
    for url in ("/publications/", "/briefings/", "/outside-facts/"):
        first = page(leader, url)
        (more,) = re.findall(r'href="(\?before=\d+)"', first)
        second = page(leader, url + more)
        assert 'href="?before=' not in second
    proof = f"/proof/{published.digest}/"
    (more,) = re.findall(r'href="(\?after=\d+)"', page(leader, proof))
    assert zone.firms[1].name in page(leader, proof + more)


def test_an_outside_fact_is_public_once_a_briefing_cites_it(rank, zone, leader) -> None:
    url = f"/outside-facts/{rank.pk}/"
    page(Client(), url, 404)
    page(Client(), "/outside-facts/999/", 404)
    made = writing.start(values=draft(f"第[[fact:{rank.pk}]]位"), by=zone.officer, op=uuid4())
    writing.publish(made.pk, version=0, unproven=False, by=zone.leader, op=uuid4())
    public = page(Client(), url)
    assert "27" in public
    assert "登记人" not in public
    assert "登记人" in page(leader, url)


def test_recording_an_outside_fact(leader) -> None:
    values = {"name": "名次", "value": "27", "unit": "位", "on": "2021-12-31", "source": "通报", "note": ""}
    assert "还没有外部数据" in page(leader, "/outside-facts/")
    assert page(leader, "/outside-facts/new/")
    late = post(leader, "/outside-facts/new/", **values | {"on": "2099-01-01"})
    assert (late.status_code, "还没有到" in late.content.decode()) == (422, True)
    url = post(leader, "/outside-facts/new/", **values).headers["Location"]
    assert "27位" in page(leader, url)
    assert post(leader, url + "withdrawal/", reason="").status_code == 422


def test_empty_lists_say_what_to_do(leader) -> None:
    assert "打开一个数字" in page(leader, "/publications/")
    assert "输入 @" in page(leader, "/briefings/")


def test_records_are_called_by_what_people_know_them_by(published, briefing, rank, zone) -> None:
    adjusted = publishing.adjust(published.pk, value=4, reason="待补手续", by=zone.leader, op=uuid4())
    edition = writing.publish(briefing.pk, version=0, unproven=False, by=zone.leader, op=uuid4())
    named = [published, published.counted.first(), adjusted, rank, briefing, edition]
    key = str(zone.members[0].pk)
    assert [str(each) for each in named] == [
        f"联盟成员关系 {THIS_YEAR}",
        key,
        "4",
        rank.name,
        "一季度情况",
        "一季度情况 1",
    ]


def test_reading_on_below_a_number(leader, zone, published, briefing, rank) -> None:
    for url in ("/publications/", "/briefings/", "/outside-facts/"):
        assert "没有" in page(leader, url, before=1) or "还没有" in page(leader, url, before=1)
        assert leader.get(url, {"before": "x"}).status_code == 422


def test_what_was_known_on_a_day_is_what_had_been_published(published, leader) -> None:
    url, today = f"/figures/{KEY}/", timezone.localdate().isoformat()
    assert f'href="/proof/{published.digest}/"' in page(leader, url, period=str(THIS_YEAR), known=today)
    assert "已发布的是 3（第 1 版）" in page(leader, url, period=str(THIS_YEAR), known=today)
    assert "无从证明" in page(leader, url, period=str(THIS_YEAR), known="2020-12-31")
    page(leader, url, 422, period=str(THIS_YEAR), known="2020-13-01")
