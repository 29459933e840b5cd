"""The page of one problem, its steps, its sums and its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import User
from yuanmeng.core.refusals import Hidden, IllegalMove, Invalid, Stale
from yuanmeng.issues import forms
from yuanmeng.issues.links import token_of
from yuanmeng.issues.models import Answer, Clock, Issue, Link, Part, Participant
from yuanmeng.issues.pages.choosing import choices_for, initial_for
from yuanmeng.issues.pages.presenting import (
    answer_row,
    attachment_row,
    clock_row,
    facts,
    moment,
    part_row,
    tables,
)
from yuanmeng.issues.pages.sentences import SENTENCES
from yuanmeng.issues.pages.steps import BY_SLUG, Step, offered
from yuanmeng.issues.policy import ISSUES, TEMPLATES, units
from yuanmeng.issues.queries.counting import Counting
from yuanmeng.ledger.queries import timeline
from yuanmeng.ui.asked import op_of, version_of, whole
from yuanmeng.workdays.presenting import explained

NAMED = (
    "firm__name", "category__path", "subject__name", "profile__name", "profile__name_en", "lead__name",
    "first_receiver__name", "handler__name", "coordinator__name", "channel__name", "channel__how", "channel__basis",
)  # fmt: skip
"""What the page says of the records that a problem points to: all their columns would take longer than the rest."""
JOINED = {name.partition("__")[0] for name in NAMED}
OWN = [field.name for field in Issue._meta.concrete_fields]
EVENTS = 200
MOST_TEMPLATES = 100


def fetched(request: Asked, pk: int) -> Issue:
    """The problem with what its page names, or Hidden."""
    rows = ISSUES.among(request.actor, "view").filter(pk=pk).select_related(*JOINED).only(*OWN, *NAMED).order_by()
    found = next(iter(rows[:1]), None)
    if found is None:
        raise Hidden(_("没有找到这个问题，或者您无权查看。"))
    return found


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One problem: what it is, how it stands, what its reader may do."""
    issue = fetched(request, pk)
    return render(request, "issues/issue.html", shown(request, issue))


@require_safe
def sheet(request: Asked, pk: int) -> HttpResponse:
    """The same on one sheet to print or file."""
    return render(request, "issues/sheet.html", shown(request, fetched(request, pk)))


def shown(request: Asked, issue: Issue) -> dict[str, Any]:
    """Everything the page shows, in ready strings; insiders see opinions and clocks, the firm sees its answers."""
    actor, may = request.actor, ISSUES.may(request.actor, issue)
    inside, mine = "inside" in may, issue.state == "answered" and "follow_up" in may
    clocks = list(_clocks(issue)) if inside else []
    parts = list(_parts(issue)) if inside else []
    seats = _participants(issue) if inside and issue.level >= 2 else []
    files = issue.attachments.filter(removed=False)
    asked = any(clock.ask == "asked" and clock.state == "running" for clock in clocks)
    steps = offered(issue, may, asked=asked, seats=_seats(request, parts, seats))
    today, tomorrow = timezone.localdate(), _tomorrow(clocks)
    still = str(issue.get_state_display()) if issue.state in {"paused", "consultation"} else ""
    word = any(step.slug == "confirmation" for step in steps)
    carded = actor.user_id in {issue.handler_id, issue.coordinator_id} or issue.lead_id in units(actor)
    return {
        "issue": issue,
        "row": facts(issue),
        "inside": inside,
        "may": may,
        "clocks": [clock_row(each, today, tomorrow if carded else today.min, still) for each in clocks],
        "carded": carded,
        "parts": [part_row(part) for part in parts],
        "tables": tables(seats),
        "answers": [answer_row(answer) for answer in _answers(issue)],
        "files": [attachment_row(each, actor) for each in (files if inside else files.filter(inside=False))],
        "links": _links(request, issue) if inside else [],
        "steps": [
            (step, reverse("issues:step", args=[issue.pk, step.slug])) for step in steps if step.slug != "confirmation"
        ],
        "word_form": forms.WordForm() if word else None,
        "link": request.build_absolute_uri(reverse("issues:closing", args=[token_of(issue)])) if mine else "",
        "may_publish": "publish" in may and issue.state == "solved" and not issue.confidential,
    }


def _clocks(issue: Issue) -> QuerySet[Clock]:
    own = [field.name for field in Clock._meta.concrete_fields]
    return issue.clocks.select_related("part__organisation").only(*own, "part__organisation__name").order_by("id")


def _parts(issue: Issue) -> QuerySet[Part]:
    own = [field.name for field in Part._meta.concrete_fields]
    return issue.parts.select_related("organisation").only(*own, "organisation__name").order_by("id")


def _answers(issue: Issue) -> QuerySet[Answer]:
    own = [field.name for field in Answer._meta.concrete_fields]
    return issue.answers.select_related("by").only(*own, "by__name").order_by("-id")


def _participants(issue: Issue) -> list[Participant]:
    found = Participant.objects.filter(consultation__issue=issue)
    return list(found.select_related("organisation", "consultation__lead").order_by("consultation_id", "id"))


def _seats(request: Asked, parts: list[Any], seats: list[Participant]) -> frozenset[str]:
    """Whether the reader's unit was asked for an opinion, or sits at an open table."""
    mine = units(request.actor)
    found = {"opinion"} if any(part.organisation_id in mine and part.state != "released" for part in parts) else set()
    if any(one.organisation_id in mine and one.consultation.state == "called" for one in seats):
        found.add("position")
    return frozenset(found)


def _tomorrow(clocks: list[Clock]) -> Any:
    """The next working day: what ends by then is yellow."""
    today = timezone.localdate()
    return Counting().calendar.shift(today, 1) if any(clock.state == "running" for clock in clocks) else today


def _links(request: Asked, issue: Issue) -> list[dict[str, Any]]:
    """Problems linked with this one that the reader may see."""
    found = Link.objects.filter(Q(first=issue) | Q(second=issue))
    links = {link.second_id if link.first_id == issue.pk else link.first_id: link for link in found}
    seen = ISSUES.among(request.actor, "view").in_bulk(links)
    return [
        {
            "pk": link.pk,
            "kind": link.get_kind_display(),
            "number": other.number,
            "title": other.title,
            "state": other.get_state_display(),
            "url": reverse("issues:issue", args=[other.pk]),
        }
        for other_pk, link in links.items()
        if (other := seen.get(other_pk))
    ]


@require_safe
def history(request: Asked, pk: int) -> HttpResponse:
    """Everything that happened, newest first. The firm sees what happened and when, insiders also who did it."""
    issue = fetched(request, pk)
    events = list(timeline(issue)[:EVENTS])
    inside = "inside" in ISSUES.may(request.actor, issue)
    people = {event.actor_id for event in events if event.actor_id} if inside else set()
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
    rows = [
        {
            "said": SENTENCES.get(event.verb, event.verb),
            "at": moment(event.at),
            "who": names.get(event.actor_id or 0, "") if inside else "",
            "due": event.facts.get("now", "") if event.verb == "issue.recount" else "",
        }
        for event in events
    ]
    return render(request, "issues/history.html", {"issue": issue, "rows": rows})


@require_safe
def sum_of(request: Asked, pk: int, clock: int) -> HttpResponse:
    """How the end of one clock was counted, day by day."""
    issue = ISSUES.fetch(request.actor, "inside", pk=pk)
    found = Clock.objects.filter(issue=issue, pk=clock).first()
    if found is None:
        raise Hidden(_("没有找到这个时限。"))
    shown = {
        "issue": issue,
        "what": found.get_what_display(),
        "sum": explained(Counting().sum(found)),
        "extra": found.extra,
    }
    return render(request, "issues/sum.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def one_step(request: Asked, pk: int, step: str) -> HttpResponse:
    """One step: its form, and doing it."""
    chosen = BY_SLUG.get(step)
    if chosen is None:
        raise Hidden(_("没有找到这一步。"))
    issue = ISSUES.fetch(request.actor, chosen.may, pk=pk)
    choices = choices_for(step, issue, request.actor)
    if request.method == "POST":
        form = chosen.form(request.POST, choices=choices)
        answer = _done(request, pk, chosen, form) if form.is_valid() else None
        if answer:
            return answer
        return _page(request, issue, chosen, form, status=getattr(form, "refused", 422))
    form = chosen.form(initial=initial_for(step, issue, request.actor), choices=choices)
    return _page(request, issue, chosen, form)


def _page(request: Asked, issue: Issue, chosen: Step, form: forms.StepForm, status: int = 200) -> HttpResponse:
    seen = whole(request.POST.get("version", "") or str(issue.version))
    shown: dict[str, Any] = {"issue": issue, "step": chosen, "form": form, "seen": seen}
    if isinstance(form, forms.AnswerForm):
        shown["templates"] = list(TEMPLATES.among(request.actor, "view").filter(retired=False)[:MOST_TEMPLATES])
    return render(request, "issues/step.html", shown, status=status)


def _done(request: Asked, pk: int, chosen: Step, form: forms.StepForm) -> HttpResponse | None:
    """Do it; None when the form has to be shown again with what was typed."""
    try:
        chosen.run(pk, version_of(request), dict(form.cleaned_data), {"by": request.actor, "op": op_of(request)})
    except (Invalid, Stale, IllegalMove) as refused:
        form.refused = refused.status  # type: ignore[attr-defined]
        for name, sentences in (refused.facts.get("errors") or {None: [refused.says]}).items():
            form.add_error(name if name in form.fields else None, sentences)
        return None
    messages.success(request, chosen.done)
    here = ISSUES.among(request.actor, "view").filter(pk=pk).exists()
    return redirect("issues:issue", pk) if here else redirect("issues:issues")
