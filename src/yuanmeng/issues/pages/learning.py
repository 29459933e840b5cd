"""Lessons, reply templates and common causes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import IllegalMove, Invalid
from yuanmeng.issues.actions import learning
from yuanmeng.issues.forms import CauseForm, LessonForm, ProposalForm, TemplateForm
from yuanmeng.issues.models.case import STATE_NAMES
from yuanmeng.issues.pages.presenting import day
from yuanmeng.issues.policy import CAUSES, ISSUES, LESSONS, TEMPLATES
from yuanmeng.issues.queries.causes import candidates, common
from yuanmeng.issues.queries.private import masked
from yuanmeng.ui.asked import op_of, version_of, whole

PAGE = 50
STATES = dict(STATE_NAMES)


def _refused(form: Form, refused: Invalid) -> None:
    for name, sentences in (refused.facts.get("errors") or {None: [refused.says]}).items():
        form.add_error(name if name in form.fields else None, sentences)


@require_safe
def lessons(request: Asked) -> HttpResponse:
    """Solved cases, searched by words; private parts were left out when they were published."""
    LESSONS.demand(request.actor, "view")
    q, before = request.GET.get("q", "").strip()[:60], request.GET.get("before", "")
    found = LESSONS.among(request.actor, "view").filter(withdrawn=False)
    for word in q.split()[:5]:
        found = found.filter(Q(title__icontains=word) | Q(question__icontains=word) | Q(answer__icontains=word))
    page = found.filter(pk__lt=whole(before)) if before else found
    rows = list(page.select_related("category").order_by("-pk")[: PAGE + 1])
    shown = {
        "q": q,
        "total": found.count(),
        "rows": [
            {"pk": row.pk, "title": row.title, "category": str(row.category or ""), "day": day(row.published_at)}
            for row in rows[:PAGE]
        ],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    return render(request, "issues/lessons.html", shown)


@require_safe
def lesson(request: Asked, pk: int) -> HttpResponse:
    """One lesson."""
    found = LESSONS.fetch(request.actor, "view", pk=pk)
    if found.withdrawn and not LESSONS.allows(request.actor, "change"):
        raise IllegalMove(_("这个案例已经撤下。"))
    shown = {
        "lesson": found,
        "published": day(found.published_at),
        "may_change": "change" in LESSONS.may(request.actor, found) and not found.withdrawn,
    }
    return render(request, "issues/lesson.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def publishing(request: Asked, pk: int) -> HttpResponse:
    """Make a lesson of a solved problem: the form begins with names and numbers taken out."""
    issue = ISSUES.fetch(request.actor, "publish", pk=pk)
    last = issue.answers.filter(word="yes").order_by("-id").first()
    begun = {"title": issue.title, "question": issue.text, "answer": last.text if last else ""}
    form = LessonForm(request.POST or None, initial={name: masked(issue, text) for name, text in begun.items()})
    if request.method == "POST" and form.is_valid():
        try:
            made = learning.publish_lesson(pk, values=form.cleaned_data, by=request.actor, op=op_of(request))
        except Invalid as refused:
            _refused(form, refused)
        else:
            messages.success(request, _("已发布为案例。"))
            return redirect("issues:lesson", made.pk)
    shown = {"form": form, "issue": issue}
    return render(request, "issues/publishing.html", shown, status=422 if form.errors else 200)


@require_POST
def taking_down(request: Asked, pk: int) -> HttpResponse:
    """Take a lesson down."""
    learning.withdraw_lesson(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已撤下。"))
    return redirect("issues:lessons")


@require_safe
def templates(request: Asked) -> HttpResponse:
    """Reply templates."""
    TEMPLATES.demand(request.actor, "view")
    rows = list(TEMPLATES.among(request.actor, "view").filter(retired=False)[:PAGE])
    shown = {"rows": rows, "may_change": TEMPLATES.allows(request.actor, "change")}
    return render(request, "issues/templates.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: Asked, pk: int = 0) -> HttpResponse:
    """A new template, or one to change."""
    TEMPLATES.demand(request.actor, "change")
    kept = TEMPLATES.fetch(request.actor, "change", pk=pk) if pk else None
    begun = {"name": kept.name, "text": kept.text} if kept else {}
    form = TemplateForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        known = {"pk": pk, "version": version_of(request)} if pk else {}
        learning.keep_template(values=form.cleaned_data, by=request.actor, op=op_of(request), **known)
        messages.success(request, _("已保存。"))
        return redirect("issues:templates")
    shown = {"form": form, "template": kept}
    return render(request, "issues/template.html", shown, status=422 if form.errors else 200)


@require_safe
def causes(request: Asked) -> HttpResponse:
    """Categories in which three firms or more have a problem, and the topics already taken up."""
    CAUSES.demand(request.actor, "view")
    kept = CAUSES.among(request.actor, "view").annotate(n=Count("issues"), firms=Count("issues__firm", distinct=True))
    rows = [
        {"pk": row.pk, "title": row.title, "state": row.get_state_display(), "n": row.n, "firms": row.firms}
        for row in kept[:PAGE]
    ]
    may = CAUSES.allows(request.actor, "change")
    return render(request, "issues/causes.html", {"rows": rows, "common": common(request.actor), "may_change": may})


@require_http_methods(["GET", "HEAD", "POST"])
def new_cause(request: Asked) -> HttpResponse:
    """Take a common cause up: a person says what it is and which problems share it."""
    CAUSES.demand(request.actor, "change")
    category = whole(request.GET.get("category", "0"))
    among = candidates(request.actor, category)
    choices = [(row["pk"], f"{row['number']} {row['title']}（{row['firm__name']}）") for row in among]
    begun = {"title": among[0]["category__name"] if among else "", "issues": [row["pk"] for row in among]}
    form = CauseForm(request.POST or None, initial=begun)
    form.fields["issues"].choices = choices  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {"title": form.cleaned_data["title"], "text": form.cleaned_data["text"]}
        values["category_id"] = category or None
        try:
            made = learning.take_up(
                values=values, issues=form.cleaned_data["issues"], by=request.actor, op=op_of(request)
            )
        except Invalid as refused:
            _refused(form, refused)
        else:
            messages.success(request, _("已立题。"))
            return redirect("issues:cause", made.pk)
    return render(request, "issues/cause_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def cause(request: Asked, pk: int) -> HttpResponse:
    """One common cause, its problems, and the proposal it becomes."""
    kept = CAUSES.fetch(request.actor, "view", pk=pk)
    may = "change" in CAUSES.may(request.actor, kept) and kept.state != "ended"
    form = ProposalForm(request.POST or None, initial={"proposal": kept.proposal})
    if request.method == "POST" and form.is_valid():
        said, seen = form.cleaned_data["proposal"], version_of(request)
        learning.propose(pk, version=seen, proposal=said, by=request.actor, op=op_of(request))
        messages.success(request, _("已形成建议。"))
        return redirect("issues:cause", pk)
    seen_issues = ISSUES.among(request.actor, "view").filter(pk__in=kept.issues.values("pk"))
    rows = [
        {"pk": key, "number": number, "title": title, "state": STATES[state], "firm": firm or ""}
        for key, number, title, state, firm in seen_issues.values_list("pk", "number", "title", "state", "firm__name")
    ]
    shown = {
        "cause": kept,
        "state": kept.get_state_display(),
        "day": day(kept.taken_up_at),
        "rows": rows,
        "form": form if may else None,
    }
    return render(request, "issues/cause.html", shown, status=422 if form.errors else 200)


@require_POST
def ending(request: Asked, pk: int) -> HttpResponse:
    """End the study."""
    learning.end_cause(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已结束。"))
    return redirect("issues:causes")
