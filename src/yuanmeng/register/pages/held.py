"""Rows that an import could not take by itself: the list, and one of them with what a person may decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.actions import held as actions
from yuanmeng.register.actions.imports_running import unpacked
from yuanmeng.register.forms.imports import HeldForm
from yuanmeng.register.importing.sentences import row_sentence
from yuanmeng.register.models import HeldRow
from yuanmeng.register.pages.imports_showing import moment
from yuanmeng.register.policy import HELD_ROWS
from yuanmeng.ui.asked import op_of, version_of, whole

PAGE = 50
STATES = {
    "held": (gettext_lazy("待定"), "warn"),
    "taken": (gettext_lazy("已收录"), "good"),
    "dismissed": (gettext_lazy("已不收录"), "plain"),
    "undone": (gettext_lazy("随批次撤销"), "plain"),
}
CONFIRM = {
    "wrong_check": gettext_lazy("已对照营业执照，代码无误"),
    "sole_trader": gettext_lazy("确认收录这个个体工商户"),
    "no_code": gettext_lazy("确实没有代码，按无代码单位建档"),
    "name_known": gettext_lazy("就是名录中的那一家，更新它"),
    "same_code_names": gettext_lazy("以这一行为准"),
    "same_code_values": gettext_lazy("以这一行为准"),
    "date_future": gettext_lazy("日期无误"),
}
LEAVE_OUT = gettext_lazy("不收录有疑问的那一格，其余照收")
ONLY_MENDED = frozenset({"shifted", "merged"})
"""Reasons that nobody can simply confirm."""


@require_safe
def index(request: Asked) -> HttpResponse:
    """Held rows in one state, oldest first, paged by key; of one batch when asked."""
    HELD_ROWS.demand(request.actor, "view")
    state = request.GET.get("state", "held")
    rows = HELD_ROWS.among(request.actor).filter(state=state if state in STATES else "held").order_by("pk")
    if request.GET.get("batch"):
        rows = rows.filter(batch=whole(request.GET["batch"]))
    if "after" in request.GET:
        rows = rows.filter(pk__gt=whole(request.GET["after"]))
    page = list(rows.select_related("batch")[: PAGE + 1])
    shown = {
        "rows": [_line(row) for row in page[:PAGE]],
        "more": page[PAGE - 1].pk if len(page) > PAGE else None,
        "states": [(key, name, key == state) for key, (name, _tone) in STATES.items()],
    }
    return render(request, "register/imports/held.html", shown)


def _line(row: HeldRow) -> dict[str, Any]:
    state, tone = STATES[row.state]
    return {
        "pk": row.pk,
        "file": row.batch.file_name,
        "place": f"{row.sheet} {row.row}".strip(),
        "column": row.column,
        "value": row.value[:80] or "—",
        "says": row_sentence(row.reason, row.more),
        "state": state,
        "tone": tone,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Asked, pk: int) -> HttpResponse:
    """One held row. POST takes it, as it is or mended, or leaves it out."""
    row = HELD_ROWS.fetch(request.actor, "decide" if request.method == "POST" else "view", pk=pk)
    form = HeldForm(_cells(row), _choices(row), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, row, form)
            return redirect("register:held_rows")
        except Invalid as refusal:
            form.tell(refusal.facts.get("errors") or {"": [refusal.says]})
    shown = {
        "row": _line(row),
        "record": row,
        "form": form,
        "known": row.organisation and {"pk": row.organisation.pk, "name": row.organisation.name},
        "decided": moment(row.decided_at) if row.decided_at else "",
        "note": row.note,
        "may": row.state == "held" and "decide" in HELD_ROWS.may(request.actor, row),
    }
    return render(request, "register/imports/held_row.html", shown, status=422 if form.errors else 200)


def _decide(request: Asked, row: HeldRow, form: HeldForm) -> None:
    op, seen, note = op_of(request), version_of(request), form.cleaned_data["note"]
    if request.POST.get("choice") == "dismiss":
        actions.dismiss(row.pk, note, version=seen, by=request.actor, op=op)
        messages.success(request, _("已记下：不收录。"))
        return
    accepted = form.cleaned_data["accepted"]
    actions.take(row.pk, form.cells, accepted, note, version=seen, by=request.actor, op=op)
    messages.success(request, _("已收录到名录。"))


def _cells(row: HeldRow) -> dict[str, tuple[str, str]]:
    """Column place → (header, text)."""
    headers = {str(column.index): column.header for column in unpacked(row.batch.mapping).columns}
    return {place: (headers[place], text) for place, text in row.cells.items()}


def _choices(row: HeldRow) -> list[tuple[str, Any]]:
    """What may be done: mended cells, the confirmation that fits the reason, or another firm of the same name."""
    choices: list[tuple[str, Any]] = [("", _("已在上面改正"))]
    if row.reason not in ONLY_MENDED:
        choices.append((row.reason, CONFIRM.get(row.reason, LEAVE_OUT)))
    if row.reason == "name_known":
        choices.append((actions.NEW, _("是另一家同名单位，按无代码单位建档")))
    return choices
