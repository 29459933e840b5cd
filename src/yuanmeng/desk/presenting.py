"""Rows of worklists as ready strings, a function for each kind of record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yuanmeng.accounts.models import FEEDBACK_KINDS, ROLES, Feedback, Post, User
from yuanmeng.activities.models import Activity, FollowUp, Invitation
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Role
from yuanmeng.exchange.models import Claim, Listing, Task
from yuanmeng.issues.models import Clock, Consultation, Issue, Part
from yuanmeng.jobs.models import Job
from yuanmeng.ledger.models import Event
from yuanmeng.matching.models import Incident, Loan, Lot
from yuanmeng.matching.pages.presenting import job_name
from yuanmeng.pairing.models import Pairing
from yuanmeng.register.importing.sentences import row_sentence
from yuanmeng.register.models import BulkEdit, Correction, HeldRow, Likeness, Organisation, Qualification
from yuanmeng.visits.models import Line, Stop, Visit

Row = dict[str, Any]


def day(value: dt.date | dt.datetime | None) -> str:
    """A date as people here write it; a moment with its time."""
    if isinstance(value, dt.datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def row(url: str, name: Any, under: Any, when: dt.date | dt.datetime | None) -> Row:
    """One row: where it leads, what it is, what is said about it, when."""
    return {"url": url, "name": str(name), "under": str(under), "when": day(when)}


def firm_url(pk: int) -> str:
    """The firm's page."""
    return reverse("register:firm", args=[pk])


def organisation(record: Organisation) -> Row:
    """A unit with its code."""
    return row(firm_url(record.pk), record.name, record.uscc or _("无信用代码"), record.updated_at)


def qualification(record: Qualification) -> Row:
    """A title with the day it runs out."""
    title = f"{record.kind} {record.level} {record.number}".strip()
    return row(firm_url(record.organisation_id), record.organisation.name, title, record.expires)


def correction(record: Correction) -> Row:
    """What a firm says is wrong."""
    return row(firm_url(record.organisation_id), record.organisation.name, record.reason, record.asked_at)


def held_row(record: HeldRow) -> Row:
    """A row of an import with the sentence that says why it waits."""
    place = _("%(file)s 第 %(row)s 行") % {"file": record.batch.file_name, "row": record.row}
    return row(
        reverse("register:held_row", args=[record.pk]),
        f"{place}：{record.value}",
        row_sentence(record.reason, record.more),
        record.batch.created_at,
    )


def likeness(record: Likeness) -> Row:
    """A pair that may be one firm."""
    return row(firm_url(record.first_id), f"{record.first.name} ～ {record.second.name}", record.score, None)


def alliance(record: Alliance) -> Row:
    """An alliance and the day it was founded."""
    return row(reverse("alliances:alliance", args=[record.slug]), record.shown_name, "", record.since)


def membership(record: Membership) -> Row:
    """A unit and its alliance."""
    when = record.joined_on or record.invited_on
    return row(firm_url(record.organisation_id), record.organisation.name, record.alliance.name, when)


def bulk_edit(record: BulkEdit) -> Row:
    """A file whose changes wait for approval."""
    return row(reverse("register:bulk_edit", args=[record.pk]), record.file_name, "", record.proposed_at)


def listing(record: Listing) -> Row:
    """An offer or need with its organisation and last day."""
    return row(reverse("exchange:listing", args=[record.pk]), record.title, record.organisation.name, record.until)


def claim(record: Claim) -> Row:
    """Who claims which entry."""
    url = reverse("exchange:listing", args=[record.listing_id])
    return row(url, record.listing.title, record.organisation.name, record.made_at)


def task(record: Task) -> Row:
    """A joint task with its due date and what blocks it."""
    url = reverse("exchange:task", args=[record.pk])
    return row(url, record.claim.listing.title, record.blocker or record.owner.name, record.due)


def invitation(record: Invitation) -> Row:
    """An activity that an organisation is invited to."""
    url = reverse("activities:activity", args=[record.activity_id])
    return row(url, record.activity.title, record.organisation.name, record.activity.starts)


def activity(record: Activity) -> Row:
    """A coming activity."""
    return row(reverse("activities:activity", args=[record.pk]), record.title, record.place, record.starts)


def follow_up(record: FollowUp) -> Row:
    """What is still to be done, by whom, by when."""
    url = reverse("activities:activity", args=[record.activity_id])
    return row(url, record.text, record.owner.name, record.due)


def pairing(record: Pairing) -> Row:
    """Who looks after whom from when on."""
    one, other = record.user or record.branch, record.firm or record.alliance
    return row(
        reverse("pairing:pairing", args=[record.pk]), f"{one} → {other}", record.get_kind_display(), record.since
    )


def lot(record: Lot) -> Row:
    """A posting with its firm and last day."""
    who = record.organisation.name if record.organisation else record.given.get("company", "")
    return row(
        reverse("matching:lot", args=[record.pk]), f"{job_name(record.job)} {record.heads or ''}", who, record.until
    )


def loan(record: Loan) -> Row:
    """Who lends to whom, and the last day."""
    name = f"{record.lender.name} → {record.borrower.name}"
    under = f"{job_name(record.job)} {record.heads}"
    return row(reverse("matching:loan", args=[record.pk]), name, under, record.until)


def incident(record: Incident) -> Row:
    """What happened in which loan."""
    url = reverse("matching:loan", args=[record.loan_id])
    return row(url, record.get_kind_display(), record.loan.lender.name, record.on)


def post(record: Post) -> Row:
    """Who holds it, what it is, its last day."""
    return row(
        reverse("accounts:person", args=[record.user_id]), record.user.name, ROLES[Role(record.role)], record.until
    )


def user(record: User) -> Row:
    """A person and the last sign-in."""
    return row(reverse("accounts:person", args=[record.pk]), record.name, record.username, record.last_login)


def feedback(record: Feedback) -> Row:
    """A complaint or suggestion."""
    url = reverse("accounts:feedback_detail", args=[record.pk])
    return row(url, f"{FEEDBACK_KINDS[record.kind]} {record.number}", record.text[:80], record.sent_at)


def job(record: Job) -> Row:
    """Background work with the last line of its error."""
    return row("", record.task, record.error.strip().rsplit("\n", 1)[-1][:200], record.finished_at)


def event(record: Event) -> Row:
    """One event by number and verb."""
    return row(reverse("desk:event", args=[record.pk]), f"{record.pk} {record.verb}", record.post, record.at)


def issue(record: Issue) -> Row:
    """A problem by number, with its firm and the day it is due."""
    firm = record.firm.name if record.firm else ""
    return row(issue_url(record.pk), f"{record.number} {record.title}", firm, record.due or record.raised_at)


def issue_url(pk: int) -> str:
    """The problem's page."""
    return reverse("issues:issue", args=[pk])


def part(record: Part) -> Row:
    """What a co-handling unit is asked."""
    return row(issue_url(record.issue_id), f"{record.issue.number} {record.task}", record.organisation.name, record.due)


def consultation(record: Consultation) -> Row:
    """A table that has not decided."""
    return row(issue_url(record.issue_id), f"{record.issue.number} {record.issue.title}", record.reason, record.meets)


def clock(record: Clock) -> Row:
    """A request for more time."""
    asked = _("申请延长 %(days)s 天：%(reason)s") % {"days": record.asked, "reason": record.ask_reason}
    return row(issue_url(record.issue_id), f"{record.issue.number} {record.issue.title}", asked, record.due)


def line(record: Line) -> Row:
    """What was heard at which firm."""
    url = reverse("visits:visit", args=[record.visit_id])
    return row(url, record.text[:80], f"{record.organisation.name} · {record.get_kind_display()}", record.visit.day)


def visit(record: Visit) -> Row:
    """How and why somebody went or will go, with what was promised or heard."""
    name = f"{record.get_purpose_display()} · {record.get_how_display()}"
    day_shown = record.next_day if record.next_day and not record.next_done else record.day
    return row(reverse("visits:visit", args=[record.pk]), name, record.next_step or record.heard[:60], day_shown)


def stop(record: Stop) -> Row:
    """A contact with the firm: how and why."""
    come = record.visit
    url = reverse("visits:visit", args=[come.pk]) if come.state == "done" else reverse("visits:firm")
    about = f"{come.get_purpose_display()} · {come.get_how_display()}"
    return row(url, record.organisation.name, about, come.day)


SHOWN: dict[type[Model], tuple[Callable[[Any], Row], tuple[str, ...]]] = {
    Organisation: (organisation, ()),
    Qualification: (qualification, ("organisation",)),
    Correction: (correction, ("organisation",)),
    HeldRow: (held_row, ("batch",)),
    Likeness: (likeness, ("first", "second")),
    Alliance: (alliance, ()),
    Membership: (membership, ("organisation", "alliance")),
    BulkEdit: (bulk_edit, ()),
    Listing: (listing, ("organisation",)),
    Claim: (claim, ("organisation", "listing")),
    Task: (task, ("claim__listing", "owner")),
    Invitation: (invitation, ("activity", "organisation")),
    Activity: (activity, ()),
    FollowUp: (follow_up, ("owner",)),
    Pairing: (pairing, ("user", "branch", "firm", "alliance")),
    Lot: (lot, ("organisation",)),
    Loan: (loan, ("lender", "borrower")),
    Incident: (incident, ("loan__lender",)),
    Issue: (issue, ("firm",)),
    Part: (part, ("issue", "organisation")),
    Consultation: (consultation, ("issue",)),
    Clock: (clock, ("issue",)),
    Post: (post, ("user",)),
    User: (user, ()),
    Feedback: (feedback, ()),
    Job: (job, ()),
    Event: (event, ()),
    Line: (line, ("organisation", "visit")),
    Visit: (visit, ()),
    Stop: (stop, ("visit", "organisation")),
}
"""Kind of record → how a row of it is shown, and what is read along with it."""


def present(records: QuerySet[Any]) -> tuple[QuerySet[Any], Callable[[Any], Row]]:
    """The records with what their rows need, and the function that makes a row."""
    shown, along = SHOWN[records.model]
    return (records.select_related(*along) if along else records), shown
