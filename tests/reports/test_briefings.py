"""A briefing's numbers are live while it is written and frozen when it is published."""

from __future__ import annotations

import re
from io import BytesIO
from uuid import uuid4

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from docx import Document
from tests.reports.conftest import KEY, THIS_YEAR, draft

from yuanmeng.core import period
from yuanmeng.core.actor import Role
from yuanmeng.core.period import Period
from yuanmeng.core.prose import Citation, read
from yuanmeng.core.refusals import Denied, IllegalMove, Invalid, Stale
from yuanmeng.reports import briefings
from yuanmeng.reports.actions import facts, writing
from yuanmeng.reports.briefings import Number, drawing, grouped, live, published
from yuanmeng.reports.documents import KINDS
from yuanmeng.reports.documents import made as made_as
from yuanmeng.reports.documents.sheet import sheet
from yuanmeng.reports.models import Briefing, Publication

CITE = f"[[{KEY} {THIS_YEAR}]]"
TEXT = f"一、概况\n成员关系{CITE}个。"


def start(zone, text: str = TEXT, **changes) -> Briefing:
    return writing.start(values=draft(text, **changes), by=zone.officer, op=uuid4())


def publish(zone, briefing: Briefing, *, unproven: bool = False):
    briefing.refresh_from_db()
    return writing.publish(briefing.pk, version=briefing.version, unproven=unproven, by=zone.leader, op=uuid4())


def test_numbers_live_in_the_draft_and_stay_in_the_edition(zone, one_leaves) -> None:
    briefing = start(zone)
    made = publish(zone, briefing)
    cite = Citation(KEY, str(THIS_YEAR))
    one_leaves()
    assert live(read(briefing.text), zone.leader)[cite].text == "2"
    frozen = published(made)[cite]
    assert (frozen.text, frozen.source) == ("3", Publication.objects.get())
    assert made.cited == {CITE: frozen.source.pk}


def test_the_next_edition_takes_the_new_number_and_the_old_stays(zone, one_leaves) -> None:
    briefing = start(zone)
    first = publish(zone, briefing)
    with pytest.raises(Invalid, match="完全相同"):
        publish(zone, briefing)
    one_leaves()
    second = publish(zone, briefing)
    assert [next(iter(published(each).values())).text for each in (first, second)] == ["3", "2"]
    assert [each.edition for each in Publication.objects.order_by("pk")] == [1, 2]
    assert briefing.title in Publication.objects.get(edition=2).reason


def test_a_number_typed_by_hand_must_be_owned_up_to(zone) -> None:
    briefing = start(zone, TEXT + "\n捐款260万元。")
    with pytest.raises(Invalid, match="1 个手写的数字"):
        publish(zone, briefing)
    assert publish(zone, briefing, unproven=True).by_hand == ["260万"]


def test_outside_facts_are_cited_until_withdrawn(zone, rank) -> None:
    briefing = start(zone, f"名次第[[fact:{rank.pk}]]位。")
    made = publish(zone, briefing)
    (number,) = published(made).values()
    assert (number.text, number.source) == ("27", rank)
    facts.withdraw(rank.pk, reason="通报已更正", by=zone.officer, op=uuid4())
    assert next(iter(published(made).values())).text == "27"
    with pytest.raises(Invalid, match="已停用"):
        publish(zone, briefing)
    with pytest.raises(Stale):
        facts.withdraw(rank.pk, reason="再停一次", by=zone.officer, op=uuid4())
    with pytest.raises(Invalid):
        facts.withdraw(rank.pk, reason=" ", by=zone.officer, op=uuid4())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[no.figure 2021]]", "没有这个数字"),
        (f"[[{KEY} 2021-13]]", "不是期间"),
        (f"[[{KEY}]]", "不是引用"),
        ("[[fact:99]]", "没有这条外部数据"),
        ("共 [[ 个", "不是引用"),
    ],
)
def test_a_citation_that_leads_nowhere_is_refused_with_its_words(text, says, zone) -> None:
    with pytest.raises(Invalid, match=says):
        start(zone, text)
    briefing = start(zone)
    with pytest.raises(Invalid, match=says):
        writing.edit(briefing.pk, version=0, values=draft(text), by=zone.officer, op=uuid4())
    assert Briefing.objects.get().text == TEXT


def test_at_most_so_many_citations(zone, monkeypatch) -> None:
    monkeypatch.setattr(briefings, "MOST", 1)
    with pytest.raises(Invalid, match="最多引用 1 个"):
        start(zone, f"{CITE}、[[{KEY} 2021]]")


def test_two_writers_the_second_is_told(zone) -> None:
    briefing = start(zone)
    writing.edit(briefing.pk, version=0, values=draft("甲"), by=zone.officer, op=uuid4())
    with pytest.raises(Stale):
        writing.edit(briefing.pk, version=0, values=draft("乙"), by=zone.leader, op=uuid4())
    assert Briefing.objects.get().text == "甲"


def test_discarding_is_for_drafts_alone(zone) -> None:
    briefing = start(zone)
    writing.discard(briefing.pk, version=0, by=zone.officer, op=uuid4())
    with pytest.raises(IllegalMove):
        publish(zone, briefing)
    other = start(zone)
    publish(zone, other)
    other.refresh_from_db()
    with pytest.raises(IllegalMove):
        writing.discard(other.pk, version=other.version, by=zone.officer, op=uuid4())


def test_who_writes_and_who_publishes(zone) -> None:
    briefing = start(zone)
    with pytest.raises(Denied):
        writing.publish(briefing.pk, version=0, unproven=False, by=zone.officer, op=uuid4())
    with pytest.raises(Denied):
        writing.start(values=draft("甲"), by=zone.auditor, op=uuid4())


def test_an_edition_is_append_only(zone) -> None:
    publish(zone, start(zone))
    for statement in ("UPDATE reports_briefingedition SET title = ''", "DELETE FROM reports_briefingedition"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_numbers_in_a_text() -> None:
    assert [grouped(number) for number in (0, 308, 9_999, 10_000, 5_000_000, -12_000)] == [
        "0", "308", "9999", "10,000", "5,000,000", "-12,000",
    ]  # fmt: skip


def _year_until_now() -> tuple[str, int]:
    """The period from January to today, and how many months it has; two months at least."""
    today = timezone.localdate()
    first = today.replace(day=1, month=1) if today.month > 1 else today.replace(day=1, month=12, year=today.year - 1)
    whole = Period(first, today)
    return str(whole), len(whole.months())


def test_a_chart_freezes_its_months_and_draws_them_in_every_file(zone, one_leaves) -> None:
    """The draft goes on; the edition keeps each month as it was, drawn and in the table under it."""
    asked, many = _year_until_now()
    briefing = start(zone, f"一、成员\n[[chart:{KEY} {asked}]]")
    made = publish(zone, briefing)
    one_leaves()
    assert len(made.cited) == many
    frozen = sheet(made, "https://zone.example")
    assert frozen.lines[0].chart is None
    chart = frozen.lines[1].chart
    months = [str(each) for each in Period.months(period.read(asked))]
    assert [month for month, _run in chart.rows] == [each[:7] for each in months]
    assert [run.text for _month, run in chart.rows] == ["3"] * many
    assert {run.link for _month, run in chart.rows} == {proof.link for proof in frozen.proofs}
    assert len({run.link for _month, run in chart.rows}) == many
    assert chart.svg.startswith("<svg")
    assert "style=" not in chart.svg
    now = drawing(read(briefing.text)[1].chart, live(read(briefing.text), zone.leader))
    assert now.rows[-1][1].text == "2"
    assert now.title == chart.title
    files = {kind: made_as(kind, frozen) for kind in KINDS}
    assert files["html"].decode().count(chart.svg) == 1
    assert files["html"].decode().count("data-number") == many
    document = Document(BytesIO(files["docx"]))
    assert len(document.inline_shapes) == 1
    assert [cell.text.split()[0] for row in document.tables[0].rows for cell in row.cells if cell.text] == [
        each[:7] for each in months
    ]
    said = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(files["pdf"]))
    assert chart.title in said
    assert made_as("docx", frozen) == files["docx"]


def test_a_number_that_may_not_be_known_leaves_a_gap() -> None:
    months = [Citation(KEY, f"2021-0{month}") for month in (1, 2, 3)]
    known = {each: Number(each, "4", "成员", "个", "", value=4) for each in months}
    whole = drawing(months, known)
    gap = drawing(months, known | {months[1]: Number(months[1], None, "成员", "个", "")})
    assert (whole.svg.count(">4<"), gap.svg.count(">4<")) == (4, 3)  # three labels and one of the axis
    assert [number.text for _month, number in gap.rows] == ["4", None, "4"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"见[[chart:{KEY} 2021]]。", "图独占一行"),
        (f"[[chart:{KEY} 2021-07]]", "2 到 36 个月"),
        (f"[[chart:{KEY} 2017-01-01..2021-01-31]]", "2 到 36 个月"),
        (f"[[chart:{KEY} 2021-13]]", "不是引用"),
        ("[[chart:no.figure 2021]]", "没有这个数字"),
        ("[[chart:matching.fill 2021]]", "是比率"),
        (f"[[chart:{KEY} 2098]]", "还没有到"),
        ("[[chart:fact:1]]", "不是引用"),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_refused_with_a_sentence(text, says, zone) -> None:
    with pytest.raises(Invalid, match=says):
        start(zone, text)


def test_the_page_draws_a_chart_over_the_table_of_its_months(zone, rank, signed_in) -> None:
    """In the draft each month leads to its records, in the edition to its proof; a fact may stand beside it."""
    asked, many = _year_until_now()
    briefing = start(zone, f"名次第[[fact:{rank.pk}]]位。\n[[chart:{KEY} {asked}]]")
    leader = signed_in(Role.ZONE_LEADER)
    draft = leader.get(f"/briefings/{briefing.pk}/").content.decode()
    assert draft.count('<figure class="ym-figure"><div class="ym-table-wrap" tabindex="0"><svg') == 1
    assert draft.count(f'href="/figures/{KEY}/?period=') == many
    assert "名次第27位。" in re.sub(r"<[^>]*>", "", draft)  # nothing stands between a number and the words
    publish(zone, briefing)
    edition = leader.get(f"/briefings/{briefing.pk}/editions/1/").content.decode()
    assert edition.count('<figure class="ym-figure"><div class="ym-table-wrap" tabindex="0"><svg') == 1
    for each in Publication.objects.all():
        assert f'href="/proof/{each.digest}/"' in edition
