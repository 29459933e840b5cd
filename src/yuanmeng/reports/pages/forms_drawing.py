"""A form drawn as HTML tables: each cell with what is printed in it, and what is placed or filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.ledger import figures as ledger
from yuanmeng.reports.filling import Filled
from yuanmeng.reports.grids import Grid, behind, place_of
from yuanmeng.reports.models import SPANS, FilledCell, SuperiorForm


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands in a cell besides its printed text; `state` is placed, filled or missing."""

    text: str
    state: str
    link: str = ""
    says: str = ""


def drawn(grids: Iterable[Grid], stand: Mapping[str, Drawn], pick: str = "") -> list[dict[str, Any]]:
    """Ready strings for `reports/grid.html`. `pick` is the address on which a cell that takes a value is chosen."""
    return [
        {"name": _name(grid), "rows": [[_cell(each, stand.get(each.ref), pick) for each in line] for line in grid.rows]}
        for grid in grids
    ]


def _name(grid: Grid) -> str:
    if not grid.name:
        return _("表外的文字")
    return _("表 %(number)s") % {"number": grid.name} if grid.name.isdigit() else grid.name


def _cell(each: Any, stands: Drawn | None, pick: str) -> dict[str, Any]:
    state = "formula" if each.formula else "empty" if each.takes else "printed"
    return {
        "ref": each.ref,
        "short": short(each.ref),
        "printed": behind(each.text, "") if stands else each.text,
        "rows": each.rows,
        "columns": each.columns,
        "state": stands.state if stands else state,
        "text": stands.text if stands else "",
        "link": stands.link if stands else "",
        "says": stands.says if stands else "",
        "pick": f"{pick}?{urlencode({'cell': each.ref})}#source" if pick and each.takes else "",
    }


def short(ref: str) -> str:
    """A cell as people call it: C4, in a later table 表2 C4."""
    grid, _row, _column = place_of(ref)
    at = ref.partition("!")[2]
    if grid == 1:
        return at
    table = _("表 %(number)s") % {"number": grid}
    return f"{table} {at}" if grid else _("表外 %(cell)s") % {"cell": at}


def placed(form: SuperiorForm, names: Mapping[tuple[str, str], str]) -> dict[str, dict[str, str]]:
    """Cell → what it is filled from, in words."""
    spans = {key: str(name) for key, name in SPANS}
    found = {}
    for each in form.placements.order_by("pk"):
        gone = _("已停用：%(key)s") % {"key": each.key}
        name = f"“{each.text}”" if each.kind == "text" else names.get((each.kind, each.key), gone)
        found[each.cell] = {
            "cell": each.cell,
            "short": short(each.cell),
            "kind": str(each.get_kind_display()),
            "name": name,
            "span": spans.get(each.span, ""),
            "said": " ".join(filter(None, (name, spans.get(each.span, "")))),
        }
    return found


Declared = tuple[Mapping[str, ledger.Figure], Mapping[str, ledger.Rate]]


def values_shown(cells: Iterable[Filled | FilledCell], by: Actor) -> dict[str, Drawn]:
    """Filled cells by their reference; a number opens its records where the person may see such records."""
    declared = ledger.declared()
    return {each.cell: _value(each, by, declared) for each in cells}


def _value(each: Filled | FilledCell, by: Actor, declared: Declared) -> Drawn:
    if each.missing:
        return Drawn(_("缺"), "missing", says=each.missing)
    says = " ".join(filter(None, (each.name, each.period)))
    if each.records is not None:
        says += "：" + _("%(count)s 条记录，口径第 %(version)s 版") % {
            "count": each.records,
            "version": each.definition,
        }
    return Drawn(each.text, "filled", _link(each, by, declared), says)


def _link(each: Filled | FilledCell, by: Actor, declared: Declared) -> str:
    if each.kind == "fact":
        return reverse("reports:fact", args=[each.key])
    known, rates = declared
    key = rates[each.key].part if each.kind == "rate" and each.key in rates else each.key
    figure = known.get(key) if each.kind in {"figure", "rate"} else None
    if figure is None or not figure.policy.allows(by, "view"):
        return ""
    return reverse("desk:figure", args=[key]) + "?" + urlencode({"period": each.period})
