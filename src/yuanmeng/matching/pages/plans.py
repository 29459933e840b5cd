"""Plans: ask for one, read it as a table, a flow and a map with every reason, ask what if, send it to both firms."""

from __future__ import annotations

from typing import Any
from uuid import uuid5

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.jobs.models import Job
from yuanmeng.matching.actions import plans as actions
from yuanmeng.matching.engine import USUAL, difference, relaxed, tied, tried
from yuanmeng.matching.models import Condition, Loan, Lot, Plan
from yuanmeng.matching.pages.drawing import flow, plan_map
from yuanmeng.matching.pages.presenting import TONES, day, job_name, loan_row, period
from yuanmeng.matching.pages.reasons import WISHED, facts, gap_words, left_rows, wishes, worth_rows
from yuanmeng.matching.policy import PLANS
from yuanmeng.matching.queries.inputs import FAILED
from yuanmeng.matching.states import PLAN
from yuanmeng.pairing.models import Place
from yuanmeng.ui.asked import op_of, reason_of, version_of, whole

RELAXATIONS = {
    "reach": gettext_lazy("可接受路程多 20 公里"),
    "floor": gettext_lazy("工资相差放宽 20 元/天"),
    "dates": gettext_lazy("结束日期晚 14 天"),
    "grade": gettext_lazy("不要求技能等级"),
    "lodging": gettext_lazy("提供或接受住宿"),
}
SHOWN = 200
"""Loans and reasons on one page; a zone's day has fewer."""


@require_safe
def index(request: Asked) -> HttpResponse:
    """All plans, newest first, and the pins and exclusions in force."""
    PLANS.demand(request.actor, "view")
    found = PLANS.among(request.actor, "view").defer("given").order_by("-pk")[:50]
    conditions = Condition.objects.filter(lifted_at=None).select_related(
        "surplus__organisation", "shortage__organisation"
    )
    shown = {
        "rows": [_line(one) for one in found],
        "conditions": [_condition(one) for one in conditions.order_by("-pk")[:50]],
        "may": PLANS.allows(request.actor, "make"),
        "wishes": [(key, name, key in USUAL) for key, name in WISHED.items()],
    }
    return render(request, "matching/plans.html", shown)


def _line(plan: Plan) -> dict[str, Any]:
    return {
        "pk": plan.pk,
        "url": reverse("matching:plan", args=[plan.pk]),
        "name": _("第 %(number)s 号") % {"number": plan.pk},
        "day": day(plan.day),
        "heads": plan.found.get("heads", ""),
        "gap": gap_words(plan.found) if plan.found else "",
        "state": plan.get_state_display(),
        "tone": TONES.get(plan.state, "plain"),
    }


def _condition(one: Condition) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "how": one.get_how_display(),
        "surplus": _lot_name(one.surplus),
        "shortage": _lot_name(one.shortage),
        "reason": one.reason,
    }


def _lot_name(lot: Lot) -> str:
    return f"{lot.organisation.name if lot.organisation else ''} · {job_name(lot.job)}"


@require_POST
def new(request: Asked) -> HttpResponse:
    """Ask for a plan from today's postings."""
    made = actions.begin(wishes=request.POST.getlist("wish"), by=request.actor, op=op_of(request))
    return redirect("matching:plan", made.pk)


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One plan with its proof and all reasons."""
    plan = PLANS.fetch(request.actor, "view", pk=pk)
    may = PLANS.allows(request.actor, "make")
    loans = list(Loan.objects.filter(plan=plan).select_related("lender", "borrower").order_by("-value", "pk")[:SHOWN])
    names = _names(plan)
    shown = {
        "plan": _line(plan),
        "record": plan,
        "verbs": set(PLAN.verbs(plan.state)) if may else set(),
        "percent": Job.objects.get(pk=plan.job).percent if plan.job and plan.state == "solving" else 0,
        "facts": facts(plan),
        "wishes": wishes(plan),
        "rows": [_loan(loan, plan, may) for loan in loans],
        "flow": flow(loans) if loans else None,
        "map": plan_map(loans, _places(loans)) if loans else None,
        "needs": left_rows(plan, "needs", names)[:SHOWN],
        "offers": left_rows(plan, "offers", names)[:SHOWN],
        "worth": worth_rows(plan),
        "declined": sum(loan.state in FAILED for loan in loans),
        "following": [_line(one) for one in plan.following.defer("given")] if plan.state == "sent" else [],
        "may_ask": may and plan.state == "ready",
    }
    return render(request, "matching/plan.html", shown)


def _loan(loan: Loan, plan: Plan, may: Any) -> dict[str, Any]:
    shown = loan_row(loan)
    if loan.state == "draft":
        shown["url"] = (
            f"{reverse('matching:what_if', args=[plan.pk])}?surplus={loan.surplus_id}&shortage={loan.shortage_id}"
        )
        shown["url"] = shown["url"] if may and plan.state == "ready" else ""
    each = f"{loan.why.get('each', 0):,}"
    return shown | {
        "value": f"{loan.value:,}",
        "each": _("每人 %(yuan)s 元") % {"yuan": each},
        "pinned": loan.why.get("pinned"),
    }


def _names(plan: Plan) -> dict[int, dict[str, Any]]:
    """Posting → firm, job, period of the frozen postings that the reasons speak of."""
    why = plan.found.get("why", {})
    keys = {
        one["lot"]
        for side in ("needs", "offers")
        for row in why.get(side, [])
        for one in (row, *row["near"], *row["rivals"], *row.get("short", []))
    }
    lots = Lot.objects.filter(pk__in=keys).select_related("organisation")
    return {lot.pk: {"name": _lot_name(lot), "period": period(lot.since, lot.until)} for lot in lots}


def _places(loans: list[Loan]) -> dict[int, tuple[int, int]]:
    firms = {firm for loan in loans for firm in (loan.lender_id, loan.borrower_id)}
    rows = Place.objects.filter(organisation__in=firms).values_list("organisation_id", "x_m", "y_m")
    return {pk: (x, y) for pk, x, y in rows}


@require_http_methods(["GET", "HEAD", "POST"])
def what_if(request: Asked, pk: int) -> HttpResponse:
    """What a pin, an exclusion or a wish given up would change: worked out at once; a POST keeps it and plans anew."""
    plan = PLANS.fetch(request.actor, "make", pk=pk)
    if plan.state != "ready":
        raise Hidden(_("方案已经发送或放弃，不能再试算。"))
    asked = request.POST if request.method == "POST" else request.GET
    if request.method == "POST":
        return _adopt(request, plan)
    names = _every_name(plan)
    if asked.get("lot"):
        lot = whole(asked["lot"])
        if lot not in names:
            raise Hidden(_("这个方案里没有这条用工信息。"))
        tries = [
            (str(says), "", _tried(plan, relaxed(plan.given, lot, wish), names)) for wish, says in RELAXATIONS.items()
        ]
        return render(request, "matching/what_if.html", {"plan": _line(plan), "about": names[lot], "tries": tries})
    pair = whole(asked.get("surplus", "")), whole(asked.get("shortage", ""))
    if not set(pair) <= set(names):
        raise Hidden(_("这个方案里没有这条用工信息。"))
    hows = {"forbid": _("不能这样安排"), "pin": _("必须这样安排")}
    tries = [(says, how, _tried(plan, tied(plan.given, pair, how), names)) for how, says in hows.items()]
    about = f"{names[pair[0]]} → {names[pair[1]]}"
    shown: dict[str, Any] = {"plan": _line(plan), "record": plan, "about": about, "tries": tries, "pair": pair}
    return render(request, "matching/what_if.html", shown)


def _every_name(plan: Plan) -> dict[int, str]:
    keys = [row["lot"] for side in ("surplus", "shortage") for row in plan.given[side]]
    return {lot.pk: _lot_name(lot) for lot in Lot.objects.filter(pk__in=keys).select_related("organisation")}


def _tried(plan: Plan, given: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    """A consequence in words, or the rule that forbids it."""
    try:
        change = difference(plan.found, tried(given))
    except Invalid as forbidden:
        return {
            "says": _("规则不允许：%(rule)s") % {"rule": forbidden.facts.get("rule", "")},
            "moved": [],
            "possible": False,
        }
    says = _("总价值 %(value)+d 元，安排人数 %(heads)+d") % {"value": change["value"], "heads": change["heads"]}
    moved = [f"{names[one['surplus']]} → {names[one['shortage']]}：{one['heads']:+d}" for one in change["moved"][:20]]
    return {"says": says, "moved": moved, "possible": True}


def _adopt(request: Asked, plan: Plan) -> HttpResponse:
    op = op_of(request)
    pair = whole(request.POST.get("surplus", "")), whole(request.POST.get("shortage", ""))
    reason = reason_of(request.POST.get("reason", ""))
    how = request.POST.get("how", "")
    actions.set_condition(*pair, how=how, reason=reason, by=request.actor, op=op)
    actions.again(plan.pk, version=version_of(request), by=request.actor, op=uuid5(op, "again"))
    messages.success(request, _("已记下，正在重新计算。"))
    return redirect("matching:plan", plan.pk)


@require_POST
def move(request: Asked, pk: int, verb: str) -> HttpResponse:
    """Send, work out again, drop, work out for the declined: one button each."""
    by, op = request.actor, op_of(request)
    if verb == "following":
        return redirect("matching:plan", actions.resolve(pk, by=by, op=op).pk)
    verbs = {"sending": actions.send, "again": actions.again, "dropping": actions.drop}
    if verb not in verbs:
        raise Hidden(_("没有这个操作。"))
    verbs[verb](pk, version=version_of(request), by=by, op=op)
    return redirect("matching:plan", pk)


@require_POST
def lifting(request: Asked, pk: int) -> HttpResponse:
    """Lift a pin or an exclusion."""
    actions.lift_condition(pk, by=request.actor, op=op_of(request))
    messages.success(request, _("已取消，下一次计算时生效。"))
    return redirect("matching:plans")
