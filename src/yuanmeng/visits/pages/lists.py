"""The list of visits and one visit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked as Request
from yuanmeng.core.refusals import Hidden
from yuanmeng.files.storage import path_of
from yuanmeng.ui.asked import whole
from yuanmeng.visits.forms import FilterForm, MoveForm, ReasonForm
from yuanmeng.visits.models import Picture
from yuanmeng.visits.pages.presenting import capacity, line_row, visit_row
from yuanmeng.visits.pages.tables import Table, workbook
from yuanmeng.visits.policy import LINES, VISITS
from yuanmeng.visits.queries.listing import COUNTED, Asked, belonging, chosen, lines_of, page, total

EXPORTED = 20_000


def asked_for(request: Request) -> tuple[FilterForm, Asked]:
    """The filter; what cannot be read counts as not asked for."""
    form = FilterForm({"state": "done", **request.GET.dict()})
    form.is_valid()
    given: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if value}
    if given.get("state") == "all":
        given["state"] = ""
    return form, Asked(request.actor, **given)


@require_safe
def index(request: Request) -> HttpResponse:
    """Visits, the newest first."""
    VISITS.demand(request.actor, "view")
    form, asked = asked_for(request)
    visits = chosen(asked)
    rows, last = page(visits, _cursor(request.GET.get("after", "")))
    has = belonging(rows)
    count = total(visits)
    shown = {
        "form": form,
        "rows": [visit_row(row, has[row.pk]) for row in rows],
        "total": min(count, COUNTED),
        "more_than": count > COUNTED,
        "next": f"{last.day.toordinal()}~{last.pk}" if last else "",
        "filtered": bool(set(request.GET) - {"after"}),
        "may_record": VISITS.allows(request.actor, "record"),
        "may_export": VISITS.allows(request.actor, "export"),
    }
    return render(request, "visits/visits.html", shown)


def _cursor(text: str) -> tuple[dt.date, int] | None:
    if not text:
        return None
    ordinal, pk = (whole(part) for part in text.partition("~")[::2])
    return dt.date.fromordinal(max(1, min(ordinal, dt.date.max.toordinal()))), pk


@require_safe
def export(request: Request) -> HttpResponse:
    """The same visits as a workbook."""
    VISITS.demand(request.actor, "export")
    _form, asked = asked_for(request)
    rows: list[tuple[str, ...]] = []
    found = list(chosen(asked).order_by("-day", "-pk")[:EXPORTED])
    for start in range(0, len(found), 500):
        some = found[start : start + 500]
        has = belonging(some)
        for visit in some:
            row = visit_row(visit, has[visit.pk])
            firms = "；".join(name for _key, name, _gone in has[visit.pk].firms)
            rows.append((
                row["day"], firms, row["visitors"], row["capacities"], row["how"], row["purpose"], visit.heard,
                row["lines"], visit.next_step, row["next_day"], row["state"],
            ))  # fmt: skip
    heads = (
        _("日期"), _("企业"), _("来访人"), _("身份"), _("方式"), _("目的"), _("听到的情况"), _("条目"), _("下一步"),
        _("下一步期限"), _("状态"),
    )  # fmt: skip
    return workbook(Table(_("走访"), heads, rows))


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """One visit with everything it became, and what its reader may do."""
    visit = VISITS.fetch(request.actor, "view", pk=pk)
    has = belonging([visit])[visit.pk]
    may = VISITS.may(request.actor, visit)
    planned, done = visit.state == "planned", visit.state == "done"
    taking_part = request.actor.user_id in {key for key, _name, _as in has.visitors}
    shown = {
        "visit": visit,
        "row": visit_row(visit, has),
        "firms": has.firms,
        "visitors": [(name, capacity(as_)) for _key, name, as_ in has.visitors],
        "met": [f"{contact.name} {contact.role}" for contact in visit.met.all()],
        "lines": [line_row(line) for line in lines_of(visit)],
        "pictures": list(Picture.objects.filter(visit=visit).values("pk", "name")),
        "may_take_up": done and LINES.allows(request.actor, "take_up"),
        "may_hold": planned and "change" in may,
        "move_form": MoveForm(initial={"day": visit.day, "at": visit.at, "how": visit.how})
        if planned and "change" in may
        else None,
        "cancel_form": ReasonForm(auto_id="cancel-%s") if planned and "call_off" in may else None,
        "may_come": planned and "come_along" in may and not taking_part,
        "may_change": done and "change" in may,
        "void_form": ReasonForm(auto_id="void-%s") if done and "change" in may else None,
        "may_keep": done and "change" in may and visit.next_step and not visit.next_done,
    }
    return render(request, "visits/visit.html", shown)


@require_safe
def picture(request: Request, pk: int) -> FileResponse:
    """An image of a visit, for those who see the visit."""
    found = Picture.objects.filter(pk=pk, visit__in=VISITS.among(request.actor, "view")).first()
    if found is None or not path_of(found.stored).is_file():
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return FileResponse(path_of(found.stored).open("rb"), content_type="image/jpeg", headers=headers)
