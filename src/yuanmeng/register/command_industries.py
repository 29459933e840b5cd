"""`yuanmeng import industries FILE`: the full four-level table of GB/T 4754-2017 from a CSV."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from pathlib import Path
from uuid import uuid4

from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor, Role, Seat
from yuanmeng.core.classify.industry_table import Class, Trouble, checked
from yuanmeng.core.csv_text import rows_of
from yuanmeng.register.actions.industries import load

OPERATOR = Actor(None, (Seat(Role.SERVICE_OFFICER),), "operator")
"""Whoever may run commands on the server."""
COLUMNS = {
    "代码": "code",
    "行业代码": "code",
    "名称": "name",
    "行业名称": "name",
    "上级": "parent",
    "上级代码": "parent",
    "层级": "level",
    "级别": "level",
    "门类": "section",
    "说明": "description",
}
SHOWN = 20


def main(argv: list[str]) -> int:
    """0 when the table was read (single lines may be refused), 1 when the file cannot be used."""
    asked = _asked(argv)
    try:
        rows = rows_of(asked.file.read_bytes())
        classes, troubles = _judged(rows)
        if asked.errors:
            _write(asked.errors, troubles)
    except OSError as error:
        print(_("不能读写文件 %(name)s：%(why)s") % {"name": error.filename, "why": error.strerror}, file=sys.stderr)
        return 1
    if not classes:
        print(_("文件中没有可用的行业：需要“代码”和“名称”两列（code, name）。"), file=sys.stderr)
        return 1
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    if not asked.check:
        counts = load(classes, by=OPERATOR, op=uuid4())
    _tell(len(rows) - 1, counts, troubles, asked)
    return 0


def _asked(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuanmeng import industries", description="装入国民经济行业分类（CSV）")
    parser.add_argument("file", type=Path, metavar="FILE", help="code,name,parent,level,section,description")
    parser.add_argument("--check", action="store_true", help="只检查，不写入 / check only")
    parser.add_argument("--errors", type=Path, metavar="OUT.csv", help="拒绝和存疑的行写入此文件 / lines to look at")
    parser.add_argument("--json", action="store_true", help="最后一行输出 JSON / counts as JSON on the last line")
    return parser.parse_args(argv)


def _judged(rows: list[list[str]]) -> tuple[list[Class], list[Trouble]]:
    heads = [COLUMNS.get(cell.strip(), cell.strip().lower()) for cell in rows[0]] if rows else []
    if not {"code", "name"} <= set(heads):
        return [], []
    return checked(dict(zip(heads, row, strict=False)) for row in rows[1:])


def _write(path: Path, troubles: list[Trouble]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("line", "code", "kind", "says"))
        writer.writerows((one.line, f"'{one.code}", one.kind, one.says) for one in troubles)


def _tell(rows: int, counts: dict[str, int], troubles: list[Trouble], asked: argparse.Namespace) -> None:
    kinds = Counter(one.kind for one in troubles)
    said = {"rows": rows, **counts, "doubtful": kinds["doubtful"], "refused": kinds["refused"]}
    for one in troubles[: 0 if asked.errors else SHOWN]:
        print(_("第 %(line)s 行 %(code)s：%(says)s") % one._asdict(), file=sys.stderr)
    if asked.json:
        print(json.dumps(said))
    else:
        print(
            _(
                "共 %(rows)s 行：新建 %(created)s，更新 %(updated)s，无变化 %(unchanged)s；"
                "存疑 %(doubtful)s（已装入，请核对），拒绝 %(refused)s。"
            )
            % said
        )
