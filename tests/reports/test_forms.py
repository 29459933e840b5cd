"""A superior's form: sources, filling, editions, rights, what is missing; nothing that was filled is ever changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.reports.conftest import KEY

from yuanmeng.alliances.models import Membership
from yuanmeng.core import period
from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.desk.demo import forms as made
from yuanmeng.files.storage import keep, path_of
from yuanmeng.ledger import figures
from yuanmeng.ledger.models import Event
from yuanmeng.reports.actions import facts
from yuanmeng.reports.actions import forms as actions
from yuanmeng.reports.filling import content, filled, grids, label, latest, period_of, spanned, value_of
from yuanmeng.reports.grids import Cell, Grid, written
from yuanmeng.reports.models import FilledCell, Filling, Placement, SuperiorForm
from yuanmeng.reports.queries import saved
from yuanmeng.reports.suggesting import likeness, suggestions

MONTH = "2021-07"


def source(cell: str, kind: str = "figure", key: str = KEY, span: str = "this", text: str = "") -> dict[str, str]:
    return {"cell": cell, "kind": kind, "key": key, "span": span, "text": text}


def uploaded(by, file: bytes | None = None, kind: str = "xlsx", rhythm: str = "month", name: str = "月报表"):
    kept = keep(f"{name}.{kind}", [file or made.appeals()], (kind,), 1 << 20)
    values = {"name": name, "superior": "演示局（虚构）", "rhythm": rhythm}
    return actions.upload(kept=kept, kind=kind, values=values, by=by, op=uuid4())


@pytest.fixture
def form(zone) -> SuperiorForm:
    return uploaded(zone.officer)


@pytest.fixture
def placed(form, zone) -> SuperiorForm:
    return actions.place(form.pk, version=0, sources=[source("1!C5")], by=zone.officer, op=uuid4())


def fill(form: SuperiorForm, by, asked: str = MONTH, version: int | None = None) -> Filling:
    version = SuperiorForm.objects.get(pk=form.pk).version if version is None else version
    return actions.fill(form.pk, version=version, period=asked, by=by, op=uuid4())


def test_a_form_fills_itself_with_exact_values(form, zone, rank) -> None:
    sources = [
        source("1!C5"),
        source("1!D5", span="last_year"),
        source("1!E5", span="year_to_date"),
        source("1!A2", "field", "zone"),
        source("1!D2", "field", "period"),
        source("1!A11", "field", "person"),
        source("1!D11", "field", "day"),
        source("1!C6", "fact", str(rank.pk)),
        source("1!C7", "text", text="=无"),
    ]
    actions.place(form.pk, version=0, sources=sources, by=zone.officer, op=uuid4())
    done = fill(form, zone.leader)
    assert (done.edition, done.numbers, done.lacking) == (1, 4, 0)
    frozen = done.cells.get(cell="1!C5")
    assert (frozen.text, frozen.records, frozen.definition) == ("3", 3, figures.figures()[KEY].version)
    assert frozen.period == MONTH
    assert done.cells.get(cell="1!E5").period == "2021-01-01..2021-07-31"
    file = written("xlsx", content(form), {each.cell: value_of(each) for each in done.cells.all()})
    rows = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[4][2:5] == [3.0, 0.0, 3.0]
    assert rows[5][2] == 27.0
    assert rows[6][2] == "=无"
    today = timezone.localdate()
    assert (rows[1][0], rows[1][3]) == ("填报单位：开发区", "报告期：2021年7月")
    assert (rows[10][0], rows[10][3]) == ("填报人：测试人员", f"填报日期：{today.year}年{today.month}月{today.day}日")
    event = Event.objects.filter(verb="form.fill").get()
    assert event.facts == {"period": MONTH, "edition": 1, "numbers": 4, "lacking": 0, "digest": done.digest}


def test_a_form_of_words_is_filled_too(zone) -> None:
    form = uploaded(zone.leader, made.visits(), "docx")
    actions.place(form.pk, version=0, sources=made.visits_sources(), by=zone.leader, op=uuid4())
    done = fill(form, zone.leader)
    assert [(each.cell, each.text) for each in done.cells.filter(kind="figure")][:2] == [("1!B3", "0"), ("1!C3", "0")]


def test_filling_again_is_a_new_edition_only_where_something_differs(placed, zone, one_leaves) -> None:
    first = fill(placed, zone.leader)
    with pytest.raises(Invalid, match="第 1 版完全相同"):
        fill(placed, zone.officer)
    actions.place(placed.pk, version=1, sources=[source("1!A11", "field", "person")], by=zone.officer, op=uuid4())
    second = fill(placed, zone.leader)
    with pytest.raises(Invalid, match="第 2 版完全相同"):
        fill(placed, replace(zone.officer, name="另一人"))
    assert (first.edition, second.edition) == (1, 2)
    assert first.digest != second.digest
    assert saved() == {"forms": 1, "numbers": 1}, "an edition more is not a form more"
    fill(placed, zone.leader, "2021-08")
    assert saved() == {"forms": 2, "numbers": 2}


def test_nothing_was_saved_yet(zone) -> None:
    assert saved() == {"forms": 0, "numbers": 0}


@pytest.mark.parametrize("model", [Filling, FilledCell])
def test_what_was_filled_is_never_changed(model, placed, zone) -> None:
    fill(placed, zone.leader)
    for statement in (f"UPDATE {model._meta.db_table} SET period = '2020'", f"DELETE FROM {model._meta.db_table}"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_the_person_may_not_know_is_missing_and_never_nought(placed, zone, acting) -> None:
    [cell] = filled(placed, period.read(MONTH), acting())
    assert (cell.text, cell.records) == ("", None)
    assert cell.missing == "“联盟成员关系”里有您无权查看的记录，请有权的人来填。"


def test_a_rate_says_a_share_or_what_is_missing(form, zone, monkeypatch, acting) -> None:
    rate = replace(figures.rates()["matching.fill"], part=KEY, base=KEY, least=3)
    monkeypatch.setitem(figures._RATES, "matching.fill", rate)
    sources = [source("1!C5", "rate", "matching.fill")]
    actions.place(form.pk, version=0, sources=sources, by=zone.officer, op=uuid4())
    asked = period.read(MONTH)
    [cell] = filled(form, asked, zone.leader)
    assert (cell.text, cell.records, value_of(cell)) == ("100.0%", 3, Decimal(1))
    [closed] = filled(form, asked, acting())
    assert "无权查看" in closed.missing
    monkeypatch.setitem(figures._RATES, "matching.fill", replace(rate, least=4))
    [small] = filled(form, asked, zone.leader)
    assert small.missing.endswith("的基数不足 4 条，不计算。")
    fewer = replace(figures.figures()[KEY], key="alliances.none", records=lambda _period: Membership.objects.none())
    monkeypatch.setitem(figures._FIGURES, fewer.key, fewer)
    monkeypatch.setitem(figures._RATES, "matching.fill", replace(rate, base=fewer.key, least=0))
    [more] = filled(form, asked, zone.leader)
    assert (more.text, more.missing) == ("", "“缺工得到支援的比例”的分子多于分母，不计算。")
    monkeypatch.delitem(figures._RATES, "matching.fill")
    [gone] = filled(form, asked, zone.leader)
    assert gone.missing == "没有“matching.fill”这个数字了。"
    monkeypatch.setitem(figures._RATES, "matching.fill", rate)


def test_sources_that_ended_leave_the_cell_empty(placed, zone, rank, monkeypatch) -> None:
    more = [source("1!C6", "fact", str(rank.pk))]
    actions.place(placed.pk, version=1, sources=more, by=zone.officer, op=uuid4())
    facts.withdraw(rank.pk, reason="更正", by=zone.officer, op=uuid4())
    monkeypatch.delitem(figures._FIGURES, KEY)
    done = fill(placed, zone.leader)
    assert (done.numbers, done.lacking) == (0, 2)
    said = ["没有“alliances.memberships”这个数字了。", "外部数据“全省开发区综合评价名次”已停用。"]
    assert [each.missing for each in done.cells.all()] == said


@pytest.mark.parametrize(
    ("rhythm", "good", "bad"),
    [("month", "2021-07", "2021Q3"), ("quarter", "2021Q3", "2021"), ("year", "2021", "2021-07")],
)
def test_only_periods_of_the_forms_rhythm(rhythm, good, bad, zone) -> None:
    form = SuperiorForm(rhythm=rhythm)
    assert str(period_of(form, good)) == good
    for wrong in (bad, "x", "1999-01" if rhythm == "month" else "1999"):
        with pytest.raises(Invalid, match="不是这张表的报告期"):
            period_of(form, wrong)
    begins = {"month": "2098-01", "quarter": "2098Q1", "year": "2098"}[rhythm]
    with pytest.raises(Invalid, match="还没有开始"):
        period_of(form, begins)
    assert latest(form).last < timezone.localdate()
    assert str(latest(form)) == str(period_of(form, str(latest(form))))


def test_periods_of_sources_and_their_names() -> None:
    asked = period.read("2021Q3")
    assert [str(spanned(asked, span)) for span in ("this", "last_year", "year_to_date")] == [
        "2021Q3",
        "2020Q3",
        "2021-01-01..2021-09-30",
    ]
    assert [label(text) for text in ("2021-07", "2021Q3", "2021")] == ["2021年7月", "2021年第3季度", "2021年"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (source("1!A5"), "已印有文字"),
        (source("1!F5"), "公式"),
        (source("9!A1"), "没有这一格"),
        (source("1!C5", key="no.figure"), "没有“no.figure”"),
        (source("1!C5", span=""), "本期、上年同期"),
        (source("1!C5", span="ever"), "本期、上年同期"),
        (source("1!C5", "text"), "请写要填的文字"),
        (source("1!C5", "fact", "999"), "已停用"),
        (source("1!C5", "", ""), "请选择数据来源"),
    ],
)
def test_a_source_that_does_not_fit_is_refused(wrong, says, form, zone) -> None:
    with pytest.raises(Invalid, match=says):
        actions.place(form.pk, version=0, sources=[wrong], by=zone.officer, op=uuid4())
    assert not Placement.objects.exists()


def test_placing_replaces_clears_and_has_an_end(placed, zone, monkeypatch) -> None:
    again = source("1!C5", span="last_year")
    actions.place(placed.pk, version=1, sources=[source("1!C5"), again], by=zone.officer, op=uuid4())
    assert [(each.cell, each.span) for each in placed.placements.all()] == [("1!C5", "last_year")]
    monkeypatch.setattr(actions, "MOST", 1)
    with pytest.raises(Invalid, match="最多指定 1 格"):
        actions.place(placed.pk, version=2, sources=[source("1!C6")], by=zone.officer, op=uuid4())
    with pytest.raises(Invalid, match="至少选一格"):
        actions.place(placed.pk, version=2, sources=[], by=zone.officer, op=uuid4())
    actions.clear(placed.pk, version=2, cell="1!C5", by=zone.officer, op=uuid4())
    assert not placed.placements.exists()
    with pytest.raises(Invalid, match="没有数据来源"):
        actions.clear(placed.pk, version=3, cell="1!C5", by=zone.officer, op=uuid4())
    with pytest.raises(Invalid, match="还没有一格"):
        fill(placed, zone.leader)


def test_who_comes_second_sees_what_changed(placed, zone) -> None:
    for late in (
        lambda: actions.place(placed.pk, version=0, sources=[source("1!C6")], by=zone.officer, op=uuid4()),
        lambda: actions.clear(placed.pk, version=0, cell="1!C5", by=zone.officer, op=uuid4()),
        lambda: actions.withdraw(placed.pk, version=0, reason="换表", by=zone.officer, op=uuid4()),
        lambda: fill(placed, zone.leader, version=0),
    ):
        with pytest.raises(Stale):
            late()
    assert placed.placements.count() == 1
    assert not Filling.objects.exists()


def test_a_withdrawn_form_is_filled_no_more(placed, zone) -> None:
    done = fill(placed, zone.leader)
    with pytest.raises(Invalid, match="原因"):
        actions.withdraw(placed.pk, version=1, reason=" ", by=zone.officer, op=uuid4())
    ended = actions.withdraw(placed.pk, version=1, reason="换了新表", by=zone.officer, op=uuid4())
    assert (ended.state, ended.withdrawn_reason) == ("withdrawn", "换了新表")
    for late in (
        lambda: actions.place(placed.pk, version=2, sources=[source("1!C6")], by=zone.officer, op=uuid4()),
        lambda: actions.withdraw(placed.pk, version=2, reason="再停", by=zone.officer, op=uuid4()),
        lambda: fill(placed, zone.leader),
    ):
        with pytest.raises(IllegalMove):
            late()
    assert Filling.objects.get() == done


def test_a_repeated_operation_happens_once(form, zone) -> None:
    op = uuid4()
    for _time in range(2):
        actions.place(form.pk, version=0, sources=[source("1!C5")], by=zone.officer, op=op)
    filling_op = uuid4()
    done = [actions.fill(form.pk, version=1, period=MONTH, by=zone.leader, op=filling_op).pk for _time in range(2)]
    assert done == [Filling.objects.get().pk] * 2
    ends = uuid4()
    for _time in range(2):
        actions.withdraw(form.pk, version=1, reason="换表", by=zone.leader, op=ends)


VIEWERS = (Role.AUDITOR, Role.DEPARTMENT_HANDLER, Role.PARTY_INSTRUCTOR, Role.ALLIANCE_SECRETARY)


@pytest.mark.parametrize("role", [*VIEWERS, Role.FIRM_ADMINISTRATOR, Role.EXPERT, Role.SYSTEM_ADMINISTRATOR])
def test_nobody_else_defines_or_fills(role, placed, zone, acting) -> None:
    other = acting(role, zone.firms[0].pk) if role is Role.FIRM_ADMINISTRATOR else acting(role)
    refusal = Denied if role in VIEWERS else Hidden
    with pytest.raises(Denied):
        uploaded(other)
    for refused in (
        lambda: actions.place(placed.pk, version=1, sources=[source("1!C6")], by=other, op=uuid4()),
        lambda: actions.clear(placed.pk, version=1, cell="1!C5", by=other, op=uuid4()),
        lambda: actions.withdraw(placed.pk, version=1, reason="无", by=other, op=uuid4()),
        lambda: fill(placed, other),
    ):
        with pytest.raises(refusal):
            refused()


def test_a_file_that_is_gone_or_changed_is_not_used(form) -> None:
    path = path_of(form.stored)
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(Hidden, match="不一致"):
        grids(form)
    path.unlink()
    with pytest.raises(Hidden):
        content(form)


def test_suggestions_say_what_they_were_read_off(form) -> None:
    found = {each.cell: each for each in suggestions(grids(form), frozenset({"1!C6"}))}
    assert (found["1!D5"].key, found["1!D5"].span, found["1!D5"].label) == (
        "issues.raised", "last_year", "收到的企业问题",
    )  # fmt: skip
    assert found["1!E5"].span == "year_to_date"
    assert found["1!C5"].span == "this"
    assert (found["1!A2"].kind, found["1!A2"].key) == ("field", "zone")
    assert (found["1!D2"].key, found["1!A11"].key, found["1!D11"].key) == ("period", "person", "day")
    assert "1!C6" not in found, "it has a source"
    assert "1!C9" not in found, "nothing here counts what a hotline took"


def test_nothing_is_proposed_where_two_figures_fit_alike(zone, monkeypatch) -> None:
    figure = figures.figures()["issues.raised"]
    monkeypatch.setitem(figures._FIGURES, "issues.twin", replace(figure, key="issues.twin"))
    form = uploaded(zone.officer, name="另一张")
    assert "1!C5" not in {each.cell for each in suggestions(grids(form), frozenset())}


def test_a_rate_is_proposed_before_a_figure_that_sounds_alike(zone) -> None:
    form = uploaded(zone.officer, made.alliances(), rhythm="quarter", name="季报")
    found = {each.cell: (each.kind, each.key, each.span) for each in suggestions(grids(form), frozenset())}
    assert found["1!B7"] == ("rate", "matching.fill", "this")
    assert found["1!C4"] == ("figure", "activities.held", "last_year")


def test_the_demo_zone_signs_with_its_own_name(form, zone, settings) -> None:
    settings.DEMO = True
    sources = [source("1!A2", "field", "zone")]
    actions.place(form.pk, version=0, sources=sources, by=zone.officer, op=uuid4())
    assert [each.text for each in filled(form, period.read(MONTH), zone.leader)] == ["济北开发区（演示）"]


def test_a_line_that_asks_for_something_else_gets_no_proposal(zone) -> None:
    grid = Grid("1", [[Cell("1!A1", "走访："), Cell("1!B1", "填报单位")], [Cell("1!A2", "")]])
    assert [each.cell for each in suggestions([grid], frozenset())] == ["1!A2"]


def test_likeness_of_texts() -> None:
    assert likeness("走访", "走访") == 1
    assert likeness("（本期）", "走访") == 0
    assert likeness("本月走访数量", "走访") == 1


def test_names_for_people(form, placed, zone) -> None:
    done = fill(placed, zone.leader)
    assert [str(form), str(placed.placements.get()), str(done)] == [
        "月报表",
        f"1!C5 figure {KEY}",
        f"{form.pk} {MONTH} 1",
    ]
