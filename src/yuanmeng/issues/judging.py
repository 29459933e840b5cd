"""Rows of a problem ledger (台账) judged one by one: what each becomes, or why a person must look at it.

A case that the ledger calls finished is closed as `unconfirmed`, whatever the ledger says about satisfaction: nobody
answers for a firm (TKT-05). Nothing is guessed: a row whose firm, unit or time cannot be read is held.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.core import dates
from yuanmeng.register.importing.reading import Line
from yuanmeng.ui.typed import plain_lines, plain_text

FIELDS: dict[str, Any] = {
    "key": _("台账编号"),
    "title": _("标题"),
    "text": _("内容"),
    "raised": _("提出时间"),
    "firm": _("企业名称"),
    "code": _("统一社会信用代码"),
    "category": _("分类"),
    "unit": _("主办单位"),
    "reply": _("答复内容"),
    "replied": _("答复时间"),
}
NAMES: dict[str, tuple[str, ...]] = {
    "key": ("编号", "问题编号", "诉求编号", "工单编号", "台账编号", "id"),
    "title": ("标题", "问题标题", "诉求标题", "主题", "事项", "问题名称", "title"),
    "text": ("内容", "问题内容", "诉求内容", "问题描述", "反映内容", "具体内容", "详细内容", "detail"),
    "raised": ("提出时间", "提出日期", "反映时间", "登记时间", "收到时间", "受理时间", "日期", "created"),
    "firm": ("企业名称", "提出企业", "反映企业", "企业", "单位名称", "反映单位", "firm"),
    "code": ("统一社会信用代码", "信用代码", "社会信用代码"),
    "category": ("分类", "问题分类", "类别", "问题类别", "诉求类别", "label"),
    "unit": ("主办单位", "承办单位", "办理单位", "责任单位", "责任部门", "承办部门"),
    "reply": ("答复", "答复内容", "答复意见", "办理结果", "处理结果", "办理情况", "reply"),
    "replied": ("答复时间", "答复日期", "办结时间", "办结日期", "办理时间", "完成时间", "replied"),
}
"""What a file may call each column; other columns are named as not imported."""
HEADS = frozenset(word for words in NAMES.values() for word in words)
"""A row of nothing but these repeats the heads."""
REASONS: dict[str, Any] = {
    "no_title": _("没有标题，也没有内容。请补上后重新导入。"),
    "no_date": _("没有提出时间，或读不懂。请写成 2021-03-05 或 2021-03-05 14:20 的样式。"),
    "future": _("时间晚于现在，请核对。"),
    "twice": _("与本表前面的一行完全相同，只导入一次。"),
    "same_key": _("台账编号与本表前面的一行相同，内容却不同。请核对编号。"),
    "unknown_firm": _("名录里没有这家企业。请核对名称或信用代码，或者先为它建档，再重新导入。"),
    "unknown_unit": _("名录里没有这个主办单位。请核对名称，或者先把它建为部门。"),
    "unknown_category": _("本区的问题分类里没有这一项（或它不是最末一级），分类留空，其余照导。"),
    "reply_no_date": _("有答复，却没有答复时间，或读不懂。请补上。"),
    "reply_before": _("答复时间早于提出时间，请核对。"),
    "no_reply": _("有答复时间，却没有答复内容。请补上。"),
    "too_long": _("超过 5,000 字，请缩短或拆成两行。"),
    "characters": _("含有看不见的字符，请清除后重新导入。"),
    "changed": _("这个台账编号以前导入过，内容不同。系统内的问题不会被台账改动，请到问题页面处理。"),
    "worked": _("这个台账编号的问题已经在系统内办理，台账里的答复没有写入。"),
}
REFUSED = frozenset({"no_title", "no_date", "future", "twice"})
"""Reasons for which a row is refused; `unknown_category` is only noted, all others hold the row."""
ANSWER = frozenset({"reply", "replied"})
LONGEST, TITLE, SHORT = 5_000, 80, 40
MORNING = dt.time(9)
"""Where a ledger gives a day without a time."""
MOMENT = re.compile(r"(?P<day>.+?)[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?")


class Earlier(NamedTuple):
    """A row of an earlier batch of the same source with the same number, and how its problem stands now."""

    issue: int
    bare: str
    untouched: bool
    """Open and as it was imported."""


@dataclass(slots=True)
class Known:
    """What rows are compared with."""

    firms: Mapping[str, int]
    codes: Mapping[str, int]
    units: Mapping[str, int]
    categories: Mapping[str, int]
    """Last levels by path and, where only one bears it, by name."""
    marks: Mapping[str, int]
    keys: Mapping[str, Earlier]


@dataclass(slots=True)
class Row:
    """One row with its verdict: created, updated, unchanged, held or refused; `field` says which cell is at fault."""

    number: int
    cells: dict[str, str]
    verdict: str = "created"
    reason: str = ""
    field: str = "title"
    noted: str = ""
    title: str = ""
    text: str = ""
    raised: dt.datetime | None = None
    replied: dt.datetime | None = None
    firm: int | None = None
    unit: int | None = None
    category: int | None = None
    issue: int | None = None
    """The problem of an earlier batch that this row answers."""
    mark: str = ""
    bare: str = ""

    @property
    def key(self) -> str:
        """The ledger's own number."""
        return self.cells.get("key", "")[:60]


class Trouble(Exception):
    """Ends the judging of a row: reason and field."""


def proposed(headers: list[str]) -> dict[str, str]:
    """Field → header, as far as the names tell."""
    plain = {header.strip().removeprefix("\ufeff").lower(): header for header in reversed(headers)}
    found = {name: next((plain[word] for word in words if word in plain), "") for name, words in NAMES.items()}
    return {name: header for name, header in found.items() if header}


def head_of(lines: Iterator[Line]) -> Line | None:
    """The first of the first ten rows that names a title or a text and one more column."""
    for line, _turn in zip(lines, range(10), strict=False):
        found = proposed(line.cells)
        if len(found) > 1 and {"title", "text"} & set(found):
            return line
    return None


@dataclass(slots=True)
class Judge:
    """Judges the rows of one file, in order."""

    columns: Mapping[str, int]
    """Field → place of its column."""
    known: Known
    now: dt.datetime
    seen: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)

    def rows(self, lines: Iterator[Line]) -> Iterator[Row]:
        """Every row that is not blank and does not repeat the heads."""
        for line in lines:
            cells = {name: line.cells[at].strip() for name, at in self.columns.items() if at < len(line.cells)}
            said = {text for text in cells.values() if text}
            if said and not (len(said) > 1 and said <= HEADS):
                yield self._judged(Row(line.number, cells))

    def _judged(self, row: Row) -> Row:
        row.mark, row.bare = digest(row.cells), digest(row.cells, ANSWER)
        if row.mark in self.known.marks:
            row.verdict = "unchanged"
            return row
        try:
            self._read(row)
            self._compared(row)
        except Trouble as trouble:
            row.reason, row.field = trouble.args
            row.verdict = "refused" if row.reason in REFUSED else "held"
        return row

    def _read(self, row: Row) -> None:
        if row.mark in self.seen:
            raise Trouble("twice", "title")
        self.seen.add(row.mark)
        self._words(row)
        row.raised = self._moment(row, "raised", "no_date")
        self._answered(row)
        row.firm = self._firm(row)
        row.unit = self._named(row, "unit", self.known.units)
        row.category = self.known.categories.get(row.cells.get("category", "").replace("/", " › "))
        if row.cells.get("category") and row.category is None:
            row.noted = "unknown_category"

    def _words(self, row: Row) -> None:
        title, row.text = row.cells.get("title", ""), row.cells.get("text", "")
        if not title and not row.text:
            raise Trouble("no_title", "title")
        row.title = " ".join((title or _first_words(row.text)).split())
        if len(row.title) > TITLE:
            row.text = "\n".join(part for part in (row.title, row.text) if part)
            row.title = row.title[: TITLE - 1] + "…"
        for name, text in (("title", row.title), ("text", row.text), ("reply", row.cells.get("reply", ""))):
            if len(text) > LONGEST:
                raise Trouble("too_long", name)
            try:
                (plain_text if name == "title" else plain_lines)(text)
            except ValidationError:
                raise Trouble("characters", name) from None

    def _moment(self, row: Row, name: str, reason: str) -> dt.datetime:
        """The moment in a cell; the morning of a day without a time. Raises Trouble."""
        text = row.cells.get(name, "")
        stamp = MOMENT.fullmatch(text)
        try:
            day = dates.read(stamp["day"] if stamp else text)
            time = dt.time(int(stamp["hour"]), int(stamp["minute"]), int(stamp["second"] or 0)) if stamp else MORNING
        except ValueError:
            raise Trouble(reason, name) from None
        if day is None:
            raise Trouble(reason, name)
        moment = timezone.make_aware(dt.datetime.combine(day, time))
        if moment > self.now:
            raise Trouble("future", name)
        return moment

    def _answered(self, row: Row) -> None:
        reply, replied = row.cells.get("reply", ""), row.cells.get("replied", "")
        if reply:
            row.replied = self._moment(row, "replied", "reply_no_date")
            if row.raised and row.replied < row.raised:
                raise Trouble("reply_before", "replied")
        elif replied:
            raise Trouble("no_reply", "reply")

    def _firm(self, row: Row) -> int | None:
        code = row.cells.get("code", "").upper()
        if code in self.known.codes:
            return self.known.codes[code]
        if code and not row.cells.get("firm"):
            raise Trouble("unknown_firm", "code")
        return self._named(row, "firm", self.known.firms)

    @staticmethod
    def _named(row: Row, name: str, known: Mapping[str, int]) -> int | None:
        text = row.cells.get(name, "")
        if not text:
            return None
        if text not in known:
            raise Trouble(f"unknown_{name}", name)
        return known[text]

    def _compared(self, row: Row) -> None:
        """With rows of the same number: in this file, and of earlier batches."""
        if not row.key:
            return
        if self.numbers.setdefault(row.key, row.mark) != row.mark:
            raise Trouble("same_key", "key")
        earlier = self.known.keys.get(row.key)
        if earlier is None:
            return
        if earlier.bare == row.bare and not row.replied:
            row.verdict = "unchanged"
        elif earlier.untouched and earlier.bare == row.bare:
            row.verdict, row.issue = "updated", earlier.issue
        else:
            raise Trouble("worked" if earlier.bare == row.bare else "changed", "key")


def digest(cells: Mapping[str, str], without: frozenset[str] = frozenset()) -> str:
    """Of the cells that say something, whatever columns stand beside them."""
    said = (f"{name}={cells[name]}" for name in sorted(cells) if cells[name] and name not in without)
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def _first_words(text: str) -> str:
    """The first sentence as a title, where the file has none."""
    return re.split(r"[。！？；\n]", text.strip(), maxsplit=1)[0][:SHORT]
