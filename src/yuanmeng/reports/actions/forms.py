"""A superior's form: uploaded, its cells given sources, filled period by period, withdrawn."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import IllegalMove, Invalid, Stale
from yuanmeng.files.storage import Kept
from yuanmeng.ledger.actions import action, record, take_turn
from yuanmeng.reports.actions import signed, written
from yuanmeng.reports.filling import Filled, filled, grids, names, period_of
from yuanmeng.reports.models import SPANS, FilledCell, Filling, Placement, SuperiorForm
from yuanmeng.reports.policy import FORMS
from yuanmeng.reports.queries import digest

FIELDS = ("name", "superior", "rhythm")
NUMBERS = frozenset({"figure", "rate", "fact"})
MOST = 300
"""Cells of one form that may have a source."""


@action("form.upload")
def upload(*, kept: Kept, kind: str, values: dict[str, Any], by: Actor, op: UUID) -> SuperiorForm:
    """上传上级报表: a file that was judged and stored before. `values` holds FIELDS. Raises Denied."""
    FORMS.demand(by, "define")
    made = SuperiorForm.objects.create(
        **{name: values[name] for name in FIELDS},
        kind=kind,
        stored=kept.stored,
        file=kept.name,
        sha256=kept.sha256,
        **signed(by),
    )
    record("form.upload", made, by=by, op=op, kind=kind, rhythm=made.rhythm, sha256=kept.sha256)
    return made


@action("form.place")
def place(pk: int, *, version: int, sources: list[dict[str, str]], by: Actor, op: UUID) -> SuperiorForm:
    """指定数据来源: each source says cell, kind, key, span, text; one that a cell had before is replaced.

    Raises Hidden, Denied, IllegalMove, Stale, Invalid.
    """
    form = FORMS.fetch(by, "define", pk=pk)
    known = names()
    takes = {cell.ref for grid in grids(form) for line in grid.rows for cell in line if cell.takes}
    sources = [_checked(each, known, takes) for each in sources]
    if not sources:
        raise Invalid(_("请至少选一格。"))
    _move(form, version)
    cells = [each["cell"] for each in sources]
    form.placements.filter(cell__in=cells).delete()
    if form.placements.count() + len(set(cells)) > MOST:
        raise Invalid(_("一张表最多指定 %(most)s 格。") % {"most": MOST})
    Placement.objects.bulk_create(Placement(form=form, **each) for each in {s["cell"]: s for s in sources}.values())
    record("form.place", form, by=by, op=op, cells=cells)
    return form


def _checked(source: dict[str, str], known: dict[tuple[str, str], str], takes: set[str]) -> dict[str, str]:
    """The source with what does not belong to its kind left out. Raises Invalid."""
    cell, kind, key, text = source["cell"], source["kind"], source["key"], source["text"].strip()
    if cell not in takes:
        raise Invalid(_("“%(cell)s”不能填：没有这一格，或者它是公式，或者已印有文字。") % {"cell": cell[:10]})
    if kind == "text":
        if not text:
            raise Invalid(_("请写要填的文字。"))
        return {"cell": cell, "kind": kind, "key": "", "span": "", "text": text}
    if (kind, key) not in known:
        raise Invalid(_("请选择数据来源：没有“%(key)s”，或者它已停用。") % {"key": key[:60]})
    span = source["span"] if kind in {"figure", "rate"} else ""
    if span not in {"", *dict(SPANS)} or (kind in {"figure", "rate"} and not span):
        raise Invalid(_("请选择本期、上年同期或本年累计。"))
    return {"cell": cell, "kind": kind, "key": key, "span": span, "text": ""}


@action("form.clear")
def clear(pk: int, *, version: int, cell: str, by: Actor, op: UUID) -> SuperiorForm:
    """取消数据来源: the cell stays empty from now on. Raises Hidden, Denied, IllegalMove, Stale, Invalid."""
    form = FORMS.fetch(by, "define", pk=pk)
    if not form.placements.filter(cell=cell).exists():
        raise Invalid(_("“%(cell)s”没有数据来源。") % {"cell": cell[:10]})
    _move(form, version)
    form.placements.filter(cell=cell).delete()
    record("form.clear", form, by=by, op=op, cell=cell)
    return form


@action("form.withdraw")
def withdraw(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> SuperiorForm:
    """停用: nothing is filled any more; what was filled stays. Raises Hidden, Denied, IllegalMove, Stale, Invalid."""
    form = FORMS.fetch(by, "withdraw", pk=pk)
    if not reason.strip():
        raise Invalid(_("请写明原因（500 字以内）。"))
    _move(form, version, state="withdrawn", withdrawn_reason=reason.strip())
    record("form.withdraw", form, by=by, op=op)
    return form


@action("form.fill")
def fill(pk: int, *, version: int, period: str, by: Actor, op: UUID) -> Filling:
    """代填: every placed cell frozen with its definition and number of records; the next edition needs a difference.

    Raises Hidden, Denied, IllegalMove, Stale, Invalid.
    """
    form = FORMS.fetch(by, "fill", pk=pk)
    asked = period_of(form, period)
    take_turn()
    _in_use(form)
    if form.version != version:
        raise _changed(form)
    with translation.override("zh-hans"):
        cells = filled(form, asked, by)
    if not cells:
        raise Invalid(_("还没有一格指定了数据来源，没有可填的。"))
    latest = form.fillings.filter(period=str(asked)).order_by("-edition").first()
    if latest and _same(latest, cells):
        raise Invalid(_("与第 %(edition)s 版完全相同，不需要再填。") % {"edition": latest.edition})
    edition = (latest.edition if latest else 0) + 1
    made = Filling.objects.create(
        form=form,
        period=str(asked),
        edition=edition,
        numbers=sum(each.kind in NUMBERS and not each.missing for each in cells),
        lacking=sum(bool(each.missing) for each in cells),
        digest=digest(form.sha256, str(asked), edition, [list(asdict(each).values()) for each in cells]),
        **signed(by),
    )
    FilledCell.objects.bulk_create(FilledCell(filling=made, **asdict(each)) for each in cells)
    record(
        "form.fill", form, by=by, op=op, period=made.period, edition=edition, numbers=made.numbers,
        lacking=made.lacking, digest=made.digest,
    )  # fmt: skip
    return made


def _same(latest: Filling, cells: list[Filled]) -> bool:
    """Whether nothing differs but the day and the person."""
    return {_compared(each) for each in latest.cells.all()} == {_compared(each) for each in cells}


def _compared(each: Filled | FilledCell) -> tuple[object, ...]:
    ours = each.kind == "field" and each.key in {"day", "person"}
    said = "" if ours else each.text
    return each.cell, each.kind, each.key, each.period, each.definition, each.records, said, each.missing


def _move(form: SuperiorForm, version: int, **values: Any) -> None:
    """Write where nobody was faster. Raises IllegalMove for a withdrawn form, Stale."""
    _in_use(form)
    if not written(form, version, **values):
        raise _changed(form)


def _in_use(form: SuperiorForm) -> None:
    if form.state == "withdrawn":
        raise IllegalMove(_("这张报表已停用。"))


def _changed(form: SuperiorForm) -> Stale:
    return Stale(_("这张报表刚刚被他人修改，请查看最新内容后重试。"), record=form)
