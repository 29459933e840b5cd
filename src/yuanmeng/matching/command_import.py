"""`yuanmeng import vacancies FILE`: needs from a file of vacancies, from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Refusal
from yuanmeng.matching.actions.imports import load, receive
from yuanmeng.matching.judging import Outcome, judged
from yuanmeng.matching.pages.presenting import HELD, REFUSED
from yuanmeng.matching.reading import received, rows_of
from yuanmeng.register.command_import import OPERATOR
from yuanmeng.register.importing.reading import opened
from yuanmeng.register.importing.troubles import TroubleFile

CLASSES = {"held": "待核对", "refused": "拒绝"}


def main(argv: list[str]) -> int:
    """0 when the file was read (rows may be held or refused), 1 when it was refused, 2 for wrong usage."""
    asked = _asked(argv)
    outcome = Outcome()
    try:
        _read(asked, asked.source or asked.file.name, outcome)
        if asked.errors:
            _written(asked.errors, outcome)
    except Refusal as refusal:
        print(refusal.says, file=sys.stderr)
        return 1
    except OSError as error:
        print(_("不能读写文件 %(name)s：%(why)s") % {"name": error.filename, "why": error.strerror}, file=sys.stderr)
        return 1
    print(json.dumps({**outcome.totals(), "reasons": dict(outcome.reasons)}) if asked.json else _summary(outcome))
    return 0


def _read(asked: argparse.Namespace, source: str, outcome: Outcome) -> None:
    """Judge every row, and load them unless only a check was asked for."""
    if asked.check:
        with opened(asked.file) as tables:
            list(judged(rows_of(tables[0]), source, asked.as_of, outcome))
        return
    with asked.file.open("rb") as stream:
        file = received(asked.file.name, iter(lambda: stream.read(1 << 20), b""))
    batch = receive(file, source, by=OPERATOR, op=uuid4())
    load(batch.pk, version=batch.version, as_of=asked.as_of, troubles=outcome, by=OPERATOR, op=uuid4())


def _asked(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuanmeng import vacancies", description="导入缺工信息（CSV 或 xlsx）")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--check", action="store_true", help="只检查，不写入 / judge every row, write nothing")
    parser.add_argument("--errors", type=Path, metavar="OUT.csv", help="待核对和拒绝的行写入此文件 / rows not taken")
    parser.add_argument("--json", action="store_true", help="输出 JSON / counts as JSON")
    parser.add_argument("--source", default="", help="来源名称，缺省为文件名 / where the file comes from")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, default=timezone.localdate(), metavar="DATE",
        help="按哪一天判断是否过期，缺省为今天 / the day the rows are judged by",
    )  # fmt: skip
    return parser.parse_args(argv)


def _written(path: Path, outcome: Outcome) -> None:
    """Each row that was not simply taken, with its number, class, job and reasons."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        file = TroubleFile(stream)
        for number, kind, why, row in outcome.troubles:
            says = "；".join(str((HELD | REFUSED)[one]) for one in why)
            file.write(CLASSES[kind], ("", number, row.get("company", "")), row.get("title", ""), says)


def _summary(outcome: Outcome) -> str:
    said = _("共 %(rows)s 行：草稿 %(created)s，待核对 %(held)s，拒绝 %(refused)s，以前导入过 %(unchanged)s。")
    reasons = [f"  {(HELD | REFUSED)[name]} {count}" for name, count in outcome.reasons.most_common()]
    return "\n".join([said % outcome.totals(), *reasons])
