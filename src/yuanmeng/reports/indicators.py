"""Rows of an indicator system as they may be stored, its tree with newest values, weights that do not add up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from yuanmeng.reports.models import DIRECTIONS, Indicator, IndicatorSystem, IndicatorValue
from yuanmeng.ui.typed import plain_text

CODE = re.compile(r"[1-9]\d{0,2}(\.[1-9]\d{0,2}){0,3}", re.ASCII)
WEIGHT = re.compile(r"\d{1,3}(\.\d{1,3})?", re.ASCII)
FIELDS = ("code", "name", "weight", "unit", "direction", "aim", "normalisation", "source")
LONGEST = {"code": 15, "name": 100, "unit": 20, "aim": 60, "normalisation": 200, "source": 200}
WHOLE = Decimal(100)
Row = dict[str, Any]
Problem = tuple[str, str]
"""Field and sentence."""


def checked(row: Mapping[str, str]) -> tuple[Row, list[Problem]]:
    """A row as typed → values as stored, and what is wrong with them; `direction` may be its key or its name."""
    clean: Row = {name: str(row.get(name) or "").strip() for name in FIELDS}
    problems: list[Problem] = []
    for name, most in LONGEST.items():
        try:
            plain_text(clean[name])
        except ValidationError as unclean:
            problems.append((name, " ".join(unclean.messages)))
        if len(clean[name]) > most:
            problems.append((name, _("最多 %(most)s 个字。") % {"most": most}))
    if not CODE.fullmatch(clean["code"]):
        problems.append(("code", _("编号写成 1、1.2 或 1.2.3，最多四级，每级是 1 到 999 的整数。")))
    if not clean["name"]:
        problems.append(("name", _("没有名称。")))
    clean["weight"], wrong = _weight(clean["weight"])
    direction = _directions().get(clean["direction"] or "unstated")
    clean["direction"] = direction or "unstated"
    clean["sort"] = ".".join(part.zfill(3) for part in clean["code"].split("."))
    if wrong:
        problems.append(("weight", wrong))
    if direction is None:
        names = "、".join(direction_names())
        problems.append(("direction", _("方向只能写：%(names)s。") % {"names": names}))
    return clean, problems


def direction_names() -> list[str]:
    """As a sheet writes them, in the language of the house."""
    with translation.override("zh-hans"):
        return [str(name) for _key, name in DIRECTIONS]


def _directions() -> dict[str, str]:
    keys = [key for key, _name in DIRECTIONS]
    return dict(zip(direction_names(), keys, strict=True)) | dict(zip(keys, keys, strict=True))


def _weight(text: str) -> tuple[Decimal | None, str]:
    """The weight in per cent; none is none, never nought."""
    if not text:
        return None, ""
    number = text.removesuffix("%").removesuffix("％").strip()
    value = Decimal(number) if WEIGHT.fullmatch(number) else None
    if value is None or value > WHOLE:
        return None, _("权重是 0 到 100 的百分数，如 30 或 12.5，最多三位小数。")
    return value, ""


def parent_of(code: str) -> str:
    """1.1.2 is below 1.1; "" for one of the first level."""
    return code.rpartition(".")[0]


def misplaced(codes: Iterable[str]) -> list[tuple[int, str]]:
    """Positions whose number is there already or whose parent is missing, with the sentence."""
    given = list(codes)
    known = set(given)
    first: dict[str, int] = {}
    found = []
    for at, code in enumerate(given):
        if code in first:
            found.append((at, _("编号 %(code)s 重复。Excel 会把 1.10 变成 1.1：请把编号列设为文本。") % {"code": code}))
        elif parent_of(code) and parent_of(code) not in known:
            found.append(
                (at, _("编号 %(code)s 的上级 %(parent)s 不在表里。") % {"code": code, "parent": parent_of(code)})
            )
        first.setdefault(code, at)
    return found


@dataclass(frozen=True, slots=True)
class Node:
    """An indicator with its depth (0 is the first level), whether nothing is below it, its value and its files."""

    indicator: Indicator
    depth: int
    leaf: bool
    value: IndicatorValue | None
    files: int


def tree(system: IndicatorSystem) -> list[Node]:
    """All rows in the order of their numbers, in three queries however many there are."""
    indicators = list(system.indicators.order_by("sort"))
    above = {parent_of(each.code) for each in indicators}
    values = {each.indicator_id: each for each in newest_values().filter(indicator__system=system)}
    kept = Count("evidence", filter=Q(evidence__removed=False))
    files = dict(
        IndicatorValue.objects.filter(pk__in=[each.pk for each in values.values()])
        .order_by()
        .annotate(files=kept)
        .values_list("pk", "files")
    )
    return [
        Node(each, each.code.count("."), each.code not in above, value, files.get(value.pk, 0) if value else 0)
        for each in indicators
        for value in (values.get(each.pk),)
    ]


def newest_values() -> Any:
    """The newest edition of each indicator's value."""
    later = IndicatorValue.objects.filter(indicator=OuterRef("indicator"), edition__gt=OuterRef("edition"))
    return IndicatorValue.objects.filter(~Exists(later)).select_related("publication", "fact", "by")


def is_leaf(indicator: Indicator) -> bool:
    """Whether nothing is below it."""
    below = Indicator.objects.filter(system=indicator.system_id, code__startswith=f"{indicator.code}.")
    return not below.exists()


def weight_faults(system: IndicatorSystem, rows: Iterable[Indicator]) -> list[str]:
    """Where the weights do not add up, group by group; they are shown as they were stated, never corrected."""
    known = {each.code: each for each in rows}
    groups: dict[str, list[Indicator]] = {}
    for each in known.values():
        groups.setdefault(parent_of(each.code), []).append(each)
    said = (_fault(system, known.get(code), group) for code, group in groups.items())
    return [each for each in said if each]


def _fault(system: IndicatorSystem, above: Indicator | None, group: list[Indicator]) -> str:
    where = _("“%(name)s”的下一级") % {"name": above} if above else _("第一级")
    weights = [each.weight for each in group if each.weight is not None]
    if len(weights) < len(group):
        lacking = len(group) - len(weights)
        return _("%(where)s有 %(count)s 项没有写权重，无法核对合计。") % {"where": where, "count": lacking}
    due = WHOLE if above is None or system.weighing == "parent" else above.weight
    if due is None or sum(weights) == due:
        return ""
    facts = {"where": where, "sum": percent(sum(weights, Decimal(0))), "due": percent(due)}
    if sum(weights) == due / 100:
        return _("%(where)s的权重合计是 %(sum)s，不是 %(due)s。如果表里写的是小数，请改成百分数，如 30。") % facts
    return _("%(where)s的权重合计是 %(sum)s，不是 %(due)s。") % facts


def percent(weight: Decimal | None) -> str:
    """30% or 12.5%; "" where none was stated."""
    return "" if weight is None else f"{weight.normalize():f}%"


def direction_of(node: Node) -> str:
    """In words; a heading of which nothing is stated has none."""
    each = node.indicator
    return each.get_direction_display() if node.leaf or each.direction != "unstated" else ""
