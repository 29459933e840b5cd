"""`yuanmeng import firms FILE`: the whole import of one file from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor, Role, Seat
from yuanmeng.core.refusals import Refusal
from yuanmeng.files.storage import Kept, plain_name, sha256_of
from yuanmeng.register.actions.imports import load
from yuanmeng.register.actions.imports_running import Plan, run
from yuanmeng.register.importing.reading import opened
from yuanmeng.register.importing.sweeping import CLASSES
from yuanmeng.register.importing.troubles import TroubleFile
from yuanmeng.register.importing.understanding import understood
from yuanmeng.register.queries.imports import remembered

OPERATOR = Actor(None, (Seat(Role.SERVICE_OFFICER),), "operator")
"""Whoever may run commands on the server: no login, the rights of a service officer; events show it without a user."""


def main(argv: list[str]) -> int:
    """0 when the file was read (rows may be held or refused), 1 when it was refused, 2 for wrong usage."""
    asked = _asked(argv)
    try:
        with _trouble_file(asked.errors) as troubles:
            answer = _imported(asked, troubles)
    except Refusal as refusal:
        print(refusal.says, file=sys.stderr)
        return 1
    except OSError as error:
        print(_("不能读写文件 %(name)s：%(why)s") % {"name": error.filename, "why": error.strerror}, file=sys.stderr)
        return 1
    if not asked.json:
        print(_summary(answer))
    print(json.dumps(answer) if asked.json else "", end="\n" if asked.json else "")
    return 0


def _asked(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuanmeng import firms", description="导入企业名录（CSV 或 xlsx）")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--check", action="store_true", help="只检查，不写入 / judge every row, write nothing")
    parser.add_argument("--errors", type=Path, metavar="OUT.csv", help="待定和拒绝的行写入此文件 / rows not taken")
    parser.add_argument("--json", action="store_true", help="最后一行输出 JSON / counts as JSON on the last line")
    parser.add_argument("--source", default="", help="来源名称，缺省为文件名 / where the file comes from")
    parser.add_argument(
        "--as-of", type=_day, default=None, metavar="DATE", help="数据截至日期 / the day the data speak of"
    )
    parser.add_argument("--sheet", default="", help="工作表名称，缺省为第一个有表头的 / which sheet")
    return parser.parse_args(argv)


def _day(text: str) -> date:
    return date.fromisoformat(text)


@contextmanager
def _trouble_file(path: Path | None) -> Iterator[TroubleFile | None]:
    """The file asked for with --errors, or nothing."""
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        yield TroubleFile(stream)


def _imported(asked: argparse.Namespace, troubles: TroubleFile | None) -> dict[str, int | None]:
    source = asked.source or asked.file.name
    with opened(asked.file) as tables:
        table, layout = understood(tables, asked.sheet, remembered(source))
        plan = Plan(table, layout, asked.as_of)
        for header in layout.ignored:
            print(_("未导入的列：%(header)s") % {"header": header}, file=sys.stderr)
        if asked.check:
            return {**run(plan, _tell, troubles, None).totals, "batch": None}
        kept = Kept("", plain_name(asked.file.name), asked.file.stat().st_size, sha256_of(asked.file))
        batch = load(kept, plan, source, troubles=troubles, tell=_tell, by=OPERATOR, op=uuid4())
        return {**{key: batch.counts[key] for key in ("rows", *CLASSES)}, "batch": batch.pk}


def _tell(done: int, total: int) -> None:
    """Progress for people, on one line of the terminal."""
    if sys.stderr.isatty():
        print(f"\r{done * 100 // total:3d}% {done}/{total}", end="\n" if done == total else "", file=sys.stderr)


def _summary(answer: dict[str, int | None]) -> str:
    said = _(
        "共 %(rows)s 行：新建 %(created)s，更新 %(updated)s，无变化 %(unchanged)s，待定 %(held)s，拒绝 %(refused)s。"
    )
    return said % answer
