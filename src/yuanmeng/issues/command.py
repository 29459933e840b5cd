"""`yuanmeng import categories FILE`: the zone's category tree from a CSV, one level a column."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from uuid import uuid4

from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor, Role, Seat
from yuanmeng.core.csv_text import rows_of
from yuanmeng.core.refusals import Invalid
from yuanmeng.issues.actions.reference import load_categories

OPERATOR = Actor(None, (Seat(Role.SERVICE_OFFICER),), "operator")
"""Whoever may run commands on the server."""
OWN = Path(__file__).with_name("categories.csv")
"""A small tree to begin with."""


def ways(rows: list[list[str]]) -> list[tuple[str, ...]]:
    """Each row as a way down the tree, without the head; a cell left empty ends it. Slashes in names become 、."""
    found = []
    for row in rows[1:]:
        cells = [cell.strip().replace("/", "、") for cell in row]
        found.append(tuple(cells[: cells.index("")] if "" in cells else cells))
    return [way for way in found if way]


def main(argv: list[str]) -> int:
    """0 when the tree was loaded, 1 when the file cannot be used."""
    parser = argparse.ArgumentParser(prog="yuanmeng import categories", description="装入问题分类（CSV，每列一级）")
    parser.add_argument("file", type=Path, metavar="FILE", nargs="?", default=OWN, help="不写文件名：装入自带的分类")
    parser.add_argument("--check", action="store_true", help="只检查，不写入 / check only")
    parser.add_argument("--json", action="store_true", help="最后一行输出 JSON / counts as JSON on the last line")
    asked = parser.parse_args(argv)
    try:
        rows = ways(rows_of(asked.file.read_bytes()))
        counts = {} if asked.check else load_categories(rows, by=OPERATOR, op=uuid4())
    except OSError as error:
        print(_("不能读写文件 %(name)s：%(why)s") % {"name": error.filename, "why": error.strerror}, file=sys.stderr)
        return 1
    except Invalid as refused:
        print(refused.says, file=sys.stderr)
        return 1
    if not rows:
        print(_("文件中没有分类：第一行是表头，以下每行一条，每列一级。"), file=sys.stderr)
        return 1
    said = {"rows": len(rows), "created": 0, "kept": 0, "retired": 0, **counts}
    if asked.json:
        print(json.dumps(said))
    else:
        print(_("共 %(rows)s 行：新建 %(created)s 个分类，保留 %(kept)s 个，停用 %(retired)s 个。") % said)
    return 0
