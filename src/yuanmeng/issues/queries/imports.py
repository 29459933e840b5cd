"""What rows of a problem ledger are compared with: the register, the categories, and what was imported before."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Invalid
from yuanmeng.issues.judging import FIELDS, Earlier, Known, head_of, proposed
from yuanmeng.issues.models import Category, IssueBatch, IssueRow
from yuanmeng.register.importing.reading import Line, Table, opened
from yuanmeng.register.models import FormerName, Organisation

UNITS = ("department", "institution")


def known(source: str) -> Known:
    """Everything a row of this source is compared with, in six queries."""
    firms = Organisation.objects.filter(state="active").exclude(kind="department")
    former = FormerName.objects.filter(organisation__in=firms).values_list("name", "organisation_id")
    rows = IssueRow.objects.filter(batch__source=source, batch__state="loaded").order_by("pk")
    keys, marks = dict[str, Earlier](), dict[str, int]()
    asked = ("key", "mark", "bare", "issue_id", "version", "issue__version", "issue__state")
    for key, mark, bare, issue, version, now, state in rows.values_list(*asked):
        marks[mark] = issue
        if key:
            keys[key] = Earlier(issue, bare, version == now and state == "raised")
    return Known(
        firms=dict(former) | dict(firms.values_list("name", "pk")),
        codes={code: pk for code, pk in firms.values_list("uscc", "pk") if code},
        units=dict(Organisation.objects.filter(kind__in=UNITS, state="active").values_list("name", "pk")),
        categories=_categories(),
        marks=marks,
        keys=keys,
    )


def _categories() -> dict[str, int]:
    """Last levels by their whole path, and by their name where it is the only one."""
    leaves = list(Category.objects.filter(children=None, retired=False).values_list("path", "pk"))
    names = Counter(path.rpartition("/")[2] for path, _pk in leaves)
    by_name = {path.rpartition("/")[2]: pk for path, pk in leaves if names[path.rpartition("/")[2]] == 1}
    return by_name | {path.replace("/", " › "): pk for path, pk in leaves}


def remembered(source: str, headers: list[str]) -> dict[str, str]:
    """The columns of the newest loaded batch of this source where the file has them, else what the names tell."""
    before = IssueBatch.objects.filter(source=source, state="loaded").first()
    kept = {name: header for name, header in (before.columns if before else {}).items() if header in headers}
    return {name: header for name, header in proposed(headers).items() if header not in kept.values()} | kept


def sheet_of(tables: list[Table]) -> tuple[Table, Line]:
    """The first sheet with heads, and its heads. Raises Invalid."""
    for table in tables:
        head = head_of(table.lines())
        if head:
            return table, head
    raise Invalid(
        _("前十行里没有找到表头。表头至少应有“标题”或“内容”，以及“提出时间”；可用的列：%(names)s。")
        % {"names": "、".join(str(name) for name in FIELDS.values())}
    )


def heads(path: Path) -> list[str]:
    """The headers of a file. Raises Invalid."""
    with opened(path) as tables:
        _table, head = sheet_of(tables)
        return [cell.strip() for cell in head.cells if cell.strip()]


def places(columns: dict[str, Any], head: Line) -> dict[str, int]:
    """Field → place of its column. Raises Invalid when neither title nor text, or no time, is assigned."""
    cells = [cell.strip() for cell in head.cells]
    found = {name: cells.index(header) for name, header in columns.items() if name in FIELDS and header in cells}
    if not {"title", "text"} & set(found) or "raised" not in found:
        raise Invalid(_("请指定“标题”或“内容”中的至少一列，以及“提出时间”。"))
    return found
