"""Import batches as ready strings for the templates."""

from __future__ import annotations

import tempfile
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.core.refusals import Hidden, Refusal
from yuanmeng.files.storage import path_of
from yuanmeng.jobs.models import Job
from yuanmeng.register.actions.imports_running import planned, unpacked
from yuanmeng.register.importing.fields import FIELDS
from yuanmeng.register.importing.troubles import VERDICTS, TroubleFile, logged
from yuanmeng.register.models import ImportBatch, Organisation
from yuanmeng.register.queries.undoing import touched

STATES = {
    "uploaded": (gettext_lazy("待确认列"), "warn"),
    "mapped": (gettext_lazy("待检查"), "warn"),
    "checked": (gettext_lazy("待确认导入"), "warn"),
    "applied": (gettext_lazy("已导入"), "good"),
    "dropped": (gettext_lazy("已放弃"), "plain"),
    "undone": (gettext_lazy("已撤销"), "bad"),
}
CLASSES = {
    "rows": gettext_lazy("数据行"),
    "created": gettext_lazy("新建"),
    "updated": gettext_lazy("更新"),
    "unchanged": gettext_lazy("无变化"),
    "held": gettext_lazy("待定"),
    "refused": gettext_lazy("拒绝"),
}
PAGE = 50


def batch_line(batch: ImportBatch) -> dict[str, Any]:
    """One line of the list."""
    state, tone = STATES[batch.state]
    return {
        "pk": batch.pk,
        "file": batch.file_name,
        "source": batch.source,
        "state": state,
        "tone": tone,
        "at": moment(batch.created_at),
        "counts": [intcomma(batch.counts[key]) if batch.counts else "—" for key in CLASSES],
    }


def batch(batch: ImportBatch) -> dict[str, Any]:
    """What every step shows."""
    facts = [
        (_("来源"), batch.source),
        (_("文件大小"), f"{intcomma(batch.file_size)} B"),
        ("SHA-256", batch.file_sha256),
        (_("截至日期"), date_format(batch.as_of, "DATE_FORMAT") if batch.as_of else "—"),
        (_("工作表"), batch.mapping.get("sheet") or "—"),
        (_("上传时间"), moment(batch.created_at)),
    ]
    facts += [(_("导入时间"), moment(batch.applied_at))] if batch.applied_at else []
    facts += [(_("撤销时间"), moment(batch.undone_at))] if batch.undone_at else []
    return {
        "record": batch,
        "line": batch_line(batch),
        "facts": facts,
        "tiles": [(key, name, intcomma(batch.counts[key])) for key, name in CLASSES.items()] if batch.counts else [],
        "ignored": _ignored(batch),
        "sheets": batch.mapping.get("sheets", []),
        "stored": bool(batch.stored),
        "errors": reverse("register:import_troubles", args=[batch.pk]) if batch.errors else "",
    }


def _ignored(batch: ImportBatch) -> list[str]:
    return unpacked(batch.mapping).ignored


def moment(at: Any) -> str:
    """A moment in the zone's time."""
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")


def job(job: Job | None) -> dict[str, Any] | None:
    """A background job for the bar, or None."""
    if job is None:
        return None
    done, total = job.progress
    return {
        "finished": job.finished,
        "failed": job.state == "failed",
        "error": job.error,
        "percent": job.percent,
        "done": intcomma(done),
        "total": intcomma(total),
        "waiting": job.state == "waiting",
    }


def samples(batch: ImportBatch) -> dict[int, list[str]]:
    """Column place → its first values, so that a person sees what it holds. Nothing when the file cannot be read."""
    layout = unpacked(batch.mapping)
    found: dict[int, list[str]] = {}
    try:
        with planned(path_of(batch.stored), batch.mapping, None) as plan:
            for line in islice(plan.table.lines(), layout.header_row, layout.header_row + 4):
                for column in layout.columns:
                    text = line.cells[column.index].strip() if column.index < len(line.cells) else ""
                    if text:
                        found.setdefault(column.index, []).append(text[:40])
    except Refusal:
        return {}
    return found


def preview(batch: ImportBatch, start: int) -> dict[str, Any]:
    """Samples of what would be written, and a page of what would not."""
    updated = [
        {
            "pk": each["pk"],
            "name": each["name"],
            "cells": [(FIELDS[key], before or "—", after) for key, before, after in each["cells"]],
            "facts": [(FIELDS[kind], as_of, amount(value, currency)) for kind, as_of, value, currency in each["facts"]],
        }
        for each in batch.preview["updated"]
    ]
    return {"created": batch.preview["created"], "updated": updated, **trouble_page(batch, start)}


def amount(value: int, currency: str) -> str:
    """A fact's value: money in whole units of its currency, counts as they are."""
    return f"{intcomma(f'{value / 100:.2f}')} {currency}" if currency else str(intcomma(value))


def trouble_page(batch: ImportBatch, start: int) -> dict[str, Any]:
    """Lines of the error file from `start`."""
    lines = list(logged(_log(batch), start, PAGE + 1)) if batch.errors and _log(batch).exists() else []
    return {
        "troubles": [
            {
                "verdict": VERDICTS[each.verdict],
                "tone": "bad" if each.verdict == "refused" else "warn",
                "sheet": each.sheet,
                "row": each.row,
                "column": each.column,
                "value": each.trouble.value,
                "says": each.says,
            }
            for each in lines[:PAGE]
        ],
        "next": start + PAGE if len(lines) > PAGE else None,
        "previous": max(0, start - PAGE) if start else None,
    }


def _log(batch: ImportBatch) -> Path:
    return path_of(batch.errors)


def trouble_file(batch: ImportBatch) -> IO[bytes]:
    """The rows that were not taken as a CSV file in the reader's language. Raises Hidden when there is none."""
    if not _log(batch).is_file():
        raise Hidden(_("没有找到这个文件。"))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response that sends it
    text = TextIOWrapper(file, "utf-8-sig", newline="")
    out = TroubleFile(text)
    for told in logged(_log(batch)):
        out.tell(told)
    text.detach()
    file.seek(0)
    return file


def result(batch: ImportBatch, start: int) -> dict[str, Any]:
    """The organisations that were written, a page at a time, with links."""
    ids = touched(batch) if batch.state == "applied" else []
    fresh = {pk for change in batch.changes.all() for pk in change.created} if ids else set()
    firms = Organisation.objects.filter(pk__in=ids[start : start + PAGE]).order_by("pk").values("pk", "name", "uscc")
    return {
        "firms": [{**firm, "fresh": firm["pk"] in fresh} for firm in firms],
        "next": start + PAGE if len(ids) > start + PAGE else None,
        "previous": max(0, start - PAGE) if start else None,
        "waiting": batch.held_rows.filter(state="held").count(),
    }
