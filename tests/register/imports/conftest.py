"""Files of fictional firms, honest and hostile, and ways to import them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

import pytest
import xlsxwriter
from django.conf import settings

from yuanmeng.core import uscc
from yuanmeng.core.actor import Actor, Role
from yuanmeng.files.storage import Kept, keep, sha256_of
from yuanmeng.register.actions import imports
from yuanmeng.register.actions.imports_running import Plan, silent
from yuanmeng.register.importing.reading import opened
from yuanmeng.register.importing.understanding import understood
from yuanmeng.register.models import ImportBatch

HEADER = ["名称", "统一社会信用代码", "成立日期", "注册资本", "经营范围", "地址"]


def code(number: int, head: str = "91000000MA") -> str:
    """A valid fictional code."""
    body = f"{head}{number:06d}"
    return body + uscc.check_digits(body)


def firm(number: int, **changes: str) -> list[str]:
    """A row under HEADER."""
    row = {
        "name": f"泉北{number}食品有限公司",
        "uscc": code(number),
        "founded": "2012-05-24",
        "capital": "500万元",
        "scope": "食品生产",
        "address": f"虚构市泉北大街{number}号",
    }
    return list((row | changes).values())


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, settings: object) -> None:
    settings.FILES_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as CSV; `encoding` and `name` may be chosen."""

    def make(
        rows: Sequence[Sequence[str]], encoding: str = "utf-8", name: str = "firms.csv", delimiter: str = ","
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as stream:
            csv.writer(stream, delimiter=delimiter).writerows(rows)
        return path

    return make


@pytest.fixture
def xlsx_file(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets as a workbook; a cell `=…` becomes a formula, numbers and dates stay what they are."""

    def make(sheets: dict[str, list[list[object]]], name: str = "firms.xlsx", hidden: str = "") -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            if title == hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        book.close()
        return path

    return make


@pytest.fixture
def repacked() -> Callable[..., Path]:
    """Change parts of a workbook: name → bytes, or a function of the bytes that are there."""

    def change(path: Path, parts: dict[str, object]) -> Path:
        with zipfile.ZipFile(path) as book:
            kept = {name: book.read(name) for name in book.namelist()}
        for name, part in parts.items():
            kept[name] = part(kept[name]) if callable(part) else part  # type: ignore[assignment]
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
            for name, content in kept.items():
                book.writestr(name, content)
        path.write_bytes(buffer.getvalue())
        return path

    return change


@pytest.fixture
def officer(acting: Callable[..., Actor]) -> Actor:
    """Who may import."""
    return acting(Role.SERVICE_OFFICER)


@pytest.fixture
def loaded(officer: Actor) -> Callable[..., ImportBatch]:
    """Import a file in one transaction, as the command line does."""

    def load(path: Path, source: str = "测试来源", as_of: object = None, sheet: str = "") -> ImportBatch:
        with opened(path) as tables:
            table, layout = understood(tables, sheet, {})
            kept = Kept("", path.name, path.stat().st_size, sha256_of(path))
            plan = Plan(table, layout, as_of)  # type: ignore[arg-type]
            return imports.load(kept, plan, source, troubles=None, tell=silent, by=officer, op=uuid4())

    return load


@pytest.fixture
def received(officer: Actor) -> Callable[..., ImportBatch]:
    """Upload a file; its columns are not settled yet."""

    def receive(path: Path, source: str = "测试来源", as_of: object = None) -> ImportBatch:
        Path(settings.FILES_ROOT).mkdir(parents=True, exist_ok=True)
        kept = keep(path.name, [path.read_bytes()], ("xlsx", "csv"), 64 << 20)
        return imports.receive(kept, source, as_of, by=officer, op=uuid4())  # type: ignore[arg-type]

    return receive


@pytest.fixture
def checked(officer: Actor, received: Callable[..., ImportBatch]) -> Callable[..., ImportBatch]:
    """Upload a file, settle its columns as proposed and check it."""

    def check(path: Path, source: str = "测试来源", as_of: object = None) -> ImportBatch:
        batch = received(path, source, as_of)
        batch = imports.choose(batch.pk, {}, batch.as_of, version=0, by=officer, op=uuid4())
        found = imports.examine(batch.pk, by=officer)
        return imports.keep_check(batch.pk, found, version=batch.version, by=officer, op=uuid4())

    return check
