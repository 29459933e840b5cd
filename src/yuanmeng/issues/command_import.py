"""`yuanmeng import issues FILE`: an office's problem ledger from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.core.refusals import Refusal
from yuanmeng.files.storage import keep, path_of
from yuanmeng.issues.actions import importing
from yuanmeng.issues.judging import FIELDS, REASONS, Row
from yuanmeng.issues.models import IssueBatch
from yuanmeng.issues.queries.imports import heads, remembered
from yuanmeng.register.command_import import OPERATOR
from yuanmeng.register.importing.troubles import VERDICTS, TroubleFile

MOST = 200 << 20
NOTED = gettext_lazy("提示")


def main(argv: list[str]) -> int:
    """0 when the file was read (rows may be held or refused), 1 when it was refused, 2 for wrong usage."""
    asked = _asked(argv)
    try:
        with _trouble_file(asked.errors) as tell:
            answer = _imported(asked, tell)
    except Refusal as refusal:
        print(refusal.says, file=sys.stderr)
        return 1
    except OSError as error:
        print(_("不能读写文件 %(name)s：%(why)s") % {"name": error.filename, "why": error.strerror}, file=sys.stderr)
        return 1
    print(json.dumps(answer) if asked.json else _summary(answer))
    return 0


def _asked(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuanmeng import issues", description="导入问题台账（CSV 或 xlsx）")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--check", action="store_true", help="只检查，不写入 / judge every row, write nothing")
    parser.add_argument("--errors", type=Path, metavar="OUT.csv", help="待定和拒绝的行写入此文件 / rows not taken")
    parser.add_argument("--json", action="store_true", help="最后一行输出 JSON / counts as JSON on the last line")
    parser.add_argument("--source", default="", help="来源名称，缺省为文件名 / where the file comes from")
    parser.add_argument(
        "--column", action="append", default=[], metavar="FIELD=HEADER",
        help=f"哪一列是什么，如 raised=来电时间；可用：{'、'.join(FIELDS)} / which column is what",
    )  # fmt: skip
    return parser.parse_args(argv)


@contextmanager
def _trouble_file(path: Path | None) -> Iterator[importing.Tell]:
    """Writes rows that were not simply taken to the file asked for with --errors."""
    if path is None:
        yield importing.silent
        return
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        file = TroubleFile(stream)
        yield lambda row: tell(file, row, {})


def tell(file: TroubleFile, row: Row, columns: dict[str, str]) -> None:
    """One row with what is wrong and what to do; `columns` names the file's own headers."""
    if row.reason:
        place = ("", row.number, columns.get(row.field, str(FIELDS[row.field])))
        file.write(str(VERDICTS[row.verdict]), place, row.cells.get(row.field, ""), str(REASONS[row.reason]))
    if row.noted:
        place = ("", row.number, columns.get("category", str(FIELDS["category"])))
        file.write(str(NOTED), place, row.cells["category"], str(REASONS[row.noted]))


def _imported(asked: argparse.Namespace, hear: importing.Tell) -> dict[str, int | None]:
    source = asked.source or asked.file.name
    with asked.file.open("rb") as stream:
        kept = keep(asked.file.name, iter(lambda: stream.read(1 << 20), b""), ("xlsx", "csv"), MOST)
    try:
        said = dict(pair.split("=", 1) for pair in asked.column if "=" in pair)
        if asked.check:
            return _checked(IssueBatch(source=source, stored=kept.stored), said, hear)
        batch = importing.receive(kept, source, by=OPERATOR, op=uuid4())
    except Refusal:
        path_of(kept.stored).unlink()
        raise
    batch = importing.load(
        batch.pk, columns=batch.columns | said, version=batch.version, tell=hear, by=OPERATOR, op=uuid4()
    )
    return {**{name: batch.counts[name] for name in ("rows", *importing.CLASSES)}, "batch": batch.pk}


def _checked(batch: IssueBatch, said: dict[str, str], hear: importing.Tell) -> dict[str, int | None]:
    """The counts of a file that is only looked at, and removed again."""
    counts = Counter[str]()
    for row in importing.judged(batch, remembered(batch.source, heads(path_of(batch.stored))) | said):
        hear(row)
        counts[row.verdict] += 1
    path_of(batch.stored).unlink()
    return {"rows": counts.total(), **{name: counts[name] for name in importing.CLASSES}, "batch": None}


def _summary(answer: dict[str, int | None]) -> str:
    said = _(
        "共 %(rows)s 行：新建 %(created)s，更新 %(updated)s，无变化 %(unchanged)s，待定 %(held)s，拒绝 %(refused)s。"
    )
    return said % answer
