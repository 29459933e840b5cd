"""From a file to a swept table: shared by checking, applying and the command line."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from yuanmeng.register.actions.imports_writing import Writing
from yuanmeng.register.importing.fields import FIELDS, Column
from yuanmeng.register.importing.judging import Judge, dated_headers
from yuanmeng.register.importing.reading import Table, opened
from yuanmeng.register.importing.sentences import refused_file
from yuanmeng.register.importing.sweeping import SAMPLES, Chunk, Register, Tell, sweep, totals
from yuanmeng.register.importing.troubles import Told, Troubles
from yuanmeng.register.importing.understanding import Layout, understood
from yuanmeng.register.queries.imports import gazetteer, held_by, known_by_code, named

REGISTER = Register(known_by_code, named, held_by)
COLLECT_AFTER = 100_000
"""Objects made before the collector of cycles looks at them: the rows of a chunk hold none and go by themselves."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A table with a layout that a person, or the command line, settled."""

    table: Table
    layout: Layout
    as_of: date | None

    def judge(self) -> Judge:
        """A judge for its rows, with the divisions of the zone."""
        today = timezone.localdate().isoformat()
        as_of = self.as_of.isoformat() if self.as_of else ""
        return Judge(self.layout.carried, gazetteer(), as_of=as_of, today=today)

    def demand(self) -> None:
        """Raises Invalid when columns contradict each other or a day is needed that nobody gives."""
        self.layout.demand()
        dated = dated_headers(self.layout.carried)
        if dated and not self.as_of:
            raise refused_file("as_of", columns="、".join(dated))


@dataclass
class Outcome:
    """Counts by class, and the first rows of each for the preview."""

    counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"created": [], "updated": []})

    def add(self, chunk: Chunk) -> None:
        """Count a chunk."""
        for each, count in chunk.counts().items():
            self.counts[each] += count
        room = SAMPLES - len(self.samples["created"])
        self.samples["created"] += [{"row": r.number, "name": r.name, "uscc": r.uscc} for r in chunk.created[:room]]
        room = SAMPLES - len(self.samples["updated"])
        self.samples["updated"] += [
            {
                "pk": change.known.pk,
                "name": change.known.name,
                "cells": [[key, change.before[key], said] for key, said in change.after.items()],
                "facts": [[fact.kind, fact.as_of, fact.value, fact.currency] for fact in change.facts],
            }
            for change in chunk.updated[:room]
        ]

    @property
    def totals(self) -> dict[str, int]:
        """`rows` and the five classes."""
        return totals(self.counts)


@contextmanager
def planned(path: Path, mapping: dict[str, Any], as_of: date | None) -> Iterator[Plan]:
    """The table of a file under a mapping that was kept with its batch."""
    layout = unpacked(mapping)
    with opened(path) as tables:
        table, _found = understood([each for each in tables if each.sheet == layout.sheet] or tables, "", {})
        yield Plan(table, layout, as_of)


def unpacked(mapping: dict[str, Any]) -> Layout:
    """The layout kept in a batch."""
    columns = tuple(Column(**column) for column in mapping["columns"])
    return Layout(mapping["sheet"], mapping["header_row"], columns)


def packed(layout: Layout) -> dict[str, Any]:
    """The layout for keeping in a batch."""
    columns = [column.packed() for column in layout.columns]
    return {"sheet": layout.sheet, "header_row": layout.header_row, "columns": columns}


def run(plan: Plan, tell: Tell, troubles: Troubles | None, writing: Writing | None) -> Outcome:
    """Sweep the table; write what it comes to when there is a `writing`. Raises Invalid, and Stale while writing."""
    plan.demand()
    with _collecting_seldom():
        return _swept(plan, tell, troubles, writing)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """A tenth of an import's time went into looking for cycles among a thousand rows; as before afterwards."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _swept(plan: Plan, tell: Tell, troubles: Troubles | None, writing: Writing | None) -> Outcome:
    judge, outcome = plan.judge(), Outcome()
    headers = {column.field: column.header for column in plan.layout.carried}
    names = {key: headers.get(key, str(FIELDS[key])) for key in FIELDS}
    for chunk in sweep(plan.table, plan.layout, judge, REGISTER, tell):
        outcome.add(chunk)
        if troubles:
            _report(chunk, plan.table.sheet, names, troubles)
        if writing:
            writing.chunk(chunk.created, chunk.updated)
            cells = [judge.carried_cells(held.line) for held in chunk.held]
            writing.hold(chunk.held, plan.table.sheet, cells, names)
    if writing:
        writing.finish()
    return outcome


def _report(chunk: Chunk, sheet: str, names: dict[str, str], troubles: Troubles) -> None:
    for verdict, line, trouble in sorted(chunk.troubles, key=lambda each: each[1].number):
        troubles.tell(Told(verdict, sheet, line.number, names[trouble.field], trouble))


def silent(done: int, total: int) -> None:
    """Hears how far the work is and says nothing."""
