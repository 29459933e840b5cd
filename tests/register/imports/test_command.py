"""`yuanmeng import firms`: the last line is JSON, the same file twice changes nothing, a kill leaves nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.register.imports.conftest import HEADER, code, firm

from yuanmeng.ledger.models import Event
from yuanmeng.project.command import VERBS
from yuanmeng.register.command_import import main
from yuanmeng.register.models import Fact, ImportBatch, Organisation

File = Callable[..., Path]
SHARED = Path(os.environ.get("YUANMENG_SHARED", Path(__file__).parents[4] / "shared"))


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, int | None]:
    assert main([*words, "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out.splitlines()[-1]))


def test_the_last_line_is_json(db: None, capsys: pytest.CaptureFixture[str], csv_file: File, tmp_path: Path) -> None:
    path = csv_file([["序号", *HEADER, "备注"], ["1", *firm(1), ""], ["2", *firm(2, uscc="1"), ""]])
    words = [str(path), "--errors", str(tmp_path / "errors.csv"), "--source", "测试来源"]
    first = answer(capsys, *words)
    batch = ImportBatch.objects.get()
    assert first == {"rows": 2, "created": 1, "updated": 0, "unchanged": 0, "held": 0, "refused": 1, "batch": batch.pk}
    assert list(first) == ["rows", "created", "updated", "unchanged", "held", "refused", "batch"]
    assert (batch.source, batch.file_name, batch.file_size) == ("测试来源", "firms.csv", path.stat().st_size)
    assert "拒绝,,3,统一社会信用代码,1," in (tmp_path / "errors.csv").read_text(encoding="utf-8-sig")
    again = answer(capsys, *words)
    assert again == first | {"created": 0, "unchanged": 1, "batch": batch.pk + 1}
    event = Event.objects.filter(verb="register.import").get()
    assert (event.actor_id, event.post) == (None, "service_officer")


def test_checking_writes_nothing(db: None, capsys: pytest.CaptureFixture[str], csv_file: File) -> None:
    found = answer(capsys, str(csv_file([HEADER, firm(1)])), "--check")
    assert (found["created"], found["batch"]) == (1, None)
    assert (Organisation.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_a_day_and_a_sheet(db: None, capsys: pytest.CaptureFixture[str], xlsx_file: File) -> None:
    path = xlsx_file({"一": [HEADER, firm(1)], "二": [["名称", "信用代码", "从业人员"], ["泉北", code(2), 50]]})
    assert main([str(path), "--sheet", "二", "--as-of", "2024-12-31"]) == 0
    said = capsys.readouterr()
    assert said.out == "共 1 行：新建 1，更新 0，无变化 0，待定 0，拒绝 0。\n"
    assert str(Fact.objects.get().as_of) == "2024-12-31"


def test_columns_that_are_not_carried_are_named(db: None, capsys: pytest.CaptureFixture[str], csv_file: File) -> None:
    main([str(csv_file([[*HEADER, "法人"], [*firm(1), "x"]]))])
    assert "未导入的列：法人" in capsys.readouterr().err


def test_a_terminal_sees_progress(
    db: None, capsys: pytest.CaptureFixture[str], csv_file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = csv_file([HEADER, *(firm(number) for number in range(1200))])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    main([str(path)])
    assert capsys.readouterr().err == "\r 83% 1000/1200\r100% 1200/1200\n"


def test_files_that_are_refused(db: None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    assert main([str(path)]) == 1
    path.write_text("备注\n")
    assert main([str(path)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert ["x.csv" in said[0], "没有找到表头" in said[1]] == [True, True]


@pytest.mark.parametrize("words", [[], ["x.csv", "--as-of", "gestern"], ["x.csv", "--unknown"]])
def test_wrong_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2


def test_the_verb_is_in_the_table() -> None:
    assert VERBS["import", "firms"][0] == "yuanmeng.register.command_import:main"


def run(data: Path, *words: str) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if k != "YUANMENG_DATABASE"} | {"YUANMENG_DATA": str(data)}
    command = [sys.executable, "-m", "yuanmeng.project", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def told(data: Path, *words: str) -> str:
    out, errors = run(data, *words).communicate(timeout=120)
    assert out, errors
    return out.splitlines()[-1]


@pytest.mark.slow
def test_killed_half_way_leaves_nothing(csv_file: File, tmp_path: Path) -> None:
    """SIGKILL at several moments while the rows are written; then the same file goes in whole."""
    data = tmp_path / "data"
    run(data, "migrate").communicate(timeout=120)
    path = csv_file([HEADER, *(firm(number) for number in range(20_000))])
    count = "from yuanmeng.register.models import *; print(Organisation.objects.count(), ImportBatch.objects.count())"
    wal = data / "yuanmeng.sqlite3-wal"
    for megabytes in (0.5, 3, 6):
        killed = run(data, "import", "firms", str(path))
        until = time.monotonic() + 60
        while killed.poll() is None and time.monotonic() < until:
            if wal.exists() and wal.stat().st_size > megabytes * (1 << 20):
                break
            time.sleep(0.005)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate()
        assert killed.returncode == -signal.SIGKILL, "the import ended before it was killed"
        assert told(data, "shell", "--no-imports", "-c", count) == "0 0"
    assert json.loads(told(data, "import", "firms", str(path), "--json"))["created"] == 20_000


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rows", "held"), [("jinan", 10_663, 2), ("shandong", 6_404, 5)])
def test_the_real_files(db: None, capsys: pytest.CaptureFixture[str], name: str, rows: int, held: int) -> None:
    path = SHARED / "data" / "enterprise" / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"NOT PROVEN: {path} is not here; set YUANMENG_SHARED")
    first = answer(capsys, str(path))
    taken = rows - held
    expected = {"rows": rows, "created": taken, "updated": 0, "unchanged": 0, "held": held, "refused": 0}
    assert {key: first[key] for key in expected} == expected
    again = answer(capsys, str(path))
    assert {key: again[key] for key in expected} == expected | {"created": 0, "unchanged": taken}
    assert Organisation.objects.count() == taken
