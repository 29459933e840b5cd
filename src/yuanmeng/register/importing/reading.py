"""A file as tables of text rows. CSV is streamed; workbooks are read by a child process (see child.py)."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from yuanmeng.register.importing.sentences import refused_file

WORKBOOK_BYTES = 10 << 20
CSV_BYTES = 200 << 20
WALL_SECONDS = 30
CELL_CHARACTERS = 200_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DELIMITERS = ",\t;|"


class Line(NamedTuple):
    """One row: its number in the sheet (from 1), its cells, and the columns (from 0) that hold a formula."""

    number: int
    cells: list[str]
    formulas: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `lines()` may be called again and again; it holds one row at a time."""

    sheet: str
    path: Path
    encoding: str = ""
    delimiter: str = ""
    offset: int = 0

    def lines(self) -> Iterator[Line]:
        """The rows in order. Raises Invalid for a CSV that breaks off inside a quoted cell of endless length."""
        return self._csv() if self.encoding else self._spooled()

    def _csv(self) -> Iterator[Line]:
        csv.field_size_limit(CELL_CHARACTERS)
        with self.path.open(encoding=self.encoding, newline="") as text:
            rows = csv.reader(text, delimiter=self.delimiter)
            try:
                for cells in rows:
                    yield Line(rows.line_num, cells)
            except csv.Error:
                raise refused_file("csv", row=rows.line_num) from None

    def _spooled(self) -> Iterator[Line]:
        with self.path.open(encoding="utf-8", errors="surrogatepass") as spool:
            spool.seek(self.offset)
            while isinstance(line := json.loads(spool.readline()), list):
                yield Line(*line)


@contextmanager
def opened(path: Path) -> Iterator[list[Table]]:
    """The tables of a file, at least one. Raises Invalid with a sentence that says what to do."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(4)
    if head == OLE:
        raise refused_file("old_excel")
    if head != ZIP:
        yield [_csv_table(path, size)]
        return
    if size > WORKBOOK_BYTES:
        raise refused_file("size", megabytes=size >> 20, most=WORKBOOK_BYTES >> 20)
    with tempfile.TemporaryDirectory(prefix="yuanmeng-") as folder:
        spool = Path(folder) / "rows"
        _read_in_child(path, spool)
        yield _tables(spool)


def _csv_table(path: Path, size: int) -> Table:
    if size > CSV_BYTES:
        raise refused_file("size", megabytes=size >> 20, most=CSV_BYTES >> 20)
    encoding = encoding_of(path)
    with path.open(encoding=encoding) as text:
        sample = [text.readline(100_000) for _row in range(5)]
    counts = {delimiter: sum(line.count(delimiter) for line in sample) for delimiter in DELIMITERS}
    return Table("", path, encoding, max(counts, key=lambda delimiter: counts[delimiter]))


def encoding_of(path: Path) -> str:
    """Byte order mark, else UTF-8 if it is, else GB18030 if it is. Raises Invalid: nothing is guessed from letters."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    marked = head[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if b"\0" in head and not marked:
        raise refused_file("unknown")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise refused_file("encoding")


def _decodes(path: Path, encoding: str) -> bool:
    """Whether every byte of the file belongs to the encoding."""
    with path.open(encoding=encoding, newline="") as text:
        try:
            while text.read(1 << 20):
                pass
        except UnicodeError:
            return False
    return True


def _read_in_child(path: Path, spool: Path) -> None:
    """Raises Invalid when the child was stopped by its limits."""
    command = [sys.executable, "-m", "yuanmeng.register.importing.child", str(path), str(spool)]
    try:
        done = subprocess.run(command, timeout=WALL_SECONDS, capture_output=True, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        raise refused_file("slow", seconds=WALL_SECONDS) from None
    if done.returncode:
        raise refused_file("heavy")


def _tables(spool: Path) -> list[Table]:
    tables = []
    with spool.open(encoding="utf-8", errors="surrogatepass") as stream:
        for text in iter(stream.readline, ""):
            if text.startswith("{"):
                line = json.loads(text)
                if "refused" in line:
                    raise refused_file(line.pop("refused"), **line)
                if "sheet" in line:
                    tables.append(Table(line["sheet"], spool, offset=stream.tell()))
    if not tables:
        raise refused_file("empty")
    return tables
