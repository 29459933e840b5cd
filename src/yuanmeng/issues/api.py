"""Problems for other systems of the zone: `/api/issues/…`, signed in as in the pages.

A machine signs in with a login of its own that holds a post; it sends the session cookie and, for writes, the CSRF
token, like a browser. A write carries `Operation-Id`, a UUID of the caller: repeated, it gives the first answer. Only
handing in and reading are offered: every other step is somebody's own word (TKT-05).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from ninja import Field, Header, Query, Router, Schema, Status

from yuanmeng.accounts.api import MOST, REFUSALS, Key, asker
from yuanmeng.core.refusals import Invalid
from yuanmeng.issues.actions import raise_issue
from yuanmeng.issues.models import Category, Issue
from yuanmeng.issues.policy import ISSUES

router = Router(tags=["issues"])


class IssueIn(Schema):
    """A problem to hand in. `received` (with a zone) is when the clocks began, if that was not now."""

    firm: Key
    title: Annotated[str, Field(min_length=1, max_length=80)]
    text: Annotated[str, Field(max_length=5000)] = ""
    kind: Literal["problem", "complaint", "suggestion", "question"] = "problem"
    category: Key | None = None
    received: dt.datetime | None = None


class IssueOut(Schema):
    """A problem as it stands; texts of answers and names of people are not part of the interface."""

    number: str
    version: int
    firm: int | None
    kind: str
    title: str
    state: str
    category: int | None
    raised_at: dt.datetime
    due: dt.date | None
    closed_at: dt.datetime | None


def _issue(issue: Issue) -> dict[str, Any]:
    names = ("number", "version", "kind", "title", "state", "due")
    found = {name: getattr(issue, name) for name in names} | {"firm": issue.firm_id, "category": issue.category_id}
    closed = localtime(issue.closed_at) if issue.closed_at else None
    return found | {"raised_at": localtime(issue.raised_at), "closed_at": closed}


@router.get("/", response={200: list[IssueOut], **REFUSALS})
def issues(
    request: HttpRequest,
    firm: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    after: Annotated[str, Query(max_length=20)] = "",
) -> Any:
    """Problems in sight, of all firms or one, by number; `after` is the last number of the page before."""
    ISSUES.demand(asker(request), "browse")
    found = ISSUES.among(asker(request), "view").filter(number__gt=after)
    found = found.filter(firm=firm) if firm else found
    return [_issue(issue) for issue in found.order_by("number")[:MOST]]


@router.get("/{number}", response={200: IssueOut, **REFUSALS})
def issue(request: HttpRequest, number: Annotated[str, Field(max_length=20)]) -> Any:
    """One problem by its number."""
    return _issue(ISSUES.fetch(asker(request), "view", number=number))


@router.post("/", response={201: IssueOut, **REFUSALS})
def hand_in(request: HttpRequest, given: IssueIn, operation_id: Annotated[UUID, Header()]) -> Any:
    """Hand a problem in, for one's own firm or, as a person of the zone, for one that told it."""
    if given.received and given.received.tzinfo is None:
        raise Invalid(_("收到的时间要带时区。"), errors={"received": [_("收到的时间要带时区。")]})
    values = given.dict(exclude={"firm", "received", "category"}) | {"category": _category(given.category)}
    made = raise_issue(
        given.firm, values=values, via="api", received=given.received, by=asker(request), op=operation_id
    )
    made.refresh_from_db()
    return Status(201, _issue(made))


def _category(key: int | None) -> Category | None:
    """Raises Invalid where there is none."""
    if key is None:
        return None
    found = Category.objects.filter(pk=key).first()
    if found is None:
        raise Invalid(_("没有这个分类。"), errors={"category": [_("没有这个分类。")]})
    return found
