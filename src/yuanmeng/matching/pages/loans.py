"""Loans: the list, one of them with what each side may do now, and the steps between."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Hidden
from yuanmeng.ledger.queries import timeline
from yuanmeng.matching.actions import loans as actions
from yuanmeng.matching.forms.loans import BackForm, EntryForm, IncidentForm, OnForm, ReasonForm, UntilForm, valid
from yuanmeng.matching.models import LOAN_STATES, Loan
from yuanmeng.matching.pages import hours
from yuanmeng.matching.pages.presenting import SHEET, day, loan_row, yuan
from yuanmeng.matching.pages.sentences import SENTENCES
from yuanmeng.matching.pages.working import worker_rows
from yuanmeng.matching.policy import INCIDENTS, LOANS, administered, own
from yuanmeng.matching.queries.loans import gates, opened, totals, warnings
from yuanmeng.matching.queries.results import GROUPS, of_group, started
from yuanmeng.matching.sheets import sheet
from yuanmeng.matching.states import LOAN
from yuanmeng.ui.asked import op_of, version_of

PAGE = 50
CLOSED = ("draft", "refused", "cancelled")


@require_safe
def index(request: Asked) -> HttpResponse:
    """Loans in sight, newest first: by state, firm or number of heads one counted elsewhere."""
    LOANS.demand(request.actor, "browse")
    asked = wanted(request.GET)
    found = among(request.actor, asked)
    before = request.GET.get("before", "")
    page = found.filter(pk__lt=int(before)) if before.isdigit() and len(before) < 19 else found
    rows = list(page.select_related("lender", "borrower").order_by("-pk")[: PAGE + 1])
    shown = {
        "rows": [loan_row(row) for row in rows[:PAGE]],
        "total": found.count(),
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "state": asked["state"],
        "firm": asked["firm"],
        "query": request.GET.urlencode(),
        "states": [("", _("全部")), *(one for one in LOAN_STATES if one[0] != "draft")],
    }
    return render(request, "matching/loans.html", shown)


def wanted(query: QueryDict) -> dict[str, str]:
    """What a list of loans is asked for; year, by and group are those that a line of the results counted."""
    asked = {name: query.get(name, "") for name in ("state", "firm", "year", "by", "group")}
    asked["firm"] = asked["firm"] if asked["firm"].isdigit() else ""
    return asked


def among(actor: Actor, asked: dict[str, str]) -> QuerySet[Loan]:
    """The loans in sight that were asked for; drafts belong to their plan."""
    found = LOANS.among(actor, "view").exclude(state="draft")
    if asked["state"] in dict(LOAN_STATES):
        found = found.filter(state=asked["state"])
    if asked["firm"]:
        firm = int(asked["firm"][:18])
        found = found.filter(Q(lender=firm) | Q(borrower=firm))
    year = asked["year"]
    if year.isdigit() and len(year) == 4 and int(year):
        found = started(found, dt.date(int(year), 1, 1), dt.date(int(year), 12, 31))
    return of_group(found, asked["by"], asked["group"]) if asked["by"] in GROUPS else found


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One loan: its terms, what is missing, workers, papers, settlement, incidents, history."""
    found = Loan.objects.select_related("lender", "borrower", "shortage", "surplus")
    loan = found.get(pk=LOANS.fetch(request.actor, "view", pk=pk).pk)
    mine = set(own(request.actor))
    side = "lender" if loan.lender_id in mine else "borrower" if loan.borrower_id in mine else ""
    worked = hours.shown(loan, may=bool(side) and "settle" in LOAN.verbs(loan.state))
    shown = {
        "loan": loan,
        "row": loan_row(loan),
        "side": side,
        "sheet": [(SHEET[name], text) for name, text in sheet(loan)],
        "answers": _answers(loan),
        "forms": _forms(request, loan, side),
        "gates": gates(loan) if loan.state == "agreed" else [],
        "workers": worker_rows(request, loan, side, names=_named(request, loan, side)),
        "named": _named(request, loan, side),
        "papers": _papers(loan),
        "entries": [_entry(one) for one in loan.entries.select_related("reverses", "reversed_by")],
        "totals": _totals(loan),
        "warnings": [*warnings(loan), *worked["says"]] if loan.state not in CLOSED else [],
        "hours": worked,
        "incidents": _incidents(request, loan),
        "history": [(day(one.at), SENTENCES.get(one.verb, one.verb)) for one in timeline(loan)[:30]],
    }
    return render(request, "matching/loan.html", shown)


def _named(request: Asked, loan: Loan, side: str) -> bool:
    """Names are open to the two firms for a quarter of an hour after a reasoned request."""
    return bool(side) and opened(request.actor, loan)


def _answers(loan: Loan) -> list[tuple[str, str]]:
    waiting = _("待答复") if loan.state == "asked" else ""
    return [
        (_("借出单位答复"), day(loan.lender_agreed) or waiting),
        (_("借入单位答复"), day(loan.borrower_agreed) or waiting),
    ]


def _forms(request: Asked, loan: Loan, side: str) -> dict[str, Form]:
    """The forms that this person may use now."""
    today = timezone.localdate()
    signer = bool({loan.lender_id, loan.borrower_id} & set(administered(request.actor)))
    verbs = set(LOAN.verbs(loan.state))
    forms: dict[str, Form] = {}
    if signer and "say_yes" in verbs:
        if not getattr(loan, f"{side}_agreed"):
            forms["yes"] = Form()
        forms["refuse"] = ReasonForm(auto_id="refuse-%s")
    if "cancel" in verbs and "cancel" in LOANS.may(request.actor, loan):
        forms["cancel"] = ReasonForm(auto_id="cancel-%s")
    if side == "borrower" and "start" in verbs:
        forms["start"] = OnForm(initial={"on": today}, auto_id="start-%s")
    if side and "send_back" in verbs:
        forms["back"] = _back(loan, today)
    if side and "report" in verbs:
        forms["incident"] = IncidentForm(initial={"on": today}, auto_id="incident-%s")
    if signer and "propose_renewal" in verbs:
        forms["renew"] = UntilForm(initial={"until": loan.until + dt.timedelta(days=30)}, auto_id="renew-%s")
    if side and "settle" in verbs:
        forms["entry"] = EntryForm(initial={"month": today}, auto_id="entry-%s")
    return forms


def _back(loan: Loan, today: dt.date) -> BackForm:
    there = loan.workers.filter(started_on__isnull=False, returned_on__isnull=True)
    workers = [(worker, _("%(number)s 号") % {"number": worker}) for worker in there.values_list("pk", flat=True)]
    return BackForm(
        workers=workers, initial={"on": today, "workers": [key for key, _name in workers]}, auto_id="back-%s"
    )


def _papers(loan: Loan) -> list[dict[str, Any]]:
    rows = [
        {
            "pk": paper.pk,
            "name": paper.get_kind_display(),
            "edition": paper.edition,
            "made": day(paper.made_at),
            "signed": day(paper.signed_on),
            "kind": paper.kind,
        }
        for paper in loan.papers.all()
    ]
    newest = {row["kind"]: row["edition"] for row in rows}
    return [row | {"newest": newest[row["kind"]] == row["edition"]} for row in rows]


def _entry(entry: Any) -> dict[str, Any]:
    return {
        "pk": entry.pk,
        "kind": entry.get_kind_display(),
        "yuan": yuan(entry.fen),
        "month": f"{entry.month:%Y-%m}",
        "note": entry.note,
        "at": day(entry.at),
        "reversal": entry.reverses_id is not None,
        "reversed": hasattr(entry, "reversed_by"),
    }


def _totals(loan: Loan) -> list[tuple[str, str]]:
    sums = totals(loan)
    due = sum(sums.get(kind, 0) for kind in ("wage_due", "insurance_due", "cost_due"))
    received, paid = sums.get("received", 0), sums.get("worker_paid", 0)
    names = (_("应付合计"), due), (_("已付给原单位"), received), (_("尚欠"), due - received), (_("已发给员工"), paid)
    return [(name, yuan(fen)) for name, fen in names]


def _incidents(request: Asked, loan: Loan) -> list[dict[str, Any]]:
    takes = set(INCIDENTS.among(request.actor, "take").filter(loan=loan).values_list("pk", flat=True))
    return [
        {
            "pk": one.pk,
            "version": one.version,
            "kind": one.get_kind_display(),
            "on": day(one.on),
            "text": one.text,
            "taken": day(one.taken_on),
            "measures": one.measures,
            "may_take": one.pk in takes and one.taken_on is None,
        }
        for one in loan.incidents.all()
    ]


@require_POST
def answer(request: Asked, pk: int, verb: str) -> HttpResponse:
    """Yes, no, cancel: a button each, the latter two with a reason."""
    version, by, op = version_of(request), request.actor, op_of(request)
    if verb == "acceptance":
        actions.say_yes(pk, version=version, by=by, op=op)
        messages.success(request, _("已同意。"))
    elif verb in {"refusal", "cancellation"}:
        what = actions.refuse if verb == "refusal" else actions.cancel
        what(pk, version=version, reason=request.POST.get("reason", ""), by=by, op=op)
        messages.success(request, _("已记下。"))
    else:
        raise Hidden(_("没有这个操作。"))
    return redirect("matching:loan", pk)


@require_POST
def start(request: Asked, pk: int) -> HttpResponse:
    """The first day at work."""
    form = valid(OnForm(request.POST))
    actions.start(pk, version=version_of(request), on=form["on"], by=request.actor, op=op_of(request))
    messages.success(request, _("已开始。"))
    return redirect("matching:loan", pk)


@require_POST
def back(request: Asked, pk: int) -> HttpResponse:
    """Workers return to the lender."""
    loan = LOANS.fetch(request.actor, "settle", pk=pk)
    form = valid(BackForm(request.POST, workers=[(one, "") for one in loan.workers.values_list("pk", flat=True)]))
    actions.send_back(
        pk, workers=[int(one) for one in form["workers"]], version=version_of(request), reason=form["reason"],
        ending=(form["code"], form["on"]), by=request.actor, op=op_of(request),
    )  # fmt: skip
    messages.success(request, _("已登记返回，原单位应当接收。"))
    return redirect("matching:loan", pk)


@require_POST
def renewal(request: Asked, pk: int) -> HttpResponse:
    """Propose a renewal: a loan of its own."""
    form = valid(UntilForm(request.POST))
    made = actions.renew(pk, version=version_of(request), until=form["until"], by=request.actor, op=op_of(request))
    messages.success(request, _("已提出续签，等待对方答复。"))
    return redirect("matching:loan", made.pk)
