"""The filtered firm list as an Excel or CSV file; every export is logged."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from io import TextIOWrapper
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.cells import harmless
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.actions.views import log_export
from yuanmeng.register.forms.listing import ListForm
from yuanmeng.register.models import Industry, Organisation
from yuanmeng.register.pages import showing
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.listing import chosen
from yuanmeng.register.queries.naming import former_names
from yuanmeng.ui.asked import op_of

FIELDS = (
    "pk", "name", "uscc", "kind", "state", "founded", "division", "address", "industry", "index__size",
    "index__facts_as_of", "scope", "updated_at",
)  # fmt: skip
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
CHUNK = 500


@require_POST
def export(request: Asked) -> FileResponse:
    """The firms that the query leaves, all of them, in order of their keys."""
    FIRMS.demand(request.actor, "export")
    form = request.POST.get("form", "")
    if form not in TYPES:
        raise Invalid(_("请选择导出为 Excel 或 CSV。"))
    asked = ListForm(QueryDict(request.POST.get("query", "")), actor=request.actor)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    count = write(form, file, lines(asked))
    log_export(count=count, form=form, filters=asked.plain(), by=request.actor, op=op_of(request))
    file.seek(0)
    name = f"{_('企业名录')}-{timezone.localdate():%Y%m%d}.{form}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[form])


def heads() -> list[str]:
    """Titles of the columns."""
    return [
        _("名称"), _("统一社会信用代码"), _("类别"), _("状态"), _("成立日期"), _("行政区划"), _("地址"), _("行业代码"),
        _("行业"), _("规模"), _("指标截至"), _("曾用名"), _("经营范围"), _("更新"),
    ]  # fmt: skip


def lines(form: ListForm) -> Iterator[list[str]]:
    """One list of texts for each firm, read in chunks of neighbours."""
    keys = list(chosen(form.asked()).order_by("pk").values_list("pk", flat=True))
    divisions = form.divisions
    industries = dict(Industry.objects.order_by("edition").values_list("code", "name"))
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        former = former_names(some)
        for firm in Organisation.objects.filter(pk__in=some).order_by("pk").values(*FIELDS):
            firm["former"] = "；".join(former.get(firm["pk"], ()))
            yield line(firm, divisions, industries)


def line(firm: dict[str, Any], divisions: dict[str, str], industries: dict[str, str]) -> list[str]:
    """The texts of one firm in the order of `heads`."""
    code = firm["industry"]
    return [
        firm["name"], firm["uscc"] or "", showing.label(showing.KIND, firm["kind"]),
        showing.label(showing.STATE, firm["state"]), showing.iso(firm["founded"]),
        divisions.get(firm["division"], firm["division"]), firm["address"], code,
        showing.industry_name(code, industries), showing.size(firm["index__size"]),
        showing.iso(firm["index__facts_as_of"]), firm["former"],
        firm["scope"], showing.iso(firm["updated_at"]),
    ]  # fmt: skip


def write(form: str, file: IO[bytes], rows: Iterator[list[str]]) -> int:
    """Write heads and rows; how many rows."""
    return write_xlsx(file, rows) if form == "xlsx" else write_csv(file, rows)


def write_xlsx(file: IO[bytes], rows: Iterator[list[str]]) -> int:
    """Every cell is written as a string, so nothing calculates; the memory stays constant."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("企业名录"))
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, len(heads()) - 1, 14)
    for column, head in enumerate(heads()):
        sheet.write_string(0, column, head, bold)
    count = 0
    for count, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(count, column, text)
    book.close()
    return count


def write_csv(file: IO[bytes], rows: Iterator[list[str]]) -> int:
    """UTF-8 with a byte order mark, which Excel needs; cells that could calculate begin with an apostrophe."""
    text = TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(heads())
    count = 0
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        count += 1
    text.detach()
    return count
