"""Ledgers, the monthly table and the burden of firms: on the page and as a workbook, all derived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Hidden
from yuanmeng.pairing.models import KINDS as PAIRING_KINDS
from yuanmeng.visits.forms import SpanForm
from yuanmeng.visits.models import CAPACITIES, KINDS, LINE_STATES, OPINIONS, TRIAGES
from yuanmeng.visits.pages.presenting import capacity
from yuanmeng.visits.pages.tables import Table, workbook
from yuanmeng.visits.policy import VISITS
from yuanmeng.visits.queries import ledgers

SIZE = 100
EXPORTED = 20_000
Span = ledgers.Span
Part = slice


def _day(value: dt.date | None) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def _firm(pk: int) -> str:
    return reverse("register:firm", args=[pk])


def firms(span: Span, part: Part) -> Table:
    """企业台账."""
    rows = list(ledgers.firms(span)[part])
    keys = [row["organisation_id"] for row in rows]
    lines, officers = ledgers.lines_by_firm(keys, span), ledgers.officers_of(keys, span[1])
    kinds = [key for key, _name in KINDS]
    return Table(
        _("企业台账"),
        (_("企业"), _("服务生"), _("联系"), _("上门"), _("电话"), _("线上"), _("最近联系"),
         *(str(name) for _key, name in KINDS)),
        [
            (row["organisation__name"], officers.get(row["organisation_id"], ""), str(row["contacts"]),
             str(row["door"]), str(row["phone"]), str(row["online"]), _day(row["last"]),
             *(str(lines[row["organisation_id"]].get(kind, 0)) for kind in kinds))
            for row in rows
        ],
        [f"{reverse('visits:visits')}?{urlencode({'firm': key, **_dates(span)})}" for key in keys],
        frozenset({2, 3, 4, 5, 7, 8, 9, 10}),
        _("每家企业的联系次数和听到的条目；点企业名看这些走访。"),
    )  # fmt: skip


def team(span: Span, part: Part) -> Table:
    """服务团队台账."""
    firms_of = ledgers.looked_after(span[1])
    rows = list(ledgers.team(span)[part])
    return Table(
        _("服务团队台账"),
        (_("姓名"), _("身份"), _("包联企业"), _("走访"), _("到访企业"), _("最近走访")),
        [
            (row["user__name"], capacity(row["capacity"]), str(firms_of.get(row["user_id"], 0)), str(row["visits"]),
             str(row["reached"]), _day(row["last"]))
            for row in rows
        ],
        numbers=frozenset({2, 3, 4}),
        note=_("按姓名排列，只作工作记录，不评分、不排名。"),
    )  # fmt: skip


def chiefs(span: Span, part: Part) -> Table:
    """首席服务官台账."""
    rows = list(ledgers.chiefs(span[1])[part])
    return Table(
        _("首席服务官台账"),
        (_("企业"), _("类别"), _("责任人"), _("开始日期"), _("结束日期"), _("本人最近走访")),
        [
            (row["firm__name"], str(PAIRING_KINDS[row["kind"]]), row["user__name"], _day(row["since"]),
             _day(row["until"]), _day(row["last"]))
            for row in rows
        ],
        [_firm(row["firm_id"]) for row in rows],
        note=_("截至所选末日在任的服务生和包联领导。"),
    )  # fmt: skip


def problems(span: Span, part: Part) -> Table:
    """问题台账."""
    return _heard(_("问题台账"), ("problem", "need"), span, part)


def projects(span: Span, part: Part) -> Table:
    """项目台账."""
    return _heard(_("项目台账"), ("project",), span, part)


def _heard(name: str, kinds: tuple[str, ...], span: Span, part: Part) -> Table:
    rows = list(ledgers.heard(kinds, span)[part])
    return Table(
        name,
        (_("日期"), _("企业"), _("类别"), _("内容"), _("去向"), _("状态"), _("诉求编号")),
        [
            (_day(row["visit__day"]), row["organisation__name"], str(dict(KINDS)[row["kind"]]), row["text"],
             str(dict(TRIAGES).get(row["triage"], "")), str(dict(LINE_STATES)[row["state"]]), str(row["issue"] or ""))
            for row in rows
        ],
        [reverse("visits:visit", args=[row["visit_id"]]) for row in rows],
        note=_("走访中听到的每一条；点日期看那次走访。"),
    )  # fmt: skip


def monthly(span: Span, part: Part) -> Table:
    """走访月报."""
    found = list(ledgers.months(span).items())[part]
    figures = ["visits", "door", "phone", "online", "firms", *(role.value for role in CAPACITIES)]
    figures += [key for key, _name in KINDS]
    heads = [_("月份"), _("走访"), _("上门"), _("电话"), _("线上"), _("到访企业")]
    heads += [_("%(who)s走访") % {"who": capacity(role.value)} for role in CAPACITIES]
    heads += [str(name) for _key, name in KINDS]
    return Table(
        _("走访月报"),
        heads,
        [(f"{month:%Y-%m}", *(str(row.get(figure, 0)) for figure in figures)) for month, row in found],
        [f"{reverse('visits:visits')}?{urlencode(_dates(_month(month, span)))}" for month, _row in found],
        frozenset(range(1, len(heads))),
        _("服务生走访与支部走访是两个不同的数；一次联合走访在各自身份下各计一次，总数只计一次。"),
    )


def burden(span: Span, part: Part) -> Table:
    """企业接待负担."""
    rows = list(ledgers.burden(span)[part])
    return Table(
        _("企业接待负担"),
        (_("企业"), _("联系"), _("上门"), _("已约定"), _("婉拒"), _("企业设定的上限")),
        [
            (row["organisation__name"], str(row["contacts"]), str(row["door"]), str(row["coming"]),
             str(row["declined"]), "" if row["most"] is None else f"{row['most']} / {row['window']}")
            for row in rows
        ],
        [f"{reverse('visits:visits')}?{urlencode({'firm': row['organisation_id'], **_dates(span)})}" for row in rows],
        frozenset({1, 2, 3, 4}),
        _("全区所有人对每家企业的联系合在一起；次数多不是成绩，是负担。"),
    )  # fmt: skip


def opinions(span: Span, part: Part) -> Table:
    """企业评价."""
    found = list(ledgers.opinions(timezone.localdate()).items())[part]
    return Table(
        _("企业评价"),
        (_("季度"), *(str(name) for _key, name in OPINIONS), _("份数")),
        [
            (quarter, *(str(counts.get(key, 0)) for key, _name in OPINIONS), str(sum(counts.values())))
            for quarter, counts in found
        ],
        numbers=frozenset(range(1, len(OPINIONS) + 2)),
        note=_("企业的匿名评价，只有全区季度合计；季度结束并满 5 份后显示，查不到是谁、哪家企业、哪次来访。"),
    )


def _dates(span: Span) -> dict[str, str]:
    return {"first": span[0].isoformat(), "last": span[1].isoformat()}


def _month(first: dt.date, span: Span) -> Span:
    """The days of the month that lie in the span."""
    following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return max(first, span[0]), min(following - dt.timedelta(days=1), span[1])


LEDGERS: dict[str, tuple[Any, Callable[[Span, Part], Table], str]] = {
    "firms": (gettext_lazy("企业台账"), firms, "view"),
    "team": (gettext_lazy("服务团队台账"), team, "view"),
    "officers": (gettext_lazy("首席服务官台账"), chiefs, "view"),
    "problems": (gettext_lazy("问题台账"), problems, "view"),
    "projects": (gettext_lazy("项目台账"), projects, "view"),
    "months": (gettext_lazy("走访月报"), monthly, "view"),
    "burden": (gettext_lazy("企业接待负担"), burden, "burden"),
    "opinions": (gettext_lazy("企业评价"), opinions, "view"),
}


def _asked(request: Asked, slug: str) -> tuple[Callable[[Span, Part], Table], SpanForm, Span]:
    if slug not in LEDGERS:
        raise Hidden(_("没有这张台账。"))
    _name, make, verb = LEDGERS[slug]
    VISITS.demand(request.actor, verb)
    today = timezone.localdate()
    year = {"first": today - dt.timedelta(days=365), "last": today}
    form = SpanForm({name: request.GET.get(name) or value.isoformat() for name, value in year.items()})
    span = (form.cleaned_data["first"], form.cleaned_data["last"]) if form.is_valid() else (year["first"], today)
    return make, form, span


@require_safe
def index(request: Asked) -> HttpResponse:
    """The first ledger."""
    return ledger(request, next(iter(LEDGERS)))


@require_safe
def ledger(request: Asked, slug: str) -> HttpResponse:
    """One ledger, page by page."""
    make, form, span = _asked(request, slug)
    text = request.GET.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 else 1
    page = max(page, 1)
    table = make(span, slice((page - 1) * SIZE, page * SIZE + 1))
    shown = {
        "table": table,
        "rows": table.shown()[:SIZE],
        "heads": [(head, at in table.numbers) for at, head in enumerate(table.heads)],
        "more": len(table.rows) > SIZE,
        "page": page,
        "before": page - 1,
        "after": page + 1,
        "form": form,
        "slug": slug,
        "kept": f"?{urlencode(_dates(span))}",
        "ledgers": [(key, name) for key, (name, _make, verb) in LEDGERS.items() if VISITS.allows(request.actor, verb)],
        "may_export": VISITS.allows(request.actor, "export"),
    }
    return render(request, "visits/ledger.html", shown)


@require_safe
def xlsx(request: Asked, slug: str) -> HttpResponse:
    """The whole ledger as a workbook."""
    VISITS.demand(request.actor, "export")
    make, _form, span = _asked(request, slug)
    return workbook(make(span, slice(0, EXPORTED)))
