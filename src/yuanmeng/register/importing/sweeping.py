"""Every row of a table becomes created, updated, unchanged, held or refused. Reads the register, writes nothing.

Memory is bounded by a chunk of rows and one short entry per row for finding repeated codes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from yuanmeng.core.text import name_key
from yuanmeng.register.importing.comparing import Change, Held, Known, compare
from yuanmeng.register.importing.judging import Judge, Trouble, Wanted
from yuanmeng.register.importing.reading import Line, Table
from yuanmeng.register.importing.sentences import refused_file, row_sentence
from yuanmeng.register.importing.understanding import Layout, rows

CHUNK = 1000
MOST_ROWS = 500_000
SAMPLES = 10
CLASSES = ("created", "updated", "unchanged", "held", "refused")
Tell = Callable[[int, int], None]


class HeldLine(NamedTuple):
    """A row for a person to decide; `organisation` is the one of the same name, if there is one."""

    line: Line
    trouble: Trouble
    organisation: int | None


@dataclass
class Chunk:
    """What up to a thousand rows come to."""

    created: list[Wanted] = field(default_factory=list)
    updated: list[Change] = field(default_factory=list)
    unchanged: int = 0
    held: list[HeldLine] = field(default_factory=list)
    refused: list[tuple[Line, list[Trouble]]] = field(default_factory=list)
    troubles: list[tuple[str, Line, Trouble]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many rows of each class."""
        sizes = len(self.created), len(self.updated), self.unchanged, len(self.held), len(self.refused)
        return dict(zip(CLASSES, sizes, strict=True))


class Repeats(NamedTuple):
    """Codes that come more than once. `same` holds row numbers that say again what an earlier row said."""

    rows: int
    conflicts: dict[str, tuple[str, list[int]]]
    same: frozenset[int]


class Register(NamedTuple):
    """How a sweep asks the register; given from outside, so that this module needs no database."""

    by_code: Callable[[list[str]], dict[str, Known]]
    by_name: Callable[[list[str]], dict[str, int]]
    held_by: Callable[[list[tuple[int, Wanted]]], Held]


def repeats(table: Table, layout: Layout, judge: Judge) -> Repeats:
    """First pass: count the rows and find codes that come twice; only when there are any, look what else they say."""
    codes = [judge.key(line) for line in islice(rows(table, layout), MOST_ROWS + 1)]
    if len(codes) > MOST_ROWS:
        raise refused_file("too_many", most=MOST_ROWS)
    if not codes:
        raise refused_file("no_rows")
    if len(set(codes)) == len(codes):
        return Repeats(len(codes), {}, frozenset())
    again = {code for code, times in Counter(codes).items() if times > 1} - {""}
    return Repeats(len(codes), *_contents(table, layout, judge, again))


def _contents(
    table: Table, layout: Layout, judge: Judge, again: set[str]
) -> tuple[dict[str, tuple[str, list[int]]], frozenset[int]]:
    """Of codes that come more than once: those in conflict, and the rows that say again what the first one said."""
    first: dict[str, tuple[int, int, int]] = {}
    conflicts: dict[str, tuple[str, list[int]]] = {}
    same: list[int] = []
    carried = sorted(judge.carried)
    for line in rows(table, layout):
        code = judge.key(line)
        if code not in again:
            continue
        content, name = hash(tuple([line.cells[index] for index in carried])), hash(name_key(line.cells[judge.name]))
        known = first.setdefault(code, (line.number, content, name))
        if known[0] == line.number:
            continue
        if known[1] == content:
            same.append(line.number)
        else:
            reason, numbers = conflicts.get(code, ("same_code_values", [known[0]]))
            conflicts[code] = (reason if name == known[2] else "same_code_names", [*numbers, line.number])
    return conflicts, frozenset(same)


def sweep(table: Table, layout: Layout, judge: Judge, register: Register, tell: Tell) -> Iterator[Chunk]:
    """Second pass, a chunk at a time. `tell(done, total)` hears how far it is."""
    seen = repeats(table, layout, judge)
    lines = rows(table, layout)
    done = 0
    while part := list(islice(lines, CHUNK)):
        yield _chunk(part, judge, seen, register)
        done += len(part)
        tell(done, seen.rows)


def _chunk(lines: list[Line], judge: Judge, seen: Repeats, register: Register) -> Chunk:
    chunk = Chunk()
    wanted: list[tuple[Line, Wanted]] = []
    nameless: list[tuple[Line, Trouble]] = []
    for line in lines:
        if line.number in seen.same:
            chunk.unchanged += 1
            continue
        answer = judge.read(line)
        if isinstance(answer, Wanted):
            trouble = _conflict(answer.uscc, line, seen)
            if trouble is None:
                wanted.append((line, answer))
                continue
            answer = [trouble]
        _turn_down(line, answer, chunk, nameless)
    _name(nameless, judge, chunk, register)
    _compare(wanted, chunk, register)
    return chunk


def _conflict(code: str, line: Line, seen: Repeats) -> Trouble | None:
    if code not in seen.conflicts:
        return None
    reason, numbers = seen.conflicts[code]
    others = "、".join(str(number) for number in numbers[:5] if number != line.number)
    return Trouble(reason, "uscc", code, others)


def _turn_down(line: Line, troubles: list[Trouble], chunk: Chunk, nameless: list[tuple[Line, Trouble]]) -> None:
    refuses = any(trouble.refuses for trouble in troubles)
    if [trouble.reason for trouble in troubles] == ["no_code"]:
        nameless.append((line, troubles[0]))
        return
    if refuses:
        chunk.refused.append((line, troubles))
    else:
        chunk.held.append(HeldLine(line, troubles[0], None))
    chunk.troubles += [("refused" if refuses else "held", line, trouble) for trouble in troubles]


def _name(nameless: list[tuple[Line, Trouble]], judge: Judge, chunk: Chunk, register: Register) -> None:
    """Rows without a code: whether the register has their name. A person decides either way."""
    names = [line.cells[judge.name].strip() for line, _trouble in nameless]
    known = register.by_name(names) if names else {}
    for (line, trouble), name in zip(nameless, names, strict=True):
        pk = known.get(name_key(name))
        said = Trouble("name_known", "name", name, name) if pk else trouble
        chunk.held.append(HeldLine(line, said, pk))
        chunk.troubles.append(("held", line, said))


def _compare(wanted: list[tuple[Line, Wanted]], chunk: Chunk, register: Register) -> None:
    known = register.by_code([row.uscc for _line, row in wanted])
    held = register.held_by([(known[row.uscc].pk, row) for _line, row in wanted if row.uscc in known])
    for line, row in wanted:
        mine = known.get(row.uscc)
        if mine is None:
            chunk.created.append(row)
        elif mine.state == "merged":
            trouble = Trouble("merged", "uscc", row.uscc)
            chunk.held.append(HeldLine(line, trouble, mine.pk))
            chunk.troubles.append(("held", line, trouble))
        else:
            change = compare(row, mine, held)
            if change.empty:
                chunk.unchanged += 1
            else:
                chunk.updated.append(change)


def digest(source: str, cells: dict[str, str]) -> str:
    """Finds the same row of the same source again: SHA-256 of its carried cells."""
    return hashlib.sha256(json.dumps([source, cells], ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def totals(counts: defaultdict[str, int]) -> dict[str, int]:
    """`rows` and the five classes, as shown and as printed by `--json`."""
    return {"rows": sum(counts[each] for each in CLASSES), **{each: counts[each] for each in CLASSES}}


def told(trouble: Trouble) -> str:
    """The sentence of a trouble."""
    return row_sentence(trouble.reason, trouble.more)
