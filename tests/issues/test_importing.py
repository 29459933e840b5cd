"""Importing an office's problem ledger: what each row becomes, nothing twice, undone as a whole."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.downloads import content, workbook

from yuanmeng.core import period
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.files.storage import keep
from yuanmeng.issues.actions import coordinating, importing
from yuanmeng.issues.actions.reference import load_categories
from yuanmeng.issues.command_import import main
from yuanmeng.issues.figures import imported, unconfirmed
from yuanmeng.issues.judging import REASONS, Row
from yuanmeng.issues.models import Answer, Category, Clock, Issue, IssueBatch, IssueRow, Recusal
from yuanmeng.ledger.models import Event
from yuanmeng.notices.models import Notice
from yuanmeng.register.models import FormerName

TICKETS = Path(__file__).parents[3] / "shared/data/tickets"
HEAD = ["编号", "标题", "内容", "提出时间", "企业名称", "承办单位", "答复", "答复时间"]
OPEN = ["T1", "道路积水", "厂门口积水", "2021-03-05 09:30", "bakery（虚构）有限公司", "", "", ""]
DONE = ["T2", "用电增容", "车间增容", "2021-03-05", "brewery（虚构）有限公司",
        "power局（虚构）", "已增容。", "2021年3月12日"]  # fmt: skip


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> None:
    settings.FILES_ROOT = str(tmp_path / "files")


@pytest.fixture
def written(tmp_path):
    """A CSV with these rows under the usual heads."""

    def make(*rows: list[str], head: list[str] = HEAD, name: str = "台账.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([head, *rows])
        return path

    return make


def loaded(path: Path, capsys, *words: str, source: str = "经济发展局") -> dict[str, int]:
    assert main([str(path), "--source", source, "--json", *words]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def counts(found: dict[str, int]) -> tuple[int, ...]:
    return tuple(found[name] for name in ("rows", "created", "updated", "unchanged", "held", "refused"))


def test_open_problems_wait_and_finished_ones_are_never_called_confirmed(zone, written, capsys) -> None:
    assert counts(loaded(written(OPEN, DONE), capsys)) == (2, 2, 0, 0, 0, 0)
    waiting, done = Issue.objects.order_by("pk")
    assert (waiting.state, waiting.via, waiting.firm, waiting.number) == (
        "raised",
        "import",
        zone.bakery,
        "WT20210305-0001",
    )
    assert timezone.localtime(waiting.raised_at).isoformat() == "2021-03-05T09:30:00+08:00"
    assert set(Clock.objects.filter(issue=waiting).values_list("state", flat=True)) == {"running"}
    assert (done.state, done.lead, done.number) == ("unconfirmed", zone.power, "WT20210305-0002")
    answer = Answer.objects.get()
    assert (answer.issue, answer.text, answer.word, answer.by) == (done, "已增容。", "", None)
    assert dict(Clock.objects.filter(issue=done).values_list("what", "state")) == {"reply": "late", "finish": "met"}
    year = period.read("2021")
    assert (imported(year).get(), unconfirmed(year).count()) == (done, 0)
    assert not Notice.objects.exists()


def test_the_same_file_twice_changes_nothing(zone, written, capsys) -> None:
    path = written(OPEN, DONE)
    loaded(path, capsys)
    before = list(Issue.objects.values())
    assert counts(loaded(path, capsys)) == (2, 0, 0, 2, 0, 0)
    assert list(Issue.objects.values()) == before
    assert counts(loaded(path, capsys, source="另一个来源")) == (2, 2, 0, 0, 0, 0)


def test_next_months_ledger_brings_the_answer(zone, written, capsys) -> None:
    loaded(written(OPEN), capsys)
    answered = [*OPEN[:5], "power局（虚构）", "已疏通。", "2021-03-20"]
    assert counts(loaded(written([*OPEN[:6], "已疏通。", "2021-03-20"]), capsys)) == (1, 0, 1, 0, 0, 0)
    issue = Issue.objects.get()
    assert (issue.state, issue.version, Answer.objects.get().text) == ("unconfirmed", 1, "已疏通。")
    assert dict(Clock.objects.values_list("what", "state")) == {"start": "void", "reply": "late", "finish": "met"}
    assert counts(loaded(written(answered), capsys)) == (1, 0, 0, 0, 1, 0)


def test_a_ledger_that_forgot_the_answer_changes_nothing(zone, written, capsys) -> None:
    loaded(written(DONE), capsys)
    assert counts(loaded(written([*DONE[:6], "", ""]), capsys)) == (1, 0, 0, 1, 0, 0)
    assert Answer.objects.get().text == "已增容。"


def test_what_is_worked_on_here_is_not_changed_by_a_ledger(zone, written, capsys, tmp_path) -> None:
    loaded(written(OPEN), capsys)
    issue = Issue.objects.get()
    coordinating.accept(issue.pk, version=0, by=zone.officer, op=uuid4())
    errors = tmp_path / "errors.csv"
    path = written([*OPEN[:6], "已疏通。", "2021-03-20"])
    assert counts(loaded(path, capsys, "--errors", str(errors))) == (1, 0, 0, 0, 1, 0)
    assert str(REASONS["worked"]) in errors.read_text("utf-8-sig")
    assert counts(loaded(written(["T1", "换了标题", *OPEN[2:]]), capsys)) == (1, 0, 0, 0, 1, 0)


@pytest.fixture
def checked(zone, written, capsys, tmp_path):
    """The counts of rows that are only looked at, and the first line of the error file."""

    def make(*rows: list[str]):
        errors = tmp_path / "errors.csv"
        found = loaded(written(*rows), capsys, "--errors", str(errors), "--check")
        assert not list(tmp_path.glob("files/*"))
        return found, list(csv.reader(StringIO(errors.read_text("utf-8-sig"))))[1]

    return make


@pytest.mark.parametrize(
    ("row", "reason", "column"),
    [
        (["", "", "", *OPEN[3:]], "no_title", "标题"),
        (["", "标题", "", "去年", "", "", "", ""], "no_date", "提出时间"),
        (["", "标题", "", "2021-03-05 25:00", "", "", "", ""], "no_date", "提出时间"),
        (["", "标题", "", "", "", "", "", ""], "no_date", "提出时间"),
        (["", "标题", "", "2099-01-01", "", "", "", ""], "future", "提出时间"),
        (["", "标题", "", "2021-03-05", "没有的公司", "", "", ""], "unknown_firm", "企业名称"),
        (["", "标题", "", "2021-03-05", "", "没有的局", "", ""], "unknown_unit", "主办单位"),
        (["", "标题", "", "2021-03-05", "", "", "已办", ""], "reply_no_date", "答复时间"),
        (["", "标题", "", "2021-03-05", "", "", "已办", "2021-03-01"], "reply_before", "答复时间"),
        (["", "标题", "", "2021-03-05", "", "", "", "2021-03-06"], "no_reply", "答复内容"),
        (["", "标题", "字" * 5001, "2021-03-05", "", "", "", ""], "too_long", "内容"),
        (["", "标\u200b题", "", "2021-03-05", "", "", "", ""], "characters", "标题"),
    ],
)
def test_a_row_that_is_not_taken_says_why_and_what_to_do(checked, row, reason, column) -> None:
    found, told = checked(row, OPEN)
    assert (found["created"], found["held"] + found["refused"], found["batch"]) == (1, 1, None)
    assert (told[2], told[-1]) == ("2", str(REASONS[reason]))
    assert told[3] == column
    assert not Issue.objects.exists()


def test_rows_of_one_file_that_repeat_or_contradict_each_other(zone, written, capsys) -> None:
    assert counts(loaded(written(OPEN, OPEN, ["T1", "别的事", *OPEN[2:]], HEAD, [""] * 8), capsys)) == (
        3,
        1,
        0,
        0,
        1,
        1,
    )


def test_titles_are_made_of_texts_and_long_ones_are_kept_whole(zone, written, capsys) -> None:
    long = "长" * 90
    rows = (["", "", "门口积水。请来看看", *OPEN[3:]], ["", long, "", *OPEN[3:]])
    loaded(written(*rows), capsys)
    short, cut = Issue.objects.order_by("pk")
    assert short.title == "门口积水"
    assert (len(cut.title), cut.text) == (80, long)


def test_categories_and_firms_are_found_by_their_names_and_codes(zone, written, capsys) -> None:
    load_categories([("用电", "增容"), ("用水", "管网"), ("用气", "管网")], by=zone.officer, op=uuid4())
    FormerName.objects.create(organisation=zone.bakery, name="老名字", source="x")
    head = ["标题", "提出时间", "企业名称", "信用代码", "分类"]
    type(zone.brewery).objects.filter(pk=zone.brewery.pk).update(uscc="91000000MA0000000P")
    day = "2021-03-05"
    rows = (
        ["一", day, "老名字", "", "增容"],
        ["二", day, "", "91000000ma0000000p", "用水/管网"],
        ["三", day, "", "", "管网"],
        ["四", day, "", "91000000MA0000001M", ""],
    )
    found = loaded(written(*rows, head=head), capsys)
    assert counts(found) == (4, 3, 0, 0, 1, 0)
    told = {issue.title: (issue.firm, str(issue.category or "")) for issue in Issue.objects.all()}
    assert told == {"一": (zone.bakery, "用电 › 增容"), "二": (zone.brewery, "用水 › 管网"), "三": (None, "")}
    assert IssueBatch.objects.get().counts["noted"] == 1
    assert Category.objects.count() == 6


def test_numbers_of_a_day_go_on_without_a_gap(zone, raised, written, capsys) -> None:
    today = timezone.localdate()
    first = raised()
    loaded(written(["", "一", "", today.isoformat() + " 00:01", "", "", "", ""]), capsys)
    assert (first.ordinal, Issue.objects.get(title="一").ordinal, raised().ordinal) == (1, 2, 3)


def test_a_batch_is_undone_as_a_whole(zone, written, capsys) -> None:
    first = loaded(written(OPEN), capsys)["batch"]
    state = (list(Issue.objects.values()), list(Clock.objects.values()))
    second = loaded(written([*OPEN[:6], "已疏通。", "2021-03-20"], DONE), capsys)["batch"]
    with pytest.raises(Invalid, match="WT20210305-0001"):
        importing.undo(first, version=1, by=zone.officer, op=uuid4())
    importing.undo(second, version=1, by=zone.officer, op=uuid4())
    issue = Issue.objects.get()
    assert (issue.state, issue.closed_at, issue.version) == ("raised", None, 2)
    assert list(Clock.objects.values()) == state[1]
    assert not Answer.objects.exists()
    importing.undo(first, version=1, by=zone.officer, op=uuid4())
    assert [each.objects.count() for each in (Issue, IssueRow, Clock)] == [0, 0, 0]
    assert [batch.state for batch in IssueBatch.objects.all()] == ["undone", "undone"]
    assert counts(loaded(written(OPEN, DONE), capsys)) == (2, 2, 0, 0, 0, 0)
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"issue.import", "issue.load", "issue.load_answers", "issue.undo_import", "issue.unload"} <= verbs


def test_what_somebody_went_on_with_is_not_undone(zone, written, capsys) -> None:
    pk = loaded(written(OPEN, DONE), capsys)["batch"]
    issue = Issue.objects.get(state="raised")
    coordinating.accept(issue.pk, version=0, by=zone.officer, op=uuid4())
    with pytest.raises(Invalid, match=issue.number):
        importing.undo(pk, version=1, by=zone.officer, op=uuid4())
    Issue.objects.filter(pk=issue.pk).update(version=0)
    Recusal.objects.create(issue=issue, user_id=zone.officer.user_id, reason="亲属", at=timezone.now())
    with pytest.raises(Invalid, match=issue.number):
        importing.undo(pk, version=1, by=zone.officer, op=uuid4())
    assert Issue.objects.count() == 2


def test_refused_moves(zone, written, capsys) -> None:
    pk = loaded(written(OPEN), capsys)["batch"]
    for act in (importing.drop, importing.undo):
        with pytest.raises((Denied, Hidden)):
            act(pk, version=1, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Denied):
        importing.undo(pk, version=1, by=zone.leader, op=uuid4())
    with pytest.raises(IllegalMove):
        importing.drop(pk, version=1, by=zone.officer, op=uuid4())
    with pytest.raises(IllegalMove):
        importing.load(pk, columns={}, version=1, by=zone.officer, op=uuid4())
    with pytest.raises(Stale):
        importing.undo(pk, version=0, by=zone.officer, op=uuid4())
    assert Issue.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [("甲,乙\n1,2\n", "前十行里没有找到表头"), ("标题,内容\n一,二\n", "请指定“标题”或“内容”")],
)
def test_files_that_are_no_ledger(db, tmp_path, capsys, text, says) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, "utf-8")
    assert main([str(path)]) == 1
    assert says in capsys.readouterr().err
    assert main([str(path) + "x"]) == 1
    assert "不能读写文件" in capsys.readouterr().err


def test_columns_are_named_by_hand_and_remembered(zone, written, capsys) -> None:
    head = ["事由", "来电时间", "答复"]
    path = written(["积水", "2021-03-05", ""], head=head)
    assert main([str(path), "--source", "热线", "--column", "title=事由", "--column", "raised=来电时间"]) == 1
    titled = written(["积水", "2021-03-05", ""], head=["标题", "来电时间", "答复"])
    assert main([str(titled), "--source", "热线", "--column", "raised=来电时间"]) == 0
    assert "共 1 行：新建 1" in capsys.readouterr().out
    again = written(["断电", "2021-03-06", ""], head=["标题", "来电时间", "答复"])
    assert main([str(again), "--source", "热线"]) == 0


def test_what_breaks_off_half_way_leaves_nothing(zone, written, capsys) -> None:
    path = written(OPEN, DONE)

    def broken(row: Row) -> None:
        if row.number == 3:
            raise ConnectionError

    with path.open("rb") as stream:
        kept = keep(path.name, [stream.read()], ("csv",), 1 << 20)
    batch = importing.receive(kept, "经济发展局", by=zone.officer, op=uuid4())
    with pytest.raises(ConnectionError):
        importing.load(batch.pk, columns=batch.columns, version=0, tell=broken, by=zone.officer, op=uuid4())
    assert (Issue.objects.count(), IssueBatch.objects.get().state) == (0, "uploaded")
    op = uuid4()
    for _twice in range(2):
        importing.load(batch.pk, columns=batch.columns, version=0, by=zone.officer, op=op)
    assert Issue.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "rows", "held"), [("messages", 2147, 4), ("replied", 1402, 4), ("labelled_495", 495, 1)]
)
def test_the_real_files(db, capsys, name: str, rows: int, held: int) -> None:
    path = TICKETS / f"{name}.csv"
    if not path.exists():
        pytest.skip("NOT PROVEN: the real files are not here")
    assert counts(loaded(path, capsys)) == (rows, rows - held, 0, 0, held, 0)
    assert counts(loaded(path, capsys)) == (rows, 0, 0, rows - held, held, 0)


def upload(client, path: Path, **more: str):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post("/issues/issuebatches/new/", {"op": str(uuid4()), "file": file, "source": "经济发展局", **more})


def test_the_whole_way_in_the_browser(zone, written, as_) -> None:
    officer = as_("officer")
    assert "还没有导入过台账" in officer.get("/issues/issuebatches/").content.decode()
    assert "导入台账" in officer.get("/issues/").content.decode()
    bad = ["T3", "标题", "", "2021-03-05", "没有的公司", "", "", ""]
    sent = upload(officer, written(OPEN, DONE, bad, head=["编号", "标题", "内容", "来电时间", *HEAD[4:]]))
    url = sent["Location"]
    assert "请指定“标题”或“内容”" in officer.get(url).content.decode()
    batch = IssueBatch.objects.get()
    chosen = {**batch.columns, "raised": "来电时间"}
    checked = officer.post(url, {"op": str(uuid4()), "version": "0", "do": "check", **chosen}).content.decode()
    assert "确认导入 2 行" in checked
    assert str(REASONS["unknown_firm"]) in checked
    assert not Issue.objects.exists()
    twice = officer.post(url, {"op": str(uuid4()), "version": "0", "do": "load", **chosen, "text": "标题"})
    assert "被选了两次" in twice.content.decode()
    done = officer.post(url, {"op": str(uuid4()), "version": "0", "do": "load", **chosen}, follow=True).content.decode()
    assert "已导入：新建 2 个问题" in done
    assert Issue.objects.count() == 2
    sheet = workbook(officer.get(f"{url}troubles/")).active
    assert [cell.value for cell in sheet[2]][:2] == ["4", "待定"]
    assert content(officer.get(f"{url}source/")).startswith(b"\xef\xbb\xbf")
    assert "台账.csv" in officer.get("/issues/issuebatches/").content.decode()
    assert as_("auditor").get(url).status_code == 200
    assert as_("bakery_people").get(url).status_code in {403, 404}
    undone = officer.post(f"{url}undoing/", {"op": str(uuid4()), "version": "1"}, follow=True).content.decode()
    assert "已撤销整批" in undone
    assert not Issue.objects.exists()


def test_a_batch_may_be_given_up_and_bad_files_are_not_kept(zone, written, as_, tmp_path) -> None:
    officer = as_("officer")
    url = upload(officer, written(OPEN))["Location"]
    assert officer.post(f"{url}dropping/", {"op": str(uuid4()), "version": "0"}).status_code == 302
    assert officer.post(f"{url}dropping/", {"op": str(uuid4()), "version": "1"}).status_code == 409
    kept = set(tmp_path.glob("files/*"))
    refused = upload(officer, written(["1", "2"], head=["甲", "乙"], name="no.csv"))
    assert refused.status_code == 422
    assert set(tmp_path.glob("files/*")) == kept


def test_the_list_of_batches_and_of_their_problems_are_paged(zone, written, as_, capsys) -> None:
    rows = [["", f"第{n}件", "", "2021-03-05", "", "", "", ""] for n in range(60)]
    pk = loaded(written(*rows), capsys)["batch"]
    officer = as_("officer")
    page = officer.get(f"/issues/issuebatches/{pk}/")
    assert (len(page.context["rows"]), page.context["next"], page.context["previous"]) == (50, 50, None)
    page = officer.get(f"/issues/issuebatches/{pk}/", {"start": 50})
    assert (len(page.context["rows"]), page.context["next"], page.context["previous"]) == (10, None, 0)
    kept = IssueBatch.objects.get()
    IssueBatch.objects.bulk_create(
        IssueBatch(source="x", file_name=f"{n}.csv", file_size=1, stored="x", at=timezone.now()) for n in range(55)
    )
    more = officer.get("/issues/issuebatches/").context["more"]
    assert [row["pk"] for row in officer.get("/issues/issuebatches/", {"before": more}).context["rows"]][-1] == kept.pk


def test_a_batch_that_somebody_was_faster_with(zone, written) -> None:
    kept = keep("台账.csv", iter([written(OPEN).read_bytes()]), ("csv",), 1 << 20)
    batch = importing.receive(kept, "信访", by=zone.officer, op=uuid4())
    for act, more in ((importing.drop, {}), (importing.load, {"columns": batch.columns})):
        with pytest.raises(Stale):
            act(batch.pk, version=7, by=zone.officer, op=uuid4(), **more)
    assert IssueBatch.objects.get().version == batch.version
    assert not Issue.objects.exists()


def test_a_ledger_is_loaded_in_chunks(zone, written, capsys, monkeypatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    assert counts(loaded(written(*([str(n), "标题", *OPEN[2:]] for n in range(5))), capsys)) == (5, 5, 0, 0, 0, 0)


def test_an_answered_row_that_changes_its_question_is_held(zone, written, capsys, tmp_path) -> None:
    loaded(written(OPEN), capsys)
    errors = tmp_path / "errors.csv"
    changed = ["T1", "换了标题", "换了内容", *OPEN[3:6], "已疏通。", "2021-03-20"]
    assert counts(loaded(written(changed), capsys, "--errors", str(errors))) == (1, 0, 0, 0, 1, 0)
    assert str(REASONS["changed"]) in errors.read_text("utf-8-sig")


def test_a_category_that_the_tree_does_not_have_is_noted_in_the_error_file(zone, written, capsys, tmp_path) -> None:
    errors = tmp_path / "errors.csv"
    head = [*HEAD, "类别"]
    found = loaded(written([*OPEN, "没有的类别"], head=head), capsys, "--errors", str(errors))
    assert counts(found)[:2] == (1, 1)
    (_head, told) = list(csv.reader(StringIO(errors.read_text("utf-8-sig"))))
    assert (told[3], told[4], told[-1]) == ("分类", "没有的类别", str(REASONS["unknown_category"]))
