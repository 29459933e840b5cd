"""The access matrix as rows of text, as a file, and as the command `yuanmeng access-matrix`."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from django.db import connections
from django.test.utils import setup_databases, setup_test_environment, teardown_databases, teardown_test_environment

from yuanmeng.core.actor import PUBLIC
from yuanmeng.desk.access.walking import WHO, Answer, walk
from yuanmeng.desk.actions.rehearsal import build

FILE = Path(__file__).parents[4] / "docs" / "access_matrix.csv"
HEAD = ("url", "path", "method", "target", *WHO)


def rows(answers: Iterable[Answer]) -> list[tuple[str, ...]]:
    """One row for each URL with the status each role gets, `!` after it where the other firm shows.

    Methods, then targets, that get the same answers share a row.
    """
    table: dict[tuple[str, str, str, str], dict[str, str]] = {}
    for each in answers:
        key = (each.endpoint.name, each.endpoint.route, each.method, each.target)
        table.setdefault(key, {})[each.who] = f"{each.status}{'!' if each.leaks else ''}"
    methods: dict[tuple[str, ...], list[str]] = {}
    for (name, route, method, target), statuses in table.items():
        methods.setdefault((name, route, target, *(statuses[who] for who in WHO)), []).append(method)
    targets: dict[tuple[str, ...], list[str]] = {}
    for (name, route, target, *got), same in methods.items():
        targets.setdefault((name, route, " ".join(same), *got), []).append(target)
    return sorted((name, route, method, " ".join(t), *got) for (name, route, method, *got), t in targets.items())


def text(table: Iterable[tuple[str, ...]]) -> str:
    """The rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEAD, *table])
    return out.getvalue()


def differences(now: str, before: str) -> list[str]:
    """Lines that came (+) and went (-)."""
    new, old = now.splitlines(), before.splitlines()
    gone, come = set(old) - set(new), set(new) - set(old)
    return [f"- {line}" for line in old if line in gone] + [f"+ {line}" for line in new if line in come]


def main(words: list[str]) -> int:
    """Write docs/access_matrix.csv; with --check only compare, status 1 when it differs or something leaks."""
    parser = argparse.ArgumentParser(prog="yuanmeng access-matrix", description="按角色逐一访问每个网址，写出访问矩阵")
    parser.add_argument("--check", action="store_true", help="只比较，不写文件")
    parser.add_argument("--file", type=Path, default=FILE, help="矩阵文件")
    asked = parser.parse_args(words)
    now = text(_in_scratch_database())
    lines = differences(now, asked.file.read_text(encoding="utf-8") if asked.file.exists() else "")
    if asked.check:
        print("\n".join(lines) or "访问矩阵没有变化。")
        return 1 if lines or "!" in now else 0
    asked.file.write_text(now, encoding="utf-8")
    print(f"{asked.file.name}：{now.count(chr(10)) - 1} 行，{len(lines)} 处变化，泄露 {now.count('!')} 处。")
    return 1 if "!" in now else 0


def _in_scratch_database() -> list[tuple[str, ...]]:  # pragma: no cover - makes a database beside that of the tests
    setup_test_environment(debug=False)
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        world = build(by=PUBLIC, op=uuid4())
        return rows(walk(world["records"], world["people"]))
    finally:
        connections.close_all()
        teardown_databases(kept, verbosity=0)
        teardown_test_environment()
