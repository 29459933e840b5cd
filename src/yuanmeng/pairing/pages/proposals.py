"""Assignments: begin, read why, ask what if, send for consent, solve the declined ones again."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid5

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import User
from yuanmeng.core.assigning.impossible import Impossible, sentence
from yuanmeng.core.assigning.plan import Change, Settled
from yuanmeng.core.assigning.terms import UNKNOWN
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.jobs.models import Job
from yuanmeng.pairing.actions import assigning as actions
from yuanmeng.pairing.actions.conditions import set_condition
from yuanmeng.pairing.forms import ConditionForm, ProposalForm
from yuanmeng.pairing.models import KINDS, PROPOSAL_NAMES, STATE_NAMES, Pairing, Proposal
from yuanmeng.pairing.pages.showing import JOINED, kilometres, period, reasons, row, short
from yuanmeng.pairing.policy import PROPOSALS
from yuanmeng.pairing.queries.inputs import bases_of, settled
from yuanmeng.pairing.states import PROPOSAL
from yuanmeng.register.models import Organisation
from yuanmeng.register.queries.paging import Order, cursor, page
from yuanmeng.ui.asked import op_of, version_of

BY_FIRM = Order("firm__name", str)
Names = tuple[dict[str, str], dict[str, str]]
"""Names of people and of firms, by their keys as the solver writes them."""
OTHERS = 20
"""People looked at when it is asked who else could have a firm: those with the fewest points."""
TONES = {"solving": "accent", "ready": "warn", "failed": "bad", "sent": "good", "dropped": "plain"}


@require_safe
def index(request: Asked) -> HttpResponse:
    """All proposals, newest first."""
    PROPOSALS.demand(request.actor, "view")
    found = PROPOSALS.among(request.actor, "view").defer("given", "found").order_by("-pk")[:50]
    shown = {"rows": [_line(one) for one in found], "may": PROPOSALS.allows(request.actor, "make")}
    return render(request, "pairing/proposals.html", shown)


def _line(one: Proposal) -> dict[str, str]:
    return {
        "url": reverse("pairing:proposal", args=[one.pk]),
        "name": _("第 %(number)s 号") % {"number": one.pk},
        "kind": str(KINDS[one.kind]),
        "period": period(one.since, one.until),
        "state": str(PROPOSAL_NAMES[one.state]),
        "tone": TONES[one.state],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Kind and period; the rest is read off the register."""
    PROPOSALS.demand(request.actor, "make")
    since = dt.date(timezone.localdate().year + 1, 1, 1)
    form = ProposalForm(request.POST or None, initial={"since": since, "until": dt.date(since.year, 12, 31)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.begin(**form.cleaned_data, by=request.actor, op=op_of(request))
        except Invalid as wrong:
            form.add_error(None, wrong.says)
        else:
            return redirect("pairing:proposal", made.pk)
    return render(request, "pairing/proposal_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """The plan: how even it is and what is proven, each pair with its reasons, and the answers once sent."""
    proposal = PROPOSALS.fetch(request.actor, "view", pk=pk)
    pairings = Pairing.objects.filter(proposal=proposal)
    here = page(pairings, BY_FIRM, cursor(BY_FIRM, request.GET.get("after", ""), request.GET.get("before", "")))
    known = {one.pk: one for one in Pairing.objects.filter(pk__in=here.keys).select_related(*JOINED)}
    bases = bases_of(one.why for one in known.values())
    may = PROPOSALS.allows(request.actor, "make")
    answers = dict(pairings.values_list("state").annotate(n=Count("pk")))
    shown = {
        "proposal": _line(proposal) | {"pk": pk, "state_key": proposal.state, "says": why_not(proposal)},
        "record": proposal,
        "verbs": set(PROPOSAL.verbs(proposal.state)) if may else set(),
        "declined": sum(answers.get(state, 0) for state in ("declined", "withdrawn")),
        "answers": [{"name": STATE_NAMES[state], "count": count} for state, count in sorted(answers.items())],
        "percent": Job.objects.get(pk=proposal.job).percent if proposal.job and proposal.state == "solving" else 0,
        "facts": facts(proposal),
        "people": people(proposal),
        "rows": [_pair(known[key], may, bases) for key in here.keys],
        "total": pairings.count(),
        "before": here.before,
        "after": here.after,
    }
    return render(request, "pairing/proposal.html", shown)


def _pair(pairing: Pairing, may: Any, bases: dict[int, str]) -> dict[str, Any]:
    shown = row(pairing, staff="yes", today=timezone.localdate())
    if pairing.state == "draft":
        shown["url"] = reverse("pairing:what_if", args=[pairing.proposal_id, pairing.firm_id]) if may else ""
    return shown | {"why": short(pairing.why, bases)}


def why_not(proposal: Proposal) -> str:
    """Who stands in the way of a plan, by name; "" while nobody does."""
    stuck = proposal.found.get("impossible")
    if stuck is None:
        return proposal.says
    return sentence(stuck, *_names([row["key"] for row in proposal.given["people"]], stuck["firms"]))


def _names(people: list[str], firms: list[str]) -> Names:
    persons = User.objects.filter(pk__in=map(int, people)).values_list("pk", "name")
    units = Organisation.objects.filter(pk__in=map(int, firms)).values_list("pk", "name")
    return {str(pk): name for pk, name in persons}, {str(pk): name for pk, name in units}


def facts(proposal: Proposal) -> list[dict[str, str]]:
    """The plan as a whole, in words; every bound is proven."""
    found = proposal.found
    if "spread" not in found:
        return []
    spread = found["spread"]
    proof = (
        _("已证明是最优方案") if found["gap"] == 0 else _("与已证明的下界相差 %(gap)s") % {"gap": f"{found['gap']:.2%}"}
    )
    loads = {"least": spread["load_least"], "most": spread["load_most"]}
    return [
        {"name": _("家数"), "says": _even(loads)},
        {
            "name": _("合计"),
            "says": _("%(value)s 分（越少越合适），%(proof)s") % {"value": found["value"], "proof": proof},
        },
        {"name": _("全部路程"), "says": _against(spread["total"], spread["total_bound"])},
        {"name": _("一人路程最多"), "says": _against(spread["round_most"], spread["round_bound"])},
        {"name": _("最远的一家"), "says": _against(spread["trip"], spread["trip_bound"])},
    ]


def _even(loads: dict[str, int]) -> str:
    if loads["least"] == loads["most"]:
        return _("每人正好 %(most)s 家") % loads
    return _("每人 %(least)s 至 %(most)s 家，没有更均匀的方案") % loads


def _against(metres: int, bound: int) -> str:
    return _("%(km)s 公里；任何方案都不会少于 %(bound)s 公里") % {"km": kilometres(metres), "bound": kilometres(bound)}


def people(proposal: Proposal) -> list[dict[str, Any]]:
    """Each person's firms in the plan, by name: a load, not a rank (ALL-06)."""
    loads: dict[str, int] = proposal.found.get("loads", {})
    named = User.objects.filter(pk__in=[int(key) for key in loads]).order_by("name", "pk")
    return [{"name": one.name, "load": loads[str(one.pk)]} for one in named]


@require_http_methods(["GET", "HEAD", "POST"])
def what_if(request: Asked, pk: int, firm: int) -> HttpResponse:
    """Who else could have this firm, and what each choice would change; a POST pins or forbids and solves again."""
    proposal = PROPOSALS.fetch(request.actor, "make", pk=pk)
    draft = Pairing.objects.filter(proposal=proposal, firm=firm, state="draft").select_related(*JOINED).first()
    if draft is None or proposal.state != "ready":
        raise Hidden(_("这个方案里没有这家企业，或者方案已经发送。"))
    given = proposal.given
    names = _names([row["key"] for row in given["people"]], [row["key"] for row in given["firms"]])
    form = ConditionForm(request.POST or None, people=[], actor=request.actor)
    del form.fields["user"], form.fields["firm"]
    error = ""
    if request.method == "POST":
        person = request.POST.get("user", "")
        if form.is_valid() and person in names[0]:
            return _adopt(request, proposal, int(person), firm, form)
        error = _("请填写理由。")
    shown = {
        "proposal": _line(proposal) | {"pk": pk},
        "record": proposal,
        "row": row(draft, staff="yes", today=timezone.localdate()),
        "person": draft.user_id,
        "reasons": reasons(draft.why, bases_of([draft.why])),
        "error": error,
        "typed": request.POST.get("reason", ""),
        **_alternatives(settled(proposal), draft, names),
    }
    return render(request, "pairing/what_if.html", shown, status=422 if error else 200)


def _adopt(request: Asked, proposal: Proposal, person: int, firm: int, form: ConditionForm) -> HttpResponse:
    how, reason = form.cleaned_data["how"], form.cleaned_data["reason"]
    op = op_of(request)
    set_condition(person, firm, how, reason, by=request.actor, op=op)
    actions.again(proposal.pk, version=version_of(request), by=request.actor, op=uuid5(op, "again"))
    messages.success(request, _("已记下，正在重新计算。"))
    return redirect("pairing:proposal", proposal.pk)


def _alternatives(solved: Settled, draft: Pairing, names: Names) -> dict[str, Any]:
    """The consequence of forbidding the present pair and of pinning each of the other people."""
    problem, firm = solved.problem, str(draft.firm_id)
    column = problem.column[firm]
    order = sorted(range(len(problem.people)), key=lambda one: (int(problem.cost[one, column]), one))
    others = []
    for one in order[: OTHERS + 1]:
        person = problem.people[one].key
        if int(person) == draft.user_id:
            continue
        metres = int(problem.units["distance"][one, column])
        others.append(
            {
                "pk": person,
                "name": names[0][person],
                "points": int(problem.cost[one, column]),
                "km": "" if metres == UNKNOWN else kilometres(metres),
                "change": _tried(lambda person=person: solved.if_pinned(person, firm), names),
            }
        )
    forbidden = _tried(lambda: solved.if_forbidden(str(draft.user_id), firm), names)
    return {"others": others, "forbidden": forbidden}


def _tried(ask: Any, names: Names) -> dict[str, Any]:
    """A consequence in words, or why it cannot be."""
    try:
        change: Change = ask()
    except Impossible as stuck:
        return {"says": sentence(stuck.facts, *names), "possible": False}
    people, firms = names
    moved = [
        _("%(firm)s：%(before)s → %(after)s") % {"firm": firms[firm], "before": people[before], "after": people[after]}
        for firm, before, after in change.moved
    ]
    says = _("合计多 %(points)s 分，每人 %(least)s 至 %(most)s 家") % {
        "points": change.points, "least": change.load_least, "most": change.load_most,
    }  # fmt: skip
    return {"says": says, "possible": True, "moved": moved}


@require_POST
def move(request: Asked, pk: int, verb: str) -> HttpResponse:
    """Send for consent, solve again, drop: one button each."""
    verbs = {"send": actions.send, "again": actions.again, "drop": actions.drop}
    if verb not in verbs:
        raise Hidden(_("没有这个操作。"))
    verbs[verb](pk, version=version_of(request), by=request.actor, op=op_of(request))
    return redirect("pairing:proposal", pk)


@require_POST
def resolve(request: Asked, pk: int) -> HttpResponse:
    """Assign the declined ones again, the rest kept."""
    made = actions.resolve(pk, by=request.actor, op=op_of(request))
    return redirect("pairing:proposal", made.pk)
