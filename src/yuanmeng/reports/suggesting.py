"""Which figure or rate an empty cell may ask for, read off the labels left of it and above it. A person decides."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from django.utils import translation

from yuanmeng.ledger import figures as ledger
from yuanmeng.reports.grids import Cell, Grid, place_of

LEAST = 0.6
"""Of the pairs of characters of both texts, counted by Dice; below, nothing is proposed."""
NOISE = re.compile(r"[（(].*?[)）]|[\W_\d]+|本月|本期|当月|本季度?|上年|去年|同期|累计|其中|合计|情况|企业|数量?$")
SPANS = (("last_year", re.compile("同期|上年|去年")), ("year_to_date", re.compile("累计|年初至")))
FIELDS = (
    ("zone", re.compile("填报单位|单位名称|报送单位|填表单位")),
    ("day", re.compile("填报日期|报送日期|填表日期|填报时间")),
    ("person", re.compile("填报人|填表人|经办人|报送人")),
    ("period", re.compile("报告期|统计期|所属期|报表期间")),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A source proposed for a cell, and the printed text it was read off."""

    cell: str
    kind: str
    key: str
    span: str
    label: str


def suggestions(grids: Iterable[Grid], taken: frozenset[str]) -> list[Suggestion]:
    """At most one for each cell that takes a value and has none yet, in the order of the form."""
    found = []
    known, rates = _known()
    for grid in grids:
        cells = {place_of(cell.ref)[1:]: cell for line in grid.rows for cell in line}
        for place, cell in cells.items():
            if cell.takes and cell.ref not in taken:
                proposed = _proposed(cell, _beside(cells, place), known, rates)
                found += [proposed] if proposed else []
    return found


def _beside(cells: dict[tuple[int, int], Cell], place: tuple[int, int]) -> list[str]:
    """What the cell itself says, then the texts to its left and above it, the nearest first, three of each."""
    row, column = place
    left = [cells[row, at].text for at in range(column - 1, 0, -1) if (row, at) in cells and cells[row, at].text]
    above = [
        cell.text
        for (at, first), cell in sorted(cells.items(), reverse=True)
        if at < row and first <= column < first + cell.columns and cell.text
    ]
    return [text for text in (cells[place].text, *left[:3], *above[:3]) if text.strip()]


def _proposed(cell: Cell, labels: list[str], known: Mapping[str, str], rates: Container[str]) -> Suggestion | None:
    for key, asks in FIELDS:
        if labels and asks.search(labels[0]):
            return Suggestion(cell.ref, "field", key, "", labels[0])
    if cell.text.strip():
        return None
    span = next((key for key, asks in SPANS if any(asks.search(each) for each in labels)), "this")
    best = sorted(((likeness(each, name), key, each) for each in labels for key, name in known.items()), reverse=True)
    if not best or best[0][0] < LEAST or any(score == best[0][0] and key != best[0][1] for score, key, _l in best[1:]):
        return None
    kind = "rate" if best[0][1] in rates else "figure"
    return Suggestion(cell.ref, kind, best[0][1], span, best[0][2])


def _known() -> tuple[dict[str, str], Container[str]]:
    """Key → the Chinese name of every figure and rate: forms are printed in Chinese, whoever looks at them.

    And which of them are rates.
    """
    known, rates = ledger.declared()
    with translation.override("zh-hans"):
        return {key: str(each.name) for key, each in (known | rates).items()}, rates


def likeness(one: str, other: str) -> float:
    """Twice the common pairs of characters over all pairs, after words that every form uses are left out; 0 to 1."""
    mine, theirs = _pairs(one), _pairs(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _pairs(text: str) -> set[str]:
    core = NOISE.sub("", text)
    return {core[at : at + 2] for at in range(len(core) - 1)} or ({core} if core else set())
