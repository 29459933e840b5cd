"""The filtered firm list as an Excel or CSV file; every export is logged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.files.tables import TYPES, Table, download
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
CHUNK = 500


@require_POST
def export(request: Asked) -> FileResponse:
    """The firms that the query leaves, all of them, in order of their keys."""
    FIRMS.demand(request.actor, "export")
    form = request.POST.get("form", "")
    if form not in TYPES:
        raise Invalid(_("请选择导出为 Excel 或 CSV。"))
    asked = ListForm(QueryDict(request.POST.get("query", "")), actor=request.actor)
    table = Table(_("企业名录"), heads(), lines(asked))
    op, filters = op_of(request), asked.plain()
    return download(table, form, lambda n: log_export(count=n, form=form, filters=filters, by=request.actor, op=op))


def heads() -> list[tuple[str, int]]:
    """Titles and widths of the columns."""
    return [
        (_("名称"), 36), (_("统一社会信用代码"), 22), (_("类别"), 14), (_("状态"), 14), (_("成立日期"), 14),
        (_("行政区划"), 14), (_("地址"), 14), (_("行业代码"), 14), (_("行业"), 14), (_("规模"), 14),
        (_("指标截至"), 14), (_("曾用名"), 14), (_("经营范围"), 14), (_("更新"), 14),
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
