"""The form in which a figure is defined without code: what was chosen, the conditions as rows, and what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from yuanmeng.ledger.datasets import Dataset
from yuanmeng.ledger.defining import MOST_GROUPS, OPERATORS, YES

ROW = re.compile(r"c([0-9]{1,2})-field", re.ASCII)
INPUTS = {"number": "number", "date": "date"}
FEW = 16
"""So many values are shown as boxes to tick; more as a list."""


@dataclass(frozen=True, slots=True)
class Row:
    """One condition as it was chosen."""

    field: str
    group: int = 1
    operator: str = ""
    values: tuple[str, ...] = ()


def rows_posted(posted: QueryDict) -> list[Row]:
    """The rows of the form, without the one to be removed and with the one to be added."""
    numbers = sorted(int(found[1]) for key in posted if (found := ROW.fullmatch(key)))
    removed = posted.get("remove", "")
    rows = [
        Row(
            str(posted[f"c{number}-field"]),
            _group(posted.get(f"c{number}-group", "1")),
            posted.get(f"c{number}-operator", ""),
            tuple(posted.getlist(f"c{number}-value")),
        )
        for number in numbers
        if str(number) != removed
    ]
    if posted.get("do") == "add" and posted.get("added"):
        rows.append(Row(str(posted["added"]), rows[-1].group if rows else 1))
    return rows


def _group(text: str) -> int:
    return int(text) if text in {str(number) for number in range(1, MOST_GROUPS + 1)} else 1


def rows_kept(filters: list[list[list[Any]]]) -> list[Row]:
    """The rows of a stored definition."""
    return [
        Row(field, number, operator, tuple(values))
        for number, group in enumerate(filters, 1)
        for field, operator, values in group
    ]


def filters_of(rows: list[Row]) -> list[list[list[Any]]]:
    """The rows as a definition holds them."""
    groups: dict[int, list[list[Any]]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append([row.field, row.operator, list(row.values)])
    return [groups[number] for number in sorted(groups)]


def shown(rows: list[Row], of: Dataset) -> list[dict[str, Any]]:
    """The rows as ready strings; a field that is not offered was refused before."""
    found = []
    for number, row in enumerate(rows):
        field = of.field(row.field)
        if field is None:
            continue
        options = [] if field.options is None else field.options()
        if field.kind == "yes":
            options = list(YES)
        found.append(
            {
                "number": number,
                "field": field.key,
                "name": field.name,
                "group": row.group,
                "groups": range(1, MOST_GROUPS + 1),
                "operators": [(key, name, key == row.operator) for key, name in OPERATORS[field.kind].items()],
                "options": [(value, name, value in row.values) for value, name in options],
                "tick": field.kind == "choice" and len(options) <= FEW,
                "many": field.kind == "choice",
                "input": INPUTS.get(field.kind, ""),
                "value": row.values[0] if row.values else "",
            }
        )
    return found


def initial(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of a stored definition."""
    counting = f"sum:{values['measure']}" if values["measure"] else ""
    if values["distinct"]:
        counting = f"once:{values['distinct']}"
    return dict(values) | {"counting": counting}
